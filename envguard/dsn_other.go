package envguard

import "strings"

// parseJDBC reads what stands behind "jdbc:".
func parseJDBC(s string) (dsn, bool) {
	name, rest, ok := strings.Cut(s, ":")
	if !ok {
		return dsn{}, false
	}
	scheme := cleanScheme(name)
	switch scheme {
	case "oracle": // thin:@//host:1521/service, thin:@host:1521:sid, thin:@(DESCRIPTION=…), thin:@alias
		_, rest, ok = strings.Cut(rest, "@")
		if !ok {
			return dsn{}, false
		}
		return parseOracle(rest)
	case "h2", "hsqldb", "derby", "sqlite", "duckdb", "ucanaccess":
		kind, _, _ := strings.Cut(rest, ":")
		if _, after, ok0 := strings.Cut(rest, "://"); ok0 && (kind == "tcp" || kind == "ssl" || kind == "hsql" || kind == "hsqls" || kind == "http" || kind == "https") {
			return parseURL(scheme+".server", after)
		}
		if strings.HasPrefix(rest, "//") && scheme == "derby" {
			return parseURL("derby.server", rest[2:])
		}
		return dsn{scheme: scheme, embedded: true}, true
	}
	// jdbc:mysql:replication://, jdbc:postgresql:database, jdbc:aws-wrapper:mysql://
	if _, after, ok0 := strings.Cut(rest, "//"); ok0 {
		return parseURL(scheme, after)
	}
	database, _, _ := strings.Cut(rest, "?")
	return dsn{scheme: scheme, database: strings.Trim(database, "/")}, true
}

// parseOracle reads the part of an Oracle connection behind the @.
func parseOracle(s string) (dsn, bool) {
	if strings.HasPrefix(s, "(") {
		return parseTNS(s)
	}
	if rest, ok := strings.CutPrefix(s, "//"); ok {
		d, ok := parseURL("oracle", rest)
		return d, ok
	}
	if _, after, ok := strings.Cut(s, "://"); ok {
		return parseURL("oracle", after)
	}
	d := dsn{scheme: "oracle"}
	if host, rest, ok := strings.Cut(s, ":"); ok {
		port, sid, _ := strings.Cut(strings.ReplaceAll(rest, "/", ":"), ":")
		d.hosts, d.ports, d.database = []string{host}, []string{port}, sid
		return d, true
	}
	if host, service, ok := strings.Cut(s, "/"); ok {
		d.hosts, d.ports, d.database = []string{host}, []string{""}, service
		return d, true
	}
	d.names, d.cloud = []string{s}, true // an alias of tnsnames.ora
	return d, s != ""
}

// parseTNS reads "(KEY=value)" texts of Oracle Net and of Connector/J.
func parseTNS(s string) (dsn, bool) {
	d := dsn{scheme: "oracle"}
	for part := range strings.SplitSeq(s, "(") {
		key, value, ok := strings.Cut(part, "=")
		if !ok {
			continue
		}
		value, rest, _ := strings.Cut(value, ")")
		switch squeeze(key) {
		case "host":
			d.addHosts(value)
		case "servicename", "sid", "instancename":
			d.names = append(d.names, value)
		}
		if rest = strings.Trim(rest, "), "); strings.HasPrefix(rest, "/") {
			d.database = beforeAny(rest[1:], "?")
		}
	}
	return d, len(d.hosts) > 0 || len(d.names) > 0
}

// parseGoMySQL reads "user:password@protocol(address)/database?…", the data source
// name of go-sql-driver/mysql. The password may hold anything.
func parseGoMySQL(s string) (dsn, bool) {
	d := dsn{scheme: "mysql"}
	open := max(strings.LastIndex(s, "@tcp("), strings.LastIndex(s, "@unix("))
	address := s
	if open >= 0 {
		d.user = beforeAny(s[:open], ":")
		address = s[open+1:]
	}
	_, address, _ = strings.Cut(address, "(")
	address, rest, ok := strings.Cut(address, ")")
	if !ok {
		return dsn{}, false
	}
	d.addHosts(address)
	d.database = beforeAny(strings.TrimPrefix(rest, "/"), "?")
	return d, true
}

// parseSnowflake reads "user:password@account/database/schema?…" of gosnowflake.
func parseSnowflake(s string) (dsn, bool) {
	i := strings.LastIndexByte(s, '@')
	if slash := strings.IndexByte(s[:i], '/'); slash >= 0 && !strings.Contains(s[:slash], ":") {
		return parseOracle(s[i+1:]) // user/password@host:port/service
	}
	rest := beforeAny(s[i+1:], "?")
	account, database, _ := strings.Cut(rest, "/")
	if !isHost(account) {
		return dsn{}, false
	}
	return dsn{scheme: "snowflake", user: beforeAny(s[:i], ":"), names: []string{account}, database: database, cloud: true}, true
}

func isHost(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:") == ""
}

// parsePairs reads the key=value texts: of libpq, separated by blanks, and of
// ADO.NET and ODBC, separated by semicolons.
func parsePairs(s string) (dsn, bool) {
	separator := byte(' ')
	if strings.Contains(s, ";") || !strings.Contains(strings.TrimSpace(s), " ") && strings.Count(s, "=") == 1 {
		separator = ';'
	}
	d, known := dsn{}, 0
	for key, value := range pairs(s, separator) {
		switch squeeze(key) {
		case "host", "hostaddr", "server", "datasource", "address", "addr", "dbname", "database", "databasename", "initialcatalog",
			"user", "userid", "uid", "username", "dsn", "service", "port", "account", "networkaddress", "accountendpoint", "endpoint":
			known++
		}
		switch squeeze(key) {
		case "accountendpoint", "endpoint": // Azure Cosmos DB, Service Bus
			if inner, ok := parseDSN(value); ok {
				d.merge(inner)
			}
			continue
		case "accountname": // Azure Storage
			d.names, d.cloud = append(d.names, value), true
			known++
			continue
		}
		d.parameter(key, value)
	}
	if len(d.hosts) == 1 && strings.ContainsAny(d.hosts[0], "/") && separator == ';' && !strings.HasPrefix(d.hosts[0], "/") {
		// Oracle's "Data Source=host:1521/service"; SQLite's "Data Source=app.db".
		host, service, _ := strings.Cut(d.hosts[0], "/")
		d.hosts[0], d.database = host, service
	}
	if len(d.hosts) == 1 && embeddedFile(d.hosts[0]) {
		return dsn{embedded: true}, true
	}
	return d, known > 0
}

func embeddedFile(s string) bool {
	lower := strings.ToLower(s)
	for _, end := range []string{".db", ".sqlite", ".sqlite3", ".mdf", ".mdb", ".accdb", ".sdf"} {
		if strings.HasSuffix(lower, end) {
			return true
		}
	}
	return lower == ":memory:"
}

// pairs yields keys and values; a value may be in quotes or braces, which may hold
// the separator.
func pairs(s string, separator byte) func(yield func(key, value string) bool) {
	return func(yield func(key, value string) bool) {
		for {
			s = strings.TrimLeft(s, " \t\n;")
			eq := strings.IndexByte(s, '=')
			if eq < 0 {
				return
			}
			key := strings.TrimSpace(s[:eq])
			s = strings.TrimLeft(s[eq+1:], " \t")
			var value string
			if s != "" && (s[0] == '\'' || s[0] == '"' || s[0] == '{') {
				end := s[0]
				if end == '{' {
					end = '}'
				}
				i := 1
				var b strings.Builder
				for ; i < len(s) && s[i] != end; i++ {
					if s[i] == '\\' && end == '\'' && i+1 < len(s) {
						i++
					}
					b.WriteByte(s[i])
				}
				value = b.String()
				s = s[min(i+1, len(s)):]
				if i := strings.IndexByte(s, separator); i >= 0 {
					s = s[i:]
				} else if separator != ' ' {
					s = ""
				}
			} else if i := strings.IndexByte(s, separator); i >= 0 {
				value, s = s[:i], s[i:]
			} else {
				value, s = s, ""
			}
			if !yield(key, value) {
				return
			}
		}
	}
}
