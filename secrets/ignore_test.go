package secrets_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/secrets"
)

var someDay = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)

func TestMarks(t *testing.T) {
	s := testScanner(t, secrets.Config{})
	print := secrets.NewSecret(token(1)).Fingerprint()
	for _, test := range []struct {
		text   string
		left   []int    // the lines of what is found
		unused []string // of each mark
	}{
		{"T01 // gatehouse:allow test-token", nil, []string{""}},
		{"T01 // gatehouse:allow test-token,other-rule", nil, []string{""}},
		{"T01 // gatehouse:allow other-rule,test-token because it is a test", nil, []string{""}},
		{"T01 // gatehouse:allow other-rule", []int{1}, []string{"nothing to allow"}},
		{"T01 // gatehouse:allow", []int{1}, []string{"it names no rule"}},
		{"T01 // gatehouse:allow Because it is", []int{1}, []string{"it names no rule"}},
		{"T01 // gatehouse:allowed test-token", []int{1}, []string{"it names no rule"}},
		{"T01 // gatehouse:allow test-token until 2026-11-26 soon gone", nil, []string{""}},
		{"T01 // gatehouse:allow test-token until 2026-11-25", []int{1}, []string{"expired"}},
		{"T01 // gatehouse:allow test-token until 2026-13-25", []int{1}, []string{"its date is not valid"}},
		{"T01 // gatehouse:allow test-token until", []int{1}, []string{"its date is not valid"}},
		{"T01 # gatehouse:allow test-token@" + print, nil, []string{""}},
		{"T01 # gatehouse:allow test-token@" + print[:8], nil, []string{""}},
		{"T02 # gatehouse:allow test-token@" + print[:8], []int{1}, []string{"nothing to allow"}},
		{"T01 # gatehouse:allow test-token@" + print[:7], []int{1}, []string{"it names no rule"}},
		{"# gatehouse:allow test-token\nT01\nT02", []int{3}, []string{""}},
		{"  /* gatehouse:allow test-token */\nT01\nT02", []int{3}, []string{""}},
		{"<!-- gatehouse:allow test-token -->\nT01\nT02", []int{3}, []string{""}},
		{"x = 1 # gatehouse:allow test-token\nT01", []int{2}, []string{"nothing to allow"}},
		{"T01 # gitleaks:allow", nil, []string{""}},
		{"# gitleaks:allow\nT01", []int{2}, []string{"nothing to allow"}},
		{"T01 # trufflehog:ignore\nT02", []int{2}, []string{""}},
		{"T01 # pragma: allowlist secret\nT02", []int{2}, []string{""}},
		{"T01 # pragma: whitelist secret\nT02", []int{2}, []string{""}},
		{"T01 # pragma: allowlist nextline secret\nT02", []int{1}, []string{""}},
		{"T01 # gitleaks:allow trufflehog:ignore\n", nil, []string{"", ""}},
		{"# gatehouse:allow test-block\nBEGIN BLOCK\nx\nEND BLOCK\n", nil, []string{""}},
		{"BEGIN BLOCK\nx\nEND BLOCK # gatehouse:allow test-block", nil, []string{""}},
	} {
		text := []byte(withTokens(test.text))
		marks := secrets.ParseMarks("f", text)
		var left []int
		for _, f := range secrets.ApplyMarks(marks, s.ScanFile("f", text), someDay) {
			left = append(left, f.Pos.Line)
		}
		require.Equal(t, test.left, left, test.text)
		var unused []string
		for _, m := range marks {
			unused = append(unused, m.Unused)
		}
		require.Equal(t, test.unused, unused, test.text)
	}
}

func TestParseMark(t *testing.T) {
	marks := secrets.ParseMarks("a/f.html", []byte("x\ny <!-- gatehouse:allow rule-a,rule-b@12345678 until 2027-01-31 It is public. -->\n"))
	require.Len(t, marks, 1)
	m := marks[0]
	require.Equal(t, "a/f.html:2:8", m.Pos.String())
	require.Equal(t, "gatehouse:allow", m.Style)
	require.Equal(t, []string{"rule-a", "rule-b@12345678"}, m.Rules)
	require.Equal(t, "2027-01-31", m.Until.Format(time.DateOnly))
	require.Equal(t, "It is public.", m.Reason)
}

func TestNewMark(t *testing.T) {
	s := testScanner(t, secrets.Config{})
	text := token(1) + "\n"
	m := secrets.NewMark(s.Scan([]byte(text))[0])
	m.Until, m.Reason = someDay, "a test"
	marked := "// " + m.String() + "\n" + text
	require.Regexp(t, `^// gatehouse:allow test-token@[0-9a-f]{12} until 2026-11-26 a test\n`, marked)
	require.Empty(t, secrets.ApplyMarks(secrets.ParseMarks("", []byte(marked)), s.Scan([]byte(marked)), someDay))
	other := strings.Replace(marked, token(1), token(2), 1)
	require.Len(t, secrets.ApplyMarks(secrets.ParseMarks("", []byte(other)), s.Scan([]byte(other)), someDay), 1)
}

// FuzzMarks wants marks at the places they are said to be at, which survive being
// written, and never more findings than before.
func FuzzMarks(f *testing.F) {
	f.Add("1 // gatehouse:allow test-token until 2026-11-26 why\n")
	f.Add("# gatehouse:allow a,b@12345678\n1\n<!-- gitleaks:allow --> 2 pragma: allowlist nextline secret\n3")
	s := testScanner(f, secrets.Config{})
	f.Fuzz(func(t *testing.T, text string) {
		for digit := range uint64(4) {
			text = strings.ReplaceAll(text, fmt.Sprint(digit), token(digit))
		}
		marks := secrets.ParseMarks("f", []byte(text))
		lines := strings.Split(text, "\n")
		for _, m := range marks {
			require.True(t, strings.HasPrefix(lines[m.Pos.Line-1][m.Pos.Column-1:], m.Style))
			if m.Style == "gatehouse:allow" && m.Unused == "" {
				again := secrets.ParseMarks("f", []byte("x "+m.String()))
				require.NotEmpty(t, again)
				require.Equal(t, m.Rules, again[0].Rules)
				require.True(t, m.Until.Equal(again[0].Until))
			}
		}
		all := s.Scan([]byte(text))
		for _, left := range secrets.ApplyMarks(marks, all, someDay) {
			require.Contains(t, all, left)
		}
		if len(marks) == 0 {
			require.Len(t, secrets.ApplyMarks(marks, all, someDay), len(all))
		}
	})
}

func finding(rule, file string, seed uint64) secrets.Finding {
	f := secrets.Finding{Rule: rule, Secret: secrets.NewSecret(token(seed))}
	f.Pos.Filename, f.Pos.Line = file, int(seed)
	return f
}

func TestBaseline(t *testing.T) {
	found := []secrets.Finding{finding("b", "z", 1), finding("a", "z", 2), finding("a", "a <&>", 3), finding("a", "later", 3)}
	b := secrets.NewBaseline(found, "old ones")
	require.Len(t, b.Entries, 3)
	var text bytes.Buffer
	n, err := b.WriteTo(&text)
	require.NoError(t, err)
	require.Equal(t, int64(text.Len()), n)
	written := text.String()
	for seed := range uint64(4) {
		require.NotContains(t, written, token(seed)[4:])
	}
	require.Contains(t, written, `"seen":"a <&>"`)

	// The order of the findings does not matter, nor does writing it again.
	slices.Reverse(found[:2])
	text.Reset()
	_, err = secrets.NewBaseline(found, "old ones").WriteTo(&text)
	require.NoError(t, err)
	require.Equal(t, written, text.String())
	read, err := secrets.ReadBaseline(strings.NewReader(written + "\n\n" + written))
	require.NoError(t, err)
	text.Reset()
	_, err = read.WriteTo(&text)
	require.NoError(t, err)
	require.Equal(t, written, text.String())

	for _, f := range found {
		require.True(t, read.Contains(f, someDay))
		f.Pos.Filename, f.Pos.Line, f.Commit = "elsewhere", 99, "1234"
		require.True(t, read.Contains(f, someDay))
		f.Rule = "other"
		require.False(t, read.Contains(f, someDay))
	}
	require.False(t, read.Contains(finding("a", "z", 4), someDay), "another value in the same place")
	require.False(t, new(secrets.Baseline).Contains(found[0], someDay))
	require.Empty(t, b.Stale(found, someDay))
	require.Equal(t, []string{"z"}, []string{b.Stale(found[1:], someDay)[0].Seen})
}

func TestBaselineEntries(t *testing.T) {
	print := secrets.NewSecret(token(1)).Fingerprint()
	for _, test := range []struct {
		entry string
		known bool
	}{
		{`{"fingerprint":"P"}`, true},
		{`{"fingerprint":"P","rule":"a"}`, true},
		{`{"fingerprint":"P","rule":"b"}`, false},
		{`{"fingerprint":"P","path":"x/**"}`, true},
		{`{"fingerprint":"P","path":"y"}`, false},
		{`{"fingerprint":"P","seen":"y"}`, true},
		{`{"fingerprint":"P","until":"2026-11-26"}`, true},
		{`{"fingerprint":"P","until":"2026-11-25"}`, false},
		{`{"fingerprint":"Q"}`, false},
	} {
		b, err := secrets.ReadBaseline(strings.NewReader(strings.ReplaceAll(test.entry, "P", print)))
		require.NoError(t, err)
		f := finding("a", "x/y", 1)
		require.Equal(t, test.known, b.Contains(f, someDay), test.entry)
		require.Equal(t, test.known, len(b.Stale([]secrets.Finding{f}, someDay)) == 0, test.entry)
	}
	for _, bad := range []string{`{}`, `x`, `{"fingerprint":"P","unti":"2026-01-01"}`, `{"fingerprint":"P","until":"tomorrow"}`, `{"fingerprint":"P","path":"[a"}`, `{"fingerprint":"P"} {"fingerprint":"P"}`, `{"fingerprint":"P"}}`, `[]`} {
		_, err := secrets.ReadBaseline(strings.NewReader("\n" + bad + "\n"))
		require.ErrorIs(t, err, secrets.ErrBaseline, bad)
		require.ErrorContains(t, err, "line 2")
	}
}

func ExampleBaseline() {
	s, err := secrets.New(secrets.Config{})
	if err != nil {
		panic(err)
	}
	token := secrets.Builtin()[slices.IndexFunc(secrets.Builtin(), func(r secrets.Rule) bool { return r.ID == "github-pat" })]
	known := secrets.NewBaseline(s.ScanFile("old.env", []byte(token.Example(0, 1))), "revoked in 2024")

	diff := "--- old.env\n+++ new.env\n@@ -0,0 +1,2 @@\n+" + token.Example(0, 1) + "\n+" + token.Example(0, 2) + "\n"
	for f, err := range known.Filter(s.ScanDiff(strings.NewReader(diff))) {
		fmt.Println(f, err)
	}
	// Output: new.env:2:14: GitHub personal access token (classic) (github-pat) <nil>
}
