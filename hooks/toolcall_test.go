package hooks_test

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/hooks"
)

func call(tool, input string) *hooks.ToolCall {
	return &hooks.ToolCall{ToolName: tool, ToolInput: json.RawMessage(input)}
}

func TestToolCall(t *testing.T) {
	for _, tt := range []struct {
		tool, input string
		command     string // "-" for none
		paths       []string
		texts       []string
	}{
		{"Bash", `{"command":"ls /etc","description":"d","path":3}`, "ls /etc", nil, []string{"ls /etc"}},
		{"Bash", `{"command":"","Command":"ls"}`, "", nil, []string{""}},
		{"Bash", `{"Command":"ls"}`, "-", nil, nil},
		{"Bash", `{"command":["ls"]}`, "-", nil, []string{"ls"}}, // not for the client either, but a text
		{"PowerShell", `{"command":"dir"}`, "dir", nil, []string{"dir"}},
		{"Monitor", `{"command":"tail -f x","description":"d"}`, "tail -f x", nil, []string{"tail -f x", "d"}},
		{"Monitor", `{"description":"d","ws":{"url":"wss://x","protocols":["p"]}}`, "-", nil, []string{"d", "wss://x", "p"}},
		{"bash", `{"command":"ls"}`, "-", nil, []string{"ls"}},
		{"Write", `{"file_path":"/a","content":"text"}`, "-", []string{"/a"}, []string{"text"}},
		{"Edit", `{"file_path":"/a","old_string":"old","new_string":"new"}`, "-", []string{"/a"}, []string{"new"}},
		{"NotebookEdit", `{"notebook_path":"/a.ipynb","new_source":"1+1","cell_id":"c"}`, "-", []string{"/a.ipynb"}, []string{"1+1"}},
		{"Read", `{"file_path":"/a","FILE_PATH":"/b"}`, "-", []string{"/a"}, nil},
		{"Glob", `{"pattern":"*.go","path":"/a"}`, "-", []string{"/a"}, nil},
		{"Grep", `{"pattern":"x"}`, "-", nil, nil},
		{"WebFetch", `{"url":"https://x/?k=v","prompt":"p"}`, "-", nil, []string{"https://x/?k=v", "p"}},
		{"Agent", `{"description":"d","prompt":"p","run_in_background":true}`, "-", nil, []string{"d", "p"}},
		{"mcp__fs__move", `{"file_path":"/c","path":"/a","notebook_path":"/b"}`, "-", []string{"/c", "/b", "/a"}, []string{"/c", "/a", "/b"}},
		{"mcp__x__y", `{"command":"a","deep":[{"er":["b",{"c":"d"}],"n":1,"t":true,"z":null},"e"]}`, "-", nil, []string{"a", "b", "d", "e"}},
		{"Brand_New", `{"x":"y"}`, "-", nil, []string{"y"}},
		{"Workflow", `{"scriptPath":"/a.js","path":"/b"}`, "-", []string{"/a.js"}, []string{"/a.js", "/b"}},
		{"EnterWorktree", `{"path":"/w"}`, "-", []string{"/w"}, []string{"/w"}},
		{"CronList", `{}`, "-", nil, nil},
		{"Bash", `not JSON`, "-", nil, nil},
	} {
		t.Run(tt.tool+" "+tt.input, func(t *testing.T) {
			c := call(tt.tool, tt.input)
			command, ok := c.Command()
			require.Equal(t, tt.command != "-", ok)
			if ok {
				require.Equal(t, tt.command, command)
			}
			require.Equal(t, tt.paths, slices.Collect(c.Paths()))
			require.Equal(t, tt.texts, slices.Collect(c.Texts()))
		})
	}
}

// TestIteratorsStop when the loop is left.
func TestIteratorsStop(t *testing.T) {
	c := call("mcp__x__y", `{"file_path":"a","path":"b","list":["c","d"],"o":{"e":"f"}}`)
	for limit := range 5 {
		n := 0
		for range c.Texts() {
			if n++; n > limit {
				break
			}
		}
		for range c.Paths() {
			break
		}
	}
}

func TestMCP(t *testing.T) {
	for _, tt := range []struct {
		tool, server string
		wantServer   string
		wantTool     string
		ok           bool
	}{
		{"mcp__srv__read_x", "srv", "srv", "read_x", true},
		{"mcp__srv__read_x", "", "srv", "read_x", true},
		{"mcp__srv__a__b", "srv", "srv", "a__b", true},
		{"mcp__my__srv__a", "my__srv", "my__srv", "a", true},
		{"mcp__my__srv__a", "", "my", "srv__a", true}, // the message tells nothing better
		{"mcp__my_server__a", "my server", "my_server", "a", true},
		{"mcp__claude_ai_Mail__send", "claude.ai Mail", "claude_ai_Mail", "send", true},
		{"mcp__plugin_my-plugin_db__query", "plugin:my-plugin:db", "plugin_my-plugin_db", "query", true},
		{"mcp__srv__x", "other", "srv", "x", true},
		{"mcp__srv", "srv", "", "", false},
		{"mcp__srv__", "srv", "", "", false},
		{"mcp____x", "", "", "", false},
		{"MCP__srv__x", "srv", "", "", false},
		{"Bash", "", "", "", false},
	} {
		c := &hooks.ToolCall{ToolName: tt.tool, MCPServer: hooks.MCPServer{Name: tt.server}}
		server, tool, ok := c.MCP()
		require.Equal(t, []any{tt.wantServer, tt.wantTool, tt.ok}, []any{server, tool, ok}, "%s of %q", tt.tool, tt.server)
	}
}

func TestToolCallDecode(t *testing.T) {
	type embedded struct {
		Description string `json:"description,omitempty"`
	}
	type input struct {
		embedded
		Command   string `json:"command"`
		Timeout   *int   `json:"timeout"`
		Small     uint8  `json:"small"`
		Ratio     float32
		Flag      bool                       `json:"flag"`
		Questions []struct{ Header string }  `json:"questions"`
		Pair      [2]string                  `json:"pair"`
		Meta      map[string]json.RawMessage `json:"meta"`
		Any       any                        `json:"any"`
		Exact     json.Number                `json:"exact"`
		When      time.Time                  `json:"when"`
		Ignored   string                     `json:"-"`
		Kept      string                     `json:"kept"`
		private   string
	}
	got := input{Kept: "kept"}
	require.NoError(t, call("x", `{"command":"rm","Command":"ls","COMMAND":"ls","description":"d","timeout":5e3,"small":255,"Ratio":0.5,
		"ratio":1,"flag":true,"questions":[{"Header":"h","header":"no"}],"pair":["a","b"],"meta":{"k":[1, 2]},"any":{"a":[1,"x",null,true]},
		"exact":12345678901234567890,"when":"2026-11-23T00:00:00Z","Ignored":"x","-":"x","private":"x"}`).Decode(&got))
	require.Equal(t, input{
		embedded: embedded{"d"}, Command: "rm", Timeout: new(5000), Small: 255, Ratio: 0.5, Flag: true,
		Questions: []struct{ Header string }{{"h"}}, Pair: [2]string{"a", "b"},
		Meta:  map[string]json.RawMessage{"k": json.RawMessage("[1, 2]")},
		Any:   map[string]any{"a": []any{1.0, "x", nil, true}},
		Exact: "12345678901234567890", When: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC), Kept: "kept",
	}, got)
	require.Empty(t, got.private)

	var null struct {
		P *int           `json:"p"`
		M map[string]int `json:"m"`
		S string         `json:"s"`
	}
	null.P, null.M, null.S = new(1), map[string]int{}, "s"
	require.NoError(t, call("x", `{"p":null,"m":null,"s":null}`).Decode(&null))
	require.Nil(t, null.P)
	require.Nil(t, null.M)
	require.Equal(t, "s", null.S)

	var all map[string]any
	require.NoError(t, call("x", `{"a":1,"A":2}`).Decode(&all))
	require.Equal(t, map[string]any{"a": 1.0, "A": 2.0}, all)
}

func TestToolCallDecodeRefuses(t *testing.T) {
	type pointer struct{ A int }
	type Exported struct{ A int }
	for _, tt := range []struct {
		name, input string
		into        any
		wantError   string
	}{
		{"a nil pointer", `{}`, (*int)(nil), "needs a pointer"},
		{"no pointer", `{}`, pointer{}, "needs a pointer"},
		{"not JSON", `{`, new(any), "input of the tool mcp__a__b"},
		{"a string for a number", `{"a":{"b":["x"]}}`, &struct {
			A struct {
				B []int `json:"b"`
			} `json:"a"`
		}{}, "a.b[0] must be a number, but is a value of type string"},
		{"a fraction", `{"A":1.5}`, new(pointer), "A must be a whole number"},
		{"beyond 53 bits", `{"A":1e16}`, new(pointer), "A must be a whole number"},
		{"beyond int8", `{"A":128}`, &struct{ A int8 }{}, "A is a number too large for int8"},
		{"beyond uint8", `{"A":256}`, &struct{ A uint8 }{}, "A is a number that does not fit uint8"},
		{"below uint", `{"A":-1}`, &struct{ A uint }{}, "A is a number that does not fit uint"},
		{"beyond float", `{"A":1e999}`, &struct{ A float64 }{}, "A is a number too large for float64"},
		{"a number for a string", `{"A":1}`, &struct{ A string }{}, "A must be a string"},
		{"a number for json.Number", `{"A":"1"}`, &struct{ A json.Number }{}, "A must be a number"},
		{"a string for a map", `{"A":"x"}`, &struct{ A map[string]int }{}, "A must be an object"},
		{"a string for a list", `{"A":"x"}`, &struct{ A []byte }{}, "A must be an array"},
		{"a longer list", `{"A":[1,2]}`, &struct{ A [1]int }{}, "A must have 1 elements, but has 2"},
		{"a string in a map", `{"A":{"secret":"x"}}`, &struct{ A map[string]int }{}, "A[…] must be a number"},
		{"a number for a text", `{"A":1}`, &struct{ A text }{}, "A must be a string"},
		{"a text that refuses", `{"A":"x"}`, &struct{ A text }{}, "bad text"},
		{"keys that are no strings", `{"A":{}}`, &struct{ A map[int]int }{}, "string keys"},
		{"a channel", `{"A":1}`, &struct{ A chan int }{}, "cannot decode into chan int"},
		{"an interface with methods", `{"A":1}`, &struct{ A error }{}, "cannot decode into error"},
		{"an embedded pointer", `{"A":1}`, &struct{ *Exported }{}, "embedded pointer"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := call("mcp__a__b", tt.input).Decode(tt.into)
			require.ErrorContains(t, err, tt.wantError)
			require.NotContains(t, err.Error(), "secret")
		})
	}
}

type text struct{}

func (*text) UnmarshalText([]byte) error { return errors.New("bad text") }
