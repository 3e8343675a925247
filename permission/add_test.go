package permission_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/permission"
)

func TestAddRule(t *testing.T) {
	for _, tt := range []struct{ name, before, after string }{
		{"nothing", "", "{\n  \"permissions\": {\n    \"deny\": [\n      \"Bash(rm -rf *)\"\n    ]\n  }\n}\n"},
		{"an empty object", "{}\n", "{\n  \"permissions\": {\n    \"deny\": [\n      \"Bash(rm -rf *)\"\n    ]\n  }\n}\n"},
		{"no permissions", "{\n\t\"model\": \"x\"\n}\n", "{\n\t\"model\": \"x\",\n\t\"permissions\": {\n\t\t\"deny\": [\n\t\t\t\"Bash(rm -rf *)\"\n\t\t]\n\t}\n}\n"},
		{"another list", `{"permissions":{"allow":["Read"]}}`, `{"permissions":{"allow":["Read"],"deny":["Bash(rm -rf *)"]}}`},
		{"a list", "{\n  \"permissions\": {\n    \"deny\": [\n      \"WebFetch\"\n    ]\n  }\n}", "{\n  \"permissions\": {\n    \"deny\": [\n      \"WebFetch\",\n      \"Bash(rm -rf *)\"\n    ]\n  }\n}"},
		{"there already", `{"permissions":{"deny":["Bash(rm -rf *)"]}}`, `{"permissions":{"deny":["Bash(rm -rf *)"]}}`},
		{"an empty list", `{"permissions": {"deny": []}}`, `{"permissions": {"deny": ["Bash(rm -rf *)"]}}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := permission.AddRule([]byte(tt.before), permission.Deny, "Bash(rm -rf *)")
			require.NoError(t, err)
			require.Equal(t, tt.after, string(got))
			require.True(t, json.Valid(got))
			again, err := permission.AddRule(got, permission.Deny, "Bash(rm -rf *)")
			require.NoError(t, err)
			require.Equal(t, string(got), string(again))
		})
	}
	for _, bad := range []string{"{", "[]", "1", `{"permissions":[]}`, `{"permissions":{"deny":{}}}`, `{"a":1,"a":2}`, `{"permissions":{"deny":"x"}}`} {
		_, err := permission.AddRule([]byte(bad), permission.Deny, "Bash(rm -rf *)")
		require.ErrorIs(t, err, permission.ErrSettings, bad)
	}
	_, err := permission.AddRule(nil, permission.Deny, "Bash(")
	require.ErrorIs(t, err, permission.ErrRule)
}

func ExampleAddRule() {
	data := []byte("{\n  \"permissions\": {\n    \"allow\": [\"Read\"]\n  }\n}\n")
	data, err := permission.AddRule(data, permission.Ask, "Bash(git push *)")
	fmt.Printf("%s%v\n", data, err)
	// Output:
	// {
	//   "permissions": {
	//     "allow": ["Read"],
	//     "ask": [
	//       "Bash(git push *)"
	//     ]
	//   }
	// }
	// <nil>
}
