package envguard

import (
	"net/url"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// A request is what curl and its kin send, as far as the words tell.
type request struct {
	method string
	urls   []string
	body   string
	file   bool // the body comes from a file
}

const curlValued = " -X --request -d --data --data-raw --data-binary --data-urlencode --data-ascii --json -F --form --form-string -H --header -o --output -u --user -A --user-agent -b --cookie -c --cookie-jar -e --referer -x --proxy -m --max-time --connect-timeout --retry --retry-delay -w --write-out -T --upload-file -K --config -E --cert --key --cacert --capath -r --range -C --continue-at --resolve --interface --limit-rate -D --dump-header -y -Y -z -Q --quote -t --url --url-query --output-dir --oauth2-bearer --aws-sigv4 --unix-socket --max-redirs --retry-max-time "

// readRequest reads the words of curl, wget, HTTPie and the like.
func readRequest(e *shell.Execution, ws *words) request {
	var r request
	input := func(v string) string {
		if v == "@-" || v == "-" {
			if e.Stdin != nil {
				return e.Stdin.Text
			}
			return ""
		}
		if file, ok := strings.CutPrefix(v, "@"); ok {
			if f := e.File(file); f != nil {
				return f.Text
			}
			r.file = true
			return ""
		}
		return v
	}
	switch ws.name {
	case "http", "https", "xh", "httpie", "curlie":
		words := shell.AfterWords(ws.all, " -a --auth -A --auth-type -s --style -p --print -o --output --session --proxy --timeout --verify --cert ", 0)
		for _, a := range ws.all {
			if isMethod(a) {
				r.method = a
			} else if !strings.HasPrefix(a, "-") && (strings.Contains(a, ".") || strings.HasPrefix(a, ":") || strings.Contains(a, "://")) && len(r.urls) == 0 {
				r.urls = append(r.urls, a)
			} else if len(r.urls) > 0 && strings.Contains(a, "=") {
				r.body += a + "\n"
			}
		}
		_ = words
		if e.Stdin != nil {
			r.body += e.Stdin.Text
		}
		if r.method == "" && r.body != "" {
			r.method = "POST"
		}
	case "wget":
		r.method = strings.ToUpper(ws.value("--method"))
		for _, v := range flagValues(ws.all, "--post-data", "--body-data") {
			r.body += v
			if r.method == "" {
				r.method = "POST"
			}
		}
		if ws.value("--post-file", "--body-file") != "" {
			r.file = true
			if r.method == "" {
				r.method = "POST"
			}
		}
		for _, o := range ws.operands {
			r.urls = append(r.urls, o)
		}
	default:
		u := usage{valued: curlValued}
		cw := u.read("curl", ws.all)
		for i := 0; i < len(ws.all); i++ {
			a := ws.all[i]
			if len(a) > 2 && a[0] == '-' && a[1] != '-' && isLetters(a[1:]) && !strings.HasPrefix(a, "-X") && !strings.HasPrefix(a, "-d") { // -sX DELETE
				last := a[len(a)-1:]
				switch {
				case last == "X" && i+1 < len(ws.all):
					r.method = strings.ToUpper(ws.all[i+1])
				case last == "d" && i+1 < len(ws.all):
					r.body += input(ws.all[i+1])
				case strings.Contains(a, "X") && isMethod(a[strings.IndexByte(a, 'X')+1:]):
					r.method = a[strings.IndexByte(a, 'X')+1:]
				}
				if strings.Contains(a, "I") && last != "X" {
					r.method = "HEAD"
				}
			}
		}
		if m := flagValues(ws.all, "-X", "--request"); len(m) > 0 {
			r.method = strings.ToUpper(strings.TrimPrefix(m[len(m)-1], "="))
		}
		for _, v := range flagValues(ws.all, "-d", "--data", "--data-raw", "--data-binary", "--data-urlencode", "--data-ascii", "--json", "-F", "--form") {
			r.body += input(v) + "\n"
		}
		switch {
		case r.method != "":
		case ws.flag("-I", "--head"):
			r.method = "HEAD"
		case ws.flag("-G", "--get"):
			r.method = "GET"
		case r.body != "" || r.file:
			r.method = "POST"
		case ws.value("-T", "--upload-file") != "":
			r.method = "PUT"
		}
		r.urls = append(cw.operands, flagValues(ws.all, "--url")...)
	}
	if r.method == "" {
		r.method = "GET"
	}
	return r
}

func isMethod(s string) bool {
	switch s {
	case "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS":
		return true
	}
	return false
}

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

// request grades one request.
func (w *walker) request(e *shell.Execution, r request, address string) (Operation, bool) {
	full := address
	if !strings.Contains(full, "://") {
		if strings.HasPrefix(full, ":") {
			full = "localhost" + full
		}
		full = "http://" + full
	}
	u, err := url.Parse(strings.ReplaceAll(full, shell.Unknown, "unknown"))
	if err != nil {
		u = &url.URL{Path: "/" + full}
	}
	host, port, p := strings.ToLower(u.Hostname()), u.Port(), strings.TrimSuffix(u.EscapedPath(), "/")
	segments := strings.FieldsFunc(p, func(c rune) bool { return c == '/' })
	object := r.method + " " + host + p
	o := Operation{Kind: "api.write", Class: Write, Object: object, Severity: Low, Why: "it changes something over HTTP"}
	if o, ok := w.body(e, r, host, port, u, object); ok {
		return o, true
	}
	switch r.method {
	case "GET", "HEAD", "OPTIONS":
		return o, false
	case "DELETE":
		o.Kind, o.Class, o.Severity, o.Why = "api.delete", Destructive, Medium, "it deletes something over HTTP"
		o.Safer = "GET it first"
		if port == "9200" || port == "9201" || port == "9243" || strings.HasPrefix(host, "es.") || strings.Contains(host, "elastic") || strings.Contains(host, "opensearch") || strings.Contains(host, ".es.") {
			o.Kind, o.Severity, o.Why = "es.delete", High, "it deletes an index with all its documents"
			if len(segments) == 0 || segments[0] == "_all" || strings.Contains(segments[0], "*") || segments[0] == "_snapshot" && len(segments) < 3 || segments[0] == "_data_stream" && strings.Contains(p, "*") {
				o.Severity, o.Why = Critical, "it deletes all indexes"
			}
			if len(segments) > 1 && segments[1] == "_doc" || len(segments) > 2 && segments[1] == "_doc" {
				o.Severity, o.Why = Medium, "it deletes a document"
			}
			return o, true
		}
		o.Severity, o.Why = deletedResource(host, segments, u, o.Why)
		switch {
		case strings.HasSuffix(host, "supabase.co") && strings.Contains(p, "/rest/v1/"):
			o.Kind, o.Severity, o.Why = "api.postgrest", High, "it deletes all rows that the filter takes"
		case strings.HasSuffix(host, "api.supabase.com"):
			o.Kind = "api.supabase"
		case host == "api.cloudflare.com":
			o.Kind = "api.cf"
		}
	case "PUT", "PATCH", "POST":
		if strings.Contains(p, "purge_cache") {
			o.Kind, o.Severity = "api.cf", Medium
			return o, true
		}
		for _, s := range segments {
			if t := nameTokens(s); len(t) > 0 && genericVerb(t[0]) >= High {
				o.Kind, o.Class, o.Severity, o.Why = "api.delete", Destructive, High, "by its address it deletes something"
			}
		}
		if host == "hooks.slack.com" || strings.Contains(host, "localhost") || host == "127.0.0.1" {
			o.Severity = min(o.Severity, Low)
		} else if o.Severity == Low {
			o.Severity = Medium
		}
		if strings.Contains(strings.ToLower(r.body), "deletion_protection\":false") || strings.Contains(r.body, `"deletionProtection":false`) {
			o.Severity, o.Class, o.Why = High, Privilege, "it switches off the protection against deletion"
		}
	}
	return o, true
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

// body grades what databases and APIs are told in the body or the query: SQL,
// GraphQL, commands.
func (w *walker) body(e *shell.Execution, r request, host, port string, u *url.URL, object string) (Operation, bool) {
	body := r.body
	low := strings.ToLower(body)
	query := u.Query()
	if port == "8123" || port == "8443" || strings.Contains(host, "clickhouse") {
		text := body + query.Get("query")
		before := len(w.ops)
		w.sql(e, text, ClickHouse)
		if len(w.ops) > before {
			return Operation{}, false
		}
	}
	if strings.Contains(low, "query") && (strings.Contains(u.Path, "/query") || strings.Contains(u.Path, "/sql")) || strings.Contains(u.Path, "/database/query") {
		before := len(w.ops)
		w.sql(e, jsonField(body, "query", "sql", "statement", "stmt"), AnySQL)
		if len(w.ops) > before {
			return Operation{}, false
		}
	}
	if strings.Contains(u.Path, "graphql") || strings.Contains(low, `"query"`) && strings.Contains(low, "mutation") || strings.Contains(host, "graphql") {
		if name := mutation(body); name != "" {
			o := Operation{Kind: "api.graphql", Class: Write, Severity: Medium, Object: name, Why: "the mutation " + name + " changes something"}
			if strings.Contains(host, "railway") {
				o.Kind = "railway.api"
			}
			tokens := nameTokens(name)
			if slices.ContainsFunc(tokens, func(t string) bool { return genericVerb(t) >= High || t == "remove" }) {
				o.Class, o.Severity, o.Why = Destructive, High, "the mutation "+name+" deletes something, whatever its id stands for"
				if slices.ContainsFunc(tokens, wholeThing) || slices.Contains(tokens, "service") {
					o.Severity = Critical
				}
				o.Safer = "query the object by its id first, and see which environment it belongs to"
			}
			return o, true
		}
		if r.method == "POST" && strings.Contains(low, "query") && !r.file {
			return Operation{}, true // a query only reads
		}
	}
	switch {
	case strings.Contains(u.Path, "_delete_by_query"):
		s := Medium
		if strings.Contains(low, "match_all") || strings.TrimSpace(body) == "" {
			s = High
		}
		return Operation{Kind: "es.delete_by_query", Class: Destructive, Severity: s, Object: object, Why: "it deletes all documents that fit"}, true
	case strings.Contains(u.Path, "/_search") || strings.Contains(u.Path, "/_count") || strings.Contains(u.Path, "/_msearch"):
		return Operation{}, r.method == "POST"
	case strings.Contains(u.Path, "/_close") || strings.Contains(u.Path, "/_cluster/settings"):
		if r.method != "GET" {
			return Operation{Kind: "es.settings", Class: Availability, Severity: High, Object: object, Why: "it changes the cluster for all"}, true
		}
	case strings.Contains(low, "<delete>"), strings.Contains(low, `"delete"`) && strings.Contains(u.Path, "/update"):
		return Operation{Kind: "api.solr", Class: Destructive, Severity: High, Object: object, Why: "it deletes all documents that fit"}, true
	case strings.Contains(low, `"drop_`) || strings.Contains(low, `"type":"drop`) || strings.Contains(low, `"run_sql"`):
		before := len(w.ops)
		w.sql(e, jsonField(body, "sql"), PostgreSQL)
		if len(w.ops) > before {
			return Operation{}, false
		}
	}
	return Operation{}, false
}

// jsonField is the text of one of some fields, or all of a text that is no JSON.
func jsonField(body string, names ...string) string {
	for _, n := range names {
		if _, rest, ok := strings.Cut(body, `"`+n+`"`); ok {
			rest = strings.TrimLeft(rest, " :\n\t")
			if strings.HasPrefix(rest, `"`) {
				var b strings.Builder
				for i := 1; i < len(rest) && rest[i] != '"'; i++ {
					if rest[i] == '\\' && i+1 < len(rest) {
						i++
						if rest[i] == 'n' {
							b.WriteByte('\n')
							continue
						}
					}
					b.WriteByte(rest[i])
				}
				return b.String()
			}
		}
	}
	if strings.HasPrefix(strings.TrimSpace(body), "{") {
		return ""
	}
	_, value, ok := strings.Cut(body, "=")
	if ok && !strings.Contains(body[:len(body)-len(value)], " ") {
		return value
	}
	return body
}

// mutation is the name of the first field of a GraphQL mutation.
func mutation(body string) string {
	i := strings.Index(body, "mutation")
	if i < 0 {
		return ""
	}
	rest := body[i+len("mutation"):]
	k := strings.IndexByte(rest, '{')
	if k < 0 {
		return strings.TrimSpace(strings.Trim(rest, `"}`))
	}
	if p := strings.IndexByte(rest, '('); p >= 0 && p < k {
		depth := 0
		for j := p; j < len(rest); j++ { // variables may hold braces
			if rest[j] == '(' {
				depth++
			} else if rest[j] == ')' {
				if depth--; depth == 0 {
					if n := strings.IndexByte(rest[j:], '{'); n >= 0 {
						k = j + n
					}
					break
				}
			}
		}
	}
	name := strings.TrimLeft(strings.ReplaceAll(rest[k+1:], `\n`, " "), " \n\t")
	end := strings.IndexFunc(name, func(c rune) bool { return !(c == '_' || 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9') })
	if end >= 0 {
		if alias := strings.TrimSpace(name[end:]); strings.HasPrefix(alias, ":") {
			return mutation("mutation {" + alias[1:])
		}
		name = name[:end]
	}
	return name
}

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
