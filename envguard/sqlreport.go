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
	f.object = sqlCut(f.object)
	if s.repeats(f) {
		return
	}
	s.ops = append(s.ops, s.operation(c, f))
	for len(s.undo) < len(s.ops)-s.base {
		s.undo = append(s.undo, f.undo)
	}
	if f.undo == undoSchema && !s.undoesSchema() { // such a statement commits
		s.begun = -1
	}
}

// repeats reports whether one of the last operations says the same of the same
// object, in the same transaction.
func (s *sqlScan) repeats(f finding) bool {
	for i := len(s.ops) - 1; i >= max(s.base, s.begun, len(s.ops)-8); i-- {
		if op := &s.ops[i]; op.Kind == f.kind && op.Object == f.object && op.Severity == f.severity {
			return true
		}
	}
	return false
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
	if offset < s.lineAt {
		s.line -= strings.Count(s.src[offset:s.lineAt], "\n")
	} else {
		s.line += strings.Count(s.src[s.lineAt:offset], "\n")
	}
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
	if secret := c.secretFrom(from + maxShown); secret >= 0 {
		t := c.toks[secret]
		if t.kind == tokWord {
			to = int(t.end)
		} else {
			to = int(t.start)
		}
		return sqlCut(strings.TrimLeft(c.src[from:to]+" ***", " "))
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

// secretFrom is the first token at or behind which a password may stand, or -1. It
// looks at what begins before limit: more is not shown.
func (c sqlClause) secretFrom(limit int) int {
	hint := -1 // a word that means a password if a string follows
	for i := c.lo; i < min(c.hi, len(c.toks)) && int(c.toks[i].start) < limit; i++ {
		low := c.low[c.toks[i].start:c.toks[i].end]
		switch c.toks[i].kind {
		case tokWord:
			switch {
			case secretWord(low), i == c.lo && (string(low) == "connect" || string(low) == "conn"):
				return i
			case hint < 0 && secretHint(low):
				hint = i
			}
		case tokText, tokName, tokClient:
			if hint >= 0 && c.toks[i].kind == tokText {
				return hint
			}
			if secretText(low) {
				return i
			}
		case tokSign:
			if hasPrefixAt(c.src, int(c.toks[i].start), "://") {
				return i
			}
		}
	}
	return -1
}

// secretWord reports whether a password stands behind the word w.
func secretWord(w []byte) bool {
	switch string(w) {
	case "identified", "pwd", "rekey", "hexkey", "hexrekey", "textkey", "sp_addlogin", "sp_setapprole", "sp_addapprole", "sp_addlinkedsrvlogin":
		return true
	}
	return bytes.Contains(w, []byte("password")) || bytes.Contains(w, []byte("passphrase")) || bytes.Contains(w, []byte("secret"))
}

// secretHint reports whether a string behind the word w may be a secret.
func secretHint(w []byte) bool {
	switch string(w) {
	case "key", "auth", "authentication_string", "authorization", "openrowset", "opendatasource", "s3", "mysql", "postgresql", "remote":
		return true
	}
	return bytes.Contains(w, []byte("token")) || bytes.Contains(w, []byte("credential")) || bytes.Contains(w, []byte("_key"))
}

// secretText reports whether a string or a line holds a connection with a password.
func secretText(s []byte) bool {
	for _, sign := range []string{"conn", `\c `, ":connect"} {
		if strings.HasPrefix(string(s[:min(len(s), len(sign))]), sign) {
			return true
		}
	}
	for _, sign := range []string{"password", "pwd", "secret", "identified", "token"} {
		if bytes.Contains(s, []byte(sign)) {
			return true
		}
	}
	return bytes.Contains(s, []byte("://")) && bytes.Contains(s, []byte("@"))
}
