package secrets

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/bmatcuk/doublestar/v4"
)

// Config selects rules and what they may report. The zero Config uses the
// built-in rules.
type Config struct {
	Rules   []Rule   // besides the built-in rules; one with the ID of a built-in rule replaces it
	Disable []string // IDs of built-in rules not to use
	Only    []string // if not empty, IDs of the only rules to use

	// Personal also looks for what should not enter a prompt or an issue although
	// it opens nothing: see [Personal].
	Personal bool

	Allow      []string // values that are known not to be secret
	AllowPaths []string // doublestar patterns of files, and of folders of files, not to scan

	// MinConfidence is the least [Finding.Confidence] that is reported. 0 means
	// DefaultConfidence; see there.
	MinConfidence float64

	// What follows concerns the scans of folders, diffs and git only.

	MaxSize int64            // bytes of the largest file that is scanned; 0 means DefaultMaxSize
	Marks   Marks            // comments that are honoured
	Now     func() time.Time // the time, for marks that expire; nil means time.Now
	Unpack  Unpacker         // looks into archives; nil means that none is looked into
}

// A Scanner finds secrets. It is immutable and safe for concurrent use. Patterns
// are compiled when one of their keywords first occurs, not by [New].
type Scanner struct {
	rules    []*compiledRule
	filter   *prefilter
	allow    map[string]bool
	skip     []string // AllowPaths
	minimum  float64
	maxSize  int64
	marks    Marks
	now      func() time.Time
	unpack   Unpacker
	scanners sync.Pool // of *scan
}

// A compiledRule is a rule and what is made of it once it is needed.
type compiledRule struct {
	*Rule
	index int32

	parsed sync.Once
	facts  patternFacts

	once  sync.Once
	re    *regexp.Regexp
	group int // of the secret

	onceAt sync.Once
	at     *regexp.Regexp // re at the beginning of a text, but for facts.lead and margin; its match is group 1
}

// New returns a scanner for c. It fails if a rule is not valid, with an error that
// wraps [ErrRule].
func New(c Config) (*Scanner, error) {
	s := &Scanner{minimum: c.MinConfidence, skip: slices.Clone(c.AllowPaths), maxSize: c.MaxSize, marks: c.Marks, now: c.Now, unpack: c.Unpack}
	if s.minimum == 0 {
		s.minimum = DefaultConfidence
	}
	if s.maxSize <= 0 {
		s.maxSize = DefaultMaxSize
	}
	if s.now == nil {
		s.now = time.Now
	}
	for _, pattern := range s.skip {
		if !doublestar.ValidatePattern(pattern) {
			return nil, fmt.Errorf("secrets: AllowPaths: %q is not a valid pattern", pattern)
		}
	}
	if len(c.Allow) > 0 {
		s.allow = make(map[string]bool, len(c.Allow))
		for _, value := range c.Allow {
			s.allow[value] = true
		}
	}
	if err := s.addRules(c); err != nil {
		return nil, err
	}
	s.index()
	return s, nil
}

func (s *Scanner) addRules(c Config) error {
	known, own := map[string]bool{}, slices.Clone(c.Rules)
	for i := range own {
		r := &own[i]
		if known[r.ID] {
			return fmt.Errorf("%w %q: there are two with this ID", ErrRule, r.ID)
		}
		if err := r.validate(); err != nil {
			return err
		}
		if _, err := syntax.Parse(r.Pattern, syntax.Perl); err != nil {
			return fmt.Errorf("%w %q: %w", ErrRule, r.ID, err)
		}
		if !doublestar.ValidatePattern(r.Path) {
			return fmt.Errorf("%w %q: path %q is not a valid pattern", ErrRule, r.ID, r.Path)
		}
		known[r.ID] = true
	}
	tables, size := builtin(c.Personal), len(own)
	for _, table := range tables {
		size += len(table)
	}
	slab := make([]compiledRule, 0, size) // one object for the collector
	s.rules = make([]*compiledRule, 0, size)
	wanted := func(id string) bool {
		return !slices.Contains(c.Disable, id) && (len(c.Only) == 0 || slices.Contains(c.Only, id))
	}
	add := func(r *Rule) {
		if wanted(r.ID) {
			slab = append(slab, compiledRule{Rule: r, index: int32(len(s.rules))})
			s.rules = append(s.rules, &slab[len(slab)-1])
		}
	}
	for i := range own {
		add(&own[i])
	}
	for _, table := range tables {
		for i := range table {
			if r := &table[i]; !known[r.ID] {
				add(r)
			}
		}
	}
	return nil
}

// appendParts adds what to look for in place of a name: a word of it that is not
// frequent in texts or, if there is none, two words, which are joined in any way.
func appendParts(keywords []keyword, name string, rule int32) []keyword {
	from, to := 0, 0    // of the longest word
	left, right := 0, 0 // of the two words that are longest together
	last := 0           // where the word before begins
	for start := 0; start < len(name); {
		end := len(name)
		if n := strings.IndexByte(name[start:], '_'); n >= 0 {
			end = start + n
		}
		if end-start > to-from && !isFrequent(name[start:end]) {
			from, to = start, end
		}
		if start > 0 && end-last > right-left {
			left, right = last, end
		}
		last, start = start, end+1
	}
	if to > from {
		return append(keywords, keyword{text: name[from:to], rule: rule, name: name, from: int32(from), to: int32(to)})
	}
	for _, between := range [...]string{"", "_", "-", " ", "."} {
		text := strings.ReplaceAll(name[left:right], "_", between)
		keywords = append(keywords, keyword{text: text, rule: rule, name: name, from: int32(left), to: int32(right)})
	}
	return keywords
}

// isFrequent reports a word that code and texts are full of, as they are of short
// ones.
func isFrequent(word string) bool {
	if len(word) < 5 {
		return true
	}
	switch word {
	case "abstract", "access", "account", "accounts", "action", "active", "admin", "agent", "alert", "apikey", "application", "authorization", "bearer", "block",
		"bucket", "build", "certificate", "check", "client", "cloud", "column", "config", "connect", "connection", "content", "convert", "credential",
		"credentials", "daily", "database", "email", "engine", "event", "events", "exchange", "export", "fetch", "float", "front", "function", "functions",
		"generic", "global", "group", "header", "hooks", "https", "image", "index", "instance", "iterable", "license", "local", "location", "logic", "login",
		"magic", "manifest", "master", "medium", "message", "network", "notify", "object", "order", "package", "password", "phrase", "private", "process",
		"project", "protocol", "protocols", "provision", "proxy", "public", "publish", "query", "quest", "record", "registry", "reply", "request", "response",
		"script", "search", "secret", "segment", "server", "service", "session", "signal", "signing", "source", "spaces", "stack", "state", "status",
		"storage", "store", "stream", "string", "system", "table", "token", "tokens", "track", "value", "verify", "version", "vision", "watch", "webhook",
		"webhooks", "write":
		return true
	}
	return false
}

// index makes the prefilter.
func (s *Scanner) index() {
	keywords := make([]keyword, 0, 4*len(s.rules))
	for _, r := range s.rules {
		for _, k := range r.Keywords {
			keywords = append(keywords, keyword{text: strings.ToLower(k), rule: r.index})
		}
		for _, name := range r.Names {
			if strings.IndexByte(name, '_') < 0 {
				keywords = append(keywords, keyword{text: name, rule: r.index})
				continue
			}
			keywords = appendParts(keywords, name, r.index)
		}
	}
	s.filter = newPrefilter(keywords)
}
