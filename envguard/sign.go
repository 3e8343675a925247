package envguard

import (
	"cmp"
	"fmt"
	"go/token"
	"slices"
	"strings"
)

// A scope says for which commands a sign counts: what kubectl does depends on the
// kube context, and not on DATABASE_URL.
type scope uint32

const (
	inMode     scope = 1 << iota // modes and deployment variables
	inCI                         // runs of continuous integration
	inMachine                    // the machine itself, or the pod, function, slot
	inApp                        // what an application connects to
	inPostgres                   // what clients of PostgreSQL read themselves
	inMySQL
	inOracle
	inKube
	inAWS
	inGoogle
	inAzure
	inTerraform
	inPulumi
	inDocker
	inHeroku
	inFly
	inVercel
	inNetlify
	inRailway
	inSupabase
	inCloudflare
	inFirebase
	inServerless
	inWarehouse // dbt, Snowflake
	inVault     // HashiCorp's tools
	inFolder    // the name of the working directory
	inMarker    // the project's own word

	inAny   scope = 1<<32 - 1
	inCloud       = inAWS | inGoogle | inAzure
)

// A weight says how a sign counts against others.
type weight uint8

const (
	aTarget   weight = iota // names what is connected to
	aMode                   // a mode of a framework, or a deployment variable
	aBuild                  // a mode that builds set too: NODE_ENV, RACK_ENV
	aPlatform               // the platform's own word for the tier: it outranks CI
	aBlank                  // a target that cannot be known
	aLink                   // a remote target without a stage that only its own tool goes to
	aDefault                // where a tool goes if nothing else is said
)

// A sign is a [Sign] while it is weighed.
type sign struct {
	Sign
	weight weight
	scope  scope
}

// rank orders signs: the worst credible one wins (rule R3).
func (s *sign) rank() int {
	switch {
	case s.Stage == Production:
		return 8
	case s.Stage == Staging:
		return 7
	case s.Stage == Unknown && (s.Remote && s.weight != aLink || s.weight == aBlank):
		return 6
	case s.Stage == Unknown:
		return 0
	case s.weight == aPlatform:
		return 5
	case s.Stage == CI:
		return 4
	case s.Stage == Test:
		return 3
	case s.Stage == Development:
		return 2
	}
	return 1
}

// settle weighs signs. A build mode says production also in staging: a deployment
// variable that names another stage is believed instead (rule R5).
func settle(signs []sign) Environment {
	other := slices.ContainsFunc(signs, func(s sign) bool {
		return s.Stage != Unknown && s.Stage != Production && (s.weight == aPlatform || s.weight == aMode && s.deploys())
	})
	named := scope(0)
	for i := range signs {
		if signs[i].Stage != Unknown || signs[i].weight == aBlank {
			if signs[i].weight == aTarget || signs[i].weight == aPlatform || signs[i].weight == aBlank {
				named |= signs[i].scope
			}
		} else if signs[i].Remote && signs[i].weight == aTarget {
			named |= signs[i].scope
		}
	}
	kept := make([]sign, 0, len(signs))
	var overruled []sign
	for _, s := range signs {
		switch {
		case s.weight == aBuild && s.Stage == Production && other:
			overruled = append(overruled, s)
		case s.weight == aDefault && s.scope&named != 0:
		default:
			kept = append(kept, s)
		}
	}
	slices.SortStableFunc(kept, func(a, b sign) int { return cmp.Compare(b.rank(), a.rank()) })
	env := Environment{}
	if len(kept) > 0 && kept[0].rank() > 0 {
		env.Stage = kept[0].Stage
	}
	for _, s := range append(kept, overruled...) {
		env.Remote = env.Remote || s.Remote
		env.Signs = append(env.Signs, s.Sign)
	}
	return env
}

// deploys tells of a mode that it names the deployment, not how code is built or
// run.
func (s *sign) deploys() bool {
	switch s.Name {
	case "RAILS_ENV", "MIX_ENV", "DJANGO_SETTINGS_MODULE", "NODE_ENV", "RACK_ENV", "GO_ENV":
		return false
	}
	return true
}

// rank orders environments, for the worst of several.
func (e *Environment) rank() int {
	if len(e.Signs) == 0 && e.Stage == Unknown {
		return -1
	}
	s := sign{Sign: Sign{Stage: e.Stage, Remote: e.Remote}}
	return s.rank()
}

// worst returns the environment that is most dangerous to touch, with the signs of
// all.
func worst(all ...Environment) Environment {
	var out Environment
	best := -2
	var signs []Sign
	for i := range all {
		if r := all[i].rank(); r > best {
			best = r
			out.Stage = all[i].Stage
			signs = append(slices.Clone(all[i].Signs), signs...)
		} else {
			signs = append(signs, all[i].Signs...)
		}
		out.Remote = out.Remote || all[i].Remote
	}
	for _, s := range signs {
		if !slices.Contains(out.Signs, s) {
			out.Signs = append(out.Signs, s)
		}
	}
	return out
}

// target adds a sign for what a connection string says.
func (d *detector) target(x dsn, s sign) {
	s.Stage, s.Remote, s.Detail = d.stageOfDSN(x)
	if s.Stage == Unknown && !s.Remote {
		s.weight = aBlank
	}
	d.add(s)
}

// stageOfDSN tells stage, remoteness and a description without password. On this
// machine a copy of production is local (rule R6), unless it is reached through a
// port that only a tunnel has.
func (d *detector) stageOfDSN(x dsn) (Stage, bool, string) {
	detail := x.describe()
	if x.embedded {
		return Local, false, "a file or memory of this machine"
	}
	stage, where := Unknown, loopback
	for _, h := range x.hosts {
		where = max(where, placeOf(h))
		if s, ok := named(d.names, h); ok {
			return s, placeOf(h) != loopback, detail
		}
		if placeOf(h) != loopback {
			stage = max(stage, stageOfHost(h))
		}
	}
	for _, h := range x.doubtful {
		where, stage = max(where, placeOf(h)), max(stage, stageOfHost(h))
	}
	if x.cloud && len(x.hosts) == 0 {
		where = elsewhere
	}
	for _, n := range x.names {
		stage = max(stage, d.stageOf(n))
	}
	database := d.stageOf(x.database)
	if strings.EqualFold(x.database, "test") && where != loopback {
		database = Unknown // the default database of MongoDB and MySQL
	}
	user := d.stageOf(x.user)
	if user < Staging {
		user = Unknown // a login does not vouch
	}
	stage = max(stage, database, user)
	switch where {
	case loopback:
		switch {
		case stage >= Staging && x.tunnelled():
			return stage, true, detail + ", a port of this machine that looks like a tunnel"
		case x.managedPort():
			return Unknown, true, detail + ", a port of this machine that only managed databases use"
		case stage >= Staging || stage == Unknown:
			return Local, false, detail
		}
		return stage, false, detail
	case neighbour:
		if stage == Unknown {
			return Local, false, detail
		}
		return stage, stage >= Staging, detail
	}
	return stage, true, detail
}

func (d *detector) stageOf(name string) Stage {
	if s, ok := named(d.names, name); ok {
		return s
	}
	return stageOf(name)
}

// tunnelled reports a port that no server of that kind has on a developer's machine.
func (x *dsn) tunnelled() bool {
	usual := usualPorts(x.scheme)
	return usual != "" && slices.ContainsFunc(x.ports, func(p string) bool {
		return p != "" && !slices.Contains(strings.Fields(usual), p)
	})
}

// usualPorts are the default ports and the next one or two, which second servers
// and the local stacks of Supabase and others have.
func usualPorts(scheme string) string {
	switch scheme {
	case "sql":
		return "5432 5433 5434 6432 54320 54321 54322 54323 54329 3306 3307 3308 33060 1433 1521 26257"
	case "postgres", "postgresql":
		return "5432 5433 5434 6432 54320 54321 54322 54323 54329 26257"
	case "mysql", "mysql2", "trilogy", "mariadb":
		return "3306 3307 3308 33060 4000"
	case "mongodb":
		return "27017 27018 27019"
	case "redis", "rediss":
		return "6379 6380 6381 26379"
	case "sqlserver", "mssql":
		return "1433 1434"
	case "oracle":
		return "1521 1522 1523"
	case "amqp", "amqps":
		return "5671 5672"
	}
	return ""
}

// managedPort reports DigitalOcean's ports of managed databases.
func (x *dsn) managedPort() bool {
	return slices.Contains(x.ports, "25060") || slices.Contains(x.ports, "25061")
}

// describe shows a target without its password.
func (x *dsn) describe() string {
	var b strings.Builder
	if x.user != "" {
		b.WriteString(shown(x.user) + "@")
	}
	for i, h := range x.hosts {
		if i > 0 {
			b.WriteByte(',')
		}
		if i == 4 {
			fmt.Fprintf(&b, "… (%d hosts)", len(x.hosts))
			break
		}
		b.WriteString(shown(h))
		if i < len(x.ports) && isDigits(x.ports[i]) {
			b.WriteString(":" + shown(x.ports[i]))
		}
	}
	if len(x.hosts) == 0 && !x.cloud {
		b.WriteString("this machine")
	}
	for i, n := range x.names {
		if i > 0 || len(x.hosts) > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(shown(n))
	}
	if x.database != "" {
		b.WriteString("/" + shown(x.database))
	}
	for _, h := range x.hosts {
		if provider, _ := providerOf(h); provider != "" {
			b.WriteString(" (" + provider + ")")
			break
		}
	}
	return b.String()
}

// shown is a name as signs show it: what does not look like a name could hold a
// password, and is left out.
func shown(name string) string {
	const longest = 120
	if len(name) > longest || strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:~ *") != "" {
		return "…"
	}
	return name
}

func (d *detector) add(s sign) {
	if !d.wanted(s.scope) {
		return
	}
	d.signs = append(d.signs, s)
}

func at(file string, line int) token.Position {
	if file == "" {
		return token.Position{}
	}
	return token.Position{Filename: file, Line: line}
}
