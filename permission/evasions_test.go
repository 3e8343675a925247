package permission_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/permission"
	"github.com/gatehouse-go/gatehouse/permission/conformance"
)

// An evasion is a row of evasions.jsonl: a command that does what a rule
// forbids without looking like it, or a benign twin, which looks like it and
// does not. testdata/evasions.md describes the fields.
type evasion struct {
	Family   string
	ID       string
	Settings json.RawMessage
	Mode     permission.Mode
	Command  string
	Evades   string
	Decision string // the client's, measured
	Benign   bool
	Want     string // the least that hardened mode may answer
	Ran      string
}

func evasions(t testing.TB) []evasion {
	t.Helper()
	rows := readLines[evasion](t, "evasions.jsonl")
	for i := range rows {
		rows[i].Command = expandRepeats(rows[i].Command)
	}
	return rows
}

var repeat = regexp.MustCompile(`(?s)⟦(.*?)\*(\d+)⟧`)

// expandRepeats writes ⟦x*3⟧ out as xxx: rows with long commands stay readable.
func expandRepeats(s string) string {
	return repeat.ReplaceAllStringFunc(s, func(token string) string {
		m := repeat.FindStringSubmatch(token)
		n, err := strconv.Atoi(m[2])
		if err != nil {
			panic(err) // only digits match, and the rows are ours
		}
		return strings.Repeat(m[1], n)
	})
}

// judges compiles each session of the corpus once.
type judges struct {
	fixture  *conformance.Fixture
	change   func(permission.Config) permission.Config
	policies map[string]*permission.Policy
}

func (j *judges) check(t *testing.T, e evasion) permission.Result {
	key := string(e.Mode) + string(e.Settings)
	p := j.policies[key]
	if p == nil {
		p = compile(t, j.change(permission.Config{
			Mode: e.Mode, Project: j.fixture.Project, Home: j.fixture.Home,
			Tools: []string{"default"}, EvalSymlinks: j.fixture.Resolve,
			Settings: []*permission.Settings{parse(t, permission.Project, string(e.Settings))},
		}))
		j.policies[key] = p
	}
	return p.Check(bash(e.Command))
}

func newJudges(t *testing.T, change func(permission.Config) permission.Config) *judges {
	return &judges{fixture: fixture(t), change: change, policies: map[string]*permission.Policy{}}
}

// TestEvasionCorpus says how much the corpus holds, and that it means what it says.
func TestEvasionCorpus(t *testing.T) {
	type tally struct{ evasions, twins int }
	families := map[string]*tally{}
	seen := map[string]string{}
	all := tally{}
	for _, e := range evasions(t) {
		key := string(e.Settings) + string(e.Mode) + e.Command
		require.Empty(t, seen[key], "%s: the same as", e.ID)
		seen[key] = e.ID
		require.True(t, strings.HasPrefix(e.ID, e.Family+"/"), e.ID)
		require.Contains(t, []string{"allow", "ask", "deny", "error"}, e.Decision, e.ID)
		if families[e.Family] == nil {
			families[e.Family] = &tally{}
		}
		if e.Benign {
			require.Equal(t, "allow", e.Want, e.ID)
			require.Equal(t, "allow", e.Decision, "%s: no twin: the client does not allow it", e.ID)
			require.Empty(t, e.Evades, e.ID)
			families[e.Family].twins++
			all.twins++
			continue
		}
		require.Contains(t, []string{"ask", "deny"}, e.Want, e.ID)
		require.Contains(t, string(e.Settings), strconv.Quote(e.Evades), e.ID)
		require.Contains(t, []string{"", "real", "stub"}, e.Ran, e.ID)
		families[e.Family].evasions++
		all.evasions++
	}
	for name, f := range families {
		require.GreaterOrEqual(t, f.twins, 3, name)
	}
	t.Logf("%d families, %d evasions, %d benign twins", len(families), all.evasions, all.twins)
	require.GreaterOrEqual(t, len(families), 32)
	require.GreaterOrEqual(t, all.evasions, 450)
	require.GreaterOrEqual(t, all.twins, 120)
}

// TestEvasionsFaithful shows that the faithful mode answers as the client, also
// where the client is lax.
func TestEvasionsFaithful(t *testing.T) {
	j := newJudges(t, func(c permission.Config) permission.Config { return c })
	known := gaps(stricterGaps)
	for _, e := range evasions(t) {
		got := j.check(t, e)
		if e.Decision == "error" { // refused before permissions are asked
			assert.NotEqual(t, permission.Allow, got.Decision, e.ID)
			continue
		}
		want := e.Decision
		if g, exists := known[e.ID]; exists {
			want = g.ours.String()
		}
		if want != got.Decision.String() {
			t.Errorf("%s: the client says %s, we say %s: %.200q", e.ID, e.Decision, got, e.Command)
		}
	}
}

// TestEvasionsHardened shows that the hardened mode lets no evasion through,
// lets every benign twin pass, and loosens no answer. With -v it prints the
// figures by family.
func TestEvasionsHardened(t *testing.T) {
	j := newJudges(t, func(c permission.Config) permission.Config {
		c.Harden = true
		return c
	})
	faithful := newJudges(t, func(c permission.Config) permission.Config { return c })
	type tally struct {
		rows   int
		failed []string
	}
	families := map[string]*tally{}
	for _, e := range evasions(t) {
		f := families[e.Family]
		if f == nil {
			f = &tally{}
			families[e.Family] = f
		}
		f.rows++
		got := j.check(t, e)
		assert.LessOrEqual(t, got.Decision, faithful.check(t, e).Decision, "%s: loosened: %.200q", e.ID, e.Command)
		if !hardEnough(e, got.Decision) {
			f.failed = append(f.failed, fmt.Sprintf("%s: want %s, got %s: %.200q", e.ID, e.Want, got, e.Command))
		}
	}
	for _, name := range slices.SortedFunc(maps.Keys(families), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(families[b].failed), len(families[a].failed)), cmp.Compare(a, b))
	}) {
		f := families[name]
		t.Logf("%3d of %3d fail in %s", len(f.failed), f.rows, name)
		assert.Empty(t, f.failed, name)
	}
}

// hardEnough is the demand on the hardened mode: what a reader can resolve is
// denied, what it can only suspect is at least asked about, and text that only
// speaks of a command passes.
func hardEnough(e evasion, d permission.Decision) bool {
	switch e.Want {
	case "allow":
		return d == permission.Allow
	case "ask":
		return d != permission.Allow
	default:
		return d == permission.Deny
	}
}
