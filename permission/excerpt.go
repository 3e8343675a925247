package permission

import (
	"bytes"
	"fmt"
	"go/token"
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
)

// An excerpt shows where in a settings file a rule stands: the rule, and the
// key of its list. No other text of the file is in it, as that may hold
// credentials.
type excerpt struct {
	heading string // such as `"deny": [`, if that has a line of its own
	above   int    // the number of that line
	text    string // the rule as the file spells it
	indent  int    // in characters; less than 0 if more stands before the rule
	more    bool   // something stands behind the rule
}

// maxExcerpt bounds what is shown of a line, in bytes.
const maxExcerpt = 200

// excerpt cuts the excerpt of the rule at v, which stands at pos.
func (p *settingsParser) excerpt(v jsonx.Value, pos token.Position, list excerpt) *excerpt {
	raw := v.Raw()
	e := &excerpt{text: clip(string(raw[:min(len(raw), maxExcerpt+1)]))}
	if before := p.data[pos.Offset-(pos.Column-1) : pos.Offset]; len(before) > maxExcerpt || len(bytes.TrimLeft(before, " \t")) > 0 {
		e.indent = -1
	} else {
		e.indent = len(before)
	}
	rest := p.data[v.End():min(len(p.data), v.End()+maxExcerpt)]
	rest, _, _ = bytes.Cut(rest, []byte("\n"))
	e.more = len(bytes.Trim(rest, " \t\r,]}")) > 0
	if list.above != pos.Line {
		e.heading, e.above = list.heading, list.above
	}
	return e
}

// heading is the part of an excerpt that all rules of a list share.
func (p *settingsParser) heading(list jsonx.Value, key string) excerpt {
	at := p.lines.Position("", list.Offset())
	before := p.data[at.Offset-(at.Column-1) : at.Offset]
	if len(before) > maxExcerpt {
		return excerpt{}
	}
	indent := len(before) - len(bytes.TrimLeft(before, " \t"))
	quoted, colon, ok := bytes.Cut(before[indent:], []byte(":"))
	if !ok || string(bytes.TrimRight(quoted, " \t")) != `"`+key+`"` || len(bytes.TrimLeft(colon, " \t")) > 0 {
		return excerpt{}
	}
	return excerpt{heading: strings.Repeat(" ", indent) + `"` + key + `": [`, above: at.Line}
}

// clip is the start of s, valid and not too long.
func clip(s string) string {
	if len(s) <= maxExcerpt {
		return strings.ToValidUTF8(s, "\ufffd")
	}
	end := maxExcerpt
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return strings.ToValidUTF8(s[:end], "\ufffd") + "…"
}

// write shows the excerpt of a rule that stands on the given line.
func (e *excerpt) write(b *strings.Builder, line int) {
	if e.heading != "" {
		fmt.Fprintf(b, "%5d | %s\n", e.above, e.heading)
	}
	text, indent := oneLine(e.text, maxExcerpt), strings.Repeat(" ", max(0, e.indent))
	if e.indent < 0 {
		indent = "  "
		fmt.Fprintf(b, "%5d | … %s", line, text)
	} else {
		fmt.Fprintf(b, "%5d | %s%s", line, indent, text)
	}
	if e.more {
		b.WriteString(" …")
	}
	fmt.Fprintf(b, "\n%5s | %s%s\n", "", indent, strings.Repeat("^", utf8.RuneCountInString(text)))
}
