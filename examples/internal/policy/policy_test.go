package policy_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/examples/internal/policy"
)

func TestParse(t *testing.T) {
	p, err := policy.Parse(policy.User, "f", []byte(` {"protect": ["infra/**"], "off": ["backup"], "production": ["db7.*"], "personal": true, "staging": [], "allowValues": ["é"]}`+"\n"))
	require.NoError(t, err)
	require.Equal(t, policy.Policy{Protect: []string{"infra/**"}, Off: []string{"backup"}, Production: []string{"db7.*"}, Personal: true, AllowValues: []string{"é"}}, p)
	require.False(t, p.On("backup"))
	require.True(t, p.On("secrets"))

	for text, says := range map[string]string{
		"":                                          "f:1:1: the file ends too early",
		"{\n  \"protect\": [\n":                     "f:3:1: the file ends too early",
		"{\n  \"protect\": [\"a":                    "f:2:17: the file ends too early",
		"{\n  \"protect\" 1}":                       "f:2:13",
		"{\n  \"protect\": [\"a\" \"b\"]}":          "f:2:19",
		"{\n \"protect\": \"x\"}":                   "f:2:13: \"protect\" is a list of texts",
		"{\n \"protect\": [\"x\",\n  7]}":           "f:3:3: \"protect\" is a list of texts, and this is none",
		"{\"protect\": null}":                       "f:1:13: \"protect\" is a list",
		"{\"personal\": \"yes\"}":                   "f:1:14: \"personal\" is true or false",
		"{\n\t\"protected\": []}":                   "f:2:2: there is no key \"protected\"",
		"{\"Protect\": []}":                         "f:1:2: there is no key \"Protect\"",
		"{\"protect\": [\"a\"],\n \"protect\": []}": "f:2:2: \"protect\" stands here a second time",
		`{"off": ["backup", "everything"]}`:         "f:1:20: there is no check \"everything\"",
		`{"require": ["rules"]}`:                    "f:1:2: \"require\" is for the organisation's file only",
		"{}\n{}":                                    "f:2:1: there is more",
		"{} x":                                      "f:1:4: there is more",
		`{"protect": [" "]}`:                        "f:1:14: an empty text",
		`{"protect": ["!.env"]}`:                    "f:1:14: \"!.env\" is no pattern",
		`[]`:                                        "f:1:1: a policy is an object",
		`null`:                                      "f:1:1: a policy is an object",
		"\xef\xbb\xbf{}":                            "f:1:1: the file begins with a byte order mark",
		"{\"protect\": [\"\xff\"]}":                 "f:1:15: the file is not UTF-8",
		"{\n // no\n}":                              "f:2:2",
		strings.Repeat("[", 20000):                  "f:1:1: a policy is an object",
		`{"protect":` + strings.Repeat("[", 20000):  "f:1:13",
	} {
		_, err := policy.Parse(policy.User, "f", []byte(text))
		require.ErrorIs(t, err, policy.ErrPolicy, text)
		require.ErrorContains(t, err, says, "%.40q", text)
	}
	_, err = policy.Parse(policy.Managed, "f", []byte(`{"require": ["rules", "secrets"]}`))
	require.NoError(t, err)
	_, err = policy.Parse(policy.Managed, "f", []byte(`{"require": ["all"]}`))
	require.ErrorContains(t, err, "f:1:14")
}

// TestProjectOnlyTightens: what a repository brings along is refused if it loosens. That
// the rest loosens no answer is tested with the guard itself.
func TestProjectOnlyTightens(t *testing.T) {
	for key, value := range map[string]string{
		"off": `["secrets"]`, "unprotect": `[".env"]`, "allowValues": `["x"]`, "development": `["prod"]`, "staging": `["*"]`, "require": `["rules"]`,
	} {
		_, err := policy.Parse(policy.Project, "p", []byte("{\n  \""+key+"\": "+value+"\n}"))
		require.ErrorIs(t, err, policy.ErrPolicy)
		require.ErrorContains(t, err, "p:2:3: \""+key+"\"")
		var loosens policy.Policy
		if key != "require" {
			loosens, err = policy.Parse(policy.User, "u", []byte("{\""+key+"\": "+value+"}"))
			require.NoError(t, err)
		}
		require.Equal(t, policy.Policy{}, policy.Join(policy.Policy{}, policy.Policy{}, loosens), "and joined it counts nothing")
	}
	user := policy.Policy{Off: []string{"backup"}, Protect: []string{"a"}}
	joined := policy.Join(user, policy.Policy{}, policy.Policy{Protect: []string{"b"}, Personal: true, Production: []string{"c"}})
	require.Equal(t, policy.Policy{Protect: []string{"a", "b"}, Personal: true, Production: []string{"c"}, Off: []string{"backup"}}, joined)
}

// TestRequire is what an organisation insists on, exceptions included.
func TestRequire(t *testing.T) {
	user := policy.Policy{
		Off: []string{"secrets", "backup", "backup"}, AllowValues: []string{"v"}, Unprotect: []string{".env"}, Development: []string{"*"}, Staging: []string{"s"},
	}
	joined := policy.Join(user, policy.Policy{Require: []string{"secrets"}, AllowValues: []string{"ours"}, Off: []string{"secrets"}}, policy.Policy{})
	require.True(t, joined.On("secrets"))
	require.Equal(t, []string{"backup"}, joined.Off)
	require.Equal(t, []string{"ours"}, joined.AllowValues)
	require.Equal(t, []string{".env"}, joined.Unprotect)

	joined = policy.Join(user, policy.Policy{Require: []string{"files", "production"}}, policy.Policy{})
	require.Equal(t, policy.Policy{Off: []string{"secrets", "backup"}, AllowValues: []string{"v"}, Require: []string{"files", "production"}}, joined)
}

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	f := policy.Files{Project: filepath.Join(dir, "p"), User: filepath.Join(dir, "u"), Managed: filepath.Join(dir, "m")}
	p, err := policy.Load(f)
	require.NoError(t, err)
	require.Equal(t, policy.Policy{}, p)
	for _, name := range f.List() {
		require.NoError(t, os.WriteFile(name, []byte("{"), 0o600))
		_, err = policy.Load(f)
		require.ErrorIs(t, err, policy.ErrPolicy)
		require.ErrorContains(t, err, name+":1:2")
		require.NoError(t, os.Remove(name))
	}
	require.NoError(t, os.Mkdir(f.User, 0o700))
	_, err = policy.Load(f)
	require.ErrorIs(t, err, policy.ErrPolicy)
}

// TestRepositoryDoesNotChooseTheUsersFile: a repository could bring a "user's" policy
// along if it could say where that is.
func TestRepositoryDoesNotChooseTheUsersFile(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the variable XDG_CONFIG_HOME counts on Linux only: that it does not point into the project is not tested")
	}
	project, home := t.TempDir(), t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_CONFIG_HOME", "")
	f, err := policy.FilesOf(project)
	require.NoError(t, err)
	require.Equal(t, filepath.Join(home, ".config", "gatehouse", "guard.json"), f.User)

	link := filepath.Join(home, "link")
	require.NoError(t, os.Symlink(project, link))
	for _, dir := range []string{project, filepath.Join(project, "not", "yet"), filepath.Join(link, "x"), "relative"} {
		t.Setenv("XDG_CONFIG_HOME", dir)
		_, err = policy.FilesOf(project)
		require.ErrorIs(t, err, policy.ErrPolicy, dir)
	}
	elsewhere := filepath.Join(home, "elsewhere")
	t.Setenv("XDG_CONFIG_HOME", elsewhere)
	for _, file := range []string{"settings.json", "settings.local.json"} {
		name := filepath.Join(project, ".claude", file)
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o700))
		for text, refused := range map[string]bool{
			`{"env": {"XDG_CONFIG_HOME": "` + elsewhere + `"}}`: true, `{"env": {"A": "b"}, "env": {"XDG_CONFIG_HOME": "` + elsewhere + `"}}`: true,
			`{"env": {"HOME": "` + home + `"}}`:                                               true,
			`{"env": {"XDG_CONFIG_HOME": "/had/no/effect", "XDG_STATE_HOME": "", "HOME": 1}}`: false,
			`{"env": {"NODE_ENV": "test"}}`:                                                   false, `{}`: false, `{`: false, `{"env": []}`: false,
		} {
			require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
			_, err = policy.FilesOf(project)
			require.Equal(t, refused, err != nil, "%s: %v", text, err)
		}
		require.NoError(t, os.Remove(name))
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{`{"protect":["a"],"off":["backup"]}`, `{"personal":true}`, "{\n\"x\":1}", `{"require":["rules"]} `, "[", `{"protect":[{}]}`, "\xef\xbb\xbf{}"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		loose, err := policy.Parse(policy.User, "f", data)
		if err != nil {
			require.ErrorIs(t, err, policy.ErrPolicy)
		}
		tight, errProject := policy.Parse(policy.Project, "f", data)
		if err != nil {
			require.Error(t, errProject, "a project may set no more than a user")
		}
		if errProject == nil {
			require.Equal(t, loose, tight)
			require.Empty(t, tight.Off)
			require.Empty(t, tight.Unprotect)
			require.Empty(t, tight.AllowValues)
			require.Empty(t, tight.Staging)
			require.Empty(t, tight.Development)
		}
	})
}
