//go:build unix

package hooks_test

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/hooks"
	"github.com/gatehouse-go/gatehouse/hooks/internal/lab"
)

// A clientRow is what became of one answer of ours, or of one failure, when the
// hook of package lab gave it to Claude Code 2.1.330.
type clientRow struct {
	semanticsRow
	Answer string
	Did    string // what happened besides, in a few words
}

// noSuchPath is what a hook did whose text was taken for the path of a worktree.
const noSuchPath = "there is no such path"

// TestClient proves that our hooks still say what they said then, byte for byte,
// and that the reaction was the one which HookRun.Outcome predicts and the package
// comment promises.
func TestClient(t *testing.T) {
	rows := jsonLines[clientRow](t, "client.jsonl")
	seen := map[string]bool{}
	for _, row := range rows {
		seen[row.Event+" "+row.Answer] = true
		t.Run(row.ID, func(t *testing.T) {
			t.Parallel()
			row.requireSame(t)
			row.requireMeasured(t)
			row.requireFailureRead(t)
			row.requireDid(t)
			if row.Did != noSuchPath {
				require.Equal(t, row.promise(), row.effect(), "promised")
			}
		})
	}
	for _, event := range lab.Events {
		if event == "TeammateIdle" {
			continue // nothing made the client send it
		}
		for _, a := range lab.Answers(event) {
			require.True(t, seen[event+" "+a.Name], "%s %s was not tried; see package lab", event, a.Name)
		}
	}
}

// where is the place of a panic, which moves when the lab is edited.
var where = regexp.MustCompile(`\(\w+\.go:\d+\)`)

// requireSame runs the lab again.
func (row clientRow) requireSame(t *testing.T) {
	t.Helper()
	h := row.Hooks[0]
	hook, process, ok := lab.Find(row.Event, row.Answer)
	require.True(t, ok)
	in := string(row.message(t))
	var got left
	switch {
	case row.Answer == "hang", row.Answer == "kill":
		requireNoEnd(t, row.Event+" "+row.Answer, in)
		return
	case process:
		got = processOf(t, row.Event+" "+row.Answer, in)
	default:
		var stdout, stderr strings.Builder
		code := hook(hooks.Options{Stdin: strings.NewReader(in), Stdout: &stdout, Stderr: &stderr})
		got = left{code, stdout.String(), stderr.String()}
	}
	if row.Answer == "panic-elsewhere" { // a stack follows
		got.stderr, _, _ = strings.Cut(got.stderr, "\n")
		got.stderr += "\n"
	}
	require.Equal(t, h.Exit, got.code)
	require.Equal(t, h.Stdout, where.ReplaceAllString(got.stdout, "(…)"))
	require.Equal(t, h.Stderr, where.ReplaceAllString(got.stderr, "(…)"))
}

// message is a recorded message about the event, or one that can be decoded.
func (row clientRow) message(t *testing.T) []byte {
	if row.Event == "PreToolUse" || row.Event == "PostToolUse" {
		return recorded(t, row.Event+"-Bash")
	}
	return []byte(message(row.Event))
}

func labCommand(t *testing.T, args, in string) *exec.Cmd {
	exe, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), exe)
	cmd.Env = append(os.Environ(), guardVar+"=lab", "LAB="+args, "GORACE=atexit_sleep_ms=0")
	cmd.Stdin = strings.NewReader(in)
	return cmd
}

func processOf(t *testing.T, args, in string) left {
	return process(t, "lab", in, func(cmd *exec.Cmd) { cmd.Env = append(cmd.Env, "LAB="+args) })
}

// requireNoEnd wants of a hook that it is killed, by itself or after a while.
func requireNoEnd(t *testing.T, args, in string) {
	cmd := labCommand(t, args, in)
	cmd.Stdout, cmd.Stderr = io.Discard, io.Discard
	require.NoError(t, cmd.Start())
	timer := time.AfterFunc(300*time.Millisecond, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	require.Error(t, cmd.Wait())
	status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus)
	require.True(t, ok && status.Signaled())
}

// effect is what was measured, of tool calls as the letters of npm x, npm
// allowed, npm asked, npm denied and ls.
func (row clientRow) effect() string {
	if row.Effect == "stops" || row.Calls == nil {
		return row.Effect
	}
	var letters strings.Builder
	for _, call := range []string{"x", "allowed", "asked", "denied", "ls"} {
		letters.WriteString(row.Calls[call])
	}
	return letters.String()
}

// asWithout is what becomes of the event if the hook has no opinion.
func (row clientRow) asWithout() string {
	if row.Event == "PreToolUse" {
		return "KAKDA"
	}
	return "proceeds"
}

// refused is what becomes of the event if it is refused, as far as it can be.
func (row clientRow) refused() string {
	switch row.Event {
	case "PreToolUse":
		return "DDDDD"
	case "PermissionRequest", "UserPromptSubmit", "UserPromptExpansion", "ConfigChange", "PreModelSwitch",
		"Elicitation", "ElicitationResult", "WorktreeCreate", "Stop", "SubagentStop", "PreCompact", "TaskCreated", "TaskCompleted":
		return "blocks"
	case "PostToolBatch":
		return "stops"
	}
	return "proceeds"
}

// refusedOnFailure are the events for which the package comment promises that a
// hook which fails refuses.
var refusedOnFailure = []string{
	"PreToolUse", "PermissionRequest", "UserPromptSubmit", "UserPromptExpansion", "ConfigChange", "PreModelSwitch",
	"Elicitation", "ElicitationResult", "WorktreeCreate", "TaskCreated",
}

// promise is what the package comment, and the methods, say would happen.
func (row clientRow) promise() string {
	closed := row.asWithout()
	if slices.Contains(refusedOnFailure, row.Event) {
		closed = row.refused()
	}
	block := row.Hooks[0].OnFailure == "block"
	switch row.Answer {
	case "error", "panic", "goexit", "deadline", "wrong-event", "wrong-answer":
		return closed
	case "too-large": // nobody knows what event it is
		return row.refused()
	case "panic-elsewhere": // exit code 2, whatever the event
		if row.Event == "PermissionRequest" {
			return "proceeds"
		}
		return row.refused()
	case "garbage-and-error":
		if row.Event == "PermissionRequest" { // JSON that nobody reads, and code 0
			return "proceeds"
		}
		return closed
	case "kill", "log.Fatal", "hang":
		switch {
		case row.Event == "WorktreeCreate", row.Event == "PreModelSwitch" && row.Answer == "hang", block && row.heedsOnFailure():
			return row.refused()
		}
		return row.asWithout()
	case "fail-open", "garbage", "os.Exit", "print", "none":
		if row.Event == "WorktreeCreate" { // there is no path
			return "blocks"
		}
		return row.asWithout()
	}
	return row.promised()
}

// heedsOnFailure: Stop and similar events do not.
func (row clientRow) heedsOnFailure() bool {
	return row.Event != "Stop" && row.Event != "SubagentStop" && row.Event != "TaskCompleted"
}

// promised is what the methods promise.
func (row clientRow) promised() string {
	switch row.Answer {
	case "deny", "block", "block-hidden", "deny-and-interrupt", "decline", "rewrite-and-deny", "deny-with-context", "continue":
		return row.refused()
	case "ask":
		if row.Event == "PreModelSwitch" { // there is nobody to ask
			return "blocks"
		}
		return "KKKDK"
	case "approve":
		switch row.Event {
		case "PreToolUse":
			return "AAKDA"
		case "PermissionRequest", "PreModelSwitch":
			return "allows"
		}
	case "approve-with-rule", "approve-rewritten", "accept":
		return "allows"
	case "defer":
		return "-----"
	case "rewrite", "rewrite-and-approve":
		return "AAAAA"
	case "rewrite-and-ask":
		return "KKKKK"
	case "context", "context-once":
		if row.Event == "Stop" || row.Event == "SubagentStop" { // Claude goes on in order to read it
			return "blocks"
		}
	case "stop":
		if slices.Contains([]string{"PreToolUse", "PostToolUse", "PostToolBatch", "UserPromptSubmit", "UserPromptExpansion", "Stop"}, row.Event) {
			return "stops"
		}
	}
	return row.asWithout()
}

// requireFailureRead wants a failure of ours to be read by whom it was read.
func (row clientRow) requireFailureRead(t *testing.T) {
	t.Helper()
	const mark = "guard hook failed"
	o := row.outcome("Bash")
	require.Equal(t, strings.Contains(row.Model, mark), strings.Contains(readBy(o, hooks.ToClaude), mark), "%+v", o)
	require.Equal(t, strings.Contains(*row.User, mark), strings.Contains(readBy(o, hooks.ToUser), mark), "%+v", o)
}

// requireDid compares what happened besides with what is predicted besides.
func (row clientRow) requireDid(t *testing.T) {
	t.Helper()
	if row.Did == noSuchPath {
		return
	}
	o := row.outcome("Bash")
	var specific struct {
		Action, InitialUserMessage string
		Content                    json.RawMessage
		WatchPaths                 []string
		SuppressOriginalPrompt     bool
		SessionTitle               string
		DisplayContent             string
	}
	if o.Specific != nil {
		require.NoError(t, json.Unmarshal(o.Specific, &specific))
	}
	did := ""
	switch {
	case row.Event == "Elicitation", row.Event == "ElicitationResult":
		did = specific.Action
		if o.Effect == hooks.Blocks {
			did = "decline"
		}
		if did == "" {
			did = "cancel" // as the user did
		}
		if specific.Content != nil {
			did += " with content"
		}
		if row.Event == "ElicitationResult" || o.Effect != hooks.Blocks && specific.Action == "" {
			did += ", the user was asked"
		}
	case o.Effect == hooks.Blocks && (row.Event == "UserPromptSubmit" || row.Event == "UserPromptExpansion"):
		did = "the prompt is shown"
		if specific.SuppressOriginalPrompt || row.Hooks[0].OnFailure == "block" || row.Answer == "too-large" {
			// Nor is it after a failure, or JSON that names another event.
			did = "the prompt is not shown"
		}
	case row.Event == "WorktreeCreate" && o.Effect != hooks.Blocks:
		did = strings.TrimSpace(row.Hooks[0].Stdout)
	case o.UpdatedPermissions != nil:
		did = "the second call needed no permission"
	case o.Interrupt:
		did = "the turn ended"
	case o.UpdatedOutput != nil:
		did = "replaced"
	case specific.WatchPaths != nil:
		did = "watched"
	case specific.InitialUserMessage != "":
		did = "sent"
	case specific.SessionTitle != "":
		did = "the session has the title"
	case specific.DisplayContent != "":
		did = "the user reads it"
	case o.Effect == hooks.Defers:
		did = "deferred"
	}
	require.Equal(t, row.Did, did, fmt.Sprintf("%+v", o))
}
