//go:build !unix

package main

import "os"

// hangups never receives: files are loaded anew when they change.
func hangups() <-chan os.Signal { return nil }
