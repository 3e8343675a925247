package permission_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/permission"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// requireGolden compares got with a file below testdata.
func requireGolden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", filepath.FromSlash(name))
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o777))
		require.NoError(t, os.WriteFile(file, []byte(got), 0o666))
		return
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err, "to write it: go test ./permission -update")
	require.Equal(t, string(want), got, "if this was meant: go test ./permission -update")
}

// readLines decodes a file of one JSON value a line.
func readLines[T any](t testing.TB, name string) []T {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", filepath.FromSlash(name)))
	require.NoError(t, err)
	defer f.Close()
	var out []T
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var v T
		require.NoError(t, json.Unmarshal(lines.Bytes(), &v))
		out = append(out, v)
	}
	require.NoError(t, lines.Err())
	require.NotEmpty(t, out)
	return out
}

// noLinks is a file system without symbolic links.
func noLinks(name string) (string, error) { return name, nil }

// config is a session in /p of the user with the home directory /h.
func config(settings ...*permission.Settings) permission.Config {
	return permission.Config{Project: "/p", Home: "/h", EvalSymlinks: noLinks, Settings: settings}
}

func parse(t testing.TB, scope permission.Scope, text string) *permission.Settings {
	t.Helper()
	s, err := permission.ParseSettings(scope, fileOf[scope], []byte(text))
	require.NoError(t, err)
	return s
}

var fileOf = map[permission.Scope]string{
	permission.Managed: "/etc/claude-code/managed-settings.json",
	permission.Flag:    "/x/flag.json",
	permission.Local:   "/p/.claude/settings.local.json",
	permission.Project: "/p/.claude/settings.json",
	permission.User:    "/h/.claude/settings.json",
}

// project compiles the settings of a project.
func project(t testing.TB, text string) *permission.Policy {
	t.Helper()
	return compile(t, config(parse(t, permission.Project, text)))
}

func compile(t testing.TB, cfg permission.Config) *permission.Policy {
	t.Helper()
	p, err := permission.New(cfg)
	require.NoError(t, err)
	return p
}

// lists writes settings: each word is "allow:", "ask:" or "deny:" or a rule for
// the list named last.
func lists(words ...string) string {
	perms, list := map[string][]string{}, ""
	for _, w := range words {
		if name, ok := strings.CutSuffix(w, ":"); ok {
			list = name
			continue
		}
		perms[list] = append(perms[list], w)
	}
	data, err := json.Marshal(map[string]any{"permissions": perms})
	if err != nil {
		panic(err)
	}
	return string(data)
}

// call is a request with the fields of its input in pairs.
func call(tool string, fields ...string) permission.Request {
	input := map[string]string{}
	for i := 0; i < len(fields); i += 2 {
		input[fields[i]] = fields[i+1]
	}
	var data bytes.Buffer
	e := json.NewEncoder(&data)
	e.SetEscapeHTML(false) // as the client writes it
	if err := e.Encode(input); err != nil {
		panic(err)
	}
	return permission.Request{Tool: tool, Input: bytes.TrimSpace(data.Bytes())}
}

func bash(command string) permission.Request { return call("Bash", "command", command) }
