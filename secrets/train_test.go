//go:build train

package secrets

import (
	"bufio"
	"encoding/json"
	"fmt"
	"go/format"
	"hash/fnv"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A sample is a candidate with its label.
type sample struct {
	x      [numFeatures]float32
	secret float64 // 1 or 0
	weight float64
	text   string // of the line; empty for the Go tree
	code   bool   // from the corpus of code
	source string // repository, or source and kind
	group  string // not to be divided between training and test
}

// A line is one of the labelled corpora.
type line struct {
	Label, Text, Kind, Source, Path, Scope, Class string
	Secrets                                       []string
}

// TestTrain finds the weights, as testdata/README.md says:
//
//	GATEHOUSE_CORPORA=folder go test -tags train -run TestTrain -v ./secrets
//
// With WEIGHTS=file it writes them as Go.
func TestTrain(t *testing.T) {
	dir := os.Getenv("GATEHOUSE_CORPORA")
	if dir == "" {
		t.Skip("no corpora")
	}
	code := readLines(t, dir+"/code.jsonl")
	e := newExtractor(t)
	samples := slices.Concat(e.ofCode(code), e.ofSecrets(readLines(t, dir+"/secrets.jsonl")), e.ofGoTree(), e.ofMadeUp())
	count := map[string]float64{}
	for _, s := range samples {
		count[fmt.Sprint(s.source, s.secret)]++
	}
	for i := range samples { // of a source with very many, each counts less
		if s := &samples[i]; s.source != "go" {
			s.weight *= math.Sqrt(60 / max(60, count[fmt.Sprint(s.source, s.secret)]))
		}
	}
	held := make([]float64, len(samples))
	holdOut := func(part func(s *sample) uint32, parts int) {
		for p := range parts {
			var train []sample
			for i := range samples {
				if part(&samples[i])%uint32(parts) != uint32(p) {
					train = append(train, samples[i])
				}
			}
			w := fit(train)
			for i := range samples {
				if part(&samples[i])%uint32(parts) == uint32(p) {
					held[i] = probability(&w, &samples[i].x)
				}
			}
		}
	}
	holdOut(func(s *sample) uint32 { return hash(s.group) }, 5)
	report(t, "held out by path", code, samples, held)
	repositories := map[string]uint32{}
	for _, l := range code {
		if _, ok := repositories[l.Source]; !ok {
			repositories[l.Source] = uint32(len(repositories))
		}
	}
	holdOut(func(s *sample) uint32 {
		if n, ok := repositories[s.source]; ok {
			return n
		}
		return hash(s.group)
	}, len(repositories))
	report(t, "held out by repository", code, samples, held)
	w := fit(samples)
	for i := range samples {
		held[i] = probability(&w, &samples[i].x)
	}
	report(t, "in sample", code, samples, held)
	if path := os.Getenv("WEIGHTS"); path != "" {
		writeWeights(t, path, w)
	}
}

// report prints what would be reported line by line, as score.py counts, and how
// often what is reported with a confidence is a secret.
func report(t *testing.T, name string, code []line, samples []sample, confidence []float64) {
	hit := map[string]float64{}
	alarms := map[string]bool{}
	goTree, lost, positives := 0, 0, 0
	var share, all [10]float64
	for i, s := range samples {
		c := confidence[i]
		switch {
		case s.code:
			hit[s.text] = max(hit[s.text], c)
			n := min(9, int(c*10))
			all[n]++
			share[n] += s.secret
		case s.source == "go" && c >= DefaultConfidence:
			goTree++
		case s.secret == 1:
			positives++
			if c < DefaultConfidence {
				lost++
			}
		case c >= DefaultConfidence:
			alarms[s.text] = true
		}
	}
	for _, least := range []float64{0.4, 0.5, 0.6, 0.7} {
		var right, wrong, secret float64
		for _, l := range code {
			switch reported := hit[l.Text] >= least; {
			case l.Label == "T":
				secret++
				if reported {
					right++
				}
			case l.Label == "F" && reported:
				wrong++
			}
		}
		p, r := right/(right+wrong), right/secret
		t.Logf("%s, from %.1f: precision %.1f %%, recall %.1f %%, F1 %.3f", name, least, 100*p, 100*r, 2*p*r/(p+r))
	}
	for i := range share {
		share[i] = math.Round(100 * share[i] / max(1, all[i]))
	}
	t.Logf("%s: %d of %d others lost, %d alarms, %d in the Go tree; secrets in %% by tenths of confidence: %v of %v", name, lost, positives, len(alarms), goTree, share, all)
}

// An extractor finds the candidates of generic-credential.
type extractor struct {
	scanner *Scanner
	found   []candidateOf
}

type candidateOf struct {
	x        [numFeatures]float32
	from, to int
}

func newExtractor(t *testing.T) *extractor {
	e := &extractor{}
	var err error
	e.scanner, err = New(Config{Only: []string{"generic-credential"}})
	require.NoError(t, err)
	rule := *e.scanner.rules[0]
	rule.detect = func(sc *scan, r *compiledRule, from, to int) {
		var a assignment
		var n nameFacts
		if a.read(sc.text, &n, from, to) && !slices.ContainsFunc(e.found, func(c candidateOf) bool { return c.from == a.from && c.to == a.to }) {
			c := candidateOf{from: a.from, to: a.to}
			a.features(sc.text, &n, &c.x)
			e.found = append(e.found, c)
		}
	}
	e.scanner.rules[0] = &rule
	return e
}

func (e *extractor) candidates(text []byte) []candidateOf {
	e.found = nil
	e.scanner.Scan(text)
	return e.found
}

// ofCode labels a candidate by the lines with its text: T if it is what one of
// them says is secret.
func (e *extractor) ofCode(code []line) (samples []sample) {
	byText := map[string][]line{}
	for _, l := range code {
		byText[l.Text] = append(byText[l.Text], l)
	}
	for text, lines := range byText {
		for _, c := range e.candidates([]byte(text)) {
			label := ""
			for _, l := range lines {
				switch about := l.about(text[c.from:c.to]); {
				case about && l.Label == "T", about && l.Label == "X" && label != "T", l.Label == "F" && label == "":
					label = l.Label
				}
			}
			if label == "T" || label == "F" {
				s := sample{x: c.x, weight: 1, text: text, code: true, source: lines[0].Source, group: lines[0].Source + lines[0].Path}
				if label == "T" {
					s.secret = 1
				}
				samples = append(samples, s)
			}
		}
	}
	slices.SortStableFunc(samples, func(a, b sample) int { return strings.Compare(a.text, b.text) })
	return samples
}

// about reports that a value is one that the label is about.
func (l *line) about(value string) bool {
	return len(l.Secrets) == 0 || slices.ContainsFunc(l.Secrets, func(s string) bool { return strings.Contains(s, value) || strings.Contains(value, s) })
}

// ofSecrets takes the positives, those of providers with less weight, and the
// negatives that must raise nothing at all.
func (e *extractor) ofSecrets(lines []line) (samples []sample) {
	for _, l := range lines {
		s := sample{weight: 1, text: l.Text, source: l.Source + "/" + l.Kind, group: l.Source + l.Kind}
		for _, c := range e.candidates([]byte(l.Text)) {
			s.x = c.x
			switch {
			case l.Label == "negative" && l.Scope == "global":
				samples = append(samples, s)
			case l.Label == "positive" && l.about(l.Text[c.from:c.to]) && (len(l.Secrets) > 0 || l.Class == "generic"):
				if s.secret = 1; l.Class != "generic" {
					s.weight = 0.3
				}
				samples = append(samples, s)
			}
		}
	}
	return samples
}

// ofGoTree takes Go's own tree, which has no secrets.
func (e *extractor) ofGoTree() (samples []sample) {
	_ = filepath.WalkDir("/usr/local/go/src", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return nil
		}
		text, _ := os.ReadFile(path)
		for _, c := range e.candidates(text) {
			samples = append(samples, sample{x: c.x, weight: 1, source: "go", group: filepath.Dir(path)})
		}
		return nil
	})
	return samples
}

// ofMadeUp makes passwords as people choose them: in the corpus of code, their
// letters have been replaced by random ones, so that no word is a secret there.
func (e *extractor) ofMadeUp() (samples []sample) {
	words := strings.Fields("summer winter orange tiger river guitar monday falcon silver castle coffee hunter dragon shadow purple rocket banana london garden forest mountain thunder pepper cookie ginger maggie sunshine princess football welcome")
	lines := []string{`password = "%s"`, `DB_PASSWORD=%s`, `  password: "%s",`, `pwd: '%s'`, `  password: %s`, `const adminPassword = "%s";`, `--password %s`, `"passwd": "%s"`}
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		w := words[r.IntN(len(words))]
		if r.IntN(2) == 0 {
			w = strings.ToUpper(w[:1]) + w[1:]
		}
		w += fmt.Sprint(r.IntN([]int{10, 100, 1000, 3000}[r.IntN(4)]))
		if r.IntN(3) == 0 {
			w += string("!?#$*."[r.IntN(6)])
		}
		text := fmt.Sprintf(lines[r.IntN(len(lines))], w)
		for _, c := range e.candidates([]byte(text)) {
			samples = append(samples, sample{x: c.x, secret: 1, weight: 0.3, text: text, source: "made up", group: w})
		}
	}
	return samples
}

// writeWeights writes weights.go, with the names of the features as they stand in
// assignscore.go.
func writeWeights(t *testing.T, path string, w [numFeatures]float64) {
	source, err := os.ReadFile("assignscore.go")
	require.NoError(t, err)
	_, block, _ := strings.Cut(string(source), "const (\n")
	block, _, _ = strings.Cut(block, "\tnumFeatures")
	var b strings.Builder
	b.WriteString("package secrets\n\n// weights are those of the features, found as testdata/README.md says. Their sum is\n// the logarithm of the odds that a value is secret.\nvar weights = [numFeatures]float32{\n")
	n := 0
	for text := range strings.Lines(block) {
		if fields := strings.Fields(text); len(fields) > 0 && fields[0] != "//" {
			fmt.Fprintf(&b, "\t%s: %.2f,\n", fields[0], w[n])
			n++
		}
	}
	b.WriteString("}\n")
	require.Equal(t, int(numFeatures), n)
	formatted, err := format.Source([]byte(b.String()))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, formatted, 0o644))
}

func hash(s string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(s))
	return h.Sum32() >> 3
}

func readLines(t *testing.T, name string) (lines []line) {
	f, err := os.Open(name)
	require.NoError(t, err)
	defer func() { _ = f.Close() }()
	r := bufio.NewScanner(f)
	r.Buffer(nil, 64<<20)
	for r.Scan() {
		var l line
		require.NoError(t, json.Unmarshal(r.Bytes(), &l))
		lines = append(lines, l)
	}
	require.NoError(t, r.Err())
	return lines
}
