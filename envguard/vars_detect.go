package envguard

import (
	"maps"
	"slices"
	"strings"
)

// variables reads all variables but those that belong together: see services.
func (d *detector) variables() {
	// In order, so that equal signs keep theirs.
	for _, name := range slices.Sorted(maps.Keys(d.env)) {
		if name != "" && name[0] != '-' { // "env =x", and "=C:=…" of Windows, have no name
			d.variable(name, d.env[name])
		}
	}
}

func (d *detector) variable(name string, v variable) {
	value := strings.TrimSpace(v.value)
	if value == "" {
		return
	}
	if strings.HasPrefix(name, "TF_CLI_ARGS") {
		d.terraformArgs(name, value)
		return
	}
	if d.liveKey(name, value, v) {
		return
	}
	u := useOf(name)
	if u.meaning == nothing || !d.wanted(u.scope) {
		return
	}
	s := sign{Sign: v.sign(name), weight: u.weight, scope: u.scope}
	if u.scope&inAWS != 0 && u.meaning == aName && d.localAWS() {
		return // an endpoint on this machine stands in for the account
	}
	switch u.meaning {
	case aStage:
		d.mode(value, s)
	case aName, aFolder:
		s.Stage, s.Remote, s.Detail = d.stageOf(value), u.remote, shown(value)
		if u.meaning == aFolder {
			s.Stage = max(s.Stage, stageOfPath(value))
			if n, ok := named(d.names, value); ok {
				s.Stage = n
			}
		}
		if unresolved(value) || s.Stage == Unknown && (u.soft || !u.remote) {
			return
		}
		d.add(s)
	case aFlag:
		if isTrue(value) {
			s.Stage, s.Detail = Production, "set"
			d.add(s)
		}
	case aHost, aURL, anEndpoint:
		d.connection(name, value, u, s)
	}
}

// mode reads the value of a mode variable.
func (d *detector) mode(value string, s sign) {
	if strings.ContainsAny(value[:1], "/~$.") { // ENV=/root/.bashrc is a start file of sh
		return
	}
	if s.Name == "CONTEXT" && equal(value, "branch-deploy") {
		value = "preview"
	}
	s.Stage, s.Detail = stageOfMode(value), shown(value)
	if n, ok := named(d.names, value); ok {
		s.Stage = n
	}
	if strings.ContainsAny(value, "@= ") {
		s.Detail = s.Stage.String()
	}
	if s.Stage != Unknown {
		d.add(s)
	}
}

// connection reads a URL, a connection string or a list of hosts. A variable whose
// own name tells a stage, such as PROD_DATABASE_URL, is there to be chosen: nothing
// goes to it by itself.
func (d *detector) connection(name, value string, u use, s sign) {
	if stageOf(name) != Unknown {
		return
	}
	service := u.meaning != anEndpoint || u.scope&(inAWS|inGoogle) != 0
	x, ok := parseDSN(value)
	switch {
	case ok && !x.isURL() && !service:
		return
	case ok && x.isWeb() && !service:
		// Any URL: one with the name of a stage says what the program talks to, and
		// so does one of a managed database.
		if stage, _, _ := d.stageOfDSN(x); stage < Staging || !talksTo(name) {
			return
		}
	case ok && !x.isWeb() && !x.isURL() && !speaksOfService(name):
		return
	case !ok && unresolved(value):
		if service && u.meaning == aURL && speaksOfService(name) && connects(name) {
			if s.weight, s.Detail = aBlank, "a template that is not filled in"; d.env[name].said {
				d.template(value, s)
			} else {
				d.add(s)
			}
		}
		return
	case !ok && (u.meaning == aHost || u.scope&(inAWS|inGoogle) != 0):
		if x, ok = hostList(value); !ok {
			return
		}
	case !ok:
		return
	}
	d.target(x, s)
}

func connects(name string) bool {
	for _, end := range []string{"URL", "URI", "DSN", "STRING", "CONNECTION"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

// talksTo tells of variables that hold the address of the program's own back end.
func talksTo(name string) bool {
	for _, word := range []string{"API", "BACKEND", "GRAPHQL", "SERVER", "BASE", "GATEWAY", "SERVICE", "ENDPOINT", "RPC", "ADMIN", "TARGET"} {
		if hasWord(name, word) {
			return true
		}
	}
	return false
}

func (x *dsn) isURL() bool { return x.scheme != "" }

func (x *dsn) isWeb() bool { return x.scheme == "http" || x.scheme == "https" }

// hostList reads "host:port,host:port".
func hostList(value string) (dsn, bool) {
	var x dsn
	for part := range strings.SplitSeq(value, ",") {
		if _, rest, ok := strings.Cut(part, "://"); ok {
			part = beforeAny(rest, "/")
		}
		if !isHost(strings.Trim(strings.TrimSpace(part), "[]")) {
			return dsn{}, false
		}
		x.addHosts(part)
	}
	return x, len(x.hosts) > 0
}

func isTrue(value string) bool {
	switch strings.ToLower(strings.TrimSpace(value)) {
	case "1", "true", "yes", "on", "y", "t":
		return true
	}
	return false
}

// localAWS reports that AWS_ENDPOINT_URL leads to this machine: LocalStack and its
// relatives.
func (d *detector) localAWS() bool {
	x, ok := parseDSN(d.get("AWS_ENDPOINT_URL"))
	return ok && len(x.hosts) > 0 && placeOf(x.hosts[0]) != elsewhere
}

// liveKey tells of keys that say themselves that they are live: a test key vouches
// for nothing. The key is not shown.
func (d *detector) liveKey(name, value string, v variable) bool {
	for _, prefix := range [...]string{"sk_live_", "rk_live_", "pk_live_", "live_", "rzp_live_", "FLWSECK-", "sk-live-", "whsec_live_", "sq0atp-"} {
		if strings.HasPrefix(value, prefix) && (strings.Contains(name, "KEY") || strings.Contains(name, "SECRET") || strings.Contains(name, "TOKEN") || strings.Contains(name, "API")) {
			if strings.HasPrefix(value, "FLWSECK-") || strings.HasPrefix(value, "sq0atp-") {
				return false // no stage in the prefix
			}
			d.add(sign{Sign: Sign{Stage: Production, Source: "variable", Name: name, Detail: "a live key (" + prefix + "…)", Pos: at(v.file, v.line)}, scope: inMode | inApp, weight: aMode})
			return true
		}
	}
	return false
}
