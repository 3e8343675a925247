package secrets

import (
	"bytes"
	"cmp"
	"path"
	"regexp/syntax"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// DefaultConfidence is the least confidence of what is reported if
// [Config.MinConfidence] says nothing.
//
// A confidence estimates the share of such findings that are secrets, on the
// labelled corpora in testdata/README.md.
const DefaultConfidence = 0.5

// A scan is one text under examination. Its memory is used again.
type scan struct {
	s     *Scanner
	text  []byte
	path  string
	found []candidate
	dense []denseRule // by rule
	tried []int32     // the rules whose pattern was tried

	layer   int    // how many encodings the text was in
	decoded []byte // memory for what is decoded

	onHit func(k *keyword, from, to int) // hit, made once
}

// A candidate is what may be a secret.
type candidate struct {
	start, end int
	rule       int32
	rank       rank
	confidence float64
	encoded    *encodedText // that it was found in; else nil
}

// A rank says which of overlapping candidates counts.
type rank uint8

const (
	byAssignment rank = iota // a name says that the value is secret
	byPlace                  // where it stands, as in a URL
	byName                   // a name says whose it is, and it has the form
	byForm                   // it looks like nothing else
	byProof                  // a checksum
)

func (s *Scanner) newScan(text []byte, name string) *scan {
	sc, _ := s.scanners.Get().(*scan)
	if sc == nil {
		sc = &scan{s: s}
		sc.onHit = sc.hit
	}
	sc.text, sc.path, sc.found, sc.layer = text, name, sc.found[:0], 0
	return sc
}

func (sc *scan) free() {
	clear(sc.found)
	sc.text = nil
	if cap(sc.found) <= 1024 {
		sc.s.scanners.Put(sc)
	}
}

// Scan returns the secrets in text, in order and without overlaps. The text is
// searched as it is: see [Scanner.ScanJSON] and [Scanner.ScanFS] for what a JSON
// value or a folder of files need.
func (s *Scanner) Scan(text []byte) []Finding { return s.ScanFile("", text) }

// ScanFile is Scan for the content of a file, whose name, with slashes, is
// reported and decides which rules apply.
func (s *Scanner) ScanFile(name string, content []byte) []Finding {
	sc := s.newScan(content, name)
	defer sc.free()
	sc.search()
	return sc.findings()
}

// search finds the candidates.
func (sc *scan) search() {
	sc.s.keywords.find(sc.s.rules, sc.text, sc.onHit)
	sc.flushDense()
	sc.decode()
}

// hit tries the rule of a keyword that stands at a place.
func (sc *scan) hit(k *keyword, from, to int) {
	r := sc.s.rule(k.rule)
	switch {
	case sc.inPlaceholder(from, to):
	case r.Path != "" && !inPath(sc.path, r.Path):
	case r.detect != nil:
		r.detect(sc, r, from, to)
	case k.name != "":
		if from, to := sc.wholeName(k, from, to); from >= 0 {
			sc.named(r, from, to)
		}
	case len(r.Names) > 0:
		sc.named(r, from, to)
	default:
		sc.pattern(r, from, to)
	}
}

// inPlaceholder reports that a keyword stands in what [Scanner.Redact] puts in place of
// a secret, where the name of a rule says nothing of what follows.
func (sc *scan) inPlaceholder(from, to int) bool {
	start, end := from, to
	for start > 0 && from-start < maxName && isIDByte(sc.text[start-1]) {
		start--
	}
	name, ok := bytes.CutPrefix(sc.text[start:], []byte("-"))
	if !ok || !bytes.HasSuffix(sc.text[:start+1], []byte(redactedStart)) {
		return false
	}
	for end < len(sc.text) && end-to < maxName && isIDByte(sc.text[end]) {
		end++
	}
	if !bytes.HasPrefix(sc.text[end:], []byte(redactedEnd)) {
		return false
	}
	name = bytes.TrimRight(name[:max(0, end-start-1)], "0123456789")
	return sc.s.hasRule(string(bytes.TrimSuffix(name, []byte("-"))))
}

func isIDByte(c byte) bool { return isLower(c) || isDigit(c) || c == '-' }

func inPath(name, pattern string) bool {
	if name != "" && !strings.Contains(pattern, "/") {
		name = path.Base(name)
	}
	return name != "" && doublestar.MatchUnvalidated(pattern, name)
}

// margin is how much text around a match is looked at for where it ends.
const margin = 8

// pattern looks for the match of a rule that holds its keyword.
func (sc *scan) pattern(r *compiledRule, from, to int) {
	f := r.parse()
	lo, hi := max(0, to-f.width-margin), min(len(sc.text), from+f.width+margin)
	if f.lead >= 0 {
		lo = max(0, from-f.lead-margin)
	}
	if f.start != "" {
		if from > 0 && syntax.IsWordChar(rune(sc.text[from-1])) || !bytes.HasPrefix(sc.text[from:], []byte(f.start)) {
			return
		}
		for i := from + len(f.start); i < from+f.least; i++ {
			if i >= len(sc.text) || !f.bytes[sc.text[i]] {
				return
			}
		}
	}
	if f.run.n > 0 && !f.run.in(sc.text[lo:hi]) || sc.isDense(r, lo, hi) {
		return
	}
	if f.lead < 0 {
		r.compile()
		for _, m := range r.re.FindAllSubmatchIndex(sc.text[lo:hi], -1) {
			if lo+m[0] <= from && to <= lo+m[1] {
				sc.matched(r, m, lo, hi)
			}
		}
		return
	}
	r.compileAt()
	for lo <= from {
		m := r.at.FindSubmatchIndex(sc.text[lo:hi])
		if m == nil || lo+m[2] > from {
			return
		}
		if to <= lo+m[3] {
			sc.matched(r, m[2:], lo, hi)
			return
		}
		lo += max(1, m[3]-1) // a byte before the next match is needed to see where words begin
	}
}

// matched takes a match in text[lo:hi], unless its end depends on what is not
// there.
func (sc *scan) matched(r *compiledRule, m []int, lo, hi int) {
	if m[0] == 0 && lo > 0 || lo+m[1] == hi && hi < len(sc.text) || inBase64(sc.text[:lo+m[0]]) {
		return
	}
	start, end := m[2*r.group], m[2*r.group+1]
	if start < 0 {
		start, end = m[0], m[1] // an alternative without the group
	}
	confidence := formConfidence
	if r.group > 0 && isWords(sc.text[lo+start:lo+end]) {
		confidence *= 0.5 // what surrounds it says where a password stands, not that it is one
	}
	sc.add(r, lo+start, lo+end, byForm, confidence)
}

// inBase64 reports that Base64 goes on where a text ends, behind a sign of it: what
// begins there as a word does is none.
func inBase64(text []byte) bool {
	const least = 40
	n := len(text)
	if n < least || text[n-1] != '+' && text[n-1] != '/' {
		return false
	}
	text = text[n-least:]
	for _, c := range text {
		if !isAlnum(c) && c != '+' && c != '/' {
			return false
		}
	}
	s := shapeOf(text)
	return s.natural < 0 && s.lower > 4 && s.upper > 4
}

// A denseRule is a rule whose keyword occurs again and again. To look around each
// of them would take time by the square.
type denseRule struct {
	lo, hi int
	hits   int
}

const maxDense = 32

// isDense reports that the text around a keyword will be looked at later.
func (sc *scan) isDense(r *compiledRule, lo, hi int) bool {
	if sc.dense == nil {
		sc.dense = make([]denseRule, len(sc.s.rules))
	}
	d := &sc.dense[r.index]
	switch {
	case d.hits == 0:
		d.lo, sc.tried = lo, append(sc.tried, r.index)
	case lo > d.hi:
		sc.flush(r, d)
		*d = denseRule{lo: lo}
	}
	d.hi = hi
	d.hits++
	return d.hits > maxDense
}

func (sc *scan) flush(r *compiledRule, d *denseRule) {
	if d.hits <= maxDense {
		return
	}
	r.compile()
	for _, m := range r.re.FindAllSubmatchIndex(sc.text[d.lo:d.hi], -1) {
		sc.matched(r, m, d.lo, d.hi)
	}
}

func (sc *scan) flushDense() {
	for _, n := range sc.tried {
		sc.flush(sc.s.rule(n), &sc.dense[n])
		sc.dense[n] = denseRule{}
	}
	sc.tried = sc.tried[:0]
}

// Confidences before a rule's check and the look of the value change them.
const (
	formConfidence = 0.9
	nameConfidence = 0.8
)

// add takes a candidate if nothing speaks against it.
func (sc *scan) add(r *compiledRule, start, end int, k rank, confidence float64) {
	value := sc.text[start:end]
	if len(value) == 0 || sc.s.allow[string(value)] || r.Entropy > 0 && entropy(value) < r.Entropy {
		return
	}
	switch r.Check.test(value) {
	case valid:
		if confidence = max(confidence, 0.99); r.Check.size() > 0 {
			k = byProof
		}
	case invalid:
		confidence *= 0.7
	case impossible:
		return
	}
	if confidence *= plausibility(value, k); confidence < sc.s.minimum {
		return
	}
	sc.found = append(sc.found, candidate{start: start, end: end, rule: r.index, rank: k, confidence: confidence})
}

// findings settles what overlaps.
func (sc *scan) findings() []Finding { return sc.report(sc.settle()) }

// report makes findings of candidates, which are in order.
func (sc *scan) report(kept []candidate) []Finding {
	if len(kept) == 0 {
		return nil
	}
	findings := make([]Finding, 0, len(kept))
	at := positioner{text: sc.text}
	for i := range kept {
		c := &kept[i]
		r := sc.s.rule(c.rule)
		f := Finding{Rule: r.ID, Description: r.Description, Severity: r.Severity, Confidence: c.confidence}
		f.Pos = at.position(c.start)
		ahead := at
		f.End = ahead.position(c.end)
		f.Pos.Filename, f.End.Filename = sc.path, sc.path
		f.Secret = NewSecret(string(sc.text[c.start:c.end]))
		if c.encoded != nil {
			f.Secret, f.Encoding = NewSecret(c.encoded.secret), c.encoded.layers
		}
		findings = append(findings, f)
	}
	return findings
}

// settle returns the candidates in order, of overlapping ones that of the highest
// rank.
func (sc *scan) settle() []candidate {
	slices.SortStableFunc(sc.found, func(a, b candidate) int {
		return cmp.Or(-cmp.Compare(a.rank, b.rank), -cmp.Compare(a.end-a.start, b.end-b.start), cmp.Compare(a.start, b.start), cmp.Compare(a.rule, b.rule))
	})
	kept := sc.found[:0]
	for _, c := range sc.found {
		i, _ := slices.BinarySearchFunc(kept, c.start, func(k candidate, start int) int { return cmp.Compare(k.end, start+1) })
		if i < len(kept) && kept[i].start < c.end {
			continue // kept[i] is the first that ends behind its start
		}
		kept = slices.Insert(kept, i, c)
	}
	return kept
}
