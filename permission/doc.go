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
//  3. ask rules, which hold in every mode; those on paths are for the tools
//     that read and edit files, not for shell commands;
//  4. removals of critical paths, which are asked about in every mode;
//  5. mode bypassPermissions allows the rest;
//  6. protected paths, working directories and commands that cannot be
//     analysed;
//  7. allow rules, what the mode allows, and the built-in read-only commands;
//  8. otherwise the client asks. In mode dontAsk every ask is a deny.
//
// # Faithful, and hardened
//
// The answer is the client's, also where that is lax: Bash(rm *) does not stop
// bash -c 'rm x', and Bash(git push --force*) does not stop git push -f. With
// [Config].Harden, deny and ask rules are held against each command that comes
// to light behind nested shells, eval, aliases, functions and traps, variables
// and arrays with a known value, substitutions, here-documents, encodings and
// pipes into a shell, wrappers, ssh, containers, xargs and find, the commands
// that git, tar, make, editors and pagers run, and the programs of Python, Node,
// Perl and others; against other spellings of a command and others of the same
// effect; and against each file and URL that a command names. What cannot be
// followed is asked about if there is a rule that it could evade. Rules that the
// client accepts and never consults are consulted. [Result].Through says what was
// looked through. Hardening never loosens an answer. testdata/evasions.jsonl
// holds what it is tested with; a program that a command runs from a file stays
// unseen.
//
// # Explanations
//
// [Result].String is one line, [Result.Explain] a paragraph with the rule's line
// in its file, the other rules that matched and why they lost, and what would
// allow the call; [Policy.Remedies] and [Policy.Matches] give the same as values.
// [Lint] finds rules that do not do what they seem to, each with a call that
// shows it, and [Diff] what a change of settings changes.
//
// # PowerShell
//
// Deny rules hold for each command of a line under its name and its aliases, in
// every mode, and so does the refusal to remove everything: measured. That allow
// rules which cover every command of the line allow it, and that mode acceptEdits
// runs Set-Content and its like in the working directories, is documented and
// could not be measured. Both only count where the line can be read with
// certainty.
//
// # What it does not do
//
// Nothing in this package runs a command or writes a file, and only [Load],
// [LoadConfig], [Files] and the default of [Config].EvalSymlinks look at the
// disk. In mode auto, and in mode plan where auto is available, the client asks a
// classifier model; here such a call is [Ask] with the cause [ByClassifier].
package permission

// Reproduces is the version of Claude Code whose measured decisions this
// package reproduces.
const Reproduces = "2.1.330"
