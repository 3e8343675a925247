import json
import sys

command = json.load(sys.stdin)["tool_input"]["command"]
if "push --force" in command or "rm -rf" in command:
    json.dump({"hookSpecificOutput": {
        "hookEventName": "PreToolUse", "permissionDecision": "deny", "permissionDecisionReason": "this command is not allowed here",
    }}, sys.stdout)
