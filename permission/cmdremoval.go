package permission

import (
	"path"
	"strings"
)

// A removalPlace is what decides whether a removal is critical.
type removalPlace struct {
	cwd   string
	home  string
	dirs  []string // working directories beside cwd
	moved bool     // the command may have changed directory before
}

// criticalRemoval reports the first target of rm or rmdir that the client asks
// about in every mode and whatever rule allows the command.
func criticalRemoval(args []pathWord, at *removalPlace) (target string, critical bool) {
	if len(args) == 0 {
		return "", false
	}
	name := path.Base(args[0].text)
	if name != "rm" && name != "rmdir" {
		return "", false
	}
	recursive, parents := false, false
	for i := 1; i < len(args) && args[i].text != "--"; i++ {
		if text := args[i].text; strings.HasPrefix(text, "--") {
			recursive = recursive || text == "--recursive"
			parents = parents || text == "--parents"
		} else if isFlagText(text) {
			recursive = recursive || strings.ContainsAny(text, "rR")
			parents = parents || strings.Contains(text, "p")
		}
	}
	plain := false
	for i := 1; i < len(args); i++ {
		w := &args[i]
		switch {
		case !plain && w.text == "--":
			plain = true
		case !plain && isFlagText(w.text):
		case at.critical(w, name == "rm" && recursive),
			name == "rmdir" && parents && endsInStar(w.text):
			if w.text == "" {
				return "''", true // the directory it works in
			}
			return w.text, true
		}
	}
	return "", false
}

// substitutes reports a $(…) or `…` in the word.
func (w *pathWord) substitutes() bool {
	return w.substitution || !w.known && (strings.Contains(w.text, "$(") || strings.Contains(w.text, "`"))
}

// critical judges one target.
func (at *removalPlace) critical(w *pathWord, recursive bool) bool {
	text, substituted := w.text, false
	if w.substitutes() {
		rest, leading := cutSubstitutions(text)
		if substituted = !strings.Contains(rest, "$"); substituted && leading {
			only := strings.Trim(rest, "/*.") == ""
			return only && (recursive || strings.Contains(rest, "..") || rest != "" && rest[0] == '/' && endsInStar(rest))
		}
		if substituted {
			text = rest
		}
	}
	if w.variable && !substituted {
		value, known := at.homeVariable(text)
		if !known {
			return emptyRoot(text) || at.quotedPWD(w)
		}
		if text = value; strings.Contains(text, "$") {
			return emptyRoot(w.text)
		}
	}
	variant := strings.HasPrefix(text, "~")
	if text == "~" || strings.HasPrefix(text, "~/") {
		text, variant = at.home+text[1:], false
	}
	relative := !strings.HasPrefix(text, "/")
	if relative {
		joined := at.cwd + "/" + text
		if !endsInStar(text) {
			joined = path.Clean(joined)
		}
		if base, star := cutStars(joined); star {
			if at.moved || variant || strings.HasSuffix(text, "*/") {
				return true
			}
			return at.emptied(base)
		}
		return at.removed(joined)
	}
	if base, star := cutStars(text); star {
		return at.emptied(base)
	}
	return at.removed(text)
}

// removed judges the removal of a directory itself.
func (at *removalPlace) removed(name string) bool {
	return at.isRoot(name) || contains(path.Clean(name), at.cwd)
}

// emptied judges the removal of everything in a directory.
func (at *removalPlace) emptied(dir string) bool {
	if strings.ContainsAny(dir, "*?[") || hasParent(dir) {
		return true // which directory this is cannot be told
	}
	if at.removed(dir) {
		return true
	}
	for _, d := range at.dirs {
		if contains(path.Clean(dir), d) {
			return true
		}
	}
	return false
}

// isRoot reports the root, what lies directly in it, and home. As in the
// client, a .. is not resolved here.
func (at *removalPlace) isRoot(name string) bool {
	segments := 0
	for s := range strings.SplitSeq(name, "/") {
		if s != "" && s != "." {
			segments++
		}
	}
	return segments < 2 || at.home != "" && strings.EqualFold(path.Clean(name), path.Clean(at.home))
}

// contains reports that name is dir or lies in it. Case makes no difference.
func contains(dir, name string) bool {
	dir = strings.TrimSuffix(dir, "/")
	return len(name) >= len(dir) && strings.EqualFold(name[:len(dir)], dir) && (len(name) == len(dir) || name[len(dir)] == '/')
}

// endsInStar reports that the last element is * or **.
func endsInStar(text string) bool {
	_, ok := cutStars(text)
	return ok
}

// cutStars removes the elements at the end that are nothing but stars.
func cutStars(text string) (base string, ok bool) {
	for {
		trimmed := strings.TrimRight(text, "/")
		i := strings.LastIndexByte(trimmed, '/')
		last := trimmed[i+1:]
		if last == "." && ok {
			text = trimmed[:i+1]
			continue
		}
		if last == "" || strings.Trim(last, "*") != "" {
			return text, ok
		}
		text, ok = trimmed[:i+1], true
	}
}

func hasParent(name string) bool {
	for s := range strings.SplitSeq(name, "/") {
		if s == ".." {
			return true
		}
	}
	return false
}

// homeVariable replaces a leading $HOME; of ${HOME} the client only knows the
// whole word, and the form that cuts off a slash.
func (at *removalPlace) homeVariable(text string) (value string, ok bool) {
	if rest, found := strings.CutPrefix(text, "$HOME"); found && (rest == "" || rest[0] == '/') {
		return at.home + rest, true
	}
	if text == "${HOME}" {
		return at.home, true
	}
	if rest, found := strings.CutPrefix(text, "${HOME%/}"); found {
		return at.home + rest, true
	}
	return "", false
}

// quotedPWD judges "$PWD/…", the only use of that variable that the client
// resolves.
func (at *removalPlace) quotedPWD(w *pathWord) bool {
	rest, ok := strings.CutPrefix(w.text, "$PWD/")
	if !ok || !w.quoted || strings.Contains(rest, "$") {
		return false
	}
	return endsInStar(rest) || at.removed(at.cwd+"/"+rest)
}

// emptyRoot reports a path that becomes the root, or all that is in it, when
// the variable at its start is empty: "$X/", "$X/*", "$X/$Y".
func emptyRoot(text string) bool {
	end, empty := scanVariable(text)
	if end == 0 || !empty || end >= len(text) || text[end] != '/' {
		return false
	}
	return end+1 == len(text) || strings.IndexByte("/*?[$`", text[end+1]) >= 0
}

// scanVariable returns where the $… that text starts with ends, 0 if there is
// none, and whether it can be empty as far as the client knows.
func scanVariable(text string) (end int, empty bool) {
	if len(text) < 2 || text[0] != '$' {
		return 0, false
	}
	switch c := text[1]; {
	case c == '(':
		return 0, false
	case c != '{':
		end = 2
		for isName(c) && end < len(text) && (isName(text[end]) || isDigit(text[end])) {
			end++
		}
		return end, true
	}
	depth := 0
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i + 1, expansionEmpty(text[2:i])
			}
		}
	}
	return 0, false
}

// expansionEmpty judges the inside of ${…}.
func expansionEmpty(inside string) bool {
	i := 0
	for i < len(inside) && (isName(inside[i]) || isDigit(inside[i])) {
		i++
	}
	if i == 0 && inside != "" && strings.IndexByte("#!", inside[0]) >= 0 && len(inside) > 1 {
		return false // a length or an indirection
	}
	op := inside[i:]
	switch {
	case strings.HasPrefix(op, "["), strings.HasPrefix(op, ":?"):
		return false
	case strings.HasPrefix(op, ":-"), strings.HasPrefix(op, ":="):
		return len(op) == 2
	case strings.HasPrefix(op, "-"), strings.HasPrefix(op, "="):
		return len(op) == 1
	}
	return true
}

func isName(c byte) bool { return c == '_' || 'a' <= c|0x20 && c|0x20 <= 'z' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// cutSubstitutions removes the $(…) and `…` of a word and reports whether it
// starts with one.
func cutSubstitutions(text string) (rest string, leading bool) {
	var b strings.Builder
	for i := 0; i < len(text); {
		end := substitutionEnd(text[i:])
		if end == 0 {
			b.WriteByte(text[i])
			i++
			continue
		}
		leading = leading || i == 0
		i += end
	}
	return b.String(), leading
}

// substitutionEnd is the length of the substitution at the start of text.
func substitutionEnd(text string) int {
	if strings.HasPrefix(text, "`") {
		if i := strings.IndexByte(text[1:], '`'); i >= 0 {
			return i + 2
		}
		return len(text)
	}
	if !strings.HasPrefix(text, "$(") {
		return 0
	}
	depth := 0
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(text)
}
