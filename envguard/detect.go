package envguard

import (
	"path"
	"strings"
)

// Detect tells which environment the surroundings point at: what a command that
// names no target itself could touch. All signs are returned, strongest first; the
// worst credible one decides. What cannot be read is unknown, never local.
//
// The rules, in short: words of names count, not parts of words; a target outranks
// a mode; a development mode does not vouch for a remote target; a copy of
// production on this machine is local; passwords, labels and comments are no signs.
func Detect(s Surroundings) Environment {
	return s.scrub(settle(detect(s, inAny)))
}

// detect collects the signs that count for some commands.
func detect(s Surroundings, wants scope) []sign {
	d := newDetector(s, wants)
	d.sources()
	return d.signs
}

func newDetector(s Surroundings, wants scope) *detector {
	d := &detector{Surroundings: s, names: s.Names, wants: wants, env: make(map[string]variable, len(s.Environ))}
	for _, entry := range s.Environ {
		if name, value, ok := strings.Cut(entry, "="); ok && name != "" {
			d.env[name] = variable{value: value}
		}
	}
	d.signs = append(d.signs, s.inherited...)
	return d
}

// sources looks at everything.
func (d *detector) sources() {
	if d.wanted(inMarker) {
		d.marker()
	}
	if d.wanted(inMode | inApp | inPostgres | inMySQL | inWarehouse | inCloud | inTerraform) {
		d.dotenv()
	}
	d.variables()
	d.ci()
	d.machine()
	d.services()
	d.libpqService()
	for _, source := range fileSources {
		if d.wanted(source.scope) {
			source.look(d)
		}
	}
}

// fileSources are the files of tools and frameworks.
var fileSources = [...]struct {
	scope scope
	look  func(*detector)
}{
	{inKube, (*detector).kube},
	{inAWS, (*detector).aws},
	{inGoogle, (*detector).google},
	{inAzure, (*detector).azure},
	{inTerraform, (*detector).terraform},
	{inPulumi, (*detector).pulumi},
	{inDocker, (*detector).docker},
	{inHeroku, (*detector).gitRemotes},
	{inFly, (*detector).fly},
	{inVercel, (*detector).vercel},
	{inNetlify, (*detector).netlify},
	{inRailway, (*detector).railway},
	{inSupabase, (*detector).supabase},
	{inCloudflare, (*detector).cloudflare},
	{inFirebase, (*detector).firebase},
	{inServerless, (*detector).serverless},
	{inWarehouse, (*detector).dbt},
	{inMySQL, (*detector).myCnf},
	{inApp, (*detector).appFiles},
	{inFolder, (*detector).folder},
}

// A detector collects signs. It serves one call.
type detector struct {
	Surroundings
	names []Name
	wants scope
	env   map[string]variable // of the process, and of .env files where they do not contradict
	signs []sign
}

// A variable is a value, and where it stands if that is a file, or a flag that says
// the same.
type variable struct {
	value string
	file  string
	line  int
	flag  string
	said  bool // by the command
}

// sign begins a sign of a variable.
func (v variable) sign(name string) Sign {
	if v.flag != "" {
		return Sign{Source: "flag", Name: v.flag}
	}
	return Sign{Source: "variable", Name: name, Pos: at(v.file, v.line)}
}

func (d *detector) wanted(s scope) bool { return d.wants&s != 0 }

// get returns the value of a variable, without blanks around it.
func (d *detector) get(name string) string { return strings.TrimSpace(d.env[name].value) }

// home is the home directory: HOME, as every tool reads it, or Surroundings.Home.
func (d *detector) home() string {
	if home := d.get("HOME"); path.IsAbs(home) {
		return home
	}
	return d.Home
}

// read returns the text of a file of the working directory, of the home directory
// (~/…), or of an absolute name.
func (d *detector) read(name string) (text, full string, ok bool) {
	if d.ReadFile == nil {
		return "", name, false
	}
	if rest, home := strings.CutPrefix(name, "~/"); home {
		if d.home() == "" {
			return "", name, false
		}
		name = path.Join(d.home(), rest)
	}
	if !path.IsAbs(name) {
		name = path.Join(d.Dir, name)
	}
	if unresolved(name) {
		return "", name, false
	}
	b, err := d.ReadFile(name)
	if err != nil || len(b) > maxFile {
		return "", name, false
	}
	return strings.TrimPrefix(string(b), "\uFEFF"), name, true // the Azure CLI writes a byte order mark
}

const maxFile = 1 << 20
