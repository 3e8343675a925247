package report_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/internal/schematest"
)

func readSchema(t *testing.T, name string) *schematest.Schema {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	require.NoError(t, err)
	s, err := schematest.Parse(data)
	require.NoError(t, err)
	return s
}

// TestSchemasSeeMistakes: a report that one of them finds nothing in says something.
func TestSchemasSeeMistakes(t *testing.T) {
	sarif := readSchema(t, "sarif-schema-2.1.0.json")
	const good = `{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"x"}},"results":[{"message":{"text":"m"},"rank":1}]}]}`
	require.Empty(t, sarif.Check([]byte(good)))
	for _, change := range [][2]string{
		{`"version":"2.1.0",`, ``},                                   // required
		{`2.1.0`, `2.1.1`},                                           // enum
		{`"name":"x"`, `"name":1`},                                   // type
		{`"name":"x"`, `"name":"x","colour":1`},                      // additionalProperties
		{`"rank":1`, `"rank":101`},                                   // maximum
		{`"rank":1`, `"ruleIndex":-2`},                               // minimum
		{`"text":"m"`, `"arguments":["m"]`},                          // anyOf
		{`"rank":1`, `"partialFingerprints":{"a":1}`},                // additionalProperties with a schema
		{`"rank":1`, `"guid":"x"`},                                   // pattern
		{`"name":"x"`, `"name":"x","informationUri":"not absolute"`}, // format
		{`"rank":1`, `"taxa":[{"id":"a"},{"id":"a"}]`},               // uniqueItems
		{`"rank":1`, `"codeFlows":[{"threadFlows":[]}]`},             // minItems
	} {
		bad := strings.Replace(good, change[0], change[1], 1)
		require.NotEqual(t, good, bad)
		require.NotEmpty(t, sarif.Check([]byte(bad)), bad)
	}
	gitlab := readSchema(t, "gitlab-secret-detection-15.0.7.json")
	require.NotEmpty(t, gitlab.Check([]byte(`{"version":"15.0.7","scan":{},"vulnerabilities":[]}`)))
	require.NotEmpty(t, gitlab.Check([]byte(`[]`)))
}
