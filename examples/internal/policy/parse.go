package policy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Scope is whose file it is. It decides which keys may stand there.
type Scope int

// The three scopes.
const (
	User Scope = iota
	Managed
	Project
)

// Parse reads a policy. Unknown keys, keys that stand twice, checks that do not exist
// and keys that the scope may not set are errors, which name the file, the line and the
// column, the latter counted in bytes from 1.
func Parse(scope Scope, name string, data []byte) (Policy, error) {
	r := reader{scope: scope, data: data, json: json.NewDecoder(bytes.NewReader(data))}
	if err := r.read(); err != nil {
		before := data[:min(r.at, len(data))]
		return Policy{}, fmt.Errorf("%w: %s:%d:%d: %w", ErrPolicy, name, bytes.Count(before, []byte("\n"))+1, len(before)-bytes.LastIndexByte(before, '\n'), err)
	}
	return r.policy, nil
}

// A reader reads one file, token by token, and keeps where it is.
type reader struct {
	scope  Scope
	data   []byte
	json   *json.Decoder
	at     int // where the current token begins
	policy Policy
}

func (r *reader) read() error {
	if bytes.HasPrefix(r.data, []byte("\xef\xbb\xbf")) {
		return errors.New("the file begins with a byte order mark: save it as UTF-8 without one")
	}
	for rest := r.data; len(rest) > 0; {
		c, size := utf8.DecodeRune(rest)
		if c == utf8.RuneError && size == 1 {
			r.at = len(r.data) - len(rest)
			return errors.New("the file is not UTF-8")
		}
		rest = rest[size:]
	}
	t, err := r.next()
	if err != nil {
		return err
	}
	if t != json.Delim('{') {
		return errors.New("a policy is an object: {…}")
	}
	seen := map[string]bool{}
	for r.json.More() {
		key, err := r.next()
		if err != nil {
			return err
		}
		name, _ := key.(string) // the decoder accepts no other key
		if seen[name] {
			return fmt.Errorf("%q stands here a second time", name)
		}
		seen[name] = true
		if err := r.value(name); err != nil {
			return err
		}
	}
	if _, err := r.next(); err != nil { // the closing brace
		return err
	}
	r.at = r.skip(int(r.json.InputOffset()))
	if _, err := r.json.Token(); err != io.EOF {
		return errors.New("there is more after the object")
	}
	return nil
}

// next returns the next token and keeps where it begins.
func (r *reader) next() (json.Token, error) {
	r.at = r.skip(int(r.json.InputOffset()))
	t, err := r.json.Token()
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		r.at = len(r.data)
		return nil, errors.New("the file ends too early: a brace, a bracket or a quote is not closed")
	}
	return t, err
}

// skip returns where the token after an offset begins.
func (r *reader) skip(offset int) int {
	for offset < len(r.data) && strings.IndexByte(" \t\r\n,:", r.data[offset]) >= 0 {
		offset++
	}
	return offset
}

// value reads the value of a key.
func (r *reader) value(key string) error {
	if err := r.allowed(key); err != nil {
		return err
	}
	p := &r.policy
	switch key {
	case "personal":
		t, err := r.next()
		if err != nil {
			return err
		}
		on, ok := t.(bool)
		if !ok {
			return fmt.Errorf("%q is true or false", key)
		}
		p.Personal = on
		return nil
	case "protect":
		return r.list(key, &p.Protect, func(s string) error {
			if strings.HasPrefix(s, "!") || strings.ContainsAny(s, "\n\r") {
				return fmt.Errorf("%q is no pattern of files to protect; exceptions stand in \"unprotect\" of the user's file", s)
			}
			return nil
		})
	case "production":
		return r.list(key, &p.Production, nil)
	case "staging":
		return r.list(key, &p.Staging, nil)
	case "development":
		return r.list(key, &p.Development, nil)
	case "unprotect":
		return r.list(key, &p.Unprotect, nil)
	case "allowValues":
		return r.list(key, &p.AllowValues, nil)
	case "off":
		return r.list(key, &p.Off, isCheck)
	default: // "require", as allowed knows no other
		return r.list(key, &p.Require, isCheck)
	}
}

// allowed says whether a key is known, and may stand in a file of the scope.
func (r *reader) allowed(key string) error {
	switch key {
	case "protect", "production", "personal":
		return nil
	case "staging", "development", "unprotect", "allowValues", "off":
		if r.scope == Project {
			return fmt.Errorf("%q loosens the guard, and a file that comes with a repository may only tighten it: put it into the user's own file", key)
		}
		return nil
	case "require":
		if r.scope != Managed {
			return fmt.Errorf("%q is for the organisation's file only", key)
		}
		return nil
	}
	return fmt.Errorf("there is no key %q; there are protect, production, personal, staging, development, unprotect, allowValues, off and require", key)
}

// list reads a list of texts, none of which is empty.
func (r *reader) list(key string, to *[]string, check func(string) error) error {
	t, err := r.next()
	if err != nil {
		return err
	}
	if t != json.Delim('[') {
		return fmt.Errorf("%q is a list of texts: [\"…\"]", key)
	}
	for r.json.More() {
		if t, err = r.next(); err != nil {
			return err
		}
		text, ok := t.(string)
		if !ok {
			return fmt.Errorf("%q is a list of texts, and this is none", key)
		}
		if strings.TrimSpace(text) == "" {
			return fmt.Errorf("an empty text in %q fits nothing", key)
		}
		if check != nil {
			if err := check(text); err != nil {
				return err
			}
		}
		*to = append(*to, text)
	}
	_, err = r.next() // the closing bracket
	return err
}

func isCheck(name string) error {
	if !slices.Contains(Checks(), name) {
		return fmt.Errorf("there is no check %q; there are %s", name, strings.Join(Checks(), ", "))
	}
	return nil
}
