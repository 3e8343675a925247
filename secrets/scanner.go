package secrets

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"
	"sync"
	"sync/atomic"
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
// are compiled when one of their keywords first occurs, and the index of keywords is
// made when it first pays, not by [New].
type Scanner struct {
	rules    []*Rule
	compiled []atomic.Pointer[compiledRule] // of rules, once they are needed
	keywords keywordIndex
	allow    map[string]bool
	skip     []string // AllowPaths
	minimum  float64
	maxSize  int64
	marks    Marks
	now      func() time.Time
	unpack   Unpacker
	scanners sync.Pool // of *scan
	hasRule  func(id string) bool
}

// A compiledRule is a rule and what is made of it once it is needed.
type compiledRule struct {
	*Rule
	index int32 // in Scanner.rules

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
	ids := sync.OnceValue(func() map[string]bool {
		ids := make(map[string]bool, len(s.rules))
		for _, r := range s.rules {
			ids[r.ID] = true
		}
		return ids
	})
	s.hasRule = func(id string) bool { return ids()[id] }
	return s, nil
}

// rule returns what is made of the rule with an index.
func (s *Scanner) rule(i int32) *compiledRule {
	if r := s.compiled[i].Load(); r != nil {
		return r
	}
	s.compiled[i].CompareAndSwap(nil, &compiledRule{Rule: s.rules[i], index: i})
	return s.compiled[i].Load()
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
	s.rules = make([]*Rule, 0, size)
	wanted := func(id string) bool {
		return len(c.Disable)+len(c.Only) == 0 || !slices.Contains(c.Disable, id) && (len(c.Only) == 0 || slices.Contains(c.Only, id))
	}
	add := func(r *Rule) {
		if wanted(r.ID) {
			s.rules = append(s.rules, r)
		}
	}
	for i := range own {
		add(&own[i])
	}
	for _, table := range tables {
		for i := range table {
			if r := &table[i]; len(known) == 0 || !known[r.ID] {
				add(r)
			}
		}
	}
	s.compiled = make([]atomic.Pointer[compiledRule], len(s.rules))
	return nil
}
