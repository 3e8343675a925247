package permission_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/permission"
)

// shapes are explanations that a user might ask for: each golden file answers
// "why was I asked?".
var shapes = map[string]struct {
	rules   string // "deny: …, ask: …, allow: …" of the project's settings
	command string // of Bash, if req is empty
	req     permission.Request
	change  func(*permission.Config)
}{
	"design-sample": {change: func(c *permission.Config) {
		project := "{\n  \"permissions\": {\n    \"allow\": [\"Bash(npm test)\"],\n    \"ask\": [],\n\n    \"deny\": [\n      \"Bash(git push *)\"\n    ]\n  }\n}\n"
		user := "{\n  \"permissions\": {\n    \"allow\": [\n      \"Bash(git *)\"\n    ]\n  }\n}\n"
		c.Settings = []*permission.Settings{must(permission.ParseSettings(permission.Project, "/p/.claude/settings.json", []byte(project))),
			must(permission.ParseSettings(permission.User, "/h/.claude/settings.json", []byte(user)))}
	}, command: "git status && git push --force origin main"},

	// rules
	"two-denies":         {rules: "deny: Bash(git push *), Bash(git *), Bash(rm *), ask: Bash(git push --force *), allow: Bash", command: "git push --force && rm x && make"},
	"ask-compound":       {rules: "ask: Bash(npm publish *), Bash(git push *), allow: Bash(npm *), Bash(git *)", command: "npm publish && git push origin && npm test && make"},
	"ask-no-allow":       {rules: "ask: Bash(git push *)", command: "git push origin"},
	"whole-tool":         {rules: "allow: Bash, Bash(npm *)", command: "npm test && make"},
	"whole-tool-ask":     {rules: "ask: Bash, allow: Bash(npm *)", command: "npm test && make"},
	"whole-tool-removed": {rules: "deny: Bash, allow: Bash(npm *)", command: "npm test"},
	"operators":          {rules: "deny: Bash(curl * | sh), allow: Bash(curl *)", command: "curl x | sh"},
	"exact-compound":     {rules: "allow: Bash(make && git push)", command: "make && git push"},
	"parameter":          {rules: "deny: Bash(run_in_background:true), allow: Bash(npm *)", req: permission.Request{Tool: "Bash", Input: []byte(`{"command": "npm test && make", "run_in_background": true}`)}},
	"command-line": {command: "make && ls", change: func(c *permission.Config) {
		c.Settings = append(c.Settings, permission.CommandLine(nil, []string{"Bash(make)"}))
	}},
	"allowed-parts":    {rules: "allow: Bash(npm *), Bash(make)", command: "npm test && make && ls; X=1"},
	"wrapped":          {rules: "deny: Bash(rm *), allow: Bash(sudo *)", command: "sudo -u x rm y"},
	"negated-pattern":  {rules: "allow: Edit(src/**), Edit(!src/a.go)", req: call("Edit", "file_path", "/p/src/a.go", "old_string", "a", "new_string", "b")},
	"server":           {rules: "deny: mcp__srv, ask: mcp__srv__read", req: call("mcp__srv__read")},
	"server-ask":       {rules: "ask: mcp__srv__*, allow: mcp__srv__read", req: call("mcp__srv__read")},
	"agent":            {rules: "deny: Agent(Explore)", req: call("Agent", "subagent_type", "Explore")},
	"skill":            {rules: "deny: Skill(deploy:*), allow: Skill(deploy prod)", req: call("Skill", "skill", "deploy prod")},
	"domain":           {rules: "deny: WebFetch(domain:*.example.com), allow: WebFetch", req: fetch("https://www.example.com/x")},
	"domain-ask":       {rules: "ask: WebFetch(domain:example.com), allow: WebFetch(domain:example.com)", req: fetch("https://example.com/x")},
	"edit-denied-read": {rules: "deny: Read(.env), allow: Edit", req: call("Edit", "file_path", "/p/.env", "old_string", "a", "new_string", "b")},
	"rule-on-redirect": {rules: "deny: Edit(src/**), allow: Bash(make *)", command: "make x > src/a"},

	// no rule
	"several-parts":      {rules: "allow: Bash(ls *)", command: "make a && make b; git push | tee out.txt"},
	"wrapper":            {command: "timeout 5 npm run build"},
	"redirect":           {command: "make > out.txt"},
	"redirect-outside":   {command: "make > /etc/out.txt"},
	"redirect-readonly":  {command: "ls > out.txt"},
	"reads-outside":      {rules: "allow: Bash(cat *)", command: "cat /etc/passwd && ls"},
	"find-exec":          {rules: "allow: Bash(find *)", command: "find . -exec rm {} +"},
	"edit":               {req: call("Edit", "file_path", "/p/src/a.go", "old_string", "a", "new_string", "b")},
	"edit-top":           {req: call("Edit", "file_path", "/p/a.go", "old_string", "a", "new_string", "b")},
	"edit-outside":       {req: call("Write", "file_path", "/etc/x", "content", "hunter2")},
	"link":               {req: call("Read", "file_path", "/p/link"), change: linked("/p/link", "/etc/shadow")},
	"link-write":         {req: call("Edit", "file_path", "/p/link", "old_string", "a", "new_string", "b"), change: linked("/p/link", "/o/x")},
	"link-broken":        {rules: "allow: Read", req: call("Read", "file_path", "/p/loop"), change: linked("/p/loop", "")},
	"test":               {command: "[[ -f x ]] && make"},
	"interactive":        {req: call("AskUserQuestion")},
	"no-permission":      {req: call("TodoWrite")},
	"documentation":      {req: fetch("https://go.dev/doc/x")},
	"nothing-to-run":     {command: "# nothing"},
	"powershell":         {rules: "allow: PowerShell(Get-Item *)", req: call("PowerShell", "command", "Get-Item x")},
	"powershell-denied":  {rules: "deny: PowerShell(Remove-Item *)", req: call("PowerShell", "command", "Get-Item x; remove-item x")},
	"monitor":            {req: call("Monitor", "command", "make")},
	"many-parts":         {command: strings.Repeat("make x1 && ", 20) + "make"},
	"different-parts":    {command: "a 1 && a 2 && a 3 && a 4 && a 5 && a 6 && a 7 && a 8 && a 9 && a 10 && a 11 && a 12"},
	"managed-rules-only": {command: "make", change: managedOnly},
	"untrusted":          {rules: "allow: Bash(make)", command: "make", change: func(c *permission.Config) { c.Untrusted = true }},

	// not analysable
	"subshell":          {rules: "allow: Bash(make *)", command: "(make a; make b)"},
	"substitution":      {rules: "allow: Bash(echo *), Bash(make *)", command: "echo \"$(make x)\""},
	"variable":          {rules: "allow: Bash(rm *)", command: "rm $X && ls"},
	"function":          {command: "f() { make; }; f"},
	"loop":              {rules: "allow: Bash(make *)", command: "for i in a b; do make $i; done"},
	"git-after-cd":      {rules: "allow: Bash(git *)", command: "cd /p/sub && git status"},
	"cd-twice":          {command: "cd a && cd b && ls"},
	"too-long":          {rules: "allow: Bash(make *)", command: "make " + strings.Repeat("x", 10_000)},
	"unclosed-document": {command: "cat <<E && $(rm x)\n"},

	// checks
	"background":      {rules: "allow: Bash(make *)", command: "make x & ls"},
	"critical":        {rules: "allow: Bash", command: "cd x && rm -rf ~"},
	"critical-auto":   {command: "rm -rf /", change: inMode(permission.Auto)},
	"critical-script": {rules: "deny: Bash(rm *)", command: "bash -c 'rm x' && ls"},
	"empty-variable":  {command: "sudo rm -rf \"$X\"/"},
	"protected-bash":  {rules: "allow: Bash", command: "ls && echo x > .git/config"},
	"protected-skill": {req: call("Write", "file_path", "/p/.claude/skills/x/SKILL.md", "content", "")},
	"odd-name":        {req: call("Read", "file_path", "/p/a.")},
	"symlink-write":   {rules: "allow: Edit", req: call("Write", "file_path", "/p/link", "content", ""), change: linked("/p/link", "/p/x")},
	"control":         {command: "ls \x1b"},

	// modes
	"accept-edits":    {command: "mkdir a && make", change: inMode(permission.AcceptEdits)},
	"bypass":          {rules: "allow: Bash(npm *)", command: "npm test && make", change: inMode(permission.BypassPermissions)},
	"bypass-denied":   {rules: "deny: Bash(rm *)", command: "make && rm x", change: inMode(permission.BypassPermissions)},
	"bypass-critical": {command: "rm -rf /", change: inMode(permission.BypassPermissions)},
	"bypass-disabled": {command: "make", change: func(c *permission.Config) {
		inMode(permission.BypassPermissions)(c)
		c.Settings[0].DisableBypass = true
	}},
	"plan-edit":          {rules: "allow: Edit", req: call("Edit", "file_path", "/p/src/a.go", "old_string", "a", "new_string", "b"), change: inMode(permission.Plan)},
	"plan-mcp":           {rules: "allow: mcp__srv__x", req: call("mcp__srv__x"), change: inMode(permission.Plan)},
	"plan-mcp-no-rule":   {req: call("mcp__srv__x"), change: inMode(permission.Plan)},
	"dont-ask-rule":      {rules: "ask: Bash(git push *), allow: Bash(git *)", command: "git push x", change: inMode(permission.DontAsk)},
	"dont-ask-compound":  {rules: "allow: Bash(npm *)", command: "npm test && make", change: inMode(permission.DontAsk)},
	"dont-ask-protected": {req: call("Edit", "file_path", "/p/.git/config", "old_string", "a", "new_string", "b"), change: inMode(permission.DontAsk)},
	"auto-compound":      {rules: "allow: Bash(npm *)", command: "npm test && make", change: inMode(permission.Auto)},
	"auto-read":          {req: call("Read", "file_path", "/etc/passwd"), change: inMode(permission.Auto)},
	"deny-not-ask":       {command: "make && ls", change: func(c *permission.Config) { c.Settings[0].DenyNotAsk = true }},
	"reads-blocked":      {rules: "allow: Read", req: call("Read", "file_path", "/etc/passwd"), change: func(c *permission.Config) { c.Settings[0].BlockReadsOutside = true }},
	"writes-blocked":     {rules: "allow: Edit", req: call("Write", "file_path", "/etc/x", "content", ""), change: func(c *permission.Config) { c.Settings[0].BlockWritesOutside = true }},

	// requests
	"no-tool":      {req: permission.Request{Input: []byte(`{}`)}},
	"no-json":      {req: permission.Request{Tool: "Bash", Input: []byte(`{`)}},
	"no-object":    {req: permission.Request{Tool: "Bash", Input: []byte(`[]`)}},
	"no-path":      {req: call("Read")},
	"no-url":       {req: call("WebFetch", "url", "x")},
	"relative-cwd": {req: permission.Request{Tool: "Bash", Input: []byte(`{"command": "ls"}`), CWD: "x"}},
	"unknown-mode": {req: permission.Request{Tool: "Bash", Input: []byte(`{"command": "ls"}`), Mode: "yolo"}},
	"void-settings": {command: "make && ls", change: func(c *permission.Config) {
		text := "{\n  \"permissions\": {\n    \"allow\": [\n      \"Bash(make)\"\n    ]\n  },\n  \"env\": []\n}"
		c.Settings = []*permission.Settings{must(permission.ParseSettings(permission.Project, "/p/.claude/settings.json", []byte(text)))}
	}},
	"managed-rules-discount": {rules: "allow: Bash(make), deny: Bash(ls)", command: "make && ls", change: managedOnly},
}

func inMode(m permission.Mode) func(*permission.Config) {
	return func(c *permission.Config) { c.Mode = m }
}

// linked is a file system with one link; "" means that it cannot be resolved.
func linked(name, target string) func(*permission.Config) {
	return func(c *permission.Config) {
		c.EvalSymlinks = func(s string) (string, error) {
			switch {
			case s != name:
				return s, nil
			case target == "":
				return "", permission.ErrTooManyLinks
			}
			return target, nil
		}
	}
}

func managedOnly(c *permission.Config) {
	c.Settings = append(c.Settings, &permission.Settings{Scope: permission.Managed, ManagedRulesOnly: true})
}

// ruleList reads "deny: …, allow: …" as rules of the project without a position.
func ruleList(text string) (rules []permission.Rule) {
	decision := permission.Deny
	for word := range strings.SplitSeq(text, ", ") {
		for d := permission.Deny; d <= permission.Allow; d++ {
			if rest, ok := strings.CutPrefix(word, d.String()+": "); ok {
				decision, word = d, rest
			}
		}
		r := must(permission.ParseRule(word))
		r.Decision, r.Scope = decision, permission.Project
		rules = append(rules, r)
	}
	return rules
}

func TestExplainShapes(t *testing.T) {
	for name, shape := range shapes {
		t.Run(name, func(t *testing.T) {
			s := &permission.Settings{Scope: permission.Project}
			if shape.rules != "" {
				s.Rules = ruleList(shape.rules)
			}
			cfg := config(s)
			cfg.IsDir = func(name string) bool { return name == "/etc" || name == "/p" || name == "/p/sub" || name == "/o" }
			if shape.change != nil {
				shape.change(&cfg)
			}
			req := shape.req
			if shape.command != "" {
				req = bash(shape.command)
			}
			r := compile(t, cfg).Check(req)
			require.NotEmpty(t, r.Reason)
			requireGolden(t, "explain/"+name+".golden", r.String()+"\n\n"+r.Explain()+"\n")
			requirePrintable(t, r)
			require.NotContains(t, r.Explain(), "hunter2")
		})
	}
}
