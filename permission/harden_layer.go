package permission

import (
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// layers looks for the command that a program runs for its caller.
func (h *hardener) layers(e *shell.Execution, depth int) {
	name, args := commonName(e.Args[0]), e.Args[1:]
	inner := func(args []string, through string) {
		if len(args) > 0 {
			h.execution(altered(e, args, through), depth+1)
		}
	}
	switch {
	case isShell(name), name == "fish", name == "csh", name == "tcsh", name == "busybox" && len(args) == 0:
		h.shell(e, name, args, depth)
		return
	case name == "busybox" || name == "toybox":
		inner(args, name)
		return
	}
	if name == "command" && len(args) > 0 && (args[0] == "-v" || args[0] == "-V") {
		return
	}
	if w, ok := moreWrappers[name]; ok {
		inner(w.command(args), name)
		if list := uncluster(args, w.valued); list != nil {
			inner(w.command(list), name)
		}
	} else if w, ok := wrapperOf(name); ok {
		dir := flagValues(args, "-D", "--chdir")
		command := altered(e, afterWords(args, w.valued, w.operands), name)
		if name == "sudo" && len(dir) > 0 {
			command = command.In(dir[0])
		}
		if len(command.Args) > 0 {
			h.execution(command, depth+1)
		}
		if list := uncluster(args, w.valued); list != nil {
			inner(afterWords(list, w.valued, w.operands), name)
		}
	}
	if strings.HasPrefix(name, "ld-linux") || strings.HasPrefix(name, "ld-musl") || name == "ld.so" {
		inner(afterWords(args, " --library-path --preload --argv0 --inhibit-cache ", 0), name)
	}
	if e.Stdin != nil && readsScript(name, args) {
		h.suspectText(e, e.Stdin.Text, depth)
		h.transfers(e, name, e.Stdin.Text)
		if !shell.Known(e.Stdin.Text) {
			h.doubt("it runs as a script what is only known when it runs", append(slices.Clip(e.Through), name))
		}
	}
	for _, a := range args {
		if f := e.File(a); f != nil && strings.HasPrefix(a, "/dev/fd/") && !plainProgram(name) || f != nil && name == "cmake" {
			h.suspectText(e, f.Text, depth)
		}
	}
	h.transfers(e, name, strings.Join(args, " "))
	if name == "cpio" && e.Stdin != nil {
		h.transfers(e, "ftp", e.Stdin.Text)
	}
	h.queries(e, name, depth)
	h.projectFiles(e, name, depth)
	h.built(e, name, depth)
	for _, text := range h.scripts(name, args) {
		h.text(e, text, name, nil, depth)
	}
	switch name {
	case "env":
		if list := envCommand(args); len(list) > 0 {
			command := altered(e, list, name)
			for _, dir := range flagValues(args, "-C", "--chdir") {
				command = command.In(dir)
			}
			h.execution(command, depth+1)
		}
	case "eval":
		h.fetched(e)
	case "source", ".":
		if len(args) > 0 {
			for _, d := range [...]Decision{Deny, Ask} {
				h.path(e, h.p.lists[d].read, args[0], false, d)
			}
			h.named(e, args[0], args[1:])
			if f := e.File(args[0]); f != nil {
				h.script(e, f, args, name, depth)
			}
		}
	case "gh":
		if i := slices.Index(args, "alias"); i >= 0 && len(args) > i+1 && (args[i+1] == "set" || args[i+1] == "import") {
			if words := withoutFlags(args[i+2:]); len(words) > 1 && (strings.HasPrefix(words[1], "!") || slices.Contains(args, "--shell") || slices.Contains(args, "-s")) {
				h.text(e, strings.TrimPrefix(words[1], "!"), "gh alias", nil, depth)
			} else if len(words) > 1 {
				inner(append([]string{"gh"}, strings.Fields(words[1])...), "gh alias")
			}
		}
	case "newgrp", "su":
		if e.Stdin != nil && !slices.ContainsFunc(args, func(a string) bool { return strings.HasPrefix(a, "-c") || strings.HasPrefix(a, "--c") }) {
			h.input(e, name, nil, depth)
		}
	case "cargo":
		for _, setting := range flagValues(args, "--config") {
			if key, value, _ := strings.Cut(setting, "="); containsAny(key, []string{"runner", "linker", "rustc", "wrapper"}) {
				h.text(e, strings.Trim(value, ` '"`), name, nil, depth)
			}
		}
		inner(projectCommand(name, args), name)
	case "rustup":
		if len(args) > 2 && args[0] == "run" {
			inner(afterWords(args[1:], "", 1), name)
		}
	case "bwrap":
		inner(bubbleCommand(args), name)
	case "tar", "bsdtar", "unzip", "cpio", "7z":
		h.unpacks(e)
	case "gcc", "cc", "clang", "g++":
		for _, list := range flagValues(args, "-wrapper") {
			inner(strings.Split(list, ","), name)
		}
	case "start-stop-daemon":
		for _, program := range flagValues(args, "-x", "-a", "--exec", "--startas") {
			rest := args[slices.Index(args, program)+1:]
			if i := slices.Index(rest, "--"); i >= 0 {
				rest = rest[i+1:]
			}
			inner(append([]string{program}, rest...), name)
		}
	case "cmake":
		if i := slices.Index(args, "-E"); i >= 0 && len(args) > i+2 {
			h.cmake(e, args[i+1:], depth)
		}
	case "xargs", "parallel":
		h.xargs(e, name, args, depth)
	case "find", "fd", "fdfind":
		for _, list := range findCommands(args) {
			inner(list, name)
		}
	case "git":
		h.git(e, args, depth)
	case "ssh", "mosh", "autossh", "sshpass", "dbclient":
		h.ssh(e, args, depth)
	case "docker", "podman", "nerdctl", "flatpak", "kubectl", "oc", "k3s", "microk8s", "lxc", "incus", "apptainer", "singularity", "crictl", "buildah", "finch", "vagrant":
		h.container(e, name, args, depth)
	case "npx", "npm", "pnpm", "yarn", "bun", "bunx", "corepack", "composer", "just", "devcontainer", "nomad", "tsh", "fly", "cross-env", "shx", "pipenv", "poetry", "uv", "uvx", "bundle", "conda", "mamba", "nix", "nix-shell", "pipx", "mise", "asdf", "rye", "hatch", "pdm", "direnv", "op", "doppler", "aws-vault", "dotenv", "devbox", "pixi", "guix", "volta", "nvm", "rbenv", "pyenv", "tox", "sops", "chamber", "teller", "infisical", "vault", "heroku", "flyctl", "railway":
		inner(projectCommand(name, args), name)
	case "powershell", "pwsh", "cmd", "wsl":
		h.windows(e, name, args, depth)
	}
	if lang, code, rest := inlineCode(name, args); lang != "" {
		h.code(e, lang, code, rest, depth)
	}
	if lang, reads := stdinCode(name, args); lang != "" && e.Stdin != nil && reads {
		h.streamCode(e, lang, depth)
	}
	if file := scriptFile(name, args); file != "" {
		h.named(e, file, args[slices.Index(args, file)+1:])
		if f := e.File(file); f != nil && shell.Known(f.Text) {
			if lang := languages[name]; lang != "" {
				h.code(e, lang, f.Text, nil, depth)
			}
		} else if f != nil {
			h.doubt("it runs as a script what is only known when it runs", append(slices.Clip(e.Through), name))
		}
	}
}

func (h *hardener) streamCode(e *shell.Execution, lang string, depth int) {
	if !shell.Known(e.Stdin.Text) && strings.Trim(e.Stdin.Text, shell.Unknown+" \n") == "" {
		h.doubt("it runs as a program what is only known when it runs", append(slices.Clip(e.Through), lang))
		return
	}
	h.code(e, lang, e.Stdin.Text, nil, depth)
}

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
var moreWrappers = map[string]launcher{
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

// flagValues are the values of flags, glued or as the next word.
func flagValues(args []string, flags ...string) []string {
	var out []string
	for i, a := range args {
		for _, f := range flags {
			switch {
			case a == f && i+1 < len(args):
				out = append(out, args[i+1])
			case strings.HasPrefix(a, f+"="):
				out = append(out, a[len(f)+1:])
			case len(f) == 2 && strings.HasPrefix(a, f) && len(a) > 2 && a[1] != '-':
				out = append(out, a[2:])
			}
		}
	}
	return out
}

// envCommand is what env(1) runs.
func envCommand(args []string) []string {
	if len(flagValues(args, "-S", "--split-string")) > 0 {
		return nil
	}
	return afterWords(args, " -u -C --unset --chdir --argv0 -a ", 0)
}

// readsScript reports a program that takes commands from its input, in a
// language of its own.
func readsScript(name string, args []string) bool {
	switch name {
	case "ftp", "sftp", "lftp", "m4", "gnuplot", "telnet", "bc", "dc", "ghci", "irb", "tclsh", "octave", "jshell":
		return true
	case "just", "task", "scons", "rake", "ant", "ninja", "bazel", "mvn", "gradle", "cmake", "ansible-playbook", "nomad", "terraform":
		return slices.Contains(args, "-")
	}
	return false
}

// projectFiles judges the scripts of a project's file that the command itself
// has written before it runs them.
func (h *hardener) projectFiles(e *shell.Execution, name string, depth int) {
	var files []string
	switch name {
	case "npm", "pnpm", "yarn", "bun", "npx":
		files = []string{"package.json"}
	case "make", "gmake":
		files = []string{"Makefile", "makefile", "GNUmakefile"}
		files = append(files, flagValues(e.Args[1:], "-f", "--file", "--makefile")...)
	case "just":
		files = []string{"justfile"}
	case "task":
		files = []string{"Taskfile.yml"}
	case "git":
		h.hooks(e, depth)
	case "rake":
		files = []string{"Rakefile"}
	}
	for _, file := range files {
		f := e.File(file)
		if f == nil {
			continue
		}
		if name == "make" || name == "gmake" {
			for _, text := range recipes(f.Text) {
				h.text(e, text, name, nil, depth)
			}
		}
		h.suspectText(e, f.Text, depth)
		for _, from := range f.From { // as of jq, which is told what to put into it
			if !shell.Known(f.Text) && len(from.Args) > 0 {
				h.suspectText(e, strings.Join(from.Args[1:], "\n"), depth)
			}
		}
	}
}

// transfers holds the rules on paths against each word that a client for
// transferring files is told.
func (h *hardener) transfers(e *shell.Execution, name, text string) {
	switch name {
	case "ftp", "sftp", "lftp":
		for word := range strings.FieldsSeq(text) {
			for _, d := range [...]Decision{Deny, Ask} {
				h.path(e, h.p.lists[d].read, word, isPattern(word), d)
			}
		}
	}
}

// unpacks notes an archive that was fetched by the same command.
func (h *hardener) unpacks(e *shell.Execution) {
	fetches := func(s *shell.Stream) bool {
		return s != nil && slices.ContainsFunc(s.From, func(e *shell.Execution) bool {
			return len(e.Args) > 0 && slices.Contains([]string{"curl", "wget", "aria2c", "fetch"}, commonName(e.Args[0]))
		})
	}
	h.unpacked = h.unpacked || fetches(e.Stdin) || slices.ContainsFunc(e.Args[1:], func(a string) bool { return fetches(e.File(a)) })
}

// bubbleCommand is the command of bwrap, whose flags take up to two words.
func bubbleCommand(args []string) []string {
	for i := 0; i < len(args); i++ {
		switch a := args[i]; {
		case a == "--":
			return args[i+1:]
		case strings.HasSuffix(a, "bind") || strings.HasSuffix(a, "bind-try") || a == "--symlink" || a == "--setenv" || a == "--chmod" || a == "--file" || a == "--ro-bind-data":
			i += 2
		case slices.Contains(strings.Fields("--chdir --unsetenv --uid --gid --hostname --tmpfs --proc --dev --dir --perms --size --mqueue --seccomp --args --block-fd --lock-file --sync-fd"), a):
			i++
		case !isDashed(a):
			return args[i:]
		}
	}
	return nil
}

// cmake judges the tools of cmake -E.
func (h *hardener) cmake(e *shell.Execution, args []string, depth int) {
	switch args[0] {
	case "chdir":
		h.execution(altered(e, args[2:], "cmake -E").In(args[1]), depth+1)
	case "env", "time":
		h.execution(altered(e, afterWords(args[1:], " --unset ", 0), "cmake -E"), depth+1)
	case "rm", "remove", "remove_directory":
		h.execution(altered(e, append([]string{"rm", "-rf"}, withoutFlags(args[1:])...), "cmake -E"), depth+1)
	case "cat", "copy", "copy_directory", "rename", "touch", "tar":
		h.execution(altered(e, append([]string{cmakeTools[args[0]]}, args[1:]...), "cmake -E"), depth+1)
	}
}

var cmakeTools = map[string]string{"cat": "cat", "copy": "cp", "copy_directory": "cp", "rename": "mv", "touch": "touch", "tar": "tar"}
