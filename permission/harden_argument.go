package permission

import (
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// scripts are the arguments of a program that a shell runs for it.
func (h *hardener) scripts(name string, args []string) []string {
	var out []string
	after := func(flags ...string) {
		for i, a := range args {
			for _, f := range flags {
				switch value, glued := strings.CutPrefix(a, f+"="); {
				case a == f && i+1 < len(args):
					out = append(out, args[i+1])
				case glued && strings.HasPrefix(f, "--"):
					out = append(out, value)
				case len(f) == 2 && f[0] == '-' && f[1] != '-' && len(a) > 2 && strings.HasPrefix(a, f) && name != "su":
					out = append(out, a[2:])
				}
			}
		}
	}
	switch name {
	case "su", "runuser", "script", "flatpak", "flock", "sg", "runas", "npx", "watchexec", "xdotool", "unshare", "capsh", "start-stop-daemon", "nix", "devbox":
		after("-c", "--command", "--call", "--run")
		for i, a := range args { // script -qc
			if isDashed(a) && a[1] != '-' && len(a) > 2 && strings.HasSuffix(a, "c") && i+1 < len(args) {
				out = append(out, args[i+1])
			}
		}
	case "nix-shell", "guix":
		after("--run", "--command")
	case "env":
		for _, s := range flagValues(args, "-S", "--split-string") {
			out = append(out, "env "+s)
		}
		for i, a := range args { // env -iS'rm x', env -ivS 'rm x'
			if flags, text, ok := strings.Cut(a, "S"); ok && isDashed(a) && len(flags) > 1 && strings.Trim(flags[1:], "i0v") == "" {
				if text == "" && i+1 < len(args) {
					text = args[i+1]
				}
				out = append(out, "env "+text)
			}
		}
	case "watch", "hyperfine", "eval", "concurrently", "npm-run-all", "nodemon", "onchange", "chokidar", "forever", "pm2", "at", "tmux", "zellij", "byobu", "entr", "parallel", "rush", "pssh", "pdsh", "clush", "pnpm", "vagrant", "heroku", "tclsh":
		if name == "watch" {
			out = append(out, strings.Join(shell.AfterWords(args, " -n --interval ", 0), " "))
		}
		for _, a := range args {
			if strings.ContainsAny(a, " ;|&") && !isDashed(a) {
				out = append(out, a)
			}
		}
		after("-c", "--command", "-x", "--exec", "--prepare", "--setup", "--cleanup")
	case "screen":
		after("-X")
		for i, a := range args {
			if a == "stuff" && i+1 < len(args) {
				out = append(out, args[i+1])
			}
		}
	case "tar":
		for _, a := range args {
			if _, action, ok := strings.Cut(a, "exec="); ok && strings.HasPrefix(a, "--checkpoint-action") || ok && strings.HasPrefix(a, "exec=") {
				out = append(out, action)
			}
		}
		after("--to-command", "-I", "--use-compress-program", "--rsh-command", "--info-script", "--new-volume-script", "-F")
	case "zip":
		after("-TT", "--unzip-command")
	case "rsync":
		after("-e", "--rsh", "--rsync-path")
	case "scp", "sftp":
		after("-S")
		out = append(out, proxyCommands(args)...)
	case "man":
		after("-P", "--pager", "-H", "--html")
	case "less", "more", "most", "view", "vi", "vim", "nvim", "ex", "gvim", "nano", "ed", "emacs", "gdb", "lldb", "ftp", "lftp", "psql", "mysql", "mariadb", "sqlite3", "mutt", "mongosh", "redis-cli", "irb", "ghci":
		for _, a := range args {
			out = append(out, escapes(a)...)
		}
	case "make", "gmake", "just":
		for _, a := range args {
			switch _, text, ok := strings.Cut(a, "="); {
			case ok && strings.HasPrefix(a, "--eval"):
				out = append(out, recipes(text)...)
			case ok && (strings.HasPrefix(a, "SHELL") || isAssignment(a) && strings.Contains(text, " ")):
				out = append(out, text)
			}
		}
		for _, text := range flagValues(args, "--eval", "-E") {
			out = append(out, recipes(text)...)
		}
	case "crontab":
		return nil
	case "dd", "install":
		after("--strip-program")
	case "sort":
		after("--compress-program")
	case "split":
		after("--filter")
	case "curl", "wget":
		after("--use-askpass")
	case "go":
		after("-exec", "-toolexec")
	case "cargo":
		after("-s", "--shell")
	case "bazel":
		after("--run_under")
	case "bat", "delta":
		after("--pager")
	case "cpio":
		after("--rsh-command")
	case "apt", "apt-get":
		for _, option := range flagValues(args, "-o") {
			if _, text, ok := strings.Cut(option, "="); ok {
				out = append(out, text)
			}
		}
	case "complete", "compgen", "mapfile", "readarray":
		after("-C")
	case "npm", "yarn":
		for _, a := range args {
			if key, text, ok := strings.Cut(a, "="); ok && strings.HasPrefix(key, "scripts.") {
				out = append(out, text)
			}
		}
		after("-c", "--call")
	case "dotnet", "java", "gcc", "cc", "clang":
		after("-wrapper")
	case "openssl":
		after("-engine")
	case "socat":
		for _, a := range args {
			if _, command, ok := strings.Cut(a, "EXEC:"); ok {
				out = append(out, command)
			} else if _, command, ok := strings.Cut(a, "SYSTEM:"); ok {
				out = append(out, command)
			}
		}
	case "nc", "ncat", "netcat":
		after("-e", "-c", "--exec", "--sh-exec")
	}
	return out
}

// escapes are the shell commands in an argument of an editor, a pager, a
// debugger or a database's client.
func escapes(arg string) []string {
	var out []string
	for line := range strings.SplitSeq(arg, "\n") {
		line = strings.TrimSpace(line)
		line = strings.TrimPrefix(strings.TrimPrefix(line, "-ex="), "+")
		for _, mark := range [...]string{`\!`, "!", ".shell ", ".system ", "system ", "shell ", "pipe "} {
			at := strings.Index(line, mark)
			if at < 0 || mark[len(mark)-1] == ' ' && at > 0 && strings.IndexByte(" :|;", line[at-1]) < 0 {
				continue
			}
			if text := strings.TrimLeft(line[at+len(mark):], "! "); text != "" {
				out = append(out, strings.Trim(text, `'"`))
			}
			break
		}
	}
	return out
}

// recipes are the shell commands in a piece of a makefile.
func recipes(text string) []string {
	var out []string
	for rest := text; ; {
		_, after, ok := strings.Cut(rest, "$(shell ")
		if !ok {
			break
		}
		end, open := 0, 0
		for end < len(after) && (open > 0 || after[end] != ')') {
			switch after[end] {
			case '(':
				open++
			case ')':
				open--
			}
			end++
		}
		out = append(out, after[:end])
		rest = after
	}
	if _, file, ok := strings.Cut(text, "$(file <"); ok {
		file, _, _ = strings.Cut(file, ")")
		out = append(out, "cat "+file)
	}
	for line := range strings.SplitSeq(strings.ReplaceAll(text, `\n`, "\n"), "\n") {
		if command, ok := strings.CutPrefix(line, "\t"); ok {
			out = append(out, strings.TrimLeft(command, "@-+"))
		} else if _, command, ok := strings.Cut(line, ";"); ok {
			out = append(out, strings.TrimLeft(command, " \t@-+"))
		}
	}
	return out
}
