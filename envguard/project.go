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
