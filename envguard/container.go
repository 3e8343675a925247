package envguard

import (
	"path"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

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
