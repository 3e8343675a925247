package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/examples/internal/hooktest"
	"github.com/gatehouse-go/gatehouse/hooks"
)

var program string

func TestMain(m *testing.M) { hooktest.Main(m, &program) }

var key = "ghp_" + strings.Repeat("aB3dE5gH", 4) + "iJ6k"

func result(t *testing.T, p *hooktest.Place, tool string, response any) (hooks.Outcome, hooktest.Result) {
	return p.Hook(t, program, p.Event(t, "PostToolUse", map[string]any{
		"tool_name": tool, "tool_input": map[string]any{"command": "env", "file_path": "/x"}, "tool_use_id": "toolu_1", "tool_response": response,
	}))
}

func TestRedacts(t *testing.T) {
	p := hooktest.NewPlace(t)
	bash := func(stdout string) map[string]any {
		return map[string]any{"stdout": stdout, "stderr": "", "interrupted": false, "isImage": false}
	}
	for _, tt := range []struct {
		name, tool string
		response   any
		want       string
	}{
		{"a command", "Bash", bash("HOME=/root\nTOKEN=" + key + "\nLANG=C"), `{"interrupted":false,"isImage":false,"stderr":"","stdout":"HOME=/root\nTOKEN=***REDACTED-github-pat-1***\nLANG=C"}`},
		{"a file", "Read", map[string]any{"type": "text", "file": map[string]any{"filePath": "/p/.env", "content": "A=1\nT=" + key + "\n", "numLines": 2, "startLine": 1, "totalLines": 2}}, `"content":"A=1\nT=***REDACTED-github-pat-1***\n","filePath":"/p/.env","numLines":2`},
		{"a connection", "Bash", bash("DATABASE_URL=postgres://app:hunter2xyz9Q@db.example.com/app"), `"stdout":"DATABASE_URL=postgres://app:***REDACTED-url-credential-1***@db.example.com/app"`},
		{"a server's tool", "mcp__vault__get", []any{map[string]any{"type": "text", "text": "value: " + key}}, `"type":"text"`},
		{"escapes", "Bash", bash("a \"quoted\" \\ text\twith " + key), `a \"quoted\" \\ text\twith ***REDACTED-github-pat-1***`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out, r := result(t, p, tt.tool, tt.response)
			require.NotEmpty(t, out.UpdatedOutput, r.Stderr)
			require.NotContains(t, r.Stdout+r.Stderr, key)
			require.NotContains(t, r.Stdout+r.Stderr, "hunter2xyz9Q")
			require.Contains(t, string(out.UpdatedOutput), tt.want)
			require.NotEmpty(t, out.SystemMessage)
		})
	}
}

func TestLeavesTheRest(t *testing.T) {
	p := hooktest.NewPlace(t)
	for _, response := range []any{
		map[string]any{"stdout": "all is well", "stderr": "", "interrupted": false, "isImage": false}, "plain", nil, map[string]any{}, []any{1, 2.5, true, nil},
		map[string]any{"type": "image", "file": map[string]any{"base64": strings.Repeat("iVBORw0KGgoAAAANSUhEUgAA", 500), "type": "image/png"}},
	} {
		out, r := result(t, p, "Bash", response)
		require.Empty(t, out.UpdatedOutput, "%v: %s", response, r.Stdout)
		require.Equal(t, 0, r.Code, r.Stderr)
	}
}
