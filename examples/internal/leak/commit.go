package leak

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/examples/internal/git"

	"github.com/gatehouse-go/gatehouse/envguard"
	"github.com/gatehouse-go/gatehouse/hooks"
	"github.com/gatehouse-go/gatehouse/secrets"
)

// Commit refuses a command that would commit a secret, or push a commit with one,
// however the command is written: with -a or paths, after a git add in the same line,
// in another folder, by an alias of git, in a nested shell. It asks where it cannot
// be told what would be committed.
func (g *Guard) Commit(ctx context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
	command, ok := e.Command()
	if !ok || !strings.Contains(command, "git") && !strings.ContainsAny(command, "$`\\'\"{*?[|<") {
		return hooks.Response{}, nil // plain words, none of which is git
	}
	judge, err := envguard.New(envguard.Config{})
	if err != nil {
		return hooks.Response{}, err
	}
	here := envguard.Here(e.CWD)
	programs, err := judge.Programs(here, command)
	if err != nil && (strings.Contains(command, "commit") || strings.Contains(command, "push")) {
		return e.Ask("This may commit to git, and what would be committed cannot be told: " + err.Error()), nil
	}
	var found []secrets.Finding
	added := false
	for _, p := range programs {
		if p.Name != "git" {
			continue
		}
		for _, dir := range p.Dirs {
			act, err := g.act(ctx, p, dir)
			switch {
			case errors.Is(err, errUnknown):
				return e.Ask("This may commit to git, and what would be committed cannot be told: " + err.Error()), nil
			case err != nil:
				return hooks.Response{}, err
			case act == nil:
				continue
			case act.verb == "add":
				added = true
				continue
			}
			act.all = act.all || added
			list, err := g.wouldAdd(ctx, act)
			if err != nil {
				return hooks.Response{}, err
			}
			found = append(found, list...)
		}
	}
	if len(found) == 0 {
		return hooks.Response{}, nil
	}
	return e.Deny(fmt.Sprintf("Nothing was committed or pushed: it would add %s. First the value has to be revoked, if it is real%s. Then take it out of the "+
		"file (and out of the commits that have it), and keep it in the environment. What is no secret is accepted by a person, in %s.",
		g.list(found), g.revoke(found), g.baseline)), nil
}

// An act is a command of git that matters here, in one repository.
type act struct {
	verb string // commit, push or add
	repo repo
	all  bool     // what is not staged counts, too
	file []string // that a message is taken from
	refs []string // that are pushed; nil for HEAD
}

var errUnknown = errors.New("a part of the command is only known when it runs")

// act reads a command of git. It returns nil for one that adds nothing.
func (g *Guard) act(ctx context.Context, p envguard.Program, dir string) (*act, error) {
	where, words, err := globals(p, dir)
	if err != nil {
		return nil, err
	}
	for range 5 { // aliases of aliases
		if len(words) == 0 {
			return nil, nil
		}
		verb := words[0]
		switch verb {
		case "commit", "push", "add", "stage":
			if where.Dir == "" {
				return nil, fmt.Errorf("%w: the folder", errUnknown)
			}
			if bare, err := where.usable(ctx); err != nil || bare && verb != "push" {
				return nil, err // nothing can be committed to: git itself will refuse
			}
			return actOf(verb, where, words[1:]), nil
		}
		if where.Dir == "" {
			return nil, nil
		}
		alias, err := where.Output(ctx, "config", "--get", "alias."+verb)
		if err != nil || alias == "" {
			return nil, nil // no alias: a command that adds nothing
		}
		alias = strings.TrimSpace(alias)
		if script, ok := strings.CutPrefix(alias, "!"); ok {
			if strings.Contains(script, "commit") || strings.Contains(script, "push") {
				return &act{verb: "commit", repo: where, all: true}, nil // whatever it stages
			}
			return nil, nil
		}
		words = append(strings.Fields(alias), words[1:]...)
	}
	return nil, fmt.Errorf("%w: an alias of git leads to too many others", errUnknown)
}

// globals takes the options before git's verb, and says where it works.
func globals(p envguard.Program, dir string) (repo, []string, error) {
	where := repo{git.Repo{Dir: dir}}
	for _, v := range p.Environ {
		if name, _, _ := strings.Cut(v, "="); strings.HasPrefix(name, "GIT_") {
			where.Env = append(where.Env, v)
		}
	}
	words := p.Args
	known := func(i int) (string, error) {
		if i >= len(words) || !words[i].Known {
			return "", fmt.Errorf("%w: the folder", errUnknown)
		}
		return words[i].Text, nil
	}
	i := 0
	for ; i < len(words) && strings.HasPrefix(words[i].Text, "-"); i++ {
		switch w := words[i].Text; {
		case w == "-C":
			value, err := known(i + 1)
			if err != nil {
				return where, nil, err
			}
			if i++; filepath.IsAbs(value) {
				where.Dir = value
			} else if where.Dir != "" {
				where.Dir = filepath.Join(where.Dir, value)
			}
		case w == "--git-dir" || w == "--work-tree" || w == "--namespace":
			value, err := known(i + 1)
			if err != nil {
				return where, nil, err
			}
			i++
			where.Flags = append(where.Flags, w+"="+value)
		case w == "-c" || w == "--config-env" || w == "--exec-path" || w == "--super-prefix":
			if w == "-c" && i+1 < len(words) {
				where.Flags = append(where.Flags, "-c", words[i+1].Text)
			}
			i++
		case strings.HasPrefix(w, "--git-dir=") || strings.HasPrefix(w, "--work-tree="):
			if !words[i].Known {
				return where, nil, fmt.Errorf("%w: the folder", errUnknown)
			}
			where.Flags = append(where.Flags, w)
		}
	}
	var rest []string
	for _, w := range words[min(i, len(words)):] {
		rest = append(rest, w.Text)
	}
	return where, rest, nil
}

func actOf(verb string, where repo, words []string) *act {
	a := &act{verb: verb, repo: where}
	if verb == "stage" {
		a.verb = "add"
	}
	paths := false
	remote := false
	for i, w := range words {
		switch {
		case verb == "push":
			switch {
			case w == "--all" || w == "--branches" || w == "--mirror" || w == "--tags" || w == "--follow-tags":
				a.refs = append(a.refs, w)
			case strings.HasPrefix(w, "-") || i > 0 && (words[i-1] == "-o" || words[i-1] == "--push-option" || words[i-1] == "--repo"):
			case remote:
				a.refs = append(a.refs, w)
			default:
				remote = true
			}
		case w == "--":
			paths = paths || i+1 < len(words)
		case w == "-F" || w == "--file":
			if i+1 < len(words) {
				a.file = append(a.file, words[i+1])
			}
		case strings.HasPrefix(w, "--file="):
			a.file = append(a.file, strings.TrimPrefix(w, "--file="))
		case w == "--all" || w == "--include" || w == "--only" || w == "--patch" || w == "--interactive" || strings.HasPrefix(w, "--pathspec-from-file"):
			a.all = true
		case strings.HasPrefix(w, "-") && !strings.HasPrefix(w, "--") && strings.ContainsAny(cutAt(w[1:], "mCcFt"), "aiop"):
			a.all = true
		case !strings.HasPrefix(w, "-") && (i == 0 || !takesValue(words[i-1])):
			paths = true
		}
	}
	a.all = a.all || paths
	return a
}

// cutAt returns the short flags before one that has a value.
func cutAt(flags, valued string) string {
	if i := strings.IndexAny(flags, valued); i >= 0 {
		return flags[:i]
	}
	return flags
}

func takesValue(flag string) bool {
	switch flag {
	case "-m", "--message", "-F", "--file", "-C", "-c", "--reuse-message", "--reedit-message", "--fixup", "--squash", "--author", "--date", "-t", "--template", "--cleanup", "--trailer":
		return true
	}
	// -am 'text'
	return strings.HasPrefix(flag, "-") && !strings.HasPrefix(flag, "--") && strings.HasSuffix(flag, "m")
}

// wouldAdd returns what a commit or a push would add.
func (g *Guard) wouldAdd(ctx context.Context, a *act) ([]secrets.Finding, error) {
	scanner, err := g.scanner()
	if err != nil {
		return nil, err
	}
	known, err := a.repo.baseline(ctx, g.baseline)
	if err != nil {
		return nil, err
	}
	var found []secrets.Finding
	collect := func(list iter.Seq2[secrets.Finding, error]) error {
		for f, err := range known.Filter(list) {
			if err != nil {
				return err
			}
			found = append(found, f)
		}
		return nil
	}
	if a.verb == "push" {
		revs, err := a.pushed(ctx)
		if err != nil || revs == nil {
			return nil, err
		}
		return found, collect(scanner.ScanHistory(ctx, a.repo.top(ctx), append(revs, "--not", "--remotes")...))
	}
	if err := collect(scanner.ScanStaged(ctx, a.repo.top(ctx))); err != nil {
		return nil, err
	}
	if a.all {
		if err := a.repo.changed(ctx, func(name string, text []byte) error {
			return collect(func(yield func(secrets.Finding, error) bool) {
				for _, f := range scanner.ScanFile(name, text) {
					if !yield(f, nil) {
						return
					}
				}
			})
		}); err != nil {
			return nil, err
		}
		// What HEAD has already is not added.
		old := map[string]bool{}
		if err := a.repo.committed(ctx, func(text []byte) {
			for _, f := range scanner.Scan(text) {
				old[f.Secret.Fingerprint()] = true
			}
		}, found); err != nil {
			return nil, err
		}
		found = slices.DeleteFunc(found, func(f secrets.Finding) bool { return old[f.Secret.Fingerprint()] })
	}
	for _, name := range a.file {
		if !filepath.IsAbs(name) {
			name = filepath.Join(a.repo.Dir, name)
		}
		text, err := os.ReadFile(name)
		if err != nil {
			continue // git will say so
		}
		found = append(found, scanner.ScanFile(filepath.Base(name), text)...)
	}
	return unique(found), nil
}

// pushed returns the revisions that a push sends, or more: all branches and tags where a
// name is none that is known. It returns nil if there is nothing yet.
func (a *act) pushed(ctx context.Context) ([]string, error) {
	var revs []string
	for _, ref := range a.refs {
		source, _, _ := strings.Cut(strings.TrimPrefix(ref, "+"), ":")
		if source == "" {
			continue // it deletes
		}
		if _, err := a.repo.Output(ctx, "rev-parse", "--verify", "--quiet", "--end-of-options", source+"^{commit}"); err != nil {
			return []string{"--branches", "--tags"}, ctx.Err() //nolint:nilerr // a pattern, a variable, or --all
		}
		revs = append(revs, source)
	}
	if len(a.refs) > 0 {
		return revs, nil
	}
	if committed, err := a.repo.HasCommit(ctx); err != nil || !committed {
		return nil, err
	}
	return []string{"HEAD"}, nil
}

// unique leaves each secret once.
func unique(found []secrets.Finding) []secrets.Finding {
	seen := map[string]bool{}
	return slices.DeleteFunc(found, func(f secrets.Finding) bool {
		key := f.Rule + f.Secret.Fingerprint()
		was := seen[key]
		seen[key] = true
		return was
	})
}

// baseline reads what is accepted in HEAD.
func (g repo) baseline(ctx context.Context, name string) (*secrets.Baseline, error) {
	text, err := g.Output(ctx, "show", "HEAD:"+name)
	if err != nil {
		return &secrets.Baseline{}, nil //nolint:nilerr // HEAD has none, or there is no HEAD
	}
	b, err := secrets.ReadBaseline(bytes.NewReader([]byte(text)))
	if err != nil {
		return nil, fmt.Errorf("%s in HEAD: %w", name, err)
	}
	return b, nil
}
