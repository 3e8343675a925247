// Package grant keeps the exceptions that a person makes: one call that a guard has
// refused is let through, once, within minutes.
//
// Grants are files in a folder of the user. The agent runs as the same user, so the
// guard itself has to refuse calls that touch the folder; what keeps others out is the
// folder's owner and mode, which are checked.
package grant

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// Max is how long a grant holds at most.
const Max = 15 * time.Minute

// keepRefused is how long a refused call can be granted, and how many are kept.
const (
	keepRefused    = time.Hour
	maximumRefused = 200
)

// Hash identifies a call by its tool, its input and its working directory: another
// command, or the same one elsewhere, has another hash. It is 64 hexadecimal digits.
func Hash(e *hooks.PreToolUse) string {
	var input bytes.Buffer
	if err := json.Compact(&input, e.ToolInput); err != nil {
		input.Write(e.ToolInput)
	}
	return HashOf("call", e.ToolName, e.CWD, input.String())
}

// HashOf identifies a list of texts.
func HashOf(texts ...string) string {
	h := sha256.New()
	for _, t := range texts {
		fmt.Fprintf(h, "%d:%s,", len(t), t)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// A Call is a refused one, as a person is shown it.
type Call struct {
	Hash    string    `json:"hash"`
	Time    time.Time `json:"time"`
	Summary string    `json:"summary"` // what it would do, without secrets
	Reason  string    `json:"reason"`  // why it was refused
	Dir     string    `json:"dir"`
	Name    string    `json:"name,omitempty"` // what to type in order to agree; empty means yes
}

// A Store is where grants lie.
type Store struct{ Dir string }

// Errors of a [Store].
var (
	ErrUnknown = errors.New("no such call was refused within the last hour")
	ErrFolder  = errors.New("the folder of grants can be written to by others, so none of them counts")
)

// Refused remembers a call that was refused, so that it can be granted. It cleans up
// what is too old.
func (s Store) Refused(c Call) error {
	if err := s.check(); err != nil {
		return err
	}
	data, err := json.Marshal(c)
	if err != nil {
		return err
	}
	s.clean(c.Time)
	return writeFile(s.file("refused", c.Hash), data)
}

// Pending lists the calls that were refused within the last hour, the newest first.
func (s Store) Pending(now time.Time) ([]Call, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	names, err := filepath.Glob(s.file("refused", "*"))
	if err != nil {
		return nil, err
	}
	var list []Call
	for _, name := range names {
		c, err := readCall(name)
		if err == nil && now.Sub(c.Time) < keepRefused {
			list = append(list, c)
		}
	}
	slices.SortFunc(list, func(a, b Call) int { return b.Time.Compare(a.Time) })
	return list, nil
}

// shortest is how many digits of a hash name a call.
const shortest = 12

// Find returns the refused call whose hash begins so, by 12 digits at least.
func (s Store) Find(prefix string, now time.Time) (Call, error) {
	list, err := s.Pending(now)
	if err != nil {
		return Call{}, err
	}
	var found []Call
	for _, c := range list {
		if len(prefix) >= shortest && len(c.Hash) >= len(prefix) && c.Hash[:len(prefix)] == prefix {
			found = append(found, c)
		}
	}
	switch len(found) {
	case 0:
		return Call{}, ErrUnknown
	case 1:
		return found[0], nil
	}
	return Call{}, fmt.Errorf("%d calls begin with %s: write more of the hash", len(found), prefix)
}

// Named reports a text that holds the beginning of a refused call's hash, by as many
// digits as [Store.Find] asks for: the agent has no business with it.
func (s Store) Named(texts iter.Seq[string]) (bool, error) {
	var hashes []string
	for text := range texts {
		for digits := range strings.FieldsFuncSeq(text, func(r rune) bool { return (r < '0' || r > '9') && (r < 'a' || r > 'f') }) {
			if len(digits) < shortest {
				continue
			}
			if hashes == nil {
				names, err := filepath.Glob(s.file("refused", "*"))
				if err != nil {
					return false, err
				}
				for _, name := range names {
					hash, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(name), "refused-"), ".")
					hashes = append(hashes, hash)
				}
				if hashes == nil {
					return false, nil
				}
			}
			// A hash may stand in the midst of other digits, and only its beginning there.
			for _, hash := range hashes {
				if len(hash) >= shortest && strings.Contains(digits, hash[:shortest]) {
					return true, nil
				}
			}
		}
	}
	return false, nil
}

// Grant lets a refused call through, once, for as long as said but no longer than
// [Max].
func (s Store) Grant(c Call, lasting time.Duration, now time.Time) error {
	if err := s.check(); err != nil {
		return err
	}
	if _, err := s.Find(c.Hash, now); err != nil {
		return err
	}
	data, err := json.Marshal(given{Hash: c.Hash, Until: now.Add(min(lasting, Max))})
	if err != nil {
		return err
	}
	return writeFile(s.file("granted", c.Hash), data)
}

type given struct {
	Hash  string    `json:"hash"`
	Until time.Time `json:"until"`
}

// Use reports whether the call was granted, and uses the grant up: of any number of
// processes that ask at once, one is told so.
func (s Store) Use(hash string, now time.Time) (bool, error) {
	name := s.file("granted", hash)
	if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err := s.check(); err != nil {
		return false, err
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return false, err
	}
	// Removing succeeds once.
	if err := os.Remove(name); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return false, nil
		}
		return false, err
	}
	var g given
	if err := json.Unmarshal(data, &g); err != nil || g.Hash != hash {
		return false, fmt.Errorf("the grant of %s is damaged: grant it again", short(hash))
	}
	if now.After(g.Until) || g.Until.Sub(now) > Max {
		return false, nil
	}
	_ = os.Remove(s.file("refused", hash))
	return true, nil
}

func short(hash string) string { return hash[:min(shortest, len(hash))] }

func (s Store) file(kind, hash string) string { return filepath.Join(s.Dir, kind+"-"+hash+".json") }

// check makes the folder, and refuses one that others can write to.
func (s Store) check() error {
	if err := os.MkdirAll(s.Dir, 0o700); err != nil {
		return err
	}
	info, err := os.Lstat(s.Dir)
	if err != nil {
		return err
	}
	if !info.IsDir() || !ownedAlone(info) {
		return fmt.Errorf("%w: %s", ErrFolder, s.Dir)
	}
	return nil
}

func (s Store) clean(now time.Time) {
	for _, kind := range []string{"refused", "granted"} {
		names, err := filepath.Glob(s.file(kind, "*"))
		if err != nil {
			continue
		}
		for i, name := range names {
			info, err := os.Stat(name)
			if err == nil && (now.Sub(info.ModTime()) > keepRefused || i >= maximumRefused) {
				_ = os.Remove(name)
			}
		}
	}
}

func readCall(name string) (Call, error) {
	var c Call
	data, err := os.ReadFile(name)
	if err != nil {
		return c, err
	}
	return c, json.Unmarshal(data, &c)
}

// writeFile replaces a file as a whole.
func writeFile(name string, data []byte) error {
	file, err := os.CreateTemp(filepath.Dir(name), "new-*")
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(file.Name(), name)
	}
	if err != nil {
		_ = os.Remove(file.Name())
	}
	return err
}
