package hooks_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/hooks"
)

type sample struct {
	name string
	data []byte
}

func samples(b *testing.B) []sample {
	write := func(size int) []byte {
		content := strings.Repeat(`package main\n\nfunc main() {\n\tprintln(\"hello\")\n}\n`, size/50)
		return []byte(`{"hook_event_name":"PreToolUse","cwd":"/src","tool_name":"Write","tool_input":{"file_path":"/src/a.go","content":"` + content + `"}}`)
	}
	return []sample{
		{"Bash", recorded(b, "PreToolUse-Bash")},
		{"4KB", write(4 << 10)},
		{"100KB", write(100 << 10)},
		{"10MB", write(10 << 20)},
	}
}

func BenchmarkDecode(b *testing.B) {
	for _, sample := range samples(b) {
		b.Run(sample.name, func(b *testing.B) {
			b.SetBytes(int64(len(sample.data)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := hooks.Decode(sample.data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkRun(b *testing.B) {
	ctx := context.Background()
	for _, sample := range samples(b) {
		for _, guard := range []struct {
			name   string
			handle handler
		}{{"pass", passes}, {"deny", denies}} {
			b.Run(sample.name+" "+guard.name, func(b *testing.B) {
				b.SetBytes(int64(len(sample.data)))
				b.ReportAllocs()
				for b.Loop() {
					hooks.Run(ctx, hooks.Options{Stdin: bytes.NewReader(sample.data), Stdout: io.Discard, Stderr: io.Discard}, guard.handle)
				}
			})
		}
	}
}

// BenchmarkTexts walks the input of an MCP tool.
func BenchmarkTexts(b *testing.B) {
	event, err := hooks.Decode([]byte(`{"hook_event_name":"PreToolUse","tool_name":"mcp__a__b","tool_input":{"list":[` +
		strings.TrimSuffix(strings.Repeat(`{"a":"text","b":["more","text"],"c":1},`, 100), ",") + `]}}`))
	require.NoError(b, err)
	e := event.(*hooks.PreToolUse)
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		for range e.Texts() {
			n++
		}
		if n != 300 {
			b.Fatal(n)
		}
	}
}
