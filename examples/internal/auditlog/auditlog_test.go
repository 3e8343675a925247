package auditlog

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv("AUDITLOG_WRITER"); dir != "" { // one of the processes of TestProcesses
		n, err := strconv.Atoi(os.Getenv("AUDITLOG_N"))
		if err != nil {
			panic(err)
		}
		l := &Log{dir: dir, max: 20_000}
		for i := range n {
			l.Logger().Info("record", "process", os.Getpid(), "i", i, "text", strings.Repeat("x", i%300))
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// TestProcesses lets processes write at once while the file is rotated: no line is
// torn, and none is lost but those in files that are too old to be kept.
func TestProcesses(t *testing.T) {
	dir := t.TempDir()
	const processes, each = 8, 60
	var wg sync.WaitGroup
	for range processes {
		wg.Go(func() {
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), "AUDITLOG_WRITER="+dir, "AUDITLOG_N="+strconv.Itoa(each))
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	wg.Wait()
	seen := map[string]int{}
	for e, err := range Read(dir) {
		require.NoError(t, err)
		require.Equal(t, "record", e.Message)
		seen[fmt.Sprint(e.Fields["process"], e.Fields["i"])]++
	}
	for key, n := range seen {
		require.Equal(t, 1, n, key)
	}
	files, err := filepath.Glob(filepath.Join(dir, fileName+"*"))
	require.NoError(t, err)
	require.Greater(t, len(files), 2, "it was rotated")
	require.LessOrEqual(t, len(files), Kept+1)
	if len(files) <= Kept {
		require.Len(t, seen, processes*each)
	}
}

func TestRotation(t *testing.T) {
	dir := t.TempDir()
	l := &Log{dir: dir, max: 1000}
	for i := range 200 {
		l.Logger().Info("x", "i", i)
	}
	var last float64 = -1
	count := 0
	for e, err := range Read(dir) {
		require.NoError(t, err)
		i := e.Fields["i"].(float64)
		require.Greater(t, i, last, "the oldest first")
		last = i
		count++
	}
	require.EqualValues(t, 199, last)
	require.Greater(t, count, 20)
	info, err := os.Stat(filepath.Join(dir, fileName))
	require.NoError(t, err)
	if runtime.GOOS != "windows" {
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	}
}

func TestBadLines(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, fileName), []byte("{\"msg\":\"a\"}\nnonsense\n{\"msg\":\"b\"}\n"), 0o600))
	var good []string
	bad := 0
	for e, err := range Read(dir) {
		if err != nil {
			require.ErrorContains(t, err, "line 2")
			bad++
			continue
		}
		good = append(good, e.Message)
	}
	require.Equal(t, []string{"a", "b"}, good)
	require.Equal(t, 1, bad)
	for range Read(filepath.Join(dir, "none")) {
		t.Fatal("there is no log")
	}
}

// TestFullDisk shows that a record which does not fit leaves no half line behind.
func TestFullDisk(t *testing.T) {
	if runtime.GOOS != "linux" || os.Geteuid() != 0 {
		t.Skip("a small file system can only be mounted by root on Linux: what a full disk does is not tested")
	}
	dir := t.TempDir()
	if err := mount(dir); err != nil {
		t.Skipf("no file system can be mounted here: what a full disk does is not tested: %v", err)
	}
	t.Cleanup(func() { unmount(dir) })
	l := New(dir)
	full := false
	for range 100 {
		if _, err := l.Write([]byte(`{"msg":"` + strings.Repeat("x", 5000) + "\"}\n")); err != nil {
			require.True(t, errors.Is(err, syscall.ENOSPC), err)
			full = true
		}
	}
	require.True(t, full)
	for _, err := range Read(dir) {
		require.NoError(t, err)
	}
	require.Error(t, firstOf(New(filepath.Join(os.DevNull, "x")).Write([]byte("{}\n"))))
}

func firstOf(_ int, err error) error { return err }
