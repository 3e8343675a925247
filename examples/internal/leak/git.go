package leak

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/gatehouse-go/gatehouse/secrets"
)

// A git is a repository as one command would find it.
type git struct {
	dir   string
	env   []string // GIT_DIR and the like
	flags []string
}

// maxFile bounds the files that are searched one by one.
const maxFile = 32 << 20

func (g git) output(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "git", append(append([]string{}, g.flags...), args...)...)
	cmd.Dir = g.dir
	cmd.Env = append(append(cmd.Environ(), g.env...), "GIT_OPTIONAL_LOCKS=0", "LC_ALL=C")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("git %s: %w: %s", args[0], err, strings.TrimSpace(errs.String()))
	}
	return out.String(), nil
}

// isRepository reports whether git would find a repository.
func (g git) isRepository(ctx context.Context) bool {
	_, err := g.output(ctx, "rev-parse", "--git-dir")
	return err == nil
}

// err is nil where there is simply no repository, so that git itself will refuse.
func (g git) err(ctx context.Context) error {
	_, err := g.output(ctx, "rev-parse", "--git-dir")
	var exit *exec.ExitError
	if err == nil || errors.As(err, &exit) && exit.ExitCode() == 128 {
		return nil
	}
	if _, stat := os.Stat(g.dir); isMissing(stat) {
		return nil // it may be made by the same command, and is empty then
	}
	return err
}

// top is the folder of the work tree, which findings are named from.
func (g git) top(ctx context.Context) string {
	if out, err := g.output(ctx, "rev-parse", "--show-toplevel"); err == nil {
		return strings.TrimSuffix(out, "\n")
	}
	return g.dir
}

// changed gives the files that differ from what is staged, and those that git does
// not know and does not ignore: what "git add" or "git commit -a" could add.
func (g git) changed(ctx context.Context, file func(name string, text []byte) error) error {
	top := g.top(ctx)
	out, err := git{dir: top, env: g.env, flags: g.flags}.output(ctx, "ls-files", "-z", "--modified", "--others", "--exclude-standard")
	if err != nil {
		return err
	}
	for name := range strings.SplitSeq(out, "\x00") {
		path := filepath.Join(top, filepath.FromSlash(name))
		info, err := os.Lstat(path)
		if name == "" || err != nil || !info.Mode().IsRegular() {
			continue // removed, a link, or a repository of its own
		}
		if info.Size() > maxFile {
			return fmt.Errorf("%s is too large to be searched (%d bytes): commit it from a terminal", name, info.Size())
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if err := file(name, text); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

// committed gives the contents that the files of the findings have in HEAD.
func (g git) committed(ctx context.Context, content func(text []byte), found []secrets.Finding) error {
	seen := map[string]bool{}
	for _, f := range found {
		name := filepath.ToSlash(f.Pos.Filename)
		if name == "" || seen[name] {
			continue
		}
		seen[name] = true
		if text, err := g.output(ctx, "show", "HEAD:"+name); err == nil {
			content([]byte(text))
		}
	}
	return ctx.Err()
}
