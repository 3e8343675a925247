package hooks

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// group reads what follows an opening parenthesis.
func (p *patternParser) group() (n *patternNode, quantifiable bool, err *patternError) {
	kind, negated, quantifiable := nodeSequence, false, true
	defer func(outside patternFlags) { p.flags = outside }(p.flags)
	switch {
	case p.eat("?:"):
	case p.eat("?="):
		kind = nodeAhead
	case p.eat("?!"):
		kind, negated = nodeAhead, true
	case p.eat("?<="):
		kind, quantifiable = nodeBehind, false
	case p.eat("?<!"):
		kind, negated, quantifiable = nodeBehind, true, false
	case p.eat("?<"):
		if err := p.groupName(); err != nil {
			return nil, false, err
		}
	case p.eat("?"):
		if !p.modifiers() {
			return nil, false, p.fail("what follows (? is not known")
		}
	}
	inner, err := p.disjunction()
	if err != nil {
		return nil, false, err
	}
	if !p.eat(")") {
		return nil, false, p.fail("there is a ( without its )")
	}
	return &patternNode{kind: kind, negated: negated, sub: []*patternNode{inner}}, quantifiable, nil
}

// modifiers reads what stands between (? and the colon: flags to set, and after
// a hyphen flags to remove, none of them twice.
func (p *patternParser) modifiers() bool {
	value, seen := true, ""
	for p.pos < len(p.src) {
		c := p.src[p.pos]
		p.pos++
		if c < utf8.RuneSelf && strings.IndexByte(seen, byte(c)) >= 0 {
			return false
		}
		switch c {
		case 'i':
			p.flags.fold = value
		case 'm':
			p.flags.lines = value
		case 's':
			p.flags.dotAll = value
		case '-':
			value = false
		case ':':
			return seen != "-"
		default:
			return false
		}
		seen += string(rune(c))
	}
	return false
}

func (p *patternParser) groupName() *patternError {
	start := p.pos
	for p.pos < len(p.src) && p.src[p.pos] != '>' {
		p.pos++
	}
	name := string(utf16.Decode(p.src[start:p.pos]))
	switch {
	case !p.eat(">"), name == "", strings.ContainsFunc(name, notInName), isDigitUnit(p.src[start]):
		return p.fail("the name of a group is none")
	case p.names[name]:
		return p.beyond("groups of equal names")
	}
	p.names[name] = true
	return nil
}

func notInName(r rune) bool {
	return r < 0x80 && r != '$' && r != '_' && !('0' <= r && r <= '9') && !('a' <= r && r <= 'z') && !('A' <= r && r <= 'Z')
}
