package permission

import (
	"path"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// files holds the rules on paths against every word of a command that names a
// file: the client knows the files of a few dozen programs only.
func (h *hardener) files(e *shell.Execution) {
	name := commonName(e.Args[0])
	for _, d := range [...]Decision{Deny, Ask} {
		l := &h.p.lists[d]
		if len(l.read) > 0 && !namesOnly(name, e.Args) {
			h.reads(e, name, d)
		}
		if len(l.edit) > 0 {
			h.edits(e, name, d)
		}
		for _, r := range e.Redirs {
			list := l.edit
			if r.Op == "<" {
				list = l.read
			}
			h.path(e, list, r.Target, r.Glob, d)
		}
	}
}

func (h *hardener) reads(e *shell.Execution, name string, d Decision) {
	words := e.Args[1:]
	skip := 0
	if patternFirst(name, words) {
		skip = 1
	}
	for i, w := range words {
		glob := i+1 < len(e.Globs) && e.Globs[i+1]
		switch {
		case excludes(words, i):
			continue
		case !isDashed(w) && skip > 0:
			skip--
			continue
		}
		for _, candidate := range fileNames(w) {
			h.path(e, h.p.lists[d].read, candidate, glob, d)
		}
	}
	if walks(name, words) {
		h.walk(e, d)
	}
}

// path holds the rules of a list against one name of a file.
func (h *hardener) path(e *shell.Execution, list pathList, name string, glob bool, d Decision) {
	if len(list) == 0 || name == "" || name == "." || strings.Contains(name, "\n") {
		return
	}
	for _, dir := range h.dirs(e) {
		if glob {
			if r := list.globbed(h.p.resolve(name, dir), walks(commonName(e.Args[0]), e.Args[1:])); r != nil {
				h.note(ruled(d, r), append(slices.Clip(e.Through), "a pattern of file names"))
			}
			if i := strings.IndexAny(name, "*?["); i >= 0 {
				name = globDir(name[:i])
			}
		}
		if !shell.Known(name) {
			if at := strings.Index(name, shell.Unknown); path.Base(name) == shell.Unknown || at == 0 {
				continue
			}
		}
		t := h.p.target(name, dir)
		if r := list.either(&t); r != nil {
			h.note(ruled(d, r), append(slices.Clip(e.Through), "a file named to "+commonName(e.Args[0])))
		}
	}
}

// fileNames are the names of files that a word may hold: the word, the value of
// a flag, what stands behind an @, and the parts around colons.
func fileNames(w string) []string {
	out := []string{w}
	if isDashed(w) {
		out = nil
		if len(w) > 2 && w[1] != '-' {
			out = append(out, strings.TrimPrefix(w[2:], "@"))
		}
	}
	if _, value, ok := strings.Cut(w, "="); ok {
		out = append(out, value)
		w = value
	}
	if i := strings.LastIndexByte(w, '@'); i >= 0 && !strings.Contains(w, "://") {
		out = append(out, w[i+1:])
	}
	if rest, ok := strings.CutPrefix(w, "file://"); ok {
		return append(out, rest)
	}
	if strings.Contains(w, ":") && !strings.Contains(w, "://") {
		out = append(out, strings.Split(w, ":")...)
	}
	if strings.Contains(w, ",") {
		for part := range strings.SplitSeq(w, ",") {
			if _, value, ok := strings.Cut(part, "="); ok {
				part = value
			}
			out = append(out, part)
		}
	}
	return out
}

// edits holds the edit rules against the files that a command writes.
func (h *hardener) edits(e *shell.Execution, name string, d Decision) {
	words := e.Args[1:]
	list := h.p.lists[d].edit
	look := func(names ...string) {
		for _, n := range names {
			if n != "" && !isDashed(n) {
				h.path(e, list, n, strings.ContainsAny(n, "*?["), d)
			}
		}
	}
	ops := withoutFlags(words)
	switch name {
	case "tee", "truncate", "touch", "shred", "sponge", "chmod", "chown", "chgrp", "patch", "nano", "vi", "vim", "nvim", "ex", "ed", "emacs", "rm", "rmdir", "unlink", "mkdir", "mkfifo", "mknod", "setfacl", "chattr", "gzip", "gunzip", "bzip2", "xz", "zstd", "dos2unix", "unix2dos", "trash", "rimraf":
		look(ops...)
	case "cp", "install", "ln", "rsync", "scp", "link":
		if len(ops) > 1 {
			look(ops[len(ops)-1])
			if len(ops) == 2 {
				look(path.Join(ops[1], path.Base(ops[0])))
			}
		}
		look(flagValues(words, "-t", "--target-directory")...)
	case "mv":
		look(ops...)
	case "sed", "perl", "ruby", "awk":
		if slices.ContainsFunc(words, func(w string) bool {
			return isDashed(w) && w[1] != '-' && strings.Contains(w, "i") || strings.HasPrefix(w, "--in-place") || w == "inplace"
		}) {
			look(ops...)
		}
	case "dd":
		for _, w := range words {
			if file, ok := strings.CutPrefix(w, "of="); ok {
				look(file)
			}
		}
	case "git":
		rest := afterGlobals("git", words)
		if len(rest) > 0 && slices.Contains([]string{"checkout", "restore", "rm", "mv", "clean", "reset", "apply", "stash"}, rest[0]) {
			look(withoutFlags(rest[1:])...)
			if i := slices.Index(rest, "--"); i > 0 {
				look(rest[i+1:]...)
			}
		}
	}
	look(flagValues(words, "-o", "-O", "--output", "--output-document", "--out", "--output-file", "--outfile", "--out-file", "--log-file")...)
}

// hosts holds the rules on domains against the URLs that a command names.
func (h *hardener) hosts(e *shell.Execution) {
	name := commonName(e.Args[0])
	for _, d := range [...]Decision{Deny, Ask} {
		if len(h.p.lists[d].domains) == 0 || name == "echo" || name == "printf" || name == "git" && slices.Contains(e.Args, "commit") {
			continue
		}
		for _, w := range e.Args[1:] {
			if at := strings.Index(w, "http"); at >= 0 {
				w = w[at:]
			} else if (name == "curl" || name == "wget") && !isDashed(w) && strings.Contains(w, ".") {
				w = "http://" + w
			}
			url, ok := parseURL(w)
			if !ok {
				continue
			}
			if r := h.p.lists[d].matchHost(normalHost(url.host)); r != nil {
				h.note(ruled(d, r), append(slices.Clip(e.Through), "a URL named to "+name))
			}
		}
	}
}
