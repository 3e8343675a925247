package permission_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/permission"
)

// TestHardenedTrees: a tree that goes into a folder with protected files is asked about,
// and the everyday twin of each command is not.
func TestHardenedTrees(t *testing.T) {
	settings, err := permission.ParseSettings(permission.Project, "/p/.claude/settings.json",
		[]byte(`{"permissions":{"allow":["Bash","Edit"],"deny":["Edit(.github/workflows/**)","Edit(//state/guard/**)"]}}`))
	require.NoError(t, err)
	policy, err := permission.New(permission.Config{
		Settings: []*permission.Settings{settings}, Project: "/p", Home: "/h", Harden: true, EvalSymlinks: func(name string) (string, error) { return name, nil },
	})
	require.NoError(t, err)
	for _, row := range []struct{ asked, twin string }{
		{"cp -r x/. .github", "cp -r x/. src"},
		{"cp -aT x .github", "cp x/a .github/b"},
		{"cp -r x/.github .", "cp -r x/src ."},
		{"cp -R -t . a x/.github", "cp -R -t . a x/src"},
		{"mv x/.github .", "mv x/src ."},
		{"mv -T x .github/workflows", "mv -T x .github-old"},
		{"ln -s /q .github", "ln -s /q .githubs"},
		{"rsync -a x/ .github/", "rsync -a x/ out/"},
		{"rsync -a x/.github .", "rsync -a x/.github/ out"},
		{"tar xzf x.tgz -C .github", "tar czf x.tgz -C .github workflows"},
		{"tar --extract -f x.tar --directory=.github", "tar xf x.tar"},
		{"tar -x -f x.tar -C /state", "tar -t -f x.tar -C /other"},
		{"cd .github && unzip ../x.zip -d workflows", "unzip x.zip -d out"},
		{"7z x a.7z -o.github", "7z x a.7z -oout"},
		{"git clone https://h/r .github", "git clone https://h/r vendor/r"},
		{"git worktree add .github/workflows", "git worktree add ../wt"},
		{"bash -c 'cp -r x/. .github'", "bash -c 'cp -r x/. lib'"},
		{"cp -r x /state", "cp -r x /other"},
	} {
		check := func(command string) permission.Result {
			input, err := json.Marshal(map[string]string{"command": command})
			require.NoError(t, err)
			return policy.Check(permission.Request{Tool: "Bash", Input: input, CWD: "/p"})
		}
		require.NotEqual(t, permission.Allow, check(row.asked).Decision, row.asked)
		require.Equal(t, permission.Allow, check(row.twin).Decision, "%s: %s", row.twin, check(row.twin).Reason)
	}
}
