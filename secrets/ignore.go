package secrets

import (
	"bytes"
	"go/token"
	"slices"
	"strings"
	"time"
)

// Marks says which comments that allow a secret on their line are honoured, by
// the scans of folders, diffs and git. [Scanner.Scan] and all that look at a single
// text never honour any: in the input of a tool or in a prompt, the one that a guard
// has to watch could have written them. For the same reason a guard that looks at
// what an agent is about to commit should use [NoMarks] and a [Baseline].
type Marks uint8

// Values of Marks.
const (
	AllMarks Marks = iota // gatehouse:allow and those of other scanners, see [Mark]
	OwnMarks              // gatehouse:allow only
	NoMarks
)

// A Mark is a comment in a file that allows a secret. Ours is
//
//	gatehouse:allow RULE[@FINGERPRINT][,RULE…] [until YYYY-MM-DD] [REASON…]
//
// and allows findings of these rules on its line, or on the next if nothing else
// stands on its line. With a fingerprint (the beginning of that of the value, at
// least 8 digits) it allows that value only, so that another value in its place is
// found. It counts up to and including the day, in UTC. The marks of other
// scanners allow any rule: gitleaks:allow and trufflehog:ignore on their line,
// "pragma: allowlist secret" on its line and "pragma: allowlist nextline secret" on
// the next (also with whitelist).
type Mark struct {
	Pos    token.Position // of the mark
	Style  string         // such as "gatehouse:allow"
	Rules  []string       // what it allows, such as "github-pat" or "github-pat@1b2c3d4e"; nil means any
	Until  time.Time      // the last day; zero means for ever
	Reason string

	// Unused says why the mark allows nothing, and is empty if it does allow
	// something: "it names no rule", "its date is not valid", "expired" or "nothing
	// to allow". [ApplyMarks] sets it.
	Unused string

	first, last int // the lines that it is about
}

// Styles of marks.
const (
	ownMark      = "gatehouse:allow"
	nextLineMark = "pragma: allowlist nextline secret"
	oldNextLine  = "pragma: whitelist nextline secret"
)

var (
	ownMarks = []string{ownMark}
	allMarks = []string{ownMark, "gitleaks:allow", "trufflehog:ignore", "pragma: allowlist secret", nextLineMark, "pragma: whitelist secret", oldNextLine}
)

// NewMark returns a mark that allows the rule and the value of f, and no other.
func NewMark(f Finding) Mark {
	return Mark{Style: ownMark, Rules: []string{f.Rule + "@" + f.Secret.Fingerprint()[:12]}}
}

// String returns the text of the mark, to be put into a comment.
func (m Mark) String() string {
	words := []string{m.Style}
	if m.Rules != nil {
		words = append(words, strings.Join(m.Rules, ","))
	}
	if !m.Until.IsZero() {
		words = append(words, "until", m.Until.UTC().Format(time.DateOnly))
	}
	if m.Reason != "" {
		words = append(words, m.Reason)
	}
	return strings.Join(words, " ")
}

// ParseMarks returns the marks in a file, in order.
func ParseMarks(name string, text []byte) []Mark { return parseMarks(allMarks, name, text) }

func (s *Scanner) marksIn(name string, text []byte) []Mark {
	styles := allMarks
	if s.marks == OwnMarks {
		styles = ownMarks
	}
	return parseMarks(styles, name, text)
}

func parseMarks(styles []string, name string, text []byte) []Mark {
	var marks []Mark
	for _, style := range styles {
		for at := 0; ; {
			i := bytes.Index(text[at:], []byte(style))
			if i < 0 {
				break
			}
			marks = append(marks, Mark{Pos: token.Position{Filename: name, Offset: at + i}, Style: style})
			at += i + len(style)
		}
	}
	slices.SortFunc(marks, func(a, b Mark) int { return a.Pos.Offset - b.Pos.Offset })
	lines := positioner{text: text}
	for i := range marks {
		m := &marks[i]
		m.Pos = lines.position(m.Pos.Offset)
		m.Pos.Filename = name
		m.parse(text)
	}
	return marks
}

func (m *Mark) parse(text []byte) {
	start := m.Pos.Offset - (m.Pos.Column - 1)
	before, after := text[start:m.Pos.Offset], text[m.Pos.Offset+len(m.Style):]
	if end := bytes.IndexByte(after, '\n'); end >= 0 {
		after = after[:end]
	}
	m.first, m.last = m.Pos.Line, m.Pos.Line
	switch m.Style {
	case nextLineMark, oldNextLine:
		m.first, m.last = m.first+1, m.last+1
	case ownMark:
		if len(bytes.Trim(before, commentBytes)) == 0 {
			m.last++
		}
		m.parseOwn(string(after))
	}
}

// commentBytes are what comments begin and end with, in all languages: // # /* <!-- -- ; % ' {# "
const commentBytes = " \t\r/#*<!->;%'{}\"()"

func (m *Mark) parseOwn(text string) {
	text = strings.TrimRight(text, commentBytes)
	if text != "" && text[0] != ' ' && text[0] != '\t' {
		m.Unused = "it names no rule" // it is some other word
		return
	}
	names, rest := cutWord(text)
	for rule := range strings.SplitSeq(names, ",") {
		id, mark, pinned := strings.Cut(rule, "@")
		if !ruleID().MatchString(id) || pinned && (len(mark) < leastPrint || strings.Trim(mark, "0123456789abcdef") != "") {
			m.Unused = "it names no rule"
			return
		}
		m.Rules = append(m.Rules, rule)
	}
	if word, after := cutWord(rest); word == "until" {
		date, reason := cutWord(after)
		day, err := time.Parse(time.DateOnly, date)
		if err != nil {
			m.Unused = "its date is not valid"
			return
		}
		m.Until, rest = day, reason
	}
	m.Reason = strings.TrimSpace(rest)
}

const leastPrint = 8

func cutWord(text string) (word, rest string) {
	text = strings.TrimLeft(text, " \t")
	if i := strings.IndexAny(text, " \t"); i >= 0 {
		return text[:i], text[i:]
	}
	return text, ""
}

// ApplyMarks returns the findings that no mark allows at that time. Marks and
// findings are those of one file, by [ParseMarks] and [Scanner.ScanFile]. It sets
// Unused of each mark.
func ApplyMarks(marks []Mark, findings []Finding, now time.Time) []Finding {
	used := make([]bool, len(marks))
	var left []Finding
	for _, f := range findings {
		allowed := false
		for i := range marks {
			if marks[i].allows(f, now) {
				used[i], allowed = true, true
			}
		}
		if !allowed {
			left = append(left, f)
		}
	}
	for i := range marks {
		switch m := &marks[i]; {
		case used[i]:
			m.Unused = ""
		case m.invalid():
		case expired(m.Until, now):
			m.Unused = "expired"
		default:
			m.Unused = "nothing to allow"
		}
	}
	return left
}

func (m *Mark) invalid() bool {
	return m.Unused == "it names no rule" || m.Unused == "its date is not valid"
}

func (m *Mark) allows(f Finding, now time.Time) bool {
	on := func(line int) bool { return m.first <= line && line <= m.last }
	if !on(f.Pos.Line) && !on(f.End.Line) || m.invalid() || expired(m.Until, now) {
		return false
	}
	return m.Rules == nil || slices.ContainsFunc(m.Rules, func(rule string) bool {
		id, mark, _ := strings.Cut(rule, "@")
		return id == f.Rule && strings.HasPrefix(f.Secret.Fingerprint(), mark)
	})
}

// expired reports that a day, if there is one, is over.
func expired(day, now time.Time) bool { return !day.IsZero() && !now.Before(day.AddDate(0, 0, 1)) }
