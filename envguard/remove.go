package envguard

import (
	"cmp"
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
	home := cmp.Or(w.s.Home, someHome)
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
	if rest, ok := strings.CutPrefix(name, shell.Unknown); ok { // of a variable that may be empty
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
	case buildName(base):
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
