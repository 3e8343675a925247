package permission

import (
	"slices"
	"strings"
	"sync"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// unfamiliar looks at the arguments of a program of which it is not known what
// it does with them: behind any of them, a command may begin. What a rule says
// about such a command is only a suspicion here, so that it is asked about;
// but an argument of a flag that names a command is one.
func (h *hardener) unfamiliar(e *shell.Execution, depth int) {
	name := commonName(e.Args[0])
	if plainProgram(name) || isShell(name) || e.Defined(e.Args[0]) {
		return
	}
	for i, a := range e.Args {
		if i == 0 {
			continue
		}
		flag, value, glued := strings.Cut(a, "=")
		if !glued || !isDashed(a) {
			value, flag = a, e.Args[i-1]
		}
		if glued && !isDashed(a) {
			if _, v, _ := strings.Cut(a, "="); strings.ContainsAny(v, " ;") {
				value, flag = v, a
			}
		}
		if isDashed(value) || !h.mentionsRule(value) {
			continue
		}
		switch {
		case strings.ContainsAny(value, " \t\n;|&$`(") && runsFlag(flag):
			h.text(e, value, name+" "+flag, nil, depth)
		case strings.ContainsAny(value, " \t\n;|&$`("):
			h.suspect(e, func(s *hardener) { s.text(e, value, name, nil, depth) })
		default:
			h.suspect(e, func(s *hardener) { s.execution(altered(e, e.Args[i:], name), depth+1) })
		}
	}
}

// suspectText looks for commands in a text of a language that is not known: from
// each name of a program that a rule is about, up to what may end a command.
func (h *hardener) suspectText(e *shell.Execution, text string, depth int) {
	for line := range strings.SplitSeq(text, "\n") {
		for at := 0; at < len(line); {
			if at > 0 && (isName(line[at-1]) || line[at-1] == '-' || line[at-1] == '.') {
				at++
				continue
			}
			rest := line[at:]
			if end := strings.IndexAny(rest, ")\"'}];<>"); end >= 0 {
				rest = rest[:end]
			}
			if word, _, _ := strings.Cut(rest, " "); word != "" && h.mentionsRule(word) {
				h.suspect(e, func(s *hardener) { s.text(e, rest, commonName(e.Args[0]), nil, depth) })
			}
			at++
		}
	}
}

// suspect judges what may or may not run: at worst it is asked about.
func (h *hardener) suspect(e *shell.Execution, judge func(*hardener)) {
	s := *h
	s.result, s.seen = Result{Decision: Allow}, map[string]bool{} // what is only suspected here may be certain elsewhere
	judge(&s)
	h.budget = s.budget
	if s.result.Cause == ByRule && s.result.Decision < Allow {
		r := Result{Decision: Ask, Cause: ByComplexity, matched: s.result.matched,
			Reason: "it may run a command that a rule is about: " + s.result.Rule.String()}
		h.note(r, append(slices.Clip(e.Through), commonName(e.Args[0])))
	}
}

// mentionsRule reports that a text begins with, or has in it, the name of a
// program that a deny or ask rule is about.
func (h *hardener) mentionsRule(text string) bool {
	return mentions(text, func(word string) bool {
		for _, d := range [...]Decision{Deny, Ask} {
			if len(h.p.lists[d].bash.byProgram[commonName(word)]) > 0 {
				return true
			}
		}
		switch commonName(word) {
		case "cat", "head", "tail", "xxd", "base64", "tee", "cp", "mv", "sed":
			return len(h.p.lists[Deny].read)+len(h.p.lists[Deny].edit)+len(h.p.lists[Ask].edit) > 0
		}
		return isShell(word)
	})
}

// runsFlag reports a flag whose value is a command.
func runsFlag(flag string) bool {
	flag = strings.ToLower(strings.TrimLeft(flag, "-"))
	return containsAny(flag, []string{"command", "exec", "cmd", "run", "script", "pager", "shell", "hook", "filter", "invoke", "wrapper", "program"}) ||
		slices.Contains([]string{"c", "C", "a", "e", "x", "s"}, flag)
}

// plainProgram reports a program that runs nothing of what its arguments say, or
// whose ways to do so are known.
func plainProgram(name string) bool {
	if _, ok := shell.LauncherOf(name); ok {
		return true
	}
	if _, ok := wrapperOf(name); ok {
		return true
	}
	if _, ok := languages()[name]; ok {
		return true
	}
	return slices.Contains(plainPrograms(), name)
}

var plainPrograms = sync.OnceValue(func() []string {
	return strings.Fields(`git grep egrep fgrep rg ag ack ls cat rm cp mv ln mkdir touch echo printf diff head tail sort wc cd
	cut tr test [ chmod chown find fd fdfind tar curl wget go cargo set read jq yq rmdir kill pkill pgrep which whereis type less more file stat
	du df gh glab docker podman kubectl helm terraform tofu npm pnpm yarn bun pip pipx uv poetry apt apt-get brew dnf yum pacman apk snap port
	pytest jest eslint prettier tsc mocha vitest rustc gofmt export unset local declare typeset readonly basename dirname realpath readlink
	rsync scp tee xargs man info apropos tldr help whatis command hash alias unalias true false : return exit wait sleep seq date cal bc expr
	uname hostname id whoami groups ps top free uptime env printenv pwd pushd popd history jobs fg bg ulimit umask getopts let trap eval source .
	zip unzip gzip gunzip bzip2 xz zstd 7z sha256sum sha1sum md5sum cksum base64 base32 xxd od hexdump strings nl tac rev fold fmt column comm
	join paste uniq split csplit shuf cmp patch ed dd truncate shred mktemp install ionice nohup logger say notify-send open xdg-open pbcopy
	xclip clip tree eza exa bat fzf locate code subl systemctl service journalctl launchctl crontab useradd usermod passwd mount umount
	ip ifconfig ping dig nslookup host netstat ss lsof nc openssl gpg ssh-keygen ssh-add psql mysql sqlite3 redis-cli mongosh createdb dropdb
	make gmake just ninja cmake mvn gradle dotnet msbuild bazel rustup nvm fnm volta asdf direnv heroku vercel netlify wrangler
	firebase supabase jira linear slack twilio stripe ./gradlew ./mvnw gradlew mvnw shellcheck shfmt hadolint
	actionlint yamllint markdownlint golangci-lint staticcheck black isort ruff flake8 pylint mypy pyright rubocop stylelint biome rustfmt clang-format tflint
	compgen complete mapfile readarray shopt bind dirs disown enable cowsay figlet lolcat fortune toilet`)
})
