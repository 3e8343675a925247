package permission_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/permission"
)

// pathPolicy has rules on reading, in the order given.
func pathPolicy(t testing.TB, d permission.Decision, specifiers ...string) *permission.Policy {
	s := &permission.Settings{Scope: permission.Project}
	for _, spec := range specifiers {
		s.Rules = append(s.Rules, permission.Rule{Decision: d, Tool: "Read", Specifier: spec})
	}
	return compile(t, config(s))
}

// Many more were measured: groups path-*, anchor*, root2-* and glob*.
func TestPathPatterns(t *testing.T) {
	for _, test := range []struct {
		spec, name string
		denied     bool
	}{
		{"[", "/p/[", false}, // dead
		{"a[]b", "/p/a[]b", false},
		{"[z-a]", "/p/z", false},
		{`a\`, `/p/a\`, false},
		{`a\?`, "/p/a?", false},
		{"[!a]", "/p/a", true}, // no negation
		{"[!a]", "/p/!", true},
		{"[!a]", "/p/b", false},
		{"[^a]", "/p/^", true},
		{"[a-c]x", "/p/bx", true},
		{"[A-C]x", "/p/Bx", true},
		{"[a-]", "/p/-", true},
		{"[[:alpha:]]", "/p/h]", true},
		{"[a/b]", "/p/b", true},
		{"[a/b]", "/p/x/b", false},
		{`[\]`, `/p/\`, false},
		{`\[a]`, "/p/[a]", true},
		{"{a,b}", "/p/a", false},
		{"{a,b}", "/p/{a,b}", true},
		{`\{a*`, "/p/{ab", true},
		{`a\*`, "/p/ab", true}, // a star is a star
		{`a\/b`, `/p/a\/b`, true},
		{`\!a`, "/p/!a", true},
		{`\#a`, "/p/#a", true},
		{"#a", "/p/#a", true},
		{"***", "/p/a", true},
		{"a/***/c", "/p/a/b/c", true},
		{"a/***/c", "/p/a/c", false},
		{"a ", "/p/a", true},
		{" a", "/p/ a", true},
		{"É", "/p/é", true},
		{"ß", "/p/SS", false},
		{"a?", "/p/aé", true},
		{"a", "/p/a/../b", false},
		{"a", "/p/b/../a", true},
		{"a", "/p/./a/", true},
		{"a", "/a", false},
		{"a", "/pa/a", false},
		{"//a", "/a", true},
		{"//a", "/p/a", false},
		{"//p/a", "/p/a", true},
		{"~/a", "/h/a", true},
		{"~/a", "/h/x/a", false},
		{"~", "/h/a", false},
		{"~x", "/p/~x", true},
		{"**", "/a", false},
		{"//**", "/a", true},
		{"a/./b", "/p/a/b", false},
		{"..", "/p/a", false},
		{"", "/p/a", true}, // a rule on the whole tool
	} {
		got := pathPolicy(t, permission.Deny, test.spec).Check(call("Read", "file_path", test.name)).Decision
		require.Equal(t, test.denied, got == permission.Deny, "Read(%s) %s", test.spec, test.name)
	}
}

// TestPathPatternsAgainstGit asks git about generated lists of patterns where
// the semantics agree. They do not for a trailing /** or /**/, which the client
// reads as the folder itself, and for [!a], which negates nothing.
func TestPathPatternsAgainstGit(t *testing.T) {
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("git is not installed: our patterns are compared with the measured cases and the slow twin only")
	}
	r := rand.New(rand.NewPCG(1, 2))
	dir := t.TempDir()
	run := func(stdin string, args ...string) string {
		cmd := exec.CommandContext(t.Context(), git, append([]string{"-C", dir, "-c", "core.ignorecase=true", "-c", "core.excludesFile="}, args...)...)
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null")
		cmd.Stdin = strings.NewReader(stdin)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != 1 { // 1: nothing is ignored
			require.NoError(t, err, "%s", &stderr)
		}
		return string(out)
	}
	run("", "init", "-q")

	const lists = 500
	patterns, paths := make([][]string, lists), make([][]string, lists)
	var asked strings.Builder
	for i := range lists {
		patterns[i] = randomPatterns(r)
		sub := filepath.Join(dir, fmt.Sprint(i))
		require.NoError(t, os.Mkdir(sub, 0o777))
		require.NoError(t, os.WriteFile(filepath.Join(sub, ".gitignore"), []byte(strings.Join(patterns[i], "\n")+"\n"), 0o666))
		for range 60 {
			name := randomPath(r)
			paths[i] = append(paths[i], name)
			fmt.Fprintf(&asked, "%d/%s\x00", i, name)
		}
	}
	ignored := map[string]bool{}
	for name := range strings.SplitSeq(run(asked.String(), "check-ignore", "--no-index", "-z", "--stdin"), "\x00") {
		ignored[name] = true
	}
	require.Greater(t, len(ignored), lists)
	for i := range lists {
		p := pathPolicy(t, permission.Deny, patterns[i]...)
		for _, name := range paths[i] {
			got := p.Check(call("Read", "file_path", "/p/"+name)).Decision == permission.Deny
			require.Equal(t, ignored[fmt.Sprintf("%d/%s", i, name)], got, "patterns %q, path %s", patterns[i], name)
		}
	}
}

func randomPatterns(r *rand.Rand) []string {
	segments := []string{"a", "b", "ab", "A", "*", "a*", "*b", "*a*", "?", "a?", "[ab]", "[a-c]", "[cb]b", `\a`, "**", "c.d", "*.d"}
	list := make([]string, 1+r.IntN(3))
	rooted := r.IntN(2) == 0 // a negation does not reach a pattern that starts with a slash
	for i := range list {
		for {
			parts := make([]string, 1+r.IntN(3))
			for k := range parts {
				parts[k] = segments[r.IntN(len(segments))]
			}
			p := strings.Join(parts, "/")
			if rooted && r.IntN(2) == 0 {
				p = "/" + p
			}
			if r.IntN(4) == 0 {
				p += "/"
			}
			if strings.HasSuffix(strings.TrimSuffix(p, "/"), "/**") {
				continue
			}
			if !rooted && i > 0 && r.IntN(2) == 0 {
				p = "!" + p
			}
			list[i] = p
			break
		}
	}
	return list
}

func randomPath(r *rand.Rand) string {
	segments := []string{"a", "b", "ab", "aB", "ba", "c", "c.d", ".d", "abc", "A"}
	parts := make([]string, 1+r.IntN(4))
	for i := range parts {
		parts[i] = segments[r.IntN(len(segments))]
	}
	return strings.Join(parts, "/")
}

// FuzzPattern compares with a twin that is slow and plain: every pattern is a
// regular expression, tried on the path and on each folder above it.
func FuzzPattern(f *testing.F) {
	for _, seed := range []struct{ patterns, name string }{
		{"a/**", "x/a/b"},
		{"./a/**", "x/a/b"},
		{"**/*.md\n!README.md", "docs/README.md"},
		{"docs/**\n!docs/a.md", "docs/a.md"},
		{"*.md\n!*.md\n*.md", "a.md"},
		{"a/**/b/", "a/x/y/b/c"},
		{"[a-]x\n[]]\n[!]]", "-x"},
		{"a**b/*?", "axb/cd"},
		{`\*\?\[`, "*?["},
		{"/", "a"},
		{"a//b///c", "a/b/c"},
		{"A//", "a/x"},
		{"**/**/a", "a"},
		{"#a\n \na ", "a"},
		{"{a,b}/*", "{a,b}/c"},
		{"***", "a/b"},
		{"a/***/b", "a/x/b"},
		{"[a/b]\n[!a]\n[z-a]\n[a", "a"},
		{"/*\n!/a", "a"},
		{`a\*\?`, "ab"},
		{`a\/b`, `a\/b`},
	} {
		f.Add(seed.patterns, seed.name, true)
		f.Add(seed.patterns, seed.name, false)
	}
	f.Fuzz(func(t *testing.T, patterns, name string, deny bool) {
		if len(patterns) > 200 || len(name) > 200 || strings.Count(patterns, "\n") > 4 {
			return
		}
		d, tool := permission.Allow, "Edit"
		if deny {
			d, tool = permission.Deny, "Read"
		}
		s, list := &permission.Settings{Scope: permission.Project}, strings.Split(patterns, "\n")
		for _, p := range list {
			r := permission.Rule{Decision: d, Tool: tool, Specifier: p}
			p = strings.TrimPrefix(p, "!")
			if p == "" || p == "*" || strings.HasPrefix(p, "//") || strings.HasPrefix(p, "~") || r.Validate() != nil {
				return // tested elsewhere
			}
			s.Rules = append(s.Rules, r)
		}
		rel, ok := strings.CutPrefix(path.Join("/p", name), "/p/")
		if !ok || rel == "" || !utf8.ValidString(rel) || !utf8.ValidString(patterns) {
			return
		}
		if strings.TrimRight(strings.TrimSpace("/p/"+rel), "\ufeff") != "/p/"+rel {
			return // the client trims what a tool is given: group pathtext-Read
		}
		p := compile(t, config(s))
		if deny {
			got := p.Check(call("Read", "file_path", "/p/"+rel)).Decision == permission.Deny
			require.Equal(t, slowMatch(list, d, rel), got, "deny %q, path %q", list, rel)
			return
		}
		if r := p.Check(call("Write", "file_path", "/p/"+rel)); r.Cause != permission.BySafety {
			require.Equal(t, slowMatch(list, d, rel), r.Decision == permission.Allow, "allow %q, path %q", list, rel)
		}
	})
}

// slowMatch applies a list of patterns to a path and each folder above it.
// Patterns that start with a slash are apart from the others.
func slowMatch(list []string, d permission.Decision, rel string) bool {
	segments := strings.Split(strings.ToLower(rel), "/")
	for n := 1; n <= len(segments); n++ {
		var matched [2]bool
		for _, p := range list {
			group := strings.Index(p+"/", "/") // 0 or more
			p, negated := strings.CutPrefix(strings.TrimPrefix(p, "./"), "!")
			if slowPattern(p, d, segments[:n], n < len(segments)) {
				matched[min(group, 1)] = !negated
			}
		}
		if matched[0] || matched[1] {
			return true
		}
	}
	return false
}

func slowPattern(p string, d permission.Decision, segments []string, dir bool) bool {
	p = strings.ToLower(p)
	if !strings.HasSuffix(p, `\ `) {
		p = strings.TrimRight(p, " ")
	}
	if p == "" || p[0] == '#' && d == permission.Allow {
		return false
	}
	if inner, ok := strings.CutSuffix(p, "/**"); ok {
		switch {
		case inner == "" || inner == "**":
			p = "**"
		case d == permission.Allow && !strings.Contains(inner, "/"):
			p = "/" + inner
		default:
			p = inner
		}
	}
	p, dirOnly := strings.CutSuffix(p, "/")
	if dirOnly && !dir || strings.Trim(p, "/") == "" {
		return false
	}
	if p != "**" && !strings.Contains(p, "/") {
		segments = segments[len(segments)-1:]
	}
	// The path is written as /a/b, and every segment of the pattern but ** as
	// /name.
	pattern := slowRegexp(p)
	return pattern != nil && pattern.MatchString("/"+strings.Join(segments, "/"))
}

var slowToken = regexp.MustCompile(`(?s)\\/+|\\.|\\|/+|\*+|\[[^\]]*\]?|.`)

// slowRegexp translates a pattern, or returns nil if it is dead.
func slowRegexp(p string) *regexp.Regexp {
	tokens := slowToken.FindAllString(strings.TrimLeft(p, "/"), -1)
	expr := "/"
	for i, token := range tokens {
		first := i == 0 || tokens[i-1][0] == '/' || strings.HasPrefix(tokens[i-1], `\/`)
		end := i+1 == len(tokens)
		last := end || tokens[i+1][0] == '/'
		switch {
		case token == "**" && first && last:
			// With the slash before it: any number of segments. The slash behind
			// it, if there is one, is that of the next segment.
			expr = strings.TrimSuffix(expr, "/") + "(?:/[^/]+)*"
		case token[0] == '/' && end:
		case token[0] == '/':
			expr += "/"
		case token[0] == '*':
			expr += "[^/]*"
		case token == "?":
			expr += "[^/]"
		case strings.HasPrefix(token, `\/`) && end:
			expr += `\\`
		case strings.HasPrefix(token, `\/`):
			expr += `\\/`
		case token == `\` || token == `\?`:
			return nil
		case token == `\*`:
			expr += "[^/]*"
		case token[0] == '\\':
			expr += regexp.QuoteMeta(token[1:])
		case token[0] == '[':
			set := slowClass(token)
			if set == "" {
				return nil
			}
			expr += set
		default:
			expr += regexp.QuoteMeta(token)
		}
	}
	return regexp.MustCompile("(?s)^" + expr + "$")
}

var slowRange = regexp.MustCompile(`(?s)(\\.|[^\\])(?:-(\\.|[^\\]))?`)

// slowClass translates [...]; "" if nothing can match it.
func slowClass(token string) string {
	content, closed := strings.CutSuffix(token[1:], "]")
	if escapes := len(content) - len(strings.TrimRight(content, `\`)); !closed || escapes%2 == 1 {
		return ""
	}
	var sets []string
	for _, r := range slowRange.FindAllStringSubmatch(content, -1) {
		low, _ := utf8.DecodeLastRuneInString(r[1])
		high, size := utf8.DecodeLastRuneInString(r[2])
		if size == 0 {
			high = low
		}
		if low <= high && !(low == '/' && high == '/') {
			sets = append(sets, fmt.Sprintf(`\x{%x}-\x{%x}`, low, high))
		}
	}
	if len(sets) == 0 {
		return ""
	}
	return "[" + strings.Join(sets, "") + "]"
}

// A hostile pattern costs no more than its length times that of the path.
func TestPathPatternsAreFast(t *testing.T) {
	start := time.Now()
	for _, spec := range []string{
		strings.Repeat("a*", 2000) + "b", strings.Repeat("**/", 2000) + "b", strings.Repeat("*/", 1000) + "b",
		strings.Repeat("**/a*", 500) + "b", strings.Repeat("[a-z]*", 500) + "!", strings.Repeat("{", 5000), strings.Repeat("[", 5000),
		strings.Repeat("?", 5000),
	} {
		p := pathPolicy(t, permission.Deny, spec)
		p.Check(call("Read", "file_path", "/p/"+strings.Repeat("a", 4000)))
		p.Check(call("Read", "file_path", "/p/"+strings.Repeat("a/", 2000)))
	}
	p := pathPolicy(t, permission.Deny, "b", "*.b", "a/*/b", "**/a/*/b", "!c")
	p.Check(call("Read", "file_path", "/p/"+strings.Repeat("a/", 5_000_000)))
	require.Less(t, time.Since(start), 30*time.Second)
}
