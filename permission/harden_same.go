package permission

import (
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// spelling compares the command with rules by what it means, so that neither
// the order nor the form of its flags matters, and by what has the same effect.
func (h *hardener) spelling(e *shell.Execution) {
	h.similar(e)
	if list := longFlags(e.Args); list != nil {
		h.line(shell.Quote(list), h.c.cwd, append(slices.Clip(e.Through), "another spelling"))
	}
	for k, args := range append([][]string{e.Args}, sameEffect(e.Args)...) {
		s, through := spell(args), e.Through
		if k > 0 {
			through = append(slices.Clip(e.Through), "another command of the same effect")
			h.line(shell.Quote(args), h.c.cwd, through)
		}
		for _, d := range [...]Decision{Deny, Ask} {
			l := &h.p.lists[d].bash
			for _, i := range l.byProgram[s.program] {
				r := &l.list[i]
				switch {
				case r.means(&s):
					if text := strings.Join(args, " "); !r.covers(text, text) {
						h.note(ruled(d, r.rule), append(slices.Clip(through), "another spelling"))
					} else {
						h.note(ruled(d, r.rule), through)
					}
				case r.kind == exactCommand && r.barely(&s):
					h.doubt("it adds nothing but manner to what a rule is about: "+r.rule.String(), e.Through)
				case len(args) > 1 && args[1] == shell.Unknown && strings.Contains(strings.TrimRight(r.start(), " "), " "):
					h.doubt("it runs "+oneLine(s.program, maxPart)+" with a subcommand that is only known when it runs", e.Through)
				}
			}
		}
	}
}

// sameEffect returns other commands that do what args does.
func sameEffect(args []string) [][]string {
	flags := func(names ...string) bool {
		return slices.ContainsFunc(args[1:], func(a string) bool { return slices.Contains(names, a) })
	}
	switch commonName(args[0]) {
	case "unlink":
		return [][]string{append([]string{"rm"}, args[1:]...)}
	case "shred", "srm", "wipe", "trash", "rimraf", "del-cli":
		if commonName(args[0]) != "shred" || flags("-u", "--remove", "-zu", "-uz", "-fu", "-uf") {
			return [][]string{append([]string{"rm", "-rf"}, withoutFlags(args[1:])...)}
		}
	case "git":
		if list := plainRefs(args); list != nil {
			return [][]string{list}
		}
	case "find", "fd", "fdfind":
		if flags("-delete") {
			return [][]string{append([]string{"rm", "-rf"}, findRoots(args[1:])...)}
		}
	case "rsync":
		if flags("--delete", "--delete-after", "--delete-before", "--delete-during", "--del", "--remove-source-files") {
			return [][]string{append([]string{"rm", "-rf"}, withoutFlags(args[1:])...)}
		}
	}
	return nil
}

// plainRefs is a git push with the short name of the branch that each refspec
// writes to, or nil if that is how it is written.
func plainRefs(args []string) []string {
	rest := afterGlobals("git", args[1:])
	if len(rest) < 2 || rest[0] != "push" {
		return nil
	}
	out := slices.Concat([]string{"git"}, rest)
	for i := 2; i < len(out); i++ {
		if a := strings.TrimPrefix(out[i], "+"); !isDashed(a) {
			if i := strings.LastIndexByte(a, ':'); i >= 0 && !strings.Contains(a, "/") || strings.Contains(a, ":refs/heads/") {
				a = a[i+1:]
			}
			out[i] = strings.TrimPrefix(a, "refs/heads/")
		}
	}
	if slices.Equal(out[1:], rest) {
		return nil
	}
	return out
}

// longFlags is a command with the long names of its short flags, as far as they
// are known, for rules that name a flag of any program: Bash(*--no-verify*).
func longFlags(args []string) []string {
	program := commonName(args[0])
	rest := afterGlobals(program, args[1:])
	names := namesFor(program, rest)
	if len(names) == 0 {
		return nil
	}
	out, changed := []string{args[0]}, false
	for _, a := range rest {
		if !isDashed(a) || a == "--" {
			out = append(out, a)
			continue
		}
		for _, flag := range names.canonical(a) {
			if len(flag) > 1 {
				changed = changed || "--"+flag != a
				flag = "-" + flag
			}
			out = append(out, "-"+flag)
		}
	}
	if !changed {
		return nil
	}
	return out
}

func withoutFlags(args []string) []string {
	return slices.DeleteFunc(slices.Clone(args), isDashed)
}

// pathsBefore is how many paths find starts from.
func pathsBefore(args []string) int {
	n := slices.IndexFunc(args, func(a string) bool { return isDashed(a) || a == "(" || a == "!" })
	if n < 0 {
		return len(args)
	}
	return n
}

// findRoots are the paths that find removes with -delete: those it starts from,
// or what a test picks below them.
func findRoots(args []string) []string {
	n := pathsBefore(args)
	roots := slices.Clone(args[:n])
	if n == 0 {
		roots = []string{"."}
	}
	if slices.ContainsFunc(args[n:], func(a string) bool {
		return isDashed(a) && !slices.Contains([]string{"-delete", "-depth", "-d", "-mindepth", "-maxdepth", "-print", "-xdev", "-mount"}, a)
	}) {
		for i := range roots {
			roots[i] += "/" + shell.Unknown
		}
	}
	return roots
}

// similar asks about a command that does much of what a denied one does, with
// other means.
func (h *hardener) similar(e *shell.Execution) {
	name, words := commonName(e.Args[0]), e.Args[1:]
	has := func(flags ...string) bool {
		return slices.ContainsFunc(words, func(a string) bool { return slices.Contains(flags, a) })
	}
	as := ""
	if slices.ContainsFunc(e.Redirs, func(a shell.Access) bool {
		return strings.HasPrefix(a.Target, "/dev/tcp/") || strings.HasPrefix(a.Target, "/dev/udp/")
	}) {
		as = "curl"
	}
	switch name {
	case "git":
		s := spell(e.Args)
		if len(s.operands) > 0 && s.operands[0] == "clean" && slices.Contains(s.flags, "force") && !slices.Contains(s.flags, "dry-run") {
			as = "rm"
		}
	case "tar":
		if has("--remove-files") {
			as = "rm"
		}
	case "zip":
		if has("-m", "--move") || slices.ContainsFunc(words, func(a string) bool { return isDashed(a) && a[1] != '-' && strings.Contains(a, "m") }) {
			as = "rm"
		}
	case "7z", "7za":
		if has("-sdel") {
			as = "rm"
		}
	case "gio":
		if has("trash", "remove") {
			as = "rm"
		}
	case "rsync":
		if slices.ContainsFunc(words, func(w string) bool { return !isDashed(w) && strings.Contains(w, ":") }) {
			as = "scp"
		}
	case "mv":
		if n := len(words); n > 1 && (words[n-1] == "/dev/null" || strings.HasPrefix(words[n-1], "/tmp/") || words[n-1] == "/tmp") {
			as = "rm"
		}
	case "curl", "wget", "http", "https", "xh", "aria2c", "lynx", "w3m", "links", "nc", "ncat", "netcat", "socat", "telnet", "axel", "httpie":
		as = "curl"
	case "openssl":
		if has("s_client") {
			as = "curl"
		}
	}
	if as == "" {
		return
	}
	for _, program := range [...]string{as, map[string]string{"curl": "wget"}[as]} {
		for _, d := range [...]Decision{Deny, Ask} {
			l := &h.p.lists[d].bash
			for _, i := range l.byProgram[program] {
				if r := &l.list[i]; program != name && len(strings.Fields(strings.TrimRight(r.start(), " "))) == 1 && r.kind != exactCommand && !strings.Contains(r.rule.Specifier, "|") {
					h.doubt("it does with other means what a rule is about: "+r.rule.String(), e.Through)
				}
			}
		}
	}
}
