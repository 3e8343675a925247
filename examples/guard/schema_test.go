package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/examples/internal/guard"
	"github.com/gatehouse-go/gatehouse/examples/internal/hooktest"
	"github.com/gatehouse-go/gatehouse/internal/schematest"
)

// TestInitAsTheSchema: what guard init writes and prints obeys the schema of settings, but for
// onFailure, which the client has and the schema lacks.
func TestInitAsTheSchema(t *testing.T) {
	p := hooktest.NewPlace(t)
	run := func(args ...string) string {
		r := p.Run(t, program, "", append([]string{"init", "-yes"}, args...)...)
		require.Equal(t, 0, r.Code, r.Stderr)
		return r.Stdout
	}
	read := func(name string) string {
		data, err := os.ReadFile(filepath.Join(p.Project, ".claude", name))
		require.NoError(t, err)
		return string(data)
	}
	run()
	fresh := read("settings.json")
	run("-remove")
	removed := read("settings.json")
	p.Write(t, ".claude/settings.local.json", `{"$schema": "https://json.schemastore.org/claude-code-settings.json", "hooks": {"Stop": []}, "permissions": {"deny": ["Read(.env)"]}}`)
	run("-local")
	added, managed := read("settings.local.json"), run("-managed")

	var lacked []string
	for _, e := range guard.Events() {
		lacked = append(lacked, "/hooks/"+e[0]+"/*/hooks/*/onFailure additionalProperties")
	}
	slices.Sort(lacked)
	schematest.Settings(t, func(t *testing.T, s *schematest.Schema) {
		require.Empty(t, s.Check([]byte(removed)))
		for _, file := range []string{fresh, added, managed} {
			require.Equal(t, lacked, s.Places([]byte(file)), file)

			// That it finds nothing else says something.
			for _, tt := range [][3]string{
				{`"PreToolUse"`, `"BeforeToolUse"`, "/hooks/BeforeToolUse additionalProperties"},
				{`"type"`, `"kind"`, "/hooks/PreToolUse/*/hooks/* required"},
				{`"timeout": 60`, `"timeout": "60s"`, "/hooks/PreToolUse/*/hooks/*/timeout type"},
				{`"Read(~/.ssh/**)"`, `"read(~/.ssh/**)"`, "/permissions/deny/* pattern"},
			} {
				broken := strings.Replace(file, tt[0], tt[1], 1)
				require.NotEqual(t, file, broken, tt[0])
				require.Contains(t, s.Places([]byte(broken)), tt[2])
			}
		}
	})
}
