package envguard

import (
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// What in a program stands for what it does.
var (
	runsWords   = [...]string{"system(", "system ", "popen", "exec(", "execsync", "execfile", "spawn", "subprocess", "child_process", "passthru", "shell_exec", "open3", "qx", "deno.command", "bun.$", "execa", "proc_open", "getline", "processbuilder", "command::new", "`", "%x", "pcntl_exec", "commands.getoutput", "do shell script", "check_call", "check_output", "run_command", "os.exec", "pty."}
	unlinkWords = [...]string{"unlink", "rmtree", "os.remove", "os.rmdir", "removedirs", "rmsync", "rmdirsync", "fs.rm", ".rmdir", "rm_rf", "rm_r", "file.delete", "dir.delete", "remove_dir", "remove_tree", "deno.remove", "rimraf", "removesync", "emptydir", "remove-item", "fileutils.rm", "file.rm"}
	queryWords  = [...]string{"execute", "query", "exec(", "raw", "cursor", "prepare", "sql", ".run(", ".do(", "statement", "pg_", "mysqli", "pdo"}
	fetchWords  = [...]string{"urlopen", "requests.", "httpx.", "fetch(", "http.", "https.", "axios", "net::http", "file_get_contents", "curl_", "aiohttp", "httparty", "req(", "session.", "client."}
	ormAll      = [...]string{"destroy_all", "delete_all", "drop_all(", "dropdatabase", "drop_database", "deletemany({})", "deletemany()", "::truncate", ".truncate(", "truncate()", "truncate_all", "flushall", "flushdb", "drop_table", "droptable", "drop_collection", "dropcollection", "dropschema", "drop_schema", "objects.all().delete()", ".delete_many({})", "sync({force:true", "synchronize(true", "dropallobjects", "reset_db", "dropalltables"}
)

func containsAny(s string, list []string) bool {
	return slices.ContainsFunc(list, func(x string) bool { return strings.Contains(s, x) })
}

// code judges a program of another language. It is not parsed: its strings are read
// as commands, statements and names of files where the words around say so.
func (w *walker) code(e *shell.Execution, lang, code string, depth int) {
	kind := "interp." + map[string]string{"python": "py", "javascript": "node"}[lang]
	if strings.HasSuffix(kind, ".") {
		kind += lang
	}
	literals, runs := shell.CodeLiterals(code, lang)
	bare := strings.ToLower(withoutLiterals(code, literals))
	compact := strings.Join(strings.Fields(bare), "")
	note := func(c Class, s Severity, object, why string) {
		w.note(e, Operation{Kind: kind, Class: c, Severity: s, Object: object, Text: code, Why: why, Safer: "say in words what it does, and let somebody read it"})
	}
	before := len(w.ops)
	for _, l := range literals {
		if secretFile(l.Text) == High || secretFile(l.Text) == Medium && containsAny(bare, fetchWords[:]) {
			s := Medium
			if containsAny(bare, fetchWords[:]) {
				s = High
			}
			note(Exfiltrate, s, l.Text, "it reads credentials")
			break
		}
	}
	if runs || containsAny(bare, runsWords[:]) && !containsAny(compact, []string{"re.exec("}) {
		w.codeCommands(e, lang, literals, depth)
		if len(w.ops) == before && len(literals) == 0 {
			note(Execute, Medium, "", "it runs a command that is only known then")
		}
	}
	if containsAny(bare, unlinkWords[:]) || slices.ContainsFunc(literals, func(l shell.CodeLiteral) bool { return l.Text == "unlink" || l.Text == "rmdir" }) {
		w.codeRemoves(e, kind, code, literals)
	}
	if containsAny(bare, queryWords[:]) {
		for _, l := range literals {
			if len(l.Text) > 6 && looksLikeStatement(l.Text) {
				w.sql(e, l.Text, AnySQL)
			}
		}
	}
	if containsAny(compact, ormAll[:]) {
		s := High
		if containsAny(compact, []string{"dropdatabase", "drop_database", "flushall", "flushdb", "drop_all(", "dropschema", "drop_schema", "reset_db", "dropallobjects", "dropalltables"}) {
			s = Critical
		}
		note(Destructive, s, "", "it deletes all rows or tables of its database")
	}
	deletes := strings.Contains(compact, ".delete(") && containsAny(bare, fetchWords[:]) || containsAny(bare, fetchWords[:]) && slices.ContainsFunc(literals, func(l shell.CodeLiteral) bool { return l.Text == "DELETE" })
	if deletes {
		s := Medium
		if strings.Contains(bare, "for ") || strings.Contains(bare, "foreach") || strings.Contains(bare, ".map(") || strings.Contains(bare, "while ") {
			s = High
		}
		note(Destructive, s, "", "it deletes over HTTP, in a loop everything that it finds")
	}
	if len(w.ops) > before {
		return
	}
	if s := opaque(lang, bare, compact); s > None {
		note(Execute, s, "", "it runs code of the project, which cannot be judged from here")
	}
}

// codeCommands judges the strings that a program runs.
func (w *walker) codeCommands(e *shell.Execution, lang string, literals []shell.CodeLiteral, depth int) {
	for _, list := range shell.ArgumentLists(slices.DeleteFunc(slices.Clone(literals), func(l shell.CodeLiteral) bool { return l.Path })) {
		w.inner(e, list, lang, depth)
	}
	for _, l := range literals {
		text := strings.Trim(l.Text, "| ")
		if text == "" || l.Path || !strings.ContainsAny(text, " ") && w.j.tools[lookupName(text)] == nil {
			continue
		}
		list, err := e.Trace(text, lang, nil)
		if err != nil {
			continue // no command
		}
		for _, inner := range list {
			w.execution(inner, depth+1)
		}
	}
}

// codeRemoves judges the removal of files by a program.
func (w *walker) codeRemoves(e *shell.Execution, kind, code string, literals []shell.CodeLiteral) {
	worst := removed{severity: Medium, why: "it removes files"}
	object := ""
	recursive := containsAny(strings.ToLower(code), []string{"rmtree", "rm_rf", "rm_r", "recursive", "remove_tree", "rimraf", "emptydir", "-recurse"})
	for _, l := range literals {
		if l.Text == "" || l.Path || strings.ContainsAny(l.Text, " \n(") || listed(" fs path os shutil fs/promises node:fs node:path rimraf unlink utf8 utf-8 recursive force ", l.Text) {
			continue
		}
		glob := strings.ContainsAny(l.Text, "*?")
		if r := w.removedPath(e, l.Text, recursive, glob); r.severity > worst.severity || object == "" && r.severity < Medium {
			worst, object = r, l.Text
		}
	}
	if strings.Contains(strings.ToLower(code), "glob") && worst.severity < High && object != "" {
		worst.severity, worst.why = High, "it removes all files that fit"
	}
	w.note(e, Operation{Kind: kind, Class: Destructive, Severity: worst.severity, Object: object, Text: code, Why: worst.why, Host: worst.host})
}

// looksLikeStatement reports a string that begins like a statement of SQL.
func looksLikeStatement(s string) bool {
	word, _, ok := strings.Cut(strings.TrimSpace(strings.ToLower(s)), " ")
	return ok && listed(" drop truncate delete update insert alter create grant revoke with merge replace exec call select rename begin set ", word)
}

// opaque grades a program whose effects do not show: code of the project, or files
// and networks that it writes to.
func opaque(lang, bare, compact string) Severity {
	if lang == "python" {
		for line := range strings.FieldsFuncSeq(bare, func(r rune) bool { return r == '\n' || r == ';' }) {
			line = strings.TrimSpace(line)
			name, ok := strings.CutPrefix(line, "from ")
			if !ok {
				name, ok = strings.CutPrefix(line, "import ")
			}
			if !ok {
				continue
			}
			for part := range strings.SplitSeq(name, ",") {
				module, _, _ := strings.Cut(strings.TrimSpace(part), " ")
				module, _, _ = strings.Cut(module, ".")
				if module != "" && !listed(pythonModules, module) {
					return Medium
				}
				if !strings.HasPrefix(line, "import ") {
					break
				}
			}
		}
	}
	switch {
	case containsAny(compact, []string{"require('./", `require("./`, "require(''", "django.setup", "write(", "writefile", "put_contents", "file.write", "open(,w", ".write_text", "os.rename", "shutil.move"}) && containsAny(compact, []string{"writefile", "write_text", "put_contents", "shutil.move", "os.rename", "file.write"}):
		return Low
	case containsAny(compact, []string{"eval(", "exec("}) && containsAny(bare, []string{"base64", "b64decode", "atob", "fromcharcode", "unhexlify", "urlopen", "requests."}):
		return High
	case strings.Contains(compact, "socket.socket") && strings.Contains(compact, "dup2"):
		return High
	}
	return None
}

// pythonModules are those that one-liners use to look at things.
const pythonModules = " sys os json re math time datetime collections itertools functools pathlib string random typing subprocess shutil glob csv io base64 hashlib urllib http platform inspect ast pprint textwrap statistics decimal fractions uuid socket struct tempfile argparse logging enum dataclasses contextlib copy operator unittest doctest importlib pkg_resources site sysconfig yaml toml tomllib xml html sqlite3 numpy np pandas torch tensorflow requests httpx psycopg2 pymysql redis pymongo sqlalchemy zlib gzip zipfile tarfile difflib traceback warnings threading multiprocessing asyncio signal getpass locale configparser secrets bisect heapq queue types abc numbers unicodedata codecs pickle shelve dbm fnmatch linecache filecmp stat errno ctypes ssl email mimetypes calendar cmath array weakref gc dis token tokenize keyword symtable pip setuptools wheel cv2 pil scipy sklearn matplotlib packaging attr attrs pydantic bs4 lxml jinja2 markdown rich click tqdm __future__ venv resource pwd grp curses readline select selectors zoneinfo graphlib ipaddress hmac "
