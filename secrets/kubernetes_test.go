package secrets_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/secrets"
)

// Each value of a Secret is found, and not what is public in it.
func TestKubernetesSecret(t *testing.T) {
	scanner, err := secrets.New(secrets.Config{Only: []string{"kubernetes-secret"}})
	require.NoError(t, err)
	in64 := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	a, b := in64("k3Jd-8sLq2"), in64("Xz7Vb4Nn-first-of-two")
	certificate := in64("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n")
	values := strings.NewReplacer("<A>", a, "<B>", b, "<C>", certificate)
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"behind":           {"kind: Secret\nmetadata:\n  name: x\ndata:\n  a: <A>\n  # note\n\n  b: \"<B>\"\ntype: Opaque\n", []string{a, b}},
		"before":           {"data:\n  a: <A>\n  b: <B>\nkind: Secret\n", []string{a, b}},
		"tabs":             {"kind: Secret\ndata:\n\ta: <A>\n", []string{a}},
		"in a list":        {"items:\n- kind: Secret\n  data:\n    a: <A>\n- kind: ConfigMap\n  data:\n    b: <B>\n", []string{a}},
		"blocks":           {"kind: Secret\ndata:\n  a: |-\n    <A>\n  b: >\n    <B>\n", []string{a, b}},
		"JSON":             {`{"kind":"Secret","metadata":{"name":"x"},"data":{"a":"<A>","b":"<B>"}}`, []string{a, b}},
		"JSON, before":     {"{\n  \"data\": {\n    \"a\": \"<A>\"\n  },\n  \"kind\": \"Secret\"\n}", []string{a}},
		"flow":             {"kind: Secret\ndata: {a: <A>, b: <B>}\n", []string{a, b}},
		"owners":           {"kind: Secret\nmetadata:\n  ownerReferences:\n  - kind: Other\ndata:\n  a: <A>\n", []string{a}},
		"certificates":     {"kind: Secret\ndata:\n  ca.crt: <C>\n  tls.ca: <C>\n  tls.key: <A>\n", []string{a}},
		"names":            {"kind: Secret\ndata:\n  username: <B>\n  namespace: <B>\n  password: <A>\n", []string{a}},
		"of tests":         {"kind: Secret\ndata:\n  password: " + in64("password") + "\n", nil},
		"another document": {"kind: Secret\n---\nkind: ConfigMap\ndata:\n  a: <A>\n", nil},
		"no Base64":        {"kind: Secret\ndata:\n  a: {{ .Values.a }}\n  b: \n", nil},
		"another kind":     {"kind: SecretStore\ndata:\n  a: <A>\n", nil},
		"two":              {"kind: Secret\ndata:\n  a: <A>\n---\nkind: Secret\ndata:\n  b: <B>\n", []string{a, b}},
		"cut off":          {"kind: Secret\ndata:\n  a", nil},
	} {
		text := values.Replace(c.text)
		var got []string
		for _, f := range scanner.Scan([]byte(text)) {
			got = append(got, f.Secret.Reveal())
		}
		require.Equal(t, c.want, got, "%s: %s", name, text)
	}
}
