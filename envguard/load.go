package envguard

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// LoadCatalogue reads entries for [Config.Catalogue]: a JSON array of objects with the
// keys program, verbs, flags, kind, class, severity, why, safer, source, host and
// reaches, as the fields of [Entry]; program, kind and severity must be there. An
// error tells the line and the entry.
func LoadCatalogue(r io.Reader) ([]Entry, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxCatalogue+1))
	if err != nil {
		return nil, fmt.Errorf("envguard: catalogue: %w", err)
	}
	if len(text) > maxCatalogue {
		return nil, fmt.Errorf("envguard: catalogue: more than %d bytes", maxCatalogue)
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	line := func() int { return bytes.Count(text[:min(int(dec.InputOffset()), len(text))], []byte("\n")) + 1 }
	if t, err := dec.Token(); err != nil || t != json.Delim('[') {
		return nil, fmt.Errorf("envguard: catalogue: line %d: it must be an array of entries", line())
	}
	var out []Entry
	for n := 1; dec.More(); n++ {
		var raw map[string]json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return nil, fmt.Errorf("envguard: catalogue: line %d: entry %d: %w", line(), n, err)
		}
		e, err := readEntry(raw)
		if err == nil {
			err = e.check()
		}
		if err != nil {
			return nil, fmt.Errorf("envguard: catalogue: line %d: entry %d: %w", line(), n, err)
		}
		out = append(out, e)
	}
	if _, err := dec.Token(); err != nil {
		return nil, fmt.Errorf("envguard: catalogue: line %d: the array does not end: %w", line(), err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, fmt.Errorf("envguard: catalogue: line %d: something follows the array", line())
	}
	return out, nil
}

const maxCatalogue = 16 << 20

func readEntry(raw map[string]json.RawMessage) (Entry, error) {
	var e Entry
	var severity, class string
	fields := map[string]any{"program": &e.Program, "verbs": &e.Verbs, "flags": &e.Flags, "kind": &e.Kind, "class": &class,
		"severity": &severity, "why": &e.Why, "safer": &e.Safer, "source": &e.Source, "host": &e.Host, "reaches": &e.Reaches}
	for key, value := range raw {
		to, ok := fields[key]
		if !ok {
			return e, fmt.Errorf("the key %q is not known; use program, verbs, flags, kind, class, severity, why, safer, source, host, reaches", key)
		}
		if err := json.Unmarshal(value, to); err != nil {
			return e, fmt.Errorf("%s: %w", key, err)
		}
	}
	e.Class = Class(class)
	s, err := ParseSeverity(severity)
	if err != nil {
		return e, err
	}
	e.Severity = s
	return e, nil
}

// ParseSeverity is the inverse of [Severity.String].
func ParseSeverity(name string) (Severity, error) {
	for i, n := range severityNames {
		if n == name {
			return Severity(i), nil
		}
	}
	return None, fmt.Errorf("%q is no severity; use %s", name, strings.Join(severityNames[:], ", "))
}
