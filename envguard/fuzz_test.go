package envguard_test

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert/yaml"
	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/envguard"
)

func FuzzParseDSN(f *testing.F) {
	for _, g := range grammars {
		f.Add(fmt.Sprintf(g, "pw"))
	}
	for _, c := range corpus(f) {
		for _, v := range c.Env {
			f.Add(v)
		}
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 4096 {
			return
		}
		description, hosts, _, _, ok := envguard.ParseDSN(s)
		if !ok {
			return
		}
		require.NotContains(t, description, "\n")
		require.LessOrEqual(t, len(hosts), len(s)+1)
		// A password in front of the last @ is not shown.
		if i := strings.LastIndex(s, "@"); i > 0 && strings.HasPrefix(s, "postgres://") && !strings.ContainsAny(s[len("postgres://"):i], ":@/?#%") && strings.Count(s, "@") == 1 {
			with := "postgres://u:" + canary + s[len("postgres://"):]
			description, _, _, _, _ := envguard.ParseDSN(with)
			require.NotContains(t, description, canary, with)
		}
	})
}

func FuzzParseDotenv(f *testing.F) {
	for _, c := range corpus(f) {
		for name, text := range c.Files {
			if strings.HasPrefix(name, ".env") {
				f.Add(text)
			}
		}
	}
	f.Add("A='x\ny'\nB=\"a\\\"b\"\nexport C=1 # c\nD: 2\n#E=3\nF=`g`\n")
	f.Fuzz(func(t *testing.T, text string) {
		vars := envguard.ParseDotenv(text)
		for name := range vars {
			require.NotContains(t, name, "=")
		}
		// A commented line never counts, and another one is not disturbed by it.
		if !strings.ContainsAny(text, "'\"`\r") {
			require.Equal(t, vars, envguard.ParseDotenv("# "+strings.ReplaceAll(strings.ReplaceAll(text, "\n", " "), "\r", " ")+"\n"+text))
		}
		s := envguard.Surroundings{Dir: "/app", ReadFile: func(name string) ([]byte, error) {
			if name == "/app/.env" {
				return []byte(text), nil
			}
			return nil, fs.ErrNotExist
		}}
		_ = envguard.Detect(s)
	})
}

// FuzzKubeconfig compares the small reader with a whole one: what it understands
// must be the same.
func FuzzKubeconfig(f *testing.F) {
	for _, c := range corpus(f) {
		for _, text := range c.Files {
			f.Add(text)
		}
	}
	f.Add("current-context: \"a: b\" # c\nclusters:\n- {name: c, cluster: {server: 'https://x'}}\n")
	f.Add("a:\n  - b: |\n      x\n    c: d\n  -\n    - e\n")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4096 {
			return
		}
		context, server, ok := envguard.ReadKubeconfig(text)
		if !ok {
			return
		}
		var whole struct {
			Current  *string `yaml:"current-context"`
			Clusters []struct {
				Cluster struct {
					Server *string `yaml:"server"`
				} `yaml:"cluster"`
			} `yaml:"clusters"`
		}
		if yaml.Unmarshal([]byte(text), &whole) != nil {
			return // what kubectl refuses goes nowhere
		}
		if whole.Current != nil && !strings.Contains(*whole.Current, "\n") {
			require.Equal(t, *whole.Current, context, text)
		}
		if n := len(whole.Clusters); n > 0 && whole.Clusters[n-1].Cluster.Server != nil && !strings.Contains(*whole.Clusters[n-1].Cluster.Server, "\n") {
			require.Equal(t, *whole.Clusters[n-1].Cluster.Server, server, text)
		}
	})
}

func FuzzDetectCommand(f *testing.F) {
	for _, c := range corpus(f) {
		if c.Command != "" {
			f.Add(c.Command)
		}
	}
	f.Fuzz(func(t *testing.T, command string) {
		if len(command) > 2000 {
			return
		}
		s := envguard.Surroundings{Environ: []string{"NODE_ENV=production", "DATABASE_URL=postgres://u:" + canary + "@prod-db.acme.com/app", "PGPASSWORD=" + canary}, Dir: "/app", Home: "/root",
			ReadFile: func(string) ([]byte, error) { return nil, fs.ErrNotExist }}
		env := envguard.DetectCommand(s, command)
		if !strings.Contains(command, canary) {
			require.NotContains(t, output(t, env), canary)
		}
	})
}
