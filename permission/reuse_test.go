package permission_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/permission"
)

// measuredRequests are the calls of the measured cases, without their settings.
func measuredRequests(t testing.TB) []permission.Request {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(measuredDir, "*.jsonl"))
	require.NoError(t, err)
	var out []permission.Request
	for _, name := range files {
		f, err := os.Open(name)
		require.NoError(t, err)
		lines := bufio.NewScanner(f)
		lines.Buffer(nil, 1<<20)
		for i := 0; lines.Scan(); i++ {
			var c struct {
				Tool  string
				Input json.RawMessage
				Mode  permission.Mode
			}
			if i%5 == 0 && json.Unmarshal(lines.Bytes(), &c) == nil && c.Tool != "" {
				out = append(out, permission.Request{Tool: c.Tool, Input: c.Input, Mode: c.Mode})
			}
		}
		require.NoError(t, lines.Err())
		require.NoError(t, f.Close())
	}
	require.Greater(t, len(out), 5000)
	return out
}

// TestMemoryIsUsedAgain shows that a result does not depend on the calls before
// it or beside it, and that later ones do not change it.
func TestMemoryIsUsedAgain(t *testing.T) {
	p := project(t, lists("deny:", "Read(./.env)", "Bash(rm -rf *)", "Bash(* --force*)", "ask:", "Bash(git push *)", "Edit(src/**)",
		"allow:", "Bash(git *)", "Bash(npm:*)", "Read(//etc/**)", "WebFetch(domain:*.example.com)"))
	requests := measuredRequests(t)
	results, texts := make([]permission.Result, len(requests)), make([]string, len(requests))
	for i, req := range requests {
		results[i] = p.Check(req)
		texts[i] = fmt.Sprintf("%+v", results[i])
	}
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(5, uint64(g)))
			for range len(requests) / 4 {
				i := r.IntN(len(requests))
				if got := fmt.Sprintf("%+v", p.Check(requests[i])); got != texts[i] {
					t.Errorf("%s %s:\n%s\nand then\n%s", requests[i].Tool, requests[i].Input, texts[i], got)
					return
				}
			}
		})
	}
	wg.Wait()
	for i := range results {
		require.Equal(t, texts[i], fmt.Sprintf("%+v", results[i]), "%s", requests[i].Input)
	}
}
