package permission

import (
	"path"
	"slices"
	"strings"
)

// One command has many spellings: rm -rf x is rm -fr x, rm -r x -f,
// rm --recursive --force x and /bin/rm -rf x. The client compares texts, so a
// rule against one lets the others pass. Here a command is compared with a
// rule by what it means: hardened mode, and the linter that warns of it.

// flagNames says what the short flags of a command mean: "f=force" gives the
// long name, "D=delete,force" several. The source are the commands' manuals.
var flagNames = map[string]string{
	"rm":                "r=recursive R=recursive f=force d=dir i=interactive v=verbose",
	"cp":                "r=recursive R=recursive f=force a=archive n=no-clobber p=preserve t=target-directory v=verbose",
	"mv":                "f=force n=no-clobber t=target-directory v=verbose",
	"ln":                "s=symbolic f=force n=no-dereference t=target-directory v=verbose",
	"chmod":             "R=recursive f=silent v=verbose",
	"chown":             "R=recursive f=silent v=verbose",
	"chgrp":             "R=recursive f=silent v=verbose",
	"mkdir":             "p=parents m=mode v=verbose",
	"truncate":          "s=size c=no-create r=reference",
	"shred":             "u=remove f=force n=iterations z=zero v=verbose",
	"tee":               "a=append",
	"grep":              "r=recursive R=dereference-recursive i=ignore-case v=invert-match",
	"sed":               "i=in-place n=quiet e=expression f=file E=regexp-extended r=regexp-extended",
	"curl":              "X=request d=data F=form T=upload-file o=output O=remote-name s=silent S=show-error L=location f=fail k=insecure H=header u=user",
	"wget":              "O=output-document q=quiet P=directory-prefix",
	"rsync":             "a=archive r=recursive e=rsh v=verbose n=dry-run",
	"tar":               "x=extract c=create f=file C=directory z=gzip I=use-compress-program",
	"git push":          "f=force d=delete n=dry-run u=set-upstream q=quiet v=verbose",
	"git commit":        "a=all m=message n=no-verify F=file C=reuse-message s=signoff q=quiet v=verbose",
	"git reset":         "q=quiet =hard =soft =mixed =keep =merge",
	"git clean":         "f=force n=dry-run q=quiet e=exclude i=interactive",
	"git checkout":      "f=force q=quiet",
	"git switch":        "f=force C=force-create c=create d=detach",
	"git branch":        "d=delete D=delete,force m=move M=move,force c=copy C=copy,force f=force",
	"git tag":           "d=delete f=force a=annotate m=message",
	"git rebase":        "i=interactive x=exec",
	"git add":           "f=force A=all u=update p=patch n=dry-run",
	"git rm":            "f=force n=dry-run q=quiet",
	"git merge":         "m=message q=quiet",
	"git stash":         "u=include-untracked a=all m=message",
	"git fetch":         "f=force p=prune a=all",
	"git pull":          "r=rebase f=force",
	"git restore":       "s=source S=staged W=worktree",
	"git worktree":      "f=force",
	"docker rm":         "f=force v=volumes l=link",
	"docker rmi":        "f=force",
	"docker kill":       "s=signal",
	"docker run":        "d=detach v=volume e=env i=interactive t=tty p=publish u=user w=workdir",
	"docker exec":       "d=detach e=env i=interactive t=tty u=user w=workdir",
	"docker system":     "a=all f=force",
	"docker volume":     "a=all f=force",
	"docker image":      "a=all f=force",
	"docker compose":    "f=file p=project-name d=detach v=volumes",
	"kubectl delete":    "f=filename n=namespace A=all-namespaces l=selector k=kustomize",
	"kubectl apply":     "f=filename n=namespace k=kustomize",
	"kubectl exec":      "n=namespace c=container i=stdin t=tty",
	"helm uninstall":    "n=namespace",
	"npm install":       "g=global D=save-dev S=save E=save-exact f=force",
	"npm uninstall":     "g=global",
	"npm publish":       "f=force",
	"pip install":       "U=upgrade r=requirement e=editable",
	"pip uninstall":     "y=yes r=requirement",
	"apt-get":           "y=yes q=quiet",
	"apt":               "y=yes q=quiet",
	"terraform":         "",
	"gh":                "R=repo",
	"psql":              "c=command f=file d=dbname h=host U=username p=port",
	"mysql":             "e=execute h=host u=user D=database",
	"sqlite3":           "",
	"pkill":             "f=full n=newest o=oldest",
	"shutdown":          "h=halt r=reboot P=poweroff",
	"systemctl":         "f=force q=quiet",
	"crontab":           "r=remove e=edit l=list",
	"sudo":              "u=user g=group i=login s=shell E=preserve-env",
	"pnpm install":      "g=global D=save-dev P=prod",
	"yarn add":          "D=dev E=exact",
	"cargo publish":     "p=package",
	"aws s3":            "",
	"git filter-branch": "f=force",
}

// valuedBefore lists, by program, the flags before a subcommand whose value is
// a word of its own.
var valuedBefore = map[string]string{
	"git":       " -C -c --git-dir --work-tree --namespace --exec-path --super-prefix --config-env --attr-source ",
	"docker":    " -H --host --context -c --config -l --log-level --tlscacert --tlscert --tlskey ",
	"podman":    " --url --connection -c --identity --root --runroot --log-level --storage-driver ",
	"kubectl":   " -n --namespace --context --cluster --kubeconfig -s --server --user --token --as --as-group --request-timeout -v --cache-dir --certificate-authority --client-certificate --client-key --tls-server-name --profile ",
	"helm":      " -n --namespace --kube-context --kubeconfig --registry-config --repository-cache --repository-config ",
	"npm":       " --prefix -C -w --workspace --registry --userconfig --loglevel --cache --access --tag --otp --auth-type --scope --script-shell --before --omit --include ",
	"pnpm":      " -C --dir --filter -F ",
	"yarn":      " --cwd ",
	"aws":       " --profile --region --output --endpoint-url --query --ca-bundle --cli-read-timeout --cli-connect-timeout --color ",
	"gcloud":    " --project --account --configuration --verbosity --format --impersonate-service-account ",
	"az":        " --subscription --output -o --query ",
	"gh":        " -R --repo ",
	"cargo":     " --config -Z --color -C ",
	"go":        " -C ",
	"make":      " -C -f -I -j -l -o -W ",
	"terraform": " -chdir ",
	"redis-cli": " -h -p -n -a -u -s -r -i -t -d -D -X --user --pass --cacert --cert --key --sni ",
	"heroku":    " -a --app -r --remote ", "fly": " -a --app -c --config -t --access-token ", "vault": " -address -namespace ",
	"systemctl": " -H --host -M --machine -t --type -p --property -s --signal ",
}

// otherNames are short and long names of subcommands that are the same.
var otherNames = map[string]string{
	"npm i": "install", "npm in": "install", "npm ins": "install", "npm inst": "install", "npm add": "install", "npm isntall": "install",
	"npm rm": "uninstall", "npm r": "uninstall", "npm un": "uninstall", "npm remove": "uninstall", "npm unlink": "uninstall",
	"npm run-script": "run", "npm rum": "run", "npm urn": "run", "npm x": "exec", "npm t": "test", "npm tst": "test", "npm pub": "publish",
	"pnpm i": "install", "pnpm rm": "remove", "pnpm un": "remove", "cargo b": "build", "cargo r": "run", "cargo t": "test", "cargo c": "check",
	"helm del": "uninstall", "helm delete": "uninstall", "helm un": "uninstall", "brew rm": "uninstall", "brew remove": "uninstall",
	"docker container rm": "rm", "docker container remove": "rm", "docker image rm": "rmi", "docker container run": "run",
	"docker image push": "push", "docker image pull": "pull",
	"docker container exec": "exec", "docker container kill": "kill", "docker container stop": "stop", "docker image remove": "rmi",
	"docker volume remove": "volume rm", "docker network remove": "network rm", "docker stack remove": "stack rm", "docker stack down": "stack rm", "svn ci": "commit", "svn del": "delete", "svn remove": "delete", "svn rm": "delete", "hg ci": "commit", "hg remove": "rm", "heroku destroy": "apps:destroy", "heroku apps:delete": "apps:destroy",
	"flatpak remove": "uninstall", "pip remove": "uninstall", "conda uninstall": "remove", "gem rm": "uninstall", "terraform workspace": "workspace", "aptitude erase": "remove", "npm c": "config", "npm up": "update", "npm upgrade": "update",
	"yarn remove": "remove", "bun a": "add", "bun i": "install", "bun rm": "remove", "bun r": "run", "pnpm a": "add", "pnpm uninstall": "remove", "pnpm r": "remove", "dnf erase": "remove", "dnf rm": "remove", "yum erase": "remove", "zypper rm": "remove", "zypper in": "install",
	"brew ls": "list", "brew up": "update", "fly destroy": "apps destroy", "wrangler publish": "deploy", "sls rm": "remove", "gh repo rm": "delete",
	"podman container rm": "rm", "podman image rm": "rmi", "kubectl rm": "delete", "git stage": "add",
}

// A spelledCommand is one whose flags are told from its operands.
type spelledCommand struct {
	program  string
	flags    []string // by their long name where there is one: "recursive", "x"
	operands []string
	clear    []string // the operands that stand behind no flag, and so are no flag's value
	dashes   []string // the flags as written
}

// spell reads a command after expansion, args[0] being the program.
func spell(args []string) spelledCommand {
	s := spelledCommand{program: commonName(args[0])}
	args = afterGlobals(s.program, args[1:])
	if s.program == "cargo" && len(args) > 1 && strings.HasPrefix(args[0], "+") { // the toolchain
		args = args[1:]
	}
	if s.program == "gcloud" && len(args) > 1 && (args[0] == "beta" || args[0] == "alpha" || args[0] == "preview") { // the release track
		args = args[1:]
	}
	if len(args) > 1 {
		if name := otherNames[s.program+" "+args[0]+" "+args[1]]; name != "" {
			args = append(strings.Fields(name), args[2:]...)
		}
	}
	if len(args) > 0 {
		if name := otherNames[s.program+" "+args[0]]; name != "" {
			args = append(strings.Fields(name), args[1:]...)
		}
	}
	args = oneForm(s.program, args)
	names := namesFor(s.program, args)
	behind := false
	for i, arg := range args {
		switch {
		case arg == "--":
			s.operands = append(s.operands, args[i+1:]...)
			s.clear = append(s.clear, args[i+1:]...)
			return s.implied()
		case isDashed(arg):
			s.dashes = append(s.dashes, arg)
			s.flags = append(s.flags, names.canonical(arg)...)
			behind = !strings.Contains(arg, "=")
			continue
		}
		s.operands = append(s.operands, arg)
		if !behind {
			s.clear = append(s.clear, arg)
		}
		behind = false
	}
	return s.implied()
}

// implied adds the flags that operands stand for: in git push, a + before a
// refspec forces and a : before one deletes.
func (s spelledCommand) implied() spelledCommand {
	if s.program == "git" && slices.Contains(s.operands, "push") {
		for _, o := range s.operands {
			switch {
			case len(o) > 1 && o[0] == '+':
				s.flags = append(s.flags, "force")
			case len(o) > 1 && o[0] == ':':
				s.flags = append(s.flags, "delete")
			}
		}
		if slices.Contains(s.flags, "mirror") {
			s.flags = append(s.flags, "force")
		}
	}
	return s
}

// commonName is the name of a program without its folder, its version and the
// g of GNU: python3.12 is python, /usr/bin/gsed is sed.
func commonName(word string) string {
	name := programName(word)
	if i := strings.IndexAny(name, "0123456789"); i > 0 && strings.Trim(name[i:], "0123456789.") == "" {
		switch name[:i] {
		case "python", "pypy", "pip", "ruby", "perl", "php", "lua", "node":
			name = name[:i]
		}
	}
	switch name {
	case "grm", "gsed", "gtar", "gfind", "gawk", "gxargs", "gcp", "gmv", "gdd", "gchmod", "gtimeout", "genv", "gstat", "gcat", "gmake":
		return name[1:]
	case "mawk", "nawk", "original-awk":
		return "awk"
	case "nodejs":
		return "node"
	case "bsdtar":
		return "tar"
	case "docker-compose":
		return "docker"
	case "flyctl":
		return "fly"
	case "vc":
		return "vercel"
	case "sls":
		return "serverless"
	}
	return name
}

// afterGlobals skips the flags that stand before a subcommand.
func afterGlobals(program string, args []string) []string {
	valued, ok := valuedBefore[program]
	if !ok {
		return args
	}
	for len(args) > 0 && isDashed(args[0]) {
		if strings.Contains(valued, " "+args[0]+" ") && len(args) > 1 {
			args = args[1:]
		}
		args = args[1:]
	}
	return args
}

// A flagTable is the value of flagNames for one command, in pieces.
type flagTable []string

func namesFor(program string, args []string) flagTable {
	for _, arg := range args {
		if !isDashed(arg) {
			if t, ok := flagNames[program+" "+arg]; ok {
				return strings.Fields(t)
			}
			break
		}
	}
	return strings.Fields(flagNames[program])
}

// canonical returns the long names of the flags in a word. A word with one dash
// is both a group of letters and, as some programs have it, one name.
func (t flagTable) canonical(word string) []string {
	if long, ok := strings.CutPrefix(word, "--"); ok {
		long, _, _ = strings.Cut(long, "=")
		return []string{t.complete(long)}
	}
	word, _, _ = strings.Cut(word[1:], "=")
	out := make([]string, 0, len(word)+1)
	if len(word) > 1 {
		out = append(out, word)
	}
	for _, letter := range word {
		out = append(out, t.long(string(letter))...)
	}
	return out
}

func (t flagTable) long(letter string) []string {
	for _, entry := range t {
		if short, names, _ := strings.Cut(entry, "="); short == letter {
			return strings.Split(names, ",")
		}
	}
	return []string{letter}
}

// complete returns the whole name that a long flag abbreviates, as getopt and
// git allow it.
func (t flagTable) complete(long string) string {
	for _, entry := range t {
		_, names, _ := strings.Cut(entry, "=")
		for name := range strings.SplitSeq(names, ",") {
			if len(long) > 1 && strings.HasPrefix(name, long) {
				return name
			}
		}
	}
	return long
}

// means reports whether a command does what the rule's specifier spells,
// wherever its flags stand and however they are written.
func (r *bashRule) means(s *spelledCommand) bool {
	pattern, open := strings.CutSuffix(strings.TrimSuffix(strings.TrimSuffix(r.rule.Specifier, ":*"), " *"), "*")
	open = open || r.kind == prefixCommand || len(pattern) < len(r.rule.Specifier)
	tokens := strings.Fields(pattern)
	if len(tokens) == 0 || strings.ContainsAny(pattern, "|&;<>\n") {
		return false
	}
	if name := path.Base(tokens[0]); strings.Contains(name, "*") || commonName(name) != s.program {
		return false
	}
	want := spell(tokens)
	if len(tokens) > 1 && strings.HasSuffix(r.rule.Specifier, tokens[len(tokens)-1]+"*") && r.kind == wildcardCommand {
		if last := tokens[len(tokens)-1]; isDashed(last) { // "--force*", "-rf*"
			return s.hasFlags(want, last) && s.hasOperands(want.operands, true)
		}
		return s.hasFlags(want, "") && s.hasOperands(append(slices.Clone(want.operands[:max(0, len(want.operands)-1)]), tokens[len(tokens)-1]+"*"), true)
	}
	if !open && len(s.flags) != len(want.flags) {
		return false
	}
	return s.hasFlags(want, "") && s.hasOperands(want.operands, open)
}

// hasFlags reports that each flag of want is given; of the flag begun, which a
// star continues, any that starts so will do.
func (s *spelledCommand) hasFlags(want spelledCommand, begun string) bool {
	for _, word := range want.dashes {
		if !s.hasFlag(want, word, word == begun) {
			return false
		}
	}
	return true
}

func (s *spelledCommand) hasFlag(want spelledCommand, word string, begun bool) bool {
	if slices.Contains(s.dashes, word) {
		return true
	}
	if long, ok := strings.CutPrefix(word, "--"); ok {
		long, _, _ = strings.Cut(long, "=")
		return slices.ContainsFunc(s.flags, func(f string) bool { return f == long || begun && strings.HasPrefix(f, long) })
	}
	names := namesFor(want.program, want.operands)
	if slices.Contains(s.flags, word[1:]) && len(word) > 2 {
		return true // one name behind one dash
	}
	for _, letter := range word[1:] {
		for _, name := range names.long(string(letter)) {
			if !slices.Contains(s.flags, name) {
				return false
			}
		}
	}
	return true
}

// hasOperands compares the operands with those of a rule, in which * is any
// text; open says that more may follow.
func (s *spelledCommand) hasOperands(want []string, open bool) bool {
	pattern := strings.Join(want, " ")
	for _, operands := range [...][]string{s.operands, s.clear} {
		text := strings.Join(operands, " ")
		if matchStars(pattern, text) || open && (pattern == "" || matchStars(pattern+" *", text)) {
			return true
		}
	}
	return false
}

// isDashed reports a word that is read as flags: a dash alone is an operand.
func isDashed(s string) bool { return len(s) > 1 && s[0] == '-' }

// start is how every command that the rule covers begins.
func (r *bashRule) start() string {
	if r.kind == wildcardCommand {
		return r.pieces[0]
	}
	return r.text
}

// firstWord returns the word that every match starts with, if there is one.
func (r *bashRule) firstWord() (word string, whole bool) {
	word, _, more := strings.Cut(r.start(), " ")
	if strings.ContainsAny(word, "\t\n") || word == "" {
		return "", false
	}
	return word, more || r.kind != wildcardCommand
}
