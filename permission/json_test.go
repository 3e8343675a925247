package permission_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/permission"
)

// The JSON of each explained answer says in words what its fields do.
func TestResultJSON(t *testing.T) {
	p := explainPolicy(t)
	for name, test := range explained {
		t.Run(name, func(t *testing.T) {
			r := p.Check(test.req)
			data, err := json.MarshalIndent(r, "", "  ")
			require.NoError(t, err)
			requireGolden(t, "json/"+name+".golden", string(data)+"\n")
			var got struct {
				Decision, Cause, Reason string
				Rule                    *struct{ File string }
				Parts                   []struct{ Text string }
				Suggestions             []permission.Suggestion
			}
			decoder := json.NewDecoder(bytes.NewReader(data))
			require.NoError(t, decoder.Decode(&got))
			require.Equal(t, r.Decision.String(), got.Decision)
			require.Equal(t, r.Cause.String(), got.Cause)
			require.Equal(t, r.Reason, got.Reason)
			require.Equal(t, r.Cause == permission.ByRule, got.Rule != nil)
			require.Len(t, got.Parts, len(r.Parts()))
			require.Equal(t, r.Suggestions, got.Suggestions)
		})
	}
}
