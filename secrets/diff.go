package secrets

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
)

// ErrDiff is wrapped by the errors of [Scanner.ScanDiff] about a diff that is cut
// off or not well-formed.
var ErrDiff = errors.New("invalid diff")

// ScanDiff returns the secrets in the lines that unified diffs add, with the name
// of the new file, and lines and columns in it; offsets are not known, and 0. A
// secret that begins or ends in an unchanged line counts if a part of it is added.
//
// It reads what diff -u, git diff, git show, git log -p and git format-patch write,
// one after the other: also renames, copies, quoted names, other prefixes than a/
// and b/ or none, and combined diffs of merges, where a line counts that no
// parent has. Finding.Commit is that of the last header such as "commit
// 1b2c…"; the messages of commits are not searched, nor are binary patches. Lines
// may be of any length: no more than a few megabytes are in memory.
//
// What is not well-formed ends the scan with an error, after the findings before:
// also colours, and text without any diff, for they would let secrets pass.
func (s *Scanner) ScanDiff(r io.Reader) iter.Seq2[Finding, error] {
	return func(yield func(Finding, error) bool) {
		stopped := false
		p := diffParser{hunk: hunkText{s: s, found: func(f Finding) bool {
			stopped = stopped || !yield(f, nil)
			return !stopped
		}}}
		if err := p.read(r, func() bool { return stopped }); err != nil && !stopped {
			yield(Finding{}, err)
		}
	}
}

// maxHeader is how much of a line outside of hunks is looked at.
const maxHeader = 64 << 10

type diffParser struct {
	line int // in the diff, from 1
	file diffFile
	hunk hunkText

	active     bool // in a hunk
	after      bool // just behind one
	old        []int
	new        int  // lines to come, by parent and in the new file
	number     int  // of the next line in the new file
	keep       bool // the rest of the line belongs to the new file
	recognised bool // anything of a diff, or of a log
}

func (p *diffParser) read(r io.Reader, stopped func() bool) error {
	in := bufio.NewReaderSize(r, maxHeader)
	for more := false; !stopped(); {
		piece, err := in.ReadSlice('\n')
		if len(piece) > 0 {
			if more {
				if p.keep {
					p.hunk.add(piece)
				}
			} else if p.line++; true {
				if err := p.startOfLine(piece); err != nil {
					p.hunk.flush(true)
					return err
				}
			}
		}
		switch more = errors.Is(err, bufio.ErrBufferFull); {
		case more, err == nil:
		case err == io.EOF:
			return p.end()
		default:
			p.hunk.flush(true)
			return fmt.Errorf("secrets: reading the diff: %w", err)
		}
	}
	return nil
}

func (p *diffParser) end() error {
	p.hunk.flush(true)
	switch {
	case p.active && !p.done():
		return p.fail("it ends in the middle of a hunk")
	case p.line > 0 && !p.recognised:
		return p.fail("there is no diff in it")
	}
	return nil
}

// fail quotes nothing, for there may be secrets in it.
func (p *diffParser) fail(problem string) error {
	return fmt.Errorf("%w: line %d: %s", ErrDiff, p.line, problem)
}

// done reports that all lines of the hunk were read.
func (p *diffParser) done() bool {
	for _, n := range p.old {
		if n > 0 {
			return false
		}
	}
	return p.new == 0
}

func (p *diffParser) startOfLine(line []byte) error {
	p.keep = false
	if p.active && !p.done() {
		return p.hunkLine(line)
	}
	if p.active {
		p.active, p.after = false, true
		p.hunk.flush(true)
	}
	after := p.after
	p.after = false
	text := strings.TrimRight(string(line), "\r\n")
	switch {
	case strings.HasPrefix(text, `\`):
		p.after = after
	case strings.HasPrefix(text, "@@"):
		return p.hunkHeader(text)
	case p.file.header(text):
		p.recognised = true
	case after && strings.HasPrefix(text, "+"):
		return p.fail("the hunk has more lines than its header says")
	case strings.HasPrefix(text, "\x1b["):
		if plain := withoutColours(text); strings.HasPrefix(plain, "diff --") || strings.HasPrefix(plain, "@@") || strings.HasPrefix(plain, "+++ ") {
			return p.fail("it is coloured: use --no-color")
		}
	default:
		if commit := commitOf(text); commit != "" {
			p.hunk.commit, p.recognised = commit, true
		}
	}
	return nil
}

// hunkLine takes a line of a hunk: one character for each parent, and the text.
func (p *diffParser) hunkLine(line []byte) error {
	if line[0] == '\\' { // "\ No newline at end of file"
		return nil
	}
	parents := len(p.old)
	text, empty := line, false
	if bare := bytes.TrimRight(line, "\r\n"); len(bare) < parents && len(bytes.Trim(bare, " ")) == 0 {
		empty = true // an empty unchanged line, whose blanks somebody has removed
	} else if len(line) < parents {
		return p.fail("a line in a hunk begins with neither a blank nor + nor -")
	} else {
		text = line[parents:]
	}
	added, removed := true, false
	for i := range p.old {
		c := byte(' ')
		if !empty {
			c = line[i]
		}
		switch c {
		case '+':
		case '-':
			removed = true
		case ' ':
			added = false
		default:
			return p.fail("a line in a hunk begins with neither a blank nor + nor -")
		}
	}
	for i := range p.old {
		if empty || line[i] == '-' || line[i] == ' ' && !removed {
			p.old[i]--
		}
		if p.old[i] < 0 {
			return p.fail("the hunk has more lines than its header says")
		}
	}
	if removed {
		return nil
	}
	if p.new--; p.new < 0 {
		return p.fail("the hunk has more lines than its header says")
	}
	p.keep = true
	p.hunk.startLine(p.number, added)
	p.hunk.add(text)
	p.number++
	return nil
}

func (p *diffParser) hunkHeader(text string) error {
	old, start, count, ok := parseHunkHeader(text)
	if !ok {
		if p.file.open {
			return p.fail("the header of a hunk does not say which lines it is about")
		}
		return nil // text that looks like one
	}
	p.recognised, p.active = true, true
	p.old, p.new, p.number = old, count, start
	p.file.hunks = true
	p.hunk.open(p.file.name)
	return nil
}

// parseHunkHeader reads "@@ -1,2 +3,4 @@" and, for two parents, "@@@ -1,2 -1,2 +3,4 @@@".
func parseHunkHeader(text string) (old []int, start, count int, ok bool) {
	signs := len(text) - len(strings.TrimLeft(text, "@"))
	words := strings.SplitN(text, " ", signs+2)
	if signs < 2 || signs > maxParents || len(words) < signs+1 {
		return nil, 0, 0, false
	}
	for i, word := range words[1 : signs+1] {
		first, n, valid := parseRange(word, i == signs-1)
		if !valid {
			return nil, 0, 0, false
		}
		if i < signs-1 {
			old = append(old, n)
		} else {
			start, count = first, n
		}
	}
	return old, start, count, len(words) == signs+1 || strings.HasPrefix(words[signs+1], strings.Repeat("@", signs))
}

const maxParents = 100

func parseRange(word string, new bool) (start, count int, ok bool) {
	sign := "-"
	if new {
		sign = "+"
	}
	word, ok = strings.CutPrefix(word, sign)
	if !ok {
		return 0, 0, false
	}
	first, n, ranged := strings.Cut(word, ",")
	if !ranged {
		n = "1"
	}
	start, ok1 := parseCount(first)
	count, ok2 := parseCount(n)
	return start, count, ok1 && ok2
}

func parseCount(digits string) (n int, ok bool) {
	if digits == "" || len(digits) > 9 {
		return 0, false
	}
	for _, c := range []byte(digits) {
		if c < '0' || '9' < c {
			return 0, false
		}
		n = 10*n + int(c-'0')
	}
	return n, true
}
