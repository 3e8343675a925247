// Package shell breaks a Bash command line into the simple commands it would
// run, for packages permission and envguard.
//
// It reports facts and no policy: the words of each command after quote
// removal and whether they are statically known, its assignments,
// redirections and here-documents, what it is nested in, and where it stands
// in the source. Text inside quotes stays text: the string given to `bash -c`
// is a word here, and callers who look deeper parse it again.
//
// # What is refused
//
// A command line that is not valid Bash is an answer, a [*ParseError], and
// never a panic. So is one that the underlying parser and Bash read
// differently: a command could hide in the difference. Such texts are rare
// ("${x:-'$(rm x)'}", a comment right after a quote, a carriage return), and
// their errors are marked [ParseError.Ambiguous].
//
// # What only shows at run time
//
// A command whose name is not known, eval, source, aliases, traps, and a shell
// state that changes the reading of what follows (set -k, shopt -s extglob)
// are left to the caller. Arithmetic is too: it evaluates the values of
// variables, and x='a[$(rm x)]' is only refused as an assignment.
//
// # Limits
//
// Time and memory are linear in the input, which is bounded by [MaxBytes],
// [MaxNesting] and [MaxDepth].
//
// This is the only package that imports mvdan.cc/sh.
package shell
