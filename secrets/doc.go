// Package secrets finds credentials in texts, files, diffs and the history of git,
// and takes them out of what goes to a model, a log or a terminal.
//
//	scanner, err := secrets.New(secrets.Config{}) // once; it is immutable
//	...
//	for _, f := range scanner.Scan(text) {
//		fmt.Println(f) // 3:12: GitHub personal access token (classic) (github-pat)
//	}
//	clean := scanner.Redact(text) // … token=***REDACTED-github-pat-1*** …
//
// The rules are built in: see [Builtin] for the list, [Rule] for how to add others,
// and [Config] for how to choose. Nothing is sent anywhere: whether a credential is
// still valid is not asked.
//
// # What is scanned
//
//	Scan, ScanFile       a text in memory
//	ScanReader           a stream of any length, in bounded memory
//	ScanJSON             the strings of a JSON value, such as the message of a hook,
//	                     without their escapes, with the path of each finding
//	ScanFS               a folder, in parallel
//	ScanDiff             the lines that a diff adds
//	ScanStaged           what the next commit would add
//	ScanHistory          what commits have added
//	Redact, RedactJSON   the same, with a placeholder for each secret
//	RedactWriter         a stream, also where a secret is split between writes
//
// What is encoded in base64 or hexadecimal digits, or by escapes, is decoded, also if
// it was so more than once: [Finding].Encoding tells. A [Redactor] uses the same placeholder for the
// same secret, and can tell which one it stands for.
//
// # No secret gets out
//
// A [Finding] holds the value as a [Secret], which prints, logs and marshals as a
// mask: only [Secret.Reveal] returns it. Errors and reports have none either.
// [FromEnv] hands a program its own credentials in the same way. What identifies a
// value is its [Secret.Fingerprint]; of a value that can be guessed, such as a short
// password, that is a way to check a guess.
//
// # Confidence
//
// Not all that looks like a secret is one: identifiers, hashes, examples and
// placeholders look alike. A checksum settles it for some formats; the others have a
// form that nothing else has, or a name beside them, or only a name such as password.
// [Finding].Confidence estimates, on labelled corpora, which share of such findings
// are secrets; [DefaultConfidence] says what is reported by default, and
// [Config].MinConfidence changes that: lower for a redaction, where a mistake costs
// little, and higher for a check that stops a build.
//
// # What is accepted
//
// A value that is known to be none goes into [Config].Allow, a folder of test data
// into AllowPaths, a finding that has to stay into a [Baseline] or, in a file that is
// reviewed, into a comment beside it, a [Mark]. Baselines are about values, not about
// lines: they hold when text moves, and another secret in the same place is found.
// Marks count only where files and commits are scanned, and never in a single text:
// what a guard looks at may have been written to get past it.
//
// # What it does not do
//
//   - It does not ask providers whether a credential works, and revokes none:
//     [Rule].Revoke is the page where that is done. What has been in a repository or
//     a prompt has to be revoked, whatever is redacted afterwards.
//   - It does not find what has no form and no name beside it: a password in a
//     sentence, two halves that a program joins, an encryption.
//   - It does not look into images, documents and what [Config].MaxSize excludes; into
//     archives only with secrets/archive. ScanFS says what it could not read.
//   - It is no defence against somebody who wants to carry a secret out: every
//     encoding that it does not know is a way past it. It is there for mistakes, those
//     of an agent among them.
//
// # Packages below
//
// secrets/report writes findings as text, JSON, SARIF, JUnit XML and for GitLab and
// GitHub. secrets/gitleaks imports the rules and exceptions of gitleaks,
// secrets/detectsecrets the baselines of detect-secrets. The program examples/scan
// puts all of it on a command line.
package secrets
