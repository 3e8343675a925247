package permission

import (
	"slices"
	"strings"
	"sync"
)

// oneForm writes signals and modes in one form: -9 and 777.
func oneForm(program string, args []string) []string {
	switch program {
	case "kill", "pkill", "killall":
		args = slices.Clone(args)
		for i, a := range args {
			if isDashed(a) && len(a) == 2 && strings.Contains("sn", a[1:]) && i+1 < len(args) {
				args[i+1] = "-" + args[i+1]
				args = slices.Delete(args, i, i+1)
				break
			}
		}
		for i, a := range args {
			if name := strings.TrimPrefix(strings.ToUpper(strings.TrimPrefix(a, "-")), "SIG"); isDashed(a) && signals()[name] != "" {
				args[i] = "-" + signals()[name]
			}
		}
	case "redis-cli": // its commands have no case
		if len(args) > 0 {
			args = slices.Clone(args)
			for i, a := range args {
				if !isDashed(a) {
					args[i] = strings.ToUpper(a)
					break
				}
			}
		}
	case "chmod":
		args = slices.Clone(args)
		if i := slices.IndexFunc(args, func(a string) bool { return !isDashed(a) }); i >= 0 {
			switch mode := strings.TrimLeft(args[i], "0"); mode {
			case "a+rwx", "a=rwx", "ugo+rwx", "ugo=rwx", "u=rwx,g=rwx,o=rwx", "u+rwx,g+rwx,o+rwx":
				args[i] = "777"
			default:
				if strings.Trim(mode, "01234567") == "" && mode != "" {
					args[i] = mode
				}
			}
		}
	}
	return args
}

var signals = sync.OnceValue(func() map[string]string {
	return map[string]string{"HUP": "1", "INT": "2", "QUIT": "3", "KILL": "9", "TERM": "15", "CONT": "18", "STOP": "19"}
})

// barely reports that a command is the one of an exact rule but for flags that
// say in what manner it works, and for make also variables and other targets.
func (r *bashRule) barely(s *spelledCommand) bool {
	want := spell(strings.Fields(r.text))
	if s.program != want.program || len(want.operands) == 0 && !strings.Contains(s.program, ".") {
		return false
	}
	manner := func(flag string) bool {
		return !slices.Contains(want.flags, flag) && slices.Contains(mannerFlags, flag)
	}
	if len(slices.DeleteFunc(slices.Clone(s.flags), manner)) != len(want.flags) || !s.hasFlags(want, "") {
		return false
	}
	if s.program == "make" {
		return len(want.operands) == 1 && slices.Contains(s.operands, want.operands[0])
	}
	return slices.Equal(s.operands, want.operands)
}

var mannerFlags = []string{"quiet", "silent", "verbose", "yes", "y", "q", "v", "force", "f", "progress", "no-progress", "color", "no-color", "no-verify", "assume-yes", "non-interactive"}
