package secrets_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/secrets"
)

// pieces reads a text in pieces of random sizes.
type pieces struct {
	text   []byte
	random *rand.Rand
	most   int
}

func (p *pieces) Read(to []byte) (int, error) {
	if len(p.text) == 0 {
		return 0, io.EOF
	}
	n := copy(to[:min(len(to), 1+p.random.IntN(p.most))], p.text)
	p.text = p.text[n:]
	return n, nil
}

func collect(t testing.TB, s *secrets.Scanner, r io.Reader) []secrets.Finding {
	t.Helper()
	var all []secrets.Finding
	for f, err := range s.ScanReader(context.Background(), "", r) {
		require.NoError(t, err)
		all = append(all, f)
	}
	return all
}

// Reading in pieces finds what is found in the whole, at the same places.
func TestScanReader(t *testing.T) {
	s := scanner(t)
	rules := secrets.Builtin()
	random := rand.New(rand.NewPCG(1, 2))
	for _, size := range []int{0, 10, 1000, 100_000, 3_000_000} {
		var text bytes.Buffer
		for text.Len() < size {
			switch random.IntN(30) {
			case 0:
				r := rules[random.IntN(len(rules))]
				text.WriteString(r.Example(random.IntN(len(r.Examples)), random.Uint64()) + "\n")
			case 1:
				text.WriteString(strings.Repeat("a long line ", random.IntN(5000)))
			default:
				fmt.Fprintf(&text, "line %d of many\n", random.IntN(1000))
			}
		}
		want := s.Scan(text.Bytes())
		for _, most := range []int{1 << 30, 100_000, 777} {
			got := collect(t, s, &pieces{text.Bytes(), random, most})
			require.Equal(t, want, got, "%d bytes", size)
		}
		if size < 10_000 {
			require.Equal(t, want, collect(t, s, iotest.OneByteReader(bytes.NewReader(text.Bytes()))))
		}
	}
}

// A secret is found once wherever it stands about the border of two blocks.
func TestScanReaderBorders(t *testing.T) {
	s, secret := scanner(t), example(t, "github-pat")
	const block, ahead = 1 << 20, 128 << 10
	for _, at := range []int{block - ahead - 60, block - ahead - 30, block - ahead, block - 60, block - 30, block, block + 1} {
		text := strings.Repeat("x", at) + "\n" + secret + "\n" + strings.Repeat("y", block)
		got := collect(t, s, strings.NewReader(text))
		require.Len(t, got, 1, at)
		require.Equal(t, at+1+strings.IndexByte(secret, '=')+1, got[0].Pos.Offset)
		require.Equal(t, 2, got[0].Pos.Line)
	}
}

func TestScanReaderErrors(t *testing.T) {
	s, broken := scanner(t), errors.New("broken")
	n := 0
	for f, err := range s.ScanReader(context.Background(), "", io.MultiReader(strings.NewReader(example(t, "github-pat")), iotest.ErrReader(broken))) {
		require.ErrorIs(t, err, broken)
		require.Zero(t, f)
		n++
	}
	require.Equal(t, 1, n)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, err := range s.ScanReader(ctx, "", strings.NewReader("x")) {
		require.ErrorIs(t, err, context.Canceled)
	}
}
