package secrets

import (
	"bytes"
	"encoding/binary"
	"errors"
	"iter"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/bmatcuk/doublestar/v4"
)

// DefaultMaxSize is the size in bytes, 32 MiB, above which files and git blobs are
// not scanned if [Config.MaxSize] says nothing.
const DefaultMaxSize = 32 << 20

// ErrTooLarge is wrapped by the errors about what is above [Config.MaxSize], and
// about archives that unpack to more than their limits.
var ErrTooLarge = errors.New("too large to be scanned")

// A PackedFile is a file in an archive.
type PackedFile struct {
	Name    string // that of the archive, "!/" and its path there, such as "a.zip!/b/c.env"
	Content []byte // valid until the next one is asked for
}

// An Unpacker returns the files in the archive with this name and content, or nil
// if it is none. It must bound what it unpacks: see package secrets/archive, which
// has one. An error that it yields is reported; the others go on.
type Unpacker func(name string, content []byte) iter.Seq2[PackedFile, error]

// A source is what [Scanner.ScanFS] and the scans of git hand to the scanner.
type source struct {
	name, commit string
	stale        func(Mark) // what is told of marks that do nothing; may be nil
}

// scanSource scans what is in a file, or in an archive, and calls found and fail.
// It reports whether anything of it is text.
func (s *Scanner) scanSource(src source, content []byte, found func(Finding), fail func(name string, err error)) bool {
	if s.skips(src.name) {
		return false
	}
	if s.unpack != nil {
		if files := s.unpack(src.name, content); files != nil {
			some := false
			for file, err := range files {
				if err != nil {
					fail(src.name, err)
				} else if !s.skips(file.Name) {
					inner := src
					inner.name = file.Name
					some = s.scanText(inner, file.Content, found) || some
				}
			}
			return some
		}
	}
	return s.scanText(src, content, found)
}

func (s *Scanner) scanText(src source, content []byte, found func(Finding)) bool {
	text, ok := toText(content)
	if !ok {
		return false
	}
	findings := s.ScanFile(src.name, text)
	if s.marks != NoMarks && (len(findings) > 0 || src.stale != nil) {
		if marks := s.marksIn(src.name, text); len(marks) > 0 {
			findings = ApplyMarks(marks, findings, s.now())
			for i := range marks {
				if src.stale != nil && marks[i].Unused != "" {
					src.stale(marks[i])
				}
			}
		}
	}
	for _, f := range findings {
		f.Commit = src.commit
		found(f)
	}
	return true
}

// skips reports a file that AllowPaths names, itself or by a folder that it is in.
func (s *Scanner) skips(name string) bool {
	for i := range name {
		if len(s.skip) > 0 && name[i] == '/' && matchesAny(s.skip, name[:i]) {
			return true
		}
	}
	return matchesAny(s.skip, name)
}

func matchesAny(patterns []string, name string) bool {
	for _, p := range patterns {
		if doublestar.MatchUnvalidated(p, name) {
			return true
		}
	}
	return false
}

// binaryStart is how much of a file tells whether it is text. Git looks as far.
const binaryStart = 8 << 10

// toText returns the text of a file. UTF-16 with a byte order mark becomes UTF-8;
// anything else with a NUL in its first 8 KiB is no text.
func toText(content []byte) ([]byte, bool) {
	switch {
	case bytes.HasPrefix(content, []byte{0xff, 0xfe}) && !bytes.HasPrefix(content, []byte{0xff, 0xfe, 0, 0}):
		return fromUTF16(content[2:], binary.LittleEndian), true
	case bytes.HasPrefix(content, []byte{0xfe, 0xff}):
		return fromUTF16(content[2:], binary.BigEndian), true
	}
	return content, bytes.IndexByte(content[:min(len(content), binaryStart)], 0) < 0
}

func fromUTF16(content []byte, order binary.ByteOrder) []byte {
	text := make([]byte, 0, len(content)/2)
	for ; len(content) >= 2; content = content[2:] {
		r := rune(order.Uint16(content))
		if utf16.IsSurrogate(r) {
			if len(content) < 4 {
				break
			}
			if r = utf16.DecodeRune(r, rune(order.Uint16(content[2:]))); r != utf8.RuneError {
				content = content[2:]
			}
		}
		text = utf8.AppendRune(text, r)
	}
	return text
}
