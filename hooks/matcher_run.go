package hooks

// A patternNode is a part of an expression.
type patternNode struct {
	kind      patternKind
	negated   bool // of a set, a look or a word edge
	lines     bool // of a start or an end: of each line too
	sub       []*patternNode
	set       unitSet
	fold      bool // of a set: case is not heeded
	low, high int  // of a repetition; a high of -1 is no limit
	size      int
}

type patternKind uint8

const (
	nodeSet patternKind = iota
	nodeSequence
	nodeEither
	nodeRepeat
	nodeStart
	nodeEnd
	nodeWordEdge
	nodeAhead
	nodeBehind
)

// A regexpJS is a compiled expression: a list of instructions, each of which
// says where to go on.
type regexpJS struct {
	code  []instruction
	looks []*regexpJS
	back  bool // a lookbehind is read from its end
}

type instruction struct {
	op      opcode
	negated bool
	lines   bool
	fold    bool
	set     unitSet
	look    int
	next    int
	other   int // of a split
}

type opcode uint8

const (
	opMatched opcode = iota
	opSet
	opSplit
	opStart
	opEnd
	opWordEdge
	opLook
)

func compileTree(tree *patternNode) *regexpJS {
	re := &regexpJS{code: []instruction{{op: opMatched}}}
	re.code = append(re.code, instruction{op: opSplit}) // the entry
	entry := re.add(tree, 0)
	re.code[1].next, re.code[1].other = entry, entry
	return re
}

// add compiles n so that it goes on at next, and returns where it begins.
func (re *regexpJS) add(n *patternNode, next int) int {
	switch n.kind {
	case nodeSet:
		return re.emit(instruction{op: opSet, set: n.set, fold: n.fold, negated: n.negated, next: next})
	case nodeStart:
		return re.emit(instruction{op: opStart, lines: n.lines, next: next})
	case nodeEnd:
		return re.emit(instruction{op: opEnd, lines: n.lines, next: next})
	case nodeWordEdge:
		return re.emit(instruction{op: opWordEdge, negated: n.negated, next: next})
	case nodeAhead, nodeBehind:
		look := &regexpJS{code: []instruction{{op: opMatched}, {op: opSplit}}, back: n.kind == nodeBehind}
		entry := look.add(n.sub[0], 0)
		look.code[1].next, look.code[1].other = entry, entry
		re.looks = append(re.looks, look)
		return re.emit(instruction{op: opLook, look: len(re.looks) - 1, negated: n.negated, next: next})
	case nodeSequence:
		for i := range n.sub {
			sub := n.sub[len(n.sub)-1-i]
			if re.back {
				sub = n.sub[i]
			}
			next = re.add(sub, next)
		}
		return next
	case nodeEither:
		entry := re.add(n.sub[0], next)
		for _, sub := range n.sub[1:] {
			entry = re.emit(instruction{op: opSplit, next: entry, other: re.add(sub, next)})
		}
		return entry
	}
	return re.repeat(n, next)
}

func (re *regexpJS) repeat(n *patternNode, next int) int {
	entry := next
	if n.high < 0 {
		entry = re.emit(instruction{op: opSplit, other: next})
		re.code[entry].next = re.add(n.sub[0], entry)
	}
	for range n.high - n.low {
		entry = re.emit(instruction{op: opSplit, next: re.add(n.sub[0], entry), other: next})
	}
	for range n.low {
		entry = re.add(n.sub[0], entry)
	}
	return entry
}

func (re *regexpJS) emit(i instruction) int {
	re.code = append(re.code, i)
	return len(re.code) - 1
}

// match reports whether the expression matches anywhere in text.
func (re *regexpJS) match(text []uint16) bool {
	r := newRun(re, text)
	for at := range len(text) + 1 {
		if r.from(at) {
			return true
		}
	}
	return false
}

// A regexpRun walks through one text. It never visits an instruction twice at one
// place, so that the work is bounded by the product of both sizes, whatever the
// expression: whether there is a match does not depend on the way to it.
type regexpRun struct {
	re      *regexpJS
	text    []uint16
	visited []bool
	looks   []*regexpRun
	known   [][]bool // per look and place, whether found is valid
	found   [][]bool
}

func newRun(re *regexpJS, text []uint16) *regexpRun {
	r := &regexpRun{re: re, text: text, visited: make([]bool, len(re.code)*(len(text)+1))}
	for _, look := range re.looks {
		r.looks = append(r.looks, newRun(look, text))
		r.known = append(r.known, make([]bool, len(text)+1))
		r.found = append(r.found, make([]bool, len(text)+1))
	}
	return r
}

// from reports whether the expression matches beginning at a place. The places
// that a former call visited have not led to a match.
func (r *regexpRun) from(at int) bool {
	type place struct{ pc, at int }
	stack := []place{{1, at}}
	for len(stack) > 0 {
		here := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		seen := &r.visited[here.pc*(len(r.text)+1)+here.at]
		if *seen {
			continue
		}
		*seen = true
		in := &r.re.code[here.pc]
		switch in.op {
		case opMatched:
			return true
		case opSplit:
			stack = append(stack, place{in.other, here.at})
		case opSet:
			c, next, ok := r.step(here.at)
			if !ok || !in.accepts(c) {
				continue
			}
			here.at = next
		default:
			if !r.holds(in, here.at) {
				continue
			}
		}
		stack = append(stack, place{in.next, here.at})
	}
	return false
}

// step returns the unit to be read at a place, and the place behind it.
func (r *regexpRun) step(at int) (c uint16, next int, ok bool) {
	if r.re.back {
		if at == 0 {
			return 0, 0, false
		}
		return r.text[at-1], at - 1, true
	}
	if at == len(r.text) {
		return 0, 0, false
	}
	return r.text[at], at + 1, true
}

func (in *instruction) accepts(c uint16) bool {
	if in.fold {
		return in.set.hasFolded(c) != in.negated
	}
	return in.set.has(c) != in.negated
}

func (r *regexpRun) holds(in *instruction, at int) bool {
	switch in.op {
	case opStart:
		return at == 0 || in.lines && lineBreaks.has(r.text[at-1])
	case opEnd:
		return at == len(r.text) || in.lines && lineBreaks.has(r.text[at])
	case opWordEdge:
		before := at > 0 && wordUnits.has(r.text[at-1])
		after := at < len(r.text) && wordUnits.has(r.text[at])
		return (before != after) != in.negated
	}
	if !r.known[in.look][at] {
		clear(r.looks[in.look].visited)
		r.known[in.look][at], r.found[in.look][at] = true, r.looks[in.look].from(at)
	}
	return r.found[in.look][at] != in.negated
}
