package secrets

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"slices"
	"unicode/utf16"
	"unicode/utf8"
)

// Bounds of what is decoded, in bytes.
const (
	minEncoded = 20       // a run of digits of base64 or base 16
	maxEncoded = 64 << 10 // what is behind that of a longer run is not decoded
	maxEscaped = 4 << 10  // a word with escapes
	maxLayers  = 3        // of encodings in each other
)

// An encodedText is where a secret was found that had to be decoded.
type encodedText struct {
	secret string
	layers []string // outermost first
}

// decode looks into what is encoded in the text: base64, its variant for URLs,
// hexadecimal, and the escapes of URLs and of strings in most languages. What it
// finds there counts for all that was decoded.
func (sc *scan) decode() {
	if sc.layer >= maxLayers {
		return
	}
	sc.decodeRuns()
	sc.decodeEscapes('%', nil, "percent", unescapePercent)
	for _, mark := range [...]string{`\u00`, `\x`} {
		sc.decodeEscapes(mark[0], []byte(mark), "escapes", unescapeString)
	}
}

// decodeRuns finds the runs of digits. Of most texts it needs to see no more than
// whether eight bytes at once hold a blank or another byte below '+'. Of the aligned
// eights in a run there is one that has two of its bytes before it, and two behind.
func (sc *scan) decodeRuns() {
	text, done := sc.text, 0
	before, eight := uint64(belowPlus), uint64(belowPlus)
	at := 0 // of what is behind eight
	for ; at+8 <= len(text); at += 8 {
		behind := bytesBelowPlus(binary.LittleEndian.Uint64(text[at:]))
		if eight|before>>48|behind<<48 == 0 {
			done = sc.runAround(at-8, done)
		}
		before, eight = eight, behind
	}
	var rest [8]byte
	copy(rest[:], text[at:])
	if eight|before>>48|bytesBelowPlus(binary.LittleEndian.Uint64(rest[:]))<<48 == 0 {
		sc.runAround(at-8, done)
	}
}

// belowPlus has the highest bit of each byte.
const belowPlus = 0x8080808080808080

// bytesBelowPlus returns the highest bit of those of eight bytes that are below '+'.
func bytesBelowPlus(v uint64) uint64 {
	return ^((v | belowPlus) - '+'*0x0101010101010101 | v) & belowPlus
}

// runAround decodes the run of digits that holds eight bytes, if there is one which
// does not begin before done. It returns the end of what need not be looked at again.
func (sc *scan) runAround(at, done int) int {
	text := sc.text
	if at < done {
		return done
	}
	for _, c := range text[at : at+8] {
		if digitKinds[c] == 0 {
			return done
		}
	}
	start, end := at, at+8
	for start > done && digitKinds[text[start-1]] != 0 {
		start--
	}
	for end < len(text) && digitKinds[text[end]] != 0 {
		end++
	}
	if end-start >= minEncoded {
		sc.decodeRun(start, end)
	}
	return end
}

// The kinds of a digit.
const (
	standardDigit = 1 << iota // of base64
	urlDigit                  // of base64 for URLs
	hexDigit
)

var digitKinds = func() (t [256]uint8) { //nolint:gochecknoglobals // a table that nothing writes to
	for _, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" {
		t[c] = standardDigit | urlDigit
	}
	t['+'], t['/'], t['-'], t['_'] = standardDigit, standardDigit, urlDigit, urlDigit
	for _, c := range "0123456789abcdefABCDEF" {
		t[c] |= hexDigit
	}
	return t
}()

func (sc *scan) decodeRun(start, end int) {
	run := sc.text[start:min(end, start+maxEncoded)]
	kinds := uint8(standardDigit | urlDigit | hexDigit)
	for _, c := range run[:minEncoded] {
		kinds &= digitKinds[c]
	}
	if kinds&hexDigit != 0 && hexText(run) {
		sc.inside(start, start+len(run), "hex", decodeHex(sc.buffer(), run))
		return
	}
	encoding := base64.RawStdEncoding
	switch {
	case kinds&standardDigit != 0:
	case kinds&urlDigit != 0:
		encoding = base64.RawURLEncoding
	default:
		return
	}
	var head [12]byte
	if n, err := encoding.Decode(head[:], run[:16]); err != nil || !isReadable(head[:n]) {
		return
	}
	// A rest of one digit, or digits of the other alphabet, are not part of it.
	length := len(run)
	for i, c := range run {
		if digitKinds[c]&kinds == 0 {
			length = i
			break
		}
	}
	if length%4 == 1 {
		length--
	}
	out := sc.buffer()
	out = slices.Grow(out, encoding.DecodedLen(length))[:encoding.DecodedLen(length)]
	n, _ := encoding.Decode(out, run[:length])
	stop := start + length
	for stop < len(sc.text) && sc.text[stop] == '=' && stop < start+length+2 {
		stop++
	}
	sc.inside(start, stop, "base64", readable(out[:n]))
}

// isReadable reports ASCII text, also as UTF-16 of Windows.
func isReadable(head []byte) bool {
	return isPrintable(head) || isWide(head)
}

func isWide(text []byte) bool {
	if len(text) < 8 {
		return false
	}
	for i := 0; i+1 < len(text); i += 2 {
		if text[i+1] != 0 || !isPrintable(text[i:i+1]) {
			return false
		}
	}
	return true
}

// readable returns what is text at the beginning.
func readable(text []byte) []byte {
	if len(text) >= 8 && isWide(text[:8]) {
		units := make([]uint16, len(text)/2)
		for i := range units {
			units[i] = uint16(text[2*i]) | uint16(text[2*i+1])<<8
		}
		return []byte(string(utf16.Decode(units)))
	}
	for i := 0; i < len(text); {
		if c := text[i]; c < utf8.RuneSelf {
			if c < ' ' && c != '\t' && c != '\n' && c != '\r' {
				return text[:i]
			}
			i++
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size == 1 {
			return text[:i]
		}
		i += size
	}
	return text
}

// hexText reports that a run of digits is ASCII text in hexadecimal.
func hexText(run []byte) bool {
	for i := 0; i+1 < min(len(run), minEncoded); i += 2 {
		if run[i] < '2' || '7' < run[i] {
			return false
		}
	}
	return true
}

func decodeHex(out, run []byte) []byte {
	for i := 0; i+1 < len(run); i += 2 {
		hi, ok := hexValue(run[i])
		lo, fine := hexValue(run[i+1])
		c := hi<<4 | lo
		if !ok || !fine || c < ' ' && c != '\n' && c != '\r' && c != '\t' || c >= 0x7f {
			break
		}
		out = append(out, c)
	}
	return out
}

func hexValue(c byte) (byte, bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', true
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return c | 0x20 - 'a' + 10, true
	}
	return 0, false
}

// decodeEscapes decodes the words with escapes of one kind in them.
func (sc *scan) decodeEscapes(first byte, mark []byte, layer string, unescape func(out, text []byte) []byte) {
	for at := 0; at < len(sc.text); {
		var n int
		if mark == nil {
			n = bytes.IndexByte(sc.text[at:], first)
		} else {
			n = bytes.Index(sc.text[at:], mark)
		}
		if n < 0 {
			return
		}
		at += n
		if at+2 >= len(sc.text) {
			return
		}
		if mark == nil {
			if _, ok := hexValue(sc.text[at+1]); !ok {
				at++
				continue
			}
			if _, ok := hexValue(sc.text[at+2]); !ok {
				at++
				continue
			}
		}
		start, end := at, at
		for start > 0 && at-start < maxEscaped && !endsWord(sc.text[start-1]) {
			start--
		}
		for end < len(sc.text) && end-at < maxEscaped && !endsWord(sc.text[end]) {
			end++
		}
		if end-start >= minEncoded {
			sc.inside(start, end, layer, unescape(sc.buffer(), sc.text[start:end]))
		}
		at = end
	}
}

func endsWord(c byte) bool {
	return c <= ' ' || c == '"' || c == '\'' || c == '`' || c == '<' || c == '>'
}

// unescapePercent is that of RFC 3986. It returns nothing if nothing changes.
func unescapePercent(out, text []byte) []byte {
	changed := false
	for i := 0; i < len(text); i++ {
		if text[i] == '%' && i+2 < len(text) {
			hi, ok := hexValue(text[i+1])
			lo, fine := hexValue(text[i+2])
			if c := hi<<4 | lo; ok && fine && c >= ' ' {
				out, i, changed = append(out, c), i+2, true
				continue
			}
		}
		out = append(out, text[i])
	}
	if !changed {
		return out[:0]
	}
	return out
}

// unescapeString decodes \u0061 and \x61, and what stands for itself behind a
// backslash. It returns nothing if there is none of the former, nor one of them in
// an escaped text, as \\u0061.
func unescapeString(out, text []byte) []byte {
	changed := false
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' || i+1 >= len(text) {
			out = append(out, text[i])
			continue
		}
		size := 0
		switch text[i+1] {
		case 'u':
			size = 4
		case 'x':
			size = 2
		}
		r, ok := rune(0), size > 0 && i+1+size < len(text)
		for k := 0; ok && k < size; k++ {
			var d byte
			d, ok = hexValue(text[i+2+k])
			r = r<<4 | rune(d)
		}
		switch {
		case ok:
			out, changed = utf8.AppendRune(out, r), true
			i += 1 + size
		case text[i+1] == 'n', text[i+1] == 'r', text[i+1] == 't':
			out = append(out, '\n')
			i++
		default:
			changed = changed || text[i+1] == '\\' && i+2 < len(text) && (text[i+2] == 'u' || text[i+2] == 'x')
			out = append(out, text[i+1])
			i++
		}
	}
	if !changed {
		return out[:0]
	}
	return out
}

// buffer returns empty memory for what is decoded.
func (sc *scan) buffer() []byte { return sc.decoded[:0] }

// inside looks for secrets in what text[start:end] was decoded to. The best of them
// counts.
func (sc *scan) inside(start, end int, layer string, decoded []byte) {
	if cap(decoded) <= 2*maxEncoded {
		sc.decoded = decoded
	}
	if len(decoded) < minKeyword || bytes.Equal(decoded, sc.text[start:end]) {
		return
	}
	in := sc.s.newScan(decoded, sc.path)
	in.layer = sc.layer + 1
	in.search()
	best := -1
	for i := range in.found {
		if best < 0 || in.found[i].rank > in.found[best].rank {
			best = i
		}
	}
	if best >= 0 {
		c := in.found[best]
		e := &encodedText{secret: string(decoded[c.start:c.end]), layers: []string{layer}}
		if c.encoded != nil {
			e = &encodedText{secret: c.encoded.secret, layers: append(e.layers, c.encoded.layers...)}
		}
		sc.found = append(sc.found, candidate{start: start, end: end, rule: c.rule, rank: c.rank, confidence: c.confidence * 0.95, encoded: e})
	}
	in.free()
}
