package envguard

import (
	"net/url"
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
		for _, a := range ws.all {
			if isMethod(a) {
				r.method = a
			} else if !strings.HasPrefix(a, "-") && (strings.Contains(a, ".") || strings.HasPrefix(a, ":") || strings.Contains(a, "://")) && len(r.urls) == 0 {
				r.urls = append(r.urls, a)
			} else if len(r.urls) > 0 && strings.Contains(a, "=") {
				r.body += a + "\n"
			}
		}
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
		r.urls = append(r.urls, ws.operands...)
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
