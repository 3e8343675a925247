package envguard_test

import (
	_ "embed"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/envguard"
)

//go:embed testdata/cases.txt
var ownCases string

func parseCase(line string) (c corpusCase) {
	parts := strings.Split(line, " ; ")
	c.Env, c.Files, c.ID = map[string]string{}, map[string]string{}, line
	c.Expect, c.Remote = strings.CutSuffix(strings.TrimSpace(parts[0]), "!")
	for _, p := range parts[1:] {
		if command, ok := strings.CutPrefix(p, "$ "); ok {
			c.Command = command
		} else if name, text, ok := strings.Cut(p, " <- "); ok {
			c.Files[name] = strings.NewReplacer(`\n`, "\n", `\t`, "\t").Replace(text)
		} else {
			name, value, _ := strings.Cut(p, "=")
			c.Env[name] = value
		}
	}
	return c
}

func TestCases(t *testing.T) {
	for line := range strings.Lines(ownCases) {
		line = strings.TrimSuffix(line, "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		c := parseCase(line)
		got := c.detect()
		if c.Command != "" && len(c.Files) == 0 {
			blind := c.surroundings()
			blind.ReadFile = nil
			require.Equal(t, got, envguard.DetectCommand(blind, c.Command), line)
		}
		if got.Stage.String() != c.Expect || c.Remote && !got.Remote {
			t.Errorf("%s\n\tgot %s (remote %t) %v", line, got.Stage, got.Remote, got.Signs)
		}
	}
}
