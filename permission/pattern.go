package permission

import (
	"path"
	"path/filepath"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// A pathPattern is the pattern of one Read or Edit rule below its root. The
// client follows gitignore, without regard to case, with a few turns of its
// own (groups path-*, anchor*, root2-*).
type pathPattern struct {
	rule    *Rule
	glob    string // for doublestar, lower case, relative to the root
	literal bool   // glob is not a valid pattern and stands for itself
	negate  bool   // "!x": files that earlier patterns matched are let go
	dirOnly bool   // "x/": only directories, and so what is in them
}

// A pathGroup holds the patterns of one root in the order of the settings.
type pathGroup struct {
	root     string // clean and absolute, lower case
	patterns []pathPattern
}

// A pathList holds the path rules of one tool and decision.
type pathList []pathGroup

// anchor splits a specifier into the directory it starts from and the rest,
// which starts with a slash if it cannot float.
func anchor(spec string, r *Rule, c *Config) (root, rest string) {
	switch {
	case strings.HasPrefix(spec, "//"):
		return "/", spec[1:]
	case spec == "~" || strings.HasPrefix(spec, "~/"):
		return c.Home, "/" + strings.TrimPrefix(strings.TrimPrefix(spec, "~"), "/")
	case strings.HasPrefix(spec, "/"):
		return sourceRoot(r, c), spec
	}
	return c.Project, strings.TrimPrefix(spec, "./")
}

// sourceRoot is what a pattern with one leading slash starts from: the folder
// of the user's settings or of the --settings file, or the project.
func sourceRoot(r *Rule, c *Config) string {
	if r.Scope == User || r.Scope == Flag {
		if name := filepath.ToSlash(r.Pos.Filename); path.IsAbs(name) {
			return path.Dir(name)
		}
		if r.Scope == User {
			return path.Join(c.Home, ".claude")
		}
	}
	return c.Project
}

// compilePattern reads the specifier of r as a pattern; ok is false for one
// that matches nothing, such as a comment.
func compilePattern(r *Rule, c *Config) (root string, p pathPattern, ok bool) {
	spec, negate := strings.CutPrefix(r.Specifier, "!")
	root, rest := anchor(spec, r, c)
	p = pathPattern{rule: r, negate: negate}
	if !strings.HasSuffix(rest, `\ `) {
		rest = strings.TrimRight(rest, " ")
	}
	if rest == "" || rest[0] == '#' || rest == "." || root == "" {
		return "", p, false
	}
	// As a deny or ask rule, dir/** covers every directory of that name; as an
	// allow rule only the one in the working directory (since 2.1.214).
	if inner, below := strings.CutSuffix(rest, "/**"); below {
		switch {
		case inner == "" || inner == "**":
			rest = "**"
		case r.Decision == Allow && !strings.Contains(inner, "/"):
			rest = "/" + inner
		default:
			rest = inner
		}
	}
	rest, p.dirOnly = strings.CutSuffix(rest, "/")
	p.glob = escapeBraces(strings.ToLower(floating(rest)))
	if !doublestar.ValidatePattern(p.glob) {
		p.glob, p.literal = strings.ToLower(strings.TrimPrefix(rest, "/")), true
	}
	return root, p, p.glob != ""
}

// floating lets a pattern without a slash match at any depth.
func floating(s string) string {
	if strings.Contains(s, "/") || s == "**" {
		for strings.Contains(s, "//") {
			s = strings.ReplaceAll(s, "//", "/")
		}
		return strings.TrimPrefix(s, "/")
	}
	return "**/" + s
}

// escapeBraces keeps doublestar from reading {a,b}: gitignore has no braces.
func escapeBraces(s string) string {
	if !strings.ContainsAny(s, "{}") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			b.WriteByte(s[i])
			if i++; i < len(s) {
				b.WriteByte(s[i])
			}
			continue
		case '{', '}':
			b.WriteByte('\\')
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func (l *pathList) add(r *Rule, c *Config) {
	root, p, ok := compilePattern(r, c)
	if !ok {
		return
	}
	root = strings.ToLower(path.Clean(root))
	for i := range *l {
		if (*l)[i].root == root {
			(*l)[i].patterns = append((*l)[i].patterns, p)
			return
		}
	}
	*l = append(*l, pathGroup{root: root, patterns: []pathPattern{p}})
}

// match returns the rule that covers name, a clean absolute path in lower
// case.
func (l pathList) match(name string) *Rule {
	for i := range l {
		if r := l[i].match(name); r != nil {
			return r
		}
	}
	return nil
}

func (g *pathGroup) match(name string) *Rule {
	rel, ok := below(g.root, name)
	if !ok {
		return nil
	}
	// A directory that matches takes everything in it along, and no negation
	// further down brings it back.
	for i := 0; i < len(rel); i++ {
		if rel[i] == '/' {
			if r := g.last(rel[:i], true); r != nil {
				return r
			}
		}
	}
	return g.last(rel, false)
}

// last applies all patterns to one path; the last that matches decides.
func (g *pathGroup) last(rel string, dir bool) *Rule {
	var hit *Rule
	for i := range g.patterns {
		p := &g.patterns[i]
		if p.negate == (hit == nil) || p.dirOnly && !dir || !p.matches(rel) {
			continue // it could not change anything, or does not match
		}
		hit = p.rule
		if p.negate {
			hit = nil
		}
	}
	return hit
}

func (p *pathPattern) matches(rel string) bool {
	if p.literal {
		return rel == p.glob
	}
	return doublestar.MatchUnvalidated(p.glob, rel)
}

// below returns name relative to root, and whether it lies strictly below.
func below(root, name string) (rel string, ok bool) {
	if root == "/" {
		return strings.TrimPrefix(name, "/"), len(name) > 1
	}
	rel, ok = strings.CutPrefix(name, root)
	if !ok || len(rel) < 2 || rel[0] != '/' {
		return "", false
	}
	return rel[1:], true
}

// within reports whether name is root or below it.
func within(root, name string) bool {
	if name == root {
		return true
	}
	_, ok := below(root, name)
	return ok
}
