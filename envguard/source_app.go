package envguard

import (
	"encoding/json"
	"path"
	"strings"
)

// dbt reads the default target of profiles.yml (docs.getdbt.com, "About
// profiles.yml").
func (d *detector) dbt() {
	files := []string{"profiles.yml", "~/.dbt/profiles.yml"}
	if dir := d.get("DBT_PROFILES_DIR"); dir != "" {
		files = []string{dir + "/profiles.yml"}
	}
	for _, name := range files {
		text, full, ok := d.read(name)
		if !ok {
			continue
		}
		n, err := parseYAML(text)
		if err != nil {
			return
		}
		for i, profile := range n.keys {
			target := n.items[i].string("target")
			if target == "" || unresolved(target) {
				continue
			}
			s := sign{Sign: Sign{Stage: d.stageOf(target), Source: "dbt", Name: "profile " + shown(profile), Detail: "target " + shown(target), Pos: at(full, n.items[i].line)}, scope: inWarehouse}
			if x, ok := yamlDSN(n.get(profile, "outputs", target)); ok {
				stage, remote, detail := d.stageOfDSN(x)
				s.Remote = remote
				if stage > s.Stage || s.Stage == Unknown {
					s.Stage, s.Detail = stage, s.Detail+", "+detail
				}
			} else {
				s.Remote = true
			}
			d.add(s)
		}
		return
	}
}

// yamlDSN reads the keys of a connection in a mapping.
func yamlDSN(n *yamlNode) (dsn, bool) {
	var x dsn
	if n == nil || n.kind != 'm' {
		return x, false
	}
	if adapter := n.string("adapter"); strings.HasPrefix(adapter, "sqlite") || n.string("dialect") == "sqlite" || n.string("type") == "sqlite" {
		return dsn{embedded: true}, true
	}
	found := false
	for i, key := range n.keys {
		value := n.items[i].text
		switch {
		case n.items[i].kind != 's' || value == "":
		case unresolved(value):
			if key == "url" || key == "host" {
				return x, false
			}
		default:
			switch key {
			case "url", "uri", "connection", "connectionString":
				if inner, ok := parseDSN(value); ok {
					x.merge(inner)
					x.scheme, x.embedded = inner.scheme, inner.embedded
					found = true
				}
			case "host", "hostname", "server", "database", "dbname", "user", "username", "port", "account", "project":
				x.parameter(key, value)
				found = true
			}
		}
	}
	return x, found
}

// myCnf reads the groups of option files that MySQL's clients read.
func (d *detector) myCnf() {
	for _, name := range [...]string{"~/.my.cnf", "/etc/my.cnf", "/etc/mysql/my.cnf"} {
		text, full, ok := d.read(name)
		if !ok {
			continue
		}
		x, line := dsn{scheme: "mysql"}, 0
		for _, e := range parseINI(text) {
			if e.section != "client" && e.section != "mysql" && e.section != "mariadb-client" {
				continue
			}
			if e.key == "host" || e.key == "database" || e.key == "user" || e.key == "port" {
				x.parameter(e.key, e.value)
				line = e.line
			}
		}
		if len(x.hosts) > 0 {
			d.target(x, sign{Sign: Sign{Source: "file", Name: "my.cnf", Pos: at(full, line)}, scope: inMySQL})
			return
		}
	}
}

// pgService reads a service of libpq, as PGSERVICE or service= name it
// (postgresql.org/docs/current/libpq-pgservice.html).
func (d *detector) pgService(service string, from Sign, where scope) bool {
	files := []string{"~/.pg_service.conf"}
	if name := d.get("PGSERVICEFILE"); name != "" {
		files = []string{name}
	}
	if dir := d.get("PGSYSCONFDIR"); dir != "" {
		files = append(files, dir+"/pg_service.conf")
	}
	for _, name := range files {
		text, full, ok := d.read(name)
		if !ok {
			continue
		}
		x, line := dsn{scheme: "postgres"}, 0
		for _, e := range parseINI(text) {
			if e.section == service && (e.key == "host" || e.key == "hostaddr" || e.key == "dbname" || e.key == "user" || e.key == "port") {
				x.parameter(e.key, e.value)
				line = e.line
			}
		}
		if line == 0 {
			continue
		}
		from.Pos = at(full, line)
		d.target(x, sign{Sign: from, scope: where})
		return true
	}
	return false
}

// libpqService reads PGSERVICE: its name, and the service file if there is one.
func (d *detector) libpqService() {
	service := d.get("PGSERVICE")
	if service == "" || !d.wanted(inPostgres|inApp) {
		return
	}
	d.libpqServiceNamed(service, d.env["PGSERVICE"].sign("PGSERVICE"), inPostgres|inApp)
}

// libpqServiceNamed adds the signs of a service of libpq.
func (d *detector) libpqServiceNamed(service string, from Sign, where scope) {
	found := d.pgService(service, from, where)
	stage := d.stageOf(service)
	if stage >= Staging || !found {
		from.Stage, from.Remote, from.Detail = stage, true, "service "+shown(service)
		d.add(sign{Sign: from, scope: where})
	}
}

// appFiles are the files in which frameworks keep their connection.
func (d *detector) appFiles() {
	for _, f := range [...]struct{ file, key string }{
		{"flyway.conf", "flyway.url"}, {"conf/flyway.conf", "flyway.url"}, {"flyway.toml", "flyway.url"}, {"flyway.toml", "environments.default.url"}, {"alembic.ini", "sqlalchemy.url"},
		{"liquibase.properties", ".url"}, {"liquibase.properties", "liquibase.command.url"}, {"application.properties", "spring.datasource.url"}, {"src/main/resources/application.properties", "spring.datasource.url"},
		{"application.properties", "quarkus.datasource.jdbc.url"}, {"gradle.properties", "flyway.url"},
	} {
		text, full, ok := d.read(f.file)
		if !ok {
			continue
		}
		for _, e := range parseINI(text) {
			if x, ok := parseDSN(e.value); ok && (e.key == f.key || e.section+"."+e.key == f.key) {
				d.target(x, sign{Sign: Sign{Source: "file", Name: f.key, Pos: at(full, e.line)}, scope: inApp})
			}
		}
	}
	d.literals()
	d.springProfile()
	d.jsonConfigs()
	d.databaseYML()
	for _, name := range [...]string{"knexfile.js", "knexfile.ts", "knexfile.cjs", "knexfile.mjs"} {
		// Knex takes "development" if NODE_ENV is not set (knexjs.org).
		if _, full, ok := d.read(name); ok && d.get("NODE_ENV") == "" {
			d.add(sign{Sign: Sign{Stage: Development, Source: "file", Name: name, Detail: "the default of Knex", Pos: at(full, 0)}, scope: inApp, weight: aMode})
		}
	}
}

// literals finds the connection strings that stand in quotes in the configuration of
// Prisma and Drizzle.
func (d *detector) literals() {
	for _, name := range [...]string{"prisma/schema.prisma", "schema.prisma", "drizzle.config.ts", "drizzle.config.js", "drizzle.config.mjs", "prisma.config.ts"} {
		text, full, ok := d.read(name)
		if !ok {
			continue
		}
		line := 0
		for l := range strings.Lines(text) {
			line++
			l = strings.TrimSpace(l)
			if strings.HasPrefix(l, "//") || !strings.HasPrefix(strings.TrimLeft(l, `"'`), "url") && !strings.Contains(l, " url:") && !strings.Contains(l, "{url:") {
				continue
			}
			for _, quote := range [...]string{`"`, "'", "`"} {
				parts := strings.Split(l, quote)
				for i := 1; i < len(parts); i += 2 {
					if x, ok := parseDSN(parts[i]); ok && strings.Contains(parts[i], "://") {
						d.target(x, sign{Sign: Sign{Source: "file", Name: path.Base(name), Pos: at(full, line)}, scope: inApp})
					}
				}
			}
		}
	}
}

func (d *detector) springProfile() {
	if d.get("SPRING_PROFILES_ACTIVE") != "" {
		return
	}
	for _, dir := range [...]string{"", "config/", "src/main/resources/"} {
		if text, full, ok := d.read(dir + "application.properties"); ok {
			if value, line := valueOf(parseINI(text), "", "spring.profiles.active"); value != "" {
				d.mode(value, sign{Sign: Sign{Source: "file", Name: "spring.profiles.active", Pos: at(full, line)}, scope: inMode | inApp, weight: aMode})
			}
		}
		for _, end := range [...]string{"application.yml", "application.yaml"} {
			text, full, ok := d.read(dir + end)
			if !ok {
				continue
			}
			n, err := parseYAML(text)
			if err != nil {
				continue
			}
			profile := n.string("spring", "profiles", "active")
			if profile == "" {
				profile = n.string("spring.profiles.active")
			}
			if profile != "" {
				d.mode(profile, sign{Sign: Sign{Source: "file", Name: "spring.profiles.active", Pos: at(full, 0)}, scope: inMode | inApp, weight: aMode})
			}
			if x, ok := parseDSN(n.string("spring", "datasource", "url")); ok {
				d.target(x, sign{Sign: Sign{Source: "file", Name: "spring.datasource.url", Pos: at(full, 0)}, scope: inApp})
			}
		}
	}
}

// jsonConfigs reads ormconfig.json (TypeORM), config/config.json (Sequelize),
// database.json (db-migrate) and appsettings.json (.NET).
func (d *detector) jsonConfigs() {
	mode := d.get("NODE_ENV")
	if mode == "" {
		mode = "development"
	}
	for _, f := range [...]struct {
		name string
		keys []string
	}{{"ormconfig.json", nil}, {"config/config.json", []string{mode}}, {"database.json", []string{"dev"}}} {
		text, full, ok := d.read(f.name)
		if !ok {
			continue
		}
		n, err := parseYAML(text)
		if err != nil {
			continue
		}
		if n.kind == 'l' && len(n.items) > 0 {
			n = n.items[0]
		}
		if n = n.get(f.keys...); n != nil {
			if x, ok := yamlDSN(n); ok {
				d.target(x, sign{Sign: Sign{Source: "file", Name: f.name, Pos: at(full, n.line)}, scope: inApp})
			}
		}
	}
	dotnet := d.get("ASPNETCORE_ENVIRONMENT")
	if dotnet == "" {
		dotnet = d.get("DOTNET_ENVIRONMENT")
	}
	files := []string{"appsettings.json"}
	if dotnet != "" && isHost(dotnet) {
		files = append(files, "appsettings."+dotnet+".json")
	}
	strings := map[string]string{}
	last := ""
	for _, name := range files {
		text, full, ok := d.read(name)
		if !ok {
			continue
		}
		var settings struct {
			ConnectionStrings map[string]string
		}
		if json.Unmarshal([]byte(text), &settings) != nil {
			continue
		}
		for key, value := range settings.ConnectionStrings { // the later file replaces
			strings[key], last = value, full
		}
	}
	for key, value := range strings {
		if x, ok := parseDSN(value); ok && d.get("ConnectionStrings__"+key) == "" && stageOf(key) == Unknown {
			d.target(x, sign{Sign: Sign{Source: "file", Name: "ConnectionStrings:" + shown(key), Pos: at(last, 0)}, scope: inApp})
		}
	}
}

// databaseYML reads config/database.yml of Rails. DATABASE_URL replaces it.
func (d *detector) databaseYML() {
	text, full, ok := d.read("config/database.yml")
	if !ok || d.get("DATABASE_URL") != "" || strings.Contains(text, "<%") {
		return // with ERB in it, only Ruby can read it
	}
	n, err := parseYAML(text)
	if err != nil {
		return
	}
	mode := d.get("RAILS_ENV")
	if mode == "" {
		mode = "development"
	}
	section := n.get(mode)
	if section == nil {
		return
	}
	if primary := section.get("primary"); primary != nil {
		section = primary
	}
	if x, ok := yamlDSN(section); ok {
		d.target(x, sign{Sign: Sign{Source: "file", Name: "database.yml " + shown(mode), Pos: at(full, section.line)}, scope: inApp})
	}
}
