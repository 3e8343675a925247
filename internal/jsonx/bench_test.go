package jsonx_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
)

// hookPayload is what a hook of 4 KB looks like: few values, one of them a file.
func hookPayload() []byte {
	content := strings.Repeat(`package main\n\nfunc main() {\n\tprintln(\"hello\")\n}\n`, 70)
	return []byte(`{"session_id":"8b1f6c0e","transcript_path":"/home/me/.claude/projects/x/8b1f6c0e.jsonl",` +
		`"cwd":"/home/me/src/x","permission_mode":"default","hook_event_name":"PreToolUse","tool_name":"Write",` +
		`"tool_input":{"file_path":"/home/me/src/x/main.go","content":"` + content + `"},"tool_use_id":"toolu_01"}`)
}

// megabyte returns about 1 MB of small members, the worst that is not hostile.
func megabyte() []byte {
	var b bytes.Buffer
	b.WriteString(`{"items":[`)
	for i := 0; b.Len() < 1<<20; i++ {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id": %d, "name": "item %d", "tags": ["a", "b"], "ok": true, "size": %d.5}`, i, i, i*7)
	}
	b.WriteString("]}")
	return b.Bytes()
}

func BenchmarkParse(b *testing.B) {
	for _, bench := range []struct {
		name string
		data []byte
	}{
		{"small", []byte(`{"command":"git status"}`)},
		{"hook 4KB", hookPayload()},
		{"1MB", megabyte()},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.SetBytes(int64(len(bench.data)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := jsonx.Parse(bench.data, jsonx.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
