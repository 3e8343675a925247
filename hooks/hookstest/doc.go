// Package hookstest tests hooks: whether they fail closed, and what Claude Code
// would do after they have answered.
//
//	func TestGuard(t *testing.T) {
//		push := []byte(`{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"git push --force"}}`)
//		hookstest.FailsClosed(t, guard, push)
//
//		r := hookstest.Run(t, guard, push)
//		if r.Outcome.Effect != hooks.Blocks {
//			t.Errorf("a force-push: %v", r)
//		}
//	}
//
// [FailsClosed] wants three things of a handler that no table of a few rows can
// show: that no malformed message gets through, that no failure does, and that
// what it refuses it refuses however the JSON is written. The last finds guards
// that look at the bytes of a message, or decode them with encoding/json, which
// ignores the case of keys where Claude Code does not.
//
// [Replay] runs a hook for recorded messages. To record what a real session
// sends, configure, next to the hook or in place of it,
//
//	{"type": "command", "command": "(cat; echo) >> /tmp/events.jsonl"}
//
// and give the file to Replay:
//
//	for name, r := range hookstest.Replay(t, os.DirFS("testdata"), "*.jsonl", guard) {
//		t.Log(name, r)
//	}
//
// What an answer leads to is predicted by [hooks.HookRun], which was measured with
// Claude Code 2.1.330.
package hookstest
