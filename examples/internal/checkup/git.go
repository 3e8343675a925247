package checkup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
)

func (p *project) run(ctx context.Context, args ...string) (string, int, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = p.Dir
	cmd.Env = append(cmd.Environ(), "GIT_OPTIONAL_LOCKS=0", "LC_ALL=C")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() >= 0 {
		return out.String(), exit.ExitCode(), nil
	}
	if err != nil {
		return "", 0, fmt.Errorf("git %s: %w: %s", args[0], err, errs.String())
	}
	return out.String(), 0, nil
}

func (p *project) isRepository(ctx context.Context) bool {
	_, code, err := p.run(ctx, "rev-parse", "--is-inside-work-tree")
	return err == nil && code == 0
}

// ignores asks git whether it would ignore a file, tracked or not.
func (p *project) ignores(ctx context.Context, name string) (bool, error) {
	_, code, err := p.run(ctx, "check-ignore", "--no-index", "-q", "--", name)
	if err == nil && code > 1 {
		err = fmt.Errorf("git check-ignore ended with %d", code)
	}
	return code == 0 && err == nil, err
}

// tracked lists what git has.
func (p *project) tracked(ctx context.Context) ([]string, error) {
	if !p.git {
		return nil, nil
	}
	out, code, err := p.run(ctx, "ls-files", "-z")
	if err != nil || code != 0 {
		return nil, errors.Join(err, fmt.Errorf("git ls-files ended with %d", code))
	}
	return strings.FieldsFunc(out, func(r rune) bool { return r == 0 }), nil
}
