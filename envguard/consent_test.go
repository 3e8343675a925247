package envguard_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/envguard"
)

func planOf(t testing.TB, url, command string) envguard.Plan {
	s := envguard.Surroundings{Dir: "/app", Home: "/home/u", Environ: []string{"DATABASE_URL=" + url}}
	return envguard.Plan{Command: command, Dir: s.Dir, Verdict: newJudge(t, envguard.Config{}).Command(s, command)}
}

func TestConsent(t *testing.T) {
	const url, command = "postgres://app:pw@db.prod.acme.com/shop", `psql "$DATABASE_URL" -c 'DELETE FROM users'`
	now := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	plan := planOf(t, url, command)
	require.Equal(t, "users", plan.Name())
	for _, typed := range []string{"", "y", "yes", "Users", "--yes"} {
		_, err := plan.Grant(typed, now, time.Minute)
		require.ErrorIs(t, err, envguard.ErrConsent, typed)
	}
	consent, err := plan.Grant(" users\n", now, time.Hour)
	require.NoError(t, err)
	require.Equal(t, now.Add(envguard.MaxConsent), consent.Expires)

	stored, err := json.Marshal(consent)
	require.NoError(t, err)
	var again envguard.Consent
	require.NoError(t, json.Unmarshal(stored, &again))
	require.NoError(t, again.Check(planOf(t, url, command), now.Add(time.Minute)))

	for name, other := range map[string]envguard.Plan{
		"another table":    planOf(t, url, `psql "$DATABASE_URL" -c 'DELETE FROM orders'`),
		"another host":     planOf(t, "postgres://app:pw@db2.prod.acme.com/shop", command),
		"another database": planOf(t, "postgres://app:pw@db.prod.acme.com/billing", command),
		"another stage":    planOf(t, "postgres://app:pw@localhost/shop", command),
		"more besides":     planOf(t, url, command+"; rm -rf build"),
	} {
		require.ErrorIs(t, again.Check(other, now), envguard.ErrConsent, name)
	}
	moved := plan
	moved.Dir = "/other"
	require.ErrorIs(t, again.Check(moved, now), envguard.ErrConsent)
	require.ErrorContains(t, again.Check(plan, now.Add(envguard.MaxConsent)), "until 12:15:00")
	require.Error(t, envguard.Consent{}.Check(plan, now))
	require.Error(t, envguard.Consent{Plan: plan.Hash(), Expires: now.Add(time.Hour * 24)}.Check(plan, now))

	_, err = planOf(t, url, "rm -rf ~").Grant("~", now, time.Minute)
	require.ErrorContains(t, err, "run it yourself")
	_, err = planOf(t, url, "ls").Grant("", now, time.Minute)
	require.ErrorContains(t, err, "nothing to agree to")
}

func TestCardShowsNoPassword(t *testing.T) {
	card := planOf(t, "postgres://app:hunter2secret@db.prod.acme.com/shop", `psql "$DATABASE_URL" -c 'TRUNCATE users'; kubectl delete ns web`).Verdict.Card()
	require.NotContains(t, card.String(), "hunter2secret")
	require.Equal(t, 1, card.More)
	require.Equal(t, "changes nothing that is known", envguard.Verdict{}.Card().String())
	require.Less(t, strings.Count(card.String(), "\n"), 12)
}

func ExampleVerdict_Card() {
	judge, err := envguard.New(envguard.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	here := envguard.Surroundings{Dir: "/app", Home: "/home/u", Environ: []string{"DATABASE_URL=postgres://app:pw@db.prod.acme.com:5432/shop"}}
	fmt.Println(judge.Command(here, `psql "$DATABASE_URL" -c 'DELETE FROM users'`).Card())
	// Output:
	// PRODUCTION, ON ANOTHER MACHINE
	//   what   sql.delete_all users
	//   where  psql app@db.prod.acme.com:5432/shop
	//   why    DELETE removes all rows: it has no WHERE, or one that is always true
	//   count  SELECT count(*) FROM users
	//   safer  look first: SELECT count(*) FROM users, then add a WHERE that names the rows
}
