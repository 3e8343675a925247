//go:build race

package envguard_test

// Under the race detector a sync.Pool forgets some of what it is given.
func init() { raced = true }
