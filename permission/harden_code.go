package permission

import (
	"slices"
	"strings"
	"sync"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// languages are the interpreters whose programs are looked into.
var languages = sync.OnceValue(func() map[string]string {
	return map[string]string{
		"python": "python", "pypy": "python", "ipython": "python", "node": "javascript", "deno": "javascript", "bun": "javascript", "tsx": "javascript", "ts-node": "javascript",
		"perl": "perl", "ruby": "ruby", "irb": "ruby", "php": "php", "lua": "lua", "luajit": "lua", "awk": "awk", "tclsh": "tcl", "expect": "tcl", "Rscript": "r", "R": "r",
		"julia": "julia", "osascript": "applescript", "elixir": "elixir", "groovy": "groovy", "scala": "scala", "swift": "swift", "guile": "lisp", "emacs": "lisp", "sbcl": "lisp",
		"erl": "erlang", "ghc": "haskell", "octave": "octave", "gdb": "gdb", "jshell": "java", "nvim": "vim", "vim": "vim", "ex": "vim", "vi": "vim", "ed": "vim", "sqlite3": "sqlite", "psql": "sql", "m4": "m4", "bc": "bc",
		"sed": "sed", "make": "make", "gmake": "make", "at": "shell", "batch": "shell", "crontab": "cron", "mysql": "sql", "mariadb": "sql", "xonsh": "python", "gnuplot": "gnuplot", "rake": "ruby", "nu": "shell", "elvish": "shell",
	}
})

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
			if strings.HasPrefix(line, "@") { // @reboot
				_, command, _ := strings.Cut(line, " ")
				h.text(e, command, through, nil, depth)
			} else if f := strings.Fields(line); len(f) > 5 && !strings.HasPrefix(f[0], "#") {
				h.text(e, strings.Join(f[5:], " "), through, nil, depth)
			}
		}
		return
	case "make":
		for _, text := range recipes(code) {
			h.text(e, text, through, nil, depth)
		}
		return
	case "vim", "gdb", "sqlite", "sql", "ruby", "python":
		if lang == "sql" || lang == "sqlite" {
			h.statement(e, code)
		}
		for _, text := range escapes(code) {
			if lang == "vim" || lang == "gdb" || lang == "sqlite" || lang == "sql" || strings.HasPrefix(strings.TrimSpace(code), "!") {
				h.text(e, text, through, nil, depth)
			}
		}
		if lang == "vim" {
			h.vimFiles(e, code)
		}
	case "sed":
		h.sed(e, code, depth)
		return
	}
	code = strings.Map(asciiForm, code)
	literals, runs := shell.CodeLiterals(code, lang)
	bare := skeleton(code, literals)
	h.codeFiles(e, lang, bare, literals)
	h.removes(e, lang, bare, literals, depth)
	h.functions(e, lang, code, bare)
	hidden := containsAny(withoutDecoding(code, bare), decodeWords)
	if lang == "awk" {
		runs = runs || strings.Contains(bare, "|")
	}
	for _, l := range literals {
		runs = runs || lang == "perl" && (strings.HasPrefix(strings.TrimSpace(l.Text), "|") || strings.HasSuffix(strings.TrimSpace(l.Text), "|"))
	}
	if !runs && !containsAny(bare, execWords) && !(hidden && containsLiteral(literals, execWords)) {
		switch {
		case containsAny(bare, evalWords) && (hidden || containsAny(bare, fetchWords)):
			h.doubt("it runs "+lang+" code that is only known when it runs", append(slices.Clip(e.Through), through))
		case containsAny(bare, evalWords):
			for _, l := range literals {
				if len(l.Text) > 8 && len(l.Text) < len(code) {
					h.code(e, lang, l.Text, nil, depth+1)
				}
			}
		}
		h.fetches(e, bare)
		return
	}
	if containsAny(bare, evalWords) && containsAny(bare, fetchWords) {
		h.doubt("it runs "+lang+" code that is only known when it runs", append(slices.Clip(e.Through), through))
	}
	found := false
	for _, l := range literals {
		if text := strings.Trim(l.Text, "| "); text != "" && !l.Path {
			found = true
			h.text(e, strings.TrimPrefix(text, "!"), through, nil, depth)
			if lang == "awk" && (isShell(text) || text == "sh") && (e.Stdin == nil || !shell.Known(e.Stdin.Text)) && strings.Contains(bare, "print |") {
				h.doubt("it runs the lines of a file as commands", append(slices.Clip(e.Through), through))
			}
		}
	}
	for _, list := range shell.ArgumentLists(slices.DeleteFunc(slices.Clone(literals), func(l shell.CodeLiteral) bool { return l.Path })) {
		h.execution(altered(e, list, through), depth+1)
		if len(list) > 2 && commonName(list[0]) == commonName(list[1]) { // execvp(name, [name, …])
			h.execution(altered(e, list[1:], through), depth+1)
		}
	}
	switch {
	case lang == "awk":
		for _, value := range flagValues(e.Args[1:], "-v", "--assign") {
			if _, text, ok := strings.Cut(value, "="); ok {
				h.text(e, text, through, nil, depth)
			}
		}
		for _, text := range rest {
			if strings.Contains(bare, "ARGV") {
				h.text(e, text, through, nil, depth)
			}
		}
		if strings.Contains(bare, "$") && e.Stdin != nil {
			h.text(e, e.Stdin.Text, through, nil, depth)
		}
	case len(rest) > 0:
		h.execution(altered(e, rest, through), depth+1)
		found = true
	}
	if !found || hidden {
		h.doubt("it runs a command from "+lang+" that is only known when it runs", append(slices.Clip(e.Through), through))
	}
	h.fetches(e, bare)
}

// withoutDecoding drops from a program's skeleton what makes text of the output
// of a command, which hides nothing.
func withoutDecoding(code, bare string) string {
	if strings.ContainsRune(code, '\\') || strings.Contains(bare, "bytes") || !strings.Contains(bare, "check_output") {
		return bare
	}
	return strings.ReplaceAll(bare, ").decode(", ")")
}

// removes judges the removal of files by a program.
func (h *hardener) removes(e *shell.Execution, lang, bare string, literals []shell.CodeLiteral, depth int) {
	if !containsAny(bare, deleteWords) && !((lang == "vim" || lang == "tcl") && strings.Contains(bare, "delete")) {
		return
	}
	names := []string{shell.Unknown}
	for _, l := range literals {
		if l.Text != "" && !(l.Path && len(literals) > 12) {
			names = append(names, l.Text)
		}
	}
	if len(names) > 1 {
		names = names[1:]
	}
	for _, n := range names {
		h.execution(altered(e, []string{"rm", "-rf", n}, lang), depth+1)
	}
}

// fetches asks about a program that fetchWords, if a rule is about curl or wget.
func (h *hardener) fetches(e *shell.Execution, bare string) {
	if containsAny(bare, fetchWords) {
		h.similar(altered(e, []string{"http"}, ""))
	}
}

// skeleton is a program without the text of its strings.
func skeleton(code string, literals []shell.CodeLiteral) string {
	for _, l := range literals {
		if len(l.Text) > 2 {
			code = strings.Replace(code, l.Text, "", 1)
		}
	}
	return code
}

func containsLiteral(literals []shell.CodeLiteral, list []string) bool {
	return slices.ContainsFunc(literals, func(l shell.CodeLiteral) bool { return containsAny(l.Text, list) })
}

// What in a program stands for running commands, removing files, evaluating
// code, and for text that is not what it looks like; of all languages.
var (
	execWords = []string{"system", "popen", "exec", "spawn", "subprocess", "child_process", "passthru", "Open3", "qx", "Deno.Command", "Deno.run", "Bun.$",
		"execa", "getline", "do shell script", "shell-command", "call-process", "start-process", "System.cmd", "execute(", "shell ", "ProcessBuilder", "Command::new", "Process(", "Command.new",
		"pty.", "run(`", "callCommand", "createProcess", "os:cmd", "process.run", "fork", "sh(", `sh "`, "sh '", "$`", "%x"}
	deleteWords = []string{"unlink", "rmtree", "os.remove", "os.rmdir", "removedirs", "rmSync", "rmdirSync", "fs.rm", ".rm(", "rm_rf", "rm_r", "File.delete", "Dir.delete", "remove_dir",
		"remove_tree", "Deno.remove", "delete-file", "delete-directory", "rimraf", "send2trash", "File.rm", "os.removeAll", "removeSync", "emptyDir", "removeFile"}
	evalWords   = []string{"eval", "exec(", "Function(", "compile(", "__import__", "import(", "load(", "instance_eval", "require("}
	decodeWords = []string{"base64", "b64decode", "fromCharCode", "chr(", "chr ", "getattr", "atob", "Buffer.from", "unhexlify", "fromhex", "pack(", "unpack", "codecs", "rot13", "marshal", "pickle",
		"[::-1]", ".reverse", "join(", "decode(", "sprintf", "%c", "reverse", "String.fromCodePoint", "\\x", "\\u00", "replace("}
	listWords    = []string{"listdir", "scandir", "os.walk", "iterdir", "readdir", "rglob", "glob(", "Dir[", "Dir.glob", "Dir.each", "opendir", "children"}
	fetchWords   = []string{"urlopen", "requests.", "httpx.", "fetch(", "http.get", "https.get", "axios", "URI.open", "Net::HTTP", "LWP::", "file_get_contents", "curl_exec", "urlretrieve", "HTTP::Tiny", "socket", "LWP::Simple", "getprint", "getstore", "urllib", "aiohttp", "undici", "http.client", "HTTPConnection", "http.request", "https.request", "XMLHttpRequest", "Faraday", "HTTParty", "open-uri", "fsockopen", "Bun.fetch"}
	openWords    = []string{"open", "file(", "ARGV", "read", "Read", "File", "fs.", "Path(", "load", "import", "require", "include", "slurp", "copy", "<", "glob", "cat", "source", "get_contents", "parse", "dotenv", "config(", "stream", "Stream", "getline", "edit"}
	contentWords = []string{"open", "readFile", "read_", "read(", ".read", "File", "Stream", "copy", "cat", "get_contents", "lines", "slurp", "<", "load(", "glob", "print while", "stdin"}
	writeWords   = []string{"'w'", `"w"`, "'a'", `"a"`, "'w+'", `"w+"`, "'wb'", `"wb"`, "'r+'", `"r+"`, "write", "Write", "'>", `">`, "append", "truncate", "put_contents", ">", "rename", "copy", "move", "dump(", "puts", "chmod", "symlink", "unlink", "remove", "-i"}
)

func containsAny(s string, list []string) bool {
	return slices.ContainsFunc(list, func(x string) bool { return strings.Contains(s, x) })
}

// codeFiles holds the rules on paths against the literals of a program.
func (h *hardener) codeFiles(e *shell.Execution, lang, bare string, literals []shell.CodeLiteral) {
	for _, d := range [...]Decision{Deny, Ask} {
		l := &h.p.lists[d]
		if len(l.read) > 0 && containsAny(bare, listWords) && containsAny(strings.ReplaceAll(bare, "readdir", ""), contentWords) && !slices.ContainsFunc(literals, func(l shell.CodeLiteral) bool { return strings.Contains(l.Text, "*") }) {
			h.doubt("it reads files whose names are only known when it runs", append(slices.Clip(e.Through), lang))
		}
		for _, lit := range literals {
			if len(lit.Text) > 4096 {
				continue
			}
			named := altered(e, append(slices.Clip(e.Args[:1:1]), lit.Text), lang)
			name := strings.TrimLeft(strings.TrimSpace(lit.Text), "<>+| ")
			glob := isPattern(name)
			if containsAny(bare, openWords) {
				h.path(named, l.read, name, glob, d)
				if lit.Path && containsAny(bare, []string{"home", "HOME", "expanduser"}) {
					h.path(named, l.read, h.p.config.Home+"/"+name, glob, d)
				}
			}
			if containsAny(bare, writeWords) || containsAny(lit.Text, []string{">"}) || containsLiteral(literals, []string{"w", "a", "r+"}) {
				h.path(named, l.edit, name, glob, d)
			}
			if len(l.domains) > 0 && strings.Contains(lit.Text, "://") {
				if url, ok := parseURL(lit.Text); ok {
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
		case body == "e" && e.Stdin != nil && shell.Known(e.Stdin.Text):
			h.text(e, e.Stdin.Text, "sed", nil, depth)
		case body == "e":
			h.doubt("it runs the lines of a file as commands", append(slices.Clip(e.Through), "sed"))
		case strings.HasPrefix(body, "e "):
			h.text(e, body[2:], "sed", nil, depth)
		case strings.HasPrefix(body, "e") && len(body) > 1 && !isName(body[1]):
			h.text(e, body[1:], "sed", nil, depth)
		case len(body) > 3 && body[0] == 's' && !isName(body[1]):
			parts := strings.SplitN(body[2:], body[1:2], 3)
			if len(parts) < 3 {
				continue
			}
			flags := parts[2]
			if strings.Contains(strings.SplitN(flags, "w", 2)[0], "e") {
				h.text(e, parts[1], "sed", nil, depth)
				if e.Stdin != nil && shell.Known(e.Stdin.Text) {
					h.text(e, e.Stdin.Text, "sed", nil, depth)
				}
				h.doubt("it runs what it makes of a line as a command", append(slices.Clip(e.Through), "sed"))
			}
			if _, file, ok := strings.Cut(flags, "w "); ok {
				h.writesFile(e, file)
			}
		case strings.HasPrefix(body, "w "), strings.HasPrefix(body, "W "):
			h.writesFile(e, body[2:])
		case strings.HasPrefix(body, "r "), strings.HasPrefix(body, "R "):
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

// vimFiles judges the files that an editor's commands read and write.
func (h *hardener) vimFiles(e *shell.Execution, code string) {
	for line := range strings.SplitSeq(code, "\n") {
		for command := range strings.SplitSeq(line, "|") {
			verb, file, ok := strings.Cut(strings.TrimLeft(command, ": %0123456789,$"), " ")
			if !ok {
				continue
			}
			for _, d := range [...]Decision{Deny, Ask} {
				switch strings.TrimSuffix(verb, "!") {
				case "w", "wq", "write", "sav", "saveas", "up", "update", "x", "W":
					h.path(e, h.p.lists[d].edit, file, false, d)
				case "e", "edit", "r", "read", "sp", "split", "vs", "tabe", "tabedit", "so", "source", "view":
					h.path(e, h.p.lists[d].read, file, false, d)
				}
			}
		}
	}
}
