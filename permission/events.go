package permission

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
	"github.com/gatehouse-go/gatehouse/internal/near"
	"github.com/gatehouse-go/gatehouse/internal/settings"
)

// checkEvents finds hooks that never run: those of an event that does not exist,
// and those whose matcher matches no tool (the digest of matcher forms in
// hook-semantics.md).
func (p *settingsParser) checkEvents(hooks jsonx.Value) {
	for event, groups := range hooks.Members() {
		if !slices.Contains(settings.Events, event) {
			hint := "see the events that hooks can be for"
			if meant := near.Name(event, settings.Events); meant != "" {
				hint = "write " + meant
			}
			p.note(groups.KeyOffset(), CodeUnknownEvent, "there is no event "+oneLine(event, 60)+", so its hooks never run", hint)
			continue
		}
		if !slices.Contains(settings.ToolEvents, event) {
			continue
		}
		for g := range groups.Elements() {
			m := g.Get("matcher")
			if text, ok := m.Text(); ok {
				if why, hint := deadMatcher(text); why != "" {
					p.note(m.Offset(), CodeDeadMatcher, "no tool matches "+quote(text)+", so these hooks never run: "+why, hint)
				}
			}
		}
	}
}

// deadMatcher says why a matcher matches no tool. A matcher sees the name of the
// tool and nothing else. It is a list of names if it holds nothing but letters,
// digits, _ - , | and blanks, and else a regular expression.
func deadMatcher(text string) (why, hint string) {
	if text == "" || text == "*" {
		return "", ""
	}
	if strings.Trim(text, nameList) != "" {
		return deadExpression(text)
	}
	names := strings.FieldsFunc(text, func(r rune) bool { return r == '|' || r == ',' })
	for _, name := range names {
		name = strings.TrimSpace(name)
		meant := near.Name(name, knownTools)
		switch {
		case isServer(name):
			why, hint = "a name must be that of a whole tool", "write "+name+"__.*"
		case meant == name || name == "" || meant == "" && name != "**":
			return "", "" // it may be the tool of a newer version
		default:
			why, hint = "names are compared exactly", "write "+meant
		}
	}
	return why, hint
}

const nameList = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-,| "

// isServer reports the name of a whole MCP server.
func isServer(name string) bool {
	server, ok := strings.CutPrefix(name, "mcp__")
	return ok && server != "" && !strings.Contains(server, "__")
}

// ruleForm matches a matcher that is written like a permission rule.
var ruleForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^([A-Z][A-Za-z]+)\(.+\)$`) })

func deadExpression(text string) (why, hint string) {
	m := ruleForm().FindStringSubmatch(text)
	if m == nil || !slices.Contains(knownTools, m[1]) {
		return "", ""
	}
	if re, err := regexp.Compile(text); err == nil && slices.ContainsFunc(knownTools, re.MatchString) {
		return "", ""
	}
	return "a matcher sees only the tool's name", `write "matcher": "` + m[1] + `", and "if": ` + quote(text) + ` in each hook`
}
