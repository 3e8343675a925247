package shell_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/shell"
	"github.com/stretchr/testify/require"
)

// requireTwins compares the two ways of reading a text. It reports whether it
// is plain.
func requireTwins(t *testing.T, src string) bool {
	t.Helper()
	fast := shell.ParsePlain(src)
	if fast == nil {
		return false
	}
	slow, err := shell.ParseAny(src)
	require.NoError(t, err, "%q", src)
	require.Equal(t, shell.WithoutNodes(slow), shell.WithoutNodes(fast), "%q", src)
	return true
}

// commandsIn returns the shell commands of a file of measured cases.
func commandsIn(t testing.TB, name string) []string {
	t.Helper()
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("%s is absent", name)
	}
	require.NoError(t, err)
	defer f.Close()
	var out []string
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var c struct {
			Input json.RawMessage `json:"input"`
		}
		require.NoError(t, json.Unmarshal(lines.Bytes(), &c))
		var input struct {
			Command string `json:"command"`
		}
		if json.Unmarshal(c.Input, &input) == nil && input.Command != "" {
			out = append(out, input.Command)
		}
	}
	require.NoError(t, lines.Err())
	return out
}

// TestPlainMeasured compares both ways of reading all measured commands, and
// says how many are plain.
func TestPlainMeasured(t *testing.T) {
	files, err := filepath.Glob("../../permission/testdata/conformance/*.jsonl")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range append(files, "../../../shared/conformance/field.jsonl") {
		t.Run(filepath.Base(file), func(t *testing.T) {
			all := commandsIn(t, file)
			plain := 0
			for _, src := range all {
				if requireTwins(t, src) {
					plain++
				}
			}
			if len(all) > 0 {
				t.Logf("%d of %d commands are plain: %d %%", plain, len(all), 100*plain/len(all))
			}
		})
	}
}

func TestPlainTables(t *testing.T) {
	for _, src := range append(scripts(), sources(t)...) {
		requireTwins(t, src)
	}
}

func FuzzPlain(f *testing.F) {
	for _, src := range scripts() {
		f.Add(src)
	}
	for _, src := range sources(f) {
		f.Add(src)
	}
	for _, c := range refusals {
		f.Add(c.src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		requireTwins(t, src)
		requireTwins(t, spellPlain(src))
	})
}

// pieces are what plain texts consist of, and what makes them strange.
var pieces = []string{
	" ", " ", " ", "\n", "\t", "a", "b", "ls", "git", "'", "'", `"`, `"`, "'a b'", `"c d"`, "''", `"\""`, `'\'`, `"[$x]"`, "'[$x]'", "'$'",
	"&&", "||", "|", ";", "&", ";;", "|&", ">", ">>", "<", ">&", "2>&1", "2>", "&>", "&>>", "1", "23", "/dev/null", "-",
	"*", "?", "[", "]", "{", "}", "{}", "{a,b}", "{1..2}", ",", "..", "~", "=", ":", "#", "!", "\\", `\;`, `\$`, "\\ ", "%", "^", "+", "@",
	"if", "then", "fi", "do", "done", "time", "let", "declare", "export", "[[", "]]", "in", "LET", "TIME", "test", "printf", "-v", "é", "€", "\u00a0", "\xff",
	"$", "`", "(", ")", "$x", "a=b", "x=", "a[1]=", "function", "coproc", "\r", "\x00", "\x01", "\x7f", "\\\n", "<<", "<>", ">|", "<&", "<(", "#c",
}

// spellPlain makes each byte of s one of the pieces.
func spellPlain(s string) string {
	var b strings.Builder
	for i := range len(s) {
		b.WriteString(pieces[int(s[i])%len(pieces)])
	}
	return b.String()
}

// TestPlainRandom compares both ways of reading texts made of pieces.
func TestPlainRandom(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	plain := 0
	for range 300_000 {
		bytes := make([]byte, 1+random.IntN(12))
		for i := range bytes {
			n := 60
			if random.IntN(8) == 0 {
				n = len(pieces) // those at the end make most texts strange
			}
			bytes[i] = byte(random.IntN(n))
		}
		if requireTwins(t, spellPlain(string(bytes))) {
			plain++
		}
	}
	require.Greater(t, plain, 10_000)
}
