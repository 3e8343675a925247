package permission

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// kin judges what other programs do to the same effect as one that a rule is
// about: podman for docker, gh api for gh repo. They are not the same, so that
// a rule on the other makes it asked about, and only one on a subcommand: who
// denies docker altogether may well have podman used.
func (h *hardener) kin(e *shell.Execution, depth int) {
	h.act(e, e.Args)
	for _, args := range kinOf(e.Args) {
		h.act(e, args)
		h.suspect(e, func(s *hardener) {
			inner := altered(e, args, "another program of the same effect")
			s.known(inner)
			s.spelling(inner)
		})
	}
	for _, device := range writtenDevices(e) {
		h.suspect(e, func(s *hardener) {
			for _, args := range [...][]string{{"dd", "of=" + device}, {"mkfs", device}, {"shred", device}, {"wipefs", device}} {
				s.known(altered(e, args, "a device that is written to"))
			}
		})
	}
	if args := moduleOf(e.Args); args != nil {
		h.execution(altered(e, args, commonName(e.Args[0])), depth+1)
	}
}

var kinPrograms = sync.OnceValue(func() map[string]string {
	return map[string]string{"podman": "docker", "nerdctl": "docker", "tofu": "terraform", "terragrunt": "terraform", "oc": "kubectl", "valkey-cli": "redis-cli", "keydb-cli": "redis-cli", "mongo": "mongosh", "mariadb": "mysql", "pgcli": "psql", "usql": "psql", "mycli": "mysql", "litecli": "sqlite3"}
})

func kinOf(args []string) [][]string {
	name, words := commonName(args[0]), args[1:]
	has := func(words ...string) bool {
		return slices.ContainsFunc(args[1:], func(a string) bool { return slices.Contains(words, a) })
	}
	if len(words) == 0 {
		switch name {
		case "poweroff", "halt", "reboot":
			return [][]string{{"shutdown", "now"}, {"reboot"}}
		}
		return nil
	}
	switch name {
	case "podman", "nerdctl", "tofu", "terragrunt", "oc", "valkey-cli", "keydb-cli", "mongo", "mariadb", "pgcli", "usql", "mycli", "litecli":
		return [][]string{append([]string{kinPrograms()[name]}, words...)}
	case "pnpm", "yarn", "bun":
		if has("publish", "unpublish", "deprecate") {
			return [][]string{{"npm", "publish"}}
		}
		if words[0] == "run" {
			return [][]string{append([]string{"npm"}, words...)}
		}
	case "redis-cli": // a script in Lua
		var out [][]string
		for _, m := range luaCall().FindAllStringSubmatch(strings.Join(words, " "), -1) {
			out = append(out, []string{"redis-cli", m[1]})
		}
		return out
	case "shutdown":
		if has("-r", "--reboot") {
			return [][]string{{"reboot"}}
		}
		return [][]string{{"poweroff"}, {"halt"}}
	case "node":
		if scripts := flagValues(words, "--run"); len(scripts) > 0 {
			return [][]string{{"npm", "run", scripts[0]}}
		}
	case "mke2fs", "newfs":
		return [][]string{append([]string{"mkfs"}, words...)}
	case "poweroff", "halt", "reboot", "init", "telinit":
		if !strings.HasPrefix(name, "tel") && name != "init" || has("0", "6") {
			return [][]string{{"shutdown", "now"}, {"reboot"}}
		}
	case "systemctl":
		if has("poweroff", "halt", "reboot", "kexec") {
			return [][]string{{"shutdown", "now"}, {"reboot"}}
		}
		if words[0] == "kill" {
			return [][]string{append([]string{"systemctl", "stop"}, words[1:]...)}
		}
	case "service":
		if len(words) > 1 {
			return [][]string{{"systemctl", words[1], words[0]}}
		}
	case "pkill", "killall":
		return [][]string{append([]string{"kill"}, oneForm(name, words)...)}
	case "iptables-restore", "ip6tables", "nft":
		return [][]string{append([]string{"iptables"}, words...)}
	case "gh":
		return ghKin(words)
	case "aws":
		if has("s3") && (has("rb") || has("sync") && has("--delete") || has("mv")) {
			return [][]string{{"aws", "s3", "rm", "s3://x"}}
		}
	case "git":
		return gitKin(afterGlobals("git", words))
	case "docker":
		if has("prune") && has("container", "volume", "image", "builder", "network") {
			return [][]string{append([]string{"docker", "system", "prune"}, words[1:]...)}
		}
		if has("compose") && has("rm") {
			return [][]string{{"docker", "rm", "x"}}
		}
	case "install":
		for _, mode := range flagValues(words, "-m", "--mode") {
			return [][]string{{"chmod", mode, words[len(words)-1]}}
		}
	}
	return nil
}

// ghKin are the commands of gh that a call of its API does the work of.
func ghKin(words []string) [][]string {
	var out [][]string
	if words[0] != "api" {
		return nil
	}
	text := strings.Join(words, " ")
	for _, act := range [...]struct{ method, words, kind, verb string }{
		{"PUT", "/merge", "pr", "merge"}, {"", "mergePullRequest", "pr", "merge"}, {"POST", "/merges", "pr", "merge"}, {"POST", "/releases", "release", "create"},
		{"POST", "/pulls", "pr", "create"}, {"POST", "/issues", "issue", "create"}, {"PATCH", "/pulls", "pr", "close"}, {"PATCH", "/issues", "issue", "close"}, {"PUT", "/secrets", "secret", "set"},
		{"POST", "/dispatches", "workflow", "run"}, {"PATCH", "/repos", "repo", "edit"}, {"PATCH", "repos/", "repo", "edit"}, {"POST", "/repos", "repo", "create"}, {"POST", "/reruns", "run", "rerun"},
	} {
		if strings.Contains(text, act.words) && (act.method == "" || usesMethod(words, act.method)) {
			out = append(out, []string{"gh", act.kind, act.verb, "x"})
		}
	}
	if !usesMethod(words, "DELETE") {
		return out
	}
	for _, kind := range [...]string{"repo", "release", "secret", "issue", "run", "workflow", "cache"} {
		out = append(out, []string{"gh", kind, "delete", "x"})
	}
	return out
}

// usesMethod reports a call of gh api by that method; with fields, and none
// named, it is POST.
func usesMethod(words []string, method string) bool {
	methods := flagValues(words, "-X", "--method")
	if len(methods) == 0 {
		return method == "POST" && len(flagValues(words, "-f", "-F", "--field", "--raw-field", "--input")) > 0
	}
	return slices.ContainsFunc(methods, func(m string) bool { return strings.EqualFold(m, method) })
}

// gitKin are other ways of git to throw changes away, to remove files and to
// leave out hooks.
func gitKin(words []string) [][]string {
	if len(words) == 0 {
		return nil
	}
	flags := spell(append([]string{"git"}, words...)).flags
	reset := [][]string{{"git", "reset", "--hard", "HEAD"}}
	switch words[0] {
	case "checkout", "switch":
		if slices.Contains(flags, "force") || slices.Contains(flags, "discard-changes") {
			return reset
		}
	case "read-tree":
		if slices.Contains(flags, "reset") {
			return reset
		}
	case "restore":
		if slices.Contains(words, ".") && (!slices.Contains(flags, "staged") || slices.Contains(flags, "worktree")) {
			return reset
		}
	case "lfs":
		if len(words) > 1 && words[1] == "push" {
			return [][]string{append([]string{"git", "push"}, words[2:]...)}
		}
	case "rm":
		if !slices.Contains(flags, "cached") {
			return [][]string{append([]string{"rm"}, words[1:]...)}
		}
	}
	return nil
}

var luaCall = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`redis\.p?call\(\s*['"](\w+)`) })

var deviceName = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^/dev/(sd|hd|vd|xvd|nvme|mmcblk|disk|rdisk|mapper/|dm-|md)`)
})

// writtenDevices are the disks that a command writes to as files.
func writtenDevices(e *shell.Execution) []string {
	var out []string
	for _, r := range e.Redirs {
		if r.Op != "<" {
			out = append(out, r.Target)
		}
	}
	switch commonName(e.Args[0]) {
	case "cp", "tee", "mv", "rsync", "install", "sponge", "pv":
		out = append(out, e.Args[1:]...)
	}
	return slices.DeleteFunc(out, func(name string) bool { return !deviceName().MatchString(name) })
}

// moduleOf is the command that python -m, uv pip and git's own programs stand
// for.
func moduleOf(args []string) []string {
	switch name := commonName(args[0]); {
	case name == "python" || name == "pypy":
		if i := slices.Index(args, "-m"); i > 0 && i+1 < len(args) && shell.Known(args[i+1]) {
			module := strings.TrimSuffix(args[i+1], ".__main__")
			return append([]string{strings.TrimSuffix(module, "cli")}, args[i+2:]...)
		}
	case name == "uv" && len(args) > 2 && args[1] == "pip":
		return args[1:]
	case name == "node" && len(args) > 1: // the programs of npm are scripts
		switch base := programName(args[1]); {
		case base == "npm-cli.js", base == "npx-cli.js":
			return append([]string{strings.TrimSuffix(base, "-cli.js")}, args[2:]...)
		case base == "npm", base == "npx", base == "yarn", base == "pnpm":
			return append([]string{base}, args[2:]...)
		}
	case strings.HasPrefix(name, "git-"):
		return append([]string{"git", name[len("git-"):]}, args[1:]...)
	}
	return nil
}
