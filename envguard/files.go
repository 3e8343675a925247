package envguard

import (
	"path"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// Severity and reason of the removal of a file or a folder, by what it is.
type removed struct {
	severity Severity
	kind     string
	why      string
	host     bool
}

// removedPath grades the removal of name; recursive says that a folder goes with
// all that is in it.
func (w *walker) removedPath(e *shell.Execution, name string, recursive, glob bool) removed {
	home := w.s.Home
	if home == "" {
		home = "/home/user"
	}
	if name == "" {
		return removed{severity: None}
	}
	if name == "/" && w.guarded(e) {
		return removed{High, "rm.var", "what is removed is only known when it runs", false}
	}
	raw := name
	if strings.HasPrefix(name, "~") && (name == "~" || name[1] == '/') {
		name = home + name[1:]
	}
	if strings.HasPrefix(name, shell.Unknown) { // of a variable that may be empty
		rest := strings.TrimPrefix(name, shell.Unknown)
		switch {
		case rest == "/" && w.guarded(e):
			return removed{High, "rm.var", "what is removed is only known when it runs", false}
		case rest == "/" || rest == "/*" || rest == "/.*" || rest == "*" && recursive:
			return removed{Critical, "rm.var", "the variable may be empty, and then this is the root of all files", true}
		case recursive && strings.HasPrefix(rest, "/"):
			if first, _, _ := strings.Cut(rest[1:], "/"); listed(" etc usr bin sbin lib lib64 boot home root var opt sys proc dev srv ", first) && first != "" {
				return removed{High, "rm.var", "the variable may be empty, and then this is a folder of the system", false}
			}
			return removed{w.buildOutput(rest, Medium), "rm.var", "what the variable holds is only known when it runs", false}
		case recursive:
			return removed{High, "rm.var", "what is removed is only known when it runs", false}
		}
		if slices.ContainsFunc(e.Through, func(t string) bool { return t == "xargs" || t == "parallel" }) {
			return removed{High, "rm.var", "it removes all files that a list names", false}
		}
		return removed{Medium, "rm.var", "what is removed is only known when it runs", false}
	}
	abs := name
	if !path.IsAbs(name) {
		dir := w.dir(e)
		if dir == "" {
			dir = "/home/user/project"
		}
		abs = path.Join(dir, name)
	}
	trailing := strings.HasSuffix(name, "/*") || strings.HasSuffix(name, "/.*") || name == "*" || name == ".*" || name == "./*"
	clean := path.Clean(abs)
	folder := clean
	if glob || trailing || strings.HasSuffix(clean, "*") {
		if path.Base(clean) == "*" || path.Base(clean) == ".*" || path.Base(clean) == ".[!.]*" || path.Base(clean) == "**" {
			folder = path.Dir(clean)
		}
	}
	low := strings.ToLower(clean)
	base := path.Base(clean)
	switch {
	case folder == "/" || folder == "/." || strings.HasPrefix(name, "//") && folder == "/":
		if recursive || glob {
			return removed{Critical, "rm.root", "it removes all files of this machine", true}
		}
	case folder == home || folder == "/root" || folder == "/home" || folder == "/Users" || path.Dir(folder) == "/home" || path.Dir(folder) == "/Users":
		if recursive || glob {
			return removed{Critical, "rm.home", "it removes a home directory", true}
		}
	case strings.HasSuffix(clean, ".lock") && strings.Contains(clean, "/.git/"):
		return removed{Low, "git.lock", "it removes a lock of git", false}
	case recursive && strings.HasSuffix(clean, "/.git"):
		return removed{Critical, "git.rmdir", "it removes the repository with all commits that are not pushed", true}
	case strings.Contains(clean, "/.git/hooks"):
		return removed{Medium, "git.hooks", "it removes the checks of the hooks", false}
	case recursive && strings.Contains(clean, "/.git/"):
		return removed{Critical, "git.rmdir", "it removes a part of the repository", false}
	case isDevice(clean):
		return removed{Critical, "rm.device", "it removes a device", true}
	}
	if data := dataFolder(low); data != "" && recursive {
		return removed{Critical, "rm.sys", "it removes the data of " + data, true}
	}
	if top := strings.Split(strings.TrimPrefix(folder, "/"), "/"); path.IsAbs(name) || strings.HasPrefix(clean, "/..") || !strings.HasPrefix(clean, w.dir(e)) {
		temporary := top[0] == "tmp" || strings.HasPrefix(clean, "/var/tmp/") || strings.HasPrefix(clean, "/private/tmp") || strings.HasPrefix(clean, "/var/folders/") || strings.HasPrefix(clean, "/dev/shm/") || strings.HasPrefix(clean, "/run/user/")
		switch {
		case temporary && (len(top) > 1 || folder == "/var/tmp"):
			return removed{Low, "rm.tmp", "", false}
		case temporary && (recursive || glob):
			return removed{High, "rm.tmp_all", "other programs' temporary files go too", false}
		case listed(" etc usr bin sbin lib lib64 lib32 boot sys proc dev System Library Applications Windows ", top[0]) && recursive && len(top) <= 3 && !strings.HasPrefix(folder, "/usr/local/"):
			return removed{Critical, "rm.sys", "it removes a folder of the system", true}
		case listed(" var opt srv root home Users private ", top[0]) && recursive && len(top) == 1:
			return removed{Critical, "rm.sys", "it removes a folder of the system", true}
		case listed(" etc usr bin sbin lib lib64 boot ", top[0]):
			return removed{High, "rm.sys", "it removes a file of the system", false}
		case top[0] == "var" && recursive && len(top) == 2 && (top[1] == "log" || top[1] == "cache"):
			return removed{High, "rm.sys", "other programs' files go too", false}
		case top[0] == "var" && recursive && len(top) == 2:
			return removed{Critical, "rm.sys", "it removes a folder of the system", true}
		}
	}
	return w.removedInProject(raw, base, low, clean, home, recursive, glob || trailing)
}

// guarded reports that the command stops where a variable is empty: "${DIR:?}/".
func (w *walker) guarded(e *shell.Execution) bool {
	text := w.command[min(max(e.Start, 0), len(w.command)):]
	if i := strings.IndexAny(text, ";&|\n"); i >= 0 {
		text = text[:i]
	}
	return strings.Count(text, "$") == strings.Count(text, ":?") && strings.Contains(text, ":?")
}

// removedInProject grades the removal of what is no part of the system.
func (w *walker) removedInProject(name, base, low, clean, home string, recursive, glob bool) removed {
	switch {
	case strings.HasSuffix(low, ".tfstate") || strings.HasSuffix(low, ".tfstate.d"):
		return removed{Critical, "tf.rmstate", "without its state terraform no longer knows what it made", false}
	case base == ".env" || strings.HasPrefix(base, ".env.") && base != ".env.example":
		return removed{High, "rm.env", "secrets that are in no repository go with it", false}
	case clean == home+"/.ssh" || clean == home+"/.gnupg" || clean == home+"/.aws" || clean == home+"/.kube" || clean == home+"/.config":
		return removed{High, "rm.credentials", "keys that exist nowhere else go with it", false}
	case isDatabaseFile(low):
		return removed{High, "rm.database", "it removes a database", false}
	case strings.Contains(low, "backup") && recursive:
		return removed{High, "rm.backup", "it removes backups", false}
	case buildName(base) && (recursive || true):
		return removed{Low, "rm.build", "it can be built again", false}
	case strings.HasPrefix(name, "..") && recursive:
		return removed{High, "rm.rel", "it removes what lies outside of this folder", false}
	case recursive && (name == "." || name == "./" || glob && (name == "*" || name == "./*" || name == ".*" || name == ".[!.]*")):
		return removed{High, "rm.rel", "it removes everything in this folder", false}
	case recursive && w.buildOutput(clean, High) == Low:
		return removed{Low, "rm.build", "it can be built again", false}
	case recursive:
		return removed{High, "rm.src", "it removes a folder with all work in it that is not committed", false}
	case glob && (name == "*" || name == "./*"):
		return removed{High, "rm.rel", "it removes all files of this folder", false}
	case strings.HasSuffix(low, ".log") || strings.HasSuffix(low, ".tmp") || strings.HasSuffix(low, ".pyc") || strings.HasSuffix(low, ".o") || strings.HasSuffix(low, ".out") || strings.HasSuffix(low, ".bak") || strings.HasSuffix(low, ".swp") || strings.HasSuffix(low, ".lock") || strings.HasSuffix(low, ".pid") || strings.HasSuffix(low, ".orig") || strings.HasSuffix(low, ".coverage") || base == ".DS_Store" || strings.HasSuffix(low, ".prof") || strings.HasSuffix(low, ".tsbuildinfo"):
		return removed{Low, "rm.build", "it can be made again", false}
	case listed(" .bash_history .zsh_history ", base):
		return removed{High, "history", "it removes the traces of what was done", false}
	}
	return removed{Medium, "rm.file", "it removes a file", false}
}

func (w *walker) buildOutput(clean string, otherwise Severity) Severity {
	for part := range strings.SplitSeq(clean, "/") {
		if buildName(part) {
			return Low
		}
	}
	return otherwise
}

// buildName reports the name of what a build, a test run or a package manager makes.
func buildName(base string) bool {
	switch base {
	case "node_modules", "dist", "build", "target", ".next", "__pycache__", ".cache", "coverage", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".tox", ".nuxt", ".turbo", ".parcel-cache", ".svelte-kit", ".output", "out", ".gradle", ".venv", "venv", "htmlcov", ".nyc_output", "tmp", "temp", ".vite", ".terraform", ".eggs", ".angular", "DerivedData", "Pods", ".dart_tool", "bin", "obj", "_build", "deps", ".vercel", ".serverless", "storybook-static", "test-results", "playwright-report", ".expo", ".webpack", "cmake-build-debug", ".build", "logs", ".coverage", ".sass-cache", ".rpt2_cache", "nohup.out", ".hypothesis", "bazel-out", ".wrangler", ".astro", "public/build", "elm-stuff", ".stack-work", "dist-newstyle", ".ipynb_checkpoints":
		return true
	}
	return strings.HasSuffix(base, ".egg-info") || strings.HasPrefix(base, "cmake-build-")
}

func isDatabaseFile(low string) bool {
	for _, ending := range [...]string{".sqlite", ".sqlite3", ".db", ".mdb", ".ibd", ".frm", ".sql.gz", ".dump", ".rdb", ".aof", ".mdf", ".ldf"} {
		if strings.HasSuffix(low, ending) {
			return true
		}
	}
	return false
}

// dataFolder names the system whose data a folder holds.
func dataFolder(low string) string {
	for _, d := range [...][2]string{{"/var/lib/postgresql", "PostgreSQL"}, {"/var/lib/pgsql", "PostgreSQL"}, {"postgresql/data", "PostgreSQL"}, {"/pgdata", "PostgreSQL"}, {"/var/lib/mysql", "MySQL"}, {"/var/lib/mongo", "MongoDB"}, {"/var/lib/redis", "Redis"},
		{"/var/lib/docker", "Docker"}, {"/var/lib/etcd", "etcd"}, {"/var/lib/elasticsearch", "Elasticsearch"}, {"/var/lib/kubelet", "Kubernetes"}, {"/var/lib/rabbitmq", "RabbitMQ"}, {"/var/lib/cassandra", "Cassandra"}, {"/var/lib/clickhouse", "ClickHouse"}, {"/var/lib/grafana", "Grafana"}, {"/var/lib/prometheus", "Prometheus"}, {"/var/opt/gitlab", "GitLab"}, {"/var/lib/influxdb", "InfluxDB"}, {"/var/lib/pg", "PostgreSQL"}} {
		if strings.HasPrefix(low, d[0]) || strings.HasPrefix(d[0], "post") && strings.Contains(low, d[0]) || low == d[0] {
			return d[1]
		}
	}
	return ""
}

func isDevice(name string) bool {
	rest, ok := strings.CutPrefix(name, "/dev/")
	if !ok {
		return false
	}
	for _, p := range [...]string{"sd", "hd", "vd", "xvd", "nvme", "mmcblk", "disk", "rdisk", "mapper/", "md", "loop", "dm-", "mem", "kmem", "ram"} {
		if strings.HasPrefix(rest, p) {
			return true
		}
	}
	return false
}

// removal judges rm and its kin.
func (w *walker) removal(e *shell.Execution, ws *words) {
	recursive := ws.flag("-r", "-R", "--recursive", "-d") || ws.name == "rimraf" || ws.name == "wipe" && ws.flag("-r") || slices.ContainsFunc(ws.all, func(a string) bool { l := strings.ToLower(a); return l == "/s" || l == "-recurse" || l == "-r" })
	targets := ws.operands
	switch ws.name {
	case "trash", "trash-put":
		w.note(e, Operation{Kind: "rm.trash", Class: Destructive, Severity: Low, Object: strings.Join(targets, " "), Why: "it can be taken back from the trash"})
		return
	case "rmdir":
		if !recursive && !strings.HasPrefix(strings.ToLower(strings.Join(ws.all, " ")), "/s") {
			w.note(e, Operation{Kind: "rmdir", Class: Destructive, Severity: Low, Object: strings.Join(targets, " "), Why: "it removes empty folders only"})
			return
		}
	}
	if ws.name == "del" || ws.name == "erase" || ws.name == "rd" || ws.name == "rmdir" || ws.name == "remove-item" || ws.name == "ri" {
		w.windowsRemoval(e, ws, recursive)
		return
	}
	if len(targets) == 0 {
		if recursive && len(ws.all) > 0 {
			w.note(e, Operation{Kind: "rm.rel", Class: Destructive, Severity: High, Why: "what is removed is only known when it runs"})
		}
		return
	}
	globs := map[string]bool{}
	for i, a := range e.Args {
		if i < len(e.Globs) && e.Globs[i] {
			globs[a] = true
		}
	}
	var worst removed
	var object string
	for _, t := range targets {
		r := w.removedPath(e, t, recursive, globs[t])
		if ws.name == "shred" || ws.name == "srm" {
			if r.severity = max(r.severity, High); r.kind == "rm.file" {
				r.kind, r.why = "file.shred", "what is overwritten cannot be brought back"
			}
		}
		if object == "" || r.severity > worst.severity || r.host && !worst.host {
			worst, object = r, t
		}
	}
	if worst.severity == None {
		return
	}
	safer := "move it to the trash, or list it first"
	if worst.kind == "rm.var" {
		safer = `write "${NAME:?}" so that an empty variable stops the command`
	}
	if worst.severity < Medium {
		safer = ""
	}
	w.note(e, Operation{Kind: worst.kind, Class: Destructive, Severity: worst.severity, Object: object, Why: worst.why, Safer: safer, Host: worst.host})
}

func (w *walker) windowsRemoval(e *shell.Execution, ws *words, recursive bool) {
	o := Operation{Kind: "win.rmdir", Class: Destructive, Severity: Medium, Why: "it removes files", Safer: "move them to the recycle bin"}
	if ws.name == "remove-item" || ws.name == "ri" {
		o.Kind = "win.ri"
	}
	if recursive {
		o.Severity, o.Why = High, "it removes a folder with all that is in it"
	}
	for _, a := range ws.all {
		low := strings.ToLower(strings.Trim(a, `'"`))
		if recursive && len(low) >= 2 && low[1] == ':' && strings.Trim(low[2:], `\/*.`) == "" || recursive && (strings.HasPrefix(low, `c:\windows`) || strings.HasPrefix(low, `c:\users`) && strings.Count(low, `\`) < 3 || low == "~" || low == "$home" || low == "/" || strings.HasPrefix(low, "%userprofile%") || strings.HasPrefix(low, "$env:userprofile")) {
			o.Severity, o.Host, o.Object, o.Why = Critical, true, a, "it removes a whole drive, home or system"
		}
	}
	w.note(e, o)
}

// find judges -delete and -exec.
func (w *walker) find(e *shell.Execution, ws *words, depth int) {
	args := ws.all
	n := 0
	for n < len(args) && (args[n] == "-L" || args[n] == "-H" || args[n] == "-P") {
		n++
	}
	start := n
	for n < len(args) && !strings.HasPrefix(args[n], "-") && args[n] != "(" && args[n] != "!" {
		n++
	}
	roots := args[start:n]
	if len(roots) == 0 || ws.name != "find" {
		roots = []string{"."}
	}
	name, narrowed := "", false
	for i := n; i+1 < len(args); i++ {
		switch args[i] {
		case "-name", "-iname", "-path", "-regex", "-ipath", "-e", "--extension":
			if i > 0 && args[i-1] != "!" && args[i-1] != "-not" {
				name, narrowed = args[i+1], true
				if args[i] == "-e" || args[i] == "--extension" {
					name = "*." + args[i+1]
				}
			}
		case "-delete":
			if !narrowed {
				narrowed, name = false, ""
				i = len(args)
			}
		}
	}
	if ws.name != "find" && name == "" && n > start {
		name = args[start]
	}
	for i := n; i < len(args); i++ {
		switch args[i] {
		case "-delete":
			w.foundRemoval(e, roots, name, "find.delete")
		case "-fprint", "-fprintf", "-fls":
			w.note(e, Operation{Kind: "file.write", Class: Write, Severity: Medium, Object: args[min(i+1, len(args)-1)], Why: "it writes over a file"})
		case "-exec", "-execdir", "-ok", "-okdir", "-x", "-X", "--exec", "--exec-batch":
			if ws.name == "find" && len(args[i]) == 2 {
				continue // -x and -X are others of find
			}
			var list []string
			for i++; i < len(args) && args[i] != ";" && args[i] != "+"; i++ {
				list = append(list, args[i])
			}
			if len(list) == 0 {
				w.note(e, Operation{Kind: "find.exec", Class: Execute, Severity: Medium, Why: "-exec without a command is not valid"})
				continue
			}
			w.foundExec(e, roots, name, list, depth)
		}
	}
}

// foundRemoval grades the removal of all that find finds.
func (w *walker) foundRemoval(e *shell.Execution, roots []string, name, kind string) {
	o := Operation{Kind: kind, Class: Destructive, Severity: High, Object: strings.Join(roots, " "), Why: "it removes all files that fit, in all folders below", Safer: "put -print in its place first"}
	for _, r := range roots {
		rm := w.removedPath(e, r, true, false)
		if rm.host {
			o.Severity, o.Why = Critical, rm.why
			o.Host = name == ""
		} else if rm.severity == Low && rm.kind != "rm.build" || rm.kind == "rm.build" && r != "." {
			o.Severity, o.Why = Low, ""
		}
	}
	if o.Severity == High && name != "" {
		switch low := strings.ToLower(strings.TrimLeft(name, "*")); {
		case listed(" .pyc .pyo .log .tmp .bak .o .swp .orig .rej ~ .DS_Store .class __pycache__ ", low) || buildName(name):
			o.Severity, o.Why = Medium, "it removes files that can be made again"
		}
	}
	w.note(e, o)
}

// foundExec judges the command that find runs for what it finds.
func (w *walker) foundExec(e *shell.Execution, roots []string, name string, list []string, depth int) {
	program := lookupName(list[0])
	switch program {
	case "rm", "unlink", "shred", "rmdir":
		w.foundRemoval(e, roots, name, "find.exec")
		return
	case "sh", "bash", "zsh":
		if text := strings.Join(list, " "); strings.Contains(text, "rm ") {
			w.foundRemoval(e, roots, name, "find.exec")
		}
	}
	each := make([]string, len(list))
	for i := range list {
		each[i] = strings.ReplaceAll(list[i], "{}", "found")
	}
	w.inner(e, each, "find", depth)
}

// dd judges what is written to.
func (w *walker) dd(e *shell.Execution, ws *words) {
	for _, a := range ws.all {
		to, ok := strings.CutPrefix(a, "of=")
		switch {
		case !ok || to == "/dev/null" || to == "/dev/stdout":
		case isDevice(to) || strings.HasPrefix(to, "\\\\.\\"):
			w.note(e, Operation{Kind: "dd", Class: Destructive, Severity: Critical, Host: true, Object: to, Why: "it overwrites a whole disk"})
		case secretFile(to) > None || strings.HasSuffix(to, "authorized_keys"):
			w.note(e, Operation{Kind: "dd", Class: Write, Severity: High, Object: to, Why: "it overwrites credentials"})
		case !shell.Known(to):
			w.note(e, Operation{Kind: "dd", Class: Destructive, Severity: High, Why: "what it overwrites is only known when it runs"})
		default:
			w.note(e, Operation{Kind: "dd", Class: Write, Severity: Low, Object: to, Why: "it writes a file"})
		}
	}
}

// overwritten grades writing over a file.
func overwritten(name string) (Severity, string) {
	low := strings.ToLower(name)
	base := path.Base(low)
	switch {
	case isDevice(name):
		return Critical, "it overwrites a device"
	case low == "/etc/passwd" || low == "/etc/shadow" || strings.HasPrefix(low, "/etc/sudoers") || strings.HasPrefix(low, "/boot/"):
		return High, "it overwrites a file that the system needs"
	case strings.HasPrefix(low, "/etc/") || strings.HasPrefix(low, "/usr/") || strings.HasPrefix(low, "/bin/") || strings.HasPrefix(low, "/lib/") || strings.HasPrefix(low, "/sbin/"):
		return High, "it overwrites a file of the system"
	case strings.HasSuffix(low, "/authorized_keys") || strings.Contains(low, "/.ssh/"):
		return High, "it changes who may log in"
	case isDatabaseFile(low):
		return High, "it overwrites a database"
	case secretFile(low) > None && !strings.Contains(base, ".env") || strings.HasSuffix(low, "/.aws/config"):
		return Medium, "it overwrites credentials"
	case base == ".env" || strings.HasPrefix(base, ".env.") && !strings.HasSuffix(base, ".example"):
		return Medium, "it changes what later commands connect to"
	case base == ".bashrc" || base == ".zshrc" || base == ".profile" || base == ".bash_profile" || base == ".zshenv" || strings.Contains(low, ".git/hooks/") || base == ".npmrc" || base == ".gitconfig" || strings.Contains(low, ".claude/settings"):
		return Medium, "it changes what later sessions run"
	}
	return None, ""
}

// redirections judges what > writes over.
func (w *walker) redirections(e *shell.Execution) {
	for _, r := range e.Redirs {
		switch r.Op {
		case ">", ">|", "&>", ">>", "&>>", "<>":
		default:
			continue
		}
		if r.Target == "/dev/null" || strings.HasPrefix(r.Target, "/dev/std") || strings.HasPrefix(r.Target, "/dev/tty") || strings.HasPrefix(r.Target, "/dev/fd/") {
			continue
		}
		severity, why := overwritten(r.Target)
		appends := strings.HasSuffix(r.Op, ">>") || r.Op == "<>"
		switch {
		case isDevice(r.Target):
			w.note(e, Operation{Kind: "redirect", Class: Destructive, Severity: Critical, Host: true, Object: r.Target, Why: why})
			continue
		case strings.HasPrefix(r.Target, "/proc/") || strings.HasPrefix(r.Target, "/sys/"):
			severity, why = High, "it changes the running kernel"
		case severity > Medium && appends:
			if isDatabaseFile(strings.ToLower(r.Target)) {
				severity = Low
			}
		}
		empties := !appends && (len(e.Args) == 0 || e.Args[0] == ":" || e.Args[0] == "true" || len(e.Args) == 2 && e.Args[1] == "/dev/null")
		if empties {
			if r := w.removedPath(e, r.Target, false, false); r.severity == Low {
				severity = max(severity, Low)
			} else {
				severity, why = max(severity, High), "it empties the file"
			}
		}
		if severity == None && len(e.Args) > 0 && (e.Args[0] == "echo" || e.Args[0] == "printf" || e.Args[0] == "cat") && !strings.HasPrefix(r.Target, "/tmp/") {
			severity, why = Low, "it writes a file"
		}
		if severity == None {
			continue
		}
		class := Write
		kind := "redirect"
		if empties {
			class, kind = Destructive, "file.trunc"
		} else if strings.Contains(path.Base(r.Target), ".env") {
			class, kind = Retarget, "env.write"
		}
		if kind == "redirect" && severity >= High && producer(e) { // a dump goes to a file of that name
			severity = Low
		}
		w.note(e, Operation{Kind: kind, Class: class, Severity: severity, Object: r.Target, Why: why, Safer: "write to a new file"})
	}
}

// producer reports a program whose output is meant for such a file.
func producer(e *shell.Execution) bool {
	if len(e.Args) == 0 {
		return false
	}
	for _, a := range e.Args[:min(3, len(e.Args))] {
		n := lookupName(a)
		if strings.Contains(n, "dump") || n == "sqlite3" || n == "gunzip" || n == "psql" || n == "gzip" {
			return true
		}
	}
	return false
}

// fileProgram judges programs that move, copy or change files.
func (w *walker) fileProgram(e *shell.Execution, ws *words) bool {
	ops := ws.operands
	last := ""
	if len(ops) > 0 {
		last = ops[len(ops)-1]
	}
	if t := ws.value("-t", "--target-directory"); t != "" && (ws.name == "mv" || ws.name == "cp") {
		last = t
		ops = append(slices.Clip(ops), t)
	}
	note := func(kind string, s Severity, class Class, object, why string) {
		if s > None {
			w.note(e, Operation{Kind: kind, Class: class, Severity: s, Object: object, Why: why})
		}
	}
	switch ws.name {
	case "mv", "cp", "install", "ln":
		if len(ops) < 2 {
			return true
		}
		s, why := overwritten(last)
		switch {
		case ws.name == "cp" && ops[0] == "/dev/null":
			note("file.trunc", High, Destructive, last, "it empties the file")
		case last == "/dev/null" && ws.name == "mv":
			note("file.mv", High, Destructive, ops[0], "what is moved there is gone")
		case isDevice(last):
			w.note(e, Operation{Kind: "file." + ws.name, Class: Destructive, Severity: Critical, Host: true, Object: last, Why: why})
		case ws.name == "mv" && slices.Contains(ops[:len(ops)-1], "*") || ws.name == "mv" && slices.ContainsFunc(ops[:len(ops)-1], func(o string) bool { return path.Base(o) == "*" }):
			note("file.mv", High, Destructive, strings.Join(ops, " "), "if "+last+" is no folder, each file overwrites the one before")
		case s > None:
			note("file."+ws.name, s, Destructive, last, why)
		case ws.flag("-f", "--force") && ws.name != "ln":
			note("file."+ws.name, Medium, Destructive, last, "it overwrites without asking")
		default:
			for _, o := range ops[:len(ops)-1] {
				if ws.name == "mv" {
					if secretFile(o) > None {
						note("file.mv", Medium, Write, o, "programs no longer find their credentials")
						return true
					}
					if r := w.removedPath(e, o, true, false); r.host {
						note("file.mv", Critical, Destructive, o, "it moves away what the system needs")
						return true
					}
				}
			}
			note("file."+ws.name, Low, Write, last, "it may overwrite a file")
		}
		return true
	case "tee", "sponge":
		for _, o := range ops {
			s, why := overwritten(o)
			if isDevice(o) {
				w.note(e, Operation{Kind: "file.tee", Class: Destructive, Severity: Critical, Host: true, Object: o, Why: why})
				continue
			}
			if ws.flag("-a", "--append") && isDatabaseFile(o) {
				s = Low
			}
			note("file.tee", max(s, Low), Write, o, why)
		}
		return true
	case "truncate":
		for _, o := range ops {
			r := w.removedPath(e, o, false, false)
			s := High
			if r.severity == Low {
				s = Low
			}
			if size := ws.value("-s", "--size"); strings.HasPrefix(size, "+") {
				s = Low
			}
			note("file.trunc", s, Destructive, o, "it cuts the file off")
		}
		return true
	case "rsync", "scp":
		return w.copies(e, ws, last)
	case "chmod", "chown", "chgrp":
		return w.permissions(e, ws)
	case "tar", "unzip":
		return w.archive(e, ws)
	case "sed", "perl":
		return w.inPlace(e, ws)
	case "patch":
		if len(ws.all) > 0 || e.Stdin != nil {
			note("file.patch", Low, Write, "", "it changes files")
		}
		return true
	}
	return false
}

func (w *walker) copies(e *shell.Execution, ws *words, last string) bool {
	remote := strings.Contains(last, ":") && !strings.HasPrefix(last, "/") && !strings.HasPrefix(last, ".")
	if ws.name == "rsync" {
		if ws.flag("-n", "--dry-run") {
			return true
		}
		switch {
		case ws.flag("--delete", "--del", "--delete-before", "--delete-after", "--delete-during", "--delete-delay", "--delete-excluded", "--delete-missing-args"):
			s, host := High, false
			if r := w.removedPath(e, last, true, false); r.host && !remote {
				s, host = Critical, true
			}
			w.note(e, Operation{Kind: "file.rsync", Class: Destructive, Severity: s, Host: host, Object: last, Why: "it deletes at the target all that the source does not have", Safer: "run it with --dry-run first"})
			return true
		case ws.flag("--remove-source-files"):
			w.note(e, Operation{Kind: "file.rsync", Class: Destructive, Severity: Medium, Object: strings.Join(ws.operands, " "), Why: "it removes the source"})
			return true
		}
	}
	for _, o := range ws.operands[:max(0, len(ws.operands)-1)] {
		if remote && secretFile(o) > None {
			w.note(e, Operation{Kind: "secret.send", Class: Exfiltrate, Severity: High, Object: o, Why: "it sends credentials to another machine"})
			return true
		}
	}
	s := Low
	why := "it may overwrite files"
	if remote {
		s, why = Medium, "it changes files of another machine"
	}
	if over, reason := overwritten(last); over > s && !remote {
		s, why = over, reason
	}
	w.note(e, Operation{Kind: "file." + ws.name, Class: Write, Severity: s, Object: last, Why: why})
	return true
}

func (w *walker) permissions(e *shell.Execution, ws *words) bool {
	ops := ws.operands
	if len(ops) == 0 {
		return true
	}
	mode := ops[0]
	recursive := ws.flag("-R", "--recursive")
	o := Operation{Kind: ws.name, Class: Privilege, Severity: Low, Why: "it changes who may read and write", Object: strings.Join(ops, " ")}
	wide := ws.name == "chmod" && (strings.HasSuffix(mode, "777") || strings.HasSuffix(mode, "666") || strings.Contains(mode, "o+w") || strings.Contains(mode, "a+w") || strings.Contains(mode, "a=rwx") || mode == "+w" || strings.Contains(mode, "ugo+rwx"))
	special := ws.name == "chmod" && (strings.ContainsAny(mode, "+=") && strings.HasSuffix(strings.TrimRight(strings.ToLower(mode), "tx"), "s") || len(mode) == 4 && mode[0] >= '2' && mode[0] <= '7')
	for _, t := range ops[1:] {
		r := w.removedPath(e, t, true, false)
		secret := secretFile(t) > None
		switch {
		case recursive && r.host && (wide || ws.name != "chmod"):
			o.Severity, o.Why = High, "programs of the system refuse to work when anybody may write their files, or its owner changes"
		case wide && (r.host || strings.HasPrefix(t, "/etc/") || secret):
			o.Severity, o.Why = max(o.Severity, High), "anybody may change it"
		case special:
			o.Severity, o.Why = max(o.Severity, High), "whoever runs it gets its owner's rights"
		case wide || recursive && ws.name != "chmod" || recursive && !strings.Contains(mode, "+x") && path.IsAbs(t):
			o.Severity = max(o.Severity, Medium)
		case ws.name != "chmod" && path.IsAbs(t):
			o.Severity = max(o.Severity, Medium)
		}
	}
	w.note(e, o)
	return true
}

func (w *walker) archive(e *shell.Execution, ws *words) bool {
	if ws.name == "unzip" {
		if ws.flag("-l", "-t", "-v", "-Z", "-p") {
			return true
		}
		s := Low
		if ws.flag("-o") {
			s = Medium
		}
		if d, _ := overwritten(ws.value("-d") + "/"); d > s {
			s = d
		}
		w.note(e, Operation{Kind: "file.unzip", Class: Write, Severity: s, Why: "it may overwrite files"})
		return true
	}
	first := ""
	if len(ws.all) > 0 {
		first = ws.all[0]
	}
	extract := ws.flag("-x", "--extract", "--get") || first != "" && first[0] != '-' && strings.Contains(first, "x") && len(first) < 6
	switch {
	case ws.flag("--remove-files"):
		w.note(e, Operation{Kind: "file.tar", Class: Destructive, Severity: Medium, Why: "it removes the files that it packs"})
	case slices.ContainsFunc(ws.all, func(a string) bool {
		return strings.HasPrefix(a, "--checkpoint-action=exec") || strings.HasPrefix(a, "--to-command") || strings.HasPrefix(a, "--use-compress-program") && strings.Contains(a, " ")
	}):
		w.note(e, Operation{Kind: "file.tar", Class: Execute, Severity: Medium, Why: "it runs a program for each file"})
	case extract:
		s := Low
		if ws.flag("--overwrite", "--unlink-first", "--recursive-unlink", "-P", "--absolute-names") {
			s = Medium
		}
		if dir := ws.value("-C", "--directory"); dir == "/" || strings.HasPrefix(dir, "/etc") || strings.HasPrefix(dir, "/usr") && !strings.HasPrefix(dir, "/usr/local") {
			s = High
		}
		w.note(e, Operation{Kind: "file.untar", Class: Write, Severity: s, Why: "it may overwrite files"})
	}
	return true
}

// inPlace judges sed -i and perl -i.
func (w *walker) inPlace(e *shell.Execution, ws *words) bool {
	on := false
	for _, a := range ws.all {
		on = on || strings.HasPrefix(a, "-i") || strings.HasPrefix(a, "--in-place") || len(a) > 2 && a[0] == '-' && a[1] != '-' && strings.HasSuffix(a, "i") && isLetters(a[1:]) && !strings.HasPrefix(a, "-e") || strings.HasPrefix(a, "-pi")
	}
	if !on {
		return false
	}
	worst, why, object := Low, "it changes files in place", strings.Join(ws.operands[min(1, len(ws.operands)):], " ")
	for _, f := range ws.operands {
		if s, reason := overwritten(f); s > worst {
			worst, why, object = s, reason, f
		}
	}
	o := Operation{Kind: "file." + ws.name, Class: Write, Severity: worst, Object: object, Why: why}
	if worst >= Medium {
		o.Class = Destructive
		if strings.Contains(path.Base(object), ".env") {
			o.Class = Retarget
		}
		o.Safer = "keep a copy: -i.bak"
	}
	if ws.name == "perl" {
		for i, a := range ws.all {
			if strings.HasSuffix(a, "ne") && i+1 < len(ws.all) && !strings.Contains(ws.all[i+1], "print") {
				o.Severity, o.Class, o.Why = High, Destructive, "it writes nothing back: the files are emptied"
			}
		}
	}
	w.note(e, o)
	return false
}
