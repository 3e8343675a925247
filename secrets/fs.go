package secrets

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"runtime"
	"sync"

	"github.com/bmatcuk/doublestar/v4"
)

// FSOptions says which files [Scanner.ScanFS] scans, and how. The zero FSOptions
// scans all that [Config].AllowPaths does not name.
type FSOptions struct {
	Only []string // doublestar patterns of the only files to scan; empty means all
	Skip []string // doublestar patterns of files and folders not to scan

	Parallel  int              // files at a time; 0 means one for each CPU
	Progress  func(FSProgress) // is told of each file, in order
	StaleMark func(Mark)       // is told of each mark that allows nothing, in order
}

// FSProgress is what was done so far.
type FSProgress struct {
	File    string // the last
	Scanned int    // files
	Skipped int    // files that are not text, or that could not be read
	Bytes   int64  // in the files
}

// ScanFS returns the secrets in the files of fsys, ordered by path. It yields an
// error for each file or folder that cannot be read, and goes on; the error wraps
// an [*fs.PathError], and [ErrTooLarge] for a file above [Config].MaxSize, of which
// nothing is scanned. The scan ends with the context's error when that is done.
//
// Every regular file is scanned, lock files and those that .gitignore names as
// well: what is ignored is what holds the secrets that an agent can read, such as
// .env. ([Scanner.ScanStaged] and [Scanner.ScanHistory] see what git tracks.) Not
// scanned are objects in .git folders, see ScanHistory, and files with a NUL in
// their first 8 KiB, as they are no text; UTF-16 with a byte order mark is decoded,
// and positions are those in the UTF-8 that it becomes. Symbolic links are not
// followed; pipes, sockets and devices are not opened.
//
// Use the FS of an [os.Root], which cannot be left by symbolic links; with
// [os.DirFS], somebody who replaces a file by a link or a pipe during the scan can
// have another file read, or hold up the scan until the context is done.
func (s *Scanner) ScanFS(ctx context.Context, fsys fs.FS, options FSOptions) iter.Seq2[Finding, error] {
	return func(yield func(Finding, error) bool) {
		for _, p := range append(options.Only[:len(options.Only):len(options.Only)], options.Skip...) {
			if !doublestar.ValidatePattern(p) {
				yield(Finding{}, fmt.Errorf("secrets: FSOptions: %q is not a valid pattern", p))
				return
			}
		}
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		w := fsWalk{s: s, ctx: ctx, fsys: fsys, options: &options}
		if !w.run(yield) {
			return
		}
		if err := ctx.Err(); err != nil {
			yield(Finding{}, fmt.Errorf("secrets: %w", err))
		}
	}
}

type fsWalk struct {
	s       *Scanner
	ctx     context.Context
	fsys    fs.FS
	options *FSOptions
}

// An fsFile is a file to scan, and what came of it.
type fsFile struct {
	name    string
	done    chan struct{}
	results []fsResult
	stale   []Mark
	bytes   int64
	scanned bool
}

type fsResult struct {
	finding Finding
	err     error
}

// run yields the results in the order of the walk. It reports whether more are wanted.
func (w *fsWalk) run(yield func(Finding, error) bool) bool {
	switch workers := w.options.Parallel; {
	case workers == 1:
		return w.runAlone(yield)
	case workers > 1:
		return w.runParallel(workers, yield)
	}
	return w.runParallel(runtime.GOMAXPROCS(0), yield)
}

// runAlone scans each file when the walk comes to it, without another goroutine.
func (w *fsWalk) runAlone(yield func(Finding, error) bool) bool {
	var buffers sync.Pool
	var progress FSProgress
	more := true
	w.walk(func(f *fsFile) error {
		if f.results == nil {
			w.scan(f, &buffers)
		}
		if w.ctx.Err() != nil {
			return fs.SkipAll
		}
		if more = w.yield(f, &progress, yield); !more {
			return fs.SkipAll
		}
		return nil
	})
	return more
}

// runParallel lets one goroutine walk and some scan.
func (w *fsWalk) runParallel(workers int, yield func(Finding, error) bool) bool {
	// A file waits in order from when it is found until its results were yielded.
	order, work := make(chan *fsFile, 8*workers), make(chan *fsFile)
	go func() {
		defer close(order)
		defer close(work)
		w.walk(func(f *fsFile) error {
			f.done = make(chan struct{})
			if f.results != nil { // it cannot be read
				close(f.done)
				return w.send(order, f)
			}
			if err := w.send(order, f); err != nil {
				return err
			}
			return w.send(work, f)
		})
	}()
	var buffers sync.Pool
	for range workers {
		go func() {
			for f := range work {
				w.scan(f, &buffers)
				close(f.done)
			}
		}()
	}
	var progress FSProgress
	for {
		var f *fsFile
		select {
		case f = <-order:
		case <-w.ctx.Done():
			return true
		}
		if f == nil {
			return true
		}
		select {
		case <-f.done:
		case <-w.ctx.Done():
			return true
		}
		if !w.yield(f, &progress, yield) {
			return false
		}
	}
}

func (w *fsWalk) send(to chan<- *fsFile, f *fsFile) error {
	select {
	case to <- f:
		return nil
	case <-w.ctx.Done():
		return fs.SkipAll
	}
}

// yield hands out the results of a file, and reports whether more are wanted.
func (w *fsWalk) yield(f *fsFile, progress *FSProgress, yield func(Finding, error) bool) bool {
	for _, r := range f.results {
		if !yield(r.finding, r.err) {
			return false
		}
	}
	w.report(f, progress)
	return true
}

func (w *fsWalk) report(f *fsFile, p *FSProgress) {
	if w.options.StaleMark != nil {
		for _, m := range f.stale {
			w.options.StaleMark(m)
		}
	}
	if w.options.Progress == nil {
		return
	}
	p.File = f.name
	p.Bytes += f.bytes
	if f.scanned {
		p.Scanned++
	} else {
		p.Skipped++
	}
	w.options.Progress(*p)
}

// walk calls visit with the files to scan, and with what cannot be read, which has
// its result.
func (w *fsWalk) walk(visit func(*fsFile) error) {
	_ = fs.WalkDir(w.fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case w.ctx.Err() != nil:
			return fs.SkipAll
		case err != nil:
			f := &fsFile{name: name}
			f.fail(name, err)
			return visit(f) // and past the folder
		case entry.IsDir():
			if name != "." && w.skipsFolder(name) {
				return fs.SkipDir
			}
			return nil
		case !entry.Type().IsRegular() || !w.wants(name):
			return nil
		}
		return visit(&fsFile{name: name})
	})
}

// gitObjects are folders with what is not readable as it is.
var gitObjects = []string{"**/.git/objects", "**/.git/lfs/objects", "**/.git/modules/**/objects"}

func (w *fsWalk) skipsFolder(name string) bool {
	return matchesAny(gitObjects, name) || matchesAny(w.options.Skip, name) || matchesAny(w.s.skip, name)
}

func (w *fsWalk) wants(name string) bool {
	return (len(w.options.Only) == 0 || matchesAny(w.options.Only, name)) && !matchesAny(w.options.Skip, name) && !w.s.skips(name)
}

func (f *fsFile) fail(name string, err error) {
	if _, ok := errors.AsType[*fs.PathError](err); !ok {
		err = &fs.PathError{Op: "scan", Path: name, Err: err}
	}
	f.results = append(f.results, fsResult{err: fmt.Errorf("secrets: %w", err)})
}

func (w *fsWalk) scan(f *fsFile, buffers *sync.Pool) {
	buffer, _ := buffers.Get().(*[]byte)
	if buffer == nil {
		buffer = new([]byte)
	}
	defer func() {
		if cap(*buffer) <= 1<<20 {
			buffers.Put(buffer)
		}
	}()
	var err error
	if *buffer, err = w.readFile(f.name, (*buffer)[:0]); err != nil {
		f.fail(f.name, err)
		return
	}
	f.bytes = int64(len(*buffer))
	src := source{name: f.name}
	if w.options.StaleMark != nil {
		src.stale = func(m Mark) { f.stale = append(f.stale, m) }
	}
	f.scanned = w.s.scanSource(src, *buffer, func(found Finding) { f.results = append(f.results, fsResult{finding: found}) }, f.fail)
}

// readFile reads a file to the end, or to the limit if it is larger or grows.
func (w *fsWalk) readFile(name string, buffer []byte) ([]byte, error) {
	file, err := w.fsys.Open(name)
	if err != nil {
		return buffer, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return buffer, err
	}
	if !info.Mode().IsRegular() {
		return buffer, errors.New("it is no longer a regular file")
	}
	if info.Size() > w.s.maxSize {
		return buffer, w.tooLarge()
	}
	if need := int(info.Size()) + 1; cap(buffer) < need {
		buffer = make([]byte, 0, need)
	}
	for {
		if w.ctx.Err() != nil {
			return buffer, w.ctx.Err()
		}
		if len(buffer) == cap(buffer) {
			buffer = append(buffer, 0)[:len(buffer)]
		}
		n, err := file.Read(buffer[len(buffer):cap(buffer)])
		buffer = buffer[:len(buffer)+n]
		switch {
		case int64(len(buffer)) > w.s.maxSize:
			return buffer, w.tooLarge()
		case errors.Is(err, io.EOF):
			return buffer, nil
		case err != nil:
			return buffer, err
		}
	}
}

func (w *fsWalk) tooLarge() error {
	return fmt.Errorf("%w: it has more than %d bytes", ErrTooLarge, w.s.maxSize)
}
