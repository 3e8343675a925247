package archive_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/secrets"
	"github.com/gatehouse-go/gatehouse/secrets/archive"
)

type file struct{ name, text string }

func zipOf(t testing.TB, files ...file) string {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range files {
		w, err := z.Create(f.name)
		require.NoError(t, err)
		_, err = io.WriteString(w, f.text)
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return out.String()
}

func tarOf(t testing.TB, files ...file) string {
	t.Helper()
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	require.NoError(t, w.WriteHeader(&tar.Header{Name: "link", Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"}))
	for _, f := range files {
		require.NoError(t, w.WriteHeader(&tar.Header{Name: f.name, Typeflag: tar.TypeReg, Size: int64(len(f.text)), Mode: 0o644}))
		_, err := io.WriteString(w, f.text)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return out.String()
}

func gzipOf(t testing.TB, text string) string {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, err := io.WriteString(w, text)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return out.String()
}

// list lists the files in an archive, and what is wrong.
func list(t testing.TB, l archive.Limits, name, content string) ([]string, error) {
	t.Helper()
	files := l.Unpack(name, []byte(content))
	if files == nil {
		return nil, nil
	}
	list := []string{}
	var failed error
	for f, err := range files {
		if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		list = append(list, fmt.Sprintf("%s %d", f.Name, len(f.Content)))
	}
	return list, failed
}

func TestUnpack(t *testing.T) {
	inner := zipOf(t, file{"e", "xxxx"}, file{"dir/", ""}, file{"../f", "1"})
	for _, test := range []struct {
		name, content string
		want          []string
	}{
		{"text", "nothing", nil},
		{"empty", "", nil},
		{"a.zip", zipOf(t, file{"b/c", "xx"}, file{"d.jar", inner}), []string{"a.zip!/b/c 2", "a.zip!/d.jar!/e 4", "a.zip!/d.jar!/../f 1"}},
		{"a.tar", tarOf(t, file{"b/c", "xx"}, file{"d.zip", inner}, file{"g", "x"}), []string{"a.tar!/b/c 2", "a.tar!/d.zip!/e 4", "a.tar!/d.zip!/../f 1", "a.tar!/g 1"}},
		{"x/a.tgz", gzipOf(t, tarOf(t, file{"b", "xx"})), []string{"x/a.tgz!/b 2"}},
		{"x/a.txt.gz", gzipOf(t, "xx"), []string{"x/a.txt.gz!/a.txt 2"}},
		{"a.gz", gzipOf(t, gzipOf(t, inner)), []string{"a.gz!/a!/a!/e 4", "a.gz!/a!/a!/../f 1"}},
	} {
		got, err := list(t, archive.Limits{}, test.name, test.content)
		require.NoError(t, err, test.name)
		require.Equal(t, test.want, got, test.name)
	}
}

func TestLimits(t *testing.T) {
	zeros := strings.Repeat("\x00", 10<<20)
	many := make([]file, 50)
	for i := range many {
		many[i] = file{fmt.Sprint(i), "x"}
	}
	nested := "x"
	for range 6 {
		nested = zipOf(t, file{"n", nested})
	}
	damaged := zipOf(t, file{"a", strings.Repeat("text", 100)}, file{"b", "x"})
	damaged = strings.Replace(damaged, damaged[40:44], "\xff\xff\xff\xff", 1)
	for _, test := range []struct {
		name    string
		limits  archive.Limits
		content string
		want    []string
		err     string
	}{
		{"ratio", archive.Limits{Ratio: 20}, zipOf(t, file{"a", "x"}, file{"b", zeros}, file{"c", "x"}), []string{"n!/a 1"}, "more than is allowed"},
		{"ratio of gzip", archive.Limits{Ratio: 20}, gzipOf(t, zeros), []string{}, "more than is allowed"},
		{"ratio of tgz", archive.Limits{Ratio: 20}, gzipOf(t, tarOf(t, file{"a", "x"}, file{"b", zeros})), []string{"n!/a 1"}, "more than is allowed"},
		{"total", archive.Limits{Total: 25 << 20, Ratio: 5000}, zipOf(t, file{"a", zeros}, file{"b", zeros}, file{"c", zeros}, file{"d", "x"}), []string{"n!/a 10485760", "n!/b 10485760"}, "more than is allowed"},
		{"one file", archive.Limits{File: 100}, zipOf(t, file{"a", "x"}, file{"b", zeros}, file{"c", "x"}), []string{"n!/a 1", "n!/c 1"}, "it has more than 100 bytes"},
		{"one file of tar", archive.Limits{File: 100}, tarOf(t, file{"a", "x"}, file{"b", zeros}, file{"c", "x"}), []string{"n!/a 1", "n!/c 1"}, "it has more than 100 bytes"},
		{"one gzip", archive.Limits{File: 100}, gzipOf(t, strings.Repeat("x", 101)), []string{}, "it has more than 100 bytes"},
		{"files", archive.Limits{Files: 2}, zipOf(t, many...), []string{"n!/0 1", "n!/1 1"}, "more than is allowed"},
		{"depth", archive.Limits{}, nested, []string{}, "more than 4 archives in one another"},
		{"damaged", archive.Limits{}, damaged, []string{"n!/b 1"}, `"n!/a"`},
		{"cut off", archive.Limits{}, damaged[:60], []string{}, "not a valid zip"},
		{"tgz cut off", archive.Limits{}, gzipOf(t, tarOf(t, file{"a", "x"}))[:60], []string{}, "EOF"},
	} {
		got, err := list(t, test.limits, "n", test.content)
		require.ErrorContains(t, err, test.err, test.name)
		require.Equal(t, test.want, got, test.name)
		if strings.Contains(test.err, "more than") {
			require.ErrorIs(t, err, secrets.ErrTooLarge)
		}
	}
}

func TestStop(t *testing.T) {
	for _, content := range []string{zipOf(t, file{"a", "x"}, file{"b", "x"}), tarOf(t, file{"a", "x"}, file{"b", "x"})} {
		n := 0
		for range archive.Unpack("n", []byte(content)) {
			n++
			break
		}
		require.Equal(t, 1, n)
	}
}

func TestScan(t *testing.T) {
	rule := secrets.Rule{ID: "test-token", Severity: secrets.High, Keywords: []string{"tok_"}, Pattern: `\btok_[0-9a-z]{8}\b`}
	s, err := secrets.New(secrets.Config{Rules: []secrets.Rule{rule}, Only: []string{rule.ID}, Unpack: archive.Unpack})
	require.NoError(t, err)
	fsys := fstest.MapFS{"x/a.zip": {Data: []byte(zipOf(t, file{"b/c.env", "k\nK=tok_01234567"}))}}
	n := 0
	for f, err := range s.ScanFS(t.Context(), fsys, secrets.FSOptions{}) {
		require.NoError(t, err)
		require.Equal(t, "x/a.zip!/b/c.env:2:3", f.Pos.String())
		n++
	}
	require.Equal(t, 1, n)
}

func FuzzUnpack(f *testing.F) {
	f.Add([]byte(zipOf(f, file{"a", "x"}, file{"b.tgz", gzipOf(f, tarOf(f, file{"c", "x"}))})))
	f.Add([]byte(tarOf(f, file{"a", "x"})))
	f.Add([]byte(gzipOf(f, "x")))
	limits := archive.Limits{Total: 1 << 20, File: 1 << 16, Files: 100}
	f.Fuzz(func(t *testing.T, content []byte) {
		files := limits.Unpack("n", content)
		if files == nil {
			return
		}
		total, n := 0, 0
		for file, err := range files {
			if err == nil {
				require.True(t, strings.HasPrefix(file.Name, "n!/"))
				total += len(file.Content)
				n++
			}
		}
		require.LessOrEqual(t, n, 100)
		require.LessOrEqual(t, total, 1<<20+len(content))
	})
}
