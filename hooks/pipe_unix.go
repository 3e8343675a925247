//go:build unix

package hooks

import (
	"os"
	"os/signal"
	"syscall"
)

// withoutSignal returns another file for the same pipe if w is standard output
// or standard error. The Go runtime kills a process with SIGPIPE that writes to
// one of these when nobody reads, and Claude Code lets a call proceed whose hook
// a signal killed. For every other file it is an error like any other.
//
// Catching the signal would do as well, but it costs another thread and thereby a
// fifth of the time that a whole hook takes. Ignoring it would spread to the
// programs that the handler starts.
func withoutSignal(w *os.File) (file *os.File, closeFile func()) {
	fd := int(w.Fd())
	if fd != syscall.Stdout && fd != syscall.Stderr {
		return w, func() {}
	}
	// Programs that the handler has started must not keep the pipe open.
	syscall.ForkLock.RLock()
	dup, err := syscall.Dup(fd)
	if err == nil {
		syscall.CloseOnExec(dup)
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return w, func() {}
	}
	file = os.NewFile(uintptr(dup), w.Name())
	return file, func() { _ = file.Close() }
}

// ignoreBrokenPipes is for when the answer is out, and what a logger starts must
// bear with it.
func ignoreBrokenPipes() { signal.Ignore(syscall.SIGPIPE) }
