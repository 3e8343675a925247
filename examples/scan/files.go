package main

import (
	"context"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/secrets"
	"github.com/gatehouse-go/gatehouse/secrets/report"
)

// A tree is a folder, or one file of it, as it was named on the command line.
type tree struct {
	prefix string // of the names in it, to make names that the user knows
	fsys   fs.FS
	line   func(secrets.Finding) (string, bool)
}

// openTrees opens what is named, as roots that no symbolic link leads out of.
func openTrees(names []string) ([]tree, error) {
	if len(names) == 0 {
		names = []string{"."}
	}
	var trees []tree
	for _, name := range names {
		info, err := os.Stat(name)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() && !info.Mode().IsRegular() {
			return nil, fmt.Errorf("%s: neither a file nor a folder; to scan what a program writes, use -stdin", name)
		}
		dir, file := name, ""
		if !info.IsDir() {
			dir, file = filepath.Split(name)
		}
		root, err := os.OpenRoot(filepath.Clean(dir))
		if err != nil {
			return nil, err
		}
		t := tree{fsys: root.FS(), line: report.Lines(root.FS())}
		if dir = path.Clean(filepath.ToSlash(dir)); dir != "." {
			t.prefix = strings.TrimSuffix(dir, "/") + "/"
		}
		if file != "" {
			t.fsys = oneFile{t.fsys, file}
		}
		trees = append(trees, t)
	}
	return trees, nil
}

// oneFile is a file system in whose root one file only is listed.
type oneFile struct {
	fs.FS
	name string
}

func (f oneFile) ReadDir(string) ([]fs.DirEntry, error) {
	info, err := fs.Stat(f.FS, f.name)
	if err != nil {
		return nil, err
	}
	return []fs.DirEntry{fs.FileInfoToDirEntry(info)}, nil
}

// oneOnly reports that all there is to scan is a file.
func oneOnly(trees []tree) bool {
	if len(trees) != 1 {
		return false
	}
	_, ok := trees[0].fsys.(oneFile)
	return ok
}

// scanTrees scans one after the other.
func scanTrees(ctx context.Context, scanner *secrets.Scanner, trees []tree) iter.Seq2[secrets.Finding, error] {
	options := secrets.FSOptions{}
	if oneOnly(trees) {
		options.Parallel = 1 // what starts quickly is not kept waiting for what runs beside it
	}
	if report.Terminal(os.Stderr) && os.Getenv("TERM") != "dumb" {
		options.Progress = progress()
	}
	return func(yield func(secrets.Finding, error) bool) {
		for _, t := range trees {
			for f, err := range scanner.ScanFS(ctx, t.fsys, options) {
				if f.Pos.Filename != "" {
					f.Pos.Filename, f.End.Filename = t.prefix+f.Pos.Filename, t.prefix+f.End.Filename
				}
				if !yield(f, err) {
					return
				}
			}
		}
		if options.Progress != nil {
			fmt.Fprint(os.Stderr, clearLine)
		}
	}
}

// lineIn returns the line of a finding from the tree that it stems from.
func lineIn(trees []tree) func(secrets.Finding) (string, bool) {
	return func(f secrets.Finding) (string, bool) {
		for _, t := range trees {
			if name, ok := strings.CutPrefix(f.Pos.Filename, t.prefix); ok {
				inner := f
				inner.Pos.Filename = name
				if line, ok := t.line(inner); ok {
					return line, true
				}
			}
		}
		return "", false
	}
}

const clearLine = "\r\x1b[K"

// progress tells a terminal how far a scan is, ten times a second.
func progress() func(secrets.FSProgress) {
	var last time.Time
	return func(p secrets.FSProgress) {
		if now := time.Now(); now.Sub(last) > 100*time.Millisecond {
			last = now
			fmt.Fprintf(os.Stderr, "%s%d files, %d MB", clearLine, p.Scanned+p.Skipped, p.Bytes>>20)
		}
	}
}
