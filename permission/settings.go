package permission

import (
	"errors"
	"fmt"
	"go/token"
	"slices"
	"strings"
	"sync"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
	"github.com/gatehouse-go/gatehouse/internal/settings"
)

// Settings is what one settings file says about permissions.
type Settings struct {
	Scope                 Scope
	Filename              string
	Rules                 []Rule
	DefaultMode           Mode
	AdditionalDirectories []string

	DisableBypass      bool // disableBypassPermissionsMode is "disable"
	DisableAuto        bool // disableAutoMode is "disable"
	ManagedRulesOnly   bool // allowManagedPermissionRulesOnly
	DenyNotAsk         bool // denyInsteadOfPrompting
	BlockReadsOutside  bool // blockReadsOutsideWorkingDirectories
	BlockWritesOutside bool // blockWritesOutsideWorkingDirectories

	// Void says that Claude Code ignores the whole file, its deny rules
	// included, because a value has the wrong type. [New] ignores it too.
	// What could be read is kept for linters.
	Void bool

	// Diagnostics lists what Claude Code would ignore, misread or warn about,
	// in the order of the file; of each code at most the first thousand.
	Diagnostics []Diagnostic
}

// A SyntaxError is a settings file that is not valid JSON.
type SyntaxError struct {
	Pos     token.Position
	Message string

	limit   bool // it may be JSON, but is too large or nested too deeply
	excerpt string
}

func (e *SyntaxError) Error() string {
	if e.limit {
		return fmt.Sprintf("%s: %s", e.Pos, e.Message)
	}
	return fmt.Sprintf("%s: not valid JSON: %s", e.Pos, e.Message)
}

// Excerpt is Error with the offending line and a caret below the column. The
// text of values is masked: settings may hold credentials.
func (e *SyntaxError) Excerpt() string {
	if e.excerpt == "" {
		return e.Error()
	}
	return e.Error() + "\n\n" + e.excerpt
}

// ParseSettings parses one settings file. The error, if any, is a [*SyntaxError]:
// the file is not JSON and Claude Code would refuse it as a whole. Lesser
// problems are reported in [Settings.Diagnostics], and [Settings.Void] says
// whether one of them makes Claude Code ignore the whole file.
func ParseSettings(scope Scope, filename string, data []byte) (*Settings, error) {
	doc, invalid, err := jsonx.ParseFile(data) // the rules of a file that is not UTF-8 still count
	if err != nil {
		return nil, syntaxError(filename, err)
	}
	p := &settingsParser{doc: doc, data: data, lines: jsonx.LineCounter{Data: data}, s: &Settings{Scope: scope, Filename: filename}}
	p.root(doc.Root())
	if invalid >= 0 {
		p.note(invalid, CodeInvalidUTF8, "the file is not valid UTF-8; the broken bytes are read as U+FFFD", "save it as UTF-8")
	}
	for key := range doc.Duplicates() {
		p.note(key.Offset(), CodeDuplicateKey, "this key is given again below, and only the last one counts", "merge the two")
	}
	p.placeNotes()
	return p.s, nil
}

func syntaxError(filename string, err error) error {
	e, ok := errors.AsType[*jsonx.SyntaxError](err)
	if !ok {
		return &SyntaxError{Pos: token.Position{Filename: filename}, Message: err.Error()}
	}
	_, excerpt, _ := strings.Cut(e.Excerpt(), "\n\n")
	return &SyntaxError{Pos: e.Position(filename), Message: e.Message, limit: e.Unwrap() != nil, excerpt: excerpt}
}

type settingsParser struct {
	doc   *jsonx.Document
	data  []byte
	lines jsonx.LineCounter
	s     *Settings
	notes map[string]int // how many there are of each code
}

// maxNotes bounds the diagnostics of one code, and so what a file of garbage
// can cost.
const maxNotes = 1000

func (p *settingsParser) note(offset int, code, message, hint string) {
	p.remark(Diagnostic{Pos: token.Position{Offset: offset}, Code: code, Severity: severities()[code], Message: message, Hint: hint})
}

// severities holds those of the codes that are no errors.
var severities = sync.OnceValue(func() map[string]Severity {
	return map[string]Severity{CodeIgnoredMode: SeverityWarning, CodeInvalidUTF8: SeverityWarning, CodeIgnoredKey: SeverityWarning}
})

func (p *settingsParser) remark(d Diagnostic) {
	if p.notes == nil {
		p.notes = map[string]int{}
	}
	if p.notes[d.Code]++; p.notes[d.Code] <= maxNotes {
		p.s.Diagnostics = append(p.s.Diagnostics, d)
	}
}

// placeNotes puts the diagnostics in the order of the file, in which their
// positions are found in one pass.
func (p *settingsParser) placeNotes() {
	slices.SortStableFunc(p.s.Diagnostics, func(a, b Diagnostic) int { return a.Pos.Offset - b.Pos.Offset })
	for i := range p.s.Diagnostics {
		d := &p.s.Diagnostics[i]
		d.Pos = p.lines.Position(p.s.Filename, d.Pos.Offset)
	}
}

// void records a value that makes the client ignore the file. Managed settings
// are read tolerantly: there only the value is dropped.
func (p *settingsParser) void(v jsonx.Value, message string) {
	hint := "correct it, or none of the file's rules count"
	if p.s.Scope == Managed {
		hint = "correct it; this entry is dropped"
	} else {
		p.s.Void = true
	}
	p.note(v.Offset(), CodeVoidFile, message, hint)
}

func (p *settingsParser) root(root jsonx.Value) {
	settings.Check(root, p.void)
	if root.Kind() != jsonx.Object {
		return
	}
	p.checkKeys(root)
	p.checkEvents(root.Get("hooks"))
	if v := root.Get("disableAutoMode"); v.Kind() != jsonx.Null {
		p.s.DisableAuto = p.disable(v)
	}
	p.s.ManagedRulesOnly = p.s.Scope == Managed && isTrue(root.Get("allowManagedPermissionRulesOnly"))
	perms := root.Get("permissions")
	if perms.Kind() != jsonx.Object {
		return // absent, or reported by settings.Check
	}
	p.rules(perms, Deny) // first: what is wrong with a deny or ask rule must not be missed
	p.rules(perms, Ask)
	p.rules(perms, Allow)
	p.mode(perms.Get("defaultMode"))
	p.directories(perms.Get("additionalDirectories"))
	p.s.DisableBypass = p.disable(perms.Get("disableBypassPermissionsMode"))
	p.s.DisableAuto = p.disable(perms.Get("disableAutoMode")) || p.s.DisableAuto
	p.s.DenyNotAsk = p.s.Scope != Project && p.s.Scope != Local && isTrue(perms.Get("denyInsteadOfPrompting"))
	p.s.BlockReadsOutside = isTrue(perms.Get("blockReadsOutsideWorkingDirectories"))
	p.s.BlockWritesOutside = isTrue(perms.Get("blockWritesOutsideWorkingDirectories"))
}

func isTrue(v jsonx.Value) bool { b, ok := v.Bool(); return b && ok }

// disable reads a lock, which has only one value. In managed settings a botched
// lock stays locked.
func (p *settingsParser) disable(v jsonx.Value) bool {
	s, _ := v.Text()
	return s == "disable" || p.s.Scope == Managed && v.Kind() != jsonx.Invalid && v.Kind() != jsonx.Null
}

func (p *settingsParser) mode(v jsonx.Value) {
	if v.Kind() == jsonx.Invalid {
		return
	}
	s, _ := v.Text()
	m, err := ParseMode(s)
	switch {
	case err != nil: // reported by settings.Check
	case (m == BypassPermissions || m == Auto) && (p.s.Scope == Project || p.s.Scope == Local):
		p.note(v.Offset(), CodeIgnoredMode, "a project may not start sessions in mode "+s, "set it in user settings")
	default:
		p.s.DefaultMode = m
	}
}

func (p *settingsParser) directories(v jsonx.Value) {
	for e := range v.Elements() {
		if s, ok := e.Text(); ok {
			p.s.AdditionalDirectories = append(p.s.AdditionalDirectories, s)
		}
	}
}

func (p *settingsParser) rules(perms jsonx.Value, d Decision) {
	list := perms.Get(d.String())
	if list.Kind() != jsonx.Array {
		return
	}
	heading := p.heading(list, d.String())
	for e := range list.Elements() {
		text, ok := e.Text()
		if !ok {
			p.note(e.Offset(), CodeNotAString, "a rule must be a string, not "+settings.Article(e.Kind()), "put it in double quotes, or remove it")
			continue
		}
		rule, err := newRule(text, d, p.s.Scope)
		if err != nil {
			p.remark(invalidRule(token.Position{Offset: e.Offset()}, d, err))
			continue
		}
		rule.Pos = p.lines.Position(p.s.Filename, e.Offset())
		rule.excerpt = p.excerpt(e, rule.Pos, heading)
		p.s.Rules = append(p.s.Rules, rule)
	}
}

// invalidRule is the remark on a rule that the client skips. One that was meant
// to allow does no harm.
func invalidRule(pos token.Position, d Decision, err error) Diagnostic {
	out := Diagnostic{Pos: pos, Code: CodeInvalidRule, Message: err.Error(), restricts: d != Allow}
	if d == Allow {
		out.Severity = SeverityWarning
	}
	return out
}

// CommandLine returns the rules of the flags --allowedTools and
// --disallowedTools: each argument is a list separated by commas or blanks.
// Entries that Claude Code would skip are in [Settings.Diagnostics].
func CommandLine(allowed, disallowed []string) *Settings {
	s := &Settings{Scope: CLI, Filename: "command line"}
	add := func(args []string, d Decision) {
		for _, arg := range args {
			for _, text := range splitToolList(arg) {
				r, err := newRule(text, d, CLI)
				if err != nil {
					pos := token.Position{Filename: s.Filename}
					s.Diagnostics = append(s.Diagnostics, invalidRule(pos, d, err))
					continue
				}
				s.Rules = append(s.Rules, r)
			}
		}
	}
	add(disallowed, Deny)
	add(allowed, Allow)
	return s
}

// splitToolList splits at commas and blanks outside parentheses.
func splitToolList(s string) []string {
	depth := 0
	return strings.FieldsFunc(s, func(c rune) bool {
		switch c {
		case '(':
			depth++
		case ')':
			depth = max(0, depth-1)
		case ',', ' ', '\t', '\n':
			return depth == 0
		}
		return false
	})
}
