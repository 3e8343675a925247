package secrets_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/secrets"
)

// patRule is a rule of our own, so that these tests do not depend on the built-in
// ones.
var patRule = secrets.Rule{
	ID: "test-token", Description: "token of a test", Severity: secrets.High, Keywords: []string{"tok_"},
	Pattern: `\btok_[0-9A-Za-z]{20}\b`, Examples: []string{"tok_{20 0-9A-Za-z}"},
}

// blockRule finds what takes several lines.
var blockRule = secrets.Rule{
	ID: "test-block", Description: "block of a test", Severity: secrets.High, Keywords: []string{"begin block"},
	Pattern: `(?s)BEGIN BLOCK\n.{1,300}?\nEND BLOCK`, Examples: []string{"BEGIN BLOCK\nx\nEND BLOCK"},
}

func token(seed uint64) string { return patRule.Example(0, seed) }

func testScanner(t testing.TB, c secrets.Config) *secrets.Scanner {
	t.Helper()
	c.Rules = append(c.Rules, patRule, blockRule)
	c.Only = append(c.Only, patRule.ID, blockRule.ID)
	s, err := secrets.New(c)
	require.NoError(t, err)
	return s
}

// places lists findings, with the seed of each token.
func places(t testing.TB, s func(func(secrets.Finding, error) bool)) ([]string, error) {
	t.Helper()
	names := map[string]string{}
	for seed := range uint64(100) {
		names[token(seed)] = fmt.Sprint(seed)
	}
	var list []string
	var failed error
	for f, err := range s {
		if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		name, ok := names[f.Secret.Reveal()]
		if !ok {
			name = f.Rule
		}
		require.Equal(t, f.Pos.Filename, f.End.Filename)
		place := fmt.Sprintf("%s %s", f.Pos, name)
		if f.Commit != "" {
			place = fmt.Sprintf("%.7s %s", f.Commit, place)
		}
		list = append(list, place)
	}
	return list, failed
}

func TestScanDiff(t *testing.T) {
	s := testScanner(t, secrets.Config{AllowPaths: []string{"vendor"}})
	const git = "diff --git a/f b/f\nindex 1..2 100644\n--- a/f\n+++ b/f\n"
	for _, test := range []struct {
		name, diff string
		want       []string
		err        string
	}{
		{name: "nothing", diff: ""},
		{name: "added line", diff: git + "@@ -1,2 +1,3 @@ func x\n a\n+k = T1\n b\n", want: []string{"f:2:5 1"}},
		{name: "neither removed nor unchanged lines", diff: git + "@@ -4,3 +4,2 @@\n T1\n-T2\n T3\n"},
		{name: "several hunks", diff: git + "@@ -1 +1 @@\n-a\n+T1\n@@ -10,0 +11,2 @@\n+b\n+ T2\n", want: []string{"f:1:1 1", "f:12:2 2"}},
		{name: "no newline at the end", diff: git + "@@ -1 +1 @@\n-T2\n\\ No newline at end of file\n+T1\n\\ No newline at end of file\n", want: []string{"f:1:1 1"}},
		{name: "no newline at the end of the diff", diff: git + "@@ -1 +1 @@\n-T2\n+T1", want: []string{"f:1:1 1"}},
		{name: "new file", diff: "diff --git a/x/y b/x/y\nnew file mode 100644\n--- /dev/null\n+++ b/x/y\n@@ -0,0 +1 @@\n+T1\n", want: []string{"x/y:1:1 1"}},
		{name: "deleted file", diff: "diff --git a/x b/x\ndeleted file mode 100644\n--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-T1\n"},
		{name: "renamed", diff: "diff --git a/old b/new\nsimilarity index 90%\nrename from old\nrename to new\n--- a/old\n+++ b/new\n@@ -1,0 +2 @@\n+T1\n", want: []string{"new:2:1 1"}},
		{name: "renamed without prefixes", diff: "diff --git a/old b/new\nrename from a/old\nrename to b/new\n--- a/old\n+++ b/new\n@@ -1,0 +2 @@\n+T1\n", want: []string{"b/new:2:1 1"}},
		{name: "copied", diff: "diff --git a/o b/sub/n\ncopy from o\ncopy to sub/n\n--- a/o\n+++ b/sub/n\n@@ -1,0 +2 @@\n+T1\n", want: []string{"sub/n:2:1 1"}},
		{name: "mode only, then a file", diff: "diff --git a/x b/x\nold mode 100644\nnew mode 100755\n" + git + "@@ -0,0 +1 @@\n+T1\n", want: []string{"f:1:1 1"}},
		{name: "without prefixes", diff: "diff --git b/x b/x\n--- b/x\n+++ b/x\n@@ -0,0 +1 @@\n+T1\n", want: []string{"b/x:1:1 1"}},
		{name: "new without prefixes", diff: "diff --git b/x b/x\n--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+T1\n", want: []string{"b/x:1:1 1"}},
		{name: "mnemonic prefixes", diff: "diff --git i/x y/z w/x y/z\n--- i/x y/z\t\n+++ w/x y/z\t\n@@ -0,0 +1 @@\n+T1\n", want: []string{"x y/z:1:1 1"}},
		{name: "long prefixes", diff: "diff --git from/here/x/y to/x/y\n--- from/here/x/y\n+++ to/x/y\n@@ -0,0 +1 @@\n+T1\n", want: []string{"x/y:1:1 1"}},
		{name: "new with long prefixes", diff: "diff --git from/x/y to/x/y\n--- /dev/null\n+++ to/x/y\n@@ -0,0 +1 @@\n+T1\n", want: []string{"x/y:1:1 1"}},
		{name: "quoted", diff: "diff --git \"a/t\\303\\244\\t\\\"x\" \"b/t\\303\\244\\t\\\"x\"\n--- /dev/null\n+++ \"b/t\\303\\244\\t\\\"x\"\n@@ -0,0 +1 @@\n+T1\n", want: []string{"tä\t\"x:1:1 1"}},
		{name: "plain", diff: "--- old/f 1\t2026-01-01 00:00:00\n+++ new/f 1\t2026-01-02 00:00:00\n@@ -1 +1 @@\n-a\n+T1\n--- a/f\tx\n+++ b/f\tx\n@@ -1 +1 @@\n-a\n+T2\n", want: []string{"new/f 1:1:1 1", "f:1:1 2"}},
		{name: "lines that look like headers", diff: git + "@@ -1,2 +1,3 @@\n--- a/g\n+++ b/g\n+@@ -1 +1 @@ T1\n-diff --git\n+T2\n", want: []string{"f:2:13 1", "f:3:1 2"}},
		{name: "carriage returns", diff: strings.ReplaceAll(git+"@@ -1,2 +1,3 @@\n a\n\n+T1\n", "\n", "\r\n"), want: []string{"f:3:1 1"}},
		{name: "blanks lost", diff: git + "@@ -1,2 +1,3 @@\n a\n\n+T1\n", want: []string{"f:3:1 1"}},
		{name: "binary", diff: "diff --git a/x b/x\nindex 1..2\nGIT binary patch\nliteral 5\nMcmZQzWMT#Y01f~L\n\nliteral 0\nHcmV?d00001\n\nBinary files a/y and b/y differ\n" + git + "@@ -0,0 +1 @@\n+T1\n", want: []string{"f:1:1 1"}},
		{name: "allowed path", diff: "diff --git a/vendor/g/f b/vendor/g/f\n--- a/vendor/g/f\n+++ b/vendor/g/f\n@@ -0,0 +1 @@\n+T1\n" + git + "@@ -0,0 +1 @@\n+T2\n", want: []string{"f:1:1 2"}},
		{name: "log", diff: "commit " + strings.Repeat("1a", 20) + " (HEAD -> main)\nAuthor: x\n\n    +T3\n    @@ -1 +1 @@\n\n" + git + "@@ -0,0 +1 @@\n+T1\n\ncommit " + strings.Repeat("2b", 20) + "\n\n" + git + "@@ -0,0 +1 @@\n+T2\n",
			want: []string{"1a1a1a1 f:1:1 1", "2b2b2b2 f:1:1 2"}},
		{name: "mailed patches", diff: "From " + strings.Repeat("1a", 32) + " Mon Sep 17 00:00:00 2001\nSubject: x\n---\n f | 1 +\n 1 file changed\n\n" + git + "@@ -0,0 +1 @@\n+T1\n-- \n2.39.5\n\n", want: []string{"1a1a1a1 f:1:1 1"}},
		{name: "combined", diff: "diff --cc x y\nindex 1,2..3\n--- a/x y\t\n+++ b/x y\t\n@@@ -1,3 -1,3 +1,4 @@@\n- T1\n -T2\n  same T3\n++T4\n+ T5\n +T6\n",
			want: []string{"x y:2:1 4"}},
		{name: "of several lines", diff: git + "@@ -5,3 +5,5 @@\n+BEGIN BLOCK\n+one\n-two\n same\n END BLOCK\n+\n", want: []string{"f:5:1 test-block"}},
		{name: "of several unchanged lines", diff: git + "@@ -5,3 +5,4 @@\n BEGIN BLOCK\n one\n END BLOCK\n+\n"},
		{name: "marks", diff: git + "@@ -1 +1,3 @@\n+T1 # gatehouse:allow test-token\n+T2 # gitleaks:allow\n+T3\n-T4\n", want: []string{"f:3:1 3"}},

		{name: "cut off", diff: git + "@@ -1,2 +1,3 @@\n a\n+T1\n", want: []string{"f:2:1 1"}, err: "line 7: it ends in the middle of a hunk"},
		{name: "too many lines", diff: git + "@@ -1 +1,2 @@\n a\n+T1\n+T2\n+T3\n", want: []string{"f:2:1 1"}, err: "line 8: the hunk has more lines"},
		{name: "too many removed", diff: git + "@@ -1 +1,2 @@\n+T1\n-a\n-b\n", want: []string{"f:1:1 1"}, err: "line 8: the hunk has more lines"},
		{name: "garbled line", diff: git + "@@ -1 +1,2 @@\n+T1\n*x\n", want: []string{"f:1:1 1"}, err: "line 7: a line in a hunk begins with neither"},
		{name: "garbled hunk", diff: git + "@@ -1 +1,x @@\n+T1\n", err: "line 5: the header of a hunk does not say"},
		{name: "huge numbers", diff: git + "@@ -1 +99999999999999999999 @@\n+T1\n", err: "does not say"},
		{name: "colours", diff: "\x1b[1mdiff --git a/f b/f\x1b[m\n\x1b[1m--- a/f\x1b[m\n", err: "--no-color"},
		{name: "no diff", diff: "just text T1\n", err: "there is no diff in it"},
	} {
		t.Run(test.name, func(t *testing.T) {
			diff := test.diff
			for seed := range uint64(10) {
				diff = strings.ReplaceAll(diff, fmt.Sprintf("T%d", seed), token(seed))
			}
			for _, r := range []io.Reader{strings.NewReader(diff), iotest.OneByteReader(strings.NewReader(diff)), iotest.DataErrReader(strings.NewReader(diff))} {
				got, err := places(t, s.ScanDiff(r))
				require.Equal(t, test.want, got)
				if test.err == "" {
					require.NoError(t, err)
				} else {
					require.ErrorIs(t, err, secrets.ErrDiff)
					require.ErrorContains(t, err, test.err)
				}
			}
		})
	}
}

func TestScanDiffReadError(t *testing.T) {
	s := testScanner(t, secrets.Config{})
	diff := "--- a\n+++ a\n@@ -0,0 +1,2 @@\n+" + token(1) + "\n"
	got, err := places(t, s.ScanDiff(io.MultiReader(strings.NewReader(diff), iotest.ErrReader(io.ErrClosedPipe))))
	require.ErrorIs(t, err, io.ErrClosedPipe)
	require.Equal(t, []string{"a:1:1 1"}, got)
}

// TestScanDiffStop stops after the first finding.
func TestScanDiffStop(t *testing.T) {
	s := testScanner(t, secrets.Config{})
	diff := "--- a\n+++ a\n@@ -0,0 +1,2 @@\n+" + token(1) + "\n+" + token(2) + "\nnonsense in a hunk"
	n := 0
	for range s.ScanDiff(strings.NewReader(diff)) {
		n++
		break
	}
	require.Equal(t, 1, n)
}

// TestScanDiffLong has secrets around the ends of the pieces that long hunks and
// long lines are searched in.
func TestScanDiffLong(t *testing.T) {
	s := testScanner(t, secrets.Config{})
	for _, separator := range []string{"\n", " "} {
		var text strings.Builder
		var want []string
		line, column := 1, 1
		for n := 0; text.Len() < 5<<20; n++ {
			filler := strings.Repeat("x.", 3000+n%7)
			text.WriteString(filler + separator)
			if separator == "\n" {
				line, column = line+1, 1
			} else {
				column += len(filler) + 1
			}
			want = append(want, fmt.Sprintf("a:%d:%d %d", line, column, n%100))
			text.WriteString(token(uint64(n%100)) + separator)
			if separator == "\n" {
				line, column = line+1, 1
			} else {
				column += len(token(0)) + 1
			}
		}
		content := strings.TrimSuffix(text.String(), separator)
		diff := fmt.Sprintf("--- a\n+++ a\n@@ -0,0 +1,%d @@\n+%s\n", strings.Count(content, "\n")+1, strings.ReplaceAll(content, "\n", "\n+"))
		got, err := places(t, s.ScanDiff(strings.NewReader(diff)))
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

// endless is a line of the given length.
type endless struct{ left int }

func (e *endless) Read(p []byte) (int, error) {
	n := min(len(p), e.left)
	if e.left -= n; n == 0 {
		return 0, io.EOF
	}
	for i := range p[:n] {
		p[i] = "abcdefg hijk"[i%12]
	}
	return n, nil
}

func TestScanDiffMemory(t *testing.T) {
	s := testScanner(t, secrets.Config{})
	allocated := testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		for range b.N {
			in := io.MultiReader(strings.NewReader("--- a\n+++ a\n@@ -0,0 +1 @@\n+"), &endless{100 << 20}, strings.NewReader(" "+token(1)+"\n"))
			got, err := places(t, s.ScanDiff(in))
			require.NoError(t, err)
			require.Len(t, got, 1)
		}
	}).AllocedBytesPerOp()
	require.Less(t, allocated, int64(8<<20))
}

func BenchmarkScanDiff(b *testing.B) {
	s, err := secrets.New(secrets.Config{})
	require.NoError(b, err)
	var diff bytes.Buffer
	for n := range 200 {
		fmt.Fprintf(&diff, "diff --git a/f%d b/f%d\n--- a/f%d\n+++ b/f%d\n@@ -1,20 +1,40 @@\n", n, n, n, n)
		for range 20 {
			diff.WriteString(" \tfor i := range values { sum += values[i] } // unchanged\n+\tfor i := range others { sum += others[i] } // new\n")
		}
	}
	b.SetBytes(int64(diff.Len()))
	b.ReportAllocs()
	for b.Loop() {
		for f, err := range s.ScanDiff(bytes.NewReader(diff.Bytes())) {
			b.Fatal(f, err)
		}
	}
}
