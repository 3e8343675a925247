package permission

import (
	"path"
	"slices"
)

// sessionWitnesses makes calls that no rule need be about: what the mode, the
// directories and the switches of a session decide. dirs are the directories
// that are of interest, names the MCP tools.
func sessionWitnesses(c *Config, dirs, names []string) []witness {
	var out []witness
	tools := slices.Concat(witnessTools(), names)
	slices.Sort(tools)
	for _, tool := range slices.Compact(tools) {
		out = append(out, typical(tool, c)...)
	}
	for _, command := range [...]string{"cat /etc/x", "echo x > /etc/x", "touch .git/x", "rm -rf /", "sed -i s/a/b/ x", "mkdir x", "git status"} {
		out = append(out, witness{req: request("Bash", "command", command)})
	}
	for _, dir := range dirs {
		for _, name := range [...]string{inFolder(dir, "x"), inFolder(dir, ".git/x")} {
			for _, tool := range [...]string{"Read", "Edit", "Write", "Grep"} {
				out = append(out, witness{req: fileRequest(tool, name)})
			}
			for _, command := range [...]string{"cat ", "touch ", "echo x > "} {
				out = append(out, witness{req: request("Bash", "command", command+shellName(path.Clean(name)))})
			}
		}
	}
	return out
}
