// Package detectsecrets reads baselines of detect-secrets, a scanner for secrets, so
// that what was accepted there need not be looked at again:
//
//	old, err := detectsecrets.Read(file)                   // .secrets.baseline
//	for f, err := range old.Filter(scanner.ScanFS(…)) { … } // what it does not know
//
//	accepted := old.Convert(findings, "accepted before")   // or once and for all
//	_, err = accepted.WriteTo(newFile)
//
// Such a baseline names a value by its SHA-1, so that it can be compared with findings
// and not turned into a [secrets.Baseline] without them. It knows no finding of ours
// whose value is not the same there: of a private key it has the first line only.
//
// The format is that of detect-secrets 1.5 (https://github.com/Yelp/detect-secrets#baseline).
package detectsecrets

import (
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"path"
	"strings"

	"github.com/gatehouse-go/gatehouse/secrets"
)

// ErrBaseline is wrapped by the errors of [Read] about what is read.
var ErrBaseline = errors.New("invalid baseline of detect-secrets")

// A Baseline is a list of values that were accepted in files. It is immutable.
type Baseline struct{ known map[key]entry }

type key struct{ file, sum string }

type entry struct {
	kind     string
	isSecret bool // somebody has looked at it and said that it is one
}

// Read reads a baseline.
func Read(r io.Reader) (*Baseline, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("detectsecrets: reading the baseline: %w", err)
	}
	var file struct {
		Results map[string][]struct {
			Type         string `json:"type"`
			Filename     string `json:"filename"`
			HashedSecret string `json:"hashed_secret"`
			IsSecret     bool   `json:"is_secret"`
		} `json:"results"`
	}
	if err := json.Unmarshal(text, &file); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBaseline, err)
	}
	if file.Results == nil {
		return nil, fmt.Errorf("%w: it has no results", ErrBaseline)
	}
	b := &Baseline{known: map[key]entry{}}
	for name, results := range file.Results {
		for _, result := range results {
			if sum, err := hex.DecodeString(result.HashedSecret); err != nil || len(sum) != sha1.Size {
				return nil, fmt.Errorf("%w: %s: a hashed_secret is no SHA-1", ErrBaseline, name)
			}
			k := key{clean(name), strings.ToLower(result.HashedSecret)}
			b.known[k] = entry{result.Type, result.IsSecret || b.known[k].isSecret}
		}
	}
	return b, nil
}

// clean makes names comparable: with slashes, also those of Windows.
func clean(name string) string { return path.Clean(strings.ReplaceAll(name, `\`, "/")) }

func (b *Baseline) find(f secrets.Finding) (entry, bool) {
	sum := sha1.Sum([]byte(f.Secret.Reveal()))
	e, ok := b.known[key{clean(f.Pos.Filename), hex.EncodeToString(sum[:])}]
	return e, ok
}

// Contains reports whether the value of f is known in its file, which is named as in
// the baseline: relative to where detect-secrets ran.
func (b *Baseline) Contains(f secrets.Finding) bool {
	_, ok := b.find(f)
	return ok
}

// Filter passes on the findings that are not known, and all errors.
func (b *Baseline) Filter(findings iter.Seq2[secrets.Finding, error]) iter.Seq2[secrets.Finding, error] {
	return func(yield func(secrets.Finding, error) bool) {
		for f, err := range findings {
			if (err != nil || !b.Contains(f)) && !yield(f, err) {
				return
			}
		}
	}
}

// Convert returns a baseline of those findings that are known, for the given reason,
// in the files where they are known. Of a value that was audited as a secret the
// reason says so: it should be revoked rather than accepted.
func (b *Baseline) Convert(findings []secrets.Finding, reason string) *secrets.Baseline {
	converted := &secrets.Baseline{}
	for _, f := range findings {
		e, ok := b.find(f)
		if !ok {
			continue
		}
		why := strings.TrimSpace(fmt.Sprintf("%s (detect-secrets: %s)", reason, e.kind))
		if e.isSecret {
			why += ", audited as a secret: revoke it"
		}
		converted.Entries = append(converted.Entries, secrets.BaselineEntry{
			Fingerprint: f.Secret.Fingerprint(), Rule: f.Rule, Path: pattern(f.Pos.Filename), Seen: f.Pos.Filename, Reason: why,
		})
	}
	return converted
}

// pattern is the doublestar pattern of one file.
func pattern(name string) string {
	var b strings.Builder
	for _, r := range name {
		if strings.ContainsRune(`*?[]{}\`, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
