package shell

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// The expansions of Bash over values of which some are not known. Package expand
// of mvdan.cc/sh is made for running scripts: it looks users up, which needs
// cgo and slows the start of every program that links it.

// A value is what a variable holds.
type value struct {
	text string
	list []string // of an array, if array
	keys []string // of an associative one, by element
	ref  string   // the variable it stands for (declare -n)

	array bool
	unset bool
}

func text(s string) value { return value{text: bounded(s)} }

func list(values []string) value {
	if len(values) > maxWords {
		values = []string{Unknown}
	}
	return value{list: values, array: true}
}

// String is the value as one text.
func (v value) String() string {
	if v.array {
		return strings.Join(v.list, " ")
	}
	return v.text
}

// maxWords bounds what braces make of one word, and the elements of an array.
const maxWords = 256

// A fieldList splits the parts of a word into fields.
type fieldList struct {
	fields   []string
	patterns []bool

	b       strings.Builder
	open    bool // a field has begun, if only with an empty text
	pattern bool // it has unquoted characters of a pattern
}

func (l *fieldList) add(s string, quoted bool) {
	l.open = l.open || quoted || s != ""
	l.pattern = l.pattern || !quoted && strings.ContainsAny(s, "*?[")
	l.b.WriteString(s)
}

func (l *fieldList) cut() {
	if l.open {
		l.fields, l.patterns = append(l.fields, bounded(l.b.String())), append(l.patterns, l.pattern)
	}
	l.b.Reset()
	l.open, l.pattern = false, false
}

// split adds the value of an expansion outside quotes.
func (l *fieldList) split(s, separators string) {
	for i, piece := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(separators, r) }) {
		if i > 0 || strings.ContainsAny(s[:1], separators) {
			l.cut()
		}
		l.add(piece, false)
	}
	if s != "" && strings.ContainsAny(s[len(s)-1:], separators) {
		l.cut()
	}
}

// fields expands words; patterns tells of each field whether it has unquoted
// characters of a pattern.
func (t *tracer) fields(words []*syntax.Word) (out []string, patterns []bool) {
	l := &fieldList{}
	for _, w := range words {
		all := braceWords(w.Parts)
		if len(all) > maxWords {
			t.inside(w)
			l.add(Unknown, true)
			l.cut()
			continue
		}
		for _, parts := range all {
			t.word(l, parts)
			l.cut()
		}
	}
	if len(l.fields) > 16*maxWords {
		return []string{l.fields[0], Unknown}, []bool{l.patterns[0], false}
	}
	return l.fields, l.patterns
}

// word expands the parts of one word.
func (t *tracer) word(l *fieldList, parts []syntax.WordPart) {
	for i, p := range parts {
		switch p := p.(type) {
		case *syntax.Lit:
			s := p.Value
			if i == 0 {
				s = t.tilde(l, s)
			}
			literalParts(s, l.add)
		case *syntax.SglQuoted:
			s, _ := unquote(p)
			l.add(s, true)
		case *syntax.DblQuoted:
			t.quoted(l, p.Parts)
		case *syntax.ParamExp:
			values, array := t.param(p)
			for k, v := range values {
				if k > 0 && array {
					l.cut()
				}
				l.split(v, t.separators())
			}
		case *syntax.ExtGlob:
			l.add(p.Op.String()+p.Pattern.Value+")", false)
			l.pattern = true
		case *syntax.ProcSubst:
			l.add(t.process(p), true)
		default:
			l.split(t.one(p), t.separators())
		}
	}
}

// quoted expands what stands in double quotes: "$@" makes several fields.
func (t *tracer) quoted(l *fieldList, parts []syntax.WordPart) {
	if len(parts) != 1 {
		l.add("", true)
	}
	for _, p := range parts {
		param, ok := p.(*syntax.ParamExp)
		if !ok {
			l.add(t.one(p), true)
			continue
		}
		values, array := t.param(param)
		if array && !starred(param) {
			for k, v := range values {
				if k > 0 {
					l.cut()
				}
				l.add(v, true)
			}
			continue
		}
		l.add(strings.Join(values, " "), true)
	}
	if len(parts) == 0 {
		l.add("", true)
	}
}

// starred reports "$*" and "${a[*]}", which are one field.
func starred(p *syntax.ParamExp) bool {
	return p.Param.Value == "*" || subscript(p) == "*"
}

// one expands a part in double quotes, or one that cannot make several fields.
func (t *tracer) one(p syntax.WordPart) string {
	switch p := p.(type) {
	case *syntax.Lit:
		return unescape(p.Value, true)
	case *syntax.SglQuoted:
		s, _ := unquote(p)
		return s
	case *syntax.DblQuoted:
		return t.joinParts(p.Parts)
	case *syntax.ParamExp:
		values, _ := t.param(p)
		return bounded(strings.Join(values, " "))
	case *syntax.CmdSubst:
		return t.substitution(p)
	case *syntax.ProcSubst:
		return t.process(p)
	case *syntax.ArithmExp:
		if w, ok := p.X.(*syntax.Word); ok && isDigits(w.Lit()) {
			return w.Lit()
		}
		t.inside(p)
		return Unknown
	}
	t.inside(p)
	return Unknown
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

func (t *tracer) joinParts(parts []syntax.WordPart) string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(t.one(p))
	}
	return bounded(b.String())
}

// literal expands a word without splitting it.
func (t *tracer) literal(w *syntax.Word) string {
	if w == nil {
		return ""
	}
	l := &fieldList{}
	var b strings.Builder
	for i, p := range w.Parts {
		if lit, ok := p.(*syntax.Lit); ok {
			s := lit.Value
			if i == 0 {
				s = t.tilde(l, s)
				b.WriteString(l.b.String())
			}
			b.WriteString(unescape(s, false))
			continue
		}
		if group, ok := p.(*syntax.ExtGlob); ok {
			b.WriteString(group.Op.String() + group.Pattern.Value + ")")
			continue
		}
		b.WriteString(t.one(p))
	}
	return bounded(b.String())
}

// literalParts cuts a literal outside quotes into what is escaped and what is
// not.
func literalParts(s string, add func(s string, quoted bool)) {
	for {
		i := strings.IndexByte(s, '\\')
		if i < 0 || i+1 == len(s) {
			add(s, false)
			return
		}
		add(s[:i], false)
		if s[i+1] != '\n' {
			add(s[i+1:i+2], true)
		}
		s = s[i+2:]
	}
}

// tilde expands ~, ~+ and ~- at the start of a word and returns the rest.
func (t *tracer) tilde(l *fieldList, s string) string {
	// An argument that looks like an assignment is treated as one here: dd of=~/x.
	if name, _, ok := strings.Cut(s, "=~"); ok && syntax.ValidName(name) {
		l.add(name+"=", false)
		s = s[len(name)+1:]
	}
	if !strings.HasPrefix(s, "~") {
		return s
	}
	prefix, rest := s, ""
	if i := strings.IndexByte(s, '/'); i >= 0 {
		prefix, rest = s[:i], s[i:]
	}
	name := map[string]string{"~": "HOME", "~+": "PWD", "~-": "OLDPWD"}[prefix]
	if name == "" {
		l.add(Unknown, true) // the home of another user
		return rest
	}
	l.add(t.get(name).String(), true)
	return rest
}

func (t *tracer) separators() string {
	if v := t.vars["IFS"]; len(v) > 0 && Known(v[0].text) {
		return v[0].text
	}
	return " \t\n"
}
