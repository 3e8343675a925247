package envguard

import (
	"maps"
	"slices"
	"strings"
)

// services reads the variables that make up one target together: PGHOST and
// PGDATABASE, DB_HOST and DB_DATABASE, RDS_HOSTNAME and RDS_DB_NAME.
func (d *detector) services() {
	groups := map[string]*group{}
	for _, name := range slices.Sorted(maps.Keys(d.env)) {
		prefix, part := splitVariable(name)
		if part == "" || !speaksOfService(prefix) || stageOf(prefix) != Unknown {
			continue
		}
		g := groups[prefix]
		if g == nil {
			g = &group{}
			groups[prefix] = g
		}
		g.add(part, name, d.get(name), d.env[name])
	}
	for _, prefix := range slices.Sorted(maps.Keys(groups)) {
		d.service(prefix, groups[prefix])
	}
}

// A group is the variables with one prefix.
type group struct {
	hosts, addresses, database, user, port string
	name                                   string // of the variable that decides
	from                                   variable
}

func (g *group) add(part, name, value string, v variable) {
	if value == "" {
		return
	}
	switch part {
	case "host":
		if g.hosts != "" {
			value = g.hosts + "," + value
		}
		g.hosts, g.name, g.from = value, name, v
	case "hostaddr":
		g.addresses, g.name, g.from = value, name, v
	case "database":
		if g.database != "" && stageOf(g.database) >= stageOf(value) {
			return
		}
		if g.database = value; g.name == "" {
			g.name, g.from = name, v
		}
	case "user":
		g.user = value
	case "port":
		g.port = value
	}
}

// splitVariable cuts what a variable is for off its name.
func splitVariable(name string) (prefix, part string) {
	for _, end := range [...]struct{ suffix, part string }{
		{"HOSTADDR", "hostaddr"}, {"HOSTNAME", "host"}, {"HOSTS", "host"}, {"HOST", "host"},
		{"BROKERS", "host"}, {"SERVERS", "host"}, {"SERVER", "host"}, {"ENDPOINTS", "host"}, {"ENDPOINT", "host"}, {"NODES", "host"},
		{"CONTACT_POINTS", "host"}, {"ADDRESSES", "host"}, {"ADDRESS", "host"}, {"ADDRS", "host"}, {"ADDR", "host"},
		{"DATABASE_NAME", "database"}, {"DB_NAME", "database"}, {"DBNAME", "database"}, {"DATABASE", "database"}, {"_DB", "database"}, {"_NAME", "database"},
		{"USERNAME", "user"}, {"USER", "user"}, {"PORT", "port"},
	} {
		prefix, ok := strings.CutSuffix(name, end.suffix)
		if !ok || prefix == "" && end.part != "host" {
			continue
		}
		if prefix = strings.Trim(prefix, "_"); prefix == "" {
			return "", ""
		}
		if !speaksOfService(prefix) {
			// DB_NAME, DATABASE_NAME: the word of the database belongs to the prefix.
			for _, word := range []string{"DB", "DATABASE"} {
				if strings.HasPrefix(end.suffix, word+"_") && (name == end.suffix || strings.HasSuffix(name, "_"+end.suffix)) {
					return strings.Trim(prefix+"_"+word, "_"), end.part
				}
			}
			continue
		}
		return prefix, end.part
	}
	switch name {
	case "DB_NAME", "DBNAME":
		return "DB", "database"
	case "DATABASE_NAME":
		return "DATABASE", "database"
	}
	return "", ""
}

func (d *detector) service(prefix string, g *group) {
	if g.name == "" || g.hosts == "" && g.addresses == "" && g.database == "" {
		return
	}
	s := sign{Sign: g.from.sign(g.name), scope: inApp}
	service := serviceOf(prefix)
	switch service {
	case "PG":
		s.scope |= inPostgres
	case "MYSQL":
		s.scope |= inMySQL
	case "SNOWFLAKE":
		return // each variable for itself
	case "ETCDCTL", "CONSUL":
		return
	}
	list := g.hosts
	if g.addresses != "" { // what libpq connects to, the host being only for certificates
		list = g.addresses
	}
	if unresolved(list) {
		s.weight, s.Detail = aBlank, "a template that is not filled in"
		d.add(s)
		return
	}
	x := dsn{}
	if strings.Contains(list, "://") {
		parsed, ok := parseDSN(list)
		if !ok {
			return
		}
		x = parsed
	} else {
		x.addHosts(list)
	}
	for _, h := range x.hosts {
		if !isHost(h) && !strings.HasPrefix(h, "/") && placeOf(h) != loopback {
			s.weight, s.Detail = aBlank, "a host that cannot be read"
			d.add(s)
			return
		}
	}
	if d.get(prefix+"_CONNECTION") == "sqlite" {
		return
	}
	if g.database != "" {
		x.database = g.database
	}
	if rest, ok := strings.CutPrefix(firstOf(x.hosts), "/cloudsql/"); ok {
		x.hosts, x.names, x.cloud = nil, []string{rest}, true
	}
	if x.scheme == "" {
		x.scheme = schemeOf(service)
	}
	if g.user != "" && hasUsers(x.scheme) {
		x.user = g.user
	}
	if len(x.ports) == len(x.hosts) {
		for i := range x.ports {
			if x.ports[i] == "" {
				x.ports[i] = g.port
			}
		}
	}
	if len(x.hosts) == 0 && len(x.names) == 0 {
		if service != "PG" && stageOf(x.database) != Unknown {
			// Where it is stands in a file that was not read.
			s.Stage, s.Detail = d.stageOf(x.database), shown(x.database)
			d.add(s)
			return
		}
		if service != "PG" {
			return
		}
	}
	d.target(x, s)
}

func firstOf(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

func schemeOf(service string) string {
	switch service {
	case "DB", "DATABASE", "RDS", "DATASOURCE":
		return "sql"
	case "PG", "POSTGRES", "POSTGRESQL":
		return "postgres"
	case "MYSQL", "MARIADB":
		return "mysql"
	case "MONGO", "MONGODB":
		return "mongodb"
	case "REDIS":
		return "redis"
	}
	return strings.ToLower(service)
}
