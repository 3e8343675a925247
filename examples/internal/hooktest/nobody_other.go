//go:build !unix

package hooktest

import (
	"io/fs"
	"os/exec"
	"testing"
)

// Unprivileged skips the test: modes of files stop nobody here.
func (p *Place) Unprivileged(t testing.TB) *Place {
	t.Skip("modes of files mean nothing on this system: what a program does without permission is not tested")
	return p
}

func asNobody(*exec.Cmd) {}

// Forbid is never reached: see [Place.Unprivileged].
func Forbid(testing.TB, string, fs.FileMode) {}
