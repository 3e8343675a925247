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
		if name := otherNames()[s.program+" "+args[0]+" "+args[1]]; name != "" {
			args = append(strings.Fields(name), args[2:]...)
		}
	}
	if len(args) > 0 {
		if name := otherNames()[s.program+" "+args[0]]; name != "" {
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
	valued, ok := valuedBefore()[program]
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
			if t, ok := flagNames()[program+" "+arg]; ok {
				return strings.Fields(t)
			}
			break
		}
	}
	return strings.Fields(flagNames()[program])
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
