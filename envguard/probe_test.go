package envguard_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/envguard"
)

func answering(marker, rails string) envguard.Asker {
	return func(_ context.Context, _ envguard.Operation, query string) (string, error) {
		answer := map[string]string{envguard.ProbeMarker: marker, envguard.ProbeRails: rails}[query]
		if answer == "" {
			return "", errors.New("no such table")
		}
		return answer, nil
	}
}

func TestProbe(t *testing.T) {
	judge, err := envguard.New(envguard.Config{})
	require.NoError(t, err)
	const (
		unnamed    = "DATABASE_URL=postgres://app@10.1.2.3/app"
		local      = "DATABASE_URL=postgres://app@localhost/app"
		production = "DATABASE_URL=postgres://app@db.prod.example.com/app"
	)
	for _, tt := range []struct {
		name, url, marker, rails string
		stage                    envguard.Stage
		action                   envguard.Action
	}{
		{"nothing is answered", unnamed, "", "", envguard.Unknown, envguard.Deny},
		{"a person marked what has no name", unnamed, "development", "", envguard.Development, envguard.Ask},
		{"Rails does not vouch for what has no name", unnamed, "", "development", envguard.Unknown, envguard.Deny},
		{"Rails knows production", unnamed, "", "production", envguard.Production, envguard.Deny},
		{"a local copy of production", local, "", "production", envguard.Production, envguard.Deny},
		{"marked as production", local, "production", "development", envguard.Production, envguard.Deny},
		{"production stays what it is", production, "development", "development", envguard.Production, envguard.Deny},
		{"a text that is no stage", unnamed, "blue", "", envguard.Unknown, envguard.Deny},
		{"a local one", local, "", "", envguard.Local, envguard.Ask},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := judge.Command(envguard.Surroundings{Environ: []string{tt.url}}, `psql "$DATABASE_URL" -c 'DELETE FROM users'`)
			probed := judge.Probe(t.Context(), v, answering(tt.marker, tt.rails))
			require.Equal(t, tt.stage, probed.Stage)
			require.Equal(t, tt.action, probed.Action)
			if tt.marker != "development" || tt.url != unnamed {
				require.LessOrEqual(t, probed.Action, v.Action, "a probe does not loosen")
			}
		})
	}
}

// TestProbeFails shows that a probe which goes wrong changes nothing but the signs.
func TestProbeFails(t *testing.T) {
	judge, err := envguard.New(envguard.Config{})
	require.NoError(t, err)
	v := judge.Command(envguard.Surroundings{Environ: []string{"DATABASE_URL=postgres://app@10.1.2.3/app"}}, `psql "$DATABASE_URL" -c 'DROP TABLE users'`)
	stopped, cancel := context.WithCancel(t.Context())
	cancel()
	for name, probed := range map[string]envguard.Verdict{
		"error": judge.Probe(t.Context(), v, answering("", "")),
		"panic": judge.Probe(t.Context(), v, func(context.Context, envguard.Operation, string) (string, error) { panic("x") }),
		"late":  judge.Probe(stopped, v, answering("development", "development")),
	} {
		require.Equal(t, v.Action, probed.Action, name)
		require.Equal(t, v.Stage, probed.Stage, name)
		require.Equal(t, "no answer", probed.Operations[0].Env.Signs[0].Detail, name)
	}
	untouched := judge.Command(envguard.Surroundings{}, "git status")
	require.Equal(t, untouched, judge.Probe(t.Context(), untouched, func(context.Context, envguard.Operation, string) (string, error) {
		t.Fatal("there is no database to ask")
		return "", nil
	}))
}

func ExampleJudge_Probe() {
	judge, err := envguard.New(envguard.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	v := judge.Command(envguard.Surroundings{Environ: []string{"DATABASE_URL=postgres://app@localhost/shop"}}, `psql "$DATABASE_URL" -c 'DELETE FROM users'`)
	fmt.Println(v.Stage, v.Action)

	// A copy of production, which tells by its own table. With database/sql:
	//	func(ctx context.Context, _ envguard.Operation, query string) (answer string, err error) {
	//		return answer, db.QueryRowContext(ctx, query).Scan(&answer)
	//	}
	ask := func(_ context.Context, _ envguard.Operation, query string) (string, error) {
		if query == envguard.ProbeRails {
			return "production", nil
		}
		return "", errors.New("no such table")
	}
	v = judge.Probe(context.Background(), v, ask)
	fmt.Println(v.Stage, v.Action)
	// Output:
	// local ask
	// production deny
}

// TestNoName is about variables without a name, which Windows has, and "env =x" makes.
func TestNoName(t *testing.T) {
	s := envguard.Surroundings{Environ: []string{"=C:=C:\\work", "=", "", "NODE_ENV=production"}}
	require.Equal(t, envguard.Production, envguard.Detect(s).Stage)
	require.Equal(t, envguard.Production, envguard.DetectCommand(s, "env = 0").Stage)
	require.Equal(t, envguard.Production, envguard.DetectCommand(s, "env =x npm start").Stage)
}
