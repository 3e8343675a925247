package nohang

import (
	"os"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/envguard"
)

// A form is one way to start a program that makes it wait.
type form struct {
	verbs   string // the words that follow the program's flags; any if empty
	with    string // one of these flags makes it wait; any if empty
	without string // one of these keeps it from waiting
	fed     bool   // it waits even if something feeds it: it talks to the terminal itself
	instead string
}

// forms are those of a program. Sources: the programs' manual pages.
func forms(name string) []form {
	switch name {
	case "vim", "vi", "nvim", "view", "gvim":
		return []form{{without: "-es -Es --version --help -h", fed: true, instead: "edit the file with Edit, or with sed -i"}}
	case "nano", "pico", "joe", "micro", "helix", "hx", "mcedit", "ne", "jed", "kak":
		return []form{{without: "--version --help -h", fed: true, instead: "edit the file with Edit, or with sed -i"}}
	case "emacs", "emacsclient":
		return []form{{without: "--batch -batch --script --version --help --eval -e", fed: true, instead: "emacs --batch, or edit the file with Edit"}}
	case "code", "subl", "cursor", "zed":
		return []form{{with: "--wait -w", fed: true, instead: "edit the file with Edit"}}
	case "top":
		return []form{{without: "-b -l -h -v", fed: true, instead: "top -b -n 1"}}
	case "htop", "btop", "atop", "iotop", "nvtop", "bpytop", "k9s", "lazygit", "lazydocker", "tig", "gitui", "mc", "ranger", "nnn", "lf", "ncdu", "dialog", "whiptail", "fzf", "gum":
		return []form{{without: "--version --help -h -b -o --filter -f", fed: true, instead: "the program that prints what it would show, such as ps, du or git log"}}
	case "screen", "tmux":
		return []form{{without: "-d -dm -dmS -ls -X ls new-session kill-session send-keys capture-pane has-session list-sessions kill-server -V", fed: true, instead: "run it in the background"}}
	case "git":
		return gitForms
	case "npm", "yarn":
		return []form{
			{verbs: "init", without: "-y --yes -w", instead: name + " init -y"},
			{verbs: "login", instead: "a token in the environment: NPM_TOKEN and .npmrc"}, {verbs: "adduser", instead: "a token in the environment: NPM_TOKEN and .npmrc"},
		}
	case "gh":
		return []form{{verbs: "auth login", without: "--with-token", instead: "GH_TOKEN in the environment"}}
	case "aws":
		return []form{{verbs: "configure", instead: "aws configure set, or the variables AWS_PROFILE and AWS_REGION"}}
	case "gcloud":
		return []form{{verbs: "init", instead: "gcloud config set"}, {verbs: "auth login", without: "--cred-file --no-launch-browser", instead: "gcloud auth activate-service-account --key-file"}}
	case "docker", "podman":
		return []form{
			{verbs: "login", without: "--password-stdin -p --password", instead: name + " login --password-stdin"},
			{verbs: "run", with: "-it -ti -t --tty", instead: name + " run without -t"}, {verbs: "exec", with: "-it -ti -t --tty", instead: name + " exec without -t"},
		}
	case "kubectl":
		return []form{
			{verbs: "edit", fed: true, instead: "kubectl patch, or kubectl apply -f"}, {verbs: "exec", with: "-it -ti -t --tty", instead: "kubectl exec without -t"},
			{verbs: "run", with: "-it -ti -t --tty", instead: "kubectl run without -t"},
		}
	case "terraform", "tofu", "terragrunt":
		return []form{
			{verbs: "apply", without: "-auto-approve --auto-approve -input=false -help", instead: name + " plan, and let the user apply it"},
			{verbs: "destroy", without: "-auto-approve --auto-approve -input=false -help", instead: name + " plan -destroy, and let the user decide"}, {verbs: "console", instead: name + " output, or show"},
		}
	case "apt", "apt-get", "aptitude":
		return confirming("install upgrade dist-upgrade full-upgrade remove purge autoremove", "-y --yes --assume-yes -qq -s --dry-run --simulate -d --download-only", name+" -y")
	case "dnf", "yum", "zypper":
		return confirming("install upgrade update remove erase", "-y --assumeyes --assumeno -n --non-interactive", name+" -y")
	case "pacman":
		return []form{{with: "-S -Syu -R -Rs -U", without: "--noconfirm -p --print", instead: "pacman --noconfirm"}}
	case "sudo", "doas":
		if os.Geteuid() == 0 {
			return nil // it asks root for nothing
		}
		return []form{{without: "-n --non-interactive -A --askpass -k -K -V -l", fed: true, instead: name + " -n, which fails instead of asking for a password"}}
	case "su":
		if os.Geteuid() == 0 {
			return nil
		}
		return []form{{fed: true, instead: "sudo -n -u"}}
	case "passwd", "chsh", "chfn":
		return []form{{without: "-S --status -l -u -d -e --stdin -s", fed: true, instead: "chpasswd or usermod, by the user"}}
	case "visudo":
		return []form{{without: "-c --check", fed: true, instead: "a file in /etc/sudoers.d, checked with visudo -c"}}
	case "vipw", "vigr":
		return []form{{fed: true, instead: "usermod or groupmod"}}
	case "crontab":
		return []form{{with: "-e", fed: true, instead: "crontab -l, and crontab FILE"}}
	case "ssh-keygen":
		return []form{{without: "-N -l -y -e -i -F -R -B -H -A -Y -D -L -V", instead: "ssh-keygen -f FILE -N ''"}}
	case "gpg", "gpg2":
		return []form{{with: "--gen-key --full-generate-key --full-gen-key --edit-key", without: "--batch --command-fd", instead: name + " --batch"}}
	case "openssl":
		return []form{{verbs: "req", with: "-new -x509", without: "-subj -batch -config", instead: "openssl req -subj"}}
	case "ftp", "sftp", "telnet", "mutt", "lynx", "w3m", "irssi", "weechat":
		return []form{{without: "-b -dump -source -s -e --version", instead: "curl, or a batch file"}}
	case "ssh":
		return []form{{without: "-V -Q -G -O -N -f -W -T", instead: "ssh HOST COMMAND, with -o BatchMode=yes"}}
	case "read":
		return []form{{without: "-t", instead: "the value itself"}}
	case "python", "python3", "node", "irb", "ghci", "php", "lua", "R", "julia", "iex", "scala", "bash", "sh", "zsh", "fish", "sqlite3":
		return nil // envguard tells whether it gets a program
	}
	return nil
}

var gitForms = []form{
	{verbs: "rebase", with: "-i --interactive", fed: true, instead: "git rebase without -i, or with GIT_SEQUENCE_EDITOR set to a command"},
	{verbs: "rebase", with: "--edit-todo", fed: true, instead: "git rebase --continue"},
	{verbs: "add", with: "-p -i -e --patch --interactive --edit", instead: "git add PATH"},
	{verbs: "commit", with: "-p --patch --interactive", instead: "git add PATH, and git commit -m"},
	{verbs: "commit", without: "-m --message -F --file -C --reuse-message --no-edit --fixup --squash --dry-run -h --help --porcelain --short", fed: true, instead: "git commit -m"},
	{verbs: "checkout", with: "-p --patch", instead: "git checkout -- PATH"}, {verbs: "reset", with: "-p --patch", instead: "git reset -- PATH"},
	{verbs: "restore", with: "-p --patch", instead: "git restore PATH"}, {verbs: "stash", with: "-p --patch", instead: "git stash push PATH"},
	{verbs: "clean", with: "-i --interactive", instead: "git clean -n"}, {verbs: "tag", with: "-a -s --annotate --sign", without: "-m --message -F --file -d -l", fed: true, instead: "git tag -m"},
	{verbs: "config", with: "-e --edit", fed: true, instead: "git config NAME VALUE"}, {verbs: "notes edit", fed: true, instead: "git notes add -m"},
	{verbs: "mergetool", fed: true, instead: "edit the files with Edit"}, {verbs: "difftool", without: "-x --extcmd", fed: true, instead: "git diff"},
	{verbs: "send-email", fed: true, instead: "git format-patch"}, {verbs: "gui", fed: true, instead: "git log"},
}

func confirming(verbs, without, instead string) []form {
	var list []form
	for v := range strings.FieldsSeq(verbs) {
		list = append(list, form{verbs: v, without: without, instead: instead + " " + v})
	}
	return list
}

// waits returns what to do instead of a program that would wait, or "".
func waits(p envguard.Program) string {
	for _, f := range forms(p.Name) {
		flags, words := f.read(p.Args)
		switch {
		case p.Input && !f.fed, !f.verb(words), f.with != "" && !has(flags, f.with), has(flags, f.without) || has(words, f.without),
			p.Name == "git" && editsItself(p), p.Name == "ssh" && len(words) > 1, p.Name == "aws" && len(words) > 1 && f.verbs == "configure":
			continue
		}
		return f.instead
	}
	return ""
}

// read takes the arguments apart. Flags that stand before the verb are not its own.
func (f form) read(args []envguard.Word) (flags, words []string) {
	verb, _, _ := strings.Cut(f.verbs, " ")
	for _, a := range args {
		switch {
		case a.Text == verb && verb != "":
			flags, verb = nil, ""
			fallthrough
		case !strings.HasPrefix(a.Text, "-") || a.Text == "-":
			words = append(words, a.Text)
		default:
			name, _, _ := strings.Cut(a.Text, "=")
			flags = append(flags, a.Text, name)
		}
	}
	return flags, words
}

// verb reports that the form is about this verb. Values of flags before it may stand
// in front.
func (f form) verb(words []string) bool {
	if f.verbs == "" {
		return true
	}
	verbs := strings.Fields(f.verbs)
	for i := range min(len(words), 3) {
		if i+len(verbs) <= len(words) && slices.Equal(words[i:i+len(verbs)], verbs) {
			return true
		}
	}
	return false
}

// has reports that one of the flags is given, among short ones that stand together, too.
func has(given []string, list string) bool {
	for flag := range strings.FieldsSeq(list) {
		for _, g := range given {
			if g == flag || len(flag) == 2 && flag[0] == '-' && len(g) > 2 && g[0] == '-' && g[1] != '-' && strings.IndexByte(g[1:], flag[1]) >= 0 && letters(g[1:]) {
				return true
			}
		}
	}
	return false
}

func letters(s string) bool {
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// editsItself reports that git's editor is set to a command that needs nobody.
func editsItself(p envguard.Program) bool {
	for _, v := range p.Environ {
		name, value, _ := strings.Cut(v, "=")
		if (name == "GIT_EDITOR" || name == "GIT_SEQUENCE_EDITOR" || name == "EDITOR") && waits(envguard.Program{Name: strings.Fields(value + " x")[0]}) == "" {
			return true
		}
	}
	for i, a := range p.Args {
		if a.Text == "-c" && i+1 < len(p.Args) && strings.Contains(strings.ToLower(p.Args[i+1].Text), "editor=") {
			return true
		}
	}
	return false
}
