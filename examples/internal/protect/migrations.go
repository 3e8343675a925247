package protect

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// concernsMigrations reports a call that may have to do with migrations by its words,
// or that may take a folder away: only then is it worth asking git.
func concernsMigrations(e *hooks.PreToolUse) bool {
	text := strings.ToLower(string(e.ToolInput))
	for _, word := range []string{"migrat", "versions", "rm", "mv", "unlink", "remove", "delete", "find", "trash", "rimraf", "shred", "sync"} {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

// appliedMigrations lists the migrations in HEAD, from the project's folder on.
// Without git, or without a commit, there are none.
func appliedMigrations(ctx context.Context, project string) ([]string, error) {
	git, err := exec.LookPath("git")
	if err != nil {
		return nil, nil //nolint:nilerr // without git nothing is committed
	}
	cmd := exec.CommandContext(ctx, git, "-C", project, "ls-tree", "-r", "-z", "--name-only", "HEAD", ".")
	cmd.Env = append(cmd.Environ(), "LC_ALL=C")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) && exit.ExitCode() == 128 {
			return nil, nil // no repository, or no commit yet
		}
		return nil, fmt.Errorf("ask git for the migrations: %w: %s", err, errs.String())
	}
	var list []string
	for name := range strings.SplitSeq(out.String(), "\x00") {
		if isMigration(name) {
			list = append(list, name)
		}
	}
	return list, nil
}

// isMigration reports a file in one of the folders in which tools keep migrations.
func isMigration(name string) bool {
	folder, base := "", name
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		folder, base = name[:i], name[i+1:]
	}
	if base == "" || base == "__init__.py" || base == "schema.rb" || base == "migration_lock.toml" {
		return false
	}
	for part := range strings.SplitSeq(folder, "/") {
		if part == "migrations" || part == "migrate" || part == "migration" {
			return true
		}
	}
	return strings.HasSuffix(folder, "alembic/versions")
}
