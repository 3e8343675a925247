//go:build !unix

package hooks

import "os"

// withoutSignal has nothing to do: here a broken pipe is an error and no signal.
func withoutSignal(w *os.File) (file *os.File, closeFile func()) { return w, func() {} }

// There is no signal.
func ignoreBrokenPipes() {}
