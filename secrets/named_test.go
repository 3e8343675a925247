package secrets_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/secrets"
)

func TestNamedValues(t *testing.T) {
	const value = "0db297ab32e095705c20f742c3a5dac62fe15c43"
	rule := secrets.Rule{ID: "acme-key", Names: []string{"acme", "old_acme"}, Pattern: `[0-9a-f]{40}`}
	scanner, err := secrets.New(secrets.Config{Rules: []secrets.Rule{rule}, Only: []string{rule.ID}})
	require.NoError(t, err)
	for text, want := range map[string]bool{
		"ACME_KEY=" + value:                                     true,
		"acmeKey: '" + value + "'":                              true,
		"OLDACME " + value:                                      true,
		"myAcme = " + value:                                     true,
		"<acme>\n  " + value + "\n</acme>":                      true,
		`{"env": "ACME_KEY=` + value + `\nX=1"}`:                true,
		"\"acme\": {\n  \"key\": \"" + value + `"}`:             true,
		"variable \"acme\" {\n  default = \"" + value + "\"\n}": true,
		// What begins near the name may end with the value far from it.
		"acme = https://x.example/" + strings.Repeat("z", 300) + "/" + value: true,
		// The name is part of a longer word.
		"FACME = " + value:            false,
		"acmeology: " + value:         false,
		"{" + value + "}.acmeing = x": false,
		"acmetoken " + value:          true,
		"ACMEKEY=" + value:            true,
		"facme = " + value:            false,
		// Other lines, and longer values.
		"acme\nkey\n" + value:    false,
		"acme = " + value + "aa": false,
		// Checksums and commits, as in lock files.
		`{file = "acme-1.0.whl", hash = "sha1:` + value + `"}`:    false,
		`"acme": {"sha1": "` + value + `"}`:                       false,
		"https://github.com/acme/x/zipball/" + value:              false,
		"https://github.com/acme/x/blob/" + value + "/README.md":  false,
		"https://github.com/acme/x/commit/" + value:               false,
		"https://registry.npmjs.org/acme/-/acme-1.0.tgz#" + value: false,
		"uses: acme/action@" + value + " # v1":                    false,
		"acme 0.0.0-" + value:                                     false,
		"https://app.acme.com/project/badge/Grade/" + value:       false,
	} {
		require.Equal(t, want, found(scanner, rule.ID, text), text)
	}
}

// A rule whose values may be anything is told words, versions and identifiers from them.
func TestNamedWords(t *testing.T) {
	rule := secrets.Rule{ID: "acme-key", Names: []string{"acme"}, Pattern: `[0-9A-Za-z_-]{16,36}`}
	scanner, err := secrets.New(secrets.Config{Rules: []secrets.Rule{rule}, Only: []string{rule.ID}})
	require.NoError(t, err)
	const uuid = "cb334986-b054-4725-9d3a-40850fdc6015"
	for text, want := range map[string]bool{
		"acme: ec2ClientAdapter":                    false,
		"acme recordV001SchemaSignatureFormatEnums": false,
		"acme: account2-service-client":             false,
		"ACME_ORGANIZATION_ID=" + uuid:              false,
		`"acmeGroupId": "` + uuid + `"`:             false,
		"ACME_KEY_ID=" + uuid:                       true,
		"ACME_KEY=" + uuid:                          true,
		"acme: k3Jd-8sLq2Xz7Vb4Nn":                  true,
		"acme: bPxRfiCYEXdmqKEYwJalrXUt":            true,
	} {
		require.Equal(t, want, found(scanner, rule.ID, text), text)
	}
}

// A pattern may quote up to its end.
func TestQuotedPattern(t *testing.T) {
	rule := secrets.Rule{ID: "acme-key", Names: []string{"acme"}, Pattern: `a[0-9]{8}\Q.b`}
	scanner, err := secrets.New(secrets.Config{Rules: []secrets.Rule{rule}, Only: []string{rule.ID}})
	require.NoError(t, err)
	require.Len(t, scanner.Scan([]byte("acme_key=a12345678.b")), 1)
}
