package secrets

import (
	"bytes"
	"strings"
)

// A diffFile is what the headers of a file say.
type diffFile struct {
	name  string // in the new tree
	open  bool   // "+++" was read
	hunks bool   // one was read

	git   string // what follows "diff --git"
	exact string // the name without a prefix, where it is told
	old   string // what follows "---", unquoted
}

const devNull = "/dev/null"

// header takes a line outside of hunks, and reports whether it belongs to a diff.
func (d *diffFile) header(text string) bool {
	kind, rest := "", ""
	for _, k := range [...]string{"diff --git ", "diff --cc ", "diff --combined ", "rename to ", "copy to ", "--- ", "+++ ", "diff "} {
		if after, ok := strings.CutPrefix(text, k); ok {
			kind, rest = k, after
			break
		}
	}
	switch kind {
	case "diff --git ":
		*d = diffFile{git: rest}
	case "diff --cc ", "diff --combined ":
		*d = diffFile{exact: unquote(rest)}
		d.name = d.exact
	case "diff ":
		*d = diffFile{}
		return false // perhaps a sentence
	case "rename to ", "copy to ":
		if d.git == "" {
			return false
		}
		d.exact = unquote(rest)
		d.name = d.exact
	case "--- ":
		if d.hunks {
			*d = diffFile{} // the next file of a diff without other headers
		}
		d.old = fileName(rest)
		return false // unless +++ follows
	case "+++ ":
		if d.old == "" {
			return false
		}
		d.name, d.open = d.newName(fileName(rest)), true
	default:
		return false
	}
	return true
}

// newName removes the prefix from a name, such as b/. Old and new name are the
// same behind their prefixes, or else exact is known.
func (d *diffFile) newName(name string) string {
	if d.exact != "" || name == devNull {
		return d.exact
	}
	old := d.old
	if d.git == "" {
		if rest, ok := strings.CutPrefix(name, "b/"); ok && (old == "a/"+rest || old == devNull) {
			return rest
		}
		return name
	}
	if old == devNull {
		old = oldName(d.git)
	}
	if old == name {
		return name // without prefixes
	}
	_, oldRest, _ := strings.Cut(old, "/")
	if _, rest, ok := strings.Cut(name, "/"); ok && rest == oldRest {
		return rest
	}
	// Other prefixes: behind the first slash from where on both are the same.
	for i := range name {
		if name[i] == '/' && strings.HasSuffix(old, name[i:]) {
			return name[i+1:]
		}
	}
	return name
}

// oldName returns the first of the two names behind "diff --git", which are the
// same but for prefixes of the same length, or quoted.
func oldName(names string) string {
	if end := quotedEnd(names); end > 0 {
		return unquote(names[:end])
	}
	if half := len(names) / 2; len(names)%2 == 1 && names[half] == ' ' {
		return names[:half]
	}
	// With prefixes of different length, at the blank behind which there is the
	// longest end that both have.
	best, longest := names, 0
	for i := range names {
		if names[i] == ' ' {
			if n := commonEnd(names[:i], names[i+1:]); n > longest {
				best, longest = names[:i], n
			}
		}
	}
	return best
}

func commonEnd(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	return n
}

// fileName returns the name behind --- or +++. A tab ends it: a date may follow,
// and git writes one behind names with blanks.
func fileName(text string) string {
	if end := quotedEnd(text); end > 0 {
		return unquote(text[:end])
	}
	name, _, _ := strings.Cut(text, "\t")
	return name
}

// quotedEnd returns where the quoted name ends that text begins with, or 0.
func quotedEnd(text string) int {
	if !strings.HasPrefix(text, `"`) {
		return 0
	}
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return 0
}

// unquote reads a name in quotes with escapes as in C, which git writes for
// names with control characters, quotes or, by default, bytes that are not ASCII.
func unquote(text string) string {
	if end := quotedEnd(text); end == 0 || end != len(text) {
		return text
	}
	text = text[1 : len(text)-1]
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c != '\\' || i+1 == len(text) {
			b.WriteByte(c)
			continue
		}
		i++
		if at := strings.IndexByte("abtnvfr", text[i]); at >= 0 {
			b.WriteByte("\a\b\t\n\v\f\r"[at])
			continue
		}
		if i+3 <= len(text) && isOctal(text[i:i+3]) {
			b.WriteByte((text[i]-'0')<<6 | (text[i+1]-'0')<<3 | (text[i+2] - '0'))
			i += 2
			continue
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

func isOctal(s string) bool { return s[0] <= '3' && strings.Trim(s, "01234567") == "" }

// commitOf returns the ID of a commit that a log, a mailed patch or hg announces.
func commitOf(text string) string {
	for _, start := range [...]string{"commit ", "From ", "# Node ID "} {
		rest, ok := strings.CutPrefix(text, start)
		if !ok {
			continue
		}
		rest = strings.TrimLeft(rest, "<>-+^= ") // of --left-right, --cherry-mark and --boundary
		id, _, _ := strings.Cut(rest, " ")
		if isObjectID(id) {
			return id
		}
	}
	return ""
}

func isObjectID(id string) bool {
	return (len(id) == 40 || len(id) == 64) && strings.Trim(id, "0123456789abcdef") == ""
}

// withoutColours removes the sequences that set colours in a terminal.
func withoutColours(text string) string {
	var b bytes.Buffer
	for {
		before, after, found := strings.Cut(text, "\x1b[")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		text = strings.TrimLeft(after, "0123456789;")
		text = strings.TrimPrefix(text, "m")
	}
}
