package permission

import (
	"strings"
	"sync"
)

// protectedDirs and protectedFiles hold configuration that runs code or steers
// the client. Writes to them are asked about in every mode but
// bypassPermissions (documentation, and groups edit-allow *).
var protectedDirs = sync.OnceValue(func() map[string]bool {
	return map[string]bool{
		".git": true, ".vscode": true, ".idea": true, ".husky": true, ".cargo": true, ".devcontainer": true,
		".yarn": true, ".mvn": true, ".claude": true,
	}
})

var protectedFiles = sync.OnceValue(func() map[string]bool {
	return map[string]bool{
		".gitconfig": true, ".gitmodules": true, ".bashrc": true, ".bash_profile": true, ".bash_login": true,
		".bash_aliases": true, ".bash_logout": true, ".zshrc": true, ".zprofile": true, ".zshenv": true, ".zlogin": true,
		".zlogout": true, ".profile": true, ".envrc": true, ".npmrc": true, ".yarnrc": true, ".yarnrc.yml": true,
		".pnp.cjs": true, ".pnp.loader.mjs": true, ".pnpmfile.cjs": true, "bunfig.toml": true, ".bunfig.toml": true,
		".bazelrc": true, ".bazelversion": true, ".bazeliskrc": true, ".pre-commit-config.yaml": true,
		"lefthook.yml": true, "lefthook.yaml": true, ".lefthook.yml": true, ".lefthook.yaml": true,
		"gradle-wrapper.properties": true, "maven-wrapper.properties": true, ".devcontainer.json": true,
		".ripgreprc": true, "pyrightconfig.json": true, ".mcp.json": true, ".claude.json": true,
	}
})

// protects tells why writing the file is asked about whatever the allow rules
// say, or returns "".
func (p *Policy) protects(t *target) string {
	if t.broken {
		return "its symbolic links cannot be resolved"
	}
	if protectedPath(t.low) || t.lowReal != t.low && protectedPath(t.lowReal) {
		return "it writes to a protected path"
	}
	return ""
}

// linksOut tells that a link inside the working directories leads out of them.
// An allow rule must name both ends then.
func (p *Policy) linksOut(t *target) string {
	if t.real != t.path && p.insideName(t.path) && !p.insideName(t.real) {
		return "a symbolic link leads out of the working directories"
	}
	return ""
}

func protectedPath(low string) bool {
	dir, name := "", ""
	for rest := low; rest != ""; {
		name, rest, _ = strings.Cut(strings.TrimPrefix(rest, "/"), "/")
		worktree := name == ".claude" && strings.HasPrefix(rest, "worktrees/")
		if protectedDirs()[name] && !worktree || dir == ".config" && name == "git" {
			return true
		}
		if rest != "" {
			dir = name
		}
	}
	return protectedFiles()[name]
}
