package envguard_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/envguard"
)

// TestHostile: what is made to take long, or to hide behind limits, is unknown or
// worse, and takes no time to speak of.
func TestHostile(t *testing.T) {
	s := envguard.Surroundings{Environ: []string{"DATABASE_URL=" + strings.Repeat("a=b ", 3000), "ENVIRONMENT=" + strings.Repeat("pre", 10000)}}
	for name, command := range map[string]string{
		"many commands": strings.Repeat("kubectl config use-context a; ", 1500) + "psql -h prod-db.acme.com",
		"many wrappers": strings.Repeat("sudo ", 2000) + "psql -h prod-db.acme.com",
		"many values":   "for h in " + strings.Repeat("a b c ", 200) + "; do export PGHOST=$h; psql; done",
		"many exports":  strings.Repeat("export A=1; ", 1500) + "psql",
		"long word":     "psql -h " + strings.Repeat("prod.", 10000),
		"deep eval":     strings.Repeat("eval ", 500) + "psql",
		"deep ssh":      strings.Repeat("ssh a ", 500) + "psql",
	} {
		start := time.Now()
		env := envguard.DetectCommand(s, command)
		require.Less(t, time.Since(start), 20*time.Second, name)
		require.NotEqual(t, envguard.Development, env.Stage, name)
		if strings.HasPrefix(name, "many w") || strings.HasPrefix(name, "deep") {
			require.Contains(t, []envguard.Stage{envguard.Unknown, envguard.Production}, env.Stage, "%s: %v", name, env)
		}
		t.Logf("%s: %s in %v", name, env.Stage, time.Since(start).Round(time.Millisecond))
	}
}
