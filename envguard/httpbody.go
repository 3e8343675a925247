package envguard

import (
	"net/url"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

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
	_, rest, ok := strings.Cut(body, "mutation")
	if !ok {
		return ""
	}
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
