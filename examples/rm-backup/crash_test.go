package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/examples/internal/hooktest"
	"github.com/gatehouse-go/gatehouse/examples/internal/trash"
)

// TestKilled ends the program at its system calls that change the disk, one run for
// each of the first, then at ever larger steps: no file of the project changes, and each copy that is listed is whole.
func TestKilled(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("there is no strace: what a crash in the midst of a copy leaves behind is not tested")
	}
	const calls = "mkdirat,openat,write,fsync,renameat,renameat2,fchmodat,unlinkat,copy_file_range,sendfile,splice"
	probe := exec.Command(strace, "-f", "-o", os.DevNull, "-e", "trace="+calls, "true")
	if out, err := probe.CombinedOutput(); err != nil {
		t.Skipf("strace cannot trace here: what a crash in the midst of a copy leaves behind is not tested: %s", out)
	}
	p := project(t)
	before := snapshot(t, p.Project)
	event := p.Bash(t, "rm -rf build .env 'a b.txt' big.bin")
	whole := 0
	for call := range strings.SplitSeq(calls, ",") {
		for when := 1; when <= 40; when += 1 + when/8 {
			state := filepath.Join(t.TempDir(), "state")
			q := &hooktest.Place{Project: p.Project, Home: p.Home, Env: []string{"XDG_STATE_HOME=" + state}}
			r := q.Run(t, strace, event, "-f", "-o", os.DevNull, "-e", "trace="+call, "-e", fmt.Sprintf("inject=%s:signal=KILL:when=%d", call, when), program)
			store := trash.Store{Dir: filepath.Join(state, "gatehouse", "trash")}
			list, err := store.List()
			require.NoError(t, err)
			for _, c := range list {
				whole++
				for _, f := range c.Files {
					if !f.Mode.IsRegular() {
						continue
					}
					info, err := os.Stat(filepath.Join(store.Dir, c.ID, f.Stored))
					require.NoError(t, err, "%s %d", call, when)
					require.Equal(t, f.Size, info.Size(), "%s %d: %s", call, when, f.Path)
				}
			}
			require.Equal(t, before, snapshot(t, p.Project), "%s %d", call, when)
			if r.Code == 0 { // the program came to its end: there are no more calls of this kind
				require.Len(t, list, 1, "%s %d: %s", call, when, r.Stderr)
				break
			}
			require.LessOrEqual(t, len(list), 1)
		}
	}
	require.NotZero(t, whole)
}
