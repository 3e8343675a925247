// Package archive looks into archives for [secrets.Config].Unpack: zip files and
// what has their form (jar, war, whl, docx, …), tar files, and what is compressed
// with gzip or bzip2. It is apart from package secrets so that programs that need
// none of it are not linked with it.
//
// Archives are known by their content, not by their names. What is in an archive
// in an archive is looked at, too, and named "a.zip!/b/c.tgz!/d.env".
package archive

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"iter"
	"path"
	"strings"

	"github.com/gatehouse-go/gatehouse/secrets"
)

// Limits bound what is unpacked of a file, and so time and memory. A zero field
// means the default.
type Limits struct {
	Total int64 // bytes unpacked in all; default 256 MiB
	File  int64 // bytes of one file, default 32 MiB; it has to fit into memory once for each level
	Files int   // files in all; default 100,000
	Ratio int   // of bytes unpacked in all to those of the file, beyond the first MiB; default 200
	Depth int   // archives in one another; default 4
}

// Unpack is that of the default limits.
func Unpack(name string, content []byte) iter.Seq2[secrets.PackedFile, error] {
	return Limits{}.Unpack(name, content)
}

// Unpack returns the files in an archive, or nil if content is none. What exceeds
// the limits is an error that wraps [secrets.ErrTooLarge]: the limit of one file
// concerns that file, the others end it. It has the form of [secrets.Unpacker].
func (l Limits) Unpack(name string, content []byte) iter.Seq2[secrets.PackedFile, error] {
	k := kindOf(content)
	if k == none {
		return nil
	}
	l.Total = or(l.Total, 256<<20)
	l.File = or(l.File, 32<<20)
	l.Files = int(or(int64(l.Files), 100_000))
	l.Ratio = int(or(int64(l.Ratio), 200))
	l.Depth = int(or(int64(l.Depth), 4))
	return func(yield func(secrets.PackedFile, error) bool) {
		u := &unpacking{Limits: l, yield: yield, left: min(l.Total, 1<<20+int64(l.Ratio)*int64(len(content)))}
		u.open(k, name, content, 1)
	}
}

func or(n, standard int64) int64 {
	if n <= 0 {
		return standard
	}
	return n
}

type kind uint8

const (
	none kind = iota
	zipped
	tarred
	gzipped
	bzipped
)

func kindOf(start []byte) kind {
	switch {
	case bytes.HasPrefix(start, []byte("PK\x03\x04")):
		return zipped
	case bytes.HasPrefix(start, []byte("\x1f\x8b\x08")):
		return gzipped
	case bytes.HasPrefix(start, []byte("BZh")) && len(start) > 10 && string(start[4:10]) == "1AY&SY":
		return bzipped
	case len(start) >= 512 && string(start[257:262]) == "ustar":
		return tarred
	}
	return none
}

// An unpacking is that of one file and all in it.
type unpacking struct {
	Limits
	yield   func(secrets.PackedFile, error) bool
	left    int64 // bytes that may be unpacked
	files   int
	stopped bool
	buffers []bytes.Buffer // by depth
}

func (u *unpacking) fail(name string, err error) {
	if !u.stopped {
		u.stopped = !u.yield(secrets.PackedFile{}, fmt.Errorf("archive: %q: %w", name, err)) || errors.Is(err, errLimit)
	}
}

// errLimit ends an unpacking.
var errLimit = fmt.Errorf("%w: it unpacks to more than is allowed", secrets.ErrTooLarge)

func (u *unpacking) open(k kind, name string, content []byte, depth int) {
	if depth > u.Depth {
		u.fail(name, fmt.Errorf("%w: there are more than %d archives in one another", secrets.ErrTooLarge, u.Depth))
		return
	}
	in := bytes.NewReader(content)
	switch k {
	case zipped:
		u.zip(name, in, depth)
	case tarred:
		u.tar(name, in, depth)
	case gzipped:
		if z, err := gzip.NewReader(in); err != nil {
			u.fail(name, err)
		} else {
			u.stream(name, z, depth)
		}
	case bzipped:
		u.stream(name, bzip2.NewReader(in), depth)
	}
}

// stream takes what was compressed as a whole: a tar file, which need not fit into
// memory, or any other.
func (u *unpacking) stream(name string, r io.Reader, depth int) {
	in := bufio.NewReaderSize(&counted{r, u}, 64<<10)
	if start, _ := in.Peek(512); kindOf(start) == tarred {
		u.tar(name, in, depth)
		return
	}
	base := path.Base(name)
	u.file(name+"!/"+strings.TrimSuffix(base, path.Ext(base)), in, depth)
}

func (u *unpacking) zip(name string, in *bytes.Reader, depth int) {
	z, err := zip.NewReader(in, in.Size())
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) { // names are reported only
		u.fail(name, err)
		return
	}
	for _, f := range z.File {
		inside := name + "!/" + f.Name
		switch {
		case u.stopped:
			return
		case f.Mode().IsDir():
		case f.Flags&1 != 0:
			u.fail(inside, errors.New("it is encrypted"))
		case f.UncompressedSize64 > uint64(u.File):
			u.fail(inside, u.tooLarge())
		default:
			r, err := f.Open()
			if err != nil {
				u.fail(inside, err)
				continue
			}
			u.file(inside, &counted{r, u}, depth)
			_ = r.Close()
		}
	}
}

func (u *unpacking) tar(name string, r io.Reader, depth int) {
	in := tar.NewReader(r)
	for !u.stopped {
		h, err := in.Next()
		switch {
		case err == io.EOF:
			return
		case err != nil && !errors.Is(err, tar.ErrInsecurePath):
			u.fail(name, err)
			return
		case h.Typeflag != tar.TypeReg:
		case h.Size > u.File:
			u.fail(name+"!/"+h.Name, u.tooLarge())
		default:
			u.file(name+"!/"+h.Name, in, depth)
		}
	}
}

func (u *unpacking) tooLarge() error {
	return fmt.Errorf("%w: it has more than %d bytes", secrets.ErrTooLarge, u.File)
}

// file yields a file, or opens it if it is an archive itself.
func (u *unpacking) file(name string, r io.Reader, depth int) {
	if u.files++; u.files > u.Files {
		u.fail(name, errLimit)
		return
	}
	for len(u.buffers) < depth {
		u.buffers = append(u.buffers, bytes.Buffer{})
	}
	buffer := u.buffers[depth-1] // a copy, for the slice may grow
	buffer.Reset()
	n, err := buffer.ReadFrom(io.LimitReader(r, u.File+1))
	u.buffers[depth-1] = buffer
	switch {
	case err != nil:
		u.fail(name, err)
		return
	case n > u.File:
		u.fail(name, u.tooLarge())
		return
	}
	content := buffer.Bytes()
	if k := kindOf(content); k != none {
		u.open(k, name, content, depth+1)
		return
	}
	u.stopped = u.stopped || !u.yield(secrets.PackedFile{Name: name, Content: content}, nil)
}

// counted reads what is unpacked as long as it may be.
type counted struct {
	r io.Reader
	u *unpacking
}

func (c *counted) Read(p []byte) (int, error) {
	if c.u.left <= 0 {
		return 0, errLimit
	}
	if int64(len(p)) > c.u.left {
		p = p[:c.u.left]
	}
	n, err := c.r.Read(p)
	c.u.left -= int64(n)
	return n, err
}
