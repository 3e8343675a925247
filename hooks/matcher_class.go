package hooks

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// A unitSet is a set of UTF-16 units, as ranges with both ends in it.
type unitSet [][2]uint16

var (
	digitUnits = unitSet{{'0', '9'}}
	wordUnits  = unitSet{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}
	spaceUnits = unitSet{
		{'\t', '\r'}, {' ', ' '}, {0xa0, 0xa0}, {0x1680, 0x1680}, {0x2000, 0x200a},
		{0x2028, 0x2029}, {0x202f, 0x202f}, {0x205f, 0x205f}, {0x3000, 0x3000}, {0xfeff, 0xfeff},
	}
	lineBreaks = unitSet{{'\n', '\n'}, {'\r', '\r'}, {0x2028, 0x2029}}
)

func (s unitSet) has(c uint16) bool {
	return slices.ContainsFunc(s, func(r [2]uint16) bool { return r[0] <= c && c <= r[1] })
}

// hasFolded is has for an expression that does not heed case. Like JavaScript
// it never takes an ASCII letter for another one that is not.
func (s unitSet) hasFolded(c uint16) bool {
	if s.has(c) {
		return true
	}
	for r := unicode.SimpleFold(rune(c)); r != rune(c); r = unicode.SimpleFold(r) {
		ascii := r < utf8.RuneSelf
		if r <= math.MaxUint16 && ascii == (c < utf8.RuneSelf) && unicode.ToUpper(r) == unicode.ToUpper(rune(c)) && s.has(uint16(r)) {
			return true
		}
	}
	return false
}

func (s unitSet) complement() unitSet {
	sorted := slices.Clone(s)
	slices.SortFunc(sorted, func(a, b [2]uint16) int { return int(a[0]) - int(b[0]) })
	var out unitSet
	next := 0
	for _, r := range sorted {
		if int(r[0]) > next {
			out = append(out, [2]uint16{uint16(next), r[0] - 1})
		}
		next = max(next, int(r[1])+1)
	}
	if next <= math.MaxUint16 {
		out = append(out, [2]uint16{uint16(next), math.MaxUint16})
	}
	return out
}

func (p *patternParser) set(s unitSet, negated bool) *patternNode {
	return &patternNode{kind: nodeSet, set: s, negated: negated, fold: p.flags.fold}
}

// class reads what follows an opening bracket.
func (p *patternParser) class() (*patternNode, *patternError) {
	negated := p.eat("^")
	var set unitSet
	for {
		if p.pos == len(p.src) {
			return nil, p.fail("there is a [ without its ]")
		}
		if p.eat("]") {
			break
		}
		from, err := p.classAtom()
		if err != nil {
			return nil, err
		}
		if !unitsBegin(p.src[p.pos:], "-") || unitsBegin(p.src[p.pos:], "-]") {
			set = append(set, from...)
			continue
		}
		p.pos++
		if p.pos == len(p.src) {
			return nil, p.fail("there is a [ without its ]")
		}
		to, err := p.classAtom()
		if err != nil {
			return nil, err
		}
		low, one := from.single()
		high, other := to.single()
		switch {
		case !one || !other: // [\w-z]: the hyphen is itself
			set = append(append(append(set, from...), to...), [2]uint16{'-', '-'})
		case low > high:
			return nil, p.fail("a range in brackets is out of order")
		default:
			set = append(set, [2]uint16{low, high})
		}
	}
	return p.set(set, negated), nil
}

// single returns the only member of a set that was written as one character.
func (s unitSet) single() (uint16, bool) {
	if len(s) != 1 || s[0][0] != s[0][1] {
		return 0, false
	}
	return s[0][0], true
}

func (p *patternParser) classAtom() (unitSet, *patternError) {
	c := p.src[p.pos]
	p.pos++
	if c == '\\' {
		return p.escape(true)
	}
	return unitSet{{c, c}}, nil
}

// escape reads what follows a backslash, in brackets or outside.
func (p *patternParser) escape(inClass bool) (unitSet, *patternError) {
	c, ok := p.peek()
	if !ok {
		return nil, p.fail("it ends with a backslash")
	}
	p.pos++
	one := func(c uint16) (unitSet, *patternError) { return unitSet{{c, c}}, nil }
	switch c {
	case 'd':
		return digitUnits, nil
	case 'D':
		return digitUnits.complement(), nil
	case 'w':
		return wordUnits, nil
	case 'W':
		return wordUnits.complement(), nil
	case 's':
		return spaceUnits, nil
	case 'S':
		return spaceUnits.complement(), nil
	case 'b':
		return one('\b') // in brackets only
	case 'f':
		return one('\f')
	case 'n':
		return one('\n')
	case 'r':
		return one('\r')
	case 't':
		return one('\t')
	case 'v':
		return one('\v')
	case 'c':
		return one(p.control(inClass))
	case 'x':
		return one(p.hexadecimal(2, c))
	case 'u':
		return one(p.hexadecimal(4, c))
	case 'k':
		if p.named {
			return nil, p.beyond("back references")
		}
	}
	if isDigitUnit(c) {
		return p.decimal(inClass)
	}
	return one(c)
}

// control reads the letter of \cJ. Without one, the backslash is itself and the
// c is read again.
func (p *patternParser) control(inClass bool) uint16 {
	if c, ok := p.peek(); ok && (isLetterUnit(c) || inClass && (isDigitUnit(c) || c == '_')) {
		p.pos++
		return c % 32
	}
	p.pos--
	return '\\'
}

func isLetterUnit(c uint16) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' && c < 0x80 }

// hexadecimal reads the digitUnits of \x and \u. If there are too few, the letter is
// itself.
func (p *patternParser) hexadecimal(n int, letter uint16) uint16 {
	if len(p.src)-p.pos < n {
		return letter
	}
	text := string(utf16.Decode(p.src[p.pos : p.pos+n]))
	if strings.Trim(text, "0123456789abcdefABCDEF") != "" {
		return letter
	}
	p.pos += n
	v, _ := strconv.ParseUint(text, 16, 16)
	return uint16(v)
}

// decimal reads a number, of whose digitUnits the first was read already: a back
// reference if there is such a group, else an octal number or that digit.
func (p *patternParser) decimal(inClass bool) (unitSet, *patternError) {
	p.pos--
	start := p.pos
	if n, _ := p.integer(); !inClass && p.src[start] != '0' && n <= p.groups {
		return nil, p.beyond("back references")
	}
	p.pos = start
	v := uint16(0)
	for p.pos < min(start+3, len(p.src)) {
		c := p.src[p.pos]
		if c < '0' || c > '7' || v*8+c-'0' > 0o377 {
			break
		}
		v = v*8 + c - '0'
		p.pos++
	}
	if p.pos == start { // 8 or 9
		v = p.src[start]
		p.pos++
	}
	return unitSet{{v, v}}, nil
}
