package hooks

import (
	"errors"
	"fmt"
	"strconv"
	"unicode/utf16"
)

// Limits of an expression, far beyond what anybody writes into a matcher.
const (
	maxNodes = 20_000 // after repetitions are written out
	maxDepth = 500
)

// A patternError says why an expression can never match, or, if unsupported,
// that it is beyond this package.
type patternError struct {
	pattern     string
	problem     string
	unsupported bool
}

func (e *patternError) Error() string {
	return fmt.Sprintf("matcher %q: %s", e.pattern, e.problem)
}

func (e *patternError) Unwrap() error {
	if e.unsupported {
		return errors.ErrUnsupported
	}
	return nil
}

// A patternParser reads a regular expression of JavaScript without flags, in
// the units in which JavaScript counts, including what ECMA-262 keeps for the
// web in its annex B. Package regexp is of no help: it accepts what JavaScript does not,
// such as (?i)bash, reads \z or [[:alpha:]] in another way, and cannot look ahead.
type patternParser struct {
	text   string
	src    []uint16
	pos    int
	groups int // capturing groups in the whole expression
	named  bool
	names  map[string]bool
	flags  patternFlags
	depth  int
}

// patternFlags are those that a group can set, as in (?i:bash).
type patternFlags struct{ fold, lines, dotAll bool }

func compileJS(text string) (*regexpJS, *patternError) {
	p := &patternParser{text: text, src: utf16.Encode([]rune(text)), names: map[string]bool{}}
	p.countGroups()
	tree, err := p.disjunction()
	if err == nil && p.pos < len(p.src) {
		err = p.fail("there is a ) without its (")
	}
	if err != nil {
		return nil, err
	}
	return compileTree(tree), nil
}

func (p *patternParser) fail(problem string) *patternError {
	return &patternError{pattern: p.text, problem: "no regular expression to JavaScript, so that it never matches: " + problem}
}

func (p *patternParser) beyond(problem string) *patternError {
	return &patternError{pattern: p.text, problem: problem + " are not supported", unsupported: true}
}

// countGroups looks ahead: whether \2 is a back reference or a character
// depends on the groups of the whole expression.
func (p *patternParser) countGroups() {
	class := false
	for i := 0; i < len(p.src); i++ {
		switch c := p.src[i]; {
		case c == '\\':
			i++
		case c == '[':
			class = true
		case c == ']':
			class = false
		case c == '(' && !class:
			rest := p.src[i+1:]
			named := unitsBegin(rest, "?<") && !unitsBegin(rest, "?<=") && !unitsBegin(rest, "?<!")
			if named || !unitsBegin(rest, "?") {
				p.groups++
			}
			p.named = p.named || named
		}
	}
}

func unitsBegin(s []uint16, prefix string) bool {
	if len(s) < len(prefix) {
		return false
	}
	for i := range len(prefix) {
		if s[i] != uint16(prefix[i]) {
			return false
		}
	}
	return true
}

func (p *patternParser) peek() (c uint16, ok bool) {
	if p.pos == len(p.src) {
		return 0, false
	}
	return p.src[p.pos], true
}

func (p *patternParser) eat(s string) bool {
	if !unitsBegin(p.src[p.pos:], s) {
		return false
	}
	p.pos += len(s)
	return true
}

func (p *patternParser) disjunction() (*patternNode, *patternError) {
	if p.depth++; p.depth > maxDepth {
		return nil, p.beyond("so many nested groups")
	}
	defer func() { p.depth-- }()
	either := &patternNode{kind: nodeEither}
	for {
		branch := &patternNode{kind: nodeSequence}
		for {
			c, ok := p.peek()
			if !ok || c == '|' || c == ')' {
				break
			}
			term, err := p.term()
			if err != nil {
				return nil, err
			}
			branch.sub = append(branch.sub, term)
		}
		either.sub = append(either.sub, branch)
		if !p.eat("|") {
			return either, nil
		}
	}
}

func (p *patternParser) term() (*patternNode, *patternError) {
	atom, quantifiable, err := p.atom()
	if err != nil {
		return nil, err
	}
	size := p.sizeOf(atom)
	low, high, repeated, err := p.quantifier()
	switch {
	case err != nil:
		return nil, err
	case !repeated:
		return atom, nil
	case !quantifiable:
		return nil, p.fail("nothing to repeat")
	}
	if max(low, high, 1) > maxNodes || size*max(low, high, 1) > maxNodes {
		return nil, p.beyond("repetitions as large as this")
	}
	repeat := &patternNode{kind: nodeRepeat, sub: []*patternNode{atom}, low: low, high: high}
	if p.sizeOf(repeat) > maxNodes {
		return nil, p.beyond("repetitions as large as this")
	}
	return repeat, nil
}

// sizeOf counts the nodes of n once its repetitions are written out.
func (p *patternParser) sizeOf(n *patternNode) int {
	if n.size == 0 {
		n.size = 1
		for _, sub := range n.sub {
			n.size = min(n.size+p.sizeOf(sub), maxNodes+1)
		}
		if n.kind == nodeRepeat {
			n.size = min(n.size*max(n.low, n.high, 1), maxNodes+1)
		}
	}
	return n.size
}

// quantifier reads what may follow an atom. A high of -1 is no limit. Greedy or
// not is the same here: all that is asked is whether there is a match.
func (p *patternParser) quantifier() (low, high int, ok bool, err *patternError) {
	switch {
	case p.eat("*"):
		low, high = 0, -1
	case p.eat("+"):
		low, high = 1, -1
	case p.eat("?"):
		low, high = 0, 1
	default:
		if low, high, ok = p.braces(); !ok {
			return 0, 0, false, nil
		}
		if high >= 0 && low > high {
			return 0, 0, false, p.fail("the numbers of a repetition are out of order")
		}
	}
	p.eat("?")
	return low, high, true, nil
}

// braces reads {2}, {2,} or {2,3}. What is none of these is text.
func (p *patternParser) braces() (low, high int, ok bool) {
	start := p.pos
	defer func() {
		if !ok {
			p.pos = start
		}
	}()
	if !p.eat("{") {
		return 0, 0, false
	}
	if low, ok = p.integer(); !ok {
		return 0, 0, false
	}
	if high = low; p.eat(",") {
		if high, ok = p.integer(); !ok {
			high = -1
		}
	}
	return low, high, p.eat("}")
}

func (p *patternParser) integer() (n int, ok bool) {
	start := p.pos
	for p.pos < len(p.src) && isDigitUnit(p.src[p.pos]) {
		p.pos++
	}
	if p.pos == start {
		return 0, false
	}
	n, err := strconv.Atoi(string(utf16.Decode(p.src[start:p.pos])))
	if err != nil || n > maxNodes {
		n = maxNodes + 1
	}
	return n, true
}

func isDigitUnit(c uint16) bool { return '0' <= c && c <= '9' }

func (p *patternParser) atom() (n *patternNode, quantifiable bool, err *patternError) {
	if _, _, ok := p.braces(); ok {
		return nil, false, p.fail("nothing to repeat")
	}
	c := p.src[p.pos]
	p.pos++
	switch c {
	case '^':
		return &patternNode{kind: nodeStart, lines: p.flags.lines}, false, nil
	case '$':
		return &patternNode{kind: nodeEnd, lines: p.flags.lines}, false, nil
	case '*', '+', '?':
		return nil, false, p.fail("nothing to repeat")
	case '.':
		if p.flags.dotAll {
			return p.set(nil, true), true, nil
		}
		return p.set(lineBreaks, true), true, nil
	case '(':
		return p.group()
	case '[':
		n, err = p.class()
		return n, true, err
	case '\\':
		switch {
		case p.eat("b"):
			return &patternNode{kind: nodeWordEdge}, false, nil
		case p.eat("B"):
			return &patternNode{kind: nodeWordEdge, negated: true}, false, nil
		}
		set, err := p.escape(false)
		return p.set(set, false), true, err
	}
	return p.set(unitSet{{c, c}}, false), true, nil
}
