package envguard

import (
	"path"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// language is the language that an interpreter runs, by its name.
func language(name string) string {
	switch name {
	case "python", "pypy", "ipython":
		return "python"
	case "node", "deno", "bun", "tsx", "ts-node":
		return "javascript"
	case "perl", "ruby", "php", "lua", "awk", "sed", "julia", "elixir", "groovy", "osascript":
		return name
	case "irb":
		return "ruby"
	case "tclsh", "expect":
		return "tcl"
	case "Rscript", "R":
		return "r"
	case "vim", "nvim", "vi", "ex", "ed":
		return "vim"
	case "gdb":
		return "gdb"
	}
	return ""
}

// interpreter judges the programs of interpreters: given as an argument, by the
// input, or as a file. It reports that nothing is left to look up.
func (w *walker) interpreter(e *shell.Execution, ws *words, depth int) bool {
	name, args := ws.name, ws.all
	switch name {
	case "rails", "django-admin", "manage.py", "artisan", "mix", "flask", "drush", "wp", "console":
		return w.framework(e, ws, depth)
	case "go":
		if len(args) > 1 && args[0] == "run" {
			target := ws.operands[min(1, len(ws.operands)-1)]
			if hint := nameHint(target); hint > Low {
				w.note(e, Operation{Kind: "interp.go", Class: Execute, Severity: hint, Object: target, Why: "it runs a program that was not read, and its name says that it changes something", Safer: "read it first"})
			} else {
				w.note(e, Operation{Kind: "interp.go", Class: Execute, Severity: Low, Object: target, Why: "it runs a program of the project"})
			}
			return true
		}
		return false
	case "osascript":
		for _, text := range flagValues(args, "-e") {
			if _, rest, ok := strings.Cut(text, "do shell script"); ok {
				literals, _ := shell.CodeLiterals(rest, "osascript")
				for _, l := range literals[:min(1, len(literals))] {
					w.text(e, l.Text, name, nil, depth)
				}
			}
		}
		return false
	}
	lang := language(name)
	if lang == "" {
		return false
	}
	switch lang {
	case "sed", "awk":
		return w.filter(e, ws, depth)
	case "vim":
		return w.editor(e, ws, depth)
	}
	if name == "python" || name == "pypy" {
		if i := slices.IndexFunc(args, func(a string) bool { return a == "-m" || strings.HasPrefix(a, "-m") && len(a) > 2 && a != "-module" }); i >= 0 && !slices.ContainsFunc(args[:i], func(a string) bool { return a == "-c" || !strings.HasPrefix(a, "-") }) {
			module := strings.TrimPrefix(args[i], "-m")
			rest := args[i+1:]
			if module == "" && len(rest) > 0 {
				module, rest = rest[0], rest[1:]
			}
			return w.module(e, module, rest, depth)
		}
	}
	code, found := inlineCode(name, args)
	switch {
	case found:
		w.code(e, lang, code, depth)
		return true
	case slices.Contains(args, "--version") || slices.Contains(args, "-v") && len(args) == 1 || slices.Contains(args, "-V"):
		return true
	}
	file, rest := "", []string(nil)
	for i, a := range args {
		if a == "-" {
			break
		}
		if strings.HasPrefix(a, "-") {
			continue
		}
		if i > 0 && listed(" -r --require --import --loader -W -X -I -C --env-file -d -S --conditions ", args[i-1]) && len(args) > i+1 {
			continue
		}
		file, rest = a, args[i+1:]
		break
	}
	if name == "deno" && (file == "run" || file == "task") && len(rest) > 0 {
		list := shell.AfterWords(rest, "", 0)
		if file == "task" && len(list) > 0 {
			w.script(e, name, list[0], nil, depth)
			return true
		}
		if len(list) > 0 {
			file, rest = list[0], list[1:]
		}
	} else if name == "deno" {
		return true
	}
	switch {
	case file == "" && e.Stdin != nil:
		if fetched(e.Stdin) {
			w.note(e, Operation{Kind: "curl.sh", Class: Execute, Severity: High, Why: "it runs as a program what it has just downloaded", Safer: "download it, read it, then run it"})
			return true
		}
		if strings.Trim(e.Stdin.Text, shell.Unknown+" \n") == "" {
			w.note(e, Operation{Kind: "interp." + short(name), Class: Execute, Severity: Medium, Why: "it runs as a program what is only known then"})
			return true
		}
		w.code(e, lang, e.Stdin.Text, depth)
	case file == "":
		w.interactive(e, name)
	default:
		w.programFile(e, ws, lang, file, rest, depth)
	}
	return true
}

func short(name string) string {
	switch name {
	case "python":
		return "py"
	}
	return name
}

// programFile judges a program that is given by its file.
func (w *walker) programFile(e *shell.Execution, ws *words, lang, file string, rest []string, depth int) {
	base := path.Base(file)
	switch {
	case base == "manage.py", base == "artisan", base == "console" && ws.name == "php", base == "rails" && ws.name == "ruby", base == "rake", base == "magento", base == "drush", base == "wp-cli.phar", base == "composer.phar", base == "composer":
		w.inner(e, append([]string{strings.TrimSuffix(base, ".phar")}, rest...), ws.name, depth)
		return
	case strings.Contains(file, "vendor/bin/") || strings.Contains(file, "node_modules/.bin/"):
		w.inner(e, append([]string{base}, rest...), ws.name, depth)
		return
	}
	if f := e.File(file); f != nil && shell.Known(f.Text) {
		w.code(e, lang, f.Text, depth)
		return
	}
	if text, ok := w.readFile(e, file); ok && w.scripts < 8 {
		w.scripts++
		w.code(e, lang, text, depth)
		w.scripts--
		return
	}
	severity := Low
	if nameHint(file) > Low {
		severity = Medium
	}
	if slices.Contains(e.Through, "uv run") { // it installs what the script asks for
		severity = Medium
	}
	for _, a := range rest[:min(3, len(rest))] {
		if t := nameTokens(a); len(t) > 0 && genericVerb(t[0]) > None {
			severity = Medium
		}
	}
	w.note(e, Operation{Kind: "script", Class: Execute, Severity: severity, Object: file, Why: "a program that was not read cannot be judged" + hintText(file), Safer: "read it first"})
}

// module judges python -m.
func (w *walker) module(e *shell.Execution, module string, rest []string, depth int) bool {
	switch module {
	case "pytest", "unittest", "nose", "tox", "nox":
		w.inner(e, append([]string{"pytest"}, rest...), "python -m", depth)
	case "pip", "alembic", "flask", "django", "twine", "celery", "ansible", "poetry", "pipx", "uv", "dotenv", "airflow", "dbt", "build", "awscli", "conda", "pipenv":
		if module == "django" {
			module = "django-admin"
		}
		w.inner(e, append([]string{module}, rest...), "python -m", depth)
	case "http.server", "json.tool", "venv", "this", "site", "compileall", "py_compile", "ruff", "black", "mypy", "isort", "flake8", "pylint", "coverage", "cProfile", "timeit", "pdb", "doctest", "pydoc", "tabnanny", "ensurepip", "sysconfig", "platform", "zipfile", "tarfile", "calendar", "base64", "pyflakes", "sphinx", "mkdocs", "jupyter", "IPython", "webbrowser", "trace", "dis", "ast", "tokenize", "virtualenv", "pip_audit", "bandit", "SimpleHTTPServer":
	default:
		severity := Low
		if nameHint(module) > Low {
			severity = Medium
		}
		w.note(e, Operation{Kind: "interp.py", Class: Execute, Severity: severity, Object: module, Why: "a program that was not read cannot be judged" + hintText(module)})
	}
	return true
}

// inlineCode is the program that an interpreter is given as an argument.
func inlineCode(name string, args []string) (code string, ok bool) {
	flags := "-e --eval -E"
	switch name {
	case "python", "pypy", "ipython":
		flags = "-c"
	case "node", "bun", "tsx", "ts-node":
		flags = "-e --eval -p --print -pe"
	case "php":
		flags = "-r --run -B -R -E"
	case "deno":
		if len(args) > 1 && args[0] == "eval" {
			return strings.Join(shell.AfterWords(args[1:], "", 0), " "), true
		}
	case "gdb":
		flags = "-ex -eval-command --eval-command"
	case "expect", "tclsh":
		flags = "-c"
	}
	var b strings.Builder
	for i, a := range args {
		if a == "--" {
			break
		}
		for f := range strings.FieldsSeq(flags) {
			glued := len(f) == 2 && len(a) > 2 && a[0] == '-' && a[1] != '-'
			switch {
			case a == f && i+1 < len(args), glued && a[len(a)-1] == f[1] && isLetters(a[1:]) && len(a) < 6 && i+1 < len(args):
				b.WriteString(args[i+1] + "\n")
				ok = true
			case strings.HasPrefix(f, "--") && strings.HasPrefix(a, f+"="):
				b.WriteString(a[len(f)+1:] + "\n")
				ok = true
			case glued && strings.HasPrefix(a, f) && strings.ContainsAny(a, " (;"):
				b.WriteString(a[2:] + "\n")
				ok = true
			}
		}
		if !strings.HasPrefix(a, "-") && !ok {
			break
		}
	}
	return b.String(), ok
}

// filter judges awk and sed where they run commands.
func (w *walker) filter(e *shell.Execution, ws *words, depth int) bool {
	code := ""
	if values := flagValues(ws.all, "-e", "--expression", "--source"); len(values) > 0 && ws.name == "sed" {
		code = strings.Join(values, "\n")
	} else if words := shell.AfterWords(ws.all, " -F -v -f --field-separator --assign -l ", 0); len(words) > 0 {
		code = words[0]
	}
	if ws.name == "awk" {
		literals, _ := shell.CodeLiterals(code, "awk")
		bare := withoutLiterals(code, literals)
		if strings.Contains(bare, "system(") || strings.Contains(bare, "|") && (strings.Contains(bare, "print") || strings.Contains(bare, "getline")) && strings.Contains(strings.ReplaceAll(bare, "||", ""), "|") {
			for _, l := range literals {
				w.text(e, strings.TrimSpace(l.Text), "awk", nil, depth)
			}
		}
		return true
	}
	for command := range strings.FieldsFuncSeq(code, func(r rune) bool { return r == '\n' || r == ';' || r == '{' || r == '}' }) {
		body := strings.TrimLeft(strings.TrimSpace(command), "0123456789,$~+! ")
		if strings.HasPrefix(body, "/") {
			if i := strings.LastIndexByte(body, '/'); i > 0 {
				body = strings.TrimLeft(body[i+1:], "!I, ")
			}
		}
		switch {
		case strings.HasPrefix(body, "e "):
			w.text(e, body[2:], "sed", nil, depth)
		case body == "e":
			w.note(e, Operation{Kind: "interp.sed", Class: Execute, Severity: Medium, Why: "it runs the lines of its input as commands"})
		case len(body) > 3 && body[0] == 's' && strings.IndexByte("/|#,@!:", body[1]) >= 0:
			if parts := strings.SplitN(body[2:], body[1:2], 3); len(parts) == 3 {
				if flags, _, _ := strings.Cut(parts[2], "w"); strings.Contains(flags, "e") {
					w.note(e, Operation{Kind: "interp.sed", Class: Execute, Severity: Medium, Why: "it runs what it makes of a line as a command"})
				}
			}
		}
	}
	return true
}

// editor judges the commands that an editor is given, and that it waits for more.
func (w *walker) editor(e *shell.Execution, ws *words, depth int) bool {
	commands := flagValues(ws.all, "-c", "--cmd", "-S")
	for _, a := range ws.all {
		if strings.HasPrefix(a, "+") {
			commands = append(commands, a[1:])
		}
	}
	if (ws.name == "ed" || ws.name == "ex") && e.Stdin != nil {
		commands = append(commands, strings.Split(e.Stdin.Text, "\n")...)
	}
	for _, c := range commands {
		c = strings.TrimLeft(strings.TrimSpace(c), ": ")
		if rest, ok := strings.CutPrefix(c, "!"); ok {
			w.text(e, rest, ws.name, nil, depth)
		} else if _, rest, ok := strings.Cut(c, "system("); ok {
			w.text(e, strings.Trim(rest, `"')`), ws.name, nil, depth)
		}
	}
	if !ws.flag("-es", "-s", "-Es", "--headless", "--version") && e.Stdin == nil {
		w.interactive(e, ws.name)
	}
	return true
}

// framework judges the code that frameworks' commands are given.
func (w *walker) framework(e *shell.Execution, ws *words, depth int) bool {
	if len(ws.operands) == 0 {
		return false
	}
	verb := ws.operands[0]
	var code, lang, kind string
	switch {
	case ws.name == "rails" && (verb == "runner" || verb == "r"):
		lang, kind = "ruby", "rails.runner"
		if len(ws.operands) > 1 {
			code = ws.operands[1]
		}
	case (ws.name == "manage.py" || ws.name == "django-admin" || ws.name == "flask") && (verb == "shell" || verb == "shell_plus"):
		lang, kind, code = "python", "django.shell", ws.value("-c", "--command")
	case ws.name == "artisan" && verb == "tinker":
		lang, kind, code = "php", "laravel.tinker", ws.value("--execute")
	case ws.name == "mix" && (verb == "run" || verb == "eval"):
		lang, kind, code = "elixir", "mix.run", ws.value("-e", "--eval")
	case (ws.name == "wp" || ws.name == "drush") && (verb == "eval" || verb == "php:eval" || verb == "ev"):
		lang, kind = "php", ws.name+".eval"
		if len(ws.operands) > 1 {
			code = ws.operands[1]
		}
	case ws.name == "rails" && (verb == "console" || verb == "c" || verb == "dbconsole" || verb == "db"):
		w.note(e, Operation{Kind: "rails.console", Class: Interactive, Severity: Medium, Why: "it waits for code, and runs whatever is typed"})
		return true
	default:
		return false
	}
	if code == "" && e.Stdin != nil {
		code = e.Stdin.Text
	}
	if code == "" {
		w.note(e, Operation{Kind: kind, Class: Interactive, Severity: Medium, Why: "it waits for code, and runs whatever is typed"})
		return true
	}
	before := len(w.ops)
	w.code(e, lang, code, depth)
	if len(w.ops) == before {
		w.note(e, Operation{Kind: kind, Class: Execute, Severity: Medium, Text: code, Why: "it runs code of the application on its database", Reaches: true})
	}
	return true
}
