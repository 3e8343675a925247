package permission

import (
	"path"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// program looks at what a path to a program leads to, and at patterns in the
// place of its name.
func (h *hardener) program(e *shell.Execution, depth int) {
	name := e.Args[0]
	if h.unpacked && strings.Contains(name, "/") && !path.IsAbs(name) {
		h.doubt("it runs a program that it has fetched", e.Through)
	}
	as := func(program, through string) {
		h.execution(altered(e, append([]string{program}, e.Args[1:]...), through), depth+1)
	}
	if len(e.Globs) > 0 && e.Globs[0] && name != "[" && name != "[[" {
		for _, d := range [...]Decision{Deny, Ask} {
			for program := range h.p.lists[d].bash.byProgram {
				if globMatches(plainPattern(name), program) {
					as(program, "the pattern "+name)
				}
			}
		}
		h.doubt("it runs a program whose name is a pattern", e.Through)
		return
	}
	if other := e.Program(name); other != "" && path.Base(other) != path.Base(name) {
		as(other, "the file "+name)
	}
	if f := e.File(name); f != nil {
		h.script(e, f, e.Args, "the file "+name, depth)
	}
	if !strings.Contains(name, "/") && (len(e.Variable("PATH")) > 0 || slices.ContainsFunc(e.Assigns, func(a string) bool { return strings.HasPrefix(a, "PATH=") })) {
		for _, other := range e.Named(name) {
			as(other, "PATH")
		}
	}
	if strings.Contains(name, "/") {
		for _, dir := range h.dirs(e) {
			real, err := h.p.config.EvalSymlinks(h.p.resolve(name, dir))
			if err == nil && path.Base(real) != path.Base(name) {
				as(real, "the link "+name)
			}
		}
	}
}

// globMatches reports that a pattern in the place of a program's name may stand
// for a program, in the folders where programs are.
func globMatches(pattern, program string) bool {
	if !strings.Contains(pattern, "/") {
		return globName(pattern, program)
	}
	dir, base := path.Split(pattern)
	if !globName(base, program) {
		return false
	}
	for _, bin := range [...]string{"/bin/", "/usr/bin/", "/usr/local/bin/", "/sbin/", "/usr/sbin/", "/opt/homebrew/bin/"} {
		if globName(dir, bin) {
			return true
		}
	}
	return !strings.ContainsAny(dir, "*?[")
}

// assignments looks at variables that hold a command which other programs run.
func (h *hardener) assignments(e *shell.Execution, depth int) {
	list := e.Assigns
	if len(e.Args) > 0 {
		switch e.Args[0] {
		case "export", "declare", "typeset", "readonly", "local", "env":
			list = append(slices.Clip(list), e.Args[1:]...)
		}
	}
	for _, a := range list {
		name, value, ok := strings.Cut(a, "=")
		through := "the variable " + name
		switch {
		case !ok:
		case runsVariable(name), strings.HasPrefix(name, "BASH_ALIASES["), strings.HasPrefix(name, "aliases["):
			h.text(e, value, through, nil, depth)
		case name == "BASH_ENV" || name == "ENV" || name == "PS0" || name == "PS1" || name == "PS4":
			h.text(e, `: "`+strings.ReplaceAll(value, `"`, `\"`)+`"`, through, nil, depth) // it is expanded
			if f := e.File(value); f != nil {
				h.script(e, f, nil, through, depth)
			}
			for _, d := range [...]Decision{Deny, Ask} {
				h.path(altered(e, []string{"bash"}, ""), h.p.lists[d].read, value, false, d)
			}
		case strings.HasPrefix(name, "BASH_FUNC_"):
			if _, body, ok := strings.Cut(value, ")"); ok {
				h.text(e, body, through, nil, depth)
			}
		case name == "GIT_CONFIG_PARAMETERS" || strings.HasPrefix(name, "GIT_CONFIG_VALUE_"):
			for part := range strings.SplitSeq(value, "'") {
				h.text(e, strings.TrimPrefix(part, "!"), through, nil, depth)
			}
		case name == "PERL5DB" || name == "PERL5OPT" || name == "RUBYOPT" || name == "PYTHONSTARTUP" || name == "PYTHONBREAKPOINT" ||
			name == "LD_PRELOAD" || name == "LD_AUDIT" || name == "DYLD_INSERT_LIBRARIES" ||
			name == "NODE_OPTIONS" && containsAny(value, []string{"import", "require", "-r", "loader"}),
			name == "JAVA_TOOL_OPTIONS" && strings.Contains(value, "agent"):
			h.doubt("the variable "+name+" makes programs run code of its own", e.Through)
		}
	}
}

// runsVariable reports a variable that a shell, git, a pager or the like runs
// as a command.
func runsVariable(name string) bool {
	switch name {
	case "PROMPT_COMMAND", "PAGER", "BAT_PAGER", "GH_PAGER", "AWS_PAGER", "DELTA_PAGER", "PSQL_PAGER", "JJ_PAGER", "GH_EDITOR", "KUBE_EDITOR", "GIT_PAGER", "MANPAGER", "SYSTEMD_PAGER", "EDITOR", "VISUAL", "GIT_EDITOR",
		"GIT_SEQUENCE_EDITOR", "GIT_SSH_COMMAND", "GIT_SSH", "GIT_EXTERNAL_DIFF", "GIT_ASKPASS", "SSH_ASKPASS", "GIT_PROXY_COMMAND",
		"LESSOPEN", "LESSCLOSE", "BROWSER", "RSYNC_RSH", "RSYNC_CONNECT_PROG", "CVS_RSH", "FCEDIT", "TAR_OPTIONS", "SUDO_ASKPASS", "SUDO_EDITOR",
		"RUSTC", "RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER", "RUSTDOC", "CC", "CXX":
		return true
	}
	return false
}
