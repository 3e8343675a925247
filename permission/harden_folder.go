package permission

import (
	"path"
	"slices"
	"strings"

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
	if strings.HasSuffix(name, "grep") || name == "rg" {
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
	for _, dir := range h.dirs(e) {
		for _, root := range roots {
			at := lowerPath(h.p.resolve(root, dir))
			for i := range h.p.lists[d].read {
				g := &h.p.lists[d].read[i]
				for k := range g.patterns {
					sample, plain := g.sample(&g.patterns[k])
					if plain && within(at, sample) {
						h.note(Result{Decision: Ask, Cause: ByComplexity, BlockedPath: sample,
							Reason: "it reads a whole folder, and a rule is about a file in it: " + g.patterns[k].rule.String()}, e.Through)
					}
				}
			}
		}
	}
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
			if strings.HasSuffix(p.rule.Specifier, "/**") && !deep {
				sample += "/x" // a folder, which is not read itself
			}
			if globPath(pattern, sample) || p.floats && len(p.segments) == 1 && globPath(path.Base(pattern), path.Base(sample)) {
				return p.rule
			}
		}
	}
	return nil
}

// globPath matches name, or a folder above what the pattern names, as a shell
// does: no wildcard stands for a leading dot.
func globPath(pattern, name string) bool {
	want, have := strings.Split(pattern, "/"), strings.Split(name, "/")
	if len(want) < len(have) {
		return false
	}
	for i := range have {
		if !globName(want[i], have[i]) {
			return false
		}
	}
	return true
}

func globName(pattern, name string) bool {
	if strings.HasPrefix(name, ".") && (strings.HasPrefix(pattern, "*") || strings.HasPrefix(pattern, "?")) {
		return false
	}
	ok, err := doublestar.Match(pattern, name)
	return ok || err != nil
}
