package protect

import (
	"context"
	"fmt"
	"strings"

	"github.com/gatehouse-go/gatehouse/examples/internal/git"

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
// Without a repository, or without a commit, there are none.
func appliedMigrations(ctx context.Context, project string) ([]string, error) {
	repo := git.Repo{Dir: project}
	if committed, err := repo.HasCommit(ctx); err != nil {
		return nil, fmt.Errorf("ask git which migrations may have been applied: %w", err)
	} else if !committed {
		return nil, nil
	}
	names, err := repo.List(ctx, "ls-tree", "-r", "-z", "--name-only", "HEAD", ".")
	if err != nil {
		return nil, fmt.Errorf("ask git which migrations may have been applied: %w", err)
	}
	var list []string
	for _, name := range names {
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
