package secrets

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
)

// This file and the other git_*.go run git, the program, rather than read
// repositories themselves: only git knows all formats (packs, SHA-256, alternates,
// worktrees, reftables) and reads them as fast, and it costs no dependency. They
// run its plumbing only, whose output is made for programs and which reads little
// of the configuration; see git_run.go for what is done against repositories that
// are made to attack those who look at them.

// ErrRevision is wrapped by the errors about arguments that are no revisions.
var ErrRevision = errors.New("invalid revision")

// A GitError is the failure of a git command: git is not there, the folder is no
// repository, an object is missing, …
type GitError struct {
	Command string // such as "rev-list"
	Message string // what git said; secrets in it are masked
	Err     error
}

func (e *GitError) Error() string {
	if e.Message == "" {
		return fmt.Sprintf("secrets: git %s: %v", e.Command, e.Err)
	}
	return fmt.Sprintf("secrets: git %s: %s", e.Command, e.Message)
}

func (e *GitError) Unwrap() error { return e.Err }

// ScanHistory returns the secrets that each commit reachable from revs adds; no revs
// means all refs, among them tags, notes and the last stash, and the HEAD of each
// worktree. Revs are as in git rev-list, such as "main..topic" or "HEAD", "--not",
// "--remotes". Of options, these are allowed: --all, --branches, --tags, --remotes,
// --reflog (what refs were before, and all stashes) and --not. Others, and whatever
// else begins with "-", are an error that wraps [ErrRevision].
//
// The repository is the one that the folder dir is in, or is, if it is a bare one.
// If dir is "", it is that of the environment and the working directory: in a hook
// of git, the one that runs it.
//
// A commit adds a secret if the new content of a file has it, and neither the old
// content nor a file that the commit removes does; for a merge, if no parent has it.
// Each content is searched as a whole, with the rules for text in [Scanner.ScanFS],
// and once: of a file that is copied or restored unchanged, the first place counts,
// and a secret that was removed and comes back in the same file is not found again.
// Findings come in the order of history, older commits first, and have the commit, and
// the file, line and column in it. In the message of a commit or tag,
// Finding.Field is "commit message" or "tag message"; Commit is then that of the
// commit, or the ID of the tag. Submodules and files of Git LFS are not searched,
// nor what a shallow or partial clone lacks: its oldest commits seem to add all of
// their files, and a missing object is an error. After an error about one object the scan goes on.
func (s *Scanner) ScanHistory(ctx context.Context, dir string, revs ...string) iter.Seq2[Finding, error] {
	if len(revs) == 0 {
		revs = []string{"--all"}
	}
	return func(yield func(Finding, error) bool) {
		if err := checkRevs(revs); err != nil {
			yield(Finding{}, err)
			return
		}
		s.scanGit(ctx, dir, yield, func(g *gitScan) error { return g.history(revs, nil) })
	}
}

// ScanCommit returns the secrets that one commit adds to those of its parents, as
// [Scanner.ScanHistory] does. If rev is a tag, it is that of the commit that the tag
// is for, and the tag's message is searched, too.
func (s *Scanner) ScanCommit(ctx context.Context, dir, rev string) iter.Seq2[Finding, error] {
	return func(yield func(Finding, error) bool) {
		if err := checkRevs([]string{rev}); err != nil || strings.HasPrefix(rev, "-") || strings.HasPrefix(rev, "^") || strings.Contains(rev, "..") {
			yield(Finding{}, fmt.Errorf("secrets: %w: %q is not one commit", ErrRevision, rev))
			return
		}
		s.scanGit(ctx, dir, yield, func(g *gitScan) error { return g.history([]string{rev}, []string{"--no-walk"}) })
	}
}

// ScanStaged returns the secrets that the next commit would add, as
// [Scanner.ScanHistory] does: those in the index, also if the file in the worktree
// is another. In a merge that is not finished, that is what HEAD does not have. Marks
// are honoured as Config.Marks says, so that by default who commits can allow what
// is committed. For dir see ScanHistory.
func (s *Scanner) ScanStaged(ctx context.Context, dir string) iter.Seq2[Finding, error] {
	return func(yield func(Finding, error) bool) {
		s.scanGit(ctx, dir, yield, func(g *gitScan) error { return g.staged() })
	}
}

// revOptions may stand among revisions.
var revOptions = []string{"--all", "--branches", "--tags", "--remotes", "--reflog", "--not"}

func checkRevs(revs []string) error {
	for _, rev := range revs {
		switch {
		case slices.Contains(revOptions, rev):
		case rev == "", strings.HasPrefix(rev, "-"), strings.ContainsAny(rev, "\x00\n"):
			return fmt.Errorf("secrets: %w: %q", ErrRevision, rev)
		}
	}
	return nil
}

// scanGit runs a scan, and stops all that it has started.
func (s *Scanner) scanGit(ctx context.Context, dir string, yield func(Finding, error) bool, scan func(*gitScan) error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	g := &gitScan{
		git: &git{ctx: ctx, dir: dir, s: s}, s: s, yield: yield,
		pathRules: s.pathRules(), classes: map[string]int{}, known: map[[32]byte]knowledge{}, held: map[[32]byte][]heldSecret{},
		reported: map[reportedSecret][32]byte{}, tagged: map[string]bool{},
	}
	defer g.git.close()
	defer cancel() // first: what is waited for then ends
	err := scan(g)
	if ctx.Err() != nil && !g.enough {
		err = fmt.Errorf("secrets: %w", ctx.Err())
	}
	if err != nil && !g.enough {
		yield(Finding{}, err)
	}
}
