package secrets

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// gitConfig overrides what a repository may have configured. Plumbing runs none of
// the programs that a configuration can name, except perhaps the first; the others
// are there in case a version of git does.
var gitConfig = []string{
	"core.fsmonitor=false",         // a program that is asked for changed files
	"core.hooksPath=" + os.DevNull, // no hooks
	"protocol.allow=never",         // no transports: a partial clone would fetch missing objects
	"core.sshCommand=false",
	"credential.helper=",
	"core.pager=cat",
	"core.commitGraph=false", // parents as the commits say, not as a file beside them
}

// gitEnv is set for git. Replaced objects and grafts could hide commits.
var gitEnv = []string{
	"GIT_CONFIG_NOSYSTEM=1", "GIT_ATTR_NOSYSTEM=1", "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", "GIT_ASKPASS=", "GIT_PAGER=cat",
	"GIT_EXTERNAL_DIFF=", "GIT_NO_REPLACE_OBJECTS=1", "GIT_GRAFT_FILE=" + os.DevNull, "GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=none",
	"GIT_LITERAL_PATHSPECS=1", "LC_ALL=C", "LANGUAGE=",
}

// gitPlace are the variables with which git tells its hooks where the repository
// is. They count if no folder is given.
var gitPlace = []string{
	"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH",
}

// git runs git in a repository.
type git struct {
	ctx     context.Context
	dir     string
	s       *Scanner
	running []*gitProcess
	pipes   []io.Closer
	objects *gitObjectReader // for single ones
	ahead   *gitObjectReader // for those that are asked for ahead
}

type gitProcess struct {
	name   string
	cmd    *exec.Cmd
	stderr limitedBuffer
	pipe   io.ReadCloser // its output,
	out    *bufio.Reader // buffered
	g      *git
	once   sync.Once
	err    error
}

// start runs a command of git. Its output is to be read, and then wait be called.
func (g *git) start(stdin io.Reader, name string, args ...string) (*gitProcess, error) {
	all := []string{"--no-pager"}
	for _, c := range gitConfig {
		all = append(all, "-c", c)
	}
	p := &gitProcess{name: name, g: g}
	p.cmd = exec.CommandContext(g.ctx, "git", append(append(all, name), args...)...)
	p.cmd.Dir = g.dir
	p.cmd.Env = g.environment()
	p.cmd.Stdin = stdin
	p.cmd.Stderr = &p.stderr
	p.cmd.WaitDelay = 5 * time.Second
	var err error
	if p.pipe, err = p.cmd.StdoutPipe(); err == nil {
		err = p.cmd.Start()
	}
	if err != nil {
		if errors.Is(err, exec.ErrNotFound) {
			return nil, &GitError{Command: name, Message: "git is not installed, or not in PATH", Err: err}
		}
		return nil, &GitError{Command: name, Err: err}
	}
	p.out = bufio.NewReaderSize(p.pipe, 64<<10)
	g.running = append(g.running, p)
	return p, nil
}

func (g *git) environment() []string {
	var env []string
	for _, e := range os.Environ() {
		name, _, _ := strings.Cut(e, "=")
		switch {
		case !strings.HasPrefix(name, "GIT_"),
			strings.HasPrefix(name, "GIT_CONFIG_"), // the user's, as safe.directory can be; ours win
			g.dir == "" && slices.Contains(gitPlace, name):
			env = append(env, e)
		}
	}
	return append(env, gitEnv...)
}

// wait returns nil if the command succeeded.
func (p *gitProcess) wait() error {
	p.once.Do(func() {
		if err := p.cmd.Wait(); err != nil {
			p.err = &GitError{Command: p.name, Message: p.g.masked(p.stderr.String()), Err: err}
		}
	})
	return p.err
}

// close waits for all processes, which end as the context is done.
func (g *git) close() {
	for _, p := range g.pipes {
		_ = p.Close()
	}
	for _, p := range g.running {
		_ = p.wait()
	}
}

// output runs a command to its end.
func (g *git) output(stdin io.Reader, name string, args ...string) ([]byte, error) {
	p, err := g.start(stdin, name, args...)
	if err != nil {
		return nil, err
	}
	out, readErr := io.ReadAll(p.out)
	if err := p.wait(); err != nil {
		return nil, err
	}
	return out, readErr
}

// masked is what git said, without secrets.
func (g *git) masked(message string) string {
	message = strings.TrimSpace(message)
	var b strings.Builder
	at := 0
	for _, f := range g.s.Scan([]byte(message)) {
		b.WriteString(message[at:f.Pos.Offset] + f.Secret.String())
		at = f.End.Offset
	}
	return b.String() + message[at:]
}

// limitedBuffer keeps the beginning of what is written to it.
type limitedBuffer struct{ bytes.Buffer }

const maxMessage = 4 << 10

func (b *limitedBuffer) Write(p []byte) (int, error) {
	b.Buffer.Write(p[:min(len(p), maxMessage-b.Len())])
	return len(p), nil
}

// A gitObjectReader reads objects from one process, in the order they are asked
// for.
type gitObjectReader struct {
	process *gitProcess
	in      io.Writer
	max     int64
	content []byte
}

func (g *git) newObjectReader() (*gitObjectReader, error) {
	// A pipe of the system, not of this process: what is written is read at once.
	r, w, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("secrets: %w", err)
	}
	p, err := g.start(r, "cat-file", "--batch")
	_ = r.Close()
	if err != nil {
		_ = w.Close()
		return nil, err
	}
	g.pipes = append(g.pipes, w)
	return &gitObjectReader{process: p, in: w, max: g.s.maxSize}, nil
}

var (
	errMissing = errors.New("git does not have the object, or it is damaged")
	errOutput  = errors.New("what it wrote is not understood")
)

func (r *gitObjectReader) request(name string) error {
	if _, err := io.WriteString(r.in, name+"\n"); err != nil {
		return &GitError{Command: "cat-file", Err: err}
	}
	return nil
}

// next returns the object that was requested first. Its content is valid until the
// next call. A fatal error ends the scan, others concern this object.
func (r *gitObjectReader) next() (id, kind string, content []byte, err error, fatal bool) { //nolint:revive // fatal is said of the error
	header, err := r.process.out.ReadString('\n')
	if err != nil {
		if err := r.process.wait(); err != nil {
			return "", "", nil, err, true
		}
		return "", "", nil, &GitError{Command: "cat-file", Err: io.ErrUnexpectedEOF}, true
	}
	words := strings.Fields(header)
	if len(words) != 3 || words[2] == "missing" || words[2] == "ambiguous" {
		return "", "", nil, fmt.Errorf("%w: %s", errMissing, strings.TrimSpace(header)), false
	}
	size, err := strconv.ParseInt(words[2], 10, 64)
	if err != nil || size < 0 {
		return "", "", nil, &GitError{Command: "cat-file", Err: errOutput}, true
	}
	if size > r.max {
		if _, err := io.CopyN(io.Discard, r.process.out, size+1); err != nil {
			return "", "", nil, &GitError{Command: "cat-file", Err: err}, true
		}
		return words[0], words[1], nil, fmt.Errorf("%w: it has %d bytes", ErrTooLarge, size), false
	}
	if int64(cap(r.content)) < size+1 || cap(r.content) > 1<<20 && size < 1<<18 {
		r.content = make([]byte, max(size+1, 64<<10))
	}
	r.content = r.content[:size+1]
	if _, err := io.ReadFull(r.process.out, r.content); err != nil {
		return "", "", nil, &GitError{Command: "cat-file", Err: err}, true
	}
	return words[0], words[1], r.content[:size], nil, false
}

// object returns an object from a second process, started when it is first needed.
// The content is valid until the next call.
func (g *git) object(name string) (id, kind string, content []byte, err error, fatal bool) { //nolint:revive // fatal is said of the error
	if g.objects == nil {
		r, err := g.newObjectReader()
		if err != nil {
			return "", "", nil, err, true
		}
		g.objects = r
	}
	if err := g.objects.request(name); err != nil {
		return "", "", nil, err, true
	}
	return g.objects.next()
}
