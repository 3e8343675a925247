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
	actions  [][]int32 // by keyword: the rules to try
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
	Rule
	index int32
	once  sync.Once
	re    *regexp.Regexp
	group int // of the secret
	width int // of the longest match, at most maxWidth
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
	known := map[string]bool{}
	for i := range c.Rules {
		r := &c.Rules[i]
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
	wanted := func(id string) bool {
		return !slices.Contains(c.Disable, id) && (len(c.Only) == 0 || slices.Contains(c.Only, id))
	}
	add := func(r *Rule) {
		if wanted(r.ID) {
			s.rules = append(s.rules, &compiledRule{Rule: *r, index: int32(len(s.rules))})
		}
	}
	for i := range c.Rules {
		add(&c.Rules[i])
	}
	for _, group := range builtin(c.Personal) {
		for i := range group {
			if r := &group[i]; !known[r.ID] {
				add(r)
			}
		}
	}
	return nil
}

// index makes the prefilter.
func (s *Scanner) index() {
	number := make(map[string]int32, 2*len(s.rules))
	var keywords []keyword
	add := func(text string, rule int32) {
		n, ok := number[text]
		if !ok {
			n = int32(len(s.actions))
			number[text] = n
			s.actions = append(s.actions, nil)
			keywords = append(keywords, keyword{text, n})
		}
		if list := s.actions[n]; len(list) == 0 || list[len(list)-1] != rule {
			s.actions[n] = append(list, rule)
		}
	}
	for _, r := range s.rules {
		for _, k := range r.Keywords {
			add(strings.ToLower(k), r.index)
		}
		for _, n := range r.Names {
			for _, spelling := range spellings(n) {
				add(spelling, r.index)
			}
		}
	}
	s.filter = newPrefilter(keywords)
}

// spellings returns a name with all that may stand between its words.
func spellings(name string) []string {
	if !strings.Contains(name, "_") {
		return []string{name}
	}
	all := make([]string, 0, 5)
	for _, between := range [...]string{"", "_", "-", " ", "."} {
		all = append(all, strings.ReplaceAll(name, "_", between))
	}
	return all
}

// maxWidth bounds how long a match of a pattern can be in bytes. Longer secrets
// are found by rules without a pattern.
const maxWidth = 4096

// compile makes the expression. That of a rule with names must match all of a
// value.
func (r *compiledRule) compile() {
	r.once.Do(func() {
		pattern := r.Pattern
		if len(r.Names) > 0 {
			pattern = `^(?:` + pattern + `)$`
		}
		tree, err := syntax.Parse(pattern, syntax.Perl)
		if err != nil {
			panic("secrets: rule " + r.ID + ": " + err.Error()) // a test compiles all built-in rules, New has parsed the others
		}
		r.width = min(maxWidth, widest(tree))
		r.re = regexp.MustCompile(pattern)
		r.group = max(0, r.re.SubexpIndex("secret"))
	})
}

// widest returns the length of the longest text that a pattern matches, in bytes
// and as far as it is below maxWidth.
func widest(re *syntax.Regexp) int {
	n := 0
	switch re.Op {
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			n += len(string(r))
		}
	case syntax.OpCharClass:
		n = 1
		if k := len(re.Rune); k > 0 && re.Rune[k-1] >= 0x80 {
			n = 4
		}
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		n = 4
	case syntax.OpCapture, syntax.OpQuest:
		n = widest(re.Sub[0])
	case syntax.OpStar, syntax.OpPlus:
		return maxWidth
	case syntax.OpRepeat:
		if re.Max < 0 {
			return maxWidth
		}
		n = widest(re.Sub[0]) * re.Max
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			n += widest(sub)
		}
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			n = max(n, widest(sub))
		}
	}
	return min(n, maxWidth)
}
