package envguard

import (
	"net/url"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// http judges a request by its method, its address and its body.
func (w *walker) http(e *shell.Execution, ws *words) {
	r := readRequest(e, ws)
	if ws.value("-T", "--upload-file") != "" && secretFile(ws.value("-T", "--upload-file")) > None {
		w.note(e, Operation{Kind: "secret.send", Class: Exfiltrate, Severity: High, Object: ws.value("-T", "--upload-file"), Why: "it sends credentials to another machine"})
	}
	for _, out := range flagValues(ws.all, "-o", "--output", "-O") {
		if s, why := overwritten(out); s > None && ws.name != "wget" {
			w.note(e, Operation{Kind: "file.download", Class: Write, Severity: s, Object: out, Why: why})
		}
	}
	for _, address := range r.urls {
		if o, ok := w.request(e, r, address); ok {
			if o.Kind != "" {
				w.note(e, o)
			}
		}
	}
	if len(r.urls) == 0 && r.method == "DELETE" {
		w.note(e, Operation{Kind: "api.delete", Class: Destructive, Severity: Medium, Why: "it deletes something over HTTP"})
	}
}

// deletedResource grades DELETE by the last words of the path: a collection, a whole
// project, or one thing.
func deletedResource(host string, segments []string, u *url.URL, why string) (Severity, string) {
	n := len(segments)
	if n == 0 {
		return Medium, why
	}
	last := segments[n-1]
	if segments[0] == "repos" && n == 3 || n == 5 && segments[0] == "api" && segments[2] == "repos" {
		return Critical, "it deletes a repository"
	}
	id := strings.ContainsAny(last, "0123456789") || n > 1 && strings.HasSuffix(segments[n-2], "s")
	if n > 1 && id {
		switch kind := strings.ToLower(segments[n-2]); kind {
		case "projects", "databases", "clusters", "namespaces", "volumes", "buckets", "droplets", "apps", "servers", "accounts", "organizations", "orgs", "repos", "sites", "instances", "environments", "services", "zones", "db", "dbs":
			return Critical, "it deletes one of the " + kind + " with all that is in it"
		}
		if listed(" indexes indices collections tables topics queues ", strings.ToLower(segments[n-2])) {
			return High, "it deletes one of the " + segments[n-2] + " with all that is in it"
		}
		return Medium, why
	}
	if strings.HasSuffix(strings.ToLower(last), "s") && u.RawQuery == "" {
		return High, "it deletes a whole collection"
	}
	return Medium, why
}
