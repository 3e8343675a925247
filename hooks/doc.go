// Package hooks speaks Claude Code's hook protocol: JSON on standard input, an
// exit code and JSON on standard output.
//
// A hook is one function. Its parameter says which event it handles, and the
// answers that an event accepts are methods of that event:
//
//	func main() { hooks.Main(guard) }
//
//	func guard(ctx context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
//		if command, ok := e.Command(); ok && strings.Contains(command, "push --force") {
//			return e.Deny("never force-push; push a new branch instead"), nil
//		}
//		return hooks.Response{}, nil // no opinion
//	}
//
// The zero [Response] has no opinion: rules, modes and the user decide as if the
// hook did not exist. To handle several events, take an [Event] and switch on
// its type; to have several guards in one hook, see [Strictest].
//
// There is a struct for each of the 33 events of Claude Code 2.1.330, whose
// comment names its source: recorded messages, or the published types for what
// could not be recorded. [ToolCall.Input] and [PostToolUse.Output] do the same
// for the inputs and results of the built-in tools:
//
//	input, err := e.Input()
//	if err != nil {
//		return hooks.Response{}, err
//	}
//	if bash, ok := input.(*hooks.BashInput); ok && bash.RunInBackground {
//		bash.RunInBackground = false
//		return e.Rewrite(bash), nil
//	}
//
// Configure the program in a settings file, such as .claude/settings.json:
//
//	{
//	  "hooks": {
//	    "PreToolUse": [{
//	      "matcher": "*",
//	      "hooks": [{
//	        "type": "command",
//	        "command": "/usr/local/bin/guard",
//	        "timeout": 30,
//	        "onFailure": "block"
//	      }]
//	    }]
//	  }
//	}
//
// Restrict the matcher only if the guard is only for these tools: it sees the
// name of the tool and nothing of its input. The timeout is in seconds and must
// exceed [Options.Timeout].
//
// The same functions answer hooks of "type": "http" with the server of the
// package hooks/hookhttp, and hooks/hookstest checks that they fail closed.
//
// # Settings
//
// A hook that is not set up well protects nothing, and mostly in silence.
// [ParseSettings] reads the hooks of a settings file as Claude Code does and
// says what is wrong with them: a matcher that matches no tool, a timeout in
// milliseconds, an exit code that does not block, or a value for which Claude
// Code ignores the whole file. [Merge] joins the files of all scopes, and
// [Effective.For] lists the hooks that run for an event. [Lint] adds what shows
// only when all files are seen together, and looks for the programs. [AddHook]
// adds a hook to a file without reformatting it. Which files there are,
// package permission knows; the program in examples/hookaudit puts the two
// together.
//
// # What is decoded
//
// Messages come from a program written in JavaScript, and so does whatever runs
// the tool in the end. Keys are therefore matched exactly, and the last of equal
// keys counts. encoding/json would read {"command":"rm -rf /","Command":"ls"} as
// "ls". [ToolCall.Decode] offers the same for a tool's whole input.
//
// Messages that this version of the package has no struct for arrive as
// [Unknown], and fields that it has none for are in [Common.Raw]. Nothing that
// is not known is lost when an event, an input or a result is encoded again, by
// [Encode], [PreToolUse.Rewrite] or [PostToolUse.ReplaceOutput].
//
// # Failing closed
//
// Claude Code carries on when a hook exits with any code but 0 and 2, takes too
// long or is killed. A hook built on this package therefore refuses by itself
// when
//
//   - its handler returns an error, panics, calls [runtime.Goexit], or has not
//     answered when [Options.Timeout] is over,
//   - the message cannot be read within that time, is larger than
//     [Options.MaxInput], or cannot be decoded,
//   - it is run for an event that the handler is not for,
//   - the handler's answer belongs to another event, contradicts itself or
//     cannot be encoded,
//   - the answer cannot be written to standard output.
//
// How to refuse depends on the event:
//
//	PreToolUse, PreModelSwitch           exit 2, reason on stderr, JSON deny
//	UserPromptSubmit, ConfigChange,      exit 2, reason on stderr, JSON block
//	UserPromptExpansion, TaskCreated
//	Elicitation, ElicitationResult       exit 2, reason on stderr, JSON decline
//	WorktreeCreate, unknown events       exit 2, reason on stderr
//	PermissionRequest                    exit 0, JSON deny
//	Stop, SubagentStop, TeammateIdle,    exit 1, failure on stderr: refusing
//	TaskCompleted, PreCompact,           could go on for ever, or make the
//	PostToolBatch                        session unusable
//	all others                           exit 1, failure on stderr: they
//	                                     cannot be refused
//
// What becomes of each answer and each failure was tried with Claude Code 2.1.330,
// for all events but TeammateIdle; see testdata/client.jsonl.
//
// Where exit code 2 and JSON stand together, each suffices alone. A message
// that does not even say what it is about is taken for the event that the
// handler is for; if there are several, the code is 2, with JSON that refuses a
// PermissionRequest as well. With [FailOpen] the code is always 1. A refusal that the handler did return holds whatever fails
// besides.
//
// A reason may quote anything: it is made valid UTF-8 without control characters
// and cut at 10,000 UTF-16 units, the unit in which Claude Code counts.
//
// # The log
//
// With [Options.Log] each run leaves a record for those who must know later what
// was decided, at level info, or warn if the hook failed:
//
//	event, session, agent      what was asked about, agent in subagents only
//	tool, tool_use             the tool's name and the id of the call
//	decision                   deny, allow, ask, block, …; or no opinion
//	rewritten                  whether the input or the result was replaced
//	exit_code, duration        of the process
//	cause                      of a failure: event, handler, panic, deadline,
//	                           answer or output
//	input, prompt              what the tool is to do, what the user typed
//	reason, error              why
//
// The last four may hold secrets. They are logged as [Options.Mask] returns them,
// cut at 10,000 UTF-16 units, and without it not at all; input_bytes and so on
// are always their lengths.
//
// # Limits
//
// Some things no hook can do anything about:
//
//   - A hook that is missing, cannot be executed or is killed blocks nothing,
//     unless its entry has "onFailure": "block". Older versions of Claude Code
//     ignore that, as do Stop and similar events. Rules that must hold in any
//     case belong into the deny rules of managed settings.
//   - [os.Exit], and thus [log.Fatal], ends the process with a code that does
//     not block. Return an error instead. "onFailure": "block" stops log.Fatal,
//     but not os.Exit(0).
//   - A panic in another goroutine than the handler's cannot be caught. It exits
//     with 2, which blocks where that is possible.
//   - [os.Stdout] is [os.Stderr] while the handler runs. Whoever kept the
//     original, or writes to file descriptor 1 directly, can still corrupt the
//     answer. What exit code 2 refuses stays refused; a PermissionRequest, which
//     has no such code, goes to the user.
//   - A handler that itself prints to a standard error that nobody reads is
//     killed by SIGPIPE.
//   - A denied tool call does not keep Claude from trying another way.
package hooks
