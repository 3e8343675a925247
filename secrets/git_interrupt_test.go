package secrets_test

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/secrets"
)

// TestScanHistoryInterrupted stops a scan in its midst, in each way that there is:
// nothing goes on behind, and a scan of the commits that are left finds the rest.
func TestScanHistoryInterrupted(t *testing.T) {
	r, tokens := longHistory(t, 800)
	scanner := testScanner(t, secrets.Config{})
	const enough = 3
	require.Greater(t, tokens, 2*enough)
	goroutines := runtime.NumGoroutine()
	settled := func(after string) {
		t.Helper()
		for range 1000 { // what ends may take a moment to
			if runtime.NumGoroutine() <= goroutines {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
		t.Fatalf("%d goroutines go on after %s", runtime.NumGoroutine()-goroutines, after)
	}

	// The loop ends early.
	var last string
	first := map[string]bool{}
	for f, err := range scanner.ScanHistory(t.Context(), r.dir, "main") {
		require.NoError(t, err)
		first[f.Secret.Fingerprint()] = true
		if last = f.Commit; len(first) == enough {
			break
		}
	}
	settled("the loop")

	// The context ends: the loop gets an error, and ends.
	ctx, cancel := context.WithCancel(t.Context())
	n := 0
	var stopped error
	for _, err := range scanner.ScanHistory(ctx, r.dir, "main") {
		if stopped = err; err == nil {
			if n++; n == enough {
				cancel()
			}
		}
	}
	cancel()
	require.True(t, errors.Is(stopped, context.Canceled), stopped)
	require.Less(t, n, tokens)
	settled("the context")

	// The rest: what the commits before the last one that was seen do not have.
	for f, err := range scanner.ScanHistory(t.Context(), r.dir, "main", "--not", last+"~1") {
		require.NoError(t, err)
		first[f.Secret.Fingerprint()] = true
	}
	require.Len(t, first, tokens)
}
