package permission

import (
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// languages are the interpreters whose programs are looked into.
var languages = map[string]string{
	"python": "python", "pypy": "python", "ipython": "python", "node": "javascript", "deno": "javascript", "bun": "javascript", "tsx": "javascript", "ts-node": "javascript",
	"perl": "perl", "ruby": "ruby", "irb": "ruby", "php": "php", "lua": "lua", "luajit": "lua", "awk": "awk", "tclsh": "tcl", "expect": "tcl", "Rscript": "r", "R": "r",
	"julia": "julia", "osascript": "applescript", "elixir": "elixir", "groovy": "groovy", "scala": "scala", "swift": "swift", "guile": "lisp", "emacs": "lisp", "sbcl": "lisp",
	"erl": "erlang", "ghc": "haskell", "octave": "octave", "gdb": "gdb", "jshell": "java", "nvim": "vim", "vim": "vim", "ex": "vim", "vi": "vim", "ed": "vim", "sqlite3": "sqlite", "psql": "sql", "m4": "m4", "bc": "bc",
	"sed": "sed", "make": "make", "gmake": "make", "at": "shell", "batch": "shell", "crontab": "cron", "mysql": "sql", "mariadb": "sql", "xonsh": "python", "nu": "shell", "elvish": "shell",
}

// code looks into a program of another language. It is not parsed: its string
// literals are read as commands where it runs any, and as names of files.
func (h *hardener) code(e *shell.Execution, lang, code string, rest []string, depth int) {
	through := lang
	switch lang {
	case "shell":
		h.text(e, code, through, nil, depth)
		return
	case "cron":
		for line := range strings.SplitSeq(code, "\n") {
			if f := strings.Fields(line); len(f) > 5 && !strings.HasPrefix(f[0], "#") {
				h.text(e, strings.Join(f[5:], " "), through, nil, depth)
			}
		}
		return
	case "make":
		for _, text := range recipes(code) {
			h.text(e, text, through, nil, depth)
		}
		return
	case "vim", "gdb", "sqlite", "sql":
		for _, text := range escapes(code) {
			h.text(e, text, through, nil, depth)
		}
	case "sed":
		h.sed(e, code, depth)
		return
	}
	literals, runs := literalsOf(code, lang)
	h.codeFiles(e, lang, code, literals)
	if containsAny(code, deletes) {
		var names []string
		for _, l := range literals {
			if l.text != "" {
				names = append(names, l.text)
			}
		}
		if len(names) == 0 {
			names = []string{shell.Unknown}
		}
		for _, n := range names {
			h.execution(with(e, []string{"rm", "-rf", n}, through), depth+1)
		}
	}
	if !runs && !containsAny(code, executes) {
		if containsAny(code, evaluates) && containsAny(code, decodes) {
			h.doubt("it runs "+lang+" code that is only known when it runs", append(slices.Clip(e.Through), through))
		}
		return
	}
	found := false
	for _, l := range literals {
		if strings.TrimSpace(l.text) != "" {
			found = true
			h.text(e, l.text, through, nil, depth)
		}
	}
	for _, list := range argumentLists(literals) {
		h.execution(with(e, list, through), depth+1)
	}
	if len(rest) > 0 {
		h.execution(with(e, rest, through), depth+1)
	}
	if !found && len(rest) == 0 || containsAny(code, decodes) {
		h.doubt("it runs a command from "+lang+" that is only known when it runs", append(slices.Clip(e.Through), through))
	}
}

// What in a program stands for running commands, removing files, evaluating
// code, and for text that is not what it looks like; of all languages.
var (
	executes = []string{"system", "popen", "exec", "spawn", "subprocess", "child_process", "passthru", "Open3", "qx", "Deno.Command", "Deno.run", "Bun.$",
		"execa", "getline", "do shell script", "shell-command", "call-process", "start-process", "System.cmd", "execute(", "shell ", "ProcessBuilder", "Process(", "Command.new",
		"pty.", "run(`", "callCommand", "createProcess", "os:cmd", "process.run", "fork", "sh(", "$`", "%x"}
	deletes = []string{"unlink", "rmtree", "os.remove", "os.rmdir", "removedirs", "rmSync", "rmdirSync", "fs.rm", ".rm(", "rm_rf", "rm_r", "File.delete", "Dir.delete", "remove_dir",
		"remove_tree", "Deno.remove", "delete-file", "delete-directory", "rimraf", "send2trash", "File.rm", "os.removeAll", "removeSync", "emptyDir", "removeFile"}
	evaluates = []string{"eval", "exec(", "Function(", "compile(", "__import__", "import(", "load(", "instance_eval", "require("}
	decodes   = []string{"base64", "b64decode", "fromCharCode", "chr(", "chr ", "getattr", "atob", "Buffer.from", "unhexlify", "fromhex", "pack(", "unpack", "codecs", "rot13", "marshal", "pickle",
		"[::-1]", ".reverse", "join(", "decode(", "String.fromCodePoint", "\\x", "\\u00", "replace("}
	writes = []string{"'w'", `"w"`, "'a'", `"a"`, "'w+'", `"w+"`, "'wb'", `"wb"`, "'r+'", `"r+"`, "write", "Write", "'>", `">`, "append", "truncate", "rename", "copy", "move", "dump(", "puts", "chmod", "symlink", "unlink", "remove", "-i"}
)

func containsAny(s string, list []string) bool {
	return slices.ContainsFunc(list, func(x string) bool { return strings.Contains(s, x) })
}

// codeFiles holds the rules on paths against the literals of a program.
func (h *hardener) codeFiles(e *shell.Execution, lang, code string, literals []literal) {
	for _, d := range [...]Decision{Deny, Ask} {
		l := &h.p.lists[d]
		for _, lit := range literals {
			if len(lit.text) > 4096 {
				continue
			}
			named := with(e, append(slices.Clip(e.Args[:1:1]), lit.text), lang)
			h.path(named, l.read, strings.TrimSpace(lit.text), false, d)
			if containsAny(code, writes) {
				h.path(named, l.edit, strings.TrimSpace(lit.text), false, d)
			}
			if len(l.domains) > 0 && strings.Contains(lit.text, "://") {
				if url, ok := parseURL(lit.text); ok {
					if r := l.matchHost(normalHost(url.host)); r != nil {
						h.note(ruled(d, r), append(slices.Clip(e.Through), lang))
					}
				}
			}
		}
	}
}

// sed judges the commands e and w of sed, and the flags e and w of s.
func (h *hardener) sed(e *shell.Execution, code string, depth int) {
	for command := range strings.FieldsFuncSeq(code, func(r rune) bool { return r == '\n' || r == ';' || r == '{' || r == '}' }) {
		command = strings.TrimSpace(command)
		body := strings.TrimLeft(command, "0123456789,$~+! ")
		if strings.HasPrefix(body, "/") {
			if i := strings.LastIndexByte(body, '/'); i > 0 {
				body = strings.TrimLeft(body[i+1:], "!I, ")
			}
		}
		switch {
		case body == "e":
			h.doubt("it runs the lines of a file as commands", append(slices.Clip(e.Through), "sed"))
		case strings.HasPrefix(body, "e "):
			h.text(e, body[2:], "sed", nil, depth)
		case strings.HasPrefix(body, "e") && len(body) > 1 && !isName(body[1]):
			h.text(e, body[1:], "sed", nil, depth)
		case len(body) > 3 && body[0] == 's' && !isName(body[1]):
			parts := strings.Split(body[2:], body[1:2])
			if len(parts) < 3 {
				continue
			}
			flags := parts[len(parts)-1]
			if strings.Contains(strings.SplitN(flags, "w", 2)[0], "e") {
				h.text(e, parts[1], "sed", nil, depth)
				h.doubt("it runs what it makes of a line as a command", append(slices.Clip(e.Through), "sed"))
			}
			if _, file, ok := strings.Cut(flags, "w "); ok {
				h.writesFile(e, file)
			}
		case strings.HasPrefix(body, "w "):
			h.writesFile(e, body[2:])
		case strings.HasPrefix(body, "r "):
			for _, d := range [...]Decision{Deny, Ask} {
				h.path(e, h.p.lists[d].read, strings.TrimSpace(body[2:]), false, d)
			}
		}
	}
}

func (h *hardener) writesFile(e *shell.Execution, name string) {
	for _, d := range [...]Decision{Deny, Ask} {
		h.path(e, h.p.lists[d].edit, strings.TrimSpace(name), false, d)
	}
}
