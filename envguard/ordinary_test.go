package envguard_test

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/envguard"
)

// TestOrdinary compares the short way for ordinary commands with the long one.
func TestOrdinary(t *testing.T) {
	j := newJudge(t, envguard.Config{})
	s := envguard.Surroundings{Dir: "/project", Home: "/home/user"}
	short := []string{"git status", "git log --oneline | head -3", "cat x && ls -la", "kubectl get pods -A", "grep -rn 'DROP TABLE' . 2>/dev/null", "docker ps -a", "aws ec2 describe-instances", "git diff HEAD~1; echo done"}
	for _, c := range short {
		require.True(t, envguard.Ordinary(j, c), c)
	}
	commands := short
	for _, r := range judgedRows(t, "testdata/ops.jsonl") {
		commands = append(commands, r.Command)
	}
	if f, err := os.Open("/work/shared/corpora/commands.jsonl"); err != nil {
		t.Log("corpora/commands.jsonl is not there")
	} else {
		defer f.Close()
		for lines := bufio.NewScanner(f); lines.Scan(); {
			var row struct{ Command string }
			require.NoError(t, json.Unmarshal(lines.Bytes(), &row))
			commands = append(commands, row.Command)
		}
	}
	for _, c := range commands {
		if envguard.Ordinary(j, c) {
			v := envguard.Slowly(j, s, c)
			require.Equal(t, envguard.None, v.Severity, "%s: %s", c, v)
		}
	}
}

func FuzzOrdinary(f *testing.F) {
	for _, c := range []string{"git status", "cat x | head", "ls && echo 'rm -rf /'", "kubectl get secrets", "cat .env", "echo x > y", "git -c a=b status", "echo $(rm x)"} {
		f.Add(c)
	}
	j := newJudge(f, envguard.Config{})
	f.Fuzz(func(t *testing.T, command string) {
		if len(command) < 1000 && envguard.Ordinary(j, command) {
			v := envguard.Slowly(j, envguard.Surroundings{Dir: "/project", Home: "/home/user"}, command)
			require.Equal(t, envguard.None, v.Severity, "%s: %s", command, v)
		}
	})
}
