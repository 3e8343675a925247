// Package envguard tells which environment a shell command would touch,
// production above all.
//
// [Detect] looks at the surroundings: variables, and the files of tools and
// frameworks. [DetectCommand] looks at what a command says of its target, which
// goes before them. Both name their [Sign]s, the strongest first, and never show a
// password. How dangerous the command is there is not judged yet; CHANGELOG.md and
// the issue tracker say how far it is.
package envguard
