package shell

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"mvdan.cc/sh/v3/pattern"
	"mvdan.cc/sh/v3/syntax"
)

// param expands a parameter; array says that each text may be a field of its
// own.
func (t *tracer) param(p *syntax.ParamExp) (texts []string, array bool) {
	if p.Param == nil || p.NestedParam != nil || p.Flags != nil || p.Names != 0 || p.Width || p.IsSet || len(p.Modifiers) > 0 {
		t.inside(p)
		return []string{Unknown}, false
	}
	v := t.get(p.Param.Value)
	texts, array = []string{v.text}, false
	switch index := subscript(p); {
	case p.Index == nil && v.array && (p.Param.Value == "@" || p.Param.Value == "*"), index == "@" || index == "*":
		texts, array = v.list, true
		if !v.array {
			texts = []string{v.text}
		}
	case p.Index == nil && v.array:
		texts = []string{""}
		if len(v.list) > 0 {
			texts[0] = v.list[0]
		}
	case p.Index != nil:
		n, err := strconv.Atoi(index)
		t.inside(p.Index)
		switch key := slices.Index(v.keys, index); {
		case key >= 0:
			texts = []string{v.list[key]}
		case err != nil:
			texts = []string{Unknown}
		case v.array && n >= 0 && n < len(v.list):
			texts = []string{v.list[n]}
		case v.array:
			texts = []string{""}
		}
	}
	switch {
	case p.Length && array:
		return []string{strconv.Itoa(len(texts))}, false
	case p.Length:
		if !Known(texts[0]) {
			return []string{Unknown}, false
		}
		return []string{strconv.Itoa(utf8.RuneCountInString(texts[0]))}, false
	case p.Excl:
		if array || !Known(texts[0]) || texts[0] == "" {
			return []string{Unknown}, false
		}
		return []string{t.get(texts[0]).String()}, false
	case p.Slice != nil:
		return t.slice(p.Slice, texts, array), array
	case p.Repl != nil:
		return t.replace(p.Repl, texts), array
	case p.Exp != nil:
		return t.operator(p, v, texts), array
	}
	return texts, array
}

// subscript is the text of a plain subscript.
func subscript(p *syntax.ParamExp) string {
	if w, ok := p.Index.(*syntax.Word); ok {
		return w.Lit()
	}
	return ""
}

// operator applies ${x:-word} and its like.
func (t *tracer) operator(p *syntax.ParamExp, v value, texts []string) []string {
	t.defaults = true
	word := ""
	if p.Exp.Word != nil {
		word = t.literal(p.Exp.Word)
	}
	empty := len(texts) == 0 || len(texts) == 1 && texts[0] == ""
	switch p.Exp.Op {
	case syntax.DefaultUnsetOrNull, syntax.AssignUnsetOrNull, syntax.DefaultUnset, syntax.AssignUnset:
		colon := p.Exp.Op == syntax.DefaultUnsetOrNull || p.Exp.Op == syntax.AssignUnsetOrNull
		if !v.unset && !(colon && empty) {
			return texts
		}
		if p.Exp.Op == syntax.AssignUnset || p.Exp.Op == syntax.AssignUnsetOrNull {
			t.maybe(func() *Stream { t.set(p.Param.Value, text(word)); return nil })
		}
		return []string{word}
	case syntax.AlternateUnset, syntax.AlternateUnsetOrNull:
		if v.unset || empty && p.Exp.Op == syntax.AlternateUnsetOrNull {
			return []string{""}
		}
		return []string{word}
	case syntax.ErrorUnset, syntax.ErrorUnsetOrNull:
		return texts
	case syntax.OtherParamOps:
		switch word {
		case "U":
			return each(texts, strings.ToUpper)
		case "L":
			return each(texts, strings.ToLower)
		case "u":
			return each(texts, upperFirst)
		case "E":
			return each(texts, escaped)
		case "P": // it runs what the variable holds
			t.emit(&Execution{Args: []string{Unknown}, Globs: []bool{false}, Start: t.start, Context: t.ctx})
		}
		return []string{Unknown}
	case syntax.UpperAll, syntax.UpperFirst, syntax.LowerAll, syntax.LowerFirst:
		if word != "" {
			return []string{Unknown}
		}
		return each(texts, map[syntax.ParExpOperator]func(string) string{
			syntax.UpperAll: strings.ToUpper, syntax.LowerAll: strings.ToLower, syntax.UpperFirst: upperFirst, syntax.LowerFirst: lowerFirst,
		}[p.Exp.Op])
	}
	pat := t.pattern(p.Exp.Word)
	return each(texts, func(s string) string { return trimPattern(s, pat, p.Exp.Op) })
}

// each maps the texts that are known.
func each(texts []string, f func(string) string) []string {
	out := make([]string, len(texts))
	for i, s := range texts {
		if out[i] = Unknown; Known(s) {
			out[i] = f(s)
		}
	}
	return out
}

func upperFirst(s string) string {
	_, n := utf8.DecodeRuneInString(s)
	return strings.ToUpper(s[:n]) + s[n:]
}

func lowerFirst(s string) string {
	_, n := utf8.DecodeRuneInString(s)
	return strings.ToLower(s[:n]) + s[n:]
}

// pattern is the text of a word as a pattern: what is quoted is literal.
func (t *tracer) pattern(w *syntax.Word) string {
	if w == nil {
		return ""
	}
	var b strings.Builder
	for _, p := range w.Parts {
		switch p := p.(type) {
		case *syntax.Lit:
			b.WriteString(p.Value)
		case *syntax.ParamExp, *syntax.CmdSubst:
			b.WriteString(t.one(p))
		default:
			b.WriteString(pattern.QuoteMeta(t.one(p), 0))
		}
	}
	return b.String()
}

// trimPattern removes what matches a pattern from the start or the end.
func trimPattern(s, pat string, op syntax.ParExpOperator) string {
	mode := pattern.Mode(0)
	if op == syntax.RemSmallPrefix || op == syntax.RemSmallSuffix {
		mode = pattern.Shortest
	}
	expr, err := pattern.Regexp(pat, mode)
	if err != nil || !Known(pat) {
		return Unknown
	}
	suffix := op == syntax.RemSmallSuffix || op == syntax.RemLargeSuffix
	switch {
	case !suffix:
		expr = "^(?:" + expr + ")"
	case mode == pattern.Shortest:
		expr = "^((?s:.*))(?:" + expr + ")$" // the greedy rest leaves the shortest end
	default:
		expr = "(?:" + expr + ")$"
	}
	re, err := regexp.Compile(expr)
	if err != nil {
		return Unknown
	}
	if suffix && mode == pattern.Shortest {
		if m := re.FindStringSubmatch(s); m != nil {
			return m[1]
		}
		return s
	}
	if at := re.FindStringIndex(s); at != nil {
		return s[:at[0]] + s[at[1]:]
	}
	return s
}

// replace applies ${x/pattern/word}.
func (t *tracer) replace(r *syntax.Replace, texts []string) []string {
	pat, with := t.pattern(r.Orig), t.literal(r.With)
	before, after := "", ""
	switch {
	case r.All:
	case strings.HasPrefix(pat, "#"):
		pat, before = pat[1:], "^"
	case strings.HasPrefix(pat, "%"):
		pat, after = pat[1:], "$"
	}
	expr, err := pattern.Regexp(pat, 0)
	if err != nil || pat == "" || !Known(pat) {
		return []string{Unknown}
	}
	re, err := regexp.Compile(before + "(?:" + expr + ")" + after)
	if err != nil {
		return []string{Unknown}
	}
	return each(texts, func(s string) string {
		if r.All {
			return bounded(re.ReplaceAllLiteralString(s, with))
		}
		if at := re.FindStringIndex(s); at != nil {
			return bounded(s[:at[0]] + with + s[at[1]:])
		}
		return s
	})
}

// slice applies ${x:offset:length} with plain numbers.
func (t *tracer) slice(s *syntax.Slice, texts []string, array bool) []string {
	number := func(x syntax.ArithmExpr, absent int) (int, bool) {
		if x == nil {
			return absent, true
		}
		t.inside(x)
		sign := 1
		if u, ok := x.(*syntax.UnaryArithm); ok && u.Op == syntax.Minus {
			sign, x = -1, u.X
		}
		if g, ok := x.(*syntax.ParenArithm); ok {
			x = g.X
			if u, ok := x.(*syntax.UnaryArithm); ok && u.Op == syntax.Minus {
				sign, x = -1, u.X
			}
		}
		w, ok := x.(*syntax.Word)
		if !ok {
			return 0, false
		}
		n, err := strconv.Atoi(w.Lit())
		return sign * n, err == nil
	}
	from, ok1 := number(s.Offset, 0)
	length, ok2 := number(s.Length, 1<<30)
	if !ok1 || !ok2 {
		return []string{Unknown}
	}
	if array {
		lo, hi := span(len(texts), from, length)
		return texts[lo:hi]
	}
	return each(texts, func(s string) string {
		r := []rune(s)
		lo, hi := span(len(r), from, length)
		return string(r[lo:hi])
	})
}

// span clips an offset and a length, either of which may count from the end.
func span(n, from, length int) (lo, hi int) {
	if from < 0 {
		from += n
	}
	lo = max(0, min(from, n))
	if length < 0 {
		return lo, max(lo, n+length)
	}
	return lo, min(n, lo+min(length, n))
}
