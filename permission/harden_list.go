package permission

import (
	"path"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// xargs judges the command of xargs or parallel, with what it is fed.
func (h *hardener) xargs(e *shell.Execution, name string, args []string, depth int) {
	valued := " -I -n -P -L -d -E -s -a --max-args --max-procs --max-lines --delimiter --replace --arg-file --max-chars -j --jobs --colsep -N --joblog --results --tmpdir "
	command := shell.AfterWords(args, valued, 0)
	values, lines := []string{shell.Unknown}, []string{shell.Unknown}
	if e.Stdin != nil && shell.Known(e.Stdin.Text) {
		values, lines = shell.Fed(args[:len(args)-len(command)], e.Stdin.Text)
	}
	if name == "parallel" {
		if i := slices.IndexFunc(command, func(a string) bool { return strings.HasPrefix(a, ":::") }); i >= 0 {
			values, lines, command = command[i+1:], command[i+1:], command[:i]
		}
		if len(command) == 0 {
			for _, line := range lines {
				h.text(e, line, name, nil, depth)
			}
			return
		}
		for _, v := range lines {
			text := strings.Join(command, " ")
			if strings.Contains(text, "{}") {
				h.text(e, strings.ReplaceAll(text, "{}", v), name, nil, depth)
			} else {
				h.text(e, text+" "+v, name, nil, depth)
			}
		}
	}
	if len(command) == 0 {
		return
	}
	replace := flagValues(args, "-I", "--replace")
	if len(replace) == 0 && (slices.Contains(args, "-i") || slices.Contains(args, "--replace")) {
		replace = []string{"{}"}
	}
	if len(replace) > 0 || name == "parallel" {
		mark := "{}"
		if len(replace) > 0 && replace[0] != "" {
			mark = replace[0]
		}
		for i, v := range lines {
			if i == 16 {
				break
			}
			each := make([]string, len(command))
			for k := range command {
				each[k] = strings.ReplaceAll(command[k], mark, v)
			}
			if len(command) > 0 && each[0] == v { // the line is the command
				h.text(e, v, name, nil, depth)
			}
			h.execution(altered(e, each, name), depth+1)
		}
		return
	}
	h.execution(altered(e, append(slices.Clip(command), values...), name), depth+1)
}

// findCommands are the commands that find or fd runs; the files that they are
// given are patterns.
func findCommands(args []string) [][]string {
	found := foundFiles(args)
	var out [][]string
	for i := 0; i < len(args); i++ {
		switch args[i] {
		case "-exec", "-execdir", "-ok", "-okdir", "-x", "-X", "--exec", "--exec-batch":
			var list []string
			flag, named := args[i], false
			for i++; i < len(args) && args[i] != ";" && args[i] != "+"; i++ {
				switch {
				case args[i] == "{}":
					named = true
					list = append(list, found...)
				default:
					named = named || strings.Contains(args[i], "{")
					list = append(list, strings.ReplaceAll(args[i], "{}", shell.Unknown))
				}
			}
			if !strings.HasPrefix(flag, "-e") && !strings.HasPrefix(flag, "-o") && !named { // fd adds the file itself
				list = append(list, found...)
			}
			out = append(out, list)
		}
	}
	return out
}

// foundFiles are patterns of the files that find finds.
func foundFiles(args []string) []string {
	n := pathsBefore(args)
	roots, names := args[:n], []string{"*", ".*"}
	if n == 0 {
		roots = []string{"."}
	}
	for i := n; i+1 < len(args); i++ {
		if (args[i] == "-name" || args[i] == "-iname") && !slices.Contains(args, "-o") && args[max(0, i-1)] != "!" && args[max(0, i-1)] != "-not" {
			names = []string{args[i+1]}
		}
	}
	if i := slices.IndexFunc(args, func(a string) bool { return a == "-e" || a == "--extension" }); i >= 0 && i+1 < len(args) { // of fd
		names = []string{"*." + args[i+1]}
	}
	var out []string
	for _, r := range roots {
		for _, name := range names {
			out = append(out, path.Join(r, "**", name))
		}
	}
	return out
}
