package envguard_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/envguard"
)

func TestStageOf(t *testing.T) {
	for name, want := range map[string]string{
		"prod": "production", "PRODUCTION": "production", "prd": "production", "live": "production", "prod2": "production", "prodDb": "production",
		"orders_prod": "production", "OrdersProd": "production", "OrdersPROD": "production", "devops-prod": "production", "latest-prod": "production",
		"nonprod-prod": "production", "arn:aws:iam::1:role/prod-ci": "production", "a.prod.b": "production", "prod-dev": "production",
		"preprod": "staging", "pre-prod": "staging", "preProd": "staging", "pre_production": "staging", "non-prod": "staging", "NonProd": "staging",
		"notprod": "staging", "not prod": "staging", "prod-like": "staging", "prodlike": "staging", "production-like": "staging", "uat": "staging", "demo": "staging",
		"qa": "test", "e2e": "test", "tst1": "test", "testing": "test", "my-e2e-1": "test",
		"dev": "development", "pr-12": "development", "PR12": "development", "review/x": "development", "sandbox": "development",
		"": "unknown", "product": "unknown", "products": "unknown", "reproduce": "unknown", "productivity": "unknown", "livewire": "unknown", "prodesk": "unknown",
		"devops": "unknown", "macbook-pro": "unknown", "latest": "unknown", "contest": "unknown", "delivery": "unknown", "prs": "unknown", "e2ex": "unknown",
		"predict": "unknown", "nonstop": "unknown", "alive": "unknown", "demography": "unknown",
	} {
		require.Equal(t, want, envguard.StageOf(name).String(), name)
	}
	require.Equal(t, envguard.Local, envguard.StageOfMode("local"))
	require.Equal(t, envguard.CI, envguard.StageOfMode("ci"))
}

func TestStageOfDoesNotAllocate(t *testing.T) {
	require.Zero(t, testing.AllocsPerRun(100, func() { envguard.StageOf("acme-orders-preProd-eu-west-1.internal.example.com") }))
}

// slowStageOf is the slow twin: it splits into words first.
func slowStageOf(name string) envguard.Stage {
	var words []string
	var separated []bool // more than one separator before the word
	word := ""
	runes := []rune(name)
	gap := 0
	flush := func() {
		if word != "" {
			words = append(words, strings.ToLower(word))
			word = ""
		}
	}
	isLetter := func(r rune) bool { return r < 128 && unicode.IsLetter(r) }
	for i, r := range runes {
		if !isLetter(r) {
			flush()
			gap++
			continue
		}
		border := word != "" && unicode.IsUpper(r) && (!unicode.IsUpper(runes[i-1]) || i+1 < len(runes) && isLetter(runes[i+1]) && !unicode.IsUpper(runes[i+1]))
		if border {
			flush()
		}
		if word == "" {
			separated = append(separated, gap > 1)
			gap = 0
		}
		word += string(r)
	}
	flush()
	worst := envguard.Unknown
	for i, w := range words {
		stage := envguard.Unknown
		if production := map[string]bool{"prod": true, "production": true, "prd": true, "live": true}; production[w] {
			stage = envguard.Production
			before := i > 0 && !separated[i] && (words[i-1] == "pre" || words[i-1] == "non" || words[i-1] == "not")
			after := i+1 < len(words) && !separated[i+1] && words[i+1] == "like"
			if before || after {
				stage = envguard.Staging
			}
		}
		worst = max(worst, stage)
	}
	return worst
}

func FuzzStageOf(f *testing.F) {
	for _, s := range []string{"preProd", "pre--prod", "not pre prod like", "PRODlike", "a_nonprod.prod-like2live", "prод"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		got := envguard.StageOf(name)
		if slow := slowStageOf(name); slow == envguard.Production || got == envguard.Production {
			require.Equal(t, slow, got, name)
		}
		require.Equal(t, got, envguard.StageOf(name+" "), name)
	})
}

func TestPlaceOf(t *testing.T) {
	for host, want := range map[string]string{
		"": "loopback", "localhost": "loopback", "LOCALHOST.": "loopback", "127.3.2.1": "loopback", "::1": "loopback", "[::1]": "loopback", "0.0.0.0": "loopback",
		"::ffff:127.0.0.1": "loopback", "a.localhost": "loopback", "mac.local": "loopback", "host.docker.internal": "loopback", "/var/run": "loopback",
		"db": "neighbour", "prod-db": "neighbour",
		"10.0.0.1": "elsewhere", "192.168.1.1": "elsewhere", "fd00::1": "elsewhere", "x.svc.cluster.local": "elsewhere", "postgres.railway.internal": "elsewhere",
		"localhost.acme.com": "elsewhere", "db.internal": "elsewhere", "127.0.0.1.nip.io": "elsewhere",
	} {
		require.Equal(t, want, envguard.PlaceOf(host), host)
	}
}
