//go:build !linux

package auditlog

import "errors"

func mount(string) error { return errors.New("not on this system") }

func unmount(string) {}
