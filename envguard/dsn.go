package envguard

import (
	"net/url"
	"strings"
)

// A dsn is what a connection string says about its target. The password is not in
// it, nor anything else that is no name.
type dsn struct {
	scheme   string // without jdbc: and +driver, in small letters
	hosts    []string
	ports    []string // of the hosts; "" if not said
	user     string
	database string
	doubtful []string // what may be a host, or part of a password: never shown
	names    []string // service, cluster, project, account, catalog, instance: they name the target
	embedded bool     // a file or memory: nothing is connected to
	cloud    bool     // remote although there is no host
}

// parseDSN reads a connection string in any of the grammars in use: URLs (of libpq,
// SQLAlchemy, MongoDB, Redis, AMQP, …), JDBC, key=value of libpq, ADO.NET and ODBC,
// go-sql-driver/mysql, gosnowflake, Oracle's EZConnect and TNS, host lists. It looks
// at no file and no network. ok is false for what is none, or cannot be read.
func parseDSN(s string) (d dsn, ok bool) {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > maxDSN || unresolved(s) {
		return dsn{}, false
	}
	if rest, jdbc := cutPrefixFold(s, "jdbc:"); jdbc {
		return parseJDBC(rest)
	}
	if scheme, rest, url := strings.Cut(s, "://"); url && isScheme(scheme) {
		return parseURL(cleanScheme(scheme), rest)
	}
	scheme, _, opaque := strings.Cut(s, ":")
	switch {
	case opaque && isFileScheme(scheme):
		return dsn{scheme: cleanScheme(scheme), embedded: true}, true
	case strings.Contains(s, "@tcp(") || strings.Contains(s, "@unix(") || strings.HasPrefix(s, "tcp(") || strings.HasPrefix(s, "unix("):
		return parseGoMySQL(s)
	case hasFold(s, "(HOST=") || hasFold(s, "(DESCRIPTION"):
		return parseTNS(s)
	case strings.Contains(s, ";") || strings.Contains(s, "="):
		return parsePairs(s)
	case strings.Contains(s, "@") && strings.Contains(s, "/"):
		return parseSnowflake(s)
	}
	return dsn{}, false
}

const maxDSN = 16 << 10

// unresolved reports a template that nobody filled in.
func unresolved(s string) bool {
	return strings.Contains(s, "${") || strings.Contains(s, "{{") || strings.HasPrefix(s, "$") || strings.Contains(s, "<%") ||
		strings.Contains(s, "\U0010FFFF") || strings.Contains(s, "$(")
}

func isScheme(s string) bool {
	return s != "" && letter(s[0]) && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-_:") == ""
}

// cleanScheme drops the driver of SQLAlchemy and the wrappers of Prisma.
func cleanScheme(s string) string {
	s = strings.ToLower(s)
	if rest, ok := strings.CutPrefix(s, "prisma+"); ok {
		return rest
	}
	s, _, _ = strings.Cut(s, "+")
	return s
}

func isFileScheme(s string) bool {
	switch cleanScheme(s) {
	case "sqlite", "sqlite3", "file", "fileb", "duckdb", "h2", "hsqldb", "derby", "ucanaccess", "access", "memory":
		return true
	}
	return false
}

// parseURL reads what stands behind "scheme://". It is more lenient than net/url,
// which refuses passwords with unescaped characters: the host begins after the last
// @ that has no ? before it.
func parseURL(scheme, rest string) (dsn, bool) {
	d := dsn{scheme: scheme}
	if i := strings.LastIndexByte(rest, '#'); i > strings.LastIndexByte(rest, '@') {
		rest = rest[:strings.IndexByte(rest[strings.LastIndexByte(rest, '@')+1:], '#')+strings.LastIndexByte(rest, '@')+1]
	}
	if isFileScheme(scheme) {
		d.embedded = true
		return d, true
	}
	query := ""
	if i := queryStart(rest); i >= 0 {
		rest, query = rest[:i], rest[i+1:]
	}
	last := strings.LastIndexByte(rest, '@')
	if scheme == "http" || scheme == "https" { // a path may hold an @
		last = strings.LastIndexByte(beforeAny(rest, "/"), '@')
	}
	if i := last; i >= 0 {
		if hasUsers(scheme) {
			d.user = decoded(beforeAny(rest[:i], ":/"))
		}
		// "u:pw@host/db?x=a@b" reads as "u", and a password with @ and ? in it, too.
		if q := strings.IndexByte(rest[:i], '?'); q >= 0 {
			if _, after, ok := strings.Cut(rest[:q], "@"); ok {
				d.doubtful = append(d.doubtful, beforeAny(after, "/:"))
			}
		}
		rest = rest[i+1:]
	}
	if strings.HasPrefix(rest, "(") || hasFold(rest, "address=(") {
		return parseTNS(rest)
	}
	authority, path := rest, ""
	if i := strings.IndexAny(rest, "/;"); i >= 0 {
		authority, path = rest[:i], rest[i:]
	}
	path, properties, _ := strings.Cut(path, ";")
	d.addHosts(decoded(authority))
	d.resource(decoded(strings.Trim(path, "/")))
	for property := range strings.SplitSeq(properties, ";") {
		if key, value, ok := strings.Cut(property, "="); ok {
			d.parameter(key, value)
		}
	}
	if values, err := url.ParseQuery(strings.ReplaceAll(query, ";", "&")); err == nil {
		for key, list := range values {
			for _, value := range list {
				d.parameter(key, value)
			}
		}
	} else if query != "" {
		for pair := range strings.SplitSeq(query, "&") {
			if key, value, ok := strings.Cut(pair, "="); ok {
				d.parameter(key, decoded(value))
			}
		}
	}
	return d, true
}

// hasUsers tells of a scheme that what stands before the : or @ is a user; in others
// it may be a token or a password.
func hasUsers(scheme string) bool {
	switch scheme {
	case "sql", "postgres", "postgresql", "mysql", "mysql2", "trilogy", "mariadb", "mongodb", "sqlserver", "mssql", "oracle", "amqp", "amqps",
		"cockroach", "cockroachdb", "redshift", "clickhouse", "snowflake", "vertica", "ssh", "db2":
		return true
	}
	return false
}

// queryStart returns where the query begins, or -1. A password may hold a ?, too:
// one before the last @ does not begin it, unless what stands before it is a host
// already.
func queryStart(s string) int {
	first := strings.IndexByte(s, '?')
	at := strings.LastIndexByte(s, '@')
	if first < 0 || at < first {
		return first
	}
	if authority := beforeAny(s[:first], "/"); !strings.Contains(s[:first], "@") {
		if _, port, ok := strings.Cut(authority, ":"); !ok || isDigits(port) {
			return first
		}
	}
	if i := strings.IndexByte(s[at:], '?'); i >= 0 {
		return at + i
	}
	return -1
}

// resource reads the path of a URL.
func (d *dsn) resource(path string) {
	switch d.scheme {
	case "bigquery", "firebase", "spanner", "firestore", "pubsub":
		d.cloud = true
		d.names = append(d.names, d.hosts...)
		d.hosts, d.ports = nil, nil
		d.names = append(d.names, path)
		return
	case "redis", "rediss", "kafka", "http", "https", "ssh", "tcp", "unix", "npipe", "bolt", "neo4j":
		return // a number, a path of an interface, nothing
	case "snowflake":
		d.cloud = true
		d.names = append(d.names, d.hosts...)
		d.hosts, d.ports = nil, nil
	case "s3", "gs", "r2", "az", "abfs", "abfss", "wasb", "wasbs":
		d.cloud = true
		d.names = append(d.names, d.hosts...)
		d.hosts, d.ports = nil, nil
		return
	case "sqlserver", "mssql":
		if path != "" && d.scheme == "sqlserver" {
			d.names = append(d.names, path) // an instance
			return
		}
	}
	d.database = path
}

// parameter takes a parameter that redirects, and leaves all others: passwords,
// client names and certificates are no signs (rules R7 and R8).
func (d *dsn) parameter(key, value string) {
	value = strings.TrimSpace(value)
	switch key = squeeze(key); key {
	case "host", "hostaddr", "hostname", "server", "datasource", "address", "addr", "networkaddress":
		if value == "" {
			return
		}
		if key == "hostaddr" && len(d.hosts) > 0 {
			d.hosts = append(d.hosts, value)
			d.ports = append(d.ports, "")
			return
		}
		if rest, ok := strings.CutPrefix(value, "/cloudsql/"); ok {
			d.cloud = true
			d.names = append(d.names, rest)
			return
		}
		d.addHosts(value)
	case "port":
		for i := range d.ports {
			if d.ports[i] == "" {
				d.ports[i] = value
			}
		}
		if len(d.ports) == 0 {
			d.ports = append(d.ports, value)
		}
	case "database", "databasename", "dbname", "initialcatalog", "db":
		d.database = value
	case "user", "username", "uid", "userid":
		d.user = value
	case "service", "dsn", "cluster", "catalog", "servicename", "sid", "account", "instance", "instancename", "warehouse",
		"project", "projectid", "role", "failoverpartner":
		if key == "service" || key == "dsn" || key == "account" {
			d.cloud = true
		}
		d.names = append(d.names, value)
	case "options":
		for word := range strings.FieldsSeq(strings.ReplaceAll(value, "%3D", "=")) {
			for _, flag := range []string{"--cluster=", "cluster=", "endpoint=", "project=", "reference="} {
				if name, ok := strings.CutPrefix(word, flag); ok {
					d.names = append(d.names, name)
				}
			}
		}
	case "odbcconnect":
		if inner, ok := parsePairs(decoded(value)); ok {
			d.merge(inner)
		}
	case "url", "jdbcurl", "connectionstring":
		if inner, ok := parseDSN(value); ok {
			d.merge(inner)
		}
	}
}

func (d *dsn) merge(o dsn) {
	d.hosts, d.ports, d.names = append(d.hosts, o.hosts...), append(d.ports, o.ports...), append(d.names, o.names...)
	if o.database != "" {
		d.database = o.database
	}
	if o.user != "" {
		d.user = o.user
	}
	d.cloud = d.cloud || o.cloud
}

// addHosts reads "host:port,host:port".
func (d *dsn) addHosts(list string) {
	for host := range strings.SplitSeq(list, ",") {
		host = strings.TrimSpace(host)
		for _, protocol := range []string{"tcp:", "np:", "lpc:", "admin:"} {
			host = strings.TrimPrefix(host, protocol)
		}
		if host == "" {
			continue
		}
		if isDigits(host) && len(d.hosts) > 0 && d.ports[len(d.ports)-1] == "" { // ADO.NET: "host,1433"
			d.ports[len(d.ports)-1] = host
			continue
		}
		port := ""
		switch i := strings.LastIndexByte(host, ':'); {
		case strings.HasPrefix(host, "["):
			if end := strings.IndexByte(host, ']'); end > 0 {
				port = strings.TrimPrefix(host[end+1:], ":")
				host = host[1:end]
			}
		case i >= 0 && strings.IndexByte(host, ':') == i && !strings.HasPrefix(host, "/"):
			host, port = host[:i], host[i+1:]
		}
		if i := strings.IndexByte(host, '\\'); i >= 0 { // SERVER\INSTANCE
			d.names = append(d.names, host[i+1:])
			host = host[:i]
		}
		d.hosts, d.ports = append(d.hosts, host), append(d.ports, port)
	}
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

func decoded(s string) string {
	if out, err := url.PathUnescape(s); err == nil {
		return out
	}
	return s
}

func beforeAny(s, chars string) string {
	if i := strings.IndexAny(s, chars); i >= 0 {
		return s[:i]
	}
	return s
}

// squeeze makes keys comparable: "Initial Catalog", "databaseName", "db_name".
func squeeze(key string) string {
	var b strings.Builder
	for i := range len(key) {
		switch c := key[i]; {
		case letter(c):
			b.WriteByte(c | 0x20)
		case digit(c):
			b.WriteByte(c)
		}
	}
	return b.String()
}

func cutPrefixFold(s, prefix string) (string, bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}

func hasFold(s, part string) bool {
	for i := range len(s) - len(part) + 1 {
		if strings.EqualFold(s[i:i+len(part)], part) {
			return true
		}
	}
	return false
}
