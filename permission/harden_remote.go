package permission

import (
	"encoding/base64"
	"path"
	"slices"
	"strings"
	"sync"
	"unicode/utf16"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// ssh judges the command for the other side, and the one that connects.
func (h *hardener) ssh(e *shell.Execution, args []string, depth int) {
	for _, text := range proxyCommands(args) {
		h.text(e, text, "ssh ProxyCommand", nil, depth)
	}
	if e.Stdin != nil && shell.Known(e.Stdin.Text) {
		h.fed(e, strings.Fields(e.Stdin.Text)...)
	}
	rest := shell.AfterOperands(args, " -p -i -l -o -F -L -R -D -J -b -c -E -e -I -m -O -Q -S -W -w -B -M ", 1)
	if len(rest) > 0 && rest[0] == "--" {
		rest = rest[1:]
	}
	if len(rest) > 0 {
		h.text(e, strings.Join(rest, " "), "ssh", nil, depth)
		return
	}
	if e.Stdin != nil {
		h.script(e, e.Stdin, nil, "ssh", depth)
	}
}

func proxyCommands(args []string) []string {
	var out []string
	for _, option := range flagValues(args, "-o") {
		for _, key := range [...]string{"ProxyCommand", "LocalCommand", "KnownHostsCommand", "RemoteCommand"} {
			if len(option) > len(key) && strings.EqualFold(option[:len(key)], key) {
				out = append(out, strings.TrimLeft(option[len(key):], "= "))
			}
		}
	}
	return out
}

// container judges what is run in a container, a pod or a virtual machine.
func (h *hardener) container(e *shell.Execution, name string, args []string, depth int) {
	mounts := flagValues(args, "-v", "--volume", "-B", "--bind")
	inner := func(args []string) {
		if len(args) > 0 {
			h.execution(altered(e, outside(args, mounts), name), depth+1)
		}
	}
	rest := afterGlobals(name, args)
	for len(rest) > 0 && slices.Contains([]string{"container", "compose", "image", "ctr", "kubectl", "pod"}, rest[0]) {
		rest = shell.AfterWords(rest[1:], " -f --file -p --project-name --profile --env-file --project-directory -n --namespace ", 0)
	}
	if len(rest) == 0 {
		return
	}
	const valued = " -e --env -u --user -w --workdir -v --volume -p --publish --name --network --mount --entrypoint -l --label --env-file -h --hostname --cpus -m --memory --gpus --platform --pull --restart --add-host --device --cap-add --cap-drop --security-opt --ulimit --tmpfs --link --ip --dns --log-driver --log-opt --shm-size --runtime --pid --ipc --userns --uts --detach-keys --index -n --namespace -c --container --context --kubeconfig --cluster --image --overrides --bind -B --pod-running-timeout --target --profile --cwd --mode --group -f --filename "
	switch rest[0] {
	case "exec", "run", "debug", "attach", "create", "shell", "ssh", "rsh":
		for _, program := range append(flagValues(rest, "--entrypoint"), flagValues(rest, "--command")...) {
			if strings.Contains(program, " ") {
				continue
			}
			inner(append([]string{program}, shell.AfterWords(rest[1:], valued, 1)...))
		}
		list := shell.AfterWords(rest[1:], valued, 1)
		for _, text := range flagValues(rest[:len(rest)-len(list)], "-c", "--command") { // not those of the command inside
			if name == "vagrant" || strings.Contains(text, " ") {
				h.text(e, text, name, nil, depth)
			}
		}
		if len(list) > 0 && list[0] == "--" {
			list = list[1:]
		}
		if clear := shell.Uncluster(rest[1:], valued); clear != nil {
			inner(shell.AfterWords(clear, valued, 1))
		}
		if len(list) == 1 && strings.Contains(list[0], " ") {
			h.text(e, list[0], name, nil, depth)
		}
		inner(list)
		if image := shell.AfterWords(rest[1:], valued, 0); len(image) > 1 && (rest[0] == "run" || rest[0] == "create") { // its program may be called as it is
			program, _, _ := strings.Cut(path.Base(image[0]), ":")
			h.suspect(e, func(s *hardener) {
				s.execution(altered(e, append([]string{strings.TrimSuffix(program, "-cli")}, image[1:]...), name), depth+1)
			})
		}
		if i := slices.Index(rest, "--"); i > 0 {
			inner(rest[i+1:])
		}
	case "build", "buildx":
		if e.Stdin != nil && slices.Contains(rest, "-") {
			for line := range strings.SplitSeq(e.Stdin.Text, "\n") {
				if text, ok := strings.CutPrefix(strings.TrimSpace(line), "RUN "); ok {
					h.text(e, text, name+" build", nil, depth)
				}
			}
		}
	}
}

// outside names the files of a container as they are called outside.
func outside(args, mounts []string) []string {
	args = slices.Clone(args)
	for _, m := range mounts {
		from, to, ok := strings.Cut(m, ":")
		to, _, _ = strings.Cut(to, ":")
		for i := range args {
			if ok && i > 0 && path.IsAbs(args[i]) && within(to, path.Clean(args[i])) {
				args[i] = path.Join(from, strings.TrimPrefix(path.Clean(args[i]), to))
			}
		}
	}
	return args
}

// projectCommand is the command that a package manager or an environment's tool
// runs.
func projectCommand(name string, args []string) []string {
	const valued = " -p --package -w --workspace --workspace-folder --filter -C --cwd --dir --prefix -n --name -e --env --env-file -f --file -c --command --run --call --profile --project --config --python --with -P --project-name --region -a --app "
	rest := shell.AfterWords(args, valued, 0)
	switch name {
	case "just":
		if i := slices.Index(args, "--command"); i >= 0 {
			return args[i+1:]
		}
		return nil
	case "nomad":
		if len(rest) > 2 && rest[0] == "alloc" && rest[1] == "exec" {
			return shell.AfterWords(rest[2:], " -task -job ", 1)
		}
		return nil
	case "npx", "bunx", "uvx", "corepack", "cross-env", "shx", "op", "dotenv", "chamber", "teller": // they take the command itself, or a word of their own and --
		if i := slices.Index(args, "--"); i >= 0 {
			return args[i+1:]
		}
		if name == "op" || name == "chamber" || name == "teller" {
			return shell.AfterWords(rest, valued, 1)
		}
		if len(rest) > 0 { // npm@10
			if at := strings.LastIndexByte(rest[0], '@'); at > 0 {
				rest = append([]string{rest[0][:at]}, rest[1:]...)
			}
		}
		return rest
	}
	if (name == "pnpm" || name == "yarn" || name == "bun") && len(rest) > 0 && !slices.Contains(ownCommands(), rest[0]) {
		return rest // a program of the project, as their manuals say
	}
	if len(rest) == 0 || !slices.Contains([]string{"exec", "x", "dlx", "run", "shell", "develop", "env", "tool", "ssh", "console", "exec-env", "explore"}, rest[0]) {
		return nil
	}
	if rest[0] == "run" && slices.Contains([]string{"npm", "pnpm", "cargo", "volta", "rbenv"}, name) {
		return nil // a script of the project, or its program
	}
	operands := 0
	if name == "direnv" || rest[0] == "explore" || name == "aws-vault" || name == "tsh" || name == "mise" && strings.Contains(rest[len(rest)-1], "@") {
		operands = 1
	}
	if i := slices.Index(rest, "--"); i >= 0 {
		return rest[i+1:]
	}
	return shell.AfterWords(rest[1:], valued, operands)
}

// ownCommands are those of pnpm, yarn and bun that no program of the project
// takes the place of.
var ownCommands = sync.OnceValue(func() []string {
	return strings.Fields(`add install i remove rm uninstall un update up upgrade exec x dlx run test t start build publish pack link unlink init create config info why list ls
	outdated audit import prune rebuild store patch deploy version versions workspace workspaces global cache login logout owner policies tag team help bin node pm repl completions
	env setup root server self-update fetch licenses approve-builds dedupe constraints plugin set stage npm unplug search explain doctor`)
})

// windows judges the commands of PowerShell and cmd.exe; what is common to
// them and a shell is found.
func (h *hardener) windows(e *shell.Execution, name string, args []string, depth int) {
	for i, a := range args {
		switch low := strings.ToLower(a); {
		case low == "-c" || low == "-command" || low == "/c" || low == "/k" || low == "--command":
			h.text(e, strings.Join(args[i+1:], " "), name, nil, depth)
			return
		case name != "wsl" && name != "cmd" && strings.HasPrefix(low, "-e") && len(low) > 1 && strings.HasPrefix("-encodedcommand", low) && i+1 < len(args):
			raw, err := base64.StdEncoding.DecodeString(args[i+1])
			if err != nil {
				h.doubt("it runs an encoded script that cannot be read", append(slices.Clip(e.Through), name))
				return
			}
			units := make([]uint16, 0, len(raw)/2)
			for k := 0; k+1 < len(raw); k += 2 {
				units = append(units, uint16(raw[k])|uint16(raw[k+1])<<8)
			}
			h.text(e, string(utf16.Decode(units)), name, nil, depth)
			return
		}
	}
	if e.Stdin != nil && name != "wsl" {
		h.script(e, e.Stdin, nil, name, depth)
	}
}
