package permission

import "strings"

// addHardened compiles what only hardened mode uses of a deny or ask rule: an
// index by program, and the rules on paths that Claude Code accepts and never
// consults.
func (l *ruleList) addHardened(r *Rule, tool string, c *Config) {
	switch tool {
	case "Bash":
		if l.bash.byProgram == nil {
			l.bash.byProgram = map[string][]int{}
		}
		first := programOf(r.Specifier)
		if name, _, _ := strings.Cut(first, ":"); first != "" {
			name = commonName(strings.TrimSuffix(name, "*"))
			l.bash.byProgram[name] = append(l.bash.byProgram[name], len(l.bash.list))
			l.bash.addActs(r)
		}
	case "Write", "NotebookEdit", "MultiEdit":
		l.edit.add(r, c)
	case "Glob", "Grep", "LS", "NotebookRead":
		l.read.add(r, c)
	}
}
