package cli_test

import (
	"bytes"
	"flag"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/examples/internal/cli"
)

const source = `// The thing command does a thing:
//
//	thing [-x]
//
// It exits with 0.
package main

// Another comment.
`

func flags() (*flag.FlagSet, *string, *bytes.Buffer) {
	f := flag.NewFlagSet("thing", flag.ContinueOnError)
	f.Bool("exit-code", false, "exit with 2: it's [so]")
	f.String("dir", "", "a `folder`")
	var out bytes.Buffer
	f.SetOutput(&out)
	return f, cli.Setup(f, source), &out
}

func TestHelp(t *testing.T) {
	f, _, out := flags()
	require.ErrorIs(t, f.Parse([]string{"-h"}), flag.ErrHelp)
	require.True(t, strings.HasPrefix(out.String(), "The thing command does a thing:\n\n    thing [-x]\n\nIt exits with 0.\n\nOptions:\n"), out.String())
	require.Contains(t, out.String(), "-dir folder")
	require.NotContains(t, out.String(), "Another")
}

// TestBash completes in a real shell.
func TestBash(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("there is no bash: that the completion completes is not shown")
	}
	f, _, _ := flags()
	var script bytes.Buffer
	require.NoError(t, cli.Completion(&script, "bash", "thing", f))
	for word, want := range map[string]string{"-e": "-exit-code", "-": "-completion -dir -exit-code", "/etc/pass": "/etc/passwd"} {
		out, err := exec.Command(bash, "--norc", "-c", script.String()+"COMP_WORDS=(thing '"+word+"'); COMP_CWORD=1; _thing; echo ${COMPREPLY[@]}").CombinedOutput()
		require.NoError(t, err, string(out))
		require.Contains(t, string(out), want, word)
	}
}

func TestOtherShells(t *testing.T) {
	f, _, _ := flags()
	var zsh, fish bytes.Buffer
	require.NoError(t, cli.Completion(&zsh, "zsh", "thing", f))
	require.Contains(t, zsh.String(), "'-exit-code[exit with 2 - its (so)]'")
	require.NoError(t, cli.Completion(&fish, "fish", "thing", f))
	require.Contains(t, fish.String(), "complete -c thing -o exit-code -d 'exit with 2: it\\'s [so]'")
	require.Error(t, cli.Completion(&fish, "tcsh", "thing", f))
}
