// Package secrets will find credentials in text, files, diffs and git history,
// and redact them. It is not implemented yet and exports nothing; CHANGELOG.md
// and the issue tracker say how far it is.
package secrets
