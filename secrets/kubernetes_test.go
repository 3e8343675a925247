package secrets_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
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

// Kinds and data that stand as far apart as they may are found in streams, too.
func TestKubernetesSecretInStreams(t *testing.T) {
	scanner, err := secrets.New(secrets.Config{})
	require.NoError(t, err)
	var text bytes.Buffer
	for i := 0; text.Len() < 4<<20; i++ {
		value := base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "k3Jd%08dsLq2Xz", i*7919))
		near, far := strings.Repeat("  # note\n", i%300), strings.Repeat("  # note\n", i%600)
		if i%2 == 0 {
			fmt.Fprintf(&text, "---\nkind: Secret\nmetadata:\n%sdata:\n%s  a: %s\n", near, far, value)
		} else {
			fmt.Fprintf(&text, "---\ndata:\n%s  a: %s\n%skind: Secret\n", near, value, far)
		}
	}
	var streamed []secrets.Finding
	for f, err := range scanner.ScanReader(context.Background(), "", bytes.NewReader(text.Bytes())) {
		require.NoError(t, err)
		streamed = append(streamed, f)
	}
	require.Greater(t, len(streamed), 500)
	require.Equal(t, scanner.Scan(text.Bytes()), streamed)
}
