package permission

import (
	"slices"
	"strings"
	"sync"
)

// A launcher is a program that runs the command behind its flags and operands.
type launcher struct {
	valued   string // flags whose value is a word of its own, each with blanks around it
	operands int    // words before the command
}

func (r launcher) command(args []string) []string { return afterWords(args, r.valued, r.operands) }

// afterOperands skips flags and operands, of which the last may be followed by
// words that look like assignments and are part of the command.
func afterOperands(args []string, valued string, operands int) []string {
	for operands > 0 && len(args) > 0 {
		switch a := args[0]; {
		case a == "--":
		case isDashed(a):
			if strings.Contains(valued, " "+a+" ") && len(args) > 1 {
				args = args[1:]
			}
		default:
			operands--
		}
		args = args[1:]
	}
	return args
}

// afterWords skips flags, assignments and operands.
func afterWords(args []string, valued string, operands int) []string {
	for len(args) > 0 {
		switch a := args[0]; {
		case a == "--":
			args = args[1:]
			return args[min(operands, len(args)):]
		case isDashed(a):
			if strings.Contains(valued, " "+a+" ") && len(args) > 1 {
				args = args[1:]
			}
			args = args[1:]
		case isAssignment(a):
			args = args[1:]
		case operands > 0:
			operands--
			args = args[1:]
		default:
			return args
		}
	}
	return nil
}

// uncluster splits groups of letters before a command whose last takes a value:
// sudo -iu root is sudo -i -u root. It returns nil where there are none.
func uncluster(args []string, valued string) []string {
	var out []string
	for i := 0; i < len(args); i++ {
		a := args[i]
		if !isDashed(a) || a == "--" {
			break
		}
		takes := func(flag string) bool { return strings.Contains(valued, " "+flag+" ") }
		last := len(a) - 1
		switch {
		case takes(a):
			i++
		case a[1] != '-' && last > 1 && takes("-"+a[last:]) && !takes(a[:2]):
			if out == nil {
				out = slices.Clone(args)
			}
			at := i + len(out) - len(args)
			out = slices.Replace(out, at, at+1, a[:last], "-"+a[last:])
			i++
		}
	}
	return out
}

// moreWrappers lists programs beyond the wrappers that the client knows.
var moreWrappers = sync.OnceValue(func() map[string]launcher {
	return map[string]launcher{
		"timeout": {" -k -s --kill-after --signal ", 1}, "nice": {" -n --adjustment ", 0}, "stdbuf": {" -i -o -e --input --output --error ", 0},
		"nohup": {}, "command": {}, "builtin": {}, "exec": {" -a ", 0}, "noglob": {}, "time": {" -f -o --format --output ", 0},
		"chroot": {" --userspec --groups ", 1}, "setpriv": {" --reuid --regid --groups --inh-caps --bounding-set --ambient-caps --securebits --selinux-label --apparmor-profile ", 0},
		"systemd-run":     {" -u --unit -p --property -E --setenv -M --machine -H --host --uid --gid --nice --slice --description --working-directory --on-active --on-calendar ", 0},
		"systemd-inhibit": {" --what --who --why --mode ", 0}, "dbus-run-session": {" --config-file --dbus-daemon ", 0}, "dbus-launch": {"", 0},
		"xvfb-run": {" -n -s -e -f -p -w --server-num --server-args --error-file --auth-file --xauth-protocol --wait ", 0},
		"firejail": {" --profile ", 0}, "proot": {" -r -b -w -R -S -q -k --rootfs --bind --cwd ", 0}, "fakeroot": {" -s -i -l -f -b ", 0}, "fakechroot": {" -s -e -d -c ", 0},
		"catchsegv": {}, "unbuffer": {}, "rlwrap": {" -b -f -H -s -C -D -e -O -P -S -z ", 0}, "setarch": {}, "linux32": {}, "linux64": {}, "i386": {}, "x86_64": {}, "arch": {" -arch ", 0},
		"numactl": {" -i -m -N -C -p -P -l -w --interleave --membind --cpunodebind --physcpubind --preferred ", 0}, "cpulimit": {" -l -p -e --limit --pid --exe ", 0},
		"prlimit": {" -p --pid ", 0}, "valgrind": {}, "perf": {" -e -o -F -p --event --output ", 1}, "entr": {}, "tsp": {" -L -N -D -S ", 0}, "ts": {}, "batch": {}, "caffeinate": {" -t -w ", 0},
		"torsocks": {}, "torify": {}, "proxychains": {" -f ", 0}, "proxychains4": {" -f ", 0}, "tini": {" -e -p ", 0}, "dumb-init": {}, "gosu": {"", 1}, "su-exec": {"", 1}, "setuidgid": {"", 1}, "chpst": {" -u -U -b -e -n -l -L -m ", 0}, "s6-setuidgid": {"", 1},
		"envdir": {"", 1}, "runcon": {" -t -u -r -l -c ", 1}, "sg": {"", 1}, "pkexec": {" --user ", 0}, "please": {" -t -u -g ", 0}, "gdb": {" -ex -x ", 0}, "rr": {"", 1}, "uftrace": {"", 1}, "heaptrack": {}, "distcc": {}, "ccache": {}, "sudoedit": {}, "sshpass": {" -p -f -d ", 0}, "script": {" -c -E -I -O -B -T -m -o ", 1},
		"toolbox": {" -c -r --container --release ", 1}, "ssh-agent": {" -a -t -E -P ", 0}, "rsh": {" -l ", 1}, "remsh": {" -l ", 1}, "distrobox": {" -n --name ", 2}, "runuser": {" -u -g -G --user --group --supp-group ", 0}, "flatpak": {" --command ", 2}, "machinectl": {"", 2}, "lxc-attach": {" -n --name ", 0}, "schroot": {" -c -u -d ", 0}, "nsenter": {" -t -S -G --target --setuid --setgid ", 0}, "unshare": {" -S -G -R -w --setuid --setgid --root --wd ", 0},
		"aa-exec": {" -p --profile ", 0}, "capsh": {}, "ip": {"", 3}, "start-stop-daemon": {" -p -x -n -u -c -d -a --pidfile --exec --name --user --chuid --chdir --startas ", 0}, "daemonize": {" -p -l -u -c -o -e -E ", 0}, "retry": {" -t -d ", 0}, "run-one": {}, "chronic": {}, "ifne": {}, "mispipe": {}, "reptyr": {}, "dtach": {" -e -r -A -c -n -N ", 0}, "abduco": {" -e -c -n -A ", 1}, "screen": {" -S -T -e -c -h -s -t -X -p ", 0}, "coproc": {}, "nocorrect": {}, "strace": {" -e -o -s -p -E -u -P -a -O -S -I -b ", 0}, "ltrace": {" -e -o -s -p -u -a -n -l ", 0}, "gtimeout": {" -k -s ", 1}, "wsl": {" -d --distribution -u --user --cd ", 0}, "shx": {}, "cross-env": {}, "env-cmd": {" -f -e ", 0}, "dotenvx": {" -f ", 1}, "winpty": {}, "genv": {" -u -C ", 0},
	}
})
