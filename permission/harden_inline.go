package permission

import (
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// inlineCode is the program that an interpreter is given as an argument.
func inlineCode(name string, args []string) (lang, code string, rest []string) {
	lang = languages()[name]
	var flags []string
	switch name {
	case "python", "pypy", "ipython", "xonsh":
		flags = []string{"-c"}
	case "node", "bun", "tsx", "ts-node":
		flags = []string{"-e", "--eval", "-p", "--print", "-pe", "-r", "--import"}
	case "deno":
		if len(args) > 1 && args[0] == "eval" {
			list := withoutFlags(args[1:])
			return lang, strings.Join(list, " "), nil
		}
	case "guile", "gnuplot", "rake":
		flags = []string{"-c", "-e", "--execute"}
	case "sqlite3", "psql", "mysql", "mariadb":
		list := append(withoutFlags(args), flagValues(args, "-c", "--command", "-e", "--execute", "-cmd")...)
		slices.Sort(list)
		return lang, strings.Join(slices.Compact(list), "\n"), nil
	case "rails", "django-admin", "manage.py":
		if i := slices.IndexFunc(args, func(a string) bool { return a == "runner" || a == "r" || a == "shell" }); i >= 0 && i+1 < len(args) {
			return map[string]string{"rails": "ruby"}[name], strings.Join(withoutFlags(args[i+1:]), "\n"), nil
		}
		return "", "", nil
	case "perl", "ruby", "lua", "luajit", "elixir", "groovy", "scala", "julia", "Rscript", "R", "osascript", "swift":
		flags = []string{"-e", "-E", "--eval", "-M"}
	case "php":
		flags = []string{"-r", "--run", "-B", "-R", "-E"}
	case "emacs", "sbcl", "octave":
		flags = []string{"--eval", "-eval", "--execute", "-f"}
	case "expect":
		flags = []string{"-c"}
	case "nu", "elvish":
		flags = []string{"-c", "--commands"}
	case "erl":
		flags = []string{"-eval"}
	case "ghc":
		flags = []string{"-e"}
	case "gdb":
		flags = []string{"-ex", "-eval-command", "--eval-command"}
	case "vim", "nvim", "vi", "ex":
		flags = []string{"-c", "--cmd", "-S"}
		for _, a := range args {
			if strings.HasPrefix(a, "+") {
				code += a[1:] + "\n"
			}
		}
	case "awk", "sed":
		words := args
		if values := flagValues(args, "-e", "--expression", "--source"); len(values) > 0 && name == "sed" {
			return lang, strings.Join(values, "\n"), nil
		}
		if slices.ContainsFunc(args, func(a string) bool { return a == "-f" || a == "--file" }) {
			return "", "", nil
		}
		words = shell.AfterWords(words, " -F -v -f --field-separator --assign -l ", 0)
		for len(words) > 0 && isAssignment(words[0]) {
			words = words[1:]
		}
		if len(words) == 0 {
			return "", "", nil
		}
		return lang, words[0], words[1:]
	}
	for i, a := range args {
		if name == "python" || name == "pypy" || name == "ipython" { // python -Ssc
			if isDashed(a) && a[1] != '-' && len(a) > 2 && strings.HasSuffix(a, "c") && strings.Trim(a[1:], "bBdEhiIOPqRsSuvxc") == "" && i+1 < len(args) {
				return lang, args[i+1], args[i+2:]
			}
			if a == "-m" && i+2 < len(args) && (args[i+1] == "timeit" || args[i+1] == "cProfile" || args[i+1] == "pdb") {
				return lang, strings.Join(withoutFlags(args[i+2:]), "\n"), nil
			}
		}
		for _, f := range flags {
			switch {
			case a == f && i+1 < len(args):
				code += args[i+1] + "\n"
				rest = args[i+2:]
			case strings.HasPrefix(f, "--") && strings.HasPrefix(a, f+"="):
				code += a[len(f)+1:] + "\n"
			case len(f) == 2 && isDashed(a) && a[1] != '-' && len(a) > 2 && strings.HasSuffix(a, f[1:]) && i+1 < len(args) && f != "-c" && strings.Trim(a[1:len(a)-1], "nlpaw0iE") == "":
				code += args[i+1] + "\n" // as in perl -ne
				rest = args[i+2:]
			case len(f) == 2 && len(a) > 2 && strings.HasPrefix(a, f) && a[1] != '-' && strings.ContainsAny(a, " (;"):
				code += a[2:] + "\n"
			}
		}
	}
	if code == "" {
		return "", "", nil
	}
	return lang, code, rest
}

// stdinCode reports an interpreter that reads its program from its input.
func stdinCode(name string, args []string) (lang string, reads bool) {
	lang = languages()[name]
	switch name {
	case "awk", "sed":
		files := flagValues(args, "-f", "--file")
		return lang, slices.Contains(files, "-") || slices.Contains(files, "/dev/stdin")
	case "emacs":
		return "", false
	case "make", "gmake":
		return lang, slices.Contains(flagValues(args, "-f", "--file", "--makefile"), "-") || slices.Contains(flagValues(args, "-f"), "/dev/stdin")
	case "at", "batch", "ed", "ex", "vim", "vi", "nvim", "sqlite3", "psql", "mysql", "mariadb", "gdb", "bc":
		return lang, true
	case "crontab":
		return lang, slices.Contains(args, "-")
	}
	for _, a := range args {
		if a == "-" || a == "/dev/stdin" {
			return lang, true
		}
		if !isDashed(a) {
			return lang, false // a file, or the program itself
		}
		if _, code, _ := inlineCode(name, args); code != "" {
			return lang, false
		}
	}
	return lang, true
}

// scriptFile is the file that an interpreter runs.
func scriptFile(name string, args []string) string {
	switch languages()[name] {
	case "sql", "sqlite":
		if values := flagValues(args, "-f", "--file", "-init"); len(values) > 0 {
			return values[0]
		}
		return ""
	case "", "awk", "sed", "vim":
		if values := flagValues(args, "-f", "--file"); len(values) > 0 && (name == "awk" || name == "sed") {
			return values[0]
		}
		return ""
	}
	for _, a := range args {
		if !isDashed(a) {
			return a
		}
	}
	return ""
}
