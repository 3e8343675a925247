package hooks

import (
	"errors"
	"io"
	"os"
	"time"
)

// writeLimit bounds writing the answer. Together with the default timeout it is
// well below the timeouts of Claude Code.
const writeLimit = 2 * time.Second

// An answer is what a hook leaves behind. Without a process it is stdout alone.
type answer struct {
	stdout []byte
	stderr string
	code   int
	// If stdout cannot be written, the exit code and stderr must do.
	undelivered int
	fallback    string

	event   string   // that is answered
	said    Response // by the answer
	failure error    // that the answer was made for
	cause   failureCause
}

type output struct{ stdout, stderr io.Writer }

var (
	errStalled   = errors.New("nobody reads it")
	errDiscarded = errors.New("it is closed, or is the null device")
)

// deliver writes the answer. It returns the exit code, and why the answer could
// not be written, if it could not.
func (o output) deliver(a answer) (code int, err error) {
	if len(a.stdout) > 0 {
		if err = o.print(a.stdout); err != nil {
			if a.code != 2 {
				a.code, a.stderr = a.undelivered, lines(a.fallback, a.stderr)
			}
			a.stderr = lines(a.stderr, "hooks: the answer could not be written to standard output: "+err.Error())
		}
	}
	if a.stderr != "" {
		// There is nobody left to tell about an error.
		_ = write(o.stderr, []byte(a.stderr+"\n"))
	}
	return a.code, err
}

func (o output) print(data []byte) error {
	if discards(o.stdout) {
		return errDiscarded
	}
	return write(o.stdout, data)
}

// write never kills the process and never takes longer than writeLimit. A pipe
// that is full blocks its writer for as long as nobody reads; the goroutine is
// left behind then.
func write(w io.Writer, data []byte) error {
	done := make(chan error, 1)
	go func() {
		if file, ok := w.(*os.File); ok {
			quiet, closeFile := withoutSignal(file)
			defer closeFile()
			w = quiet
		}
		n, err := w.Write(data)
		if err == nil && n < len(data) {
			err = io.ErrShortWrite
		}
		done <- err
	}()
	timer := time.NewTimer(writeLimit)
	defer timer.Stop()
	select {
	case err := <-done:
		return err
	case <-timer.C:
		return errStalled
	}
}

// discards recognises a standard output that was closed when the process began:
// Go opens the null device in its place, where an answer would vanish without
// an error.
func discards(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	if err != nil {
		return false // writing will tell
	}
	null, err := os.Stat(os.DevNull)
	return err == nil && os.SameFile(info, null)
}
