package permission

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// text judges what a shell would run.
func (h *hardener) text(e *shell.Execution, src, through string, args []string, depth int) {
	if strings.TrimSpace(src) == "" {
		return
	}
	if depth > maxLayers || h.budget <= 0 {
		h.budget = 0
		return
	}
	list, err := e.Trace(src, oneLine(through, maxPart), args)
	if err != nil {
		h.fail(fmt.Sprintf("it runs a script that cannot be followed: %v", err), append(slices.Clip(e.Through), oneLine(through, maxPart)))
		return
	}
	for _, inner := range list {
		h.execution(inner, depth+1)
	}
}

// script judges the text of a stream that a shell reads.
func (h *hardener) script(e *shell.Execution, s *shell.Stream, args []string, through string, depth int) {
	h.pipeline(e, s)
	if strings.TrimSpace(strings.ReplaceAll(s.Text, shell.Unknown, "")) == "" && !shell.Known(s.Text) {
		h.doubt("it runs as a script what is only known when it runs", append(slices.Clip(e.Through), through))
		return
	}
	h.text(e, s.Text, through, args, depth)
}

// pipeline holds rules with a | in them, such as Bash(curl * | bash), against
// whatever brings the output of one program to a shell.
func (h *hardener) pipeline(e *shell.Execution, s *shell.Stream) {
	for _, d := range [...]Decision{Deny, Ask} {
		l := &h.p.lists[d].bash
		for i := range l.list {
			stages := strings.Split(l.list[i].rule.Specifier, "|")
			if len(stages) < 2 || !isShell(programOf(stages[len(stages)-1])) {
				continue
			}
			if h.feeds(s.From, stages[:len(stages)-1]) {
				h.note(ruled(d, l.list[i].rule), append(slices.Clip(e.Through), "a shell that runs what is fetched"))
			}
		}
	}
}

// feeds reports that the stages of a rule occur among what writes a stream.
func (h *hardener) feeds(from []*shell.Execution, stages []string) bool {
	for _, e := range from {
		if len(stages) == 0 {
			return true
		}
		stage := compileBash(&Rule{Specifier: strings.TrimSpace(stages[0])}, strings.TrimSpace(stages[0]))
		args := e.Args
		for len(args) > 0 {
			text := commonName(args[0]) + strings.TrimPrefix(strings.Join(args, " "), args[0])
			if stage.covers(text, text) || strings.Contains(stage.rule.Specifier, "*") && stage.covers(text+" ", text+" ") {
				stages = stages[1:]
				break
			}
			args = args[1:] // behind sudo and the like
		}
	}
	return len(stages) == 0
}

func programOf(s string) string {
	f := strings.Fields(s)
	if len(f) == 0 {
		return ""
	}
	return programName(f[0])
}

// shell judges the script of a shell: an argument, a file or its input.
func (h *hardener) shell(e *shell.Execution, name string, args []string, depth int) {
	script := false
	for i := 0; i < len(args); i++ {
		a := args[i]
		switch {
		case a == "-o" || a == "+o" || a == "-O" || a == "+O" || a == "--rcfile" || a == "--init-file":
			if i++; i < len(args) {
				if f := e.File(args[i]); f != nil {
					h.script(e, f, nil, name, depth)
				}
			}
		case a == "-s" || a == "-" || a == "--":
			if !script && a != "--" {
				if args = args[i+1:]; len(args) > 0 && args[0] == "--" {
					args = args[1:]
				}
				h.input(e, name, args, depth)
				return
			}
		case strings.HasPrefix(a, "--"), strings.HasPrefix(a, "+") && len(a) > 1:
		case isDashed(a):
			script = script || strings.Contains(a, "c")
			if strings.HasSuffix(a, "o") || strings.HasSuffix(a, "O") {
				i++
			}
			if strings.Contains(a, "s") && !script {
				if args = args[i+1:]; len(args) > 0 && args[0] == "--" {
					args = args[1:]
				}
				h.input(e, name, args, depth)
				return
			}
		case script:
			if !shell.Known(a) {
				h.fetched(e)
			}
			if a == shell.Unknown {
				h.doubt("it runs as a script what is only known when it runs", append(slices.Clip(e.Through), name))
				return
			}
			h.text(e, a, name+" -c", args[i+1:], depth)
			return
		default:
			for _, d := range [...]Decision{Deny, Ask} { // it may print the file, with -v
				h.path(e, h.p.lists[d].read, a, false, d)
			}
			h.named(e, a, args[i+1:])
			switch f := e.File(a); {
			case f != nil:
				h.script(e, f, args[i:], name, depth)
			case !shell.Known(a):
				h.fetched(e)
			}
			return
		}
	}
	h.input(e, name, nil, depth)
}

// named holds rules about a script, such as Bash(./deploy.sh), against the
// interpreter that is given its name.
func (h *hardener) named(e *shell.Execution, file string, rest []string) {
	if !shell.Known(file) || strings.ContainsAny(file, " \n") || h.p.lists[Deny].bash.list == nil && h.p.lists[Ask].bash.list == nil {
		return
	}
	if !strings.Contains(file, "/") {
		file = "./" + file
	}
	script := altered(e, append([]string{file}, rest...), "the script "+file)
	h.known(script)
	h.spelling(script)
}

// fed holds rules such as Bash(ssh * sudo *) against a command with words that
// reach it by its input.
func (h *hardener) fed(e *shell.Execution, words ...string) {
	if len(words) <= 4096 {
		h.known(altered(e, append(slices.Clip(e.Args), words...), "its input"))
	}
}

// fetched holds pipeline rules against a script that a substitution brings,
// which stands among the commands before.
func (h *hardener) fetched(e *shell.Execution) {
	h.pipeline(e, &shell.Stream{From: e.Substituted})
}

func (h *hardener) input(e *shell.Execution, name string, args []string, depth int) {
	if e.Stdin != nil {
		h.script(e, e.Stdin, append([]string{name}, args...), name, depth)
	}
}
