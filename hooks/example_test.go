package hooks_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// A guard's main function is one line: hooks.Main(guard). The examples call Run
// instead, which does not end the process.
func Example() {
	guard := func(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
		if command, ok := e.Command(); ok && strings.Contains(command, "push --force") {
			return e.Deny("never force-push; push a new branch instead"), nil
		}
		return hooks.Response{}, nil // no opinion
	}

	message := `{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"git push --force"}}`
	code := hooks.Run(context.Background(), hooks.Options{
		Stdin: strings.NewReader(message), Stdout: os.Stdout, Stderr: io.Discard,
	}, guard)
	fmt.Println("exit code", code)
	// Output:
	// {"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"deny","permissionDecisionReason":"never force-push; push a new branch instead"}}
	// exit code 2
}

func ExampleMain() {
	// A whole program:
	//
	//	func main() { hooks.Main(guard) }
	guard := func(_ context.Context, e *hooks.UserPromptSubmit) (hooks.Response, error) {
		if strings.Contains(e.Prompt, "BEGIN PRIVATE KEY") {
			return e.BlockHidden("the prompt holds a private key"), nil
		}
		return hooks.Response{}, nil
	}
	try(`{"hook_event_name":"UserPromptSubmit","prompt":"-----BEGIN PRIVATE KEY-----"}`, guard)
	try(`{"hook_event_name":"UserPromptSubmit","prompt":"hello"}`, guard)
	// Output:
	// exit 2: {"decision":"block","reason":"the prompt holds a private key","hookSpecificOutput":{"hookEventName":"UserPromptSubmit","suppressOriginalPrompt":true}}
	// exit 0:
}

// try shows what a handler does about a message.
func try[E hooks.Event](message string, handler func(context.Context, E) (hooks.Response, error)) {
	var stdout, stderr strings.Builder
	code := hooks.Run(context.Background(), hooks.Options{
		Stdin: strings.NewReader(message), Stdout: &stdout, Stderr: &stderr,
	}, handler)
	fmt.Println(strings.TrimSpace(fmt.Sprintf("exit %d: %s", code, stdout.String())))
}

const (
	lsMessage      = `{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"ls","timeout":5000}}`
	requestMessage = `{"hook_event_name":"PermissionRequest","tool_name":"Bash","tool_input":{"command":"ls"},
		"permission_suggestions":[{"type":"addRules","rules":[{"toolName":"Bash","ruleContent":"ls *"}],"behavior":"allow","destination":"localSettings"}]}`
)

// A guard that cannot do its work refuses.
func ExampleRun_failClosed() {
	guard := func(context.Context, *hooks.PreToolUse) (hooks.Response, error) {
		return hooks.Response{}, errors.New("policy.json is missing")
	}
	try(lsMessage, guard)
	try(`{"hook_event_name":"PreToolUse"`, guard)
	// Output:
	// exit 2: {"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"deny","permissionDecisionReason":"guard hook failed, refusing to be safe: policy.json is missing"}}
	// exit 2: {"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"deny","permissionDecisionReason":"guard hook failed, refusing to be safe: hooks: the message is no event: it is not JSON: line 1, column 32: the input ends inside the object that begins at line 1, column 1; add what is missing, ending with }"}}
}

// One hook can handle several events.
func ExampleRun_severalEvents() {
	guard := func(_ context.Context, e hooks.Event) (hooks.Response, error) {
		switch e := e.(type) {
		case *hooks.PreToolUse:
			return e.Ask("are you sure?"), nil
		case *hooks.SessionStart:
			return hooks.Response{Context: "The guard asks before each tool call."}, nil
		}
		return hooks.Response{}, nil
	}
	try(lsMessage, guard)
	try(`{"hook_event_name":"SessionStart","source":"startup"}`, guard)
	try(`{"hook_event_name":"Notification","message":"hello"}`, guard)
	// Output:
	// exit 0: {"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"ask","permissionDecisionReason":"are you sure?"}}
	// exit 0: {"hookSpecificOutput":{"hookEventName":"SessionStart","additionalContext":"The guard asks before each tool call."}}
	// exit 0:
}

// Claude reads another result, which keeps the shape that it must have.
func ExamplePostToolUse_Output() {
	try(`{"hook_event_name":"PostToolUse","tool_name":"Bash","tool_input":{"command":"env"},
		"tool_response":{"stdout":"TOKEN=hunter2","stderr":"","interrupted":false}}`,
		func(_ context.Context, e *hooks.PostToolUse) (hooks.Response, error) {
			output, err := e.Output()
			if err != nil {
				return hooks.Response{}, err
			}
			if bash, ok := output.(*hooks.BashOutput); ok && strings.Contains(bash.Stdout, "TOKEN=") {
				bash.Stdout = "(left out: it held a secret)"
				return e.ReplaceOutput(bash), nil
			}
			return hooks.Response{}, nil
		})
	// Output:
	// exit 0: {"hookSpecificOutput":{"hookEventName":"PostToolUse","updatedToolOutput":{"stdout":"(left out: it held a secret)","stderr":"","interrupted":false}}}
}

func ExampleConfigChange_Block() {
	try(`{"hook_event_name":"ConfigChange","source":"project_settings","file_path":"/p/.claude/settings.json"}`,
		func(_ context.Context, e *hooks.ConfigChange) (hooks.Response, error) {
			return e.Block("settings of this project change by review only"), nil
		})
	// Output:
	// exit 2: {"decision":"block","reason":"settings of this project change by review only"}
}

// An MCP server may ask for the branch, and for nothing else.
func ExampleElicitation_Accept() {
	answer := func(_ context.Context, e *hooks.Elicitation) (hooks.Response, error) {
		if e.Message == "which branch?" {
			return e.Accept(map[string]string{"branch": "main"}), nil
		}
		return e.Decline("only the branch is told"), nil
	}
	try(`{"hook_event_name":"Elicitation","mcp_server_name":"ci","message":"which branch?","mode":"form"}`, answer)
	try(`{"hook_event_name":"Elicitation","mcp_server_name":"ci","message":"your password?","mode":"form"}`, answer)
	// Output:
	// exit 0: {"hookSpecificOutput":{"hookEventName":"Elicitation","action":"accept","content":{"branch":"main"}}}
	// exit 2: {"hookSpecificOutput":{"hookEventName":"Elicitation","action":"decline"}}
}

// The path is printed as it is.
func ExampleWorktreeCreate_Created() {
	try(`{"hook_event_name":"WorktreeCreate","name":"fix"}`,
		func(_ context.Context, e *hooks.WorktreeCreate) (hooks.Response, error) {
			return e.Created("/srv/worktrees/" + e.Name), nil // after creating it
		})
	// Output:
	// exit 0: /srv/worktrees/fix
}

func ExamplePermissionRequest_Deny() {
	try(requestMessage, func(_ context.Context, e *hooks.PermissionRequest) (hooks.Response, error) {
		return e.Deny("nobody is here to answer; use what is allowed already"), nil
	})
	// Output:
	// exit 0: {"hookSpecificOutput":{"hookEventName":"PermissionRequest","decision":{"behavior":"deny","message":"nobody is here to answer; use what is allowed already"}}}
}

func ExamplePostToolUse_Block() {
	try(`{"hook_event_name":"PostToolUse","tool_name":"Edit","tool_input":{"file_path":"/src/main.go"}}`,
		func(_ context.Context, e *hooks.PostToolUse) (hooks.Response, error) {
			for path := range e.Paths() {
				return e.Block(path + " does not compile any more: line 7: undefined: x"), nil
			}
			return hooks.Response{}, nil
		})
	// Output:
	// exit 0: {"decision":"block","reason":"/src/main.go does not compile any more: line 7: undefined: x"}
}

func ExampleUserPromptSubmit_Block() {
	try(`{"hook_event_name":"UserPromptSubmit","prompt":"deploy it"}`,
		func(_ context.Context, e *hooks.UserPromptSubmit) (hooks.Response, error) {
			return e.Block("deployments are frozen until Monday"), nil
		})
	// Output:
	// exit 2: {"decision":"block","reason":"deployments are frozen until Monday"}
}

// Several answers to one event are joined with And.
func ExampleResponse_And() {
	try(`{"hook_event_name":"SessionStart","source":"startup"}`,
		func(_ context.Context, e *hooks.SessionStart) (hooks.Response, error) {
			r := e.SetSessionTitle("release 1.2").And(e.WatchPaths("go.mod"))
			r.Context = "The next release is 1.2."
			return r, nil
		})
	// Output:
	// exit 0: {"hookSpecificOutput":{"hookEventName":"SessionStart","additionalContext":"The next release is 1.2.","sessionTitle":"release 1.2","watchPaths":["go.mod"]}}
}

// Several guards in one hook: the strictest answer holds.
func ExampleStrictest() {
	type guard = func(context.Context, *hooks.PreToolUse) (hooks.Response, error)
	var approving guard = func(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
		return e.AutoApprove("fine with me"), nil
	}
	var asking guard = func(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
		return e.Ask("not so fast"), nil
	}
	try(lsMessage, hooks.Strictest(approving, asking))
	// Output:
	// exit 0: {"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"ask","permissionDecisionReason":"not so fast"}}
}

func ExampleDecode() {
	event, err := hooks.Decode([]byte(`{"hook_event_name":"PreToolUse","tool_name":"Bash",
		"tool_input":{"command":"rm -rf /","Command":"ls"}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	call := event.(*hooks.PreToolUse)
	fmt.Println(call.Command())
	// Output:
	// rm -rf / true
}

func ExampleToolCall_Decode() {
	call := hooks.ToolCall{ToolName: "Agent", ToolInput: json.RawMessage(`{"subagent_type":"reviewer","prompt":"look at this"}`)}
	var input struct {
		Type   string `json:"subagent_type"`
		Prompt string `json:"prompt"`
	}
	if err := call.Decode(&input); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(input.Type)
	// Output:
	// reviewer
}

// Texts finds what an MCP tool would send, wherever in the input it is.
func ExampleToolCall_Texts() {
	call := hooks.ToolCall{ToolName: "mcp__mail__send", ToolInput: json.RawMessage(`{"to":["a@example.com"],"mail":{"body":"hello"}}`)}
	for text := range call.Texts() {
		fmt.Println(text)
	}
	server, tool, _ := call.MCP()
	fmt.Println(server, tool)
	// Output:
	// a@example.com
	// hello
	// mail send
}
