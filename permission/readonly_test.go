package permission

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// measuredReadOnly is a row of testdata/conformance/readonly.jsonl.
type measuredReadOnly struct {
	ID       string
	Settings map[string]json.RawMessage
	Tool     string
	Input    struct{ Command string }
	Decision string
	Cause    string
	Blocked  string `json:"blockedPath"`
}

// TestReadOnlyMeasured compares the table with what the client decided on
// single simple commands, outside of path checks.
func TestReadOnlyMeasured(t *testing.T) {
	f, err := os.Open("testdata/conformance/readonly.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	total, equal, looser := 0, 0, 0
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var row measuredReadOnly
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		if string(row.Settings["project"]) != "{}" || row.Blocked != "" {
			continue
		}
		words, ok := plainWords(row.Input.Command)
		if !ok {
			continue
		}
		total++
		want := row.Decision == "allow"
		got := plainReadOnly(words)
		switch {
		case got == want:
			equal++
		case got:
			looser++
			t.Errorf("%s: looser than the client: %q", row.ID, row.Input.Command)
		default:
			t.Logf("%s: stricter than the client: %q", row.ID, row.Input.Command)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	share := 100 * float64(equal) / float64(total)
	t.Logf("%d of %d equal (%.2f %%), %d looser", equal, total, share, looser)
	if share < 99.5 {
		t.Errorf("only %.2f %% equal", share)
	}
}

// plainWords splits a single simple command. It gives up on whatever the
// shell would expand or run otherwise.
func plainWords(command string) (words []readOnlyWord, ok bool) {
	const space, operators = " \t", "|;&<>()\n`$"
	for s := strings.Trim(command, space); s != ""; s = strings.TrimLeft(s, space) {
		var w readOnlyWord
		if s[0] == '#' || s[0] == '~' && len(words) == 0 {
			return nil, false
		}
		start := s
		for s != "" && strings.IndexByte(space, s[0]) < 0 {
			switch c := s[0]; {
			case c == '\'':
				end := strings.IndexByte(s[1:], '\'')
				if end < 0 {
					return nil, false
				}
				w.text, w.quoted, s = w.text+s[1:1+end], true, s[end+2:]
				continue
			case c == '"':
				w.quoted = true
				s = s[1:]
				for {
					if s == "" || s[0] == '$' || s[0] == '`' {
						return nil, false
					}
					if s[0] == '"' {
						s = s[1:]
						break
					}
					if s[0] == '\\' && len(s) > 1 && strings.IndexByte("\"\\$`", s[1]) >= 0 {
						w.mixed = w.mixed || s[1] == '"'
						s = s[1:]
					}
					w.text, s = w.text+s[:1], s[1:]
				}
				continue
			case c == '\\':
				if len(s) < 2 || strings.IndexByte(" \t\n`", s[1]) >= 0 {
					return nil, false
				}
				w.quoted = true
				s = s[1:]
			case strings.IndexByte(operators, c) >= 0:
				return nil, false
			case strings.IndexByte("*?[", c) >= 0:
				w.glob = true
			case c == '{':
				if body, _, found := strings.Cut(s[1:], "}"); found && (strings.Contains(body, ",") || strings.Contains(body, "..")) {
					return nil, false
				}
			}
			w.text, s = w.text+s[:1], s[1:]
		}
		raw := start[:len(start)-len(s)]
		if name, value, ok := strings.Cut(raw, "="); ok && isPlainAssignment(w) && (strings.HasPrefix(value, "=") || name == "IFS") {
			return nil, false
		}
		if n := len(raw); w.quoted && (raw[0] != raw[n-1] || raw[0] != '\'' && raw[0] != '"' || strings.Count(raw, raw[:1]) != 2) {
			w.mixed = true
		}
		if raw == "[" || raw == "[[" {
			w.glob = false
		}
		if len(words) > 0 && len(raw) > 1 && raw[0] == '=' && isLetter(raw[1]) {
			return nil, false
		}
		words = append(words, w)
	}
	last := len(words) - 1
	return words, last >= 0 && (!isPlainAssignment(words[last]) || last > 0)
}

func isPlainAssignment(w readOnlyWord) bool {
	name, _, ok := strings.Cut(w.text, "=")
	return ok && strings.Trim(name, wordCharacters+"+") == "" && name != ""
}

// plainReadOnly strips what may stand before a read-only command.
func plainReadOnly(words []readOnlyWord) bool {
	var before readOnlyPrefix
	for len(words) > 1 && words[0].text == "!" {
		words = words[1:]
	}
	for len(words) > 0 && isPlainAssignment(words[0]) {
		name, value, _ := strings.Cut(words[0].text, "=")
		if !harmlessVariable(name, value) {
			return false
		}
		before.values = append(before.values, readOnlyWord{text: value, glob: words[0].glob})
		words = words[1:]
	}
	for len(words) > 1 && words[0].text == "noglob" {
		before.wrapped, words = true, words[1:]
	}
	for len(words) > 1 && !words[0].quoted {
		switch words[0].text {
		case "command", "builtin":
			words = words[1:]
			for len(words) > 0 && (words[0].text == "-p" || words[0].text == "--") {
				words = words[1:]
			}
		case "timeout":
			if !isPlainDuration(words[1].text) {
				return false
			}
			before.timed, words = true, words[2:]
			if len(words) > 0 && words[0].text == "command" {
				return false
			}
		default:
			return readOnlyBehind(before, words)
		}
		before.wrapped = true
	}
	return readOnlyBehind(before, words)
}

func isPlainDuration(s string) bool {
	whole, part, dot := strings.Cut(strings.TrimRight(s, "smhd"), ".")
	return isNumber(whole) && (!dot || isNumber(part))
}

func TestSafeVariable(t *testing.T) {
	for _, c := range []struct {
		name, value    string
		rule, readOnly bool
	}{
		{"NODE_ENV", "test", true, true},
		{"NODE_ENV", "a b", false, true},
		{"NODE_ENV", "", false, true},
		{"NODE_ENV", "/x", false, false},
		{"NODE_ENV", "a/../b", false, false},
		{"NODE_ENV", "a..b", true, true},
		{"TZ", "America/New_York", true, true},
		{"LANG", "C", true, true},
		{"LANG", "en_US.UTF-8", true, true},
		{"LANG", "ja_JP.SJIS", false, false},
		{"COLUMNS", "80", true, true},
		{"COLUMNS", "x", false, false},
		{"PATH", "x", false, false},
		{"FOO", "x", false, false},
	} {
		if got := safeVariable(c.name, c.value); got != c.rule {
			t.Errorf("safeVariable(%q, %q) = %v", c.name, c.value, got)
		}
		if got := harmlessVariable(c.name, c.value); got != c.readOnly {
			t.Errorf("harmlessVariable(%q, %q) = %v", c.name, c.value, got)
		}
	}
}

func BenchmarkReadOnly(b *testing.B) {
	words, ok := plainWords("git log --oneline --graph --all -20")
	if !ok {
		b.Fatal("not plain")
	}
	b.ReportAllocs()
	for b.Loop() {
		if !readOnly(words) {
			b.Fatal("not read-only")
		}
	}
}
