//go:build race

package secrets_test

// Under the race detector everything takes many times longer.
func init() { raced = true }
