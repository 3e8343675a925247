// Package jsonx reads JSON the way JavaScript's JSON.parse does, and keeps the place of every value.
//
// It exists because encoding/json is not safe for input that another program will read with JavaScript: it matches
// keys without regard to case, so that {"command":"rm -rf /","Command":"ls"} is "ls" to Go and "rm -rf /" to the
// program that runs the command. Here keys are compared after their escapes are decoded and in no other way, and the
// last of several equal keys counts, as in JavaScript.
//
// The grammar is RFC 8259 without extensions. Where JavaScript and this package differ:
//
//   - Input is bounded in size and depth (see [Options]).
//   - A byte-order mark at the beginning is skipped, as programs do that read a file before they call JSON.parse.
//   - A lone surrogate such as "\ud800" has no place in a Go string. It is kept apart from all other text when keys
//     are compared, and becomes U+FFFD in [Value.Text] and [Value.Members].
//   - [Value.Members] keeps the order of writing; JavaScript moves keys that look like array indexes to the front.
//   - [Value.Float] misreads a number whose exponent of six digits or more is made up for by as many zeros.
//
// Parsing makes one pass without recursion. The work grows with the length of the input and with nothing else,
// whatever the nesting and the keys, and takes at most some thirty times the memory of the input.
package jsonx
