package shell_test

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

var fed = []struct {
	text    string
	options []string
	words   []string
}{
	{"a b\nc\n", nil, []string{"a", "b", "c"}},
	{"'a b' \"c d\" e\\ f\n", nil, []string{"a b", "c d", "e f"}},
	{"''\n", nil, []string{""}},
	{"a'b'\"c\"\n", nil, []string{"abc"}},
	{"a b\x00c\n\x00", []string{"-0"}, []string{"a b", "c\n"}},
	{"a b\x00c\x00", []string{"-r0"}, []string{"a b", "c"}},
	{"a 'b'\nc\n", []string{"-d", `\n`}, []string{"a 'b'", "c"}},
	{"a b\nc\n", []string{`-d\n`}, []string{"a b", "c"}},
	{"a,b c", []string{"--delimiter=,"}, []string{"a", "b c"}},
	{"a\x00b", []string{"-d", `\0`}, []string{"a", "b"}},
}

func TestFed(t *testing.T) {
	for _, tt := range fed {
		words, _ := shell.Fed(tt.options, tt.text)
		require.Equal(t, tt.words, words, "%q %q", tt.options, tt.text)
	}
	_, lines := shell.Fed(nil, " a b\n\n'c d'\n")
	require.Equal(t, []string{"a b", "c d"}, lines)
	words, _ := shell.Fed(nil, "it's\n")
	require.Equal(t, []string{"it's"}, words, "xargs refuses it")
}

// TestFedAsXargs asks xargs itself.
func TestFedAsXargs(t *testing.T) {
	xargs, err := exec.LookPath("xargs")
	if err == nil {
		err = exec.Command(xargs, "-d", "x", "true").Run()
	}
	if err != nil {
		t.Skip("there is no GNU xargs: how it splits its input is not compared")
	}
	for _, tt := range fed {
		cmd := exec.Command(xargs, append(append([]string{}, tt.options...), "printf", "%s\\0")...)
		cmd.Stdin = strings.NewReader(tt.text)
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%q %q: %s", tt.options, tt.text, out)
		require.Equal(t, strings.Join(tt.words, "\x00")+"\x00", string(out), "%q %q", tt.options, tt.text)
	}
}
