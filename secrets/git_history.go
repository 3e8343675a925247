package secrets

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// A gitCommit is what a commit changes.
type gitCommit struct {
	id      string
	changes []gitChange // to files whose content is to be scanned
	gone    []gitFile   // which it removes
}

type gitChange struct {
	gitFile
	old []gitFile // in each parent that has it
}

type gitFile struct{ path, id string }

// history scans commits, and the tags among revs. rev-list names the commits,
// parents first; diff-tree reads these and tells what they change; and cat-file
// reads the objects, which are asked for well before they are looked at.
func (g *gitScan) history(revs, options []string) error {
	list, err := g.git.start(nil, "rev-list", slices.Concat([]string{"--topo-order", "--reverse"}, options, revs, []string{"--"})...)
	if err != nil {
		return err
	}
	// -c tells of a merge what is in no parent, --always the other commits, too.
	tree, err := g.git.start(list.pipe, "diff-tree", "--stdin", "--root", "-r", "-c", "--raw", "-z", "--no-renames", "--no-abbrev", "--always")
	_ = list.pipe.Close() // it is diff-tree's now
	if err != nil {
		return err
	}
	objects, err := g.git.newObjectReader()
	if err != nil {
		return err
	}
	commits := make(chan *gitCommit, 64)
	failed := make(chan error, 1)
	go func() {
		defer close(commits)
		failed <- g.request(tree.out, commits, objects)
	}()
	for c := range commits {
		if err := g.commit(c, objects.next); err != nil {
			return err
		}
	}
	if err := <-failed; err != nil {
		return err
	}
	for _, p := range []*gitProcess{list, tree} {
		if err := p.wait(); err != nil {
			return err
		}
	}
	return g.tags(revs)
}

// request asks for what is to be scanned of each commit: the commit itself, and the
// contents that were not asked for before.
func (g *gitScan) request(raw *bufio.Reader, commits chan<- *gitCommit, objects *gitObjectReader) error {
	seen := map[contentKey]bool{}
	send := func(c *gitCommit) error {
		if c == nil {
			return nil
		}
		c.changes = slices.DeleteFunc(c.changes, func(change gitChange) bool {
			key := g.contentKey(change.gitFile)
			skip := seen[key] || g.s.skips(change.path)
			seen[key] = seen[key] || !skip
			return skip
		})
		select {
		case commits <- c: // first, for the answers to the requests have to be read
		case <-g.git.ctx.Done():
			return g.git.ctx.Err()
		}
		err := objects.request(c.id)
		for i := 0; i < len(c.changes) && err == nil; i++ {
			err = objects.request(c.changes[i].id)
		}
		return err
	}
	var c *gitCommit
	err := readRaw(raw, func(id string) error {
		last := c
		c = &gitCommit{id: id}
		return send(last)
	}, func(change gitChange, gone []gitFile) {
		c.add(change, gone)
	})
	if err != nil {
		return err
	}
	return send(c)
}

func (c *gitCommit) add(change gitChange, gone []gitFile) {
	if change.id != "" {
		c.changes = append(c.changes, change)
	}
	c.gone = append(c.gone, gone...)
}

// readRaw reads what git diff-tree --raw -z writes: IDs of commits, and changes. A
// change without an ID has no new content; gone is then what was there.
func readRaw(raw *bufio.Reader, commit func(id string) error, change func(c gitChange, gone []gitFile)) error {
	for {
		text, err := raw.ReadString(0)
		if err == io.EOF && text == "" {
			return nil
		}
		if err != nil {
			return &GitError{Command: "diff-tree", Err: fmt.Errorf("its output ends early: %w", err)}
		}
		text = text[:len(text)-1]
		if text[:min(1, len(text))] != ":" {
			if !isObjectID(text) {
				return &GitError{Command: "diff-tree", Err: errOutput}
			}
			if err := commit(text); err != nil {
				return err
			}
			continue
		}
		name, err := raw.ReadString(0)
		if err != nil {
			return &GitError{Command: "diff-tree", Err: fmt.Errorf("its output ends early: %w", err)}
		}
		c, gone, ok := parseRaw(text, name[:len(name)-1])
		if !ok {
			return &GitError{Command: "diff-tree", Err: errOutput}
		}
		change(c, gone)
	}
}

// parseRaw reads ":100644 100644 1b2c… 3d4e… M", which for a merge has a colon, a
// mode and an ID for each parent.
func parseRaw(text, name string) (c gitChange, gone []gitFile, ok bool) {
	parents := len(text) - len(strings.TrimLeft(text, ":"))
	words := strings.Fields(text[parents:])
	if len(words) != 2*(parents+1)+1 {
		return c, nil, false
	}
	modes, ids, status := words[:parents+1], words[parents+1:2*(parents+1)], words[2*(parents+1)]
	isFile := func(i int) bool { return modes[i] != "160000" && strings.Trim(ids[i], "0") != "" } // no submodule
	c.path = name
	for i := range parents {
		if isFile(i) {
			c.old = append(c.old, gitFile{name, ids[i]})
		}
	}
	switch {
	case isFile(parents):
		c.id = ids[parents]
	case strings.HasPrefix(status, "D"):
		gone = c.old
	}
	return c, gone, true
}

// A contentKey is what is scanned once: a content, and what rules may see in the
// name of a file.
type contentKey struct {
	id    [32]byte
	class int
}

func (g *gitScan) contentKey(f gitFile) contentKey {
	var class strings.Builder
	class.WriteString(path.Base(f.path))
	for _, p := range g.pathRules {
		if inPath(f.path, p) {
			class.WriteString("\x00" + p)
		}
	}
	n, ok := g.classes[class.String()]
	if !ok {
		n = len(g.classes)
		g.classes[class.String()] = n
	}
	return contentKey{binaryID(f.id), n}
}

func binaryID(id string) (b [32]byte) {
	_, _ = hex.Decode(b[:], []byte(id)[:min(len(id), 64)])
	return b
}

// pathRules returns the patterns of rules that look at more than a base name.
func (s *Scanner) pathRules() []string {
	var patterns []string
	for _, r := range s.rules {
		if strings.Contains(r.Path, "/") && !slices.Contains(patterns, r.Path) {
			patterns = append(patterns, r.Path)
		}
	}
	return patterns
}

// tags scans the messages of the tags among revs, and what tags and other refs name
// that is no commit.
func (g *gitScan) tags(revs []string) error {
	var refs []string
	for _, rev := range revs {
		switch {
		case rev == "--not":
			return g.refs(refs)
		case rev == "--all":
			refs = append(refs, "refs/")
		case rev == "--branches":
			refs = append(refs, "refs/heads/")
		case rev == "--tags", rev == "--remotes":
			refs = append(refs, "refs/"+rev[2:]+"/")
		case !strings.HasPrefix(rev, "-") && !strings.HasPrefix(rev, "^") && !strings.Contains(rev, ".."):
			if err := g.named(rev, rev, true); err != nil {
				return err
			}
		}
	}
	return g.refs(refs)
}

func (g *gitScan) refs(patterns []string) error {
	if len(patterns) == 0 {
		return nil
	}
	out, err := g.git.output(nil, "for-each-ref", append([]string{"--format=%(objecttype) %(objectname) %(refname)", "--"}, patterns...)...)
	if err != nil {
		return err
	}
	for line := range bytes.Lines(out) {
		words := strings.SplitN(strings.TrimSuffix(string(line), "\n"), " ", 3)
		if len(words) == 3 && words[0] != "commit" {
			if err := g.named(words[1], words[2], false); err != nil {
				return err
			}
		}
	}
	return nil
}

// named scans an object that is no commit, or nothing if it is a revision that does
// not name one object. A tag can be for a tag.
func (g *gitScan) named(object, name string, isRev bool) error {
	for {
		id, kind, content, err, fatal := g.git.object(object)
		if err != nil && fatal {
			return err
		}
		if err != nil {
			if !isRev {
				g.fail("", name, err)
			}
			return nil
		}
		isRev = false
		if g.tagged[id] {
			return nil
		}
		switch kind {
		case "tag":
			g.tagged[id] = true
			header, message, _ := bytes.Cut(content, []byte("\n\n"))
			target, ok := bytes.CutPrefix(header, []byte("object "))
			object, _, _ = strings.Cut(string(target), "\n")
			g.text(id, "tag message", message)
			if !ok || !isObjectID(object) {
				return nil
			}
		case "blob":
			return g.blobs([]gitChange{{gitFile: gitFile{name, id}}})
		case "tree":
			g.tagged[id] = true
			return g.tree(id)
		default:
			return nil
		}
		if g.enough {
			return nil
		}
	}
}

// tree scans the files of a tree without a commit.
func (g *gitScan) tree(id string) error {
	out, err := g.git.output(nil, "ls-tree", "-r", "-z", "--full-tree", id)
	if err != nil {
		return err
	}
	var files []gitChange
	for entry := range bytes.SplitSeq(out, []byte{0}) {
		attributes, name, _ := strings.Cut(string(entry), "\t")
		if words := strings.Fields(attributes); len(words) == 3 && words[1] == "blob" {
			files = append(files, gitChange{gitFile: gitFile{name, words[2]}})
		}
	}
	return g.blobs(files)
}

// blobs scans contents that no commit has.
func (g *gitScan) blobs(files []gitChange) error {
	files = slices.DeleteFunc(files, func(f gitChange) bool { return g.known[binaryID(f.id)] == scanned || g.s.skips(f.path) })
	return g.files(&gitCommit{changes: files}, g.git.answer(files))
}
