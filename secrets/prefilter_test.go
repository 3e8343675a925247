package secrets

import (
	"bytes"
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A keywordHit is where the keyword of a rule stands.
type keywordHit struct {
	from, to int
	rule     int32
	text     string
	name     string
}

// A finder finds keywords in three ways, which have to agree.
type finder struct {
	rules    []*Rule
	keywords []keyword
	filter   *prefilter
}

func newFinder(t testing.TB) *finder {
	s, err := New(Config{Personal: true})
	require.NoError(t, err)
	keywords := allKeywords(s.rules)
	return &finder{s.rules, keywords, newPrefilter(slices.Clone(keywords))}
}

// hitsOf returns the hits in order. Of a part of a name they count if the name is there.
func hitsOf(text []byte, find func(hit func(k *keyword, from, to int))) []keywordHit {
	var hits []keywordHit
	sc := scan{text: text}
	find(func(k *keyword, from, to int) {
		if k.name != "" {
			from, to = sc.wholeName(k, from, to)
		}
		if from >= 0 {
			hits = append(hits, keywordHit{from, to, k.rule, k.text, k.name})
		}
	})
	slices.SortFunc(hits, func(a, b keywordHit) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to), cmp.Compare(a.rule, b.rule), cmp.Compare(a.text, b.text), cmp.Compare(a.name, b.name))
	})
	return hits
}

func (f *finder) byFilter(text []byte) []keywordHit {
	return hitsOf(text, func(hit func(k *keyword, from, to int)) { f.filter.run(text, hit) })
}

func (f *finder) bySeeking(text []byte) []keywordHit {
	return hitsOf(text, func(hit func(k *keyword, from, to int)) { seek(f.rules, text, hit) })
}

// plainly looks for one keyword after the other.
func (f *finder) plainly(text []byte) []keywordHit {
	lower := bytes.Clone(text)
	for i := range lower {
		lower[i] = lowerByte(text[i])
	}
	return hitsOf(text, func(hit func(k *keyword, from, to int)) {
		for i := range f.keywords {
			k := &f.keywords[i]
			for at := 0; ; at++ {
				n := bytes.Index(lower[at:], []byte(k.text))
				if n < 0 {
					break
				}
				at += n
				if len(k.text) == minKeyword && at > 0 && strings.IndexByte(before(k.text), text[at-1]|0x20) < 0 {
					continue
				}
				hit(k, at, at+len(k.text))
			}
		}
	})
}

func TestKeywordsAreFound(t *testing.T) {
	f := newFinder(t)
	var texts []string
	for _, r := range f.rules {
		for i := range r.Examples {
			example := r.Example(i, 1)
			texts = append(texts, example, strings.ToUpper(example))
		}
	}
	texts = append(texts, "", "k", "ke", "key", "key=", "KEY", "xkey", "\xffkey", "\nkey", "token", strings.Join(texts[:200], ";"))
	for _, text := range texts {
		want := f.plainly([]byte(text))
		require.Equal(t, want, f.byFilter([]byte(text)), "by the filter: %q", text)
		if len(text) <= maxShort {
			require.Equal(t, want, f.bySeeking([]byte(text)), "by seeking: %q", text)
		}
	}
}

// Each place of a text counts once, also where blocks meet.
func TestKeywordsInARow(t *testing.T) {
	f := newFinder(t)
	for size := block - 4; size < 2*block+16; size++ {
		text := []byte(strings.Repeat("=key", block))[:size]
		want := f.plainly(text)
		require.Equal(t, want, f.byFilter(text), size)
		require.Equal(t, want, f.bySeeking(text), size)
	}
}

// Wherever a keyword stands in a text, and at the edges of blocks, it is found.
func TestKeywordsAreFoundAnywhere(t *testing.T) {
	f := newFinder(t)
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		k := &f.keywords[random.IntN(len(f.keywords))]
		size := random.IntN(3*block) + len(k.text)
		text := bytes.Repeat([]byte{' '}, size)
		at := random.IntN(size - len(k.text) + 1)
		copy(text[at:], k.text)
		name := fmt.Sprintf("%q at %d of %d", k.text, at, size)
		want := f.plainly(text)
		if k.name == "" {
			require.NotEmpty(t, want, name)
		}
		require.Equal(t, want, f.byFilter(text), name)
		require.Equal(t, want, f.bySeeking(text), name)
	}
}

func FuzzKeywords(f *testing.F) {
	finder := newFinder(f)
	for _, seed := range []string{"", "key", "API_KEY=x", "https://a:b@c", "ghp_\x00", "\xe2\x84\xaaey: x", "xoxb-xoxb-", "aws secret access key"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > maxShort {
			return
		}
		want := finder.plainly(text)
		require.Equal(t, want, finder.byFilter(text))
		require.Equal(t, want, finder.bySeeking(text))
	})
}
