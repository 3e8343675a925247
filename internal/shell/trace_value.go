package shell

import (
	"slices"
	"strconv"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// get returns a variable; one that is not known has the value [Unknown].
func (t *tracer) get(name string) value {
	values := t.vars[name]
	if len(values) == 0 {
		switch {
		case name == "IFS":
			return text(" \t\n")
		case name == "@" || name == "*":
			return value{array: true, unset: true}
		case name == "#":
			return text(strconv.Itoa(len(t.get("@").list)))
		case t.unset:
			return value{unset: true}
		}
		return text(Unknown)
	}
	t.choices = max(t.choices, len(values))
	v := values[min(t.choice, len(values)-1)]
	if v.ref != "" && v.ref != name {
		return t.get(v.ref)
	}
	return v
}

// substitution is the output of a command substitution.
func (t *tracer) substitution(c *syntax.CmdSubst) string {
	stdin, ctx, choice, choices, defaults := t.stdin, t.ctx, t.choice, t.choices, t.defaults
	t.ctx |= InSubstitution
	out := t.maybe(func() *Stream { return t.stmts(c.Stmts) })
	if len(c.Stmts) == 1 && c.Stmts[0].Cmd == nil && len(c.Stmts[0].Redirs) == 1 { // $(< file)
		if r := c.Stmts[0].Redirs[0]; r.Op == syntax.RdrIn {
			out = unknownStream()
			if f := t.file(t.literal(r.Word)); f != nil {
				out = f
			}
		}
	}
	t.stdin, t.ctx, t.choice, t.choices, t.defaults = stdin, ctx, choice, choices, defaults
	return strings.TrimRight(out.Text, "\n")
}

// process returns the name under which a process substitution is read.
func (t *tracer) process(p *syntax.ProcSubst) string {
	t.streams++
	name := "/dev/fd/" + strconv.Itoa(62+t.streams)
	stdin, ctx, choice, choices, defaults := t.stdin, t.ctx, t.choice, t.choices, t.defaults
	t.ctx |= InProcess
	if p.Op == syntax.CmdOut { // >( … ) reads what is written to it: at best the input of tee
		s := unknownStream()
		if stdin != nil {
			s = joined(stdin, &Stream{Text: "\n" + Unknown})
		}
		t.stdin = s
	}
	out := t.maybe(func() *Stream { return t.stmts(p.Stmts) })
	t.stdin, t.ctx, t.choice, t.choices, t.defaults = stdin, ctx, choice, choices, defaults
	if p.Op != syntax.CmdOut {
		t.files[name] = out
	}
	return name
}

// braceWords are the words that braces make of one.
func braceWords(parts []syntax.WordPart) [][]syntax.WordPart {
	w := &syntax.Word{Parts: slices.Clone(parts)}
	nested := slices.ContainsFunc(parts, func(p syntax.WordPart) bool { _, brace := p.(*syntax.BraceExp); return brace })
	if !syntax.SplitBraces(w) && !nested {
		return [][]syntax.WordPart{parts}
	}
	all := [][]syntax.WordPart{nil}
	for _, p := range w.Parts {
		brace, ok := p.(*syntax.BraceExp)
		if !ok {
			for i := range all {
				all[i] = append(all[i], p) // each has room of its own
			}
			continue
		}
		var next [][]syntax.WordPart
		for _, before := range all {
			for _, e := range braceElements(brace) {
				if next = append(next, slices.Concat(before, e)); len(next) > maxWords {
					return next
				}
			}
		}
		all = next
	}
	return all
}

func braceElements(b *syntax.BraceExp) [][]syntax.WordPart {
	if !b.Sequence {
		var out [][]syntax.WordPart
		for _, e := range b.Elems {
			out = append(out, braceWords(e.Parts)...)
		}
		return out
	}
	from, to := b.Elems[0].Lit(), b.Elems[1].Lit()
	step := 1
	if len(b.Elems) > 2 {
		if n, err := strconv.Atoi(b.Elems[2].Lit()); err == nil && n != 0 {
			step = max(n, -n)
		}
	}
	show := func(n int) string { return strconv.Itoa(n) }
	first, err1 := strconv.Atoi(from)
	last, err2 := strconv.Atoi(to)
	if err1 != nil || err2 != nil {
		if len(from) != 1 || len(to) != 1 {
			return [][]syntax.WordPart{{&syntax.Lit{Value: Unknown}}}
		}
		first, last = int(from[0]), int(to[0])
		show = func(n int) string { return string(rune(n)) }
	}
	var out [][]syntax.WordPart
	for n := first; len(out) <= maxWords; {
		out = append(out, []syntax.WordPart{&syntax.Lit{Value: show(n)}})
		switch {
		case first <= last:
			n += step
		default:
			n -= step
		}
		if first <= last && n > last || first > last && n < last {
			break
		}
	}
	return out
}
