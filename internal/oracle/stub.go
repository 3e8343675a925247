package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
	"syscall"
)

// stubShell stands in for the shell that the client starts with a command as its
// argument. It starts nothing but the server that the cases have tools from.
func stubShell(args []string) error {
	server := path.Join(binDir, mcpName)
	if len(args) > 0 && strings.Trim(strings.TrimSpace(args[0]), `'"`) == server {
		return syscall.Exec(server, []string{server}, os.Environ())
	}
	_, err := fmt.Println("noop")
	return err
}

// serveMCP is a server of the Model Context Protocol on standard input and output
// with the two tools of the cases: one that says of itself that it only reads, and
// one that does not.
func serveMCP(in io.Reader, out io.Writer) error {
	type object = map[string]any
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 16<<20)
	reply := json.NewEncoder(out)
	for lines.Scan() {
		var m struct {
			ID     json.RawMessage `json:"id"`
			Method string          `json:"method"`
			Params struct {
				ProtocolVersion string `json:"protocolVersion"`
			} `json:"params"`
		}
		if json.Unmarshal(lines.Bytes(), &m) != nil || m.ID == nil {
			continue
		}
		var result any = object{}
		switch m.Method {
		case "initialize":
			result = object{
				"protocolVersion": m.Params.ProtocolVersion, "serverInfo": object{"name": "oracle", "version": "1"},
				"capabilities": object{"tools": object{}, "resources": object{}},
			}
		case "resources/list":
			result = object{"resources": []any{}}
		case "tools/list":
			var tools []any
			for _, name := range []string{"read_x", "write_x"} {
				tools = append(tools, object{
					"name": name, "description": name, "annotations": object{"readOnlyHint": name == "read_x"},
					"inputSchema": object{"type": "object", "properties": object{"a": object{"type": "string"}}},
				})
			}
			result = object{"tools": tools}
		case "tools/call":
			result = object{"content": []any{object{"type": "text", "text": "noop"}}}
		}
		if err := reply.Encode(object{"jsonrpc": "2.0", "id": m.ID, "result": result}); err != nil {
			return err
		}
	}
	return lines.Err()
}
