package secrets_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/secrets"
)

func testFS(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(withTokens(text)), Mode: 0o644}
	}
	return fsys
}

func TestScanFS(t *testing.T) {
	fsys := testFS(map[string]string{
		"b/x.env": "\nk=T01", "a.txt": "T02 T03", "a/z/go.sum": "T04", ".env": "T05", ".gitignore": ".env", "clean": "text",
		"binary": "\x00T09", "late": strings.Repeat("x\n", 5000) + "T06\x00", "utf16le": utf16le(withTokens("ä\nT07")), "utf16be": "\xfe\xff\x00T\x00",
		"bom": "\xef\xbb\xbfT08", ".git/config": "T10", ".git/objects/12/34": "T09", "sub/.git/objects/12/34": "T09", ".git/modules/sub/objects/1": "T09",
		"allowed/x": "T09", "skipped/y/z": "T09", "x.skip": "T09",
	})
	fsys["link"] = &fstest.MapFile{Data: []byte("a.txt"), Mode: fs.ModeSymlink | 0o777}
	fsys["pipe"] = &fstest.MapFile{Data: []byte(withTokens("T09")), Mode: fs.ModeNamedPipe | 0o777}
	s := testScanner(t, secrets.Config{AllowPaths: []string{"allowed"}})
	want := []string{".env:1:1 5", ".git/config:1:1 10", "a/z/go.sum:1:1 4", "a.txt:1:1 2", "a.txt:1:26 3", "b/x.env:2:3 1", "bom:1:4 8", "late:5001:1 6", "utf16le:2:1 7"}
	for _, parallel := range []int{0, 1, 2, 7} {
		var last secrets.FSProgress
		var order []string
		options := secrets.FSOptions{Skip: []string{"skipped/**", "**/*.skip"}, Parallel: parallel, Progress: func(p secrets.FSProgress) { last = p; order = append(order, p.File) }}
		got, err := places(t, s.ScanFS(t.Context(), fsys, options))
		require.NoError(t, err)
		require.Equal(t, want, got)
		require.Equal(t, 11, last.Scanned)
		require.Equal(t, 1, last.Skipped)
		require.Equal(t, "utf16le", last.File)
		require.Len(t, order, 12)
		require.Positive(t, last.Bytes)
	}
	got, err := places(t, s.ScanFS(t.Context(), fsys, secrets.FSOptions{Only: []string{"*.txt", "**/*.env"}, Skip: []string{"b"}}))
	require.NoError(t, err)
	require.Equal(t, []string{".env:1:1 5", "a.txt:1:1 2", "a.txt:1:26 3"}, got)

	_, err = places(t, s.ScanFS(t.Context(), fsys, secrets.FSOptions{Only: []string{"[a"}}))
	require.ErrorContains(t, err, `"[a" is not a valid pattern`)
}

// TestScanFSMany has more files than are under way at a time.
func TestScanFSMany(t *testing.T) {
	files := map[string]string{}
	var want []string
	for n := range 500 {
		name := fmt.Sprintf("d%02d/f%03d", n/20, n)
		files[name] = strings.Repeat("x\n", (n*7919)%3000) + "T01"
		want = append(want, fmt.Sprintf("%s:%d:1 1", name, (n*7919)%3000+1))
	}
	got, err := places(t, testScanner(t, secrets.Config{}).ScanFS(t.Context(), testFS(files), secrets.FSOptions{Parallel: 4}))
	require.NoError(t, err)
	require.Equal(t, want, got)
}

// strangeFS has files that cannot be opened, fail, grow, or never answer.
type strangeFS struct {
	fstest.MapFS
	blocked chan struct{}
}

func (s strangeFS) Open(name string) (fs.File, error) {
	switch name {
	case "closed", "dir":
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	case "blocked":
		<-s.blocked
		return nil, io.EOF
	}
	f, err := s.MapFS.Open(name)
	if err == nil && (name == "grows" || name == "fails") {
		return &strangeFile{f, name}, nil
	}
	return f, err
}

func (s strangeFS) ReadDir(name string) ([]fs.DirEntry, error) {
	if name == "dir" {
		return nil, fs.ErrPermission
	}
	return s.MapFS.ReadDir(name)
}

type strangeFile struct {
	fs.File
	name string
}

func (f *strangeFile) Read(p []byte) (int, error) {
	if f.name == "fails" {
		return 0, io.ErrUnexpectedEOF
	}
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestScanFSErrors(t *testing.T) {
	fsys := strangeFS{MapFS: testFS(map[string]string{"a": "T01", "closed": "x", "dir/x": "x", "fails": "x", "grows": "x", "large": strings.Repeat("x", 2001), "fits": strings.Repeat("x", 1975) + " T02", "z": "T03"})}
	s := testScanner(t, secrets.Config{MaxSize: 2000})
	var got []string
	for f, err := range s.ScanFS(t.Context(), fsys, secrets.FSOptions{}) {
		if err == nil {
			got = append(got, f.Pos.String())
			continue
		}
		failed := &fs.PathError{}
		require.ErrorAs(t, err, &failed)
		got = append(got, failed.Path)
		switch failed.Path {
		case "closed", "dir":
			require.ErrorIs(t, err, fs.ErrPermission)
		case "grows", "large":
			require.ErrorIs(t, err, secrets.ErrTooLarge)
			require.ErrorContains(t, err, failed.Path)
		case "fails":
			require.ErrorIs(t, err, io.ErrUnexpectedEOF)
		}
	}
	require.Equal(t, []string{"a:1:1", "closed", "dir", "fails", "fits:1:1977", "grows", "large", "z:1:1"}, got)
}

func TestScanFSCancel(t *testing.T) {
	fsys := strangeFS{MapFS: testFS(map[string]string{"a": "T01", "blocked": "x", "z": "T03"}), blocked: make(chan struct{})}
	defer close(fsys.blocked)
	s := testScanner(t, secrets.Config{})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	got, err := places(t, s.ScanFS(ctx, fsys, secrets.FSOptions{}))
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.Equal(t, []string{"a:1:1 1"}, got)

	n := 0
	for range s.ScanFS(t.Context(), fsys, secrets.FSOptions{}) {
		n++
		break
	}
	require.Equal(t, 1, n)
}

// Whoever cancels and stops in the same breath is not called again.
func TestScanFSCancelAndBreak(t *testing.T) {
	fsys := testFS(map[string]string{"a": "T01", "b": "T02"})
	for _, parallel := range []int{1, 2} {
		ctx, cancel := context.WithCancel(t.Context())
		found := 0
		for range testScanner(t, secrets.Config{}).ScanFS(ctx, fsys, secrets.FSOptions{Parallel: parallel}) {
			found++
			cancel()
			break
		}
		cancel()
		require.Equal(t, 1, found)
	}
}

// TestScanFSRoot scans a folder of this machine with links that lead out of it.
func TestScanFSRoot(t *testing.T) {
	dir, outside := t.TempDir(), filepath.Join(t.TempDir(), "outside")
	require.NoError(t, os.WriteFile(outside, []byte(token(9)), 0o666))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "in"), []byte(token(1)), 0o666))
	if err := os.Symlink(outside, filepath.Join(dir, "out")); err != nil {
		t.Skip(err)
	}
	require.NoError(t, os.Symlink(filepath.Dir(outside), filepath.Join(dir, "dir")))
	root, err := os.OpenRoot(dir)
	require.NoError(t, err)
	defer root.Close()
	got, err := places(t, testScanner(t, secrets.Config{}).ScanFS(t.Context(), root.FS(), secrets.FSOptions{}))
	require.NoError(t, err)
	require.Equal(t, []string{"in:1:1 1"}, got)
}

// unpackTest takes files that begin with PACK for archives of their lines.
func unpackTest(name string, content []byte) iter.Seq2[secrets.PackedFile, error] {
	if !bytes.HasPrefix(content, []byte("PACK\n")) {
		return nil
	}
	return func(yield func(secrets.PackedFile, error) bool) {
		for i, line := range bytes.Split(content[5:], []byte("\n")) {
			if string(line) == "bad" {
				if !yield(secrets.PackedFile{}, errors.New("damaged")) {
					return
				}
			} else if !yield(secrets.PackedFile{Name: fmt.Sprintf("%s!/%d", name, i), Content: line}, nil) {
				return
			}
		}
	}
}

func TestUnpack(t *testing.T) {
	files := map[string]string{"x": "PACK\nT01\nbad\nT02\n\x00T09\nT04", "y": "T03"}
	s := testScanner(t, secrets.Config{Unpack: unpackTest, AllowPaths: []string{"x!/4"}})
	got, err := places(t, s.ScanFS(t.Context(), testFS(files), secrets.FSOptions{}))
	require.ErrorContains(t, err, "damaged")
	want := []string{"x!/0:1:1 1", "x!/2:1:1 2", "y:1:1 3"}
	require.Equal(t, want, got)

	r := newRepo(t)
	c := r.commit("one", files)
	got, err = places(t, s.ScanHistory(t.Context(), r.dir))
	require.ErrorContains(t, err, "damaged")
	for i := range want {
		want[i] = c + " " + want[i]
	}
	require.Equal(t, want, got)
}

func TestScanFSMarks(t *testing.T) {
	fsys := testFS(map[string]string{"a": "T01 # gatehouse:allow test-token\n# gatehouse:allow test-token\nnothing\n", "b": "T02 # gitleaks:allow\nT03"})
	var stale []string
	options := secrets.FSOptions{StaleMark: func(m secrets.Mark) { stale = append(stale, m.Pos.String()+" "+m.Unused) }}
	got, err := places(t, testScanner(t, secrets.Config{}).ScanFS(t.Context(), fsys, options))
	require.NoError(t, err)
	require.Equal(t, []string{"b:2:1 3"}, got)
	require.Equal(t, []string{"a:2:3 nothing to allow"}, stale)

	got, err = places(t, testScanner(t, secrets.Config{Marks: secrets.OwnMarks}).ScanFS(t.Context(), fsys, options))
	require.NoError(t, err)
	require.Equal(t, []string{"b:1:1 2", "b:2:1 3"}, got)
	got, err = places(t, testScanner(t, secrets.Config{Marks: secrets.NoMarks}).ScanFS(t.Context(), fsys, secrets.FSOptions{}))
	require.NoError(t, err)
	require.Len(t, got, 3)

	// The input of a tool could have been written by the one that is watched.
	require.Len(t, testScanner(t, secrets.Config{}).ScanFile("a", fsys["a"].Data), 1)
}

func ExampleScanner_ScanFS() {
	s, err := secrets.New(secrets.Config{})
	if err != nil {
		panic(err)
	}
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	token := secrets.Builtin()[slices.IndexFunc(secrets.Builtin(), func(r secrets.Rule) bool { return r.ID == "github-pat" })].Example(0, 1)
	if err := os.WriteFile(filepath.Join(dir, ".env"), []byte(token), 0o600); err != nil {
		panic(err)
	}
	root, err := os.OpenRoot(dir) // so that no link leads out of the folder
	if err != nil {
		panic(err)
	}
	defer root.Close()
	for f, err := range s.ScanFS(context.Background(), root.FS(), secrets.FSOptions{}) {
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(f)
	}
	// Output: .env:1:14: GitHub personal access token (classic) (github-pat)
}

func BenchmarkScanFS(b *testing.B) {
	dir := "/usr/local/go/src/net"
	if _, err := os.Stat(dir); err != nil {
		b.Skip(err)
	}
	s, err := secrets.New(secrets.Config{})
	require.NoError(b, err)
	for b.Loop() {
		var last secrets.FSProgress
		for range s.ScanFS(b.Context(), os.DirFS(dir), secrets.FSOptions{Progress: func(p secrets.FSProgress) { last = p }}) {
			continue
		}
		b.SetBytes(last.Bytes)
	}
}
