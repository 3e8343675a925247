package conformance_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/permission"
	"github.com/gatehouse-go/gatehouse/permission/conformance"
)

func fixture(t testing.TB) *conformance.Fixture {
	t.Helper()
	data, err := os.ReadFile("../testdata/conformance/fixture.json")
	require.NoError(t, err)
	f, err := conformance.ParseFixture(data)
	require.NoError(t, err)
	return f
}

func read(t testing.TB, line string) conformance.Case {
	t.Helper()
	for c, err := range conformance.Read(strings.NewReader(line)) {
		require.NoError(t, err)
		return c
	}
	t.Fatal("no case")
	return conformance.Case{}
}

// Every field of a case changes what is judged.
func TestJudge(t *testing.T) {
	tests := []struct {
		name, line string
		want       permission.Decision
	}{
		{"settings", `{"settings":{"user":{"permissions":{"allow":["Bash(make)"]}}},"tool":"Bash","input":{"command":"make"}}`, permission.Allow},
		{"settings as text", `{"settings":{"user":"{\"permissions\":{\"allow\":[\"Bash(make)\"]}}"},"tool":"Bash","input":{"command":"make"}}`, permission.Allow},
		{"settings that are no JSON are not there", `{"settings":{"user":"{","project":{"permissions":{"allow":["Bash(make)"]}}},"tool":"Bash","input":{"command":"make"}}`, permission.Allow},
		{"mode", `{"settings":{},"mode":"bypassPermissions","tool":"Bash","input":{"command":"make"}}`, permission.Allow},
		{"no mode", `{"settings":{},"tool":"Bash","input":{"command":"make"}}`, permission.Ask},
		{"cwd", `{"settings":{},"cwd":"src","tool":"Read","input":{"file_path":"$PROJ/README.md"}}`, permission.Ask},
		{"no cwd", `{"settings":{},"tool":"Read","input":{"file_path":"$PROJ/README.md"}}`, permission.Allow},
		{"add-dir", `{"settings":{},"cli":{"add-dir":["$OTHER"]},"tool":"Read","input":{"file_path":"$OTHER/data.txt"}}`, permission.Allow},
		{"no add-dir", `{"settings":{},"tool":"Read","input":{"file_path":"$OTHER/data.txt"}}`, permission.Ask},
		{"allowedTools", `{"settings":{},"cli":{"allowedTools":["Bash(make)"]},"tool":"Bash","input":{"command":"make"}}`, permission.Allow},
		{"disallowedTools", `{"settings":{},"cli":{"disallowedTools":["Bash(ls)"]},"tool":"Bash","input":{"command":"ls"}}`, permission.Deny},
		{"setting-sources", `{"settings":{"user":{"permissions":{"deny":["Bash(ls)"]}}},"cli":{"setting-sources":["project"]},"tool":"Bash","input":{"command":"ls"}}`, permission.Allow},
		{"tools", `{"settings":{},"cli":{"tools":["Read"]},"tool":"Bash","input":{"command":"ls"}}`, permission.Deny},
		{"untrusted", `{"settings":{"project":{"permissions":{"allow":["Bash(make)"]}}},"untrusted":true,"tool":"Bash","input":{"command":"make"}}`, permission.Ask},
		{"a link of the fixture", `{"settings":{"project":{"permissions":{"deny":["Read(.env)"]}}},"tool":"Read","input":{"file_path":"$PROJ/link-env"}}`, permission.Deny},
	}
	runner := &conformance.Runner{Fixture: fixture(t)}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			result, err := runner.Judge(read(t, tt.line))
			require.NoError(t, err)
			assert.Equal(t, tt.want, result.Decision, result.String())
		})
	}
	_, err := runner.Judge(read(t, `{"id":"x/1","settings":{},"mode":"yolo","tool":"Bash","input":{}}`))
	require.ErrorIs(t, err, permission.ErrMode)
	require.ErrorContains(t, err, "x/1")
}

// Cause is the client's own word in almost all cases where it gave one. What is
// left depends on wrappers that it looks through in a later pass.
func TestCause(t *testing.T) {
	for file, least := range map[string]float64{"permission": 98.9, "paths": 98.7, "readonly": 99.8, "grammar": 91.4, "probes": 91.7} {
		in, err := os.Open("../testdata/conformance/" + file + ".jsonl")
		require.NoError(t, err)
		defer in.Close()
		runner := &conformance.Runner{Fixture: fixture(t)}
		cases, same := 0, 0
		for c, err := range conformance.Read(in) {
			require.NoError(t, err)
			result, err := runner.Judge(c)
			require.NoError(t, err)
			if c.Cause == "" || result.Decision.String() != c.Decision {
				continue
			}
			cases++
			if conformance.Cause(result) == c.Cause {
				same++
			}
		}
		t.Logf("%s: %d of %d causes are the client's", file, same, cases)
		require.Greater(t, 100*float64(same)/float64(cases), least, file)
	}
}

func TestReadErrors(t *testing.T) {
	n := 0
	for c, err := range conformance.Read(strings.NewReader("\n{\"id\":\"a\"}\n\nnonsense\n{\"id\":\"b\"}\n")) {
		n++
		if n == 1 {
			require.NoError(t, err)
			require.Equal(t, "a", c.ID)
			continue
		}
		require.ErrorContains(t, err, "line 4")
	}
	require.Equal(t, 2, n, "nothing comes after an error")
}

func TestParseFixtureErrors(t *testing.T) {
	for _, text := range []string{``, `[]`, `{}`, `{"home":"u","project":"/p"}`} {
		_, err := conformance.ParseFixture([]byte(text))
		require.ErrorContains(t, err, "not a fixture", text)
	}
}

func TestResolve(t *testing.T) {
	f := &conformance.Fixture{Symlinks: map[string]string{"/a/rel": "../b", "/a/abs": "/c/d", "/self": "/self", "/x": "/a/rel/y"}}
	for name, want := range map[string]string{
		"/":           "/",
		"/a/none":     "/a/none",
		"/a/rel/f":    "/b/f",
		"/a/abs":      "/c/d",
		"/x/z":        "/b/y/z",
		"/a/../a/rel": "/b",
	} {
		got, err := f.Resolve(name)
		require.NoError(t, err)
		require.Equal(t, want, got, name)
	}
	_, err := f.Resolve("/self/x")
	require.ErrorIs(t, err, permission.ErrTooManyLinks)
}

func ExampleRunner() {
	fixture := &conformance.Fixture{Home: "/home/u", Project: "/work"}
	runner := &conformance.Runner{Fixture: fixture}
	cases := strings.NewReader(`{"id":"push/1","settings":{"project":{"permissions":{"deny":["Bash(git push *)"]}}},"tool":"Bash","input":{"command":"git push"},"decision":"deny"}`)
	for c, err := range conformance.Read(cases) {
		if err != nil {
			fmt.Println(err)
			return
		}
		result, err := runner.Judge(c)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(c.ID, "the client:", c.Decision, "we:", result.Decision)
	}
	// Output:
	// push/1 the client: deny we: deny
}
