package permission_test

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/permission"
	"github.com/gatehouse-go/gatehouse/permission/conformance"
)

const measuredDir = "testdata/conformance"

// fieldCases stem from settings in other people's repositories, so they are not
// kept in ours.
const fieldCases = "../../shared/conformance/field.jsonl"

// stricter is how many answers of a file may be stricter than the client's: as
// many as there are. To mend one is to lower the number.
var stricter = map[string]int{
	"permission.jsonl": 1,
	"field.jsonl":      0,
	"paths.jsonl":      57,
	"readonly.jsonl":   34,
	"probes.jsonl":     21,
	"grammar.jsonl":    14,
	"corners.jsonl":    13,
	"globs.jsonl":      0,
	"inputtext.jsonl":  0,
	"pathtext.jsonl":   4,
	"urls.jsonl":       0,
	"spans.jsonl":      43,
	"void-files.jsonl": 0,
	"variables.jsonl":  11,
	"wrappers.jsonl":   12,
	"lines.jsonl":      5,
	"reach.jsonl":      0,
	"gaps.jsonl":       105,
	"clusters.jsonl":   1,
}

// looser lists the answers that are looser than the client's, and why they are
// left so. It must stay short.
var looser = map[string]string{
	"grammar-1/00120": "asked in the first call of a session only; once a command has run, the client allows an assignment",
	"grammar-1/02498": "not valid Bash: the client's parser goes on after the error and sees a file that Edit(**) denies, we ask",
}

// TestConformance runs every decision that was measured. With -v it prints the
// agreement by group.
func TestConformance(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(measuredDir, "*.jsonl"))
	require.NoError(t, err)
	for _, file := range append(files, fieldCases) {
		name := filepath.Base(file)
		if name == "rule-validity.jsonl" {
			continue // about rules, not calls: TestRuleValidity
		}
		t.Run(strings.TrimSuffix(name, ".jsonl"), func(t *testing.T) { conform(t, file) })
	}
}

func conform(t *testing.T, file string) {
	in, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) && file == fieldCases {
		t.Skipf("%s is absent, so its 2,530 cases are not run: they stem from other people's repositories and are not part of this one", fieldCases)
	}
	require.NoError(t, err)
	defer in.Close()
	runner := &conformance.Runner{Fixture: fixture(t)}
	groups := map[string]*tally{}
	all := &tally{}
	for c, err := range conformance.Read(in) {
		require.NoError(t, err)
		require.NotEmpty(t, c.Decision, "%s was not measured", c.ID)
		result, err := runner.Judge(c)
		require.NoError(t, err, c.ID)
		require.NotContains(t, result.Reason, "internal error", c.ID)
		group := c.ID[:max(0, strings.LastIndexByte(c.ID, '/'))]
		if groups[group] == nil {
			groups[group] = &tally{}
		}
		for _, g := range []*tally{all, groups[group]} {
			g.add(c, result)
		}
		_, explained := looser[c.ID]
		assert.Equal(t, explained, isLooser(c, result), "%s: %s %s: the client says %s, we say %s", c.ID, c.Tool, c.Input, c.Decision, result)
	}
	for _, name := range slices.SortedFunc(maps.Keys(groups), func(a, b string) int {
		return cmp.Or(groups[a].compare(groups[b]), cmp.Compare(a, b))
	}) {
		t.Log(groups[name], name)
	}
	t.Log(all, "in all")
	assert.Equal(t, stricter[filepath.Base(file)], all.stricter, "stricter answers; for the cases: go test -v")
	for _, line := range all.examples {
		t.Log(line)
	}
}

func fixture(t *testing.T) *conformance.Fixture {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(measuredDir, "fixture.json"))
	require.NoError(t, err)
	f, err := conformance.ParseFixture(data)
	require.NoError(t, err)
	return f
}

func isLooser(c conformance.Case, r permission.Result) bool {
	for _, d := range []permission.Decision{permission.Deny, permission.Ask, permission.Allow} {
		if d.String() == c.Decision {
			return r.Decision > d
		}
	}
	return true
}

type tally struct {
	cases, same, stricter int
	examples              []string
}

func (t *tally) add(c conformance.Case, r permission.Result) {
	t.cases++
	switch {
	case r.Decision.String() == c.Decision:
		t.same++
	case !isLooser(c, r):
		t.stricter++
		t.examples = append(t.examples, fmt.Sprintf("stricter: %s: %s %s: the client says %s, we say %s", c.ID, c.Tool, c.Input, c.Decision, r))
	}
}

func (t *tally) String() string {
	return fmt.Sprintf("%6.2f %%  %5d of %5d ", 100*float64(t.same)/float64(t.cases), t.same, t.cases)
}

// compare puts the groups with the least agreement first.
func (t *tally) compare(o *tally) int {
	return cmp.Compare(float64(t.same)/float64(t.cases), float64(o.same)/float64(o.cases))
}
