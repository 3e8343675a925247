package envguard

import (
	"path"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// commandValued are the flags with a value of the tools below.
const commandValued = " -p --package -w --workspace --workspace-folder --filter -C --cwd --dir --prefix -n --name -e --env --env-file -f --file --profile --project --config -c --python --with -P --project-name --region -a --app --scope --path --duration -s --service --environment --remote -r --size -v --preload --extra --group --directory --only --projectId "

// project judges what package managers, environments' tools and containers run.
// ok reports that the program is one of them; done, that nothing is left to judge.
func (w *walker) project(e *shell.Execution, name string, args []string, depth int) (done, ok bool) {
	inner := func(list []string) (bool, bool) {
		if len(list) > 0 && list[0] == "--" {
			list = list[1:]
		}
		w.inner(e, list, through(name, args), depth)
		return len(list) > 0, true
	}
	dashes := func() []string {
		if i := slices.Index(args, "--"); i >= 0 {
			return args[i+1:]
		}
		return nil
	}
	switch name {
	case "npx", "bunx", "pnpx", "uvx", "corepack":
		if text := flagValues(args, "-c", "--call"); len(text) > 0 && name == "npx" {
			w.text(e, text[0], name, nil, depth)
			return true, true
		}
		list := shell.AfterWords(args, " -p --package -w --workspace --from --with --python -n --node-arg ", 0)
		if len(list) > 0 {
			list = slices.Clone(list)
			list[0] = withoutVersion(list[0])
		}
		return inner(list)
	case "npm", "pnpm", "yarn", "bun", "cnpm":
		return w.npm(e, name, args, depth)
	case "dotenv", "dotenv-cli", "dotenvx", "env-cmd", "cross-env", "cross-env-shell", "dotenv-run-script", "with-env", "envkey-source", "nodenv":
		list := dashes()
		if list == nil {
			list = shell.AfterWords(args, " -e -f -p -v -c --env-file --file --environments ", 0)
		}
		if len(list) > 0 && list[0] == "run" && name == "dotenvx" {
			list = shell.AfterWords(list[1:], " -f --env-file ", 0)
		}
		command := altered(e, list, through(name, args))
		for _, a := range args[:max(0, len(args)-len(list))] {
			if strings.Contains(a, "=") && !strings.HasPrefix(a, "-") {
				command.Assigns = append(slices.Clip(command.Assigns), a)
			}
		}
		if len(list) > 0 {
			w.execution(command, depth+1)
		}
		return true, true
	case "bundle", "bundler":
		if len(args) > 1 && (args[0] == "exec" || args[0] == "e") {
			return inner(shell.AfterWords(args[1:], "", 0))
		}
	case "poetry", "pipenv", "hatch", "pdm", "rye", "uv", "conda", "mamba", "micromamba", "volta", "pixi", "pipx", "mise", "rtx", "asdf", "nvm", "rbenv", "pyenv", "direnv", "doppler", "aws-vault", "chamber", "op", "infisical", "teller", "envconsul", "railway", "heroku", "tsh", "nomad", "lxc", "incus", "multipass", "dokku", "saml2aws", "aws-okta", "granted", "assume", "phase", "berglas", "sops", "consul", "tox", "spack", "opam":
		if list, text, found := runs(name, args); found {
			if text != "" {
				w.text(e, text, through(name, args), nil, depth)
				return true, true
			}
			if name == "uv" && len(list) > 0 && strings.HasSuffix(list[0], ".py") && path.Base(list[0]) != "manage.py" {
				list = append([]string{"python"}, list...)
			}
			if (name == "heroku" || name == "dokku") && len(list) == 1 && strings.Contains(list[0], " ") {
				w.text(e, list[0], through(name, args), nil, depth)
				return true, true
			}
			if name == "railway" {
				w.note(e, Operation{Kind: "railway.run", Class: Execute, Severity: Medium, Why: "it runs with the variables of the linked Railway environment"})
			}
			return inner(list)
		}
	case "sail":
		if len(args) > 0 {
			switch args[0] {
			case "artisan", "art", "a":
				return inner(append([]string{"artisan"}, args[1:]...))
			case "php", "composer", "npm", "npx", "yarn", "pnpm", "bun", "node":
				return inner(args)
			case "tinker":
				return inner([]string{"artisan", "tinker"})
			case "test":
				return inner([]string{"artisan", "test"})
			default:
				return inner(append([]string{"compose"}, args...))
			}
		}
	case "fly":
		if i := slices.Index(args, "console"); i > 0 {
			if text := flagValues(args, "-C", "--command"); len(text) > 0 {
				w.text(e, text[0], through(name, args), nil, depth)
			} else {
				w.interactive(e, name)
			}
			w.note(e, Operation{Kind: "fly.ssh", Class: Execute, Severity: Medium, Why: "it runs on the deployed machine"})
			return true, true
		}
	case "kamal":
		if i := slices.Index(args, "exec"); i > 0 && i+1 < len(args) {
			list := shell.AfterWords(args[i+1:], " -d --destination -r --roles -h --hosts ", 0)
			w.text(e, strings.Join(list, " "), through(name, args), nil, depth)
			return true, true
		}
	case "docker", "podman", "nerdctl", "kubectl", "k3s", "microk8s", "compose", "crictl", "finch", "apptainer", "singularity", "vagrant", "buildah", "lando", "ddev", "devcontainer", "minikube", "colima":
		if w.container(e, name, args, depth) {
			return true, true
		}
	case "gcloud", "az", "aws", "eb", "ansible", "wp", "limactl", "copilot":
		w.remote(e, name, args, depth)
	case "make", "gmake", "just", "task", "rake", "composer", "foreman", "overmind", "hivemind", "honcho", "turbo", "nx", "lerna", "mage", "invoke", "inv", "fab", "grunt", "gulp", "ant", "pixi-run", "wireit", "poe", "nox", "moon", "doit":
		return w.task(e, name, args, depth), true
	}
	return false, false
}

// withoutVersion turns prisma@5 into prisma, and @scope/tool@2 into tool's last name.
func withoutVersion(s string) string {
	if at := strings.LastIndexByte(s, '@'); at > 0 {
		s = s[:at]
	}
	switch s {
	case "dotenv-cli", "@dotenvx/dotenvx":
		return "dotenv"
	case "@railway/cli":
		return "railway"
	case "@nestjs/cli":
		return "nest"
	case "@mikro-orm/cli":
		return "mikro-orm"
	}
	return s
}

// runs is the command that a tool runs in an environment of its own: as words, or as
// a text for a shell.
func runs(name string, args []string) (list []string, text string, ok bool) {
	rest := shell.AfterWords(args, commandValued, 0)
	if len(rest) == 0 {
		return nil, "", false
	}
	switch rest[0] {
	case "exec", "x", "run", "shell", "run:detached", "exec-env", "exec-file", "tool", "ssh", "env", "alloc", "explore":
	default:
		return nil, "", false
	}
	if (name == "volta" || name == "rbenv") && rest[0] == "run" || name == "nomad" && (rest[0] != "alloc" || len(rest) < 2 || rest[1] != "exec") || name == "poetry" && rest[0] != "run" ||
		name == "infisical" && rest[0] != "run" || name == "op" && rest[0] != "run" || name == "uv" && rest[0] == "tool" && (len(rest) < 2 || rest[1] != "run") || name == "conda" && rest[0] != "run" ||
		name == "asdf" && rest[0] != "exec" || name == "consul" && rest[0] != "exec" || rest[0] == "env" && name != "asdf" {
		return nil, "", false
	}
	if t := flagValues(args, "--command", "--call"); len(t) > 0 && (name == "doppler" || name == "infisical") {
		return nil, t[0], true
	}
	if name == "sops" && len(rest) > 2 {
		return nil, rest[2], true
	}
	if i := slices.Index(args, "--"); i >= 0 {
		return args[i+1:], "", true
	}
	operands := 0
	switch name {
	case "direnv", "aws-vault", "chamber", "lxc", "incus", "multipass", "dokku", "nvm", "aws-okta":
		operands = 1
	case "tsh", "nomad", "uv":
		if name != "uv" || rest[0] == "tool" {
			operands = 1
		}
	case "mise":
		if len(rest) > 1 && strings.Contains(rest[1], "@") {
			operands = 1
		}
	}
	list = shell.AfterWords(rest[1:], commandValued, operands)
	if name == "uv" || name == "poetry" || name == "pipenv" || name == "heroku" {
		list = shell.AfterWords(rest[1:], strings.Replace(commandValued, " -c ", " -c -m --module ", 1), operands)
		if m := flagValues(rest[1:], "-m", "--module"); name == "uv" && len(m) > 0 && (len(list) == 0 || !slices.Contains(list, "-m")) {
			list = append([]string{m[0]}, list...)
		}
		if name == "heroku" { // its own flags may stand behind
			for i, a := range list {
				if (a == "-a" || a == "--app" || a == "-r" || a == "--remote") && i > 0 && i+1 < len(list) {
					list = slices.Concat(list[:i], list[i+2:])
					break
				}
			}
		}
	}
	return list, "", len(list) > 0
}

// container judges what is run in a container, a pod or a virtual machine. It
// reports false for the other commands of these programs.
func (w *walker) container(e *shell.Execution, name string, args []string, depth int) bool {
	rest := shell.AfterWords(args, " -H --host -c --context --config -l --log-level -n --namespace --kubeconfig --cluster --user -f --file -p --project-name --profile --env-file --project-directory -s --server --token --as --as-group --connection --url ", 0)
	for len(rest) > 0 && slices.Contains([]string{"container", "compose", "ctr", "kubectl", "pod"}, rest[0]) {
		rest = shell.AfterWords(rest[1:], " -f --file -p --project-name --profile --env-file --project-directory -n --namespace --context --progress --parallel ", 0)
	}
	if len(rest) == 0 {
		return false
	}
	verb := rest[0]
	switch verb {
	case "exec", "run", "debug", "shell", "ssh", "rsh", "create":
	default:
		return false
	}
	if (verb == "create" || verb == "shell") && name == "kubectl" || verb == "create" && (name == "compose" || name == "buildah") {
		return false
	}
	if slices.Contains(rest, "--help") && !slices.Contains(rest, "--") {
		return true
	}
	const valued = " -e --env -u --user -w --workdir -v --volume -p --publish --name --network --net --mount --entrypoint -l --label --env-file -h --hostname --cpus -m --memory --gpus --platform --pull --restart --add-host --device --cap-add --cap-drop --security-opt --ulimit --tmpfs --link --ip --dns --log-driver --log-opt --shm-size --runtime --pid --ipc --userns --uts --detach-keys --index -n --namespace -c --container --context --kubeconfig --cluster --image --overrides --bind -B --pod-running-timeout --target --profile --cwd --mode --group -f --filename --volumes-from --cidfile --annotations --limits --requests --serviceaccount --restart --port --labels -L --service -s --dir "
	where := through(name, args)
	var list []string
	if i := slices.Index(rest, "--"); i >= 0 {
		list = rest[i+1:]
	} else {
		list = shell.AfterWords(rest[1:], valued, 1)
		if clear := shell.Uncluster(rest[1:], valued); clear != nil {
			list = shell.AfterWords(clear, valued, 1)
		}
	}
	if text := flagValues(rest[1:len(rest)-len(list)], "-c", "--command"); len(text) > 0 && (name == "vagrant" || strings.Contains(text[0], " ") && name != "kubectl") {
		w.text(e, text[0], where, nil, depth)
		return true
	}
	mounts := flagValues(rest, "-v", "--volume")
	for _, m := range flagValues(rest, "--mount") {
		var from, to string
		for part := range strings.SplitSeq(m, ",") {
			key, value, _ := strings.Cut(part, "=")
			switch key {
			case "source", "src":
				from = value
			case "target", "dst", "destination":
				to = value
			}
		}
		mounts = append(mounts, from+":"+to)
	}
	for _, program := range flagValues(rest, "--entrypoint") {
		list = append([]string{program}, list...)
	}
	switch {
	case len(list) == 1 && strings.Contains(list[0], " "):
		w.text(e, list[0], where, nil, depth)
	case len(list) > 0:
		list = outside(list, mounts)
		first := lookupName(list[0])
		if isShell := first == "sh" || first == "bash" || first == "ash" || first == "zsh"; isShell && len(list) == 1 && (name == "kubectl" || verb != "run") {
			severity := Low
			if name == "kubectl" {
				severity = Medium
			}
			w.note(e, Operation{Kind: name + ".exec", Class: Execute, Severity: severity, Why: "it opens a shell in a container, in which anything may be typed", Safer: "give the one command to run"})
			if e.Stdin == nil {
				return true
			}
		}
		w.inner(e, list, where, depth)
	case name == "kubectl" || name == "vagrant":
		w.note(e, Operation{Kind: name + ".exec", Class: Execute, Severity: Medium, Why: "it opens a shell in a container or a machine"})
		return true
	}
	if name == "kubectl" && (verb == "run" || verb == "debug") {
		w.note(e, Operation{Kind: "kubectl.run", Class: Execute, Severity: Medium, Why: "it starts a pod in the cluster"})
	}
	if verb == "run" || verb == "create" {
		return w.runFlags(e, rest, mounts)
	}
	return true
}

// runFlags judges what a container is given of its host.
func (w *walker) runFlags(e *shell.Execution, rest, mounts []string) bool {
	for _, m := range mounts {
		from, _, _ := strings.Cut(m, ":")
		switch path.Clean(from) {
		case "/", "/var/run/docker.sock", "/run/docker.sock":
			w.note(e, Operation{Kind: "docker.mount", Class: Privilege, Severity: High, Object: from, Why: "the container can do with the host what it likes"})
		case "/etc", "/root", "/home":
			w.note(e, Operation{Kind: "docker.mount", Class: Privilege, Severity: Medium, Object: from, Why: "the container can write to " + from + " of the host"})
		}
	}
	if slices.Contains(rest, "--privileged") || slices.Contains(rest, "--pid=host") {
		w.note(e, Operation{Kind: "docker.privileged", Class: Privilege, Severity: Medium, Why: "a privileged container has the rights of root on the host"})
	}
	return true
}

// outside names the files of a container as they are called outside.
func outside(args, mounts []string) []string {
	args = slices.Clone(args)
	for _, m := range mounts {
		from, to, ok := strings.Cut(m, ":")
		to, _, _ = strings.Cut(to, ":")
		if !ok || to == "" {
			continue
		}
		for i := range args {
			if clean := path.Clean(args[i]); i > 0 && path.IsAbs(args[i]) && (clean == to || strings.HasPrefix(clean, strings.TrimSuffix(to, "/")+"/")) {
				args[i] = path.Join(from, strings.TrimPrefix(clean, to))
			}
		}
	}
	return args
}

// remote judges the commands that clouds' tools bring to machines.
func (w *walker) remote(e *shell.Execution, name string, args []string, depth int) {
	has := func(words ...string) bool {
		return !slices.ContainsFunc(words, func(s string) bool { return !slices.Contains(args, s) })
	}
	var texts []string
	switch {
	case name == "gcloud" && has("ssh"):
		texts = flagValues(args, "--command")
	case name == "az" && has("run-command"):
		texts = flagValues(args, "--scripts")
	case name == "az" && has("exec"):
		texts = flagValues(args, "--exec-command", "--command")
	case name == "aws" && has("execute-command"):
		texts = flagValues(args, "--command")
	case name == "aws" && has("send-command"):
		for _, p := range flagValues(args, "--parameters") {
			_, value, _ := strings.Cut(p, "=")
			texts = append(texts, strings.Trim(value, `[]"'`))
		}
	case name == "eb" && has("ssh"):
		texts = flagValues(args, "-c", "--command")
	case name == "copilot" && has("exec"):
		texts = flagValues(args, "-c", "--command")
	case name == "limactl" && has("shell"):
		w.inner(e, shell.AfterWords(args, "", 2), through(name, args), depth)
	case name == "ansible":
		module := flagValues(args, "-m", "--module-name")
		if len(module) == 0 || slices.Contains([]string{"shell", "command", "raw", "win_shell", "win_command", "ansible.builtin.shell", "ansible.builtin.command", "ansible.builtin.raw"}, module[0]) {
			texts = flagValues(args, "-a", "--args")
		}
	}
	for _, t := range texts {
		w.text(e, t, through(name, args), nil, depth)
	}
}
