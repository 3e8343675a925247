// Package git runs git and reads what it says.
package git

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// A Repo is a repository as a command would find it.
type Repo struct {
	Dir   string
	Env   []string // such as GIT_DIR=…
	Flags []string // before the command, such as --work-tree=…
}

// An Error is a command of git that failed.
type Error struct {
	Command string
	Code    int // the exit status; -1 if it did not end by itself
	Message string
	Err     error
}

// Error says which command failed, and why.
func (e *Error) Error() string {
	return fmt.Sprintf("git %s: %v: %s", e.Command, e.Err, e.Message)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Failed reports that git ran, and ended with this status.
func Failed(err error, code int) bool {
	var e *Error
	return errors.As(err, &e) && e.Code == code
}

// Output returns what a command prints. It takes no lock that another git would wait
// for. An error is an [*Error].
func (r Repo) Output(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "git", append(append([]string{}, r.Flags...), args...)...)
	cmd.Dir = r.Dir
	cmd.Env = append(append(cmd.Environ(), r.Env...), "GIT_OPTIONAL_LOCKS=0", "LC_ALL=C")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		e := &Error{Command: args[0], Code: -1, Message: strings.TrimSpace(errs.String()), Err: err}
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			e.Code = exit.ExitCode()
		}
		return out.String(), e
	}
	return out.String(), nil
}

// List returns the names that a command prints with -z.
func (r Repo) List(ctx context.Context, args ...string) ([]string, error) {
	out, err := r.Output(ctx, args...)
	if err != nil {
		return nil, err
	}
	return strings.FieldsFunc(out, func(c rune) bool { return c == 0 }), nil
}

// ErrNoAnswer is wrapped by errors about a repository that is there and that git cannot
// be asked about: there is no git, the repository is another user's, or it is damaged.
var ErrNoAnswer = errors.New("there is a repository here, and git cannot be asked about it")

// Top returns the folder of the work tree, and whether there is one. No repository and
// no such folder are no errors: git itself would refuse to work there. A repository that
// git does not answer for is [ErrNoAnswer].
func (r Repo) Top(ctx context.Context) (string, bool, error) {
	out, err := r.Output(ctx, "rev-parse", "--show-toplevel")
	switch {
	case err == nil:
		return strings.TrimSuffix(out, "\n"), true, nil
	case Failed(err, 128), errors.Is(err, exec.ErrNotFound):
		return "", false, r.noAnswer(err)
	}
	if _, stat := os.Stat(r.Dir); r.Dir != "" && stat != nil {
		return "", false, nil //nolint:nilerr // there is no such folder yet
	}
	return "", false, err
}

// HasCommit reports whether there is anything in HEAD. Errors are those of [Repo.Top].
func (r Repo) HasCommit(ctx context.Context) (bool, error) {
	_, err := r.Output(ctx, "rev-parse", "--verify", "--quiet", "HEAD")
	switch {
	case err == nil:
		return true, nil
	case Failed(err, 1):
		return false, nil
	case Failed(err, 128), errors.Is(err, exec.ErrNotFound):
		return false, r.noAnswer(err)
	}
	return false, err
}

// noAnswer is nil if it is no wonder that git failed, for there is no repository.
func (r Repo) noAnswer(err error) error {
	if !r.exists() {
		return nil
	}
	if errors.Is(err, exec.ErrNotFound) {
		return fmt.Errorf("%w: install git, or put its folder into the PATH that Claude Code is started with", ErrNoAnswer)
	}
	return fmt.Errorf("%w: %w", ErrNoAnswer, err)
}

// exists looks for a repository as git does, in the folder and those above it. A folder
// that cannot be looked into may hold one.
func (r Repo) exists() bool {
	dir, err := filepath.Abs(r.Dir)
	if err != nil {
		return true
	}
	for {
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil || errors.Is(err, fs.ErrPermission) {
			return true
		}
		up := filepath.Dir(dir)
		if up == dir {
			return false
		}
		dir = up
	}
}
