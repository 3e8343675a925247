package permission

import (
	"encoding/json"
	"path"
	"strings"
)

// A Request is a tool call to be judged.
type Request struct {
	Tool  string          // "Bash", "Edit", "mcp__server__tool", ...
	Input json.RawMessage // the tool's input, as Claude Code sends it to hooks
	CWD   string          // absolute; "" means Config.Project
	Mode  Mode            // "" means the policy's mode
}

// cwd returns the working directory of the request.
func (p *Policy) cwd(req Request) string {
	if req.CWD == "" {
		return p.config.Project
	}
	return path.Clean(req.CWD)
}

// resolve makes a path of a tool's input absolute: ~ is the home directory,
// everything relative is below cwd.
func (p *Policy) resolve(name, cwd string) string {
	switch {
	case name == "~" || strings.HasPrefix(name, "~/"):
		return path.Join(p.config.Home, name[1:])
	case path.IsAbs(name):
		return path.Clean(name)
	}
	return path.Join(cwd, name)
}
