package secrets_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/secrets"
)

// longHistory makes a repository of many commits, each of which changes three of 300
// files of code; every hundredth adds a token, and every fiftieth is a merge. It
// returns how many tokens there are.
func longHistory(t testing.TB, commits int) (r *repo, tokens int) {
	t.Helper()
	r = newRepo(t, "--bare")
	random := rand.New(rand.NewPCG(1, 2))
	words := strings.Fields("func return if err != nil { } := range for i value key name string int type struct package import fmt Println append len cap make map")
	line := func() string {
		var b strings.Builder
		for range 5 + random.IntN(8) {
			b.WriteString(words[random.IntN(len(words))] + " ")
		}
		return b.String() + "\n"
	}
	files := make([][]string, 300)
	for i := range files {
		for range 20 + random.IntN(300) {
			files[i] = append(files[i], line())
		}
	}
	var in bytes.Buffer
	data := func(text string) { fmt.Fprintf(&in, "data %d\n%s\n", len(text), text) }
	file := func(i int) {
		fmt.Fprintf(&in, "M 100644 inline dir%d/file%d.go\n", i%17, i)
		data(strings.Join(files[i], ""))
	}
	for n := range commits {
		fmt.Fprintf(&in, "commit refs/heads/main\nmark :%d\ncommitter C <c@example.org> %d +0000\n", n+1, 1_700_000_000+n*60)
		data(fmt.Sprintf("Change number %d\n\n%s", n, line()))
		if n > 0 {
			fmt.Fprintf(&in, "from :%d\n", n)
		}
		if n > 100 && n%50 == 0 {
			fmt.Fprintf(&in, "merge :%d\n", n-30)
		}
		if n == 0 {
			for i := range files {
				file(i)
			}
		}
		for k := range 3 {
			i := random.IntN(len(files))
			at := random.IntN(len(files[i]))
			text := line()
			if k == 0 && n%100 == 50 {
				text = "key := " + token(uint64(1000+n)) + "\n"
				tokens++
			}
			files[i] = append(files[i][:at:at], append([]string{text}, files[i][at:]...)...)
			file(i)
		}
	}
	cmd := exec.Command("git", "fast-import", "--quiet")
	cmd.Dir, cmd.Env, cmd.Stdin = r.dir, r.env, &in
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	return r, tokens
}

func TestScanHistoryLong(t *testing.T) {
	r, tokens := longHistory(t, 500)
	seen := map[string]bool{}
	for f, err := range testScanner(t, secrets.Config{}).ScanHistory(t.Context(), r.dir) {
		require.NoError(t, err)
		require.False(t, seen[f.Secret.Reveal()], "twice")
		seen[f.Secret.Reveal()] = true
		line := strings.Split(r.git("show", f.Commit+":"+f.Pos.Filename), "\n")[f.Pos.Line-1]
		require.True(t, strings.HasPrefix(line[f.Pos.Column-1:], f.Secret.Reveal()))
		require.NotContains(t, r.git("show", f.Commit+"~:"+f.Pos.Filename), f.Secret.Reveal())
	}
	require.Len(t, seen, tokens)
}

// TestScanHistoryAgainstLog finds the same as in the diffs that git makes of the same
// commits, merges among them.
func TestScanHistoryAgainstLog(t *testing.T) {
	r, tokens := longHistory(t, 400)
	s := testScanner(t, secrets.Config{})
	want, err := places(t, s.ScanHistory(t.Context(), r.dir, "main"))
	require.NoError(t, err)
	require.Len(t, want, tokens)
	for _, how := range []string{"-c", "--cc"} {
		got, err := places(t, s.ScanDiff(strings.NewReader(r.git("log", "-p", "--topo-order", "--reverse", how, "main")+"\n")))
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

func BenchmarkScanHistory(b *testing.B) {
	r, tokens := longHistory(b, 5000)
	s := testScanner(b, secrets.Config{})
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		for _, err := range s.ScanHistory(b.Context(), r.dir) {
			require.NoError(b, err)
			n++
		}
		require.Equal(b, tokens, n)
	}
}
