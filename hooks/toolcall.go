package hooks

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
)

// A ToolCall is the tool invocation that an event is about.
//
// Treat tool names as open: new versions of Claude Code bring new tools, and
// MCP servers bring any.
type ToolCall struct {
	ToolName  string          `json:"tool_name" hooks:"nonempty"`
	ToolInput json.RawMessage `json:"tool_input" hooks:"object"` // its keys depend on the tool
	ToolUseID string          `json:"tool_use_id"`
	MCPServer MCPServer       `json:"mcp_server,omitzero"` // zero for other than MCP tools
}

// An MCPServer is where an MCP tool comes from.
type MCPServer struct {
	Name   string `json:"name"`   // as configured, not as in the tool's name
	Source string `json:"source"` // user, project, local, plugin, managed, …; an open set
}

// Command returns the command line of a tool that runs one: Bash, PowerShell or
// Monitor.
func (c *ToolCall) Command() (command string, ok bool) {
	switch c.ToolName {
	case "Bash", "PowerShell", "Monitor":
		return c.input().Get("command").Text()
	}
	return "", false
}

// Paths yields the files and folders that the call names in the fields
// file_path, notebook_path and path, in that order, and the scriptPath of
// Workflow. They may be relative to the working directory. It looks neither into
// command lines, nor at patterns, nor at other fields that an MCP tool may have.
func (c *ToolCall) Paths() iter.Seq[string] {
	return func(yield func(string) bool) {
		input := c.input()
		keys := []string{"file_path", "notebook_path", "path"}
		if c.ToolName == "Workflow" {
			keys = []string{"scriptPath"}
		}
		for _, key := range keys {
			if path, ok := input.Get(key).Text(); ok && !yield(path) {
				return
			}
		}
	}
}

// Texts yields the text that the call would run, write or send: what must not
// hold a secret. That is the command line, the new text of a file, nothing for
// tools that only read files, and for all other tools, MCP tools first of all,
// every string in the input at any depth.
func (c *ToolCall) Texts() iter.Seq[string] {
	return func(yield func(string) bool) {
		input := c.input()
		switch c.ToolName {
		case "Bash", "PowerShell":
			yieldTexts(input.Get("command"), yield)
		case "Write":
			yieldTexts(input.Get("content"), yield)
		case "Edit": // not old_string, or no secret could be removed
			yieldTexts(input.Get("new_string"), yield)
		case "NotebookEdit":
			yieldTexts(input.Get("new_source"), yield)
		case "Read", "Glob", "Grep":
		default:
			yieldTexts(input, yield)
		}
	}
}

// yieldTexts reports whether to go on. Its recursion is bounded by the depth
// that jsonx accepts.
func yieldTexts(v jsonx.Value, yield func(string) bool) bool {
	if text, ok := v.Text(); ok {
		return yield(text)
	}
	for elem := range v.Elements() {
		if !yieldTexts(elem, yield) {
			return false
		}
	}
	for _, member := range v.Members() {
		if !yieldTexts(member, yield) {
			return false
		}
	}
	return true
}

// MCP splits the name of an MCP tool, mcp__<server>__<tool>. The server's name
// is spelled as in the tool's name: letters, digits, - and _.
func (c *ToolCall) MCP() (server, tool string, ok bool) {
	name, ok := strings.CutPrefix(c.ToolName, "mcp__")
	if !ok {
		return "", "", false
	}
	// The name of a server may contain two underscores itself; only the
	// message tells.
	server = strings.Map(mcpRune, c.MCPServer.Name)
	if tool, ok = strings.CutPrefix(name, server+"__"); !ok || server == "" {
		server, tool, ok = strings.Cut(name, "__")
	}
	if !ok || server == "" || tool == "" {
		return "", "", false
	}
	return server, tool, true
}

// mcpRune maps what cannot stand in the name of a tool as Claude Code does.
func mcpRune(r rune) rune {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '-', r == '_':
		return r
	}
	return '_'
}

// Decode decodes the tool's input into v, a pointer to a struct with json tags
// or to a map with string keys. It differs from [json.Unmarshal] in that keys
// match exactly. Fields of v for which there is no key keep their values, and
// keys for which there is no field are ignored.
func (c *ToolCall) Decode(v any) error {
	dst := reflect.ValueOf(v)
	if dst.Kind() != reflect.Pointer || dst.IsNil() {
		return errors.New("hooks: Decode needs a pointer to decode into")
	}
	doc, err := jsonx.Parse(c.ToolInput, jsonx.Options{MaxBytes: len(c.ToolInput)})
	if err == nil {
		err = unmarshal(doc.Root(), dst.Elem())
	}
	if err != nil {
		return fmt.Errorf("hooks: cannot decode the input of the tool %s: %w", clean(c.ToolName), err)
	}
	return nil
}

// input is nothing if the ToolInput of a ToolCall made by hand is not JSON.
func (c *ToolCall) input() jsonx.Value {
	doc, err := jsonx.Parse(c.ToolInput, jsonx.Options{MaxBytes: len(c.ToolInput)})
	if err != nil {
		return jsonx.Value{}
	}
	return doc.Root()
}
