package permission

import (
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// A pathPattern is the pattern of one Read or Edit rule below its root. The
// client follows gitignore, without regard to case, with a few turns of its
// own (groups path-*, anchor*, root2-*).
type pathPattern struct {
	rule     *Rule
	segments []segment
	floats   bool // the one segment may stand at any depth
	deep     int  // if a segment is **: where the pattern's state starts, plus 1
	negate   bool // "!x": files that earlier patterns matched are let go
	dirOnly  bool // "x/": only directories, and so what is in them
}

// A segment is what stands between slashes, in lower case.
type segment struct {
	text string
	kind segmentKind
}

type segmentKind uint8

const (
	plainSegment segmentKind = iota
	globSegment
	anySegments // **
)

// A pathGroup holds the patterns of one root in the order of the settings.
type pathGroup struct {
	root     string // clean and absolute, lower case
	patterns []pathPattern
	states   int // how many the deep patterns need
	longest  int // how many segments the longest of the others has
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
	p.floats = rest != "**" && !strings.Contains(rest, "/")
	p.segments = parseSegments(strings.ToLower(rest))
	return root, p, len(p.segments) > 0
}

// parseSegments cuts a pattern at its slashes. One that is not valid stands for
// itself.
func parseSegments(pattern string) []segment {
	var list []segment
	valid := true
	for text := range strings.SplitSeq(pattern, "/") {
		s := segment{text: text}
		switch {
		case text == "":
			continue
		case text == "**":
			s.kind = anySegments
		case strings.ContainsAny(text, `*?[\`):
			s.kind, s.text = globSegment, plainGlob(text)
			valid = valid && doublestar.ValidatePattern(s.text)
		}
		list = append(list, s)
	}
	if valid {
		return list
	}
	list = list[:0]
	for text := range strings.SplitSeq(pattern, "/") {
		if text != "" {
			list = append(list, segment{text: text})
		}
	}
	return list
}

// plainGlob takes from a segment what doublestar reads and gitignore does not:
// {a,b}, and ** that is not a segment of its own.
func plainGlob(s string) string {
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
		case '*':
			if i+1 < len(s) && s[i+1] == '*' {
				continue
			}
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
	i := slices.IndexFunc(*l, func(g pathGroup) bool { return g.root == root })
	if i < 0 {
		i = len(*l)
		*l = append(*l, pathGroup{root: root})
	}
	g := &(*l)[i]
	if slices.ContainsFunc(p.segments, func(s segment) bool { return s.kind == anySegments }) {
		p.deep = g.states + 1
		g.states += len(p.segments) + 1
	} else {
		g.longest = max(g.longest, len(p.segments))
	}
	g.patterns = append(g.patterns, p)
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

// match tries all patterns on each folder above the file, from the root down,
// and then on the file: a folder that matches takes everything in it along, and
// no negation further down brings it back.
func (g *pathGroup) match(name string) *Rule {
	rel, ok := below(g.root, name)
	if !ok {
		return nil
	}
	states := make([]bool, g.states)
	for i := range g.patterns {
		if p := &g.patterns[i]; p.deep > 0 {
			p.start(states)
		}
	}
	var buf [16]string
	for at, more := (folder{path: buf[:0]}), true; more; {
		at.name, rel, more = strings.Cut(rel, "/")
		if at.depth++; at.depth <= g.longest {
			at.path = append(at.path, at.name)
		}
		if r := g.last(&at, more, states); r != nil {
			return r
		}
	}
	return nil
}

// A folder is one on the way to a file, or the file itself.
type folder struct {
	name  string
	depth int
	path  []string // its segments, as far as patterns go
}

// last applies all patterns to one path; the last that matches decides.
func (g *pathGroup) last(at *folder, dir bool, states []bool) *Rule {
	var hit *Rule
	for i := range g.patterns {
		p := &g.patterns[i]
		matches := false
		if p.deep > 0 {
			matches = p.step(at.name, states)
		} else if p.negate != (hit == nil) { // else it could not change anything
			matches = p.matches(at)
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

// matches compares a pattern without ** with a path.
func (p *pathPattern) matches(at *folder) bool {
	if p.floats {
		return p.segments[0].matches(at.name)
	}
	if len(p.segments) != at.depth {
		return false
	}
	for i := range p.segments {
		if !p.segments[i].matches(at.path[i]) {
			return false
		}
	}
	return true
}

func (s *segment) matches(name string) bool {
	if s.kind == plainSegment {
		return s.text == name
	}
	return doublestar.MatchUnvalidated(s.text, name)
}

// The state of a pattern with ** says, for each number of its segments, whether
// that many of them match the path so far. So a path is read once, however
// many folders it names.
func (p *pathPattern) start(states []bool) {
	states[p.deep-1] = true
	p.skip(states[p.deep-1:][:len(p.segments)+1])
}

// step reads one more segment of the path and tells whether the pattern matches
// the path up to there.
func (p *pathPattern) step(name string, states []bool) bool {
	at := states[p.deep-1:][:len(p.segments)+1]
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
