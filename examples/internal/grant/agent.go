package grant

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
)

// marks are variables that agents set for the commands that they run: Claude Code the
// first, others the rest.
func marks() []string {
	return []string{"CLAUDECODE", "GEMINI_CLI", "CURSOR_AGENT", "CODEX_SANDBOX"}
}

// startedByAgent reports whether this process, or one that it descends from, was
// started by an agent. Of ancestors it knows on Linux only, and of those that were cut
// off from theirs nothing.
func startedByAgent() bool {
	for _, name := range marks() {
		if os.Getenv(name) != "" {
			return true
		}
	}
	if runtime.GOOS != "linux" {
		return false
	}
	for pid, n := os.Getppid(), 0; pid > 1 && n < 100; n++ {
		environ, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", pid))
		if err == nil && marked(environ) {
			return true
		}
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			return false
		}
		pid = parentOf(stat)
	}
	return false
}

// marked reports an environment, with a NUL behind each variable, that holds a mark.
func marked(environ []byte) bool {
	for entry := range bytes.SplitSeq(environ, []byte{0}) {
		name, value, _ := strings.Cut(string(entry), "=")
		for _, mark := range marks() {
			if name == mark && value != "" {
				return true
			}
		}
	}
	return false
}

// parentOf is the parent in a text of proc(5): "pid (name) state parent …". The name
// may hold blanks and parentheses. 0 stands for none.
func parentOf(stat []byte) int {
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	if len(fields) < 2 {
		return 0
	}
	parent, err := strconv.Atoi(string(fields[1]))
	if err != nil {
		return 0
	}
	return parent
}
