package envguard

import (
	"bytes"
	"go/token"
	"strings"
	"unicode/utf8"
)

// Kinds that are looked for by name.
const (
	kindUnknown = "sql.unknown"
	kindOpen    = "sql.unterminated"
)

// A finding is what a clause does.
type finding struct {
	kind     string
	class    Class
	severity Severity
	object   string
	why      string
	safer    string
	undo     undoable
}

// report adds an operation for a finding of c.
func (s *sqlScan) report(c sqlClause, f finding) {
	if f.kind == kindUnknown || f.kind == kindOpen {
		s.unsure = true
	} else {
		s.worst = max(s.worst, f.severity)
	}
	if f.severity == None {
		if s.quiet.Kind == "" {
			s.quiet = s.operation(c, f)
		}
		return
	}
	for i := len(s.ops) - 1; i >= max(s.base, len(s.ops)-8); i-- {
		if op := &s.ops[i]; op.Kind == f.kind && op.Object == f.object && op.Severity == f.severity && i >= s.begun {
			return
		}
	}
	s.ops = append(s.ops, s.operation(c, f))
	for len(s.undo) < len(s.ops)-s.base {
		s.undo = append(s.undo, f.undo)
	}
	if f.undo == undoSchema && !s.undoesSchema() { // such a statement commits
		s.begun = -1
	}
}

func (s *sqlScan) operation(c sqlClause, f finding) Operation {
	return Operation{
		Kind: f.kind, Class: f.class, Severity: f.severity, Object: f.object, Why: f.why, Safer: f.safer,
		Text: c.shown(), Pos: c.position(),
	}
}

// position is where the clause begins; lines and columns count from 1, columns in bytes.
func (c sqlClause) position() token.Position {
	if c.lo >= len(c.toks) {
		return token.Position{Offset: 0, Line: 1, Column: 1}
	}
	offset := int(c.toks[c.lo].start)
	s := c.sqlScan
	if offset < s.lineAt { // seldom: what was found goes back
		s.line, s.lineAt = 1, 0
	}
	s.line += strings.Count(s.src[s.lineAt:offset], "\n")
	s.lineAt = offset
	return token.Position{Offset: offset, Line: s.line, Column: offset - strings.LastIndexByte(s.src[:offset], '\n')}
}

// maxShown is how much of a statement is shown.
const maxShown = 300

// shown is the text of the clause without passwords, cut if it is long.
func (c sqlClause) shown() string {
	hi := min(c.hi, len(c.toks))
	if c.lo >= hi {
		return ""
	}
	from := int(c.toks[c.lo].start)
	to := int(c.toks[hi-1].end)
	if secret := c.secretFrom(from + 2*maxShown); secret >= 0 {
		return c.masked(secret)
	}
	return sqlCut(c.src[from:to])
}

func sqlCut(s string) string {
	if len(s) <= maxShown {
		return s
	}
	n := maxShown
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}

// secretFrom is the first token at which a password may stand, or -1. It looks at
// what begins before limit: more is not shown.
func (c sqlClause) secretFrom(limit int) int {
	for i := c.lo; i < min(c.hi, len(c.toks)) && int(c.toks[i].start) < limit; i++ {
		switch c.toks[i].kind {
		case tokWord, tokHole:
			if secretWord(c.low[c.toks[i].start:c.toks[i].end]) {
				return i
			}
		case tokText, tokClient:
			if s := c.low[c.toks[i].start:c.toks[i].end]; secretText(s) {
				return i
			}
		}
	}
	return -1
}

// secretWord reports whether a string behind the word w may be a secret.
func secretWord(w []byte) bool {
	switch string(w) {
	case "identified", "pwd", "key", "rekey", "hexkey", "hexrekey", "textkey", "auth", "credentials", "credential", "dblink_connect",
		"dblink_exec", "dblink", "openrowset", "opendatasource", "s3", "mysql", "postgresql", "authorization":
		return true
	}
	return bytes.Contains(w, []byte("password")) || bytes.Contains(w, []byte("secret")) || bytes.Contains(w, []byte("token")) || bytes.Contains(w, []byte("private_key")) ||
		bytes.Contains(w, []byte("access_key")) || bytes.Contains(w, []byte("api_key")) || bytes.Contains(w, []byte("passphrase"))
}

// secretText reports whether a string holds a connection with a password.
func secretText(s []byte) bool {
	if bytes.HasPrefix(s, []byte("conn")) || bytes.HasPrefix(s, []byte(`\c `)) || bytes.HasPrefix(s, []byte(":connect")) {
		return true
	}
	return bytes.Contains(s, []byte("password")) || bytes.Contains(s, []byte("pwd")) || bytes.Contains(s, []byte("secret")) || bytes.Contains(s, []byte("identified")) ||
		bytes.Contains(s, []byte("token")) || bytes.Contains(s, []byte("://")) && bytes.Contains(s, []byte("@"))
}

// masked is the clause with every string from the token secret on as '***', and
// what follows BY or = there without quotes too.
func (c sqlClause) masked(secret int) string {
	var b strings.Builder
	at := int(c.toks[c.lo].start)
	for i := secret; i < min(c.hi, len(c.toks)) && b.Len() < 2*maxShown; i++ {
		t := c.toks[i]
		hidden := t.kind == tokText || t.kind == tokClient || i > secret && t.kind != tokSign && t.kind != tokOpen && t.kind != tokClose &&
			(c.is(i-1, "by") || c.is(i-1, "values") || c.sign(i-1, "=") || c.sign(i-1, "\"")) ||
			i > secret && t.kind == tokName && c.is(i-1, "password")
		if !hidden {
			continue
		}
		b.WriteString(c.src[at:t.start])
		b.WriteString("'***'")
		at = int(t.end)
	}
	if b.Len() < 2*maxShown {
		b.WriteString(c.src[at:c.toks[min(c.hi, len(c.toks))-1].end])
	}
	return sqlCut(b.String())
}
