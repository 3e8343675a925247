// Package envguard tells which environment a shell command or a text in SQL would
// touch, production above all, and what it would do there.
//
//	judge, err := envguard.New(envguard.Config{}) // once; it is immutable
//	...
//	v := judge.Command(envguard.Here(dir), `psql "$DATABASE_URL" -c 'DELETE FROM users'`)
//	if v.Action != envguard.Allow {
//		fmt.Println(v) // deny: high DELETE … on production (DATABASE_URL): without WHERE it removes all rows
//	}
//
// # The environment
//
// [Detect] looks at [Surroundings]: variables, and the files of tools and
// frameworks, read by a function that the caller may replace. [DetectCommand] adds
// what a command says of its target, which goes before them: assignments, flags,
// URLs, a folder or a context that it changes to. There is no network. An
// [Environment] names its [Sign]s, the strongest first, without passwords. Names are
// compared by whole words: product is not prod, and pre-prod is [Staging].
//
// A target on another machine whose name says nothing is [Environment].Remote, and
// that is an answer of its own: a development mode does not vouch for it.
//
// # The operations
//
// [Judge.Command] follows a command through variables, functions, wrappers, nested
// shells, ssh, containers, xargs, pipes and here-documents, and looks each program
// up in a [Catalogue] of what programs do with which words and flags. SQL is read by
// a lexer of its own, in the dialect of the client or in all of them, the worst of
// which counts. Each [Operation] has a [Severity] before the environment is
// considered: how hard it is to undo, times how much is gone. Dry runs, help and
// texts that only look alike are none. What cannot be read is [Execute], and never
// nothing.
//
// A [Matrix] of severity and stage gives the [Action]; see [DefaultMatrix]. What
// destroys the machine itself is denied wherever it is. What a test or a migration
// does depends on the database that it reaches.
//
// # Limits
//
// A program that is not in the catalogue and shows no sign of danger is let pass:
// this is a guard against accidents, and no sandbox. A name is taken at its word: a
// database called dev may be the one that matters; Config.Names and a file .envguard
// in the project say so.
package envguard
