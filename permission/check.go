package permission

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
)

// Check judges req. It always has an answer: a request that cannot be
// understood is asked about or denied, never allowed.
func (p *Policy) Check(req Request) (result Result) {
	defer func() {
		// A guard must refuse even where this package has a bug.
		if v := recover(); v != nil {
			result = Result{Decision: Deny, Cause: ByInput, Reason: fmt.Sprintf("internal error, please report it: %v", v)}
		}
	}()
	c := calls.Get().(*call)
	result = p.judge(req, c)
	c.free() // but not after a panic
	return result
}

func (p *Policy) judge(req Request, c *call) (r Result) {
	c.tool, c.cwd, c.mode = canonicalTool(req.Tool), p.cwd(req), p.mode
	switch m, err := ParseMode(string(cmp.Or(req.Mode, Default))); {
	case req.CWD != "" && !path.IsAbs(req.CWD):
		r = Result{Decision: Deny, Cause: ByInput, Reason: "the request's working directory must be an absolute path"}
	case err != nil:
		r = Result{Decision: Deny, Cause: ByInput, Reason: err.Error()}
	default:
		if req.Mode != "" {
			c.mode = p.effective(m)
		}
		r = p.check(req, c)
	}
	if p.config.Harden {
		r = p.harden(c, r)
	}
	p.finish(req, c, &r)
	return r
}

func (p *Policy) check(req Request, c *call) Result {
	if c.tool == "" {
		return Result{Decision: Deny, Cause: ByInput, Reason: "the request names no tool"}
	}
	if p.tools.lacks(c.tool) && !p.searches(c.tool) {
		return Result{Decision: Deny, Cause: ByTool, Removed: true, Reason: "the session does not have this tool"}
	}
	if c.tool == "EnterWorktree" && (p.blockReadsOutside || p.blockWritesOutside) {
		return Result{Decision: Deny, Cause: ByTool, Removed: true, Reason: "a session that may not leave its working directories does not have this tool"}
	}
	if r := p.lists[Deny].matchTool(c.tool); r != nil {
		return Result{Decision: Deny, Cause: ByRule, Rule: *r, matched: []*Rule{r}, Removed: true}
	}
	input := req.Input
	if len(input) == 0 {
		input = []byte("{}")
	}
	doc := &c.document
	if err := doc.Reset(input, jsonx.Options{}); err != nil {
		return Result{Decision: Deny, Cause: ByInput, Reason: "the tool's input is not valid JSON: " + err.Error()}
	}
	c.input = doc.Root()
	if c.input.Kind() != jsonx.Object {
		return Result{Decision: Deny, Cause: ByInput, Reason: "the tool's input must be a JSON object"}
	}
	switch {
	case c.tool == "Bash" || c.tool == "Monitor":
		command, ok := c.text("command")
		if !ok {
			return p.withoutCommand(c)
		}
		return p.checkBash(c.tool, command, c)
	case c.tool == "PowerShell":
		command, ok := c.text("command")
		if !ok {
			return p.withoutCommand(c)
		}
		return p.checkPowerShell(command, c)
	case pathField(c.tool) != "":
		return p.checkFile(c)
	case c.tool == "WebFetch":
		return p.checkFetch(c)
	case c.tool == "Agent":
		return p.checkNamed(c, "subagent_type")
	case c.tool == "Skill":
		return p.checkNamed(c, "skill")
	}
	return p.checkTool(c)
}

// withoutCommand answers for a shell tool that was given no command.
func (p *Policy) withoutCommand(c *call) Result {
	if c.tool == "Monitor" && c.input.Get("command").Kind() == jsonx.Invalid {
		return p.checkTool(c) // it watches a socket
	}
	return Result{Decision: Deny, Cause: ByInput, Reason: "the tool's input has no command"}
}

// byRule applies the deny and ask rules that look at no path, command or host.
func (p *Policy) byRule(c *call) *Result {
	if r := p.lists[Deny].matchParam(c.tool, c.input); r != nil {
		return &Result{Decision: Deny, Cause: ByRule, Rule: *r, matched: []*Rule{r}}
	}
	for _, r := range [...]*Rule{p.lists[Ask].matchTool(c.tool), p.lists[Ask].matchParam(c.tool, c.input)} {
		if r != nil {
			return &Result{Decision: Ask, Cause: ByRule, Rule: *r, matched: []*Rule{r}}
		}
	}
	return nil
}

// byModeOrTool answers where only the mode and rules on the whole tool are
// left to allow a call.
func (p *Policy) byModeOrTool(c *call) Result {
	if slices.Contains(interactive, c.tool) {
		return Result{Decision: Ask, Cause: ByDefault, Reason: "this tool asks the user by design"}
	}
	if c.mode == BypassPermissions {
		return Result{Decision: Allow, Cause: ByMode, Reason: byBypass}
	}
	if _, mcp := serverOf(c.tool); mcp && c.mode == Plan && !slices.Contains(p.config.ReadOnlyTools, c.tool) {
		return Result{Decision: Ask, Cause: ByMode, Reason: "mode plan asks about MCP tools that are not marked as reading only"}
	}
	if r := p.lists[Allow].matchTool(c.tool); r != nil {
		return Result{Decision: Allow, Cause: ByRule, Rule: *r, matched: []*Rule{r}}
	}
	if slices.Contains(free, c.tool) {
		return Result{Decision: Allow, Cause: ByReadOnly, Reason: "this tool needs no permission"}
	}
	return Result{Decision: Ask, Cause: ByDefault, Reason: "no rule allows it"}
}

func (p *Policy) checkTool(c *call) Result {
	if r := p.byRule(c); r != nil {
		return *r
	}
	return p.byModeOrTool(c)
}

// checkNamed judges a call that names an agent or a skill. Ask rules on a name
// are not consulted (groups agent-ask *, m-skill-ask *).
func (p *Policy) checkNamed(c *call, field string) Result {
	name, _ := c.text(field)
	name = trimBlanks(name)
	if c.tool == "Skill" {
		name = strings.TrimPrefix(name, "/")
	}
	if r := p.lists[Deny].matchName(c.tool, name); r != nil {
		return Result{Decision: Deny, Cause: ByRule, Rule: *r, matched: []*Rule{r}}
	}
	if r := p.byRule(c); r != nil {
		return *r
	}
	if p.config.Harden {
		if r := p.lists[Ask].matchName(c.tool, name); r != nil {
			return ruled(Ask, r)
		}
	}
	if r := p.lists[Allow].matchName(c.tool, name); r != nil {
		return Result{Decision: Allow, Cause: ByRule, Rule: *r, matched: []*Rule{r}}
	}
	return p.byModeOrTool(c)
}

// deniesAgent compares a rule with the agent that a name stands for, which may be
// written in any case (groups agenttext-deny, agent-deny). Only of Explore is it
// measured how the client itself spells it, and that no other spelling denies it;
// any other name is denied in any case.
func deniesAgent(spec, name string) bool {
	if strings.EqualFold(name, "Explore") {
		return spec == "Explore"
	}
	return strings.EqualFold(spec, name)
}

// foreignHost is the reason where a rule on a domain may cover a host or not.
const foreignHost = "the host holds characters whose ASCII spelling is not known here"

func (p *Policy) checkFetch(c *call) Result {
	raw, _ := c.text("url")
	url, ok := parseURL(raw)
	if !ok {
		return Result{Decision: Deny, Cause: ByInput, Reason: "the tool's input has no url, or one that is not a URL"}
	}
	host := normalHost(url.host)
	match := func(d Decision) *Rule { return p.lists[d].matchHost(host) }
	if r := match(Deny); r != nil {
		return Result{Decision: Deny, Cause: ByRule, Rule: *r, matched: []*Rule{r}}
	}
	if url.foreign && len(p.lists[Deny].domains) > 0 {
		return Result{Decision: Deny, Cause: ByInput, Reason: foreignHost}
	}
	if r := p.byRule(c); r != nil {
		return *r
	}
	if url.foreign && len(p.lists[Ask].domains) > 0 {
		return Result{Decision: Ask, Cause: ByInput, Reason: foreignHost}
	}
	if r := match(Ask); r != nil {
		return Result{Decision: Ask, Cause: ByRule, Rule: *r, matched: []*Rule{r}}
	}
	if r := match(Allow); r != nil {
		return Result{Decision: Allow, Cause: ByRule, Rule: *r, matched: []*Rule{r}}
	}
	if preapproved(url.host, url.path) {
		return Result{Decision: Allow, Cause: ByReadOnly, Reason: "a documentation host that the client trusts"}
	}
	return p.byModeOrTool(c)
}

// finish applies what every answer goes through last.
func (p *Policy) finish(req Request, c *call, r *Result) {
	r.policy, r.request = p, req
	r.giveReasons(c)
	if r.Decision != Ask {
		return
	}
	switch {
	case c.mode == DontAsk:
		r.deny("mode dontAsk denies what would be asked")
		return
	case p.denyNotAsk:
		r.deny("denyInsteadOfPrompting denies what would be asked")
		return
	case p.autoAvailable(c.mode) && r.Cause == ByDefault:
		r.Cause, r.Reason = ByClassifier, "the client asks its classifier model"
	}
	if !p.curt {
		r.Suggestions = p.suggest(c, r)
	}
}

// deny turns an ask into a deny and keeps what it would have asked about.
func (r *Result) deny(why string) {
	if r.Reason != "" {
		why += ": " + r.Reason
	}
	r.Decision, r.Cause, r.Reason = Deny, ByMode, why
}
