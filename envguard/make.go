package envguard

import (
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// recipes judges all lines of a makefile that a shell runs, or those of some targets.
func (w *walker) recipes(e *shell.Execution, text string, only map[string]bool, depth int) {
	current := ""
	for line := range strings.Lines(strings.ReplaceAll(text, "\\\n", " ")) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "\t") || strings.HasPrefix(line, "    ") {
			if only == nil || only[current] {
				command := strings.TrimLeft(strings.TrimSpace(line), "@-+")
				w.text(e, expandMake(command), "target "+current, nil, depth)
			}
			continue
		}
		if head, rest, ok := strings.Cut(line, ":"); ok && !strings.HasPrefix(line, "#") && !strings.HasPrefix(rest, "=") {
			current, _, _ = strings.Cut(strings.TrimSpace(head), " ")
			if _, recipe, ok := strings.Cut(rest, ";"); ok && (only == nil || only[current]) {
				w.text(e, expandMake(recipe), "target "+current, nil, depth)
			}
		}
	}
}

// expandMake turns what make expands into what a shell would.
func expandMake(s string) string {
	s = strings.ReplaceAll(s, "$$", "\x00")
	s = strings.NewReplacer("$(MAKE)", "make", "${MAKE}", "make").Replace(s)
	for {
		i := strings.Index(s, "$(")
		if i < 0 {
			break
		}
		k := strings.IndexByte(s[i:], ')')
		if k < 0 {
			break
		}
		name := s[i+2 : i+k]
		if strings.ContainsAny(name, " ,") {
			name = "MAKE_FUNCTION"
		}
		s = s[:i] + "${" + name + "}" + s[i+k+1:]
	}
	s = strings.NewReplacer("{{", "${JUST_", "}}", "}").Replace(s)
	return strings.ReplaceAll(s, "\x00", "$")
}

// targets judges the recipes of targets and of what they need, and reports whether
// they are there.
func (w *walker) targets(e *shell.Execution, text string, targets []string, depth int) bool {
	needs, first := map[string][]string{}, ""
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "\t") || strings.HasPrefix(line, " ") || strings.HasPrefix(line, "#") || strings.HasPrefix(line, ".") {
			continue
		}
		head, rest, ok := strings.Cut(strings.TrimRight(line, "\n"), ":")
		if !ok || strings.HasPrefix(rest, "=") || strings.TrimSpace(head) == "" {
			continue
		}
		rest, _, _ = strings.Cut(rest, ";")
		for i, name := range strings.Fields(head) {
			if i > 0 && !strings.Contains(text, "\n"+name+":") {
				break // parameters of just
			}
			if first == "" {
				first = name
			}
			needs[name] = append(needs[name], strings.Fields(rest)...)
		}
	}
	if len(targets) == 0 && first != "" {
		targets = []string{first}
	}
	only := map[string]bool{}
	for len(targets) > 0 {
		t := targets[0]
		targets = targets[1:]
		if list, ok := needs[t]; ok && !only[t] {
			only[t] = true
			targets = append(targets, list...)
		}
	}
	if len(only) == 0 {
		return false
	}
	w.recipes(e, text, only, depth)
	return true
}
