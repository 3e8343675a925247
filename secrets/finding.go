package secrets

import (
	"bytes"
	"cmp"
	"fmt"
	"go/token"
	"log/slog"
)

// A Finding is one secret in one place.
type Finding struct {
	Rule        string         // its ID
	Description string         // of the rule
	Severity    Severity       // of the rule
	Pos         token.Position // of the first byte; Filename is empty where there is no file
	End         token.Position // just past the last byte
	Secret      Secret
	Confidence  float64 // from 0 to 1, see [DefaultConfidence]

	// Encoding says what the secret was written in, outermost first, such as
	// "base64". Pos and End are then those of all that was decoded.
	Encoding []string
	// Field is the path of the string that holds it in a JSON value, such as
	// "tool_input.command", or "commit message" or "tag message" in git.
	Field string
	// Commit is the commit that added it, and Commit time and author are not told:
	// they are the caller's to look up.
	Commit string
}

// String is one line that does not contain the secret, such as
// "config.yml:3:12: GitHub personal access token (github-pat)".
func (f Finding) String() string {
	where := f.Pos.String()
	if f.Field != "" {
		where = f.Field + ":" + where
	}
	if f.Commit != "" {
		where = fmt.Sprintf("%.12s:%s", f.Commit, where)
	}
	return fmt.Sprintf("%s: %s (%s)", where, cmp.Or(f.Description, "secret"), f.Rule)
}

// LogValue holds everything but the secret.
func (f Finding) LogValue() slog.Value {
	attrs := []slog.Attr{
		slog.String("rule", f.Rule), slog.String("severity", f.Severity.String()), slog.String("file", f.Pos.Filename),
		slog.Int("line", f.Pos.Line), slog.Int("column", f.Pos.Column), slog.Float64("confidence", f.Confidence),
		slog.String("fingerprint", f.Secret.Fingerprint()),
	}
	if f.Field != "" {
		attrs = append(attrs, slog.String("field", f.Field))
	}
	if f.Commit != "" {
		attrs = append(attrs, slog.String("commit", f.Commit))
	}
	return slog.GroupValue(attrs...)
}

// A positioner turns offsets, which only grow, into positions.
type positioner struct {
	text         []byte
	at           int // line and start are those of this offset
	line, column int // from 0
}

func (p *positioner) position(offset int) token.Position {
	between := p.text[p.at:offset]
	if n := bytes.Count(between, newline); n > 0 {
		p.line += n
		p.column = len(between) - bytes.LastIndexByte(between, '\n') - 1
	} else {
		p.column += len(between)
	}
	p.at = offset
	return token.Position{Offset: offset, Line: p.line + 1, Column: p.column + 1}
}

var newline = []byte{'\n'}
