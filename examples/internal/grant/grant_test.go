package grant

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/hooks"
)

var now = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)

func TestHash(t *testing.T) {
	call := func(tool, input, dir string) string {
		return Hash(&hooks.PreToolUse{Common: hooks.Common{CWD: dir}, ToolCall: hooks.ToolCall{ToolName: tool, ToolInput: []byte(input)}})
	}
	same := call("Bash", `{"command":"ls"}`, "/a")
	require.Equal(t, same, call("Bash", "{ \"command\": \"ls\" }\n", "/a"), "blanks between tokens say nothing")
	for _, other := range []string{call("Bash", `{"command":"ls "}`, "/a"), call("Bash", `{"command":"ls"}`, "/b"), call("Write", `{"command":"ls"}`, "/a")} {
		require.NotEqual(t, same, other)
	}
	require.NotEqual(t, HashOf("a", "bc"), HashOf("ab", "c"))
}

func TestOnce(t *testing.T) {
	s := Store{Dir: filepath.Join(t.TempDir(), "state")}
	hash := HashOf("x")
	ok, err := s.Use(hash, now)
	require.NoError(t, err)
	require.False(t, ok, "nobody granted it")
	require.ErrorIs(t, s.Grant(Call{Hash: hash}, Max, now), ErrUnknown, "it was not refused before")

	call := Call{Hash: hash, Time: now, Summary: "drop it"}
	require.NoError(t, s.Refused(call))
	found, err := s.Find(hash[:12], now)
	require.NoError(t, err)
	require.Equal(t, "drop it", found.Summary)
	for _, prefix := range []string{hash[:11], "", "*", "../../../etc/passwd"} {
		_, err = s.Find(prefix, now)
		require.ErrorIs(t, err, ErrUnknown, prefix)
	}
	require.NoError(t, s.Grant(found, 24*time.Hour, now))
	var used atomic.Int32
	var wg sync.WaitGroup
	for range 32 {
		wg.Go(func() {
			if ok, err := s.Use(hash, now.Add(time.Minute)); ok && err == nil {
				used.Add(1)
			}
		})
	}
	wg.Wait()
	require.EqualValues(t, 1, used.Load())
}

func TestExpires(t *testing.T) {
	s := Store{Dir: filepath.Join(t.TempDir(), "state")}
	hash := HashOf("x")
	grant := func() {
		require.NoError(t, s.Refused(Call{Hash: hash, Time: now}))
		require.NoError(t, s.Grant(Call{Hash: hash}, 24*time.Hour, now))
	}
	grant()
	ok, err := s.Use(hash, now.Add(Max+time.Second))
	require.NoError(t, err)
	require.False(t, ok)
	grant()
	ok, err = s.Use(hash, now.Add(-time.Hour))
	require.NoError(t, err)
	require.False(t, ok, "a clock that was set back makes no grant longer")
	_, err = s.Find(hash, now.Add(2*time.Hour))
	require.ErrorIs(t, err, ErrUnknown)
}

func TestForged(t *testing.T) {
	s := Store{Dir: filepath.Join(t.TempDir(), "state")}
	hash := HashOf("x")
	require.NoError(t, s.Refused(Call{Hash: hash, Time: now}))
	for _, text := range []string{"", "{}", `{"hash":"other","until":"2026-11-26T12:05:00Z"}`, `{"hash":"` + hash + `","until":"2099-01-01T00:00:00Z"}`} {
		require.NoError(t, os.WriteFile(s.file("granted", hash), []byte(text), 0o600))
		ok, _ := s.Use(hash, now)
		require.False(t, ok, text)
	}
	if runtime.GOOS == "windows" {
		t.Skip("modes of folders mean nothing on Windows: a folder that others can write to is not tested")
	}
	require.NoError(t, s.Grant(Call{Hash: hash}, Max, now))
	require.NoError(t, os.Chmod(s.Dir, 0o777))
	ok, err := s.Use(hash, now)
	require.ErrorIs(t, err, ErrFolder)
	require.False(t, ok)
	require.ErrorIs(t, s.Refused(Call{Hash: hash, Time: now}), ErrFolder)
	link := filepath.Join(t.TempDir(), "link")
	require.NoError(t, os.Symlink(s.Dir, link))
	require.ErrorIs(t, Store{Dir: link}.Refused(Call{Hash: hash, Time: now}), ErrFolder)
	require.Error(t, Store{Dir: filepath.Join(os.DevNull, "x")}.Refused(Call{Hash: hash}))
}

// TestNamed: a call that names a refused one may be about to grant it.
func TestNamed(t *testing.T) {
	s := Store{Dir: filepath.Join(t.TempDir(), "state")}
	named := func(text string) bool {
		t.Helper()
		ok, err := s.Named(slices.Values([]string{"nothing", text}))
		require.NoError(t, err)
		return ok
	}
	hash := HashOf("x")
	require.False(t, named(hash), "there is no folder")
	require.NoError(t, s.Refused(Call{Hash: hash, Time: now}))
	for _, text := range []string{hash, hash[:12], "grant " + hash[:12] + "\n", "'" + hash[:20] + "'", "0" + hash[:12], "h=" + hash[:40] + ";"} {
		require.True(t, named(text), text)
	}
	for _, text := range []string{"", hash[:11], hash[1:], HashOf("y"), "git show " + HashOf("z")[:40]} {
		require.False(t, named(text), text)
	}
}

// TestAgent: what an agent runs is no person. The test may itself be run by one, so that
// only what is read of a process is tested, and the variable.
func TestAgent(t *testing.T) {
	require.True(t, marked([]byte("A=b\x00CLAUDECODE=1\x00")))
	require.False(t, marked([]byte("A=CLAUDECODE=1\x00CLAUDECODE=\x00XCLAUDECODE=1")))
	require.Equal(t, 17, parentOf([]byte("42 (a) R (b) c) S 17 42 42 0")))
	for _, stat := range []string{"", "42", "42 (x)", "42 (x) S", "42 (x) S y"} {
		require.Zero(t, parentOf([]byte(stat)), stat)
	}
	t.Setenv("CLAUDECODE", "1")
	require.ErrorIs(t, Confirm("text", "yes"), ErrAgent)
}

func TestVisible(t *testing.T) {
	for text, want := range map[string]string{
		"rm -rf x\nin é 世": "rm -rf x\nin é 世", "": "",
		"a\x1b[2Kb": `a\u{1b}[2Kb`, "a\rb\tc": `a\u{d}b\u{9}c`, "a\u202eb": `a\u{202e}b`, "a\u200bb": `a\u{200b}b`, "a\u00a0b": `a\u{a0}b`, "a\xffb": `a\u{fffd}b`,
	} {
		require.Equal(t, want, Visible(text))
	}
}

func TestConfirm(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, confirm(strings.NewReader("users\n"), &out, "the card", "users"))
	require.Equal(t, "the card\n\nType users to agree: ", out.String())
	for _, typed := range []string{"", "\n", "yes\n", "user\n", "users;\n"} {
		require.ErrorIs(t, confirm(strings.NewReader(typed), &out, "", "users"), ErrRefused, typed)
	}
}
