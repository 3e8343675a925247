package envguard

import (
	"encoding/base64"
	"strings"
	"unicode/utf16"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// windows judges the commands of PowerShell and cmd.exe.
func (w *walker) windows(e *shell.Execution, name string, args []string, depth int) {
	for i, a := range args {
		switch low := strings.ToLower(a); {
		case low == "-c" || low == "-command" || low == "/c" || low == "/k" || low == "--command":
			w.windowsText(e, strings.Join(args[i+1:], " "), name, depth)
			return
		case name != "wsl" && name != "cmd" && len(low) > 1 && strings.HasPrefix("-encodedcommand", low) && strings.HasPrefix(low, "-e") && i+1 < len(args):
			raw, err := base64.StdEncoding.DecodeString(args[i+1])
			if err != nil {
				w.note(e, Operation{Kind: "shell.unreadable", Class: Execute, Severity: High, Why: "an encoded script that cannot be read"})
				return
			}
			units := make([]uint16, 0, len(raw)/2)
			for k := 0; k+1 < len(raw); k += 2 {
				units = append(units, uint16(raw[k])|uint16(raw[k+1])<<8)
			}
			w.windowsText(e, string(utf16.Decode(units)), name, depth)
			return
		case (low == "-file" || low == "-f") && i+1 < len(args):
			w.scriptFile(e, name, args[i+1], args[i+1:], depth)
			return
		case name == "wsl" && !strings.HasPrefix(a, "-"):
			w.inner(e, args[i:], name, depth)
			return
		}
	}
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") && !strings.HasPrefix(args[0], "/") {
		w.windowsText(e, strings.Join(args, " "), name, depth)
		return
	}
	if e.Stdin != nil {
		w.windowsText(e, e.Stdin.Text, name, depth)
	}
}

// windowsText judges each command of a script for Windows.
func (w *walker) windowsText(e *shell.Execution, text, through string, depth int) {
	for command := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ';' || r == '&' || r == '|' || r == '\n' }) {
		f := strings.Fields(strings.Trim(strings.TrimSpace(command), `"'`))
		if len(f) == 0 {
			continue
		}
		f[0] = strings.ToLower(f[0])
		w.inner(e, f, through, depth)
	}
}
