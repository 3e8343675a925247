package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/examples/internal/git"

	"github.com/gatehouse-go/gatehouse/secrets"
)

// A search looks for one secret.
type search struct {
	scanner     *secrets.Scanner
	dir, home   string
	value       string // empty if only the fingerprint is known
	fingerprint string
	rule        string // by which it was found
	severity    string
	description string
	unsearched  []string // what could not be looked at, and why
}

// skip remembers what could not be looked at: the rest is worth looking at anyway.
func (s *search) skip(what string, err error) {
	s.unsearched = append(s.unsearched, fmt.Sprintf("%s: %v", what, err))
}

// A Place is where the secret is, or was.
type Place struct {
	Channel string `json:"channel"` // tree, history, settings or transcript
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"`
	Commit  string `json:"commit,omitempty"`
	When    string `json:"when,omitempty"`
	Who     string `json:"who,omitempty"`
	Pushed  bool   `json:"pushed,omitempty"` // a branch of a remote has the commit
}

// report looks everywhere and says what to do.
func (s *search) report(ctx context.Context, now time.Time) (*Report, error) {
	r := &Report{Time: now.UTC().Format(time.RFC3339), Fingerprint: s.fingerprint, Mask: mask(s.value)}
	for _, look := range []func(context.Context) ([]Place, error){s.tree, s.history, s.settings, s.transcripts} {
		list, err := look(ctx)
		if err != nil {
			return nil, err
		}
		r.Places = append(r.Places, list...)
	}
	if s.rule == "" && s.value != "" {
		for _, f := range s.scanner.Scan([]byte(s.value)) {
			s.found(f)
		}
	}
	r.Unsearched = s.unsearched
	r.Rule, r.Kind, r.Severity = s.rule, s.description, s.severity
	s.advise(ctx, r)
	return r, ctx.Err()
}

func mask(value string) string {
	if value == "" {
		return ""
	}
	return secrets.NewSecret(value).String()
}

// matches reports whether a finding is the secret.
func (s *search) matches(f secrets.Finding) bool {
	if f.Secret.Fingerprint() != s.fingerprint {
		return false
	}
	s.found(f)
	return true
}

func (s *search) found(f secrets.Finding) {
	s.rule, s.description, s.severity = f.Rule, f.Description, f.Severity.String()
}

// text looks for the secret in a text, by its value where that is known: the rules may
// not know it.
func (s *search) text(channel, name string, text []byte) []Place {
	var list []Place
	if s.value != "" {
		line := 0
		for l := range bytes.Lines(text) {
			line++
			if bytes.Contains(l, []byte(s.value)) {
				list = append(list, Place{Channel: channel, File: name, Line: line})
			}
		}
	}
	for _, f := range s.scanner.ScanFile(name, text) {
		if s.matches(f) && !slices.ContainsFunc(list, func(p Place) bool { return p.Line == f.Pos.Line }) {
			list = append(list, Place{Channel: channel, File: name, Line: f.Pos.Line})
		}
	}
	return list
}

func (s *search) tree(ctx context.Context) ([]Place, error) {
	var list []Place
	err := filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		rel, relErr := filepath.Rel(s.dir, path)
		if relErr != nil {
			return relErr
		}
		if err != nil {
			s.skip(rel, err)
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if d.IsDir() && (d.Name() == ".git" || d.Name() == "node_modules") {
			return fs.SkipDir
		}
		if !d.Type().IsRegular() {
			return nil
		}
		text, err := readSome(path)
		if err != nil {
			s.skip(rel, err)
			return nil
		}
		list = append(list, s.text("tree", filepath.ToSlash(rel), text)...)
		return nil
	})
	return list, err
}

// maxFile bounds the files that are searched.
const maxFile = 64 << 20

func readSome(path string) ([]byte, error) {
	if info, err := os.Stat(path); err != nil {
		return nil, err
	} else if info.Size() > maxFile {
		return nil, fmt.Errorf("it is larger than %d MiB: search it by hand", maxFile>>20)
	}
	return os.ReadFile(path)
}

func (s *search) history(ctx context.Context) ([]Place, error) {
	if _, err := s.git(ctx, "rev-parse", "--git-dir"); err != nil {
		if _, _, err := (git.Repo{Dir: s.dir}).Top(ctx); err != nil {
			s.skip("the history", err)
		}
		return nil, nil // there is none
	}
	commits := map[string]Place{}
	for f, err := range s.scanner.ScanHistory(ctx, s.dir) {
		if err != nil {
			s.skip("the history", err)
			continue
		}
		if s.matches(f) {
			commits[f.Commit] = Place{Channel: "history", File: f.Pos.Filename, Line: f.Pos.Line, Commit: f.Commit}
		}
	}
	if s.value != "" { // the commits that add or remove it, whatever it is
		out, err := s.git(ctx, "log", "--all", "--format=%H", "-S"+s.value)
		if err != nil {
			s.skip("the history", err)
		}
		for commit := range strings.FieldsSeq(out) {
			if _, ok := commits[commit]; !ok {
				commits[commit] = Place{Channel: "history", Commit: commit}
			}
		}
	}
	var list []Place
	for commit, p := range commits {
		about, err := s.git(ctx, "show", "-s", "--format=%an <%ae>%n%aI", commit)
		if err == nil {
			p.Who, p.When, _ = strings.Cut(strings.TrimSpace(about), "\n")
		}
		remotes, err := s.git(ctx, "branch", "-r", "--contains", commit)
		p.Pushed = err == nil && strings.TrimSpace(remotes) != ""
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b Place) int { return strings.Compare(a.When+a.Commit, b.When+b.Commit) })
	return list, nil
}

// git runs git. The value may be among the arguments of log -S, which other users of
// this machine could see while it runs, as they could the files.
func (s *search) git(ctx context.Context, args ...string) (string, error) {
	return git.Repo{Dir: s.dir}.Output(ctx, args...)
}

func (s *search) settings(context.Context) ([]Place, error) {
	var list []Place
	for _, name := range []string{".claude/settings.json", ".claude.json", ".npmrc", ".netrc", ".pypirc", ".bash_history", ".zsh_history"} {
		text, err := os.ReadFile(filepath.Join(s.home, filepath.FromSlash(name)))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			s.skip("~/"+name, err)
			continue
		}
		list = append(list, s.text("settings", "~/"+name, text)...)
	}
	return list, nil
}

// transcripts looks at what Claude Code has kept of sessions.
func (s *search) transcripts(ctx context.Context) ([]Place, error) {
	names, err := filepath.Glob(filepath.Join(s.home, ".claude", "projects", "*", "*.jsonl"))
	if err != nil {
		return nil, err
	}
	var list []Place
	for _, name := range names {
		rel, _ := filepath.Rel(s.home, name)
		file, err := os.Open(name)
		if err != nil {
			s.skip("~/"+filepath.ToSlash(rel), err)
			continue
		}
		lines := bufio.NewReader(file)
		for n := 1; ; n++ {
			line, err := lines.ReadBytes('\n')
			hit := s.value != "" && bytes.Contains(line, []byte(s.value))
			if !hit {
				found, scanErr := s.scanner.ScanJSON(line)
				hit = scanErr == nil && slices.ContainsFunc(found, s.matches)
			}
			if hit {
				list = append(list, Place{Channel: "transcript", File: "~/" + filepath.ToSlash(rel), Line: n})
			}
			if err != nil || ctx.Err() != nil {
				if err != nil && err != io.EOF {
					s.skip("~/"+filepath.ToSlash(rel), err)
				}
				break
			}
		}
		_ = file.Close()
	}
	return list, ctx.Err()
}
