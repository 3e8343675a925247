package envguard

import (
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// ghAPI judges gh api.
func (w *walker) ghAPI(e *shell.Execution, ws *words) {
	method := strings.ToUpper(ws.value("-X", "--method"))
	fields := ws.flag("-f", "-F", "--field", "--raw-field", "--input")
	target := ""
	if rest := shell.AfterWords(ws.all[1:], " -X --method -f -F --field --raw-field -H --header --input -q --jq -t --template --hostname --cache -p --preview ", 0); len(rest) > 0 {
		target = strings.TrimPrefix(rest[0], "/")
	}
	if method == "" {
		if method = "GET"; fields {
			method = "POST"
		}
	}
	o := Operation{Kind: "gh.api", Class: Write, Severity: Low, Object: method + " " + target, Why: "it changes something on GitHub"}
	segments := strings.Split(strings.Trim(target, "/"), "/")
	switch {
	case target == "graphql":
		name := mutation(strings.Join(ws.all, " "))
		if name == "" {
			return
		}
		o.Severity, o.Object = Medium, name
		if strings.HasPrefix(name, "delete") {
			o.Severity, o.Class = High, Destructive
		}
	case method == "GET" || method == "HEAD":
		return
	case method == "DELETE":
		o.Class, o.Severity, o.Why = Destructive, Medium, "it deletes something on GitHub"
		switch {
		case segments[0] == "repos" && len(segments) == 3, segments[0] == "orgs" && len(segments) == 2:
			o.Severity, o.Why = Critical, "it deletes a repository with its issues and releases"
		case strings.Contains(target, "/git/refs"), strings.Contains(target, "/releases/"), strings.Contains(target, "/packages/"):
			o.Severity = High
		case strings.Contains(target, "/protection"), strings.Contains(target, "/rulesets"):
			o.Severity, o.Class, o.Why = High, Privilege, "it takes the protection of a branch away"
		}
	default:
		if strings.Contains(target, "/protection") || strings.Contains(target, "/rulesets") || strings.Contains(target, "/collaborators") || strings.Contains(target, "/keys") || strings.Contains(target, "/hooks") {
			o.Severity, o.Class, o.Why = High, Privilege, "it changes who may do what"
		} else if strings.Contains(target, "/merge") || strings.Contains(target, "/dispatches") || method == "PATCH" && len(segments) == 3 || strings.Contains(target, "/git/refs") {
			o.Severity = Medium
		}
	}
	w.note(e, o)
}

// netcat judges what is sent to a port in clear text.
func (w *walker) netcat(e *shell.Execution, ws *words) {
	if ws.flag("-e", "-c", "--exec", "--sh-exec") && !ws.flag("-z") {
		w.note(e, Operation{Kind: "nc.exec", Class: Execute, Severity: High, Why: "it gives a shell to whoever connects"})
		return
	}
	if e.Stdin == nil {
		return
	}
	low := strings.ToLower(e.Stdin.Text)
	for _, word := range [...]string{"flush_all", "flushall", "flushdb"} {
		if strings.Contains(low, word) {
			w.note(e, Operation{Kind: "memcached", Class: Destructive, Severity: Critical, Object: word, Why: "it empties the whole cache or database"})
			return
		}
	}
}
