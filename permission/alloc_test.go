package permission_test

import (
	"fmt"
	"math"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/permission"
)

// raced says that the race detector is on, so that allocations cannot be counted.
var raced bool

// TestReadAllocates shows that a call of Read costs one allocation, that of its
// path, and none once its links are resolved, however many rules there are.
func TestReadAllocates(t *testing.T) {
	if raced {
		t.Skip("allocations are not counted here, as the race detector allocates too; the plain run of the tests counts them")
	}
	for _, n := range sizes {
		t.Run(fmt.Sprintf("rules=%d", n), func(t *testing.T) {
			var before, after runtime.MemStats
			measure := false
			cfg := config(parse(t, permission.Project, manySettings(n)))
			cfg.EvalSymlinks = func(name string) (string, error) {
				if measure {
					runtime.ReadMemStats(&before)
				}
				return name, nil
			}
			p := compile(t, cfg)
			req := call("Read", "file_path", "/p/src/internal/server/handler.go")
			require.Equal(t, permission.Allow, p.Check(req).Decision)
			require.LessOrEqual(t, testing.AllocsPerRun(1000, func() { p.Check(req) }), 1.0)

			least := uint64(math.MaxUint64) // others may allocate meanwhile
			measure = true
			for range 20 {
				p.Check(req)
				runtime.ReadMemStats(&after)
				least = min(least, after.Mallocs-before.Mallocs)
			}
			require.Zero(t, least)
		})
	}
}

// TestCheckAllocates pins how many allocations everyday commands cost.
func TestCheckAllocates(t *testing.T) {
	if raced {
		t.Skip("allocations are not counted here, as the race detector allocates too; the plain run of the tests counts them")
	}
	p := project(t, manySettings(100))
	for i, most := range []float64{2, 4, 3} {
		req := bash(commands[i].text)
		require.LessOrEqual(t, testing.AllocsPerRun(200, func() { p.Check(req) }), most, commands[i].name)
	}
}
