package shell

import (
	"slices"
	"strings"
)

// A Launcher is a program that runs the command behind its flags and operands.
type Launcher struct {
	name     string
	Valued   string // flags whose value is a word of its own, each with blanks around it
	Operands int    // words before the command
}

// Command returns what it runs, given its arguments.
func (r Launcher) Command(args []string) []string { return AfterWords(args, r.Valued, r.Operands) }

// AfterOperands skips flags and operands, of which the last may be followed by
// words that look like assignments and are part of the command.
func AfterOperands(args []string, valued string, operands int) []string {
	for operands > 0 && len(args) > 0 {
		switch a := args[0]; {
		case a == "--":
		case dashed(a):
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

// AfterWords skips flags, assignments and operands.
func AfterWords(args []string, valued string, operands int) []string {
	for len(args) > 0 {
		switch a := args[0]; {
		case a == "--":
			args = args[1:]
			return args[min(operands, len(args)):]
		case dashed(a):
			if strings.Contains(valued, " "+a+" ") && len(args) > 1 {
				args = args[1:]
			}
			args = args[1:]
		case assignment(a):
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

// Uncluster splits groups of letters before a command whose last takes a value:
// sudo -iu root is sudo -i -u root. It returns nil where there are none.
func Uncluster(args []string, valued string) []string {
	var out []string
	for i := 0; i < len(args); i++ {
		a := args[i]
		if !dashed(a) || a == "--" {
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

// LauncherOf returns a program that launches another, beyond those that a shell
// or Claude Code knows.
func LauncherOf(name string) (Launcher, bool) {
	i, ok := slices.BinarySearchFunc(launchers[:], name, func(l Launcher, name string) int { return strings.Compare(l.name, name) })
	if !ok {
		return Launcher{}, false
	}
	return launchers[i], true
}

func dashed(s string) bool { return len(s) > 1 && s[0] == '-' }

// assignment reports a word that a shell or env would take for NAME=value.
func assignment(s string) bool {
	name, _, ok := strings.Cut(s, "=")
	name = strings.TrimSuffix(name, "+")
	if !ok || name == "" || '0' <= name[0] && name[0] <= '9' {
		return false
	}
	for i := range len(name) {
		c := name[i]
		if c != '_' && !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9') {
			return false
		}
	}
	return true
}

// launchers is sorted by name.
var launchers = [...]Launcher{
	{"aa-exec", " -p --profile ", 0},
	{"abduco", " -e -c -n -A ", 1},
	{"arch", " -arch ", 0},
	{"batch", "", 0},
	{"builtin", "", 0},
	{"caffeinate", " -t -w ", 0},
	{"capsh", "", 0},
	{"catchsegv", "", 0},
	{"ccache", "", 0},
	{"chpst", " -u -U -b -e -n -l -L -m ", 0},
	{"chronic", "", 0},
	{"chroot", " --userspec --groups ", 1},
	{"command", "", 0},
	{"coproc", "", 0},
	{"cpulimit", " -l -p -e --limit --pid --exe ", 0},
	{"cross-env", "", 0},
	{"daemonize", " -p -l -u -c -o -e -E ", 0},
	{"dbus-launch", "", 0},
	{"dbus-run-session", " --config-file --dbus-daemon ", 0},
	{"distcc", "", 0},
	{"distrobox", " -n --name ", 2},
	{"dotenvx", " -f ", 1},
	{"dtach", " -e -r -A -c -n -N ", 0},
	{"dumb-init", "", 0},
	{"entr", "", 0},
	{"env-cmd", " -f -e ", 0},
	{"envdir", "", 1},
	{"exec", " -a ", 0},
	{"fakechroot", " -s -e -d -c ", 0},
	{"fakeroot", " -s -i -l -f -b ", 0},
	{"firejail", " --profile ", 0},
	{"flatpak", " --command ", 2},
	{"gdb", " -ex -x ", 0},
	{"genv", " -u -C ", 0},
	{"gosu", "", 1},
	{"gtimeout", " -k -s ", 1},
	{"heaptrack", "", 0},
	{"i386", "", 0},
	{"ifne", "", 0},
	{"ip", "", 3},
	{"linux32", "", 0},
	{"linux64", "", 0},
	{"ltrace", " -e -o -s -p -u -a -n -l ", 0},
	{"lxc-attach", " -n --name ", 0},
	{"machinectl", "", 2},
	{"mispipe", "", 0},
	{"nice", " -n --adjustment ", 0},
	{"nocorrect", "", 0},
	{"noglob", "", 0},
	{"nohup", "", 0},
	{"nsenter", " -t -S -G --target --setuid --setgid ", 0},
	{"numactl", " -i -m -N -C -p -P -l -w --interleave --membind --cpunodebind --physcpubind --preferred ", 0},
	{"perf", " -e -o -F -p --event --output ", 1},
	{"pkexec", " --user ", 0},
	{"please", " -t -u -g ", 0},
	{"prlimit", " -p --pid ", 0},
	{"proot", " -r -b -w -R -S -q -k --rootfs --bind --cwd ", 0},
	{"proxychains", " -f ", 0},
	{"proxychains4", " -f ", 0},
	{"remsh", " -l ", 1},
	{"reptyr", "", 0},
	{"retry", " -t -d ", 0},
	{"rlwrap", " -b -f -H -s -C -D -e -O -P -S -z ", 0},
	{"rr", "", 1},
	{"rsh", " -l ", 1},
	{"run-one", "", 0},
	{"runcon", " -t -u -r -l -c ", 1},
	{"runuser", " -u -g -G --user --group --supp-group ", 0},
	{"s6-setuidgid", "", 1},
	{"schroot", " -c -u -d ", 0},
	{"screen", " -S -T -e -c -h -s -t -X -p ", 0},
	{"script", " -c -E -I -O -B -T -m -o ", 1},
	{"setarch", "", 0},
	{"setpriv", " --reuid --regid --groups --inh-caps --bounding-set --ambient-caps --securebits --selinux-label --apparmor-profile ", 0},
	{"setuidgid", "", 1},
	{"sg", "", 1},
	{"shx", "", 0},
	{"ssh-agent", " -a -t -E -P ", 0},
	{"sshpass", " -p -f -d ", 0},
	{"start-stop-daemon", " -p -x -n -u -c -d -a --pidfile --exec --name --user --chuid --chdir --startas ", 0},
	{"stdbuf", " -i -o -e --input --output --error ", 0},
	{"strace", " -e -o -s -p -E -u -P -a -O -S -I -b ", 0},
	{"su-exec", "", 1},
	{"sudoedit", "", 0},
	{"systemd-inhibit", " --what --who --why --mode ", 0},
	{"systemd-run", " -u --unit -p --property -E --setenv -M --machine -H --host --uid --gid --nice --slice --description --working-directory --on-active --on-calendar ", 0},
	{"time", " -f -o --format --output ", 0},
	{"timeout", " -k -s --kill-after --signal ", 1},
	{"tini", " -e -p ", 0},
	{"toolbox", " -c -r --container --release ", 1},
	{"torify", "", 0},
	{"torsocks", "", 0},
	{"ts", "", 0},
	{"tsp", " -L -N -D -S ", 0},
	{"uftrace", "", 1},
	{"unbuffer", "", 0},
	{"unshare", " -S -G -R -w --setuid --setgid --root --wd ", 0},
	{"valgrind", "", 0},
	{"winpty", "", 0},
	{"wsl", " -d --distribution -u --user --cd ", 0},
	{"x86_64", "", 0},
	{"xvfb-run", " -n -s -e -f -p -w --server-num --server-args --error-file --auth-file --xauth-protocol --wait ", 0},
}
