package jsonx_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
)

// nodeScript reads an array of base64, treats each as a file, and describes the values as describe does.
const nodeScript = `
const describe = (v) => {
	if (Array.isArray(v)) return '[' + v.map(describe).join(' ') + ']';
	if (v !== null && typeof v === 'object') return '{' + Object.keys(v).map((k) => hex(k) + ':' + describe(v[k])).join(' ') + '}';
	if (typeof v === 'string') return hex(v);
	if (typeof v === 'number') { const b = Buffer.alloc(8); b.writeDoubleBE(v); return b.toString('hex'); }
	return String(v);
};
const hex = (s) => '"' + Buffer.from(s, 'utf8').toString('hex') + '"';
const answers = JSON.parse(require('fs').readFileSync(0, 'utf8')).map((input) => {
	const text = Buffer.from(input, 'base64').toString('utf8').replace(/^\ufeff/, '');
	try { return describe(JSON.parse(text)); } catch { return 'error'; }
});
console.log(JSON.stringify(answers));
`

// describe writes a value in a way that two languages can agree on: text as UTF-8 in hexadecimal, numbers as their bits.
func describe(v jsonx.Value) string {
	var parts []string
	switch v.Kind() {
	case jsonx.Array:
		for e := range v.Elements() {
			parts = append(parts, describe(e))
		}
		return "[" + strings.Join(parts, " ") + "]"
	case jsonx.Object:
		var indexes []uint64
		members := make(map[uint64]string)
		for key, m := range v.Members() {
			part := fmt.Sprintf(`"%x":%s`, key, describe(m))
			if i, err := strconv.ParseUint(key, 10, 32); err == nil && i < math.MaxUint32 && strconv.FormatUint(i, 10) == key {
				indexes = append(indexes, i) // the one difference in order that the package comment admits
				members[i] = part
				continue
			}
			parts = append(parts, part)
		}
		slices.Sort(indexes)
		for n, i := range indexes {
			parts = slices.Insert(parts, n, members[i])
		}
		return "{" + strings.Join(parts, " ") + "}"
	case jsonx.String:
		text, _ := v.Text()
		return fmt.Sprintf(`"%x"`, text)
	case jsonx.Number:
		f, _ := v.Float()
		return fmt.Sprintf("%016x", math.Float64bits(f))
	}
	return string(v.Raw())
}

// TestAgainstNode compares with JSON.parse itself where there is one.
func TestAgainstNode(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("there is no node: nothing is compared with JSON.parse")
	}
	inputs := slices.Concat(accepted, rejected, []string{"\ufeff{}", "\ufeff\ufeff{}", nested(500)})
	for _, test := range syntaxErrors {
		inputs = append(inputs, test.input)
	}
	for _, input := range invalidUTF8 {
		inputs = append(inputs, `"`+input+`"`, `{"`+input+`":"\n`+input+`","\ufffd":1}`)
	}
	for i := range len(sample) {
		inputs = append(inputs, sample[:i], sample[i:], sample[:i]+"x"+sample[i:], sample[:i]+`"`+sample[i:], sample[:i]+sample[i+1:])
	}
	raw := make([][]byte, len(inputs)) // encoding/json writes these as base64
	for i, input := range inputs {
		raw[i] = []byte(input)
	}
	stdin, err := json.Marshal(raw)
	require.NoError(t, err)

	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, node, "-e", nodeScript)
	cmd.Stdin = bytes.NewReader(stdin)
	stdout, err := cmd.Output()
	require.NoError(t, err)
	var answers []string
	require.NoError(t, json.Unmarshal(stdout, &answers))
	require.Len(t, answers, len(inputs))

	for i, want := range answers {
		got := "error"
		if d, err := jsonx.Parse(raw[i], jsonx.Options{ReplaceInvalidUTF8: true}); err == nil {
			got = describe(d.Root())
		}
		require.Equal(t, want, got, "%q", inputs[i])
	}
}
