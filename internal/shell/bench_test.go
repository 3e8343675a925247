package shell_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/shell"
	"mvdan.cc/sh/v3/syntax"
)

// BenchmarkParse compares Parse with what the bare parser needs for a text.
func BenchmarkParse(b *testing.B) {
	for _, c := range []struct{ name, src string }{
		{"status", `git status`},
		{"compound", `cd src && go test ./... -run 'Test.*' 2>&1 | grep -v "^ok" | sort -u > "$HOME/out.txt"; git add -A`},
		{"long", strings.Repeat(`echo 'some words' --flag=value "$HOME/x" | sort -u && `, 185) + "true"},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = shell.Parse(c.src)
			}
		})
		b.Run(c.name+"/bare", func(b *testing.B) {
			b.ReportAllocs()
			p := syntax.NewParser(syntax.Variant(syntax.LangBash))
			for b.Loop() {
				_, _ = p.Parse(strings.NewReader(c.src), "")
			}
		})
	}
}

// BenchmarkBareParse is what BenchmarkCheck of package permission is held
// against: the bare parser on the same commands.
func BenchmarkBareParse(b *testing.B) {
	for _, c := range []struct{ name, src string }{
		{"short", "git status"},
		{"parts", "git fetch && npm ci && make test | sort; git status"},
		{"long", "git commit -m '" + strings.Repeat("a word ", 1427)[:9984] + "'"},
	} {
		b.Run("command="+c.name, func(b *testing.B) {
			b.ReportAllocs()
			p := syntax.NewParser(syntax.Variant(syntax.LangBash))
			for b.Loop() {
				if _, err := p.Parse(strings.NewReader(c.src), ""); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkGrowth shows time and memory against size: the throughput stays.
func BenchmarkGrowth(b *testing.B) {
	for _, c := range []struct{ name, head, unit, tail string }{
		{"words", "", "a ", ""},
		{"commands", "", "git status\n", ""},
		{"quotes", "", `"a b" 'c' `, ""},
		{"variables", "", "$x ", ""},
		{"document", "cat <<'E'\n", "some text\n", "E\n"},
		{"documents", "", "cat <<'E'\nsome text\n\nand some more of it and then some more\nE\n", ""},
		{"continued", "a", " \\\n b", ""},
		{"nested", "a $(a $(a $(a $(a $(", "b ", ")))))"},
	} {
		for _, size := range []int{1 << 10, 1 << 14, 1 << 18, 1 << 20} {
			src := c.head + strings.Repeat(c.unit, (size-len(c.head)-len(c.tail))/len(c.unit)) + c.tail
			b.Run(fmt.Sprintf("%s/%dK", c.name, size>>10), func(b *testing.B) {
				b.ReportAllocs()
				b.SetBytes(int64(len(src)))
				for b.Loop() {
					_, _ = shell.Parse(src)
				}
			})
		}
	}
}
