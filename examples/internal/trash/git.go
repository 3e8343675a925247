package trash

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/gatehouse-go/gatehouse/examples/internal/git"

	"github.com/gatehouse-go/gatehouse/envguard"
)

// byGit adds a command of git that deletes what git does not have.
func (l *loss) byGit(p envguard.Program) error {
	dirs := p.Dirs
	args := p.Args
	for len(args) > 0 && strings.HasPrefix(args[0].Text, "-") {
		if args[0].Text == "-C" && len(args) > 1 {
			if !args[1].Known {
				return fmt.Errorf("%w: the folder is only known when it runs", errUnknown)
			}
			moved := make([]string, len(dirs))
			for i, d := range dirs {
				if moved[i] = args[1].Text; !filepath.IsAbs(moved[i]) {
					moved[i] = filepath.Join(d, moved[i])
				}
			}
			dirs = moved
			args = args[2:]
			continue
		}
		if (args[0].Text == "-c" || args[0].Text == "--git-dir" || args[0].Text == "--work-tree") && len(args) > 1 {
			args = args[1:]
		}
		args = args[1:]
	}
	if len(args) == 0 {
		return nil
	}
	flag := func(list ...string) bool { return has(envguard.Program{Args: args[1:]}, list...) }
	short := func(letters string) bool {
		for _, a := range args[1:] {
			if strings.HasPrefix(a.Text, "-") && !strings.HasPrefix(a.Text, "--") && strings.ContainsAny(a.Text, letters) {
				return true
			}
		}
		return false
	}
	verb := ""
	switch args[0].Text {
	case "clean":
		if (short("f") || flag("--force")) && !short("n") && !flag("--dry-run") {
			verb = "clean"
			if short("xX") {
				verb = "clean -x"
			}
		}
	case "reset":
		if flag("--hard", "--merge") {
			verb = "changes"
		}
	case "checkout":
		if flag("--", "-f", "--force", ".") || len(args) > 2 {
			verb = "changes"
		}
	case "restore", "rm":
		if !flag("--staged", "--cached") || flag("--worktree", "-W") {
			verb = "changes"
		}
	case "switch":
		if flag("-f", "--force", "--discard-changes") {
			verb = "changes"
		}
	}
	if verb == "" {
		return nil
	}
	for _, d := range dirs {
		if d == "" {
			return fmt.Errorf("%w: the folder is only known when it runs", errUnknown)
		}
		l.git = append(l.git, gitCommand{dir: d, verb: verb})
	}
	return nil
}

// paths lists the files that a command of git would delete or overwrite, or more.
func (c gitCommand) paths(ctx context.Context) ([]string, error) {
	top, ok, err := git.Repo{Dir: c.dir}.Top(ctx)
	if err != nil || !ok {
		return nil, err // without a repository, git itself will refuse
	}
	var args []string
	switch c.verb {
	case "clean":
		args = []string{"ls-files", "-z", "--others", "--exclude-standard"}
	case "clean -x":
		args = []string{"ls-files", "-z", "--others"}
	default:
		args = []string{"ls-files", "-z", "--modified"}
	}
	list, err := git.Repo{Dir: top}.List(ctx, args...)
	if err != nil {
		return nil, err
	}
	if c.verb == "changes" { // and what is staged but not committed
		staged, err := git.Repo{Dir: top}.List(ctx, "diff", "-z", "--name-only", "--cached")
		if err != nil {
			return nil, err
		}
		list = append(list, staged...)
	}
	for i, name := range list {
		list[i] = filepath.Join(top, filepath.FromSlash(name))
	}
	return list, nil
}

// A clean knows which files git has as they are: they can be had from it again.
type clean struct {
	ctx   context.Context
	tops  map[string]string          // by folder; "" for none
	files map[string]map[string]bool // by repository: the files that are committed and unchanged
	err   error
}

// has reports whether git can bring the file back. It cannot if the repository itself
// goes.
func (c *clean) has(path string, going []string) bool {
	top, ok := c.tops[filepath.Dir(path)]
	if !ok {
		found, _, err := git.Repo{Dir: filepath.Dir(path)}.Top(c.ctx)
		if err != nil && !errors.Is(err, git.ErrNoAnswer) { // without an answer, nothing is left to git
			c.err = err
		}
		top = found
		c.tops[filepath.Dir(path)] = top
	}
	if top == "" {
		return false
	}
	for _, g := range going {
		if g == top || strings.HasPrefix(top, g+string(filepath.Separator)) || strings.HasPrefix(g, filepath.Join(top, ".git")) {
			return false
		}
	}
	files, ok := c.files[top]
	if !ok {
		files = c.committed(top)
		c.files[top] = files
	}
	return files[path]
}

// committed lists the files of HEAD that are neither changed nor staged otherwise.
func (c *clean) committed(top string) map[string]bool {
	files, repo := map[string]bool{}, git.Repo{Dir: top}
	if committed, err := repo.HasCommit(c.ctx); err != nil || !committed {
		c.err = errors.Join(c.err, err)
		return files
	}
	tracked, err := repo.List(c.ctx, "ls-tree", "-r", "-z", "--name-only", "--full-tree", "HEAD")
	if err != nil {
		c.err = err
	}
	for _, name := range tracked {
		files[filepath.Join(top, filepath.FromSlash(name))] = true
	}
	changed, err := repo.List(c.ctx, "diff", "-z", "--name-only", "HEAD")
	if err != nil {
		c.err = err
	}
	for _, name := range changed {
		delete(files, filepath.Join(top, filepath.FromSlash(name)))
	}
	return files
}
