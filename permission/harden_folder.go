package permission

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// walks reports a command that reads whole folders.
func walks(name string, words []string) bool {
	has := func(letters string, names ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool {
			return slices.Contains(names, w) || isDashed(w) && w[1] != '-' && strings.ContainsAny(w[1:], letters)
		})
	}
	switch name {
	case "grep", "egrep", "fgrep", "zgrep":
		return has("rR", "--recursive", "--dereference-recursive")
	case "rg":
		return has("u", "--hidden", "--no-ignore", "-.")
	case "cp", "scp":
		return has("rRa", "--recursive", "--archive")
	case "tar":
		return len(words) > 0 && (strings.Contains(words[0], "c") && !strings.HasPrefix(words[0], "--") || slices.Contains(words, "--create"))
	case "git":
		return slices.Contains(words, "--no-index")
	case "aws", "gsutil", "rclone", "gcloud", "az":
		return slices.ContainsFunc(words, func(w string) bool {
			return w == "sync" || w == "rsync" || w == "--recursive" || w == "-r" || w == "copy" || w == "upload-batch" || w == "move"
		})
	case "zip", "diff":
		return has("r", "--recursive")
	case "rsync":
		return has("ar", "--archive", "--recursive")
	case "7z", "7za", "rar":
		return len(words) > 0 && words[0] == "a"
	}
	return false
}

// walk asks about a command that reads a folder with a denied file in it.
func (h *hardener) walk(e *shell.Execution, d Decision) {
	var roots []string
	for i, w := range e.Args[1:] {
		if !isDashed(w) && !excludes(e.Args[1:], i) {
			roots = append(roots, w)
		}
	}
	name := commonName(e.Args[0])
	if name == "git" && len(roots) > 0 {
		roots = roots[1:]
	}
	if strings.HasSuffix(name, "grep") || name == "rg" || name == "git" && slices.Contains(e.Args, "grep") {
		if len(roots) < 2 {
			roots = append(roots, ".")
		}
		roots = roots[1:]
	}
	if slices.ContainsFunc(e.Args[1:], func(a string) bool {
		return strings.Contains(a, "exclude") || strings.Contains(a, "ignore") && a != "--no-ignore"
	}) {
		return
	}
	only := includes(name, e.Args[1:])
	for _, dir := range h.dirs(e) {
		for _, root := range roots {
			at := lowerPath(h.p.resolve(root, dir))
			for _, pattern := range only {
				if r := h.p.lists[d].read.globbed(at+"/**/"+pattern, true); r != nil {
					h.pattern(e, r, pattern, d)
				}
			}
			for i := range h.p.lists[d].read {
				g := &h.p.lists[d].read[i]
				for k := range g.patterns {
					sample, plain := g.sample(&g.patterns[k])
					if plain && within(at, sample) && included(only, sample) {
						h.note(Result{Decision: Ask, Cause: ByComplexity, BlockedPath: sample,
							Reason: "it reads a whole folder, and a rule is about a file in it: " + g.patterns[k].rule.String()}, e.Through)
					}
				}
			}
		}
	}
}

// includes are the patterns of the only files that a search reads.
func includes(name string, words []string) []string {
	flags := []string{"--include"}
	if name == "rg" {
		flags = []string{"-g", "--glob", "--iglob"}
	}
	return slices.DeleteFunc(flagValues(words, flags...), func(p string) bool { return strings.HasPrefix(p, "!") })
}

func included(only []string, name string) bool {
	return len(only) == 0 || slices.ContainsFunc(only, func(pattern string) bool {
		ok, err := doublestar.Match(lowerPath(pattern), path.Base(name))
		return ok || err != nil || strings.Contains(pattern, "/")
	})
}

// sample is a path that a pattern matches, and whether it is the only one but
// for what is below it.
func (g *pathGroup) sample(p *pathPattern) (name string, plain bool) {
	plain = true
	name = g.root
	for _, s := range p.segments {
		switch s.kind {
		case plainSegment:
			name = path.Join(name, s.text)
		case globSegment:
			plain = false
			name = path.Join(name, strings.NewReplacer("*", "x", "?", "x", `\`, "", "[", "", "]", "").Replace(s.text))
		}
	}
	return name, plain && !p.negate
}

// globbed returns the rule on a file that a pattern of file names, absolute,
// may expand to; deep says that folders are read with all that is in them.
func (l pathList) globbed(pattern string, deep bool) *Rule {
	pattern = lowerPath(pattern)
	for i := range l {
		g := &l[i]
		for k := range g.patterns {
			p := &g.patterns[k]
			if p.negate {
				continue
			}
			sample, _ := g.sample(p)
			folder := strings.HasSuffix(p.rule.Specifier, "/**") || p.dirOnly
			if folder && !deep && globPath(pattern, sample, true) == len(strings.Split(pattern, "/")) {
				continue // a folder, which is not read itself
			}
			if globPath(pattern, sample, folder) > 0 || (p.floats && len(p.segments) == 1 || len(p.segments) == 2 && p.segments[0].kind == anySegments) && globPath(path.Base(pattern), path.Base(sample), false) > 0 {
				return p.rule
			}
			if n := len(p.segments); n > 0 && p.segments[n-1].kind == globSegment && (p.floats && n == 1 || n == 2 && p.segments[0].kind == anySegments || globPath(path.Dir(pattern), path.Dir(sample), false) > 0) &&
				meets(p.segments[n-1].text, path.Base(pattern)) {
				return p.rule
			}
		}
	}
	return nil
}

// meets reports that a pattern of a command has all the text of a rule's
// pattern, in which it may have a ? for each letter: server.p?m has that of
// *.pem. That it has none of it, as *.go, says nothing.
func meets(rule, command string) bool {
	switch {
	case rule == "":
		return command == ""
	case rule[0] == '*':
		return strings.Trim(rule, "*") != "" && slices.ContainsFunc(suffixes(command), func(s string) bool { return meets(rule[1:], s) }) || rule == "*"
	case command == "" || rule[0] == '[' || rule[0] == '\\':
		return false
	case command[0] == '[':
		end := strings.IndexByte(command, ']')
		if end < 0 {
			return false
		}
		ok, err := doublestar.Match(command[:end+1], rule[:1])
		return ok && err == nil && meets(rule[1:], command[end+1:])
	case command[0] == '?' || rule[0] == '?' && command[0] != '*' || rule[0] == command[0]:
		return meets(rule[1:], command[1:])
	}
	return false
}

func suffixes(s string) []string {
	out := make([]string, 0, len(s)+1)
	for i := range len(s) + 1 {
		out = append(out, s[i:])
	}
	return out
}

// globPath matches name, or a folder above what the pattern names, as a shell
// does: no wildcard stands for a leading dot. It returns how many segments of
// the pattern name takes, or 0. Behind ** anything may follow if name is a
// folder.
func globPath(pattern, name string, folder bool) int {
	return globSegments(strings.Split(pattern, "/"), strings.Split(name, "/"), folder)
}

func globSegments(want, have []string, folder bool) int {
	n := 0
	for len(have) > 0 {
		switch {
		case n == len(want):
			return 0
		case want[n] == "**":
			for skip := range len(have) {
				if more := globSegments(want[n+1:], have[skip:], folder); more > 0 {
					return n + 1 + more
				}
			}
			if last := want[len(want)-1]; folder && strings.Trim(last, ".*") == "" {
				return n + 1 // whatever is in the folder
			}
			return 0
		case !globName(want[n], have[0]):
			return 0
		}
		n, have = n+1, have[1:]
	}
	return n
}

func globName(pattern, name string) bool {
	if strings.HasPrefix(name, ".") && (strings.HasPrefix(pattern, "*") || strings.HasPrefix(pattern, "?")) {
		return false
	}
	ok, err := doublestar.Match(pattern, name)
	return ok && err == nil || pattern == name
}

var (
	extendedGroup = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[@!+?*]\([^()]*\)`) })
	oneCharacter  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\[([^]!^\\-])\]`) })
)

// isPattern reports that a shell may expand a word to names of files.
func isPattern(word string) bool {
	return strings.ContainsAny(word, "*?[") || extendedGroup().MatchString(word)
}

// plainPattern makes groups of extglob any text, and a class of one character
// that character.
func plainPattern(name string) string {
	if strings.Contains(name, "(") {
		name = extendedGroup().ReplaceAllString(name, "*")
	}
	if strings.Contains(name, "[") {
		name = oneCharacter().ReplaceAllString(name, "$1")
	}
	return name
}
