// Package adversary grows evasions: it takes deeds that a guard stops when they are
// written plainly, writes them another way by a grammar of mutations, and hands
// them to the whole guard: permission in hardened mode, secrets and envguard.
//
//	go test -v -run Adversary ./internal/adversary
//
// prints, for each family of mutations, how many were tried and how many got
// through. Mutations of shell scripts are checked by bash itself, where it is
// present: a script counts only if it really ran the program with the words of the
// deed. Benign twins, made by the same mutations from harmless commands, must pass.
package adversary
