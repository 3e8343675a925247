package envguard_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/envguard"
)

// A corpusCase is a line of testdata/env.jsonl: what a command or a shell points at.
type corpusCase struct {
	ID        string            `json:"id"`
	Env       map[string]string `json:"env"`
	Files     map[string]string `json:"files"`
	Command   string            `json:"command"`
	Expect    string            `json:"expect"`
	Remote    bool              `json:"remote"`
	Trap      bool              `json:"trap"`
	Ambiguous bool              `json:"ambiguous"`
	Why       string            `json:"why"`
}

func corpus(t testing.TB) []corpusCase {
	t.Helper()
	b, err := os.ReadFile("testdata/env.jsonl")
	require.NoError(t, err)
	var cases []corpusCase
	for s := bufio.NewScanner(bytes.NewReader(b)); s.Scan(); {
		var c corpusCase
		require.NoError(t, json.Unmarshal(s.Bytes(), &c))
		cases = append(cases, c)
	}
	require.NotEmpty(t, cases)
	return cases
}

// surroundings are those of a case: files with relative names are in the working
// directory, /app.
func (c *corpusCase) surroundings() envguard.Surroundings {
	s := envguard.Surroundings{Dir: "/app", Home: "/root", ReadFile: func(name string) ([]byte, error) {
		for _, n := range slices.Sorted(maps.Keys(c.Files)) {
			full := n
			if !path.IsAbs(full) {
				full = path.Join("/app", n)
			}
			if full == name {
				return []byte(c.Files[n]), nil
			}
		}
		return nil, fs.ErrNotExist
	}}
	for _, name := range slices.Sorted(maps.Keys(c.Env)) {
		s.Environ = append(s.Environ, name+"="+c.Env[name])
	}
	return s
}

func (c *corpusCase) detect() envguard.Environment {
	if c.Command != "" {
		return envguard.DetectCommand(c.surroundings(), c.Command)
	}
	return envguard.Detect(c.surroundings())
}

// disputed are cases on whose label we disagree; each is stricter than it.
var disputed = map[string]string{
	"env-0541": "KUBECONFIG=/prod.yaml names production as --kubeconfig prod.yaml does, which env-0543 calls production",
}

func TestCorpus(t *testing.T) {
	same, all, ambiguous, agreed := 0, 0, 0, 0
	for _, c := range corpus(t) {
		got := c.detect()
		if c.Ambiguous {
			ambiguous++
			if got.Stage.String() == c.Expect {
				agreed++
			} else {
				t.Logf("ambiguous %s: %s, labelled %s: %v", c.ID, got.Stage, c.Expect, got.Signs)
			}
			continue
		}
		all++
		if got.Stage.String() == c.Expect {
			same++
		} else {
			t.Logf("%s: %s, labelled %s (%s): %v %q %v", c.ID, got.Stage, c.Expect, c.Why, c.Env, c.Command, got.Signs)
			if disputed[c.ID] == "" && (c.Expect == "production" || c.Trap && got.Stage == envguard.Production) {
				t.Errorf("%s: %s, labelled %s", c.ID, got.Stage, c.Expect)
			}
		}
		if c.Remote && !got.Remote {
			t.Errorf("%s: not noticed to be remote", c.ID)
		}
	}
	t.Logf("%d of %d stages, %d of %d ambiguous ones", same, all, agreed, ambiguous)
	require.GreaterOrEqual(t, same*1000, all*995)
}

func TestCorpusIsCurrent(t *testing.T) {
	want, err := os.ReadFile("../../shared/corpora/env.jsonl")
	if err != nil {
		t.Skip("../shared is absent: testdata/env.jsonl was not compared with the labels there")
	}
	got, err := os.ReadFile("testdata/env.jsonl")
	require.NoError(t, err)
	require.Equal(t, string(want), string(got))
}
