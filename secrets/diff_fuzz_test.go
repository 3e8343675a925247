package secrets_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/secrets"
)

// FuzzDiff makes a diff of two texts, with more or less of what is unchanged
// around it, and wants exactly what the new text has and the old does not. It also
// reads the texts themselves as diffs.
func FuzzDiff(f *testing.F) {
	f.Add("a\nb\n1", "a\n2\nc 3\nb", byte(1))
	f.Add("--- a\n+++ b\n@@ -1 +1 @@\n-x\n+1", "BEGIN BLOCK\nx\nEND BLOCK", byte(0))
	f.Add("diff --git \"a/\\303 b/x\n--- a/\n+++ \"b/\n@@@ -1 -1 +1 @@@\n++1\n", "\r\n\r\n9", byte(3))
	s, err := secrets.New(secrets.Config{Rules: []secrets.Rule{patRule}, Only: []string{patRule.ID}, Marks: secrets.NoMarks})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, old, new string, context byte) {
		if len(old)+len(new) > 4000 {
			return
		}
		for digit := range uint64(10) {
			old = strings.ReplaceAll(old, fmt.Sprint(digit), token(digit))
			new = strings.ReplaceAll(new, fmt.Sprint(digit), token(digit))
		}
		for found := range s.ScanDiff(strings.NewReader(new)) { // the new text as a diff
			if !found.Secret.IsZero() {
				require.Contains(t, new, found.Secret.Reveal())
				require.Positive(t, found.Pos.Column)
			}
		}
		oldLines, newLines := strings.Split(old, "\n"), strings.Split(new, "\n")
		isOld := map[string]bool{}
		for _, l := range oldLines {
			isOld[l] = true
		}
		diff := makeDiff(oldLines, newLines, int(context%4))
		got := map[string]bool{}
		for found, err := range s.ScanDiff(strings.NewReader(diff)) {
			require.NoError(t, err, "%q", diff)
			line := newLines[found.Pos.Line-1]
			if found.Encoding == nil {
				require.True(t, strings.HasPrefix(line[found.Pos.Column-1:], found.Secret.Reveal()), "%v", found)
				require.Equal(t, found.Pos.Column+len(found.Secret.Reveal()), found.End.Column)
			}
			got[found.Pos.String()] = true
		}
		for _, found := range s.ScanFile("f", []byte(new)) {
			if !isOld[newLines[found.Pos.Line-1]] {
				require.True(t, got[found.Pos.String()], "%v in %q", found, diff)
			}
		}
	})
}

// makeDiff writes a diff, of which each hunk is what comes between common lines,
// with some of them around.
func makeDiff(old, new []string, context int) string {
	common := make([][]int, len(old)+1) // lengths of common subsequences of the rests
	for i := range common {
		common[i] = make([]int, len(new)+1)
	}
	for i := len(old) - 1; i >= 0; i-- {
		for j := len(new) - 1; j >= 0; j-- {
			if old[i] == new[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	type line struct {
		sign     byte
		text     string
		old, new int
	}
	var lines []line
	for i, j := 0, 0; i < len(old) || j < len(new); {
		switch {
		case i < len(old) && j < len(new) && old[i] == new[j]:
			lines = append(lines, line{' ', old[i], i, j})
			i, j = i+1, j+1
		case j == len(new) || i < len(old) && common[i+1][j] >= common[i][j+1]:
			lines = append(lines, line{'-', old[i], i, j})
			i++
		default:
			lines = append(lines, line{'+', new[j], i, j})
			j++
		}
	}
	near := make([]bool, len(lines))
	for i, l := range lines {
		for k := max(0, i-context); l.sign != ' ' && k <= min(len(lines)-1, i+context); k++ {
			near[k] = true
		}
	}
	var diff strings.Builder
	diff.WriteString("diff --git a/f b/f\n--- a/f\n+++ b/f\n")
	for i := 0; i < len(lines); i++ {
		if !near[i] {
			continue
		}
		first, olds, news := lines[i], 0, 0
		var body strings.Builder
		for ; i < len(lines) && near[i]; i++ {
			fmt.Fprintf(&body, "%c%s\n", lines[i].sign, lines[i].text)
			if lines[i].sign != '+' {
				olds++
			}
			if lines[i].sign != '-' {
				news++
			}
		}
		fmt.Fprintf(&diff, "@@ -%d,%d +%d,%d @@\n%s", first.old+1, olds, first.new+1, news, &body)
	}
	return diff.String()
}
