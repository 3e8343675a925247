package hooks

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
)

// outputProblem says what is wrong with a hook's JSON to Claude Code 2.1.330, in
// its words as far as they matter, or nothing. Its schema was measured field by
// field. Unknown keys are no problem; null is one everywhere.
func outputProblem(output jsonx.Value) string {
	problem := misfit(output, "", outputShape())
	specific := output.Get("hookSpecificOutput")
	if problem == "" && specific.Kind() != jsonx.Invalid {
		problem = specificProblem(specific)
	}
	if problem == "" {
		return ""
	}
	return "Hook JSON output validation failed — " + problem
}

func outputShape() []fieldShape {
	return []fieldShape{
		{"continue", wantBool}, {"suppressOutput", wantBool}, {"stopReason", wantText}, {"decision", "approve|block"},
		{"reason", wantText}, {"systemMessage", wantText}, {"terminalSequence", wantText}, {"hookSpecificOutput", wantRecord},
	}
}

type fieldShape struct{ key, want string }

// What a field may be; other texts are the strings that it may be.
const (
	wantBool   = "boolean"
	wantText   = "string"
	wantRecord = "object"
	wantTexts  = "array"
)

func specificProblem(specific jsonx.Value) string {
	const where = "hookSpecificOutput."
	if specific.Get("hookEventName").Kind() == jsonx.Invalid {
		return `hookSpecificOutput is missing required field "hookEventName"`
	}
	name, _ := specific.Get("hookEventName").Text()
	fields, ok := specificShape(name)
	if !ok {
		return where + "hookEventName: not one that has a hookSpecificOutput"
	}
	switch name {
	case "WorktreeCreate":
		if specific.Get("worktreePath").Kind() == jsonx.Invalid {
			return where + "worktreePath: expected string, received undefined"
		}
	case "PermissionRequest":
		return decisionProblem(specific.Get("decision"))
	}
	return misfit(specific, where, fields)
}

// specificShape lists the fields that an event's hookSpecificOutput may have.
// Events that it does not know must have none at all.
func specificShape(event string) (fields []fieldShape, ok bool) {
	context := fieldShape{"additionalContext", wantText}
	switch event {
	case "PreToolUse":
		return []fieldShape{{"permissionDecision", "allow|deny|ask|defer"}, {"permissionDecisionReason", wantText}, {"updatedInput", wantRecord}, context}, true
	case "PreModelSwitch":
		return []fieldShape{{"permissionDecision", "allow|deny|ask"}, {"permissionDecisionReason", wantText}}, true
	case "UserPromptSubmit":
		return []fieldShape{context, {"sessionTitle", wantText}, {"suppressOriginalPrompt", wantBool}}, true
	case "UserPromptExpansion":
		return []fieldShape{context, {"suppressOriginalPrompt", wantBool}}, true
	case "SessionStart":
		return []fieldShape{context, {"initialUserMessage", wantText}, {"sessionTitle", wantText}, {"watchPaths", wantTexts}, {"reloadSkills", wantBool}}, true
	case "PostToolUse":
		return []fieldShape{context, {"classifierContext", wantText}}, true
	case "Setup", "SubagentStart", "SubagentStop", "Stop", "PostToolUseFailure", "PostToolBatch", "Notification", "PostModelSwitch":
		return []fieldShape{context}, true
	case "PermissionDenied":
		return []fieldShape{{"retry", wantBool}}, true
	case "Elicitation", "ElicitationResult":
		return []fieldShape{{"action", "accept|decline|cancel"}, {"content", wantRecord}}, true
	case "CwdChanged", "FileChanged":
		return []fieldShape{{"watchPaths", wantTexts}}, true
	case "MessageDisplay":
		return []fieldShape{{"displayContent", wantText}}, true
	case "WorktreeCreate":
		return []fieldShape{{"worktreePath", wantText}}, true
	case "PermissionRequest":
		return nil, true
	}
	return nil, false
}

func decisionProblem(decision jsonx.Value) string {
	const where = "hookSpecificOutput.decision"
	if decision.Kind() != jsonx.Object {
		return where + ": expected object"
	}
	switch behavior, _ := decision.Get("behavior").Text(); behavior {
	case "allow":
		if problem := misfit(decision, where+".", []fieldShape{{"updatedInput", wantRecord}}); problem != "" {
			return problem
		}
		return updatesProblem(decision.Get("updatedPermissions"), where+".updatedPermissions")
	case "deny":
		return misfit(decision, where+".", []fieldShape{{"message", wantText}, {"interrupt", wantBool}})
	}
	return where + `.behavior: expected one of "allow" | "deny"`
}

func updatesProblem(updates jsonx.Value, where string) string {
	switch updates.Kind() {
	case jsonx.Invalid:
		return ""
	case jsonx.Array:
	default:
		return where + ": expected array"
	}
	i := 0
	for update := range updates.Elements() {
		kind, _ := update.Get("type").Text()
		kinds := []string{"addRules", "replaceRules", "removeRules", "setMode", "addDirectories", "removeDirectories"}
		if !slices.Contains(kinds, kind) {
			return where + "." + strconv.Itoa(i) + ".type: Invalid discriminator value"
		}
		i++
	}
	return ""
}

func misfit(v jsonx.Value, where string, fields []fieldShape) string {
	for _, f := range fields {
		if field := v.Get(f.key); field.Kind() != jsonx.Invalid && !fitsShape(field, f.want) {
			return where + f.key + ": expected " + f.want
		}
	}
	return ""
}

func fitsShape(v jsonx.Value, want string) bool {
	switch want {
	case wantBool:
		return v.Kind() == jsonx.Bool
	case wantText:
		return v.Kind() == jsonx.String
	case wantRecord:
		return v.Kind() == jsonx.Object
	case wantTexts:
		if v.Kind() != jsonx.Array {
			return false
		}
		for elem := range v.Elements() {
			if elem.Kind() != jsonx.String {
				return false
			}
		}
		return true
	}
	word, ok := v.Text()
	return ok && slices.Contains(strings.Split(want, "|"), word)
}

// fitsTool reports whether input has the texts that a built-in tool insists on.
// Claude Code checks a rewritten input again and refuses the call if it does not
// fit.
func fitsTool(tool string, input json.RawMessage) bool {
	doc, err := jsonx.Parse(input, jsonx.Options{MaxBytes: len(input)})
	if err != nil {
		return false
	}
	for _, key := range requiredTexts(tool) {
		if doc.Root().Get(key).Kind() != jsonx.String {
			return false
		}
	}
	return true
}

func requiredTexts(tool string) []string {
	switch tool {
	case "Bash", "PowerShell":
		return []string{"command"}
	case "Read":
		return []string{"file_path"}
	case "Write":
		return []string{"file_path", "content"}
	case "Edit":
		return []string{"file_path", "old_string", "new_string"}
	case "NotebookEdit":
		return []string{"notebook_path", "new_source"}
	case "Glob", "Grep":
		return []string{"pattern"}
	case "WebFetch":
		return []string{"url", "prompt"}
	case "WebSearch":
		return []string{"query"}
	case "Agent":
		return []string{"description", "prompt"}
	case "Skill":
		return []string{"skill"}
	}
	return nil
}
