package secrets

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"
)

// A gitScan is one scan of a repository.
type gitScan struct {
	git    *git
	s      *Scanner
	yield  func(Finding, error) bool
	enough bool // no more findings are wanted

	pathRules []string
	classes   map[string]int // of contentKey

	known    map[[32]byte]knowledge      // of contents
	held     map[[32]byte][]heldSecret   // by those that are known and hold any
	reported map[reportedSecret][32]byte // the content for which
	tagged   map[string]bool             // tags and trees that were scanned
}

type knowledge uint8

const (
	lookedAt knowledge = iota + 1 // to know what it holds
	scanned                       // and what it holds was found
)

type heldSecret struct{ rule, value string }

type reportedSecret struct {
	heldSecret
	path string
}

// answers returns the objects that were asked for, one after the other, as
// gitObjectReader.next does.
type answers func() (id, kind string, content []byte, err error, fatal bool)

// maxAhead is how many objects git is asked for before the first of them is read: it
// need not wait for us between two. Their names fit into a pipe.
const maxAhead = 64

// answer asks for the contents of files, in their order. All of them are to be read
// before others are asked for, or the scan is to end: they come from one process.
func (g *git) answer(files []gitChange) answers {
	asked, read := 0, 0
	return func() (id, kind string, content []byte, err error, fatal bool) {
		if g.ahead == nil {
			if g.ahead, err = g.newObjectReader(); err != nil {
				return "", "", nil, err, true
			}
		}
		for ; asked < min(len(files), read+maxAhead); asked++ {
			if err := g.ahead.request(files[asked].id); err != nil {
				return "", "", nil, err, true
			}
		}
		read++
		return g.ahead.next()
	}
}

func (g *gitScan) found(f Finding) {
	g.enough = g.enough || !g.yield(f, nil)
}

// fail reports an error about one object, and lets the scan go on.
func (g *gitScan) fail(commit, name string, err error) {
	if !g.enough {
		where := fmt.Sprintf("%q", name)
		if commit != "" {
			where = fmt.Sprintf("%.12s: %q", commit, name)
		}
		g.enough = !g.yield(Finding{}, fmt.Errorf("secrets: %s: %w", where, err))
	}
}

var errStop = errors.New("stop")

// commit scans a commit: its message, and what it changes.
func (g *gitScan) commit(c *gitCommit, next answers) error {
	_, _, content, err, fatal := next()
	switch {
	case fatal:
		return err
	case err != nil:
		g.fail(c.id, "", err)
	default:
		header, message, _ := bytes.Cut(content, []byte("\n\n"))
		g.text(c.id, "commit message", message)
		if bytes.Contains(header, []byte("\nmergetag ")) { // a merged tag, as a whole
			g.text(c.id, "commit header", header)
		}
	}
	return g.files(c, next)
}

// text scans a message. Nobody reviews a mark in one.
func (g *gitScan) text(commit, field string, text []byte) {
	for _, f := range g.s.Scan(text) {
		f.Commit, f.Field = commit, field
		g.found(f)
	}
}

// files scans the contents that a commit adds.
func (g *gitScan) files(c *gitCommit, next answers) error {
	for i := range c.changes {
		if g.enough {
			return errStop
		}
		change := &c.changes[i]
		_, _, content, err, fatal := next()
		if fatal {
			return err
		}
		if err != nil {
			g.fail(c.id, change.path, err)
			continue
		}
		findings := g.scan(c.id, change.gitFile, content)
		if len(findings) == 0 {
			continue
		}
		before, err := g.before(c, change)
		if err != nil {
			return err
		}
		for _, f := range findings {
			held := heldSecret{f.Rule, f.Secret.Reveal()}
			key := reportedSecret{held, f.Pos.Filename}
			id := binaryID(change.id)
			if other, ok := g.reported[key]; before[held] || ok && other != id {
				continue
			}
			g.reported[key] = id
			g.found(f)
		}
	}
	return nil
}

// scan returns the secrets in a content, but for those that were found in it before,
// under another name.
func (g *gitScan) scan(commit string, file gitFile, content []byte) []Finding {
	findings := g.look(commit, file, content)
	id := binaryID(file.id)
	if g.known[id] == scanned {
		findings = slices.DeleteFunc(findings, func(f Finding) bool {
			return slices.Contains(g.held[id], heldSecret{f.Rule, f.Secret.Reveal()})
		})
	}
	g.known[id] = scanned
	g.hold(id, findings)
	return findings
}

func (g *gitScan) look(commit string, file gitFile, content []byte) (findings []Finding) {
	g.s.scanSource(source{name: file.path, commit: commit}, content,
		func(f Finding) { findings = append(findings, f) },
		func(name string, err error) { g.fail(commit, name, err) })
	return findings
}

func (g *gitScan) hold(id [32]byte, findings []Finding) {
	for _, f := range findings {
		if held := (heldSecret{f.Rule, f.Secret.Reveal()}); !slices.Contains(g.held[id], held) {
			g.held[id] = append(g.held[id], held)
		}
	}
}

// before returns the secrets that were in the file before, or in one that is removed.
func (g *gitScan) before(c *gitCommit, change *gitChange) (map[heldSecret]bool, error) {
	before := map[heldSecret]bool{}
	for _, files := range [][]gitFile{change.old, c.gone} {
		for _, f := range files {
			id := binaryID(f.id)
			if g.known[id] == 0 { // it is not in what we scan
				_, _, content, err, fatal := g.git.object(f.id)
				if fatal {
					return nil, err
				}
				if err != nil {
					continue // then it does not excuse anything
				}
				g.known[id] = lookedAt
				g.hold(id, g.look(c.id, f, content))
			}
			for _, h := range g.held[id] {
				before[h] = true
			}
		}
	}
	return before, nil
}

// staged scans the index, as if it were committed.
func (g *gitScan) staged() error {
	head, err := g.git.output(nil, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
	if err != nil {
		if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != 1 {
			return err
		}
		// No commit yet: compare with the empty tree.
		if head, err = g.git.output(strings.NewReader(""), "hash-object", "-t", "tree", "--stdin"); err != nil {
			return err
		}
	}
	raw, err := g.git.output(nil, "diff-index", "--cached", "--raw", "-z", "--no-renames", "--no-abbrev", strings.TrimSpace(string(head)), "--")
	if err != nil {
		return err
	}
	c := &gitCommit{}
	err = readRaw(bufio.NewReader(bytes.NewReader(raw)), func(string) error { return errOutput }, func(change gitChange, gone []gitFile) {
		if !g.s.skips(change.path) {
			c.add(change, gone)
		}
	})
	if err != nil {
		return err
	}
	return g.files(c, g.git.answer(c.changes))
}
