package permission

import (
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A pathPattern is the pattern of one Read or Edit rule below its root. The
// client follows gitignore, without regard to case, with a few turns of its
// own (groups path-*, anchor*, root2-*).
type pathPattern struct {
	rule     *Rule
	segments []segment
	floats   bool // the one segment may stand at any depth
	deep     bool // a segment is **
	negate   bool // "!x": files that earlier patterns matched are let go
	dirOnly  bool // "x/": only directories, and so what is in them
}

// A pathGroup holds the patterns of one root in the order of the settings.
type pathGroup struct {
	from     origin
	root     string // clean and absolute, lower case
	real     string // where the links of root lead, if elsewhere
	patterns []pathPattern
	index    gramIndex // of the patterns, by a name or a part of one
	longest  int       // how many segments the longest without ** has
}

// A pathList holds the path rules of one tool and decision.
type pathList []pathGroup

// An origin is what the specifier starts with. Patterns of different origins
// are applied apart, so that a negation reaches only those of its own.
type origin uint8

const (
	fromProject origin = iota // x, ./x, !x
	fromSource                // /x
	fromHome                  // ~/x
	fromRoot                  // //x
)

// anchor splits a specifier into the directory it starts from and the rest,
// which starts with a slash if it cannot float.
func anchor(spec string, r *Rule, c *Config) (from origin, root, rest string) {
	switch {
	case strings.HasPrefix(spec, "//"):
		return fromRoot, "/", spec[1:]
	case spec == "~" || strings.HasPrefix(spec, "~/"):
		return fromHome, c.Home, "/" + strings.TrimPrefix(strings.TrimPrefix(spec, "~"), "/")
	case strings.HasPrefix(spec, "/"):
		return fromSource, sourceRoot(r, c), spec
	}
	return fromProject, c.Project, strings.TrimPrefix(spec, "./")
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
// that matches nothing.
func compilePattern(r *Rule, c *Config) (from origin, root string, p pathPattern, ok bool) {
	return readPattern(r, c, lowerPath)
}

// readPattern is compilePattern with the names of files spelled as fold leaves
// them.
func readPattern(r *Rule, c *Config, fold func(string) string) (from origin, root string, p pathPattern, ok bool) {
	from, root, rest, p, ok := parsePattern(r, c)
	if !ok {
		return from, "", p, false
	}
	p.segments, ok = parseSegments(fold(rest))
	return from, root, p, ok && len(p.segments) > 0
}

// parsePattern is compilePattern but for the segments, which are left in rest.
func parsePattern(r *Rule, c *Config) (from origin, root, rest string, p pathPattern, ok bool) {
	from, root, rest = anchor(r.Specifier, r, c)
	p = pathPattern{rule: r}
	rest, p.negate = strings.CutPrefix(rest, "!")
	if !strings.HasSuffix(rest, `\ `) {
		rest = strings.TrimRight(rest, " ")
	}
	if rest == "" || root == "" || rest[0] == '#' && r.Decision == Allow {
		return from, root, rest, p, false
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
	p.floats = rest != "**" && !strings.Contains(rest, "/")
	return from, root, rest, p, true
}

// lowerPath is the lower case that names of files are compared in. Signs that
// only look like letters of ASCII, such as that of Kelvin, are not these letters.
func lowerPath(s string) string {
	if isLower(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if low := unicode.ToLower(r); low >= unicode.MaxASCII || r <= unicode.MaxASCII {
			return low
		}
		return r
	}, s)
}

// isLower reports plain names without a capital letter, as most are.
func isLower(s string) bool {
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' {
			return false
		}
	}
	return true
}

func (l *pathList) add(r *Rule, c *Config) {
	from, root, p, ok := compilePattern(r, c)
	if !ok {
		return
	}
	low := lowerPath(path.Clean(root))
	i := slices.IndexFunc(*l, func(g pathGroup) bool { return g.from == from && g.root == low })
	if i < 0 {
		i = len(*l)
		*l = append(*l, pathGroup{from: from, root: low})
		if real, err := c.EvalSymlinks(path.Clean(root)); err == nil && lowerPath(path.Clean(real)) != low {
			(*l)[i].real = lowerPath(path.Clean(real))
		}
	}
	g := &(*l)[i]
	if p.deep = slices.ContainsFunc(p.segments, func(s segment) bool { return s.kind == anySegments }); !p.deep {
		g.longest = max(g.longest, len(p.segments))
	}
	g.patterns = append(g.patterns, p)
}

// match returns the rule that covers name, a clean absolute path in lower
// case.
func (l pathList) match(name string) *Rule {
	for i := range l {
		for _, root := range [...]string{l[i].root, l[i].real} {
			if rel, ok := below(root, name); ok && root != "" {
				if r := l[i].match(rel); r != nil {
					return r
				}
			}
		}
	}
	return nil
}

// match tries the patterns on each folder above the file, from the root down,
// and then on the file: a folder that matches takes everything in it along, and
// no negation further down brings it back.
func (g *pathGroup) match(rel string) *Rule {
	var room [16]int32
	found := g.candidates(rel, room[:0])
	if len(found) == 0 {
		return nil
	}
	return g.try(found, rel)
}

// try is match with some of the patterns, in their order.
func (g *pathGroup) try(found []int32, rel string) *Rule {
	var room [64]bool
	states := room[:0]
	for _, i := range found {
		if p := &g.patterns[i]; p.deep {
			states = p.start(states)
		}
	}
	var buf [16]string
	path := buf[:0] // the segments so far, as many as patterns without ** have
	for depth, more := 1, true; more; depth++ {
		var name string
		if name, rel, more = strings.Cut(rel, "/"); depth <= g.longest {
			path = append(path, name)
		}
		if r := g.last(found, name, path, depth, more, states); r != nil {
			return r
		}
	}
	return nil
}

// last applies patterns to a folder on the way to the file, or the file itself;
// the last that matches decides.
func (g *pathGroup) last(found []int32, name string, path []string, depth int, dir bool, states []bool) *Rule {
	var hit *Rule
	for _, i := range found {
		p := &g.patterns[i]
		matches := false
		if p.deep {
			n := len(p.segments) + 1
			matches = p.step(name, states[:n])
			states = states[n:]
		} else if p.negate != (hit == nil) { // else it could not change anything
			matches = p.matches(name, path, depth)
		}
		switch {
		case !matches || p.dirOnly && !dir:
		case p.negate:
			hit = nil
		case hit == nil:
			hit = p.rule
		}
	}
	return hit
}

// matches compares a pattern without ** with a path of so many segments.
func (p *pathPattern) matches(name string, path []string, depth int) bool {
	if p.floats {
		return p.segments[0].matches(name)
	}
	if len(p.segments) != depth {
		return false
	}
	for i := range p.segments {
		if !p.segments[i].matches(path[i]) {
			return false
		}
	}
	return true
}

// The state of a pattern with ** says, for each number of its segments, whether
// that many of them match the path so far. So a path is read once, however
// many folders it names. start appends it to others.
func (p *pathPattern) start(states []bool) []bool {
	n := len(states)
	states = append(states, true)
	for range p.segments {
		states = append(states, false)
	}
	p.skip(states[n:])
	return states
}

// step reads one more segment of the path and tells whether the pattern matches
// the path up to there.
func (p *pathPattern) step(name string, at []bool) bool {
	for i := len(p.segments); i >= 0; i-- {
		stays := i < len(p.segments) && at[i] && p.segments[i].kind == anySegments
		at[i] = stays || i > 0 && at[i-1] && p.segments[i-1].kind != anySegments && p.segments[i-1].matches(name)
	}
	p.skip(at)
	return at[len(p.segments)]
}

// skip lets ** match nothing.
func (p *pathPattern) skip(at []bool) {
	for i := range p.segments {
		at[i+1] = at[i+1] || at[i] && p.segments[i].kind == anySegments
	}
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
