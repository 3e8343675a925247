package cli_test

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
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

// TestCommands is about programs with commands.
func TestCommands(t *testing.T) {
	var out bytes.Buffer
	instead := func(args ...string) error {
		g := flag.NewFlagSet("thing", flag.ContinueOnError)
		g.Bool("force", false, "by force")
		g.SetOutput(&out)
		return cli.Instead(&bytes.Buffer{}, g, source, args, "list", "restore")
	}
	require.NoError(t, instead("-h"))
	require.Contains(t, out.String(), "The thing command")
	for _, args := range [][]string{{"-force"}, {"-nonsense"}, {"-completion", "tcsh"}} {
		require.Error(t, instead(args...), "%q", args)
	}
	g := flag.NewFlagSet("thing", flag.ContinueOnError)
	g.Bool("force", false, "by force")
	var zsh, fish, script bytes.Buffer
	require.NoError(t, cli.Completion(&zsh, "zsh", "thing", g, "list", "restore"))
	require.Contains(t, zsh.String(), "'1:command:(list restore)'")
	require.NoError(t, cli.Completion(&fish, "fish", "thing", g, "list", "restore"))
	require.Contains(t, fish.String(), "__fish_use_subcommand -a 'list restore'")
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("there is no bash: that the completion of commands completes is not shown")
	}
	require.NoError(t, cli.Completion(&script, "bash", "thing", g, "list", "restore"))
	for _, tt := range [][3]string{{"1", "r", "restore"}, {"1", "-", "-force"}, {"2", "cli_te", "cli_test.go"}} {
		out, err := exec.Command(bash, "--norc", "-c", script.String()+"COMP_WORDS=(thing x x); COMP_CWORD="+tt[0]+"; COMP_WORDS[COMP_CWORD]='"+tt[1]+"'; _thing; echo ${COMPREPLY[@]}").CombinedOutput()
		require.NoError(t, err, string(out))
		require.Equal(t, tt[2]+"\n", string(out))
	}
}

func TestPaint(t *testing.T) {
	require.Equal(t, "\x1b[31mdeny\x1b[0m   a\n\n  \x1b[32mallow\x1b[0m  deny x\nasked\n  \x1b[33mask\x1b[0m", cli.Paint("deny   a\n\n  allow  deny x\nasked\n  ask"))
	file, err := os.Create(filepath.Join(t.TempDir(), "f"))
	require.NoError(t, err)
	defer file.Close()
	require.False(t, cli.Colors(file))
	require.False(t, cli.Colors(&bytes.Buffer{}))
}
