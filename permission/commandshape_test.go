package permission_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/permission"
)

// tableNames are the words in all string constants of the package: its tables of
// programs among them, whatever their form.
func tableNames(t *testing.T) []string {
	t.Helper()
	seen, names := map[string]bool{}, []string(nil)
	add := func(word string) {
		if len(word) < 20 && !seen[word] && strings.IndexFunc(word, func(r rune) bool {
			return (r < 'a' || 'z' < r) && (r < '0' || '9' < r) && !strings.ContainsRune("-_+.[", r)
		}) < 0 {
			seen[word], names = true, append(names, word)
		}
	}
	files, err := fs.Glob(os.DirFS("."), "*.go")
	require.NoError(t, err)
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if text, err := strconv.Unquote(lit.Value); err == nil {
					for word := range strings.FieldsSeq(text) {
						add(word)
					}
				}
			}
			return true
		})
	}
	require.Greater(t, len(names), 800)
	return names
}

// What is passed over because a command is ordinary is what would say nothing.
func TestOrdinaryCommandsAreJudgedAsAllOthers(t *testing.T) {
	settings := []string{
		lists("allow:", "Bash(* a)", "Bash(x:*)", "Bash(git status)"),
		lists("allow:", "Bash(*)", "deny:", "Bash(rm *)", "Bash(* && x *)", "Read(./.env)", "Edit(./src/**)", "ask:", "Bash(* --force*)", "Bash(x a)"),
		lists("deny:", "Read(**/secret*)", "Edit(a)", "allow:", "Edit(b)", "Read(/etc/**)"),
	}
	var policies []*permission.Policy
	for _, s := range settings {
		for _, m := range []permission.Mode{permission.Default, permission.AcceptEdits, permission.BypassPermissions} {
			cfg := config(parse(t, permission.Project, s))
			cfg.Mode = m
			policies = append(policies, compile(t, cfg))
		}
	}
	args := []string{
		"", " a", " .env", " -n a", " --force", " -rf /", " -c x", " --version", " status", " diff a .env", " -C src grep x", " a > b", " 'a b'", " $X", " 1 rm -rf /",
		" a && x a", " | sort", " .env && cd src && ls", " a; x  b", " /etc/passwd src/secret.txt", " rm -rf /", " -- a=b", " =x", " = x", " -c rm", " .. && cat a .env && git status", " grep -f .env x", " -d a ../secret", " a b c ~/.ssh/x",
	}
	n := 0
	for i, name := range tableNames(t) {
		for k, arg := range args {
			if raced && (i+k)%10 > 0 {
				continue
			}
			for range 3 { // of nine policies, other ones each time
				requireSameAsTwin(t, policies[n%len(policies)], bash(name+arg))
				n += 4
			}
		}
	}
	for i, c := range readLines[struct {
		Tool  string
		Input json.RawMessage
	}](t, "conformance/permission.jsonl") {
		if raced && i%10 > 0 {
			continue
		}
		requireSameAsTwin(t, policies[i%len(policies)], permission.Request{Tool: c.Tool, Input: c.Input})
	}
}

func requireSameAsTwin(t *testing.T, p *permission.Policy, req permission.Request) {
	t.Helper()
	got, want := p.Check(req), permission.Plodding(p).Check(req)
	if answer(got) == answer(want) && reflect.DeepEqual(got.Parts(), want.Parts()) && reflect.DeepEqual(got.Matched(), want.Matched()) && reflect.DeepEqual(got.Suggestions, want.Suggestions) {
		return
	}
	require.Equal(t, want, got, "%s", req.Input)
}

func answer(r permission.Result) [5]any {
	return [5]any{r.Decision, r.Cause, r.Rule, r.Reason, r.BlockedPath}
}
