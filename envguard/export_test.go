package envguard

// Seams for tests.
var (
	StageOf     = stageOf
	StageOfMode = stageOfMode
	PlaceOf     = func(host string) string { return [...]string{"loopback", "neighbour", "elsewhere"}[placeOf(host)] }
)

// ParseDSN returns what a connection string says, as text.
func ParseDSN(s string) (description string, hosts []string, database, user string, ok bool) {
	x, ok := parseDSN(s)
	return x.describe(), x.hosts, x.database, x.user, ok
}

// ReadKubeconfig returns the server of the current context.
func ReadKubeconfig(text string) (context, server string, ok bool) {
	n, err := parseYAML(text)
	if err != nil {
		return "", "", false
	}
	for _, c := range n.list("clusters") {
		server = c.string("cluster", "server")
	}
	return n.string("current-context"), server, true
}

// ParseDotenv returns the variables of a .env file.
func ParseDotenv(text string) map[string]string {
	out := map[string]string{}
	for _, l := range parseDotenv(text) {
		out[l.name] = l.value
	}
	return out
}

// ScanSQL and AppendSQL are what Judge.SQL is made of.
var (
	ScanSQL   = scanSQL
	AppendSQL = appendSQL
)

// Ordinary reports that a command is judged the short way; Slowly judges it the long one.
var (
	Ordinary = (*Judge).ordinary
	Slowly   = (*Judge).follow
)
