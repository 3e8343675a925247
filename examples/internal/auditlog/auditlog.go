// Package auditlog keeps a record of what guards decided: JSON lines in a file that
// several processes write at once, and that is rotated by its size.
package auditlog

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gatehouse-go/gatehouse/examples/internal/files"
)

// Limits of a log.
const (
	MaxSize = 10 << 20 // bytes of one file
	Kept    = 5        // older files
)

// fileName is the newest file; older ones end in .1 to .5.
const fileName = "audit.jsonl"

// A Log appends to the record in a folder. It opens the file at the first record, so
// that a hook with nothing to say costs nothing. It is safe for concurrent use.
type Log struct {
	dir string
	max int64

	mu   sync.Mutex
	lost int
	err  error // of the record that was lost last
}

// New returns the log in a folder, which is made when it is needed.
func New(dir string) *Log { return &Log{dir: dir, max: MaxSize} }

// Lost returns how many records could not be written, and why the last one could not.
func (l *Log) Lost() (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lost, l.err
}

// Warning tells the user of records that could not be written. It is empty if all were.
func (l *Log) Warning() string {
	if _, err := l.Lost(); err != nil {
		return fmt.Sprintf("This is not in the audit log, which cannot be written: %v", err)
	}
	return ""
}

// Logger returns a logger that appends to the log. A record that cannot be written
// changes nothing of what a guard says: [Log.Lost] tells of it.
func (l *Log) Logger() *slog.Logger {
	return slog.New(slog.NewJSONHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// Write appends one record, a line of JSON: in one piece, so that records of
// processes at the same time do not mix.
func (l *Log) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	n, err := l.write(line)
	if err != nil {
		l.lost, l.err = l.lost+1, err
	}
	return n, err
}

func (l *Log) write(line []byte) (int, error) {
	if err := os.MkdirAll(l.dir, 0o700); err != nil {
		return 0, err
	}
	unlock, err := files.Lock(filepath.Join(l.dir, "audit.lock"))
	if err != nil {
		return 0, err
	}
	defer unlock()
	name := filepath.Join(l.dir, fileName)
	if info, err := os.Stat(name); err == nil && info.Size() > 0 && info.Size()+int64(len(line)) > l.max {
		if err := rotate(name); err != nil {
			return 0, err
		}
	}
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return 0, err
	}
	before, err := file.Seek(0, 2)
	if err != nil {
		return 0, errors.Join(err, file.Close())
	}
	n, err := file.Write(line)
	if err != nil { // half a line would spoil the next one
		_ = file.Truncate(before)
	}
	return n, errors.Join(err, file.Close())
}

// rotate moves each file to the next number; the last one goes.
func rotate(name string) error {
	for i := Kept; i > 0; i-- {
		from := name
		if i > 1 {
			from = fmt.Sprintf("%s.%d", name, i-1)
		}
		if err := os.Rename(from, fmt.Sprintf("%s.%d", name, i)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// An Entry is one record.
type Entry struct {
	Time    time.Time      `json:"time"`
	Message string         `json:"msg"`
	Fields  map[string]any `json:"-"` // all others
}

// UnmarshalJSON reads a line.
func (e *Entry) UnmarshalJSON(line []byte) error {
	type plain Entry
	if err := json.Unmarshal(line, (*plain)(e)); err != nil {
		return err
	}
	return json.Unmarshal(line, &e.Fields)
}

// Read yields the records in a folder, the oldest first. A line that is none is an
// error, after which it goes on. A folder without a log has no records.
func Read(dir string) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		for i := Kept; i >= 0; i-- {
			name := filepath.Join(dir, fileName)
			if i > 0 {
				name = fmt.Sprintf("%s.%d", name, i)
			}
			if !readFile(name, yield) {
				return
			}
		}
	}
}

func readFile(name string, yield func(Entry, error) bool) (goOn bool) {
	file, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return true
	}
	if err != nil {
		return yield(Entry{}, err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, MaxSize+1)
	for n := 1; lines.Scan(); n++ {
		var e Entry
		err := json.Unmarshal(lines.Bytes(), &e)
		if err != nil {
			err = fmt.Errorf("%s, line %d: %w", name, n, err)
		}
		if !yield(e, err) {
			return false
		}
	}
	if err := lines.Err(); err != nil {
		return yield(Entry{}, fmt.Errorf("%s: %w", name, err))
	}
	return true
}
