package permission

import (
	"slices"
	"strings"
	"sync"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// projectFiles judges the scripts of a project's file that the command itself
// has written before it runs them.
func (h *hardener) projectFiles(e *shell.Execution, name string, depth int) {
	var files []string
	switch name {
	case "npm", "pnpm", "yarn", "bun", "npx":
		files = []string{"package.json"}
	case "make", "gmake":
		files = []string{"Makefile", "makefile", "GNUmakefile"}
		files = append(files, flagValues(e.Args[1:], "-f", "--file", "--makefile")...)
	case "just":
		files = []string{"justfile"}
	case "task":
		files = []string{"Taskfile.yml"}
	case "git":
		h.hooks(e, depth)
	case "rake":
		files = []string{"Rakefile"}
	}
	for _, file := range files {
		f := e.File(file)
		if f == nil {
			continue
		}
		if name == "make" || name == "gmake" {
			for _, text := range recipes(f.Text) {
				h.text(e, text, name, nil, depth)
			}
		}
		h.suspectText(e, f.Text, depth)
		for _, from := range f.From { // as of jq, which is told what to put into it
			if !shell.Known(f.Text) && len(from.Args) > 0 {
				h.suspectText(e, strings.Join(from.Args[1:], "\n"), depth)
			}
		}
	}
}

// transfers holds the rules on paths against each word that a client for
// transferring files is told.
func (h *hardener) transfers(e *shell.Execution, name, text string) {
	switch name {
	case "ftp", "sftp", "lftp":
		for word := range strings.FieldsSeq(text) {
			for _, d := range [...]Decision{Deny, Ask} {
				h.path(e, h.p.lists[d].read, word, isPattern(word), d)
			}
		}
	}
}

// unpacks notes an archive that was fetched by the same command.
func (h *hardener) unpacks(e *shell.Execution) {
	fetches := func(s *shell.Stream) bool {
		return s != nil && slices.ContainsFunc(s.From, func(e *shell.Execution) bool {
			return len(e.Args) > 0 && slices.Contains([]string{"curl", "wget", "aria2c", "fetch"}, commonName(e.Args[0]))
		})
	}
	h.unpacked = h.unpacked || fetches(e.Stdin) || slices.ContainsFunc(e.Args[1:], func(a string) bool { return fetches(e.File(a)) })
}

// bubbleCommand is the command of bwrap, whose flags take up to two words.
func bubbleCommand(args []string) []string {
	for i := 0; i < len(args); i++ {
		switch a := args[i]; {
		case a == "--":
			return args[i+1:]
		case strings.HasSuffix(a, "bind") || strings.HasSuffix(a, "bind-try") || a == "--symlink" || a == "--setenv" || a == "--chmod" || a == "--file" || a == "--ro-bind-data":
			i += 2
		case slices.Contains(strings.Fields("--chdir --unsetenv --uid --gid --hostname --tmpfs --proc --dev --dir --perms --size --mqueue --seccomp --args --block-fd --lock-file --sync-fd"), a):
			i++
		case !isDashed(a):
			return args[i:]
		}
	}
	return nil
}

// cmake judges the tools of cmake -E.
func (h *hardener) cmake(e *shell.Execution, args []string, depth int) {
	switch args[0] {
	case "chdir":
		h.execution(altered(e, args[2:], "cmake -E").In(args[1]), depth+1)
	case "env", "time":
		h.execution(altered(e, shell.AfterWords(args[1:], " --unset ", 0), "cmake -E"), depth+1)
	case "rm", "remove", "remove_directory":
		h.execution(altered(e, append([]string{"rm", "-rf"}, withoutFlags(args[1:])...), "cmake -E"), depth+1)
	case "cat", "copy", "copy_directory", "rename", "touch", "tar":
		h.execution(altered(e, append([]string{cmakeTools()[args[0]]}, args[1:]...), "cmake -E"), depth+1)
	}
}

var cmakeTools = sync.OnceValue(func() map[string]string {
	return map[string]string{"cat": "cat", "copy": "cp", "copy_directory": "cp", "rename": "mv", "touch": "touch", "tar": "tar"}
})
