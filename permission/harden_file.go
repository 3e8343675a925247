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
	if dirs := flagValues(e.Args[1:], "-C"); name == "git" && len(dirs) > 0 {
		e = e.In(dirs[0])
	}
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
		for _, candidate := range fileNames(name, words, i) {
			h.path(e, h.p.lists[d].read, candidate, glob || isPattern(candidate), d)
		}
		if !shell.Known(w) && len(e.Substituted) > 0 && readsContent(name) {
			h.doubt("it reads a file whose name is only known when it runs", e.Through)
		}
	}
	if walks(name, words) {
		h.walk(e, d)
	}
}

// readsContent reports a program that prints what is in the files it names.
func readsContent(name string) bool {
	switch name {
	case "cat", "head", "tail", "less", "more", "bat", "tac", "nl", "xxd", "od", "hexdump", "strings", "base64", "base32", "rev", "cut", "paste", "fold", "source", ".":
		return true
	}
	return false
}

// path holds the rules of a list against one name of a file.
func (h *hardener) path(e *shell.Execution, list pathList, name string, glob bool, d Decision) {
	if len(list) == 0 || name == "" || name == "." || strings.Contains(name, "\n") {
		return
	}
	name = ownFolder(name)
	if user := "~" + path.Base(h.p.config.Home); name == user || strings.HasPrefix(name, user+"/") {
		name = h.p.config.Home + name[len(user):]
	}
	if glob {
		name = plainPattern(name)
		glob = isPattern(name)
	}
	if other := throughLinks(e, name); other != name {
		h.path(e, list, other, glob, d)
	}
	for _, dir := range h.dirs(e) {
		if glob {
			if r := list.globbed(h.p.resolve(name, dir), walks(commonName(e.Args[0]), e.Args[1:])); r != nil {
				h.pattern(e, r, name, d)
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

// throughLinks follows links that the same script made, of the file and of the
// folders it is in.
func throughLinks(e *shell.Execution, name string) string {
	for range maxLinks {
		next := name
		for i := 1; i <= len(name); i++ {
			if i < len(name) && name[i] != '/' {
				continue
			}
			if to := e.Link(name[:i]); to != "" && to != name[:i] {
				next = to + name[i:]
				break
			}
		}
		if next == name {
			break
		}
		name = next
	}
	return name
}

// pattern notes that a pattern of file names may stand for a file that a rule is
// about; one whose last part is no pattern does.
func (h *hardener) pattern(e *shell.Execution, r *Rule, name string, d Decision) {
	through := append(slices.Clip(e.Through), "a pattern of file names")
	if !strings.ContainsAny(path.Base(name), "*?[") {
		h.note(ruled(d, r), through)
		return
	}
	h.note(Result{Decision: Ask, Cause: ByComplexity, matched: []*Rule{r},
		Reason: "a pattern of file names may stand for a file that a rule is about: " + r.String()}, through)
}

// ownFolder undoes names of the working directory that the kernel knows.
func ownFolder(name string) string {
	rest, ok := strings.CutPrefix(name, "/proc/")
	if !ok {
		return name
	}
	_, rest, _ = strings.Cut(rest, "/")
	switch {
	case rest == "cwd" || strings.HasPrefix(rest, "cwd/"):
		return "." + strings.TrimPrefix(rest, "cwd")
	case strings.HasPrefix(rest, "root/"):
		return strings.TrimPrefix(rest, "root")
	}
	return name
}

// fileNames are the names of files that a word may hold: the word, the value of
// a flag, what stands behind an @, and the parts around colons.
func fileNames(name string, words []string, i int) []string {
	w := words[i]
	if name == "curl" && i > 0 && sendsText(words[i-1]) {
		if before, rest, ok := strings.Cut(w, "@"); ok && (before == "" || words[i-1] == "--data-urlencode") {
			return []string{rest}
		}
		return nil
	}
	out := []string{w}
	if isDashed(w) {
		out = nil
		if len(w) > 2 && w[1] != '-' {
			out = append(out, strings.TrimPrefix(w[2:], "@"))
		}
	}
	if _, value, ok := strings.Cut(w, "="); ok {
		value = strings.TrimPrefix(strings.TrimPrefix(value, "@"), "<")
		out = append(out, value)
		w = value
	}
	if strings.Contains(words[i], "=") && strings.Contains(w, " ") { // "src=x dest=y"
		for part := range strings.FieldsSeq(words[i]) {
			if _, value, ok := strings.Cut(part, "="); ok {
				out = append(out, value)
			}
		}
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

// sendsText reports a flag of curl whose value is text, unless it begins with @.
func sendsText(flag string) bool {
	return flag == "-d" || strings.HasPrefix(flag, "--data") || flag == "--json" || flag == "-H" || flag == "--header" || flag == "-A" || flag == "-e" || flag == "-u"
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
			if !strings.Contains(w, "://") {
				continue
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
