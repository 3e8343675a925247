const command = JSON.parse(require('node:fs').readFileSync(0, 'utf8')).tool_input.command;
if (/push --force/.test(command) || /rm -rf/.test(command)) {
  console.log(JSON.stringify({ hookSpecificOutput: { hookEventName: 'PreToolUse', permissionDecision: 'deny', permissionDecisionReason: 'no' } }));
}
