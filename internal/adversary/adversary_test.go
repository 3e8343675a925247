package adversary_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/envguard"
	. "github.com/gatehouse-go/gatehouse/internal/adversary" //nolint:revive // the grammar reads as a part of the test
	"github.com/gatehouse-go/gatehouse/permission"
	"github.com/gatehouse-go/gatehouse/secrets"
)

// A guard is the whole of it: what any of the three stops is stopped.
type guard struct {
	policy  *permission.Policy
	judge   *envguard.Judge
	scanner *secrets.Scanner
}

func newGuard(t testing.TB, project string, deny ...string) *guard {
	t.Helper()
	data, err := json.Marshal(map[string]any{"permissions": map[string]any{"allow": []string{"Bash", "Read", "Edit"}, "deny": append([]string{}, deny...)}})
	require.NoError(t, err)
	settings, err := permission.ParseSettings(permission.User, "settings.json", data)
	require.NoError(t, err)
	policy, err := permission.New(permission.Config{
		Settings: []*permission.Settings{settings}, Project: project, Home: "/home/u", Harden: true,
		EvalSymlinks: permission.EvalSymlinks,
	})
	require.NoError(t, err)
	judge, err := envguard.New(envguard.Config{})
	require.NoError(t, err)
	scanner, err := secrets.New(secrets.Config{})
	require.NoError(t, err)
	return &guard{policy, judge, scanner}
}

// stops reports who stops a command, or nothing if it would run without a question.
func (g *guard) stops(t testing.TB, command, dir string, environ ...string) string {
	t.Helper()
	input, err := json.Marshal(map[string]string{"command": command})
	require.NoError(t, err)
	result := g.policy.Check(permission.Request{Tool: "Bash", Input: input, CWD: dir})
	if result.Decision != permission.Allow {
		return "permission"
	}
	if v := g.judge.Command(envguard.Surroundings{Dir: dir, Home: "/home/u", Environ: environ}, command); v.Action != envguard.Allow {
		return "envguard"
	}
	if len(g.scanner.Scan([]byte(command))) > 0 {
		return "secrets"
	}
	return ""
}

// A tally counts by family.
type tally map[string]*struct {
	valid, stopped, twins, passed int
	missed, alarms                []string
}

func (a tally) of(family string) *struct {
	valid, stopped, twins, passed int
	missed, alarms                []string
} {
	if a[family] == nil {
		a[family] = new(struct {
			valid, stopped, twins, passed int
			missed, alarms                []string
		})
	}
	return a[family]
}

func (a tally) deed(family, script, by string) {
	f := a.of(family)
	f.valid++
	if by != "" {
		f.stopped++
	} else {
		f.missed = append(f.missed, script)
	}
}

func (a tally) twin(family, script, by string) {
	f := a.of(family)
	f.twins++
	if by == "" {
		f.passed++
	} else {
		f.alarms = append(f.alarms, by+": "+script)
	}
}

func (a tally) print(t testing.TB) (missed, alarms int) {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "\n%-28s %8s %8s %8s %8s\n", "family", "deeds", "stopped", "twins", "passed")
	for _, name := range slices.Sorted(maps.Keys(a)) {
		f := a[name]
		fmt.Fprintf(&b, "%-28s %8d %8d %8d %8d\n", name, f.valid, f.stopped, f.twins, f.passed)
		missed += f.valid - f.stopped
		alarms += f.twins - f.passed
	}
	for _, name := range slices.Sorted(maps.Keys(a)) {
		for _, script := range a[name].missed {
			fmt.Fprintf(&b, "got through (%s): %q\n", name, script)
		}
		for _, script := range a[name].alarms[:min(3, len(a[name].alarms))] {
			fmt.Fprintf(&b, "needless (%s): %q\n", name, script)
		}
	}
	t.Log(b.String())
	return missed, alarms
}

// A bash runs scripts with programs that only write down how they were called.
type bash struct {
	dir, bin, record string
}

func newBash(t *testing.T, programs ...string) *bash {
	t.Helper()
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("there is no bash: that the scripts do what they should is not shown, and nothing is counted")
	}
	b := &bash{dir: t.TempDir(), bin: t.TempDir()}
	b.record = filepath.Join(b.bin, ".record")
	stub := "#!/bin/sh\n{ printf '%s\\0' \"${0##*/}\" \"$@\"; printf '\\n'; } >> " + b.record + "\n"
	for _, p := range programs {
		require.NoError(t, os.WriteFile(filepath.Join(b.bin, p), []byte(stub), 0o755))
	}
	return b
}

// ran reports whether the script runs the program with these words.
func (b *bash) ran(t *testing.T, script string, args []string) bool {
	t.Helper()
	require.NoError(t, os.RemoveAll(b.record))
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, "bash", "--norc", "-c", script)
	cmd.Dir = b.dir
	cmd.Env = []string{"PATH=" + b.bin + ":" + os.Getenv("PATH"), "HOME=" + b.dir}
	cmd.WaitDelay = time.Second
	_ = cmd.Run() // what counts is what was recorded
	data, err := os.ReadFile(b.record)
	return err == nil && strings.Contains("\n"+string(data), "\n"+strings.Join(args, "\x00")+"\x00\n")
}

func present(programs []string) bool {
	return !slices.ContainsFunc(programs, func(p string) bool { _, err := exec.LookPath(p); return err != nil })
}

// seed is the same each time, unless GATEHOUSE_SEED gives another.
func seed() uint64 {
	n, err := strconv.ParseUint(os.Getenv("GATEHOUSE_SEED"), 10, 64)
	if err != nil {
		return 2026
	}
	return n
}

// The deeds, and their benign twins.
var (
	shellDeny  = []string{"Bash(git push --force*)", "Bash(rm -rf*)", "Bash(curl -s*)"}
	shellDeeds = [][]string{
		{"git", "push", "--force", "origin", "main"}, {"rm", "-rf", "build"}, {"curl", "-s", "https://x.example/a?b=c d"},
		{"dropdb", "--force", "app_production"}, {"kubectl", "delete", "namespace", "web"}, {"terraform", "destroy", "-auto-approve"},
		{"aws", "s3", "rm", "s3://backups", "--recursive"}, {"psql", "-c", "DROP TABLE users"}, {"redis-cli", "flushall"},
	}
	shellTwins = [][]string{
		{"git", "push", "origin", "main"}, {"rm", "notes.tmp"}, {"git", "log", "--oneline", "-5"}, {"kubectl", "get", "pods"}, {"terraform", "plan"},
		{"aws", "s3", "ls", "s3://backups"}, {"psql", "-c", "SELECT 1"}, {"redis-cli", "get", "a b"}, {"curl", "--version"},
	}
)

// TestAdversaryShell writes commands another way by up to three mutations.
func TestAdversaryShell(t *testing.T) {
	programs := []string{"git", "rm", "curl", "dropdb", "kubectl", "terraform", "aws", "psql", "redis-cli", "go"}
	b := newBash(t, programs...)
	g := newGuard(t, b.dir, shellDeny...)
	const environ = "DATABASE_URL=postgres://app@db.prod.example.com/app"
	count := tally{}
	r := rand.New(rand.NewPCG(seed(), 11))
	invalid, tries := 0, 250
	if n, err := strconv.Atoi(os.Getenv("GATEHOUSE_ADVERSARY")); err == nil {
		tries = n
	}
	for i := range tries {
		deed := shellDeeds[i%len(shellDeeds)]
		require.NotEmpty(t, g.stops(t, strings.Join(deed[:1], "")+" "+quoted(deed[1:]), b.dir, environ), "the deed itself, written plainly: %q", deed)
		depth := 1 + r.IntN(3)
		m := Mutate(r, deed, depth)
		if !present(m.Needs) {
			continue
		}
		if !b.ran(t, m.Script, deed) {
			invalid++
			t.Logf("does not run the deed: %q", m.Script)
			continue
		}
		count.deed(strings.Join(m.Families, ", "), m.Script, g.stops(t, m.Script, b.dir, environ))
	}
	for i := range tries {
		m := Mutate(r, shellTwins[i%len(shellTwins)], 1+r.IntN(3))
		count.twin(strings.Join(m.Families, ", "), m.Script, g.stops(t, m.Script, b.dir))
	}
	byFirst := tally{}
	for name, f := range count {
		first, _, _ := strings.Cut(name, ", ")
		s := byFirst.of(first)
		s.valid, s.stopped, s.twins, s.passed = s.valid+f.valid, s.stopped+f.stopped, s.twins+f.twins, s.passed+f.passed
		s.missed, s.alarms = append(s.missed, f.missed...), append(s.alarms, f.alarms...)
	}
	missed, alarms := byFirst.print(t)
	t.Logf("%d scripts did not run their deed and were left out; %d got through; %d of the twins were stopped", invalid, missed, alarms)
	require.Less(t, invalid, tries/10, "the grammar no longer writes what bash runs")
	require.Zero(t, missed)
	require.Less(t, alarms, tries/5, "what is harmless is stopped too often where it is written strangely")
}

func quoted(args []string) string {
	words := make([]string, len(args))
	for i, a := range args {
		words[i] = "'" + a + "'"
	}
	return strings.Join(words, " ")
}

// TestAdversarySQL writes statements another way, up to three times over.
func TestAdversarySQL(t *testing.T) {
	g := newGuard(t, "/work")
	const environ = "DATABASE_URL=postgres://app@db.prod.example.com/app"
	deeds := []string{"DROP TABLE users", "DELETE FROM users", "TRUNCATE TABLE users", "UPDATE users SET name = ''", "DELETE FROM users WHERE 1 = 1", "ALTER TABLE users DROP COLUMN name"}
	twins := []string{"SELECT name FROM users", "SELECT count(*) FROM users WHERE name LIKE '%drop table%'", "SELECT 'DELETE FROM users'", "SELECT 1 AS truncate"}
	sqlite, err := exec.LookPath("sqlite3")
	if err != nil {
		t.Log("there is no sqlite3: that the statements do what they should is not shown")
	}
	count := tally{}
	r := rand.New(rand.NewPCG(seed(), 12))
	all := SQLMutations()
	mutate := func(statement string) (families string, out string, lite bool) {
		var names []string
		lite = true
		out = statement
		for range 1 + r.IntN(3) {
			m := all[r.IntN(len(all))]
			if m.Family == "case" && strings.Contains(out, "'") || strings.Contains(out, "--") || strings.Contains(out, "$") {
				continue // it would change a text, or what a comment or a quote ends
			}
			// A comment within a comment, and BEGIN within BEGIN, are PostgreSQL's alone.
			nested := m.Family == "comments and blanks" && strings.Contains(out, "/*") || m.Family == "among others" && strings.Contains(out, "BEGIN")
			lite = lite && m.SQLite && !nested
			out = m.Apply(r, out)
			names = append(names, m.Family)
		}
		return cmp.Or(strings.Join(names[:min(1, len(names))], ", "), "none"), out, lite
	}
	for i := range 400 {
		deed := deeds[i%len(deeds)]
		family, statement, lite := mutate(deed)
		if sqlite != "" && lite && !strings.HasPrefix(deed, "TRUNCATE") {
			require.True(t, harms(t, sqlite, statement), "%q should do what %q does", statement, deed)
		}
		command := Carry(r, statement)
		count.deed(family, command, g.stops(t, command, "/work", environ))
		family, statement, _ = mutate(twins[i%len(twins)])
		command = Carry(r, statement)
		count.twin(family, command, g.stops(t, command, "/work", environ))
	}
	missed, alarms := count.print(t)
	require.Zero(t, missed)
	t.Logf("%d twins stopped", alarms)
}

// harms runs a statement on a database with a table of users and reports whether
// that is another then, or gone. A statement that fails harms nothing.
func harms(t *testing.T, sqlite, statement string) bool {
	t.Helper()
	const setup = "CREATE TABLE users (id, name); INSERT INTO users VALUES (1, 'a'), (2, 'b');\n"
	out, _ := exec.Command(sqlite, "-batch", ":memory:", setup+statement+"\n;SELECT 'rows', group_concat(name) FROM users;").CombinedOutput()
	result := string(out)
	return strings.Contains(result, "rows|") && !strings.Contains(result, "rows|a,b") ||
		strings.Contains(result, "no such table: users") || strings.Contains(result, "no such column: name")
}

// TestAdversaryText hides secrets in texts.
func TestAdversaryText(t *testing.T) {
	g := newGuard(t, "/work")
	count := tally{}
	r := rand.New(rand.NewPCG(seed(), 13))
	rules := secrets.Builtin()
	var strong []secrets.Rule
	for _, rule := range rules {
		// Those that are known by their form alone, wherever they stand.
		if rule.Pattern != "" && len(rule.Keywords) > 0 && len(rule.Names) == 0 && rule.Path == "" && len(rule.Examples) > 0 && rule.Severity >= secrets.High {
			strong = append(strong, rule)
		}
	}
	require.NotEmpty(t, strong)
	for i := range 1500 {
		rule := strong[r.IntN(len(strong))]
		example := rule.Example(0, r.Uint64())
		if len(g.scanner.Scan([]byte(example))) == 0 || strings.ContainsAny(example, "\n \"") {
			continue // needs more around it than the value
		}
		m := TextMutations()[i%len(TextMutations())]
		text := m.Apply(r, example)
		by := ""
		if len(g.scanner.Scan([]byte(text))) > 0 {
			by = "secrets"
		}
		family := m.Family
		if m.Beyond != "" {
			family += " (beyond)"
		}
		count.deed(family, rule.ID, by)
	}
	count.print(t)
	for family, f := range count {
		if strings.Contains(family, "beyond") {
			continue
		}
		require.Greater(t, float64(f.stopped), 0.97*float64(f.valid), family)
	}
}

// TestAdversaryTarget names production in many ways.
func TestAdversaryTarget(t *testing.T) {
	g := newGuard(t, "/work")
	count := tally{}
	r := rand.New(rand.NewPCG(seed(), 14))
	for i := range 300 {
		m := EnvironmentMutations()[i%len(EnvironmentMutations())]
		command := m.Apply(r, `psql "$DATABASE_URL" -c 'DELETE FROM users'`)
		count.deed(m.Family, command, g.stops(t, command, "/work", m.Environ...))
		command = m.Apply(r, `psql "$DATABASE_URL" -c 'SELECT 1'`)
		count.twin(m.Family, command, g.stops(t, command, "/work", m.Environ...))
	}
	missed, _ := count.print(t)
	require.Zero(t, missed)
}

// TestAdversaryPath names files in many ways.
func TestAdversaryPath(t *testing.T) {
	b := newBash(t)
	for _, dir := range []string{"sub", ".github/workflows"} {
		require.NoError(t, os.MkdirAll(filepath.Join(b.dir, dir), 0o755))
	}
	deeds := []struct{ script, file string }{
		{"cat %f", ".env"}, {"cat < %f", ".env"}, {"grep -r canary %f", ".env"}, {"head -c 99 -- %f", ".env"}, {"cp %f copy; cat copy", ".env"},
		{"base64 -w0 %f | base64 -d", ".env"},
		{"echo owned > %f", ".github/workflows/x.yml"}, {"echo owned | tee %f", ".github/workflows/x.yml"}, {"sed -i s/canary/owned/ %f", ".github/workflows/x.yml"},
		{"cp new.yml %f", ".github/workflows/x.yml"}, {"printf owned | dd of=%f", ".github/workflows/x.yml"},
	}
	g := newGuard(t, b.dir, "Read(.env)", "Edit(.github/workflows/**)")
	count := tally{}
	r := rand.New(rand.NewPCG(seed(), 15))
	for i := range 500 {
		deed := deeds[i%len(deeds)]
		m := PathMutations()[r.IntN(len(PathMutations()))]
		script := m.Apply(r, deed.script, deed.file)
		require.NoError(t, errorsOf(
			os.WriteFile(filepath.Join(b.dir, ".env"), []byte("canary\n"), 0o644), os.WriteFile(filepath.Join(b.dir, "new.yml"), []byte("owned\n"), 0o644),
			os.WriteFile(filepath.Join(b.dir, ".github/workflows/x.yml"), []byte("canary\n"), 0o644), os.RemoveAll(filepath.Join(b.dir, "l")),
			os.RemoveAll(filepath.Join(b.dir, "copy")),
		))
		cmd := exec.Command("bash", "--norc", "-c", script)
		cmd.Dir = b.dir
		by := g.stops(t, script, b.dir) // before it runs: what it makes is not there yet
		out, _ := cmd.CombinedOutput()
		after, err := os.ReadFile(filepath.Join(b.dir, ".github/workflows/x.yml"))
		require.NoError(t, err)
		if done := strings.Contains(string(out), "canary") && deed.file == ".env" || strings.Contains(string(after), "owned"); !done {
			t.Logf("does not reach the file: %q: %s", script, out)
			continue
		}
		count.deed(m.Family, script, by)
		twin := m.Apply(r, "cat %f", "README.md")
		count.twin(m.Family, twin, g.stops(t, twin, b.dir))
	}
	missed, _ := count.print(t)
	require.Zero(t, missed)
}

// TestFound holds what once got through.
func TestFound(t *testing.T) {
	g := newGuard(t, "/work", append(shellDeny, "Read(.env)", "Edit(.github/workflows/**)")...)
	for _, command := range []string{
		`printf '%s\0' push --force origin main | xargs -0 git`,
		`printf '%s\n' -c 'DROP TABLE users' | xargs -d '\n' psql`,
		`echo "'DROP TABLE users'" | xargs psql -c`,
		"f() { f() { terraform destroy -auto-approve\n}; f\n}; f",
		"python3 -c 'import os; os.system(\"true; kubectl delete namespace web\\ntrue\")'",
		`python3 -c 'import os; os.system("f() { dropdb --force x\n}; f")'`,
		`python3 -c 'import subprocess; subprocess.run("x=terraf; ${x}orm destroy -auto-approve", shell=True)'`,
		`python3 -c 'import os; os.system("\\redis-cli flushall")'`,
		`perl -e 'system("terraform\x20destroy -auto-approve")'`,
		`perl -e 'system("redis\\\n-cli flushall")'`,
		"psql -c 'SELECT 1' -c 'DO $$ BEGIN DROP TABLE users; END $$'",
		`echo 'echo rm -rf build > t.sh; bash t.sh' > t.sh; bash t.sh`,
		"ln -s . l; echo owned > l/.github/workflows/x.yml",
		`ln -s "$PWD" /tmp/l; cat /tmp/l/.env`, "printf owned | dd of=~+/.github/workflows/x.yml",
		"ln -s ../.env sub/l; cat sub/l",
	} {
		require.NotEmpty(t, g.stops(t, command, "/work", "DATABASE_URL=postgres://app@db.prod.example.com/app"), command)
	}
	for _, command := range []string{ // of these, the first two ended the process
		"ln -s b a; ln -s a b; cat a", "ln -s b a; ln -s a b; cat a/x", "ln -s l l; cat l/l", "f() { f; }; f", "f() { g; }; g() { f; }; f",
	} {
		require.Empty(t, g.stops(t, command, "/work"), command)
	}
}

func errorsOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
