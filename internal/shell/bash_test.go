//go:build unix

package shell_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/shell"
	"github.com/stretchr/testify/require"
)

// The outside judge: the scripts in testdata/scripts.txt are run by Bash with
// nothing in its PATH but stubs that record how they were called.

// TestBash shows that no command runs that Parse did not report.
func TestBash(t *testing.T) {
	bash := lookBash(t)
	if bash == "" {
		return
	}
	all := samples(t)
	require.GreaterOrEqual(t, len(all), 1000)
	calls := bash.calls(t, all)
	for i, s := range all {
		ran := calls[i]
		script, err := shell.Parse(s.src)
		note := fmt.Sprintf("%q ran %q", s.src, ran)
		if s.mark != '*' {
			require.NotEmpty(t, ran, note)
			require.Equal(t, s.mark == '?', err != nil, "%s: %v", note, err)
		}
		if err != nil {
			continue
		}
		complete := !slices.ContainsFunc(ran, func(args []string) bool {
			return !slices.ContainsFunc(script.Commands, func(c shell.Command) bool {
				w := untimed(c)
				return (s.mark == '*' || w[0].Known()) && matches(w, args)
			})
		})
		require.Equal(t, s.mark != '~', complete, "%s\nreported\n%s", note, facts(script))
	}
}

// untimed returns the words of a command that the keyword "time" runs.
func untimed(c shell.Command) []shell.Word {
	w := c.Words
	if c.Time {
		w = w[1:]
		if len(w) > 0 && w[0].Text == "-p" {
			w = w[1:]
		}
	}
	if len(w) == 0 {
		return []shell.Word{{}}
	}
	return w
}

// matches lets a word that is not known stand for any number of arguments.
func matches(w []shell.Word, args []string) bool {
	if len(w) == 0 {
		return len(args) == 0
	}
	if w[0].Known() {
		return len(args) > 0 && args[0] == w[0].Text && matches(w[1:], args[1:])
	}
	for i := range len(args) + 1 {
		if matches(w[1:], args[i:]) {
			return true
		}
	}
	return false
}

// TestQuoteRemoval compares the text of words that are known with what Bash
// makes of them: those of all scripts, and some that are made up.
func TestQuoteRemoval(t *testing.T) {
	bash := lookBash(t)
	if bash == "" {
		return
	}
	var script strings.Builder
	var raw, want []string
	for _, src := range slices.Concat(scripts(), sources(t), randomWords(5000)) {
		s, err := shell.Parse(src)
		if err != nil || strings.Contains(src, "`") || strings.HasSuffix(src, `\`) {
			continue // backslashes are others in backquotes, and last in a text
		}
		for _, c := range s.Commands {
			for _, w := range c.Words {
				if w.Known() && !slices.Contains(raw, w.Raw(s)) {
					fmt.Fprintf(&script, "printf '%%s\\0' %s\nprintf '\\0'\n", w.Raw(s))
					raw, want = append(raw, w.Raw(s)), append(want, w.Text)
				}
			}
		}
	}
	require.Greater(t, len(want), 1000)
	out, err := bash.command(t, t.TempDir(), script.String()).Output()
	require.NoError(t, err)
	got := strings.Split(string(out), "\x00\x00")
	for i := range want {
		require.Equal(t, want[i], got[i], "%q", raw[i])
	}
}

// randomWords returns commands with a word of everything that may have a
// meaning in one.
func randomWords(n int) []string {
	tokens := strings.Fields(`{ } , .. . a b 1 3 - ~ / * ? [ ] = : + ! @ % ^ # \ \\ ' " '' "" 'a ' "{a,b}" $' $" \x41 \101 \n \' \" $ é {a,b} {1..3} x= x=~ :~ ${ $x`)
	r := rand.New(rand.NewPCG(1, 2))
	var all []string
	for range n {
		var src strings.Builder
		src.WriteString(": ")
		for range 1 + r.IntN(8) {
			src.WriteString(tokens[r.IntN(len(tokens))])
		}
		all = append(all, src.String())
	}
	return all
}

// bashPath is where a Bash is that these tests can compare with.
type bashPath string

// lookBash returns "" if there is none.
func lookBash(t *testing.T) bashPath {
	t.Helper()
	path, err := exec.LookPath("bash")
	if err != nil {
		t.Log("no bash here: nothing compared")
		return ""
	}
	version, err := exec.CommandContext(t.Context(), path, "--version").Output()
	require.NoError(t, err)
	if !regexp.MustCompile(`version (5\.[2-9]|[6-9])`).Match(version) {
		t.Logf("nothing compared with this bash: %.60s", version)
		return ""
	}
	return bashPath(path)
}

// command prepares to run a script with nothing to find in its PATH, no input
// and little time.
func (b bashPath) command(t *testing.T, dir, script string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, string(b), "--norc", "--noprofile", "-c", script)
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + filepath.Join(dir, "stubs"), "LC_ALL=C.UTF-8"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	return cmd
}

// judge runs each script in an empty folder of its own. Names without a stub,
// which are those of odd.txt, are recorded by Bash itself: that is faster.
const judge = `
command_not_found_handle() { printf '%s\0' $# "$@" >>"$STUB_LOG"; }
for _log in "$PWD"/logs/*; do
	IFS= read -r -d '' _script <"$PWD/scripts/${_log##*/}"
	(
		ulimit -t 10 -f 1024
		export STUB_LOG=$_log
		cd "work/${_log##*/}" || exit
		trap wait EXIT
		eval "$_script"
	) </dev/null >/dev/null 2>&1
done
`

// calls runs scripts and returns how stubs were called by each of them.
func (b bashPath) calls(t *testing.T, all []sample) [][][]string {
	t.Helper()
	dir := t.TempDir()
	for _, sub := range []string{"scripts", "logs", "work", "stubs"} {
		require.NoError(t, os.Mkdir(filepath.Join(dir, sub), 0o755))
	}
	for i, s := range all {
		name := strconv.Itoa(i)
		require.NoError(t, os.WriteFile(filepath.Join(dir, "scripts", name), []byte(s.src), 0o644))
		require.NoError(t, os.WriteFile(filepath.Join(dir, "logs", name), nil, 0o644))
		require.NoError(t, os.Mkdir(filepath.Join(dir, "work", name), 0o755))
	}
	makeStubs(t, filepath.Join(dir, "stubs"), all)
	out, err := b.command(t, dir, judge).CombinedOutput()
	require.NoError(t, err, "%s", out)

	calls := make([][][]string, len(all))
	for i := range all {
		data, err := os.ReadFile(filepath.Join(dir, "logs", strconv.Itoa(i)))
		require.NoError(t, err)
		for fields := strings.Split(string(data), "\x00"); len(fields) > 1; {
			n, err := strconv.Atoi(fields[0])
			require.NoError(t, err)
			calls[i] = append(calls[i], fields[1:1+n])
			fields = fields[1+n:]
		}
	}
	return calls
}

// makeStubs makes a stub for every name that occurs in scripts.txt.
func makeStubs(t *testing.T, dir string, all []sample) {
	t.Helper()
	stub := "#!/bin/sh\n" +
		`printf '%s\0' $(($# + 1)) "${0##*/}" "$@" >>"$STUB_LOG"` + "\n" +
		`case $0 in */no) exit 1 ;; esac` + "\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, "no"), []byte(stub), 0o755))
	for _, s := range all {
		if s.mark == '*' {
			continue
		}
		for _, name := range regexp.MustCompile(`\b[a-z][a-z0-9]+\b`).FindAllString(s.src, -1) {
			if err := os.Symlink("no", filepath.Join(dir, name)); !errors.Is(err, fs.ErrExist) {
				require.NoError(t, err)
			}
		}
	}
}
