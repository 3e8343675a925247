package permission

import (
	"errors"
	"fmt"
	"go/token"
	"strconv"
	"strings"
)

// A Rule is one entry of permissions.allow, ask or deny.
type Rule struct {
	Decision  Decision // the list the rule stands in
	Tool      string   // "Bash", "Read", "mcp__github__*", ...
	Specifier string   // the text between the parentheses; "" matches every call of the tool
	Scope     Scope
	Pos       token.Position // where the rule was written; invalid for rules made by hand

	text    string   // the rule as written, if it was parsed
	excerpt *excerpt // where it stands, if it was read from a file
}

// ErrRule is wrapped by the errors of [ParseRule].
var ErrRule = errors.New("invalid permission rule")

// ParseRule parses the text of a rule, such as "Bash(git push *)", as it would
// stand in permissions.deny. Rules that Claude Code skips are errors that wrap
// [ErrRule] and say what to write instead; the measurements are in
// testdata/conformance/rule-validity.jsonl. Allow rules are held to more: see
// [Rule.Validate].
func ParseRule(text string) (Rule, error) { return newRule(text, Deny, Managed) }

func newRule(text string, d Decision, scope Scope) (Rule, error) {
	tool, spec, err := splitRule(text)
	if err != nil {
		return Rule{}, fmt.Errorf("%w %s: %w", ErrRule, quote(text), err)
	}
	r := Rule{Decision: d, Tool: tool, Specifier: spec, Scope: scope, text: text}
	if err := r.Validate(); err != nil {
		return Rule{}, err
	}
	return r, nil
}

// String returns the rule as it is written in settings, such as "Read(./.env)".
func (r Rule) String() string {
	switch {
	case r.text != "":
		return r.text
	case r.Specifier == "":
		return r.Tool
	}
	return r.Tool + "(" + escapeSpecifier(r.Specifier) + ")"
}

// escapeSpecifier is the inverse of unescapeSpecifier.
func escapeSpecifier(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := range len(s) {
		if s[i] == '\\' && (i+1 == len(s) || strings.IndexByte(`\()`, s[i+1]) >= 0) {
			b.WriteByte('\\')
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// unescapeSpecifier undoes the escapes that the client writes when it saves a
// rule: a backslash before a parenthesis or a backslash. Others are text.
func unescapeSpecifier(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && strings.IndexByte(`\()`, s[i+1]) >= 0 {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// splitRule cuts a rule at its first parenthesis; the last character must
// close it. Parentheses in between belong to the specifier.
func splitRule(text string) (tool, spec string, err error) {
	if strings.TrimSpace(text) == "" {
		return "", "", errors.New("it is empty; write a tool name such as Bash or Bash(npm test)")
	}
	tool, rest, open := strings.Cut(text, "(")
	if !open {
		if strings.Contains(text, ")") {
			return "", "", errors.New(`")" without "("`)
		}
		return text, "", nil
	}
	switch {
	case tool == "" && rest == ")":
		return "", "", errors.New("the tool's name is missing")
	case !strings.HasSuffix(rest, ")"):
		return "", "", errors.New(`it must end with the closing ")"`)
	case rest == ")":
		return "", "", fmt.Errorf("the parentheses are empty; write %s to match every call", oneLine(tool, 60))
	case escaped(rest, len(rest)-1):
		return "", "", errors.New(`the last ")" is escaped, so nothing closes the rule`)
	}
	return tool, unescapeSpecifier(rest[:len(rest)-1]), nil
}

// escaped reports an odd number of backslashes before s[i].
func escaped(s string, i int) bool {
	n := 0
	for i-n > 0 && s[i-n-1] == '\\' {
		n++
	}
	return n%2 == 1
}

// Validate reports whether Claude Code would keep the rule in its list; the
// error wraps [ErrRule].
func (r Rule) Validate() error {
	if reason := r.invalid(); reason != "" {
		return fmt.Errorf("%w %s: %s", ErrRule, quote(r.String()), reason)
	}
	return nil
}

// quote is text for an error: on one line and not too long.
func quote(text string) string {
	const limit = 200
	if len(text) <= limit {
		return strconv.Quote(text)
	}
	return strconv.Quote(strings.ToValidUTF8(text[:limit], "")) + "…"
}

func (r Rule) invalid() string {
	tool, spec := r.Tool, r.Specifier
	switch {
	case r.Decision > Allow:
		return "its decision is none of Deny, Ask and Allow"
	case tool == "" && spec == "":
		return "it is empty"
	case strings.Contains(tool, "(") || spec == "" && strings.Contains(tool, ")"):
		return "a tool's name has no parentheses; ParseRule takes the text of a rule"
	case tool != "" && 'a' <= tool[0] && tool[0] <= 'z' && !strings.HasPrefix(tool, "mcp_"):
		return "tool names start with an upper-case letter; write " + oneLine(strings.ToUpper(tool[:1])+tool[1:], 60)
	case strings.HasPrefix(tool, "mcp__") && spec != "":
		return "MCP rules take no parentheses; write " + oneLine(tool, 60)
	case r.Decision == Allow && strings.Contains(tool, "*") && !literalServer(tool):
		return "an allow rule may use * only after a whole mcp__server__ prefix"
	}
	switch tool {
	case "Bash":
		if spec == ":*" {
			return "the prefix before :* is empty; write Bash to match every command"
		}
	case "Read", "Edit", "Write", "Glob", "NotebookRead", "NotebookEdit":
		if strings.Contains(spec, ":*") {
			return ":* is for commands; write a path pattern such as src/**"
		}
	case "WebSearch":
		if strings.Contains(spec, "*") && spec != "*" {
			return "WebSearch has no wildcards"
		}
	case "WebFetch":
		if spec != "" && spec != "*" && (!strings.HasPrefix(spec, "domain:") || strings.Contains(spec, "://")) {
			return "write WebFetch(domain:example.com)"
		}
	}
	return ""
}

// literalServer reports a tool-name glob whose server part is literal, such as
// mcp__github__get_*.
func literalServer(tool string) bool {
	rest, ok := strings.CutPrefix(tool, "mcp__")
	if !ok {
		return false
	}
	server, name, ok := strings.Cut(rest, "__")
	return ok && server != "" && !strings.Contains(server, "*") && name != ""
}
