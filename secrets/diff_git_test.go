package secrets_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/secrets"
)

// TestScanDiffAgainstGit scans what git makes of two versions, in all ways, and
// compares with the versions.
func TestScanDiffAgainstGit(t *testing.T) {
	r := newRepo(t)
	s := testScanner(t, secrets.Config{})
	r.commit("one", map[string]string{
		"a b/täst": "one\ntwo\nT01\nfour\n", "gone": "T02\n", "b/b": "T03\n", "long": strings.Repeat("line\n", 50) + "T04\nend\n", "crlf": "a\r\nT05\r\n",
		"quo\"te": "no end", "same": "T06\n", "bin": "\x00\x01",
	})
	r.git("rm", "-q", "gone")
	r.git("mv", "long", "b/long moved")
	c := r.commit("two", map[string]string{
		"a b/täst": "T11\none\ntwo\nT01\nT12\n", "b/b": "T03 T13", "b/long moved": strings.Repeat("line\n", 50) + "T14\nend\n", "crlf": "a\r\nb T15\r\nT05\r\n",
		"quo\"te": "end\nT16", "new": "BEGIN BLOCK\none\nEND BLOCK\n+ T17\n--- T18\n", "bin": "\x00T19", "same": "T06\n", "empty": "",
	})
	want := []string{"a b/täst:1:1 11", "a b/täst:5:1 12", "b/b:1:1 3", "b/b:1:26 13", "b/long moved:51:1 14", "crlf:2:3 15", "new:1:1 test-block", "new:4:3 17", "new:5:5 18", "quo\"te:2:1 16"}
	for _, args := range [][]string{
		nil, {"--no-prefix"}, {"--src-prefix=x/y/", "--dst-prefix=longer/z/"}, {"-U0"}, {"-U100"}, {"--binary"}, {"-c", "core.quotePath=false"},
		{"--no-renames"}, {"-C", "--find-copies-harder"}, {"--stat", "-p"}, {"-c", "diff.mnemonicPrefix=true"}, {"--minimal", "--function-context"}, {"--full-index"},
	} {
		config, options := []string{}, args
		if len(args) > 0 && args[0] == "-c" {
			config, options = args, nil
		}
		for _, command := range [][]string{{"diff", "HEAD~", "HEAD"}, {"show", "HEAD"}, {"log", "-p", "-1"}, {"format-patch", "--stdout", "-1", "HEAD"}} {
			out := r.git(slices.Concat(config, command[:1], options, command[1:])...)
			got, err := places(t, s.ScanDiff(strings.NewReader(out+"\n")))
			require.NoError(t, err, "%q %q", command, args)
			if command[0] != "diff" {
				for i := range got {
					var ok bool
					got[i], ok = strings.CutPrefix(got[i], c+" ")
					require.True(t, ok, got[i])
				}
			}
			slices.Sort(got)
			if slices.Contains(args, "--no-renames") {
				got = slices.DeleteFunc(got, func(place string) bool { return strings.HasSuffix(place, " 4") })
			}
			require.Equal(t, want, got, "%q %q", command, args)
		}
	}
}

// TestScanDiffMerge scans the diffs of a merge, before and after it is resolved.
func TestScanDiffMerge(t *testing.T) {
	r := newRepo(t)
	s := testScanner(t, secrets.Config{})
	r.commit("one", map[string]string{"a b": "1\n2\nT01\n3\n", "c": "x"})
	r.git("checkout", "-q", "-b", "side")
	r.commit("side", map[string]string{"a b": "1\nside\nT02\nT01\n3\n"})
	r.git("checkout", "-q", "main")
	r.commit("main", map[string]string{"a b": "1\nmain\nT03\nT01\n3\n"})
	cmd := exec.Command("git", "merge", "-q", "--no-commit", "side")
	cmd.Dir, cmd.Env = r.dir, r.env
	require.Error(t, cmd.Run(), "a conflict")
	r.write(map[string]string{"a b": "1\nT02\nmain\nT04\nT03\nT01\nT05"})
	got, err := places(t, s.ScanDiff(strings.NewReader(r.git("diff")+"\n")))
	require.NoError(t, err)
	require.Equal(t, []string{"a b:4:1 4", "a b:7:1 5"}, got)
	c := r.commit("merge", nil)
	want := []string{c + " a b:4:1 4", c + " a b:7:1 5"}
	got, err = places(t, s.ScanCommit(t.Context(), r.dir, "HEAD"))
	require.NoError(t, err)
	require.Equal(t, want, got)
	for _, args := range [][]string{{"show"}, {"show", "--cc"}, {"show", "-c"}, {"show", "--cc", "--no-prefix"}, {"show", "-c", "-U0"}, {"log", "-p", "--cc", "-1"}, {"show", "--cc", "--combined-all-paths", "-M"}} {
		got, err = places(t, s.ScanDiff(strings.NewReader(r.git(args...)+"\n")))
		require.NoError(t, err)
		require.Equal(t, want, got, "%q", args)
	}
	got, err = places(t, s.ScanDiff(strings.NewReader(r.git("show", "-m")+"\n")))
	require.NoError(t, err)
	require.Len(t, got, 2+1+2+1, "against each parent")
}
