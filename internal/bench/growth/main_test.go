package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDraw(t *testing.T) {
	all, axis, err := read(strings.NewReader(`goos: linux
BenchmarkCheck/command=short/rules=1-2     100  2000 ns/op  0 B/op
BenchmarkCheck/command=short/rules=1-2     100  1500 ns/op
BenchmarkCheck/command=short/rules=100-2   100  1600.5 ns/op
BenchmarkNew/rules=10000-2  10  9000000 ns/op
BenchmarkOther-2  10  1 ns/op
PASS`))
	require.NoError(t, err)
	require.Equal(t, "rules", axis)
	require.Equal(t, map[string]series{"Check/short": {1: 1500, 100: 1600.5}, "New": {10000: 9000000}}, all)
	var out bytes.Buffer
	require.NoError(t, draw(&out, all, axis))
	for d := xml.NewDecoder(&out); ; {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
	}
	_, _, err = read(strings.NewReader("PASS"))
	require.Error(t, err)
}
