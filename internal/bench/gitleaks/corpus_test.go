package gitleaks

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// A corpus is source code of one kind that is on this machine.
type corpus struct {
	name string
	dirs []string // of which the first that exists counts; patterns as in filepath.Glob
	end  string   // of the names of its files
}

var corpora = []corpus{
	{"go", []string{filepath.Join(runtime.GOROOT(), "src"), "/usr/local/go/src", "/usr/lib/go/src"}, ".go"},
	{"javascript", []string{"/usr/lib/node_modules", "/usr/local/lib/node_modules"}, ".js"},
	{"python", []string{"/usr/lib/python3.[0-9]*", "/usr/local/lib/python3.[0-9]*"}, ".py"},
	{"minified", []string{"/usr/lib/node_modules", "/usr/share/javascript", "/usr/lib"}, ".min.js"},
}

// text returns the first bytes of the files of a corpus, again and again if there are
// too few.
func (c corpus) text(b *testing.B, size int) []byte {
	b.Helper()
	var text bytes.Buffer
	for _, pattern := range c.dirs {
		dirs, err := filepath.Glob(pattern)
		if err != nil {
			b.Fatal(err)
		}
		for _, dir := range dirs {
			c.read(b, dir, &text, size)
		}
		if text.Len() > 0 {
			break
		}
	}
	if text.Len() == 0 {
		b.Skipf("there is no %s code in %v", c.name, c.dirs)
	}
	for text.Len() < size {
		text.Write(bytes.Clone(text.Bytes()))
	}
	return text.Bytes()[:size]
}

func (c corpus) read(b *testing.B, dir string, text *bytes.Buffer, size int) {
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || text.Len() >= size {
			return fs.SkipAll
		}
		// Tests hold made-up secrets.
		if d.IsDir() && (d.Name() == "testdata" || d.Name() == "test" || d.Name() == "crypto") {
			return fs.SkipDir
		}
		if !d.Type().IsRegular() || !strings.HasSuffix(name, c.end) || strings.HasSuffix(name, "_test.go") ||
			c.end == ".js" && strings.HasSuffix(name, ".min.js") {
			return nil
		}
		content, err := os.ReadFile(name)
		if err != nil {
			return nil
		}
		text.Write(content)
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}
