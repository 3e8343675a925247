package checkup

import (
	"context"

	"github.com/gatehouse-go/gatehouse/examples/internal/git"
)

func (p *project) repo() git.Repo { return git.Repo{Dir: p.Dir} }

// ignores asks git whether it would ignore a file, tracked or not.
func (p *project) ignores(ctx context.Context, name string) (bool, error) {
	_, err := p.repo().Output(ctx, "check-ignore", "--no-index", "-q", "--", name)
	if git.Failed(err, 1) {
		return false, nil
	}
	return err == nil, err
}

// tracked lists what git has.
func (p *project) tracked(ctx context.Context) ([]string, error) {
	if !p.git {
		return nil, nil
	}
	return p.repo().List(ctx, "ls-files", "-z")
}
