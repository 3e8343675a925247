package hookstest

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"iter"
	"path"
	"testing"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// Replay runs a hook with this handler for recorded messages, and yields the
// result of each under the name of its file. It reads the files of fsys that
// match pattern, in the order of their names: those that end in .jsonl have a
// message in each line, and the name is that of the file and the line, such as
// "events.jsonl:3"; others have one message.
//
// Events that handler is not for are left out, as Claude Code would not run the
// hook for them. A message that is no event ends the test, and so do files
// without any event for the handler.
func Replay[E hooks.Event](t testing.TB, fsys fs.FS, pattern string, handler func(context.Context, E) (hooks.Response, error)) iter.Seq2[string, Result] {
	t.Helper()
	return func(yield func(string, Result) bool) {
		t.Helper()
		names, err := fs.Glob(fsys, pattern)
		if err != nil {
			t.Fatalf("hookstest: %q is no pattern for files: %v", pattern, err)
		}
		ran := 0
		for _, name := range names {
			data, err := fs.ReadFile(fsys, name)
			if err != nil {
				t.Fatalf("hookstest: %v", err)
			}
			for where, message := range messages(name, data) {
				event, err := hooks.Decode(message)
				if err != nil {
					t.Fatalf("hookstest: %s: %v", where, err)
				}
				if _, ok := event.(E); !ok {
					continue
				}
				ran++
				if !yield(where, Run(t, handler, message)) {
					return
				}
			}
		}
		if ran == 0 {
			t.Fatalf("hookstest: %d files match %q, and none has an event for this handler", len(names), pattern)
		}
	}
}

// messages yields those of one file.
func messages(name string, data []byte) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		if path.Ext(name) != ".jsonl" {
			yield(name, data)
			return
		}
		number := 0
		for line := range bytes.Lines(data) {
			number++
			if line = bytes.TrimSpace(line); len(line) > 0 && !yield(fmt.Sprintf("%s:%d", name, number), line) {
				return
			}
		}
	}
}
