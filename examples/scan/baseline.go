package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/gatehouse-go/gatehouse/examples/internal/files"
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

// addToBaseline adds findings to those that the file has by now: another run may have
// added some, too.
func addToBaseline(name string, findings []secrets.Finding) error {
	err := files.Update(name, 0o644, func(old []byte) ([]byte, error) {
		known, err := secrets.ReadBaseline(bytes.NewReader(old))
		if err != nil {
			return nil, err
		}
		known.Entries = append(known.Entries, secrets.NewBaseline(findings, "").Entries...)
		var all bytes.Buffer
		_, err = known.WriteTo(&all)
		return all.Bytes(), err
	})
	if err == nil {
		fmt.Fprintf(os.Stderr, "scan: added %d findings to %s; write there why they are accepted\n", len(findings), name)
	}
	return err
}
