package permission_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/permission"
)

// The rules are found by indexes. Here each is compared with its slow twin, which
// walks all rules.

// rulesOf makes rules of one tool, whose decisions come in turns.
func rulesOf(tool string, specifiers []string, decisions ...permission.Decision) []permission.Rule {
	rules := make([]permission.Rule, len(specifiers))
	for i, s := range specifiers {
		rules[i] = permission.Rule{Tool: tool, Specifier: s, Decision: decisions[i%len(decisions)]}
	}
	return rules
}

var everyDecision = []permission.Decision{permission.Deny, permission.Ask, permission.Allow}

func requireBashIndex(t *testing.T, specifiers []string, text string) (found bool) {
	t.Helper()
	rules := rulesOf("Bash", specifiers, everyDecision...)
	for _, exact := range []bool{false, true} {
		for _, across := range []bool{false, true} {
			indexed, walked := permission.FindBash(rules, text, exact, across)
			require.Equal(t, walked, indexed, "rules %q, text %q, exact %v, across %v", specifiers, text, exact, across)
			found = found || walked != [3]*permission.Rule{}
		}
	}
	return found
}

func requirePathIndex(t *testing.T, specifiers []string, name string) (found bool) {
	t.Helper()
	for _, d := range everyDecision {
		rules := rulesOf("Read", specifiers, d)
		indexed, walked := permission.FindPath(rules, name)
		require.Same(t, walked, indexed, "%s rules %q, path %q", d, specifiers, name)
		found = found || walked != nil
	}
	return found
}

func TestBashIndex(t *testing.T) {
	rules := []string{
		"ls", "ls", "", " ls", "ls  -l", "ls\t-l", "git:*", "git push:*", "git push  origin:*", "git *", "git * main", "* main", "*main*",
		"*", "**", "* *", "a*", "*a", "a", "*ab*", "*abc*", "*abcd*", "*abcde*", `\*`, `a\*b`, `a\**`, "make\nall", "a | b", "a && b:*", "|*", "x:* y",
		" :*", "*é*", "*éa*", "ab*cd*ef", "*\n*",
	}
	texts := []string{
		"", " ", "ls", " ls", "ls ", "ls -l", "ls  -l", "ls\t-l", "git", "git ", "git push", "git push origin", "git push  origin x", "git pushy",
		"git push origin main", "main", "a", "ab", "abc", "abcd", "xabcdex", "*", "a*b", "make\nall", "make", "a | b", "a && b", "a && b c", "é", "éa",
		"abxcdyef", "abcdef", "abef", "x:a y", "line\nline", strings.Repeat("abcd ", 500) + "main",
	}
	for _, text := range texts {
		requireBashIndex(t, rules, text)
		for _, r := range rules {
			requireBashIndex(t, []string{r}, text)
		}
	}
}

func TestPathIndex(t *testing.T) {
	rules := []string{
		"a", "a/", "/a", "./a", "a/b", "a/**", "**", "**/a", "**/*.md", "!b.md", "*.md", "*", "?", "[ab]", "a/*/c", "a/**/c", "**/a/**/b", "~/a", "//a/b",
		"//**/c", "a.b.c", "*.b.*", "x*y", "!x*y", "*/*", "!a", "é/*", "*é*", "A/B", "a/[bc]/d*", "{a,b}", "a//b", "node_modules", "*.env", ".env",
	}
	names := []string{
		"/p", "/p/a", "/p/b", "/p/a/b", "/p/a/x/c", "/p/a/b/c/d", "/p/x/a/y/b", "/p/b.md", "/p/x/y.md", "/h/a", "/h/a/x", "/a/b", "/c", "/x/c/y", "/p/a.b.c",
		"/p/xy", "/p/xzy", "/p/é/b", "/p/aéb", "/p/A/b", "/p/a/c/dd", "/p/{a,b}", "/p/a/node_modules/b/c", "/p/.env", "/p/x/prod.env",
		"/p/" + strings.Repeat("a/", 100) + "c",
	}
	for _, name := range names {
		requirePathIndex(t, rules, name)
		for _, r := range rules {
			requirePathIndex(t, []string{r}, name)
		}
	}
}

// join makes a text of some pieces.
func join(r *rand.Rand, most int, pieces ...string) string {
	var b strings.Builder
	for range 1 + r.IntN(most) {
		b.WriteString(pieces[r.IntN(len(pieces))])
	}
	return b.String()
}

func many(r *rand.Rand, one func() string) []string {
	all := make([]string, 1+r.IntN(40))
	for i := range all {
		all[i] = one()
	}
	return all
}

func TestIndexesAtRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	found := map[string]int{}
	count := func(kind string, ok bool) {
		if ok {
			found[kind]++
		}
	}
	rounds := 1000
	if raced {
		rounds = 100
	}
	for range rounds {
		commands := many(r, func() string {
			return join(r, 5, "a", "b", " ", " ", "*", "git", "push", "--force", "\t", "  ", "|", "\n", ":*", " *", `\*`, "é")
		})
		paths := many(r, func() string {
			return join(r, 2, "", "", "!", "/", "//", "~/", "**/") + join(r, 4, "a", "b", "abcd", "*", "/", "/", "/**", "?", "[ab]", ".md", "A", "é")
		})
		domains := many(r, func() string { return join(r, 4, "a", "b", ".", ".", "*", "*.", "example", "com") })
		names := many(r, func() string { return join(r, 3, "a", "B", "b", "k", "\u212a", ":*", " *", "/", "Explore", "explore") })
		for range 10 {
			count("Bash", requireBashIndex(t, commands, join(r, 8, "a", "b", " ", " ", "git", "push", "--force", "\t", "|", "\n", "*", "é")))
			count("path", requirePathIndex(t, paths, "/"+join(r, 2, "p/", "h/", "a/")+join(r, 5, "a", "b", "abcd", "/", "/", ".md", "B", "é")))
			for _, like := range []bool{true, false} {
				text := join(r, 6, "a", "b", ".", ".", "example", "com")
				indexed, walked := permission.FindStar(domains, text, like)
				require.Equal(t, walked, indexed, "patterns %q, text %q, domains: %v", domains, text, like)
				count(fmt.Sprint("star ", like), walked >= 0)
			}
			for _, tool := range []string{"Agent", "Skill"} {
				name := join(r, 3, "a", "b", "K", "k", "Explore", "EXPLORE", "/")
				indexed, walked := permission.FindName(rulesOf(tool, names, permission.Deny), tool, name)
				require.Same(t, walked, indexed, "%s rules %q, name %q", tool, names, name)
				count(tool, walked != nil)
			}
		}
	}
	for kind, n := range found {
		require.Greater(t, n, rounds/5, "%s: too few matches to show anything", kind)
	}
	require.Len(t, found, 6)
}

func FuzzBashIndex(f *testing.F) {
	f.Add("git *\n* --force\nls", "git push --force")
	f.Add("*ab*cd*\n*\na:*\n a", "ab  cd")
	f.Fuzz(func(t *testing.T, rules, text string) {
		if len(rules) < 1<<12 && len(text) < 1<<12 {
			requireBashIndex(t, strings.Split(rules, "\n"), text)
		}
	})
}

func FuzzPathIndex(f *testing.F) {
	f.Add("a/**\n!a/b\n*.md", "/p/a/b.md")
	f.Add("**/x/*/[ab]y\n~/z\n//w", "/p/x/q/ay")
	f.Fuzz(func(t *testing.T, rules, name string) {
		if len(rules) < 1<<12 && len(name) < 1<<12 && strings.HasPrefix(name, "/") {
			requirePathIndex(t, strings.Split(rules, "\n"), name)
		}
	})
}
