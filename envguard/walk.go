package envguard

import (
	"path"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// Limits of a walker: what leads further is an operation that cannot be judged.
const (
	maxWalkDepth  = 24
	maxWalked = 2000
)

// A walker judges one command line: each command that it may run, and those that
// these run in turn.
type walker struct {
	j       *Judge
	s       Surroundings
	command string
	ops     []Operation
	seen    map[string]bool
	budget  int
	scripts int              // scripts of the project that are being read
	root    *shell.Execution // the command of the line that is being judged
	at      Environment      // what it touches
}

func (j *Judge) walk(s Surroundings) *walker {
	if len(j.names) > 0 {
		s.Names = append(slices.Clip(s.Names), j.names...)
	}
	return &walker{j: j, s: s, seen: map[string]bool{}, budget: maxWalked}
}

// dir is the last folder that a command may run in.
func (w *walker) dir(e *shell.Execution) string {
	dir := w.s.Dir
	if e != nil && len(e.Dirs) > 0 {
		if last := e.Dirs[len(e.Dirs)-1]; shell.Known(last) {
			if path.IsAbs(last) {
				return last
			}
			return path.Join(dir, last)
		}
	}
	return dir
}

// readFile returns a file of the project, if there is one.
func (w *walker) readFile(e *shell.Execution, name string) (string, bool) {
	if w.s.ReadFile == nil || !shell.Known(name) || name == "" {
		return "", false
	}
	if !path.IsAbs(name) {
		name = path.Join(w.dir(e), name)
	}
	b, err := w.s.ReadFile(name)
	if err != nil || len(b) > 1<<20 {
		return "", false
	}
	return string(b), true
}

// execution judges one command and all that it leads to.
func (w *walker) execution(e *shell.Execution, depth int) {
	if w.repeated(e) {
		return
	}
	if w.budget--; w.budget < 0 || depth > maxWalkDepth {
		w.note(e, Operation{Kind: "shell.deep", Class: Execute, Severity: Medium, Why: "it leads to more commands than can be followed"})
		return
	}
	w.assignments(e, depth)
	w.redirections(e)
	if len(e.Args) == 0 || e.Args[0] == "" {
		return
	}
	name := lookupName(e.Args[0])
	if !shell.Known(e.Args[0]) && !shell.Known(name) || name == "" {
		if n := len(e.Through); len(e.Args) == 1 && n > 0 && e.Through[n-1] == "eval" {
			return // eval itself is judged
		}
		if len(e.Args) > 1 || e.Args[0] == shell.Unknown {
			w.note(e, Operation{Kind: "shell.unknown", Class: Execute, Severity: Medium, Why: "the program is only known when it runs", Safer: "write the command out"})
		}
		return
	}
	if e.Defined(e.Args[0]) {
		return // the calls of its body are there of their own
	}
	args := e.Args[1:]
	if name == "compose" {
		e = altered(e, append([]string{"docker", "compose"}, args...), "")
		name, args = "docker", e.Args[1:]
	}
	if len(e.Globs) > 0 && e.Globs[0] && name != "[" && name != "[[" {
		w.note(e, Operation{Kind: "shell.unknown", Class: Execute, Severity: Medium, Why: "the program's name is a pattern", Safer: "write the command out"})
		return
	}
	if other := e.Program(e.Args[0]); other != "" && path.Base(other) != name {
		w.inner(e, append([]string{other}, args...), name, depth)
		return
	}
	if f := e.File(e.Args[0]); f != nil && strings.Contains(e.Args[0], "/") {
		w.stream(e, f, "the file "+e.Args[0], e.Args, depth)
		return
	}
	if w.unwrap(e, name, args, depth) {
		return
	}
	w.program(e, name, args, depth)
}

// repeated reports a command that was judged before.
func (w *walker) repeated(e *shell.Execution) bool {
	var key strings.Builder
	for _, a := range e.Args {
		key.WriteString(a + "\x00")
	}
	for _, a := range e.Assigns {
		key.WriteString("\x01" + a)
	}
	if e.Stdin != nil {
		key.WriteString("\x02" + e.Stdin.Text)
	}
	for _, r := range e.Redirs {
		key.WriteString("\x03" + r.Op + r.Target)
	}
	for _, d := range e.Dirs {
		key.WriteString("\x04" + d)
	}
	if w.seen[key.String()] {
		return true
	}
	w.seen[key.String()] = true
	return false
}

// inner judges a command that another one runs.
func (w *walker) inner(e *shell.Execution, args []string, through string, depth int) {
	if len(args) > 0 {
		w.execution(altered(e, args, through), depth+1)
	}
}

// altered is the same execution with other words. Variables that stand before the
// outer command count for the inner one.
func altered(e *shell.Execution, args []string, through string) *shell.Execution {
	out := *e
	out.Args, out.Redirs = args, nil
	out.Globs = make([]bool, len(args))
	if n := len(e.Args) - len(args); n >= 0 && len(e.Globs) == len(e.Args) && slices.Equal(e.Args[n:], args) {
		copy(out.Globs, e.Globs[n:])
	}
	if through != "" {
		out.Through = append(slices.Clip(e.Through), through)
	}
	return &out
}

// text judges what a shell would run.
func (w *walker) text(e *shell.Execution, src, through string, args []string, depth int) {
	if strings.TrimSpace(src) == "" {
		return
	}
	if strings.Trim(src, shell.Unknown+" \n\t") == "" {
		w.note(e, Operation{Kind: "shell.unknown", Class: Execute, Severity: Medium, Why: "it runs as a script what is only known when it runs", Safer: "write the command out"})
		return
	}
	if w.budget <= 0 || depth > maxWalkDepth {
		w.note(e, Operation{Kind: "shell.deep", Class: Execute, Severity: Medium, Why: "it leads to more commands than can be followed"})
		return
	}
	w.bomb(src)
	list, err := e.Trace(src, through, args)
	if err != nil {
		w.note(e, Operation{Kind: "shell.unreadable", Class: Execute, Severity: w.hinted(src), Why: "it runs a script that cannot be read as a shell would"})
		return
	}
	for _, inner := range list {
		if e.Assigns != nil {
			inner.Assigns = slices.Concat(e.Assigns, inner.Assigns)
		}
		w.execution(inner, depth+1)
	}
}

// stream judges a text that a shell reads.
func (w *walker) stream(e *shell.Execution, s *shell.Stream, through string, args []string, depth int) {
	if fetched(s) {
		w.note(e, Operation{Kind: "curl.sh", Class: Execute, Severity: High, Why: "it runs as a script what it has just downloaded", Safer: "download it, read it, then run it"})
	}
	if !shell.Known(s.Text) && strings.Trim(s.Text, shell.Unknown+" \n\t") == "" {
		if !fetched(s) {
			w.note(e, Operation{Kind: "shell.unknown", Class: Execute, Severity: Medium, Why: "it runs as a script what is only known when it runs", Safer: "write the commands out"})
		}
		return
	}
	w.text(e, s.Text, through, args, depth)
}

// fetched reports a text that comes from the network.
func fetched(s *shell.Stream) bool {
	return s != nil && slices.ContainsFunc(s.From, func(e *shell.Execution) bool {
		for _, a := range e.Args[:min(len(e.Args), 4)] { // behind sudo and the like
			switch path.Base(a) {
			case "curl", "wget", "fetch", "aria2c", "http", "https", "httpie", "xh":
				return true
			}
		}
		return false
	})
}

// note adds an operation: its environment, and what to do about it.
func (w *walker) note(e *shell.Execution, o Operation) {
	if w.j.disable[o.Kind] {
		return
	}
	if o.Text == "" && e != nil {
		o.Text = strings.Join(maskWords(programBase(e), e.Args), " ")
	} else {
		o.Text = maskText(o.Text)
	}
	o.Text = plainText(oneLine(o.Text))
	o.Object = plainText(maskText(o.Object))
	w.scrub(e, &o)
	if e != nil {
		o.Env = w.environment(e)
		o.Pos = position(w.command, e.Start)
	} else if o.Env.Stage == Unknown && !o.Env.Remote {
		o.Env = Detect(w.s)
	}
	if o.Reaches && o.Severity < High && w.reachesWhatMatters(e, &o) {
		o.Severity = High
		o.Why += ", and the database that it would reach is " + o.Env.place()
	}
	o.Action = w.j.action(&o)
	for i := range w.ops {
		if p := &w.ops[i]; p.Kind == o.Kind && p.Object == o.Object && p.Text == o.Text && p.Severity >= o.Severity && p.Action <= o.Action {
			return
		}
	}
	w.ops = append(w.ops, o)
}

// scrub hides what the words of the command and the variables say is secret, wherever
// it stands.
func (w *walker) scrub(e *shell.Execution, o *Operation) {
	hide := func(secret string) {
		if len(secret) >= 4 && secret != hidden && shell.Known(secret) {
			o.Text, o.Object, o.Why = strings.ReplaceAll(o.Text, secret, hidden), strings.ReplaceAll(o.Object, secret, hidden), strings.ReplaceAll(o.Why, secret, hidden)
		}
	}
	assigned := func(list []string) {
		for _, a := range list {
			if name, value, ok := strings.Cut(a, "="); ok && strings.IndexByte(name, ' ') < 0 && secretName(name) {
				hide(value)
			}
		}
	}
	assigned(w.s.Environ)
	if e == nil {
		return
	}
	assigned(e.Assigns)
	for i, a := range maskWords(programBase(e), e.Args) {
		if a == hidden {
			hide(e.Args[i])
		}
	}
}

// environment is what a command touches: by its own words, and by those of the
// command of the line that led to it.
func (w *walker) environment(e *shell.Execution) Environment {
	if w.root == nil {
		return targetOf(w.s, e)
	}
	if w.at.Signs == nil && w.at.Stage == Unknown && !w.at.Remote {
		w.at = targetOf(w.s, w.root)
	}
	if e == w.root {
		return w.at
	}
	return worst(w.at, targetOf(w.s, e))
}

// reachesWhatMatters reports that the database of an operation is production, or
// remote without a name that says otherwise. A migration that is run on the
// application's own machine is as its deployment, and counts by its own words only.
func (w *walker) reachesWhatMatters(e *shell.Execution, o *Operation) bool {
	env := o.Env
	if o.Severity == Medium && e != nil {
		if env = targetOf(w.s, e); env.Stage == Unknown && !shell.Known(strings.Join(e.Args, "")) {
			return false
		}
	}
	return env.Stage == Production || env.Stage == Unknown && env.Remote
}

// plainText shows what is not known as "…".
func plainText(s string) string { return strings.ReplaceAll(s, shell.Unknown, "…") }

func programBase(e *shell.Execution) string {
	if len(e.Args) == 0 {
		return ""
	}
	return lookupName(e.Args[0])
}

// lookupName is the name by which a program is looked up: without its folder, its
// ending and the version in it.
func lookupName(word string) string {
	if i := strings.LastIndexByte(word, '/'); i >= 0 {
		word = word[i+1:]
	}
	if i := strings.LastIndexByte(word, '\\'); i >= 0 {
		word = word[i+1:]
	}
	for _, ending := range [...]string{".exe", ".EXE", ".cmd", ".bat"} {
		word = strings.TrimSuffix(word, ending)
	}
	if i := strings.IndexAny(word, "0123456789"); i > 0 && strings.Trim(word[i:], "0123456789.") == "" {
		switch word[:i] {
		case "python", "pypy", "pip", "ruby", "perl", "php", "lua", "node":
			word = word[:i]
		}
	}
	if low := strings.ToLower(word); low != word && listed(" git rm sudo bash sh curl wget kubectl docker psql mysql rmdir dd mkfs terraform aws npm pip del erase rd remove-item ri format iex clear-content stop-process stop-computer restart-computer clear-disk format-volume ", low) {
		word = low // file systems of macOS and Windows do not tell them apart
	}
	switch word {
	case "grm", "gsed", "gtar", "gfind", "gawk", "gxargs", "gcp", "gmv", "gdd", "gchmod", "gtimeout", "genv", "gmake", "gshred", "gtruncate":
		return word[1:]
	case "mawk", "nawk", "original-awk":
		return "awk"
	case "nodejs":
		return "node"
	case "docker-compose", "podman-compose":
		return "compose"
	case "flyctl":
		return "fly"
	case "vc":
		return "vercel"
	case "sls":
		return "serverless"
	case "k", "oc", "kubecolor", "kubectl.real", "microk8s.kubectl":
		return "kubectl"
	case "tofu", "opentofu", "tf":
		return "terraform"
	case "RM", "Rm":
		return "rm"
	case "zsh5", "bash5":
		return word[:len(word)-1]
	case "rails.rb":
		return "rails"
	}
	return word
}

// hinted is the severity of a text that cannot be read as a script, by its words.
func (w *walker) hinted(text string) Severity {
	low := strings.ToLower(text)
	for _, word := range [...]string{"rm -rf /", "rm -rf ~", "dropdb", "drop database", "mkfs", "flushall", "terraform destroy", "delete ns", "delete namespace"} {
		if strings.Contains(low, word) {
			return Critical
		}
	}
	for _, word := range [...]string{"rm -", "drop ", "delete ", "truncate", "destroy", "--force", "reset --hard", "dd if", "wipe", "purge"} {
		if strings.Contains(low, word) {
			return High
		}
	}
	return Medium
}

// bomb recognizes a function that does nothing but start itself twice.
func (w *walker) bomb(command string) {
	compact := strings.Join(strings.Fields(command), "")
	for rest := compact; ; {
		name, body, ok := strings.Cut(rest, "(){")
		if !ok {
			return
		}
		rest = body
		if self, _, ok := strings.Cut(body, "|"); ok && self != "" && strings.HasSuffix(name, self) && strings.HasPrefix(body, self+"|"+self+"&") {
			w.note(nil, Operation{Kind: "forkbomb", Class: Execute, Severity: Critical, Text: command, Host: true, Why: "it starts itself without end and takes the machine down"})
			return
		}
	}
}

// runsVariable reports a variable that programs run as a command.
func runsVariable(name string) bool {
	return listed(" PROMPT_COMMAND PAGER GIT_PAGER MANPAGER AWS_PAGER GH_PAGER PSQL_PAGER EDITOR VISUAL GIT_EDITOR KUBE_EDITOR GIT_SEQUENCE_EDITOR GIT_SSH_COMMAND GIT_SSH GIT_EXTERNAL_DIFF GIT_ASKPASS SSH_ASKPASS SUDO_ASKPASS GIT_PROXY_COMMAND LESSOPEN BROWSER RSYNC_RSH RUSTC_WRAPPER ", name)
}

// assignments judges variables that switch off a guard or point elsewhere.
func (w *walker) assignments(e *shell.Execution, depth int) {
	list := e.Assigns
	if len(e.Args) > 0 && len(e.Args) < 64 {
		switch e.Args[0] {
		case "export", "declare", "typeset", "readonly", "local", "env", "setx":
			list = append(slices.Clip(list), e.Args[1:]...)
		}
	}
	for _, a := range list {
		name, value, ok := strings.Cut(a, "=")
		if !ok {
			continue
		}
		on := value != "" && value != "0" && value != "false"
		switch {
		case runsVariable(name):
			w.text(e, value, "the variable "+name, nil, depth)
		case on && listed(" DISABLE_DATABASE_ENVIRONMENT_CHECK PRISMA_USER_CONSENT_FOR_DANGEROUS_AI_ACTION DATABASE_CLEANER_ALLOW_PRODUCTION DATABASE_CLEANER_ALLOW_REMOTE_DATABASE_URL SAFETY_ASSURED ", name), name == "FLYWAY_CLEAN_DISABLED" && value == "false":
			w.note(e, Operation{Kind: "guard.disabled", Class: Retarget, Severity: High, Object: name, Text: name + "=" + hidden, Why: name + " switches off the check that protects a production database", Safer: "leave the check on"})
		case name == "HUSKY" && value == "0", on && listed(" SKIP_HOOKS SKIP_HOOK SKIP_PRECOMMIT_CHECKS HUSKY_SKIP_HOOKS GIT_SSL_NO_VERIFY PRE_COMMIT_ALLOW_NO_CONFIG ", name), name == "LEFTHOOK" && value == "0", name == "NODE_TLS_REJECT_UNAUTHORIZED" && value == "0":
			w.note(e, Operation{Kind: "guard.disabled", Class: Retarget, Severity: Medium, Object: name, Text: name, Why: name + " switches off a check", Safer: "leave the check on"})
		case !on:
		case name == "LD_PRELOAD" || name == "LD_AUDIT" || name == "DYLD_INSERT_LIBRARIES":
			w.note(e, Operation{Kind: "env.inject", Class: Execute, Severity: Medium, Object: name, Text: name, Why: name + " makes programs run code of its own"})
		}
	}
}
