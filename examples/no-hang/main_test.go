package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/examples/internal/hooktest"
	"github.com/gatehouse-go/gatehouse/examples/internal/nohang"
	"github.com/gatehouse-go/gatehouse/hooks"
	"github.com/gatehouse-go/gatehouse/hooks/hookstest"
)

var program string

func TestMain(m *testing.M) { hooktest.Main(m, &program) }

func TestRefusesWhatWaits(t *testing.T) {
	p := hooktest.NewPlace(t)
	for command, instead := range map[string]string{
		"vim README.md": "Edit", "vi +10 x": "", "nano x": "", "emacs -nw x": "", "top": "-b", "htop": "", "git rebase -i HEAD~3": "", "git add -p": "git add PATH",
		"git commit": "-m", "npm init": "-y", "ssh host.example.com": "", "mysql -u root": "", "psql": "", "read x": "", "terraform apply": "plan", "apt-get install jq": "-y", "docker run -it alpine sh": "without -t", "git commit --amend": "-m", "git -C x commit -v": "-m", "kubectl edit deploy/web": "patch", "env vim x": "", "echo x | vim -": "",
		"cd src && vim x.go": "", "bash -c 'vim x'": "", "crontab -e": "", "visudo": "", "passwd": "", "EDITOR=vim git commit --amend": "", "redis-cli": "", "gh auth login": "GH_TOKEN",
	} {
		out, r := p.Hook(t, program, p.Bash(t, command))
		if out.Effect != hooks.Blocks {
			t.Errorf("%s: %v %s", command, out.Effect, r.Stderr)
			continue
		}
		require.Contains(t, out.Reason, "would hang", command)
		require.Contains(t, out.Reason, instead, command)
	}
}

func TestLetsTheRestRun(t *testing.T) {
	p := hooktest.NewPlace(t)
	for _, command := range []string{
		"ls", "git commit -m x", "git commit -am x", "git commit -Fx", "less README.md", "git log | less", "man ls", "GIT_EDITOR=true git commit --amend", "git -c core.editor=true rebase -i HEAD~2", "terraform plan", "yes | terraform apply", "apt-get install -y jq", "docker run alpine ls", "echo x | read y", "git tag v1", "git tag -am x v1", "git commit --amend --no-edit", "git rebase main", "git add .", "npm init -y", "python3 x.py", "python3 -c 'print(1)'", "node -e 1", "psql -c 'SELECT 1'", "echo 'SELECT 1' | psql",
		"bash x.sh", "top -b -n 1", "git log --oneline", "git --no-pager log", "vim --version", "ssh -o BatchMode=yes host ls", "cat x | head", "npm test", "echo vim", "grep vim README.md", "crontab -l", "which vim", "vim -es -c wq x", "git diff", "docker run --rm alpine ls",
	} {
		out, r := p.Hook(t, program, p.Bash(t, command))
		require.Equal(t, hooks.Proceeds, out.Effect, "%s: %s%s", command, r.Stderr, out.Reason)
	}
	out, _ := p.Hook(t, program, p.PreToolUse(t, "Read", map[string]any{"file_path": "/x"}))
	require.Equal(t, hooks.Proceeds, out.Effect)
}

func TestFailsClosed(t *testing.T) {
	hookstest.FailsClosed(t, nohang.New(nil, nil).PreToolUse, []byte(`{"hook_event_name":"PreToolUse","cwd":"/","tool_name":"Bash","tool_input":{"command":"vim x"}}`))
}
