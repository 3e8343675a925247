package envguard

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// An Asker runs a query on the database that an operation would reach, with a
// connection of its own, and returns the first column of the first row, or "" if
// there is no row. An error is no answer; a table that is not there is one.
type Asker func(ctx context.Context, o Operation, query string) (string, error)

// The queries of [Judge.Probe]. They only read, and mean the same in every dialect.
const (
	// ProbeMarker asks the table in which a person has said what a database is:
	//
	//	CREATE TABLE envguard (stage VARCHAR(20) NOT NULL); INSERT INTO envguard VALUES ('development')
	ProbeMarker = "SELECT stage FROM envguard"
	// ProbeRails asks the table in which Rails keeps the environment that migrated a
	// database (guides.rubyonrails.org, "Active Record Migrations": environments).
	ProbeRails = "SELECT value FROM ar_internal_metadata WHERE key = 'environment'"
)

// Probe asks the databases that v would change what they are, and judges anew.
// Nothing else in this package talks to a database, so a hook that does not call
// it never waits for one.
//
// An answer that is worse than what the signs say counts; a better one never does,
// but for one case: what has no name at all is what the table of [ProbeMarker] says,
// since a person put that there. A database that does not answer in time, or at all,
// leaves the verdict as it was, with a sign that says so.
func (j *Judge) Probe(ctx context.Context, v Verdict, ask Asker) Verdict {
	operations := slices.Clone(v.Operations)
	for i := range operations {
		o := &operations[i]
		if o.Severity < Medium || o.Env.Stage == Production || !reachesDatabase(o) {
			continue
		}
		signs := []Sign{}
		for _, q := range []struct {
			name, query string
			settles     bool
		}{{"envguard", ProbeMarker, true}, {"ar_internal_metadata", ProbeRails, false}} {
			answer, err := asked(ctx, ask, *o, q.query)
			sign := Sign{Source: "probe", Name: q.name, Remote: o.Env.Remote}
			if err != nil {
				sign.Detail = "no answer"
				signs = append(signs, sign)
				continue
			}
			sign.Stage = stageOfMode(strings.TrimSpace(answer))
			if sign.Stage == Unknown {
				continue
			}
			sign.Detail = sign.Stage.String()
			if sign.Stage > o.Env.Stage && (o.Env.Stage != Unknown || q.settles || sign.Stage >= Staging) {
				o.Env.Stage = sign.Stage
				signs = append([]Sign{sign}, signs...)
			} else {
				signs = append(signs, sign)
			}
		}
		o.Env.Signs = slices.Concat(signs, o.Env.Signs)
		o.Action = j.action(o)
	}
	return verdictOf(operations)
}

// reachesDatabase reports an operation on what a database holds.
func reachesDatabase(o *Operation) bool {
	return o.Reaches || o.Class == Migration || strings.HasPrefix(o.Kind, "sql.")
}

// asked is what ask answers, an error if it fails in any way.
func asked(ctx context.Context, ask Asker, o Operation, query string) (answer string, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the asker panicked: %v", p)
		}
	}()
	if err := ctx.Err(); err != nil {
		return "", err
	}
	return ask(ctx, o, query)
}
