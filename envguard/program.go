package envguard

import (
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

func (j *Judge) usage(name string) usage {
	if t := j.tools[name]; t != nil {
		return t.usage
	}
	return usage{}
}

// program judges one program by its own words.
func (w *walker) program(e *shell.Execution, name string, args []string, depth int) {
	t := w.j.tools[name]
	var u usage
	if t != nil {
		u = t.usage
	}
	ws := u.read(name, args)
	if name == "gcloud" && len(ws.operands) > 0 && (ws.operands[0] == "alpha" || ws.operands[0] == "beta" || ws.operands[0] == "preview") {
		ws.operands = ws.operands[1:]
	}
	if ws.harmless() && !passesOn(name) {
		return
	}
	if t != nil {
		if r, own, ok := t.find(ws); ok && own {
			w.entry(e, r, ws)
			return
		}
	}
	w.leaks(e, ws)
	if w.special(e, ws, depth) {
		return
	}
	if t != nil {
		if r, _, ok := t.find(ws); ok {
			w.entry(e, r, ws)
			return
		}
		if t.all() {
			return
		}
	}
	w.generic(e, ws)
}

// passesOn reports a program for which --help or --dry-run may be meant for others.
func passesOn(name string) bool {
	switch name {
	case "python", "node", "ruby", "perl", "php", "deno", "tsx", "ts-node", "echo", "awk", "find", "go":
		return true
	}
	return false
}

// entry notes what an entry of the catalogue says about a command.
func (w *walker) entry(e *shell.Execution, r Entry, ws *words) {
	if r.Severity == None && r.Why == "" {
		return
	}
	skip := 0
	if !strings.Contains(r.Verbs, "..") {
		skip = len(strings.Fields(r.Verbs))
	}
	object := ""
	if len(ws.operands) > skip {
		object = strings.Join(maskWords(ws.name, ws.operands[skip:]), " ")
	}
	why := r.Why
	if why == "" {
		why = classWhy(r.Class, r.Severity)
	}
	w.note(e, Operation{Kind: r.Kind, Class: r.Class, Severity: r.Severity, Object: object, Why: why, Safer: r.Safer, Host: r.Host, Reaches: r.Reaches})
}

// classWhy is the reason for an entry that has none of its own.
func classWhy(c Class, s Severity) string {
	switch c {
	case Destructive:
		if s >= Critical {
			return "it deletes all of it, and there is no undo"
		}
		if s == Low {
			return "it deletes what can be made again"
		}
		return "it deletes something that others may need"
	case Deploy:
		return "it changes what is running"
	case Migration:
		return "it changes a database's schema or data"
	case Availability:
		return "it stops or disturbs what others use"
	case Privilege:
		return "it changes who may do what"
	case History:
		return "it throws away or rewrites history"
	case Publish:
		return "what is published cannot be taken back"
	case Execute:
		return "it runs what cannot be judged from here"
	case Exfiltrate:
		return "it shows or sends credentials"
	case Retarget:
		return "it changes what later commands touch, or switches off a guard"
	case Interactive:
		return "it waits for input that a session without a terminal cannot give"
	case Write:
		return "it changes something"
	}
	return ""
}

// special judges the programs whose words are no plain verbs and flags. It reports
// that nothing is left to look up.
func (w *walker) special(e *shell.Execution, ws *words, depth int) bool {
	switch ws.name {
	case "echo", "printf", ":", "true", "false", "test", "[", "[[", "cat", "head", "tail", "grep", "egrep", "fgrep", "rg", "ag", "ack", "ls", "sort", "uniq", "wc", "cut", "tr", "jq", "yq", "cd", "pwd", "export", "set", "unset", "read", "local", "declare", "return", "exit", "sleep", "date", "basename", "dirname", "diff", "cmp", "file", "stat", "tree", "du", "df", "which", "whoami", "id", "uname", "hostname", "seq", "yes", "tac", "rev", "column", "comm", "paste", "fold", "xxd", "od", "strings", "md5sum", "sha256sum", "base64", "bat", "readonly", "typeset", "shift", "trap", "wait", "jobs", "alias", "let", "break", "continue", "getopts", "mapfile", "readarray":
		return true
	case "rm", "unlink", "rmdir", "shred", "srm", "wipe", "trash", "trash-put", "rimraf", "del", "erase", "rd", "remove-item", "ri":
		w.removal(e, ws)
		return true
	case "find", "fd", "fdfind":
		w.find(e, ws, depth)
		return true
	case "dd":
		w.dd(e, ws)
		return true
	case "mv", "cp", "ln", "install", "tee", "truncate", "rsync", "scp", "chmod", "chown", "chgrp", "tar", "unzip", "sed", "perl", "sponge", "ex", "ed", "patch":
		if w.fileProgram(e, ws) && ws.name != "sed" && ws.name != "perl" && ws.name != "ed" && ws.name != "ex" {
			return true
		}
	case "git":
		return w.git(e, ws, depth)
	case "curl", "wget", "http", "https", "xh", "httpie", "curlie":
		w.http(e, ws)
		return true
	case "gh", "glab":
		if len(ws.operands) > 0 && ws.operands[0] == "api" {
			w.ghAPI(e, ws)
			return true
		}
	case "kill", "pkill", "killall":
		w.kill(e, ws)
		return true
	case "kubectl":
		if w.kubectl(e, ws) {
			return true
		}
	case "terraform", "terragrunt":
		if w.terraform(e, ws) {
			return true
		}
	case "at", "batch":
		if e.Stdin != nil {
			w.stream(e, e.Stdin, ws.name, nil, depth)
		}
		return true
	case "crontab":
		if e.Stdin != nil && len(ws.operands) > 0 && ws.operands[0] == "-" && shell.Known(e.Stdin.Text) {
			for line := range strings.Lines(e.Stdin.Text) {
				if f := strings.Fields(line); len(f) > 5 && f[0][0] != '#' {
					w.text(e, strings.Join(f[5:], " "), "cron", nil, depth)
				}
			}
		}
	case "nc", "ncat", "netcat", "telnet":
		w.netcat(e, ws)
		return true
	}
	if w.client(e, ws, depth) {
		return true
	}
	return w.interpreter(e, ws, depth)
}

// generic judges a program that the catalogue does not know by its words: verbs of
// deletion among its first operands.
func (w *walker) generic(e *shell.Execution, ws *words) {
	if strings.HasPrefix(ws.name, "mkfs") {
		w.note(e, Operation{Kind: "mkfs", Class: Destructive, Severity: Critical, Host: true, Object: strings.Join(ws.operands, " "), Why: "it makes a new file system over all that is on the device"})
		return
	}
	if strings.ContainsRune(e.Args[0], '/') || strings.HasSuffix(ws.name, ".sh") || strings.HasSuffix(ws.name, ".bash") || strings.HasSuffix(ws.name, ".ps1") {
		w.projectProgram(e, ws)
		return
	}
	words := ws.operands[:min(len(ws.operands), 4)]
	for i, word := range words {
		tokens := nameTokens(word)
		if len(tokens) == 0 || len(tokens) > 4 || strings.ContainsAny(word, " ./*@=") {
			continue
		}
		verb := tokens[0]
		if len(tokens) > 1 && genericVerb(verb) == None {
			verb = tokens[len(tokens)-1] // databases:delete
		}
		severity := genericVerb(verb)
		if severity == None {
			continue
		}
		nouns := append(slices.Clone(words[:i]), tokens...)
		if severity == High && (len(words) == 1 && verb == "destroy" || slices.ContainsFunc(nouns, wholeThing)) {
			severity = Critical
		}
		w.note(e, Operation{Kind: ws.name, Class: Destructive, Severity: severity, Object: strings.Join(maskWords(ws.name, ws.operands), " "), Why: "by its words it deletes something; the program is not in the catalogue", Safer: "look with --help or a dry run first"})
		return
	}
}

func genericVerb(verb string) Severity {
	switch verb {
	case "destroy", "delete", "purge", "wipe", "erase", "drop", "terminate", "nuke", "truncate", "decommission", "unregister", "rmi-all", "destroyall":
		return High
	case "remove", "rm", "reset", "uninstall", "flush", "rollback", "revoke", "disable", "prune", "undeploy":
		return Medium
	case "deploy", "promote", "restart", "stop", "publish", "release":
		return Medium
	}
	return None
}

// wholeThing reports a noun for something that holds everything else.
func wholeThing(word string) bool {
	low := strings.ToLower(strings.TrimSuffix(word, "s"))
	switch low {
	case "database", "db", "cluster", "project", "volume", "bucket", "account", "app", "application", "server", "droplet", "vm", "disk", "namespace", "environment", "org", "organization", "organisation", "workspace", "instance", "linode", "node", "site", "repo", "repository", "stack", "tenant", "vault", "snapshot", "backup", "storage", "index", "collection", "schema", "keyspace", "autonomous-database", "machine", "domain", "zone", "pool", "filesystem", "customer":
		return true
	}
	return false
}

// projectProgram judges a program that is given by its path: ./deploy.sh.
func (w *walker) projectProgram(e *shell.Execution, ws *words) {
	file := e.Args[0]
	if strings.HasPrefix(file, "/usr/") || strings.HasPrefix(file, "/bin/") || strings.HasPrefix(file, "/sbin/") || strings.HasPrefix(file, "/opt/") || strings.Contains(file, "node_modules/.bin/") || strings.HasPrefix(file, "/") && !strings.HasSuffix(file, ".sh") {
		return
	}
	if text, ok := w.readFile(e, file); ok && w.scripts < 8 && strings.HasPrefix(text, "#!") {
		line, _, _ := strings.Cut(text, "\n")
		if strings.Contains(line, "sh") && !strings.Contains(line, "powershell") {
			w.scripts++
			w.text(e, text, file, e.Args, 0)
			w.scripts--
			return
		}
	}
	hint := nameHint(file)
	for _, o := range ws.operands[:min(2, len(ws.operands))] {
		hint = max(hint, min(nameHint(o), Medium))
	}
	severity := Low
	if strings.HasSuffix(file, ".sh") || hint > Low {
		severity = Medium
	}
	w.note(e, Operation{Kind: "script", Class: Execute, Severity: severity, Object: file, Why: "a program of the project that was not read cannot be judged" + hintText(file), Safer: "read it first"})
}

// leaks notes credentials that go to the network, or to whoever reads the output.
func (w *walker) leaks(e *shell.Execution, ws *words) {
	switch ws.name {
	case "cat", "less", "more", "head", "tail", "bat", "base64", "xxd", "od", "strings", "cp", "scp", "rsync", "grep", "awk", "sed", "tac", "nl", "zip", "tar":
		for _, a := range ws.operands {
			if s := secretFile(a); s > None && !strings.Contains(a, "/etc/passwd") {
				w.note(e, Operation{Kind: "secret.read", Class: Exfiltrate, Severity: s - 1, Object: a, Why: "it reads credentials", Safer: "leave credentials to the programs that need them"})
				return
			}
		}
	case "curl", "wget", "nc", "ncat", "netcat", "telnet", "http", "xh", "socat", "ftp", "sftp", "openssl", "aws", "gsutil", "rclone", "mail", "sendmail":
	default:
		return
	}
	if e.Stdin == nil && len(e.Redirs) == 0 && !strings.Contains(strings.Join(ws.all, " "), "@") {
		return
	}
	note := func(what string) {
		w.note(e, Operation{Kind: "secret.send", Class: Exfiltrate, Severity: High, Object: what, Why: "it sends " + what + " to another machine", Safer: "send nothing that holds credentials"})
	}
	if e.Stdin != nil && sends(ws) {
		for _, from := range e.Stdin.From {
			if len(from.Args) == 0 {
				continue
			}
			if n := lookupName(from.Args[0]); (n == "env" || n == "printenv" || n == "set" || n == "export") && len(from.Args) < 3 {
				note("the environment")
				return
			}
			for _, a := range from.Args[1:] {
				if secretFile(a) > None {
					note(a)
					return
				}
			}
		}
	}
	for _, r := range e.Redirs {
		if r.Op == "<" && secretFile(r.Target) > None {
			note(r.Target)
			return
		}
	}
	for _, a := range ws.all {
		if _, file, ok := strings.Cut(a, "@"); ok && (strings.HasPrefix(a, "@") || strings.Contains(a, "=@") || strings.HasPrefix(a, "-d@")) && secretFile(file) > None {
			note(file)
			return
		}
	}
	for _, s := range e.Substituted {
		for _, a := range s.Args {
			if secretFile(a) > None && !slices.Contains(ws.all, "-H") {
				note(a)
				return
			}
		}
	}
}

// sends reports a program that sends its input.
func sends(ws *words) bool {
	switch ws.name {
	case "curl", "wget", "http", "xh":
		return slices.ContainsFunc(ws.all, func(a string) bool {
			return a == "-" || a == "@-" || strings.HasSuffix(a, "=@-") || strings.HasSuffix(a, "@-") || a == "-T-" || strings.Contains(a, "post-file")
		}) || ws.name == "http"
	}
	return true
}

// secretFile says how secret a file is by its name.
func secretFile(name string) Severity {
	low := strings.ToLower(name)
	switch {
	case strings.HasSuffix(low, ".pub"), strings.HasSuffix(low, "known_hosts"), strings.HasSuffix(low, ".ssh/config"), strings.HasSuffix(low, ".aws/config"), strings.HasSuffix(low, ".example"), strings.HasSuffix(low, ".sample"), strings.HasSuffix(low, "authorized_keys"):
		return None
	case strings.HasSuffix(low, "/etc/shadow"), strings.Contains(low, "/etc/sudoers"), strings.Contains(low, ".ssh/id_"), strings.HasSuffix(strings.TrimSuffix(low, "/"), "/.ssh"), strings.HasSuffix(strings.TrimSuffix(low, "/"), "/.gnupg"), strings.HasSuffix(strings.TrimSuffix(low, "/"), "/.aws"), strings.HasSuffix(low, ".ssh/*"), strings.HasSuffix(low, "id_rsa"), strings.HasSuffix(low, "id_ed25519"), strings.HasSuffix(low, "gshadow"), strings.Contains(low, ".gnupg/private"):
		return High
	case strings.HasSuffix(low, ".aws/credentials"), strings.Contains(low, ".ssh"), strings.HasSuffix(low, ".netrc"), strings.HasSuffix(low, ".pgpass"), strings.HasSuffix(low, ".kube/config"), strings.HasSuffix(low, ".docker/config.json"), strings.HasSuffix(low, ".npmrc"), strings.HasSuffix(low, ".pypirc"), strings.HasSuffix(low, ".git-credentials"), strings.HasSuffix(low, "application_default_credentials.json"), strings.Contains(low, ".gnupg"), strings.HasSuffix(low, ".pem"), strings.HasSuffix(low, ".key"),
		strings.HasSuffix(low, ".env"), strings.Contains(low, ".env."), strings.HasSuffix(low, "/etc/passwd"), strings.HasSuffix(low, ".bash_history"), strings.HasSuffix(low, ".zsh_history"), strings.Contains(low, "config/gcloud"), strings.HasSuffix(low, "credentials.json"), strings.HasSuffix(low, "/environ"):
		return Medium
	}
	return None
}

// kill judges signals to processes.
func (w *walker) kill(e *shell.Execution, ws *words) {
	if ws.flag("-l", "-L", "--list") && ws.name == "kill" || slices.Contains(ws.all, "-0") {
		return
	}
	o := Operation{Kind: "kill", Class: Availability, Severity: Medium, Why: "it ends processes that others may use", Safer: "name the one process by its id, and look at what it is first"}
	targets := ws.operands
	o.Object = plainText(strings.Join(targets, " "))
	for _, a := range targets {
		if ws.name == "kill" && (a == "1" || a == "-1") {
			o.Severity, o.Host = High, false
		}
	}
	if ws.name == "kill" && slices.Contains(ws.all, "-1") && len(ws.all) > 1 {
		o.Severity = High
	}
	if ws.name == "killall" || ws.name == "pkill" {
		if ws.flag("-9", "-KILL", "-SIGKILL", "-f", "-u") {
			o.Severity = High
		}
		o.Why = "it ends all processes that fit, not only yours"
	}
	if ws.name == "kill" && len(targets) == 1 && (strings.HasPrefix(targets[0], "%") || targets[0] == "$!") {
		o.Severity = Low
	}
	w.note(e, o)
}

// kubectl judges what goes beyond verbs: objects as kind/name, replicas of zero.
func (w *walker) kubectl(e *shell.Execution, ws *words) bool {
	if len(ws.operands) == 0 {
		return false
	}
	switch ws.operands[0] {
	case "delete":
		severity, why, kind := kubeDeletion(ws)
		o := Operation{Kind: kind, Class: Destructive, Severity: severity, Object: plainText(strings.Join(ws.operands[1:], " ")), Why: why, Safer: "look with kubectl get first, and use --dry-run=server"}
		w.note(e, o)
		return true
	case "scale":
		if v := ws.value("--replicas"); v == "0" {
			w.note(e, Operation{Kind: "kubectl.scale0", Class: Availability, Severity: High, Object: strings.Join(ws.operands[1:], " "), Why: "no replica is left to serve", Safer: "scale to at least one"})
			return true
		}
	case "get":
		if len(ws.operands) > 1 && strings.HasPrefix(ws.operands[1], "secret") {
			severity := Low
			if ws.flag("-A", "--all-namespaces") || len(ws.operands) == 2 && !strings.Contains(ws.operands[1], "/") && ws.flag("-o", "--output") {
				severity = Medium
			}
			w.note(e, Operation{Kind: "kubectl.secret", Class: Read, Severity: severity, Object: strings.Join(ws.operands[1:], " "), Why: "it shows secrets"})
		}
		return true
	case "config":
		if len(ws.operands) > 2 && (ws.operands[1] == "use-context" || ws.operands[1] == "use") {
			w.note(e, Operation{Kind: "kubectl.use_context", Class: Retarget, Severity: Medium, Object: ws.operands[2], Why: "every later command goes to " + ws.operands[2], Safer: "give --context to the one command"})
			return true
		}
	}
	return false
}

// kubeDeletion grades kubectl delete by the kind of what is deleted.
func kubeDeletion(ws *words) (Severity, string, string) {
	severity, why, kind := None, "", "kubectl.delete"
	worse := func(s Severity, k, reason string) {
		if s > severity {
			severity, why, kind = s, reason, k
		}
	}
	if raw := ws.value("--raw"); raw != "" {
		if strings.Contains(raw, "/namespaces/") && strings.Count(strings.TrimSuffix(raw, "/"), "/") == 4 {
			return Critical, "it deletes a namespace with all that is in it", "kubectl.delete_ns"
		}
		return High, "it deletes an object of the API", "kubectl.raw"
	}
	if ws.flag("-f", "--filename", "-k", "--kustomize") {
		worse(High, "kubectl.delete_f", "it deletes all that the manifests name")
	}
	all := ws.flag("--all", "-A", "--all-namespaces")
	if len(ws.operands) < 2 {
		worse(High, "kubectl.delete", "it deletes objects of the cluster")
		return severity, why, kind
	}
	for i, o := range ws.operands[1:] {
		if i > 0 && !strings.Contains(o, "/") {
			break
		}
		for what := range strings.SplitSeq(o, ",") {
			what, _, _ = strings.Cut(what, "/")
			what, _, _ = strings.Cut(strings.ToLower(what), ".")
			switch what {
			case "ns", "namespace", "namespaces", "project", "projects":
				worse(Critical, "kubectl.delete_ns", "it deletes a namespace with all that is in it")
			case "pvc", "pv", "persistentvolumeclaim", "persistentvolumeclaims", "persistentvolume", "persistentvolumes":
				worse(Critical, "kubectl.delete_pvc", "it deletes a volume with its data")
			case "crd", "crds", "customresourcedefinition", "customresourcedefinitions", "xrd", "compositeresourcedefinition":
				worse(Critical, "kubectl.delete_crd", "all objects of the kind go with its definition")
			case "cluster", "clusters", "postgresql", "postgrescluster", "kafka", "volumesnapshot", "vs", "backup", "cnpg", "perconaservermongodb", "mysqlcluster", "database":
				worse(Critical, "kubectl.delete", "it deletes a database, a cluster or a backup")
			case "pod", "pods", "po", "job", "jobs", "event", "events", "replicaset", "rs":
				if all {
					worse(High, "kubectl.delete_pod", "it deletes all of them")
				}
				worse(Medium, "kubectl.delete_pod", "a controller starts it again, if there is one")
			case "cm", "configmap", "configmaps", "hpa", "endpoints", "ep", "lease":
				if all {
					worse(High, "kubectl.delete", "it deletes all of them")
				}
				worse(Medium, "kubectl.delete", "it deletes an object that can be applied again")
			default:
				worse(High, "kubectl.delete_deploy", "it deletes "+plainText(what)+" of the cluster")
			}
		}
	}
	if all && severity >= High && slices.Contains(ws.operands, "all") {
		worse(Critical, "kubectl.delete_all", "it deletes everything in the namespace")
	}
	return severity, why, kind
}

// terraform judges what goes beyond verbs: destroy as a flag, of a part, or by a plan.
func (w *walker) terraform(e *shell.Execution, ws *words) bool {
	ops := ws.operands
	for len(ops) > 0 && (ops[0] == "run-all" || ops[0] == "run" || ops[0] == "stack") {
		ops = ops[1:]
	}
	if len(ops) == 0 {
		return false
	}
	destroy := ops[0] == "destroy" || ws.flag("-destroy", "--destroy")
	targeted := ws.value("-target", "--target") != ""
	o := Operation{Kind: "tf.destroy", Class: Destructive, Severity: Critical, Object: strings.Join(flagValues(ws.all, "-target", "--target", "-chdir"), " "),
		Why: "it deletes everything that the state knows", Safer: "terraform plan -destroy, and have somebody read it"}
	switch {
	case destroy && (ops[0] == "destroy" || ops[0] == "apply"):
		if targeted {
			o.Severity, o.Why, o.Kind = High, "it deletes what is targeted and all that depends on it", "tf.destroy_target"
		}
	case ops[0] == "apply" && len(ops) > 1:
		o = Operation{Kind: "tf.apply", Class: Deploy, Severity: Medium, Object: ops[1], Why: "it applies a plan that was made before", Safer: "read the plan with terraform show first"}
		for _, before := range w.plans(ops[1]) {
			if slices.Contains(before, "-destroy") {
				o = Operation{Kind: "tf.destroy_plan", Class: Destructive, Severity: Critical, Object: ops[1], Why: "the plan deletes everything that the state knows"}
			}
		}
	default:
		return false
	}
	w.note(e, o)
	return true
}

// plans are the commands of this line that mention a plan's file.
func (w *walker) plans(file string) [][]string {
	var out [][]string
	for part := range strings.FieldsFuncSeq(w.command, func(r rune) bool { return r == ';' || r == '&' || r == '\n' || r == '|' }) {
		f := strings.Fields(part)
		if slices.Contains(f, "plan") && (slices.Contains(f, file) || slices.Contains(f, "-out="+file) || slices.Contains(f, "--out="+file)) {
			out = append(out, f)
		}
	}
	return out
}
