package main

import (
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/examples/internal/auditlog"
	"github.com/gatehouse-go/gatehouse/examples/internal/hooktest"
)

// TestFullDisk answers as before where its log does not fit, and counts what is lost.
func TestFullDisk(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "log")
	s := startProgram(t, hooktest.FullDisk(t, program, 4), "-log", dir)
	for range 20 {
		code, body, err := s.post(bash("vim x"), token)
		require.NoError(t, err)
		require.Equal(t, 200, code)
		require.Contains(t, body, "would hang")
	}
	require.NotContains(t, s.counters(t), `"lostRecords": 0`)
	records := 0
	for _, err := range auditlog.Read(dir) {
		require.NoError(t, err, "no line is half")
		records++
	}
	require.NotZero(t, records)
	require.Less(t, records, 20)
}

// TestWithoutPermission does not start without what it was told to use.
func TestWithoutPermission(t *testing.T) {
	p := hooktest.NewPlace(t)
	tokens := p.Write(t, "tokens", token)
	files := map[string]string{"-tokens": tokens}
	for _, f := range []string{"-policy", "-rules"} {
		files[f] = p.Write(t, f, "{}")
	}
	files["-cert"] = p.Write(t, "cert", "x")
	log := filepath.Join(p.Project, "log")
	require.NoError(t, os.Mkdir(log, 0o755))
	q := p.Unprivileged(t)
	hooktest.Forbid(t, log, 0o555)
	files["-log"] = log
	for f, name := range files {
		if f != "-log" {
			hooktest.Forbid(t, name, 0)
		}
		r := q.Run(t, program, "", "-listen", "127.0.0.1:0", "-tokens", tokens, f, name)
		require.Equal(t, 1, r.Code, f)
		require.Contains(t, r.Stderr, "permission denied", f)
		if f != "-log" {
			require.NoError(t, os.Chmod(name, 0o644))
		}
	}
}

// TestPortTaken is about a second server on the same address.
func TestPortTaken(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer ln.Close()
	p := hooktest.NewPlace(t)
	r := p.Run(t, program, "", "-listen", ln.Addr().String(), "-tokens", p.Write(t, "tokens", token))
	require.Equal(t, 1, r.Code)
	require.Contains(t, r.Stderr, "in use")
}

// TestBinary is about messages that are no text.
func TestBinary(t *testing.T) {
	s := start(t)
	for _, message := range []string{"\xff\xfe{\x00}\x00", "\x00\x01\x02", ""} {
		code, body, err := s.post(message, token)
		require.NoError(t, err)
		require.True(t, code != 200 || body != "", "%q: %d %s", message, code, body)
	}
}
