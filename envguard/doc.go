// Package envguard will tell which environment a shell command would touch,
// production above all, and how dangerous the command is there. It is not
// implemented yet and exports nothing; CHANGELOG.md and the issue tracker say
// how far it is.
package envguard
