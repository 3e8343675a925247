package shell_test

import (
	"strings"
	"testing"

	"mvdan.cc/sh/v3/syntax"
)

func BenchmarkBareZZ(b *testing.B) {
	for _, c := range []struct{ name, src string }{
		{"short", "git status"},
		{"parts", "git fetch && npm ci && make test | sort; git status"},
		{"long", "git commit -m '" + strings.Repeat("a word ", 1425) + "'"},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			p := syntax.NewParser(syntax.Variant(syntax.LangBash))
			for b.Loop() {
				_, _ = p.Parse(strings.NewReader(c.src), "")
			}
		})
	}
}
