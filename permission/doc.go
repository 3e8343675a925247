// Package permission answers the question Claude Code asks before every tool
// call: allow it, ask the user, or deny it?
//
// It reads the same settings files, applies the same rules in the same order,
// and says which rule of which file, line and column decided.
//
//	policy, err := permission.Load(dir)
//	...
//	fmt.Println(policy.Check(permission.Request{Tool: "Bash", Input: input, CWD: dir}))
//	// deny: Bash(git push *) — project settings, .claude/settings.json:7:7
//
// # The order of evaluation
//
// As measured on the version that [Reproduces] names:
//
//  1. a tool that a bare deny rule took from the model, or that the session
//     does not have, is denied;
//  2. deny rules of all scopes, those on paths that a shell command names
//     included;
//  3. ask rules, which hold in every mode;
//  4. removals of critical paths, which are asked about in every mode;
//  5. mode bypassPermissions allows the rest;
//  6. protected paths, working directories and commands that cannot be
//     analysed;
//  7. allow rules, what the mode allows, and the built-in read-only commands;
//  8. otherwise the client asks. In mode dontAsk every ask is a deny.
//
// # What it does not do
//
// Nothing in this package runs a command or writes a file, and only [Load],
// [Files] and the default of [Config].EvalSymlinks look at the disk. In mode
// auto, and in mode plan where auto is available, the client asks a classifier
// model; here such a call is [Ask] with the cause [ByClassifier]. PowerShell
// commands are not parsed: they are denied or asked about, never allowed.
package permission

// Reproduces is the version of Claude Code whose measured decisions this
// package reproduces.
const Reproduces = "2.1.330"
