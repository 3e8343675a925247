package envguard

import (
	"encoding/binary"
	"go/token"
	"strings"
	"sync"
)

// scanSQL returns what a text of SQL statements, with lines for the client between
// them, does: the operations above None in their order, or a single one of None
// where there are none above. Operations that say the same of the same object are
// named once. The text may be anything.
func scanSQL(text string, d Dialect) []Operation { return appendSQL(nil, text, d) }

// appendSQL is scanSQL that appends to ops. Without anything dangerous in the text
// it allocates nothing, if ops has room for one.
func appendSQL(ops []Operation, text string, d Dialect) []Operation {
	if d >= dialects {
		d = AnySQL
	}
	s := sqlScans.Get().(*sqlScan)
	s.spent = &s.own
	if d != AnySQL {
		s.read(ops, text, d, dialectLexis[d])
	} else {
		s.readAll(ops, text)
	}
	ops = s.ops
	s.release()
	return ops
}

var sqlScans = sync.Pool{New: func() any { return new(sqlScan) }}

const (
	maxNesting = 16      // of SQL in strings in SQL, and of statements in parentheses
	maxKept    = 1 << 16 // of tokens that a scan keeps for the next
)

// A sqlScan is one reading of a text.
type sqlScan struct {
	sqlLexer
	low      []byte // the text in lower case
	ops      []Operation
	base     int // where the operations of this reading begin
	undo     []undoable
	quiet    Operation // what the text is if nothing in it is above None
	worst    Severity  // of the operations that are sure
	unsure   bool      // something was not understood
	variable bool      // a variable is run as SQL
	block    bool      // statements may run or not, or more than once
	loops    bool      // statements may run until nothing is left
	target   string    // the table whose rows a condition chooses
	inner    bool      // the text stands in a string that is run
	dropsAll bool      // something is done to every table
	begun    int       // where the operations of an open transaction begin, or -1
	level    int       // of strings around this text
	stacked  int       // of statements within statements
	spent    *int      // bytes of strings read as SQL, in all of the texts around
	own      int       // what spent points to in the outermost
	vain     int       // tokens looked through for the end of a body that has none
	lists    listing   // whether the text names a list of all tables
	line     int       // the line at which lineAt is
	lineAt   int
}

// undoable says of an operation how a ROLLBACK undoes it.
type undoable uint8

const (
	lasting undoable = iota
	undoRows
	undoSchema
)

func (s *sqlScan) release() {
	if cap(s.toks) > maxKept {
		s.toks, s.low = nil, nil
	}
	*s = sqlScan{sqlLexer: sqlLexer{toks: s.toks[:0]}, low: s.low[:0], undo: s.undo[:0]}
	sqlScans.Put(s)
}

// readAll reads a text of an unknown dialect in all ways that differ for it and
// keeps the worst reading. What one reading does not understand counts only if none
// understands all.
func (s *sqlScan) readAll(ops []Operation, text string) {
	notable := sqlNoted(text)
	base := len(ops)
	var seen [dialects]lexis
	n := 0
	var worst Severity
	var best, clean []Operation
	var unsure, understood bool
next:
	for d := PostgreSQL; d < dialects; d++ {
		ways := dialectLexis[d] & notable
		for _, w := range seen[:n] {
			if w == ways {
				continue next
			}
		}
		seen[n] = ways
		n++
		var room []Operation
		if n == 1 {
			room = ops
		}
		s.read(room, text, AnySQL, dialectLexis[d])
		if n == 1 || s.worst > worst || s.worst == worst && unsure && !s.unsure {
			worst, unsure = s.worst, s.unsure
			best = s.ops[s.base:]
		}
		if !s.unsure && !understood {
			clean, understood = s.ops[s.base:], true
		}
	}
	if unsure && understood {
		if best = withoutUnsure(best); len(best) == 0 {
			best = clean
		}
	}
	if n == 1 { // they stand there already
		s.ops = append(ops[:base], best...)
	} else {
		s.ops = append(ops[:base:base], best...)
	}
}

func withoutUnsure(ops []Operation) []Operation {
	kept := make([]Operation, 0, len(ops))
	for _, op := range ops {
		if op.Kind != kindUnknown && op.Kind != kindOpen {
			kept = append(kept, op)
		}
	}
	return kept
}

// read appends the operations of one reading to ops.
func (s *sqlScan) read(ops []Operation, src string, d Dialect, ways lexis) {
	*s = sqlScan{
		sqlLexer: sqlLexer{src: src, lexis: ways, dialect: d, toks: s.toks[:0]},
		low:      s.low[:0], undo: s.undo[:0], ops: ops, base: len(ops), begun: -1, level: s.level, spent: s.spent, inner: s.inner, block: s.inner, line: 1,
	}
	if len(src) > 1<<30 {
		s.report(sqlClause{s, 0, 0}, finding{kind: kindUnknown, class: Execute, severity: High, why: "a text of more than a gigabyte is not read"})
		return
	}
	s.low = appendLower(s.low, src)
	s.run()
	for lo := 0; lo < len(s.toks); {
		hi := s.stop(lo)
		s.statements(sqlClause{s, lo, hi})
		lo = hi + 1
	}
	if s.variable {
		s.assigned()
	}
	if s.open {
		c := sqlClause{s, max(0, len(s.toks)-1), len(s.toks)}
		s.report(c, finding{kind: kindOpen, class: Execute, severity: Medium, why: "a string, a name or a comment does not end, so what the text does cannot be told"})
	}
	if len(s.ops) == s.base {
		if s.quiet.Kind == "" {
			s.quiet = Operation{Kind: "sql.empty", Class: Read, Why: "there is no statement", Pos: token.Position{Line: 1, Column: 1}}
		}
		s.ops = append(s.ops, s.quiet)
	}
}

// appendLower appends a text with its ASCII letters in lower case, eight at a time: in
// a byte below 0x80, adding 0x80-'A' sets the top bit from A on, and adding 0x7f-'Z'
// does so behind Z.
func appendLower(out []byte, text string) []byte {
	const each, top = 0x0101010101010101, 0x8080808080808080
	from := len(out)
	out = append(out, text...)
	low := out[from:]
	for ; len(low) >= 8; low = low[8:] {
		v := binary.LittleEndian.Uint64(low)
		ascii := v &^ top
		upper := (ascii + each*(0x80-'A')) &^ (ascii + each*(0x7f-'Z')) &^ v & top
		if upper != 0 {
			binary.LittleEndian.PutUint64(low, v|upper>>2)
		}
	}
	for i, c := range low {
		if c-'A' < 26 {
			low[i] = c | 0x20
		}
	}
	return out
}

// statements judges toks[lo:hi], which is one statement or, where a dialect needs no
// semicolon or statements stand in a block, several.
func (s *sqlScan) statements(c sqlClause) {
	if s.stacked++; s.stacked > maxNesting {
		s.tooDeep(c)
		c.lo = c.hi
	}
	defer func() { s.stacked-- }()
	for c.lo < c.hi {
		if s.toks[c.lo].kind == tokClient {
			c.clientCommand(s.src[s.toks[c.lo].start:s.toks[c.lo].end])
			c.lo++
			continue
		}
		one := sqlClause{s, c.lo, c.next()}
		one.statement()
		c.lo = one.hi
	}
}

// tooDeep reports what is nested so deeply that it is not judged.
func (s *sqlScan) tooDeep(c sqlClause) {
	s.report(c, finding{kind: "sql.nested", class: Execute, severity: High, why: "statements or SQL in strings are nested too deeply to be judged"})
}

// stop is the index of the token that ends the statement at lo. The body of a
// function, a procedure, a trigger or a package belongs to the statement.
func (s *sqlScan) stop(lo int) int {
	hi := s.end(lo, true)
	c := sqlClause{s, lo, hi}
	if !c.is(lo, "create") && !c.is(lo, "alter") {
		return hi
	}
	object, _ := c.routine()
	switch {
	case object == "":
		return hi
	case hi < len(s.toks) && s.toks[hi].kind == tokSoftEnd:
		return s.end(hi, false)
	case s.dialect == SQLServer, s.dialect == Oracle && object != "event":
		// An end may stand behind the last byte, where a line for the client is cut off.
		for hi < len(s.toks) && strings.HasPrefix(s.src[s.toks[hi].start:], ";") {
			hi = s.end(hi+1, true)
		}
		return min(hi, len(s.toks))
	}
	return s.bodyEnd(c)
}

// end is the index of the first ending token from i on.
func (s *sqlScan) end(i int, soft bool) int {
	for ; i < len(s.toks); i++ {
		if k := s.toks[i].kind; k == tokEnd || soft && k == tokSoftEnd {
			return i
		}
	}
	return len(s.toks)
}

// bodyEnd is where a statement with a body of BEGIN … END ends.
func (s *sqlScan) bodyEnd(c sqlClause) int {
	i := c.find(c.lo, "begin")
	if i+1 >= c.hi || s.vain > 4*len(s.toks) || s.dialect == PostgreSQL && !c.is(i+1, "atomic") {
		return c.hi
	}
	all := sqlClause{s, i, len(s.toks)}
	from, depth := i, 0
	for ; i < len(s.toks); i++ {
		switch string(all.word(i)) {
		case "begin", "case":
			if w := all.word(i + 1); string(w) != "tran" && string(w) != "transaction" && !all.is(i-1, "end") {
				depth++
			}
		case "end":
			switch string(all.word(i + 1)) {
			case "if", "loop", "while", "repeat", "for":
				continue
			}
			if depth--; depth == 0 {
				return s.end(i, true)
			}
		}
	}
	s.vain += i - from
	return c.hi
}
