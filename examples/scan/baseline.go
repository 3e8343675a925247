package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/gatehouse-go/gatehouse/secrets"
)

// readBaseline reads the baseline. Only one that is about to be written may be
// missing.
func readBaseline(name string, mayBeMissing bool) (*secrets.Baseline, error) {
	if name == "" {
		return &secrets.Baseline{}, nil
	}
	file, err := os.Open(name)
	switch {
	case mayBeMissing && errors.Is(err, fs.ErrNotExist):
		return &secrets.Baseline{}, nil
	case err != nil:
		return nil, err
	}
	defer file.Close()
	return secrets.ReadBaseline(file)
}

// addToBaseline adds findings to those that are known. The old file stays until the
// new one is complete.
func addToBaseline(name string, known *secrets.Baseline, findings []secrets.Finding) error {
	known.Entries = append(known.Entries, secrets.NewBaseline(findings, "").Entries...)
	file, err := os.Create(name + ".new")
	if err != nil {
		return err
	}
	_, err = known.WriteTo(file)
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	if err := os.Rename(file.Name(), name); err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "scan: added %d findings to %s; write there why they are accepted\n", len(findings), name)
	return nil
}
