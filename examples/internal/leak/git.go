package leak

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/gatehouse-go/gatehouse/examples/internal/git"

	"github.com/gatehouse-go/gatehouse/secrets"
)

// A repo is a repository as one command would find it.
type repo struct{ git.Repo }

// maxFile bounds the files that are searched one by one.
const maxFile = 32 << 20

// top is the folder of the work tree, which findings are named from.
func (g repo) top(ctx context.Context) string {
	if top, ok, err := g.Top(ctx); err == nil && ok {
		return top
	}
	return g.Dir
}

// usable reports a place without a work tree, such as a bare repository: what it has can
// still be pushed. Without git there is an error.
func (g repo) usable(ctx context.Context) (bare bool, err error) {
	if _, err := exec.LookPath("git"); err != nil {
		return false, errors.New("git is not found, so what would be committed cannot be looked at: install it, or put its folder into the PATH that Claude Code is started with")
	}
	_, ok, err := g.Top(ctx)
	return !ok, err
}

// changed gives the files that differ from what is staged, and those that git does
// not know and does not ignore: what "git add" or "git commit -a" could add.
func (g repo) changed(ctx context.Context, file func(name string, text []byte) error) error {
	top := g.top(ctx)
	names, err := git.Repo{Dir: top, Env: g.Env, Flags: g.Flags}.List(ctx, "ls-files", "-z", "--modified", "--others", "--exclude-standard")
	if err != nil {
		return err
	}
	for _, name := range names {
		path := filepath.Join(top, filepath.FromSlash(name))
		info, err := os.Lstat(path)
		if err != nil || !info.Mode().IsRegular() {
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
func (g repo) committed(ctx context.Context, content func(text []byte), found []secrets.Finding) error {
	seen := map[string]bool{}
	for _, f := range found {
		name := filepath.ToSlash(f.Pos.Filename)
		if name == "" || seen[name] {
			continue
		}
		seen[name] = true
		if text, err := g.Output(ctx, "show", "HEAD:"+name); err == nil {
			content([]byte(text))
		}
	}
	return ctx.Err()
}
