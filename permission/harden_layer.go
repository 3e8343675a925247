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
	if w, ok := shell.LauncherOf(name); ok {
		inner(w.Command(args), name)
		if list := shell.Uncluster(args, w.Valued); list != nil {
			inner(w.Command(list), name)
		}
	} else if w, ok := wrapperOf(name); ok {
		dir := flagValues(args, "-D", "--chdir")
		command := altered(e, shell.AfterWords(args, w.valued, w.operands), name)
		if name == "sudo" && len(dir) > 0 {
			command = command.In(dir[0])
		}
		if len(command.Args) > 0 {
			h.execution(command, depth+1)
		}
		if list := shell.Uncluster(args, w.valued); list != nil {
			inner(shell.AfterWords(list, w.valued, w.operands), name)
		}
	}
	if strings.HasPrefix(name, "ld-linux") || strings.HasPrefix(name, "ld-musl") || name == "ld.so" {
		inner(shell.AfterWords(args, " --library-path --preload --argv0 --inhibit-cache ", 0), name)
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
			inner(shell.AfterWords(args[1:], "", 1), name)
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
			if lang := languages()[name]; lang != "" {
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
	return shell.AfterWords(args, " -u -C --unset --chdir --argv0 -a ", 0)
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
