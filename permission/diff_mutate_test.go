package permission_test

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/permission"
	"github.com/gatehouse-go/gatehouse/permission/conformance"
)

// A session is one set of measured settings.
type session struct{ conformance.Case }

// measuredSessions returns the sets of settings of the measured cases, each
// once, and all calls that were measured in any of them.
func measuredSessions(t testing.TB, files ...string) (sessions []session, pool []permission.Request) {
	t.Helper()
	fx := fixtureOf(t)
	seen, calls := map[string]bool{}, map[string]bool{}
	for _, file := range files {
		f, err := os.Open(file)
		if os.IsNotExist(err) {
			continue // of other people's repositories: not always there
		}
		require.NoError(t, err)
		for c, err := range conformance.Read(f) {
			require.NoError(t, err)
			input := fx.Expand(string(c.Input))
			if key := c.Tool + input; !calls[key] && len(input) < 2000 {
				calls[key] = true
				pool = append(pool, permission.Request{Tool: c.Tool, Input: json.RawMessage(input)})
			}
			c.ID, c.Tool, c.Input, c.Decision, c.Removed, c.Cause, c.BlockedPath, c.Suggestions = "", "", nil, "", false, "", "", nil
			key, err := json.Marshal(c)
			require.NoError(t, err)
			if !seen[string(key)] {
				seen[string(key)] = true
				sessions = append(sessions, session{c})
			}
		}
		require.NoError(t, f.Close())
	}
	return sessions, pool
}

func fixtureOf(t testing.TB) *conformance.Fixture {
	t.Helper()
	data, err := os.ReadFile("testdata/conformance/fixture.json")
	require.NoError(t, err)
	f, err := conformance.ParseFixture(data)
	require.NoError(t, err)
	return f
}

// A ruleAt is a rule in the settings of a session.
type ruleAt struct {
	scope, list string
	index       int
}

var listNames = []string{"allow", "ask", "deny"}

// edit returns the session with other lists in its settings; ok is false if
// they do not have the usual shape.
func (s session) edit(change func(lists map[string]map[string][]string)) (session, bool) {
	docs, all := map[string]map[string]json.RawMessage{}, map[string]map[string][]string{}
	for scope, raw := range s.Settings {
		var doc map[string]json.RawMessage
		if json.Unmarshal(raw, &doc) != nil {
			return s, false
		}
		perms := map[string]json.RawMessage{}
		if doc["permissions"] != nil && json.Unmarshal(doc["permissions"], &perms) != nil {
			return s, false
		}
		docs[scope], all[scope] = perms, map[string][]string{}
		for _, name := range listNames {
			var list []string
			if perms[name] != nil && json.Unmarshal(perms[name], &list) != nil {
				return s, false
			}
			all[scope][name] = list
		}
	}
	if len(all) == 0 {
		return s, false
	}
	change(all)
	out := s
	out.Settings = map[string]json.RawMessage{}
	for scope, perms := range docs {
		for name, list := range all[scope] {
			delete(perms, name)
			if len(list) > 0 {
				perms[name] = mustJSON(list)
			}
		}
		var doc map[string]json.RawMessage
		if json.Unmarshal(s.Settings[scope], &doc) != nil {
			return s, false
		}
		doc["permissions"] = mustJSON(perms)
		out.Settings[scope] = mustJSON(doc)
	}
	return out, true
}

func mustJSON(v any) json.RawMessage {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return data
}

// mutate drops, adds or moves one rule, and says what it did.
func (s session) mutate(rnd *rand.Rand, rules []permission.Rule) (out session, what string, ok bool) {
	out, ok = s.edit(func(all map[string]map[string][]string) {
		var places []ruleAt
		var scopes []string
		for scope, lists := range all {
			scopes = append(scopes, scope)
			for name, list := range lists {
				for i := range list {
					places = append(places, ruleAt{scope, name, i})
				}
			}
		}
		slices.Sort(scopes)
		slices.SortFunc(places, func(a, b ruleAt) int {
			return slices.Compare([]string{a.scope, a.list, string(rune(a.index))}, []string{b.scope, b.list, string(rune(b.index))})
		})
		kind := rnd.IntN(3)
		if len(places) == 0 {
			kind = 1
		}
		if kind == 1 {
			r := rules[rnd.IntN(len(rules))]
			lists := all[scopes[rnd.IntN(len(scopes))]]
			name := r.Decision.String()
			lists[name] = append(slices.Clone(lists[name]), r.String())
			what = "add " + name + " " + r.String()
			return
		}
		at := places[rnd.IntN(len(places))]
		lists := all[at.scope]
		rule := lists[at.list][at.index]
		what = "drop " + at.list + " " + rule
		lists[at.list] = slices.Delete(slices.Clone(lists[at.list]), at.index, at.index+1)
		if kind == 2 {
			to := listNames[rnd.IntN(3)]
			lists[to] = append(slices.Clone(lists[to]), rule)
			what += " to " + to
		}
	})
	return out, what, ok && what != ""
}

// differs returns a call of the pool that the policies answer differently.
func differs(a, b *permission.Policy, pool []permission.Request) (permission.Request, bool) {
	for _, req := range pool {
		if a.Check(req).Decision != b.Check(req).Decision {
			return req, true
		}
	}
	return permission.Request{}, false
}

// What differs in measured settings with one rule dropped, added or moved is
// found by Diff.
func TestDiffFindsWhatMeasuredCallsShow(t *testing.T) {
	fx := fixtureOf(t)
	rules := measuredRules(t)
	sessions, pool := measuredSessions(t, "testdata/conformance/permission.jsonl", fieldCases)
	const trials = 60 // while Diff was written, 9 of 2,187 changes were missed in 4,501 trials; calls of their kinds are made since
	rnd := rand.New(rand.NewPCG(1, 1))
	changed, found := 0, 0
	for done := 0; done < trials; {
		s := sessions[rnd.IntN(len(sessions))]
		other, what, ok := s.mutate(rnd, rules)
		if !ok {
			continue
		}
		done++
		a, err := fx.Policy(s.Case)
		require.NoError(t, err)
		b, err := fx.Policy(other.Case)
		require.NoError(t, err)
		req, shows := differs(a, b, pool)
		if !shows {
			continue
		}
		changed++
		if changes := permission.Diff(a, b); len(changes) > 0 {
			found++
			continue
		}
		t.Logf("missed: %s: %s %s: %s, then %s", what, req.Tool, req.Input, a.Check(req), b.Check(req))
	}
	t.Logf("%d of %d changes found, in %d trials, %d sessions, %d calls", found, changed, trials, len(sessions), len(pool))
	require.GreaterOrEqual(t, found*100, changed*99)
}
