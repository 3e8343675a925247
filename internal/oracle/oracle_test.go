package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/permission"
	"github.com/gatehouse-go/gatehouse/permission/conformance"
)

func TestMain(m *testing.M) {
	playPart() // the tests are the program, too
	os.Exit(m.Run())
}

const measured = "../../permission/testdata/conformance/"

// TestClient asks the client, if the measured version is installed, and shows that
// this program measures what was recorded.
func TestClient(t *testing.T) {
	dir, err := clientDir(permission.Reproduces)
	require.NoError(t, err)
	client, ok := installed(dir)
	if !ok {
		t.Skipf("Claude Code %s is not installed in %s: nothing was asked of the real client (go run ./internal/oracle installs it)", permission.Reproduces, dir)
	}
	data, err := os.ReadFile(measured + "fixture.json")
	require.NoError(t, err)
	fixture, err := conformance.ParseFixture(data)
	require.NoError(t, err)
	cases, err := readCases([]string{measured + "permission.jsonl"})
	require.NoError(t, err)
	asked := spread(cases, 40)
	told, err := ask(t.Context(), client, fixture, asked, 2)
	require.NoError(t, err)
	r := compare(asked, told)
	require.Empty(t, r.changes)
	require.Equal(t, len(asked), r.same)
	require.NotEmpty(t, asked)
	require.Equal(t, permission.Reproduces, r.version)
}

func TestAnswer(t *testing.T) {
	const id = "toolu_000001"
	failed := func(text string) map[string]result { return map[string]result{id: {text: text, isErr: true}} }
	for _, tt := range []struct {
		name    string
		session session
		want    string
		removed bool
	}{
		{"asked", session{asked: map[string]question{id: {ReasonType: "rule"}}, results: failed(askedMessage)}, "ask", false},
		{"ran", session{results: map[string]result{id: {text: "noop"}}}, "allow", false},
		{"ran and speaks of permissions", session{results: map[string]result{id: {text: "permission denied"}}}, "allow", false},
		{"no such tool", session{results: failed("<tool_use_error>Error: No such tool available: Bash</tool_use_error>")}, "deny", true},
		{"denied with its cause", session{results: failed("no"), denied: map[string]denial{id: {ReasonType: "rule"}}}, "deny", false},
		{"denied in the list of the turn", session{results: failed("no"), refused: map[string]bool{id: true}}, "deny", false},
		{"denied in words", session{results: failed("Permission to use Bash has been denied.")}, "deny", false},
		{"denied as an error of the tool", session{results: failed("<tool_use_error>File is in a directory that is denied by your permission settings.</tool_use_error>")}, "deny", false},
		{"reached the file", session{results: failed("EACCES: permission denied, open '/etc/x'")}, "allow", false},
		{"input of the wrong form", session{results: failed("<tool_use_error>InputValidationError: permission</tool_use_error>")}, "error", false},
		{"given up with another call", session{results: failed("<tool_use_error>Cancelled: sibling tool call errored</tool_use_error>")}, "none", false},
		{"no result", session{}, "none", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := tt.session.answer(0, conformance.Case{Decision: "was"})
			require.Equal(t, tt.want, a.Decision)
			require.Equal(t, tt.removed, a.Removed)
			require.Equal(t, tt.want == "none" || tt.want == "error", a.Note != "")
		})
	}
}

// TestModelAPI reads the proposed calls back out of a streamed and a whole answer.
func TestModelAPI(t *testing.T) {
	api, err := startAPI()
	require.NoError(t, err)
	defer api.close()
	call := toolUse{Type: "tool_use", ID: "toolu_1", Name: "Bash", Input: json.RawMessage(`{"command":"ls"}`)}
	api.propose([][]toolUse{nil, {call}})

	post := func(body string) string {
		response, err := http.Post(api.url()+"/v1/messages", "application/json", strings.NewReader(body))
		require.NoError(t, err)
		defer response.Body.Close()
		data, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		require.Equal(t, http.StatusOK, response.StatusCode, string(data))
		return string(data)
	}
	const tools = `"tools":[{"name":"Bash"}],`
	whole := post(`{` + tools + `"messages":[{"role":"user","content":"oracle batch 1"}]}`)
	require.Contains(t, whole, `"input":{"command":"ls"}`)
	require.Contains(t, whole, `"stop_reason":"tool_use"`)

	streamed := post(`{"stream":true,` + tools + `"messages":[{"role":"user","content":[{"type":"text","text":"oracle batch 1"}]}]}`)
	var input strings.Builder
	events := bufio.NewScanner(strings.NewReader(streamed))
	for events.Scan() {
		data, ok := strings.CutPrefix(events.Text(), "data: ")
		if !ok {
			continue
		}
		var event struct {
			Delta struct {
				PartialJSON string `json:"partial_json"`
			} `json:"delta"`
		}
		require.NoError(t, json.Unmarshal([]byte(data), &event))
		input.WriteString(event.Delta.PartialJSON)
	}
	require.JSONEq(t, `{"command":"ls"}`, input.String())

	for name, body := range map[string]string{
		"results end the turn":          `{` + tools + `"messages":[{"role":"user","content":[{"type":"tool_result","text":"oracle batch 1"}]}]}`,
		"a batch that is not there":     `{` + tools + `"messages":[{"role":"user","content":"oracle batch 7"}]}`,
		"a question about other things": `{"messages":[{"role":"user","content":"oracle batch 1"}]}`,
	} {
		require.NotContains(t, post(body), "tool_use", name)
	}
	require.Contains(t, post(`{"messages":[{"role":"user","content":"<transcript>…</transcript>"}]}`), `\u003cblock\u003eno`)
}

func TestSessions(t *testing.T) {
	settings := map[string]json.RawMessage{"user": json.RawMessage(`{}`)}
	groups := sessions([]conformance.Case{
		{ID: "f:a/1"}, {ID: "f:a/2"}, {ID: "f:b/1"}, {ID: "f:a/3", Settings: settings}, {ID: "f:a/4", Settings: settings}, {ID: "f:a/5", Mode: permission.Plan},
	})
	var ids []string
	for _, g := range groups {
		list := make([]string, len(g))
		for i, c := range g {
			list[i] = c.ID
		}
		ids = append(ids, strings.Join(list, " "))
	}
	require.Equal(t, []string{"f:a/1 f:a/2", "f:b/1", "f:a/3 f:a/4", "f:a/5"}, ids)
}

func TestCompare(t *testing.T) {
	input := json.RawMessage(`{}`)
	cases := []conformance.Case{
		{ID: "f:x/1", Decision: "ask", Input: input}, {ID: "f:x/2", Decision: "ask", Input: input}, {ID: "f:y z/1", Decision: "ask", Input: input},
		{ID: "f:y/2", Decision: "deny", Input: input}, {ID: "f:y/3", Input: input},
	}
	answers := []answer{
		{Case: conformance.Case{ID: "f:x/1", Decision: "ask"}, Version: "9"}, {Case: conformance.Case{ID: "f:x/2", Decision: "allow"}},
		{Case: conformance.Case{ID: "f:y z/1", Decision: "deny"}}, {Case: conformance.Case{ID: "f:y/3", Decision: "deny"}},
	}
	r := compare(cases, answers)
	require.Equal(t, []int{2, 2, 1, 1}, []int{r.same, r.changed, r.looser, r.unanswered})
	changes := filepath.Join(t.TempDir(), "changes.jsonl")
	var out bytes.Buffer
	require.NoError(t, r.write(&out, "", changes))
	require.Contains(t, out.String(), "Claude Code 9: 2 of 5 as recorded, 2 changed (1 looser), 1 without a decision")
	data, err := os.ReadFile(changes)
	require.NoError(t, err)
	require.Equal(t, 3, bytes.Count(data, []byte("\n")))
	require.Contains(t, string(data), `"was":"ask","is":"allow"`)
}

func TestServeMCP(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, serveMCP(strings.NewReader(`{"id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18"}}
{"method":"notifications/initialized"}
nonsense
{"id":"b","method":"tools/list"}
{"id":3,"method":"tools/call","params":{"name":"write_x"}}
`), &out))
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	require.Len(t, lines, 3)
	require.Contains(t, lines[0], `"protocolVersion":"2025-06-18"`)
	require.Contains(t, lines[1], `"id":"b"`)
	require.Contains(t, lines[1], `"readOnlyHint":false`)
	require.Contains(t, lines[2], "noop")
}

func TestSpread(t *testing.T) {
	cases := []conformance.Case{{ID: "a/0"}, {ID: "a/1"}, {ID: "b/0"}, {ID: "b/1"}, {ID: "c/0"}, {ID: "c/1"}, {ID: "d/0"}, {ID: "d/1"}}
	require.Len(t, spread(cases, 0), 8)
	require.Len(t, spread(cases, 9), 8)
	require.Equal(t, []conformance.Case{{ID: "a/0"}, {ID: "a/1"}, {ID: "d/0"}, {ID: "d/1"}}, spread(cases, 4))
}
