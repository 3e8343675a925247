// Package shell breaks a Bash command line into the simple commands it would
// run, for packages permission and envguard.
//
// It reports facts and no policy: the words of each command after quote
// removal and whether they are statically known, its assignments,
// redirections and here-documents, what it is nested in, and where it stands
// in the source. Text inside quotes stays text: the string given to `bash -c`
// is a word here, and callers who look deeper parse it again.
//
// A command line that is not valid Bash is an answer, a [*ParseError], and
// never a panic. Time and memory are linear in the input, which is bounded by
// [MaxBytes] and [MaxNesting].
//
// It is the only package that imports mvdan.cc/sh.
package shell
