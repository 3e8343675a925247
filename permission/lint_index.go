package permission

// A pattern is a compiled rule that may cover others.
type pattern struct {
	rule  *Rule
	bash  *bashRule
	paths pathList
	keys  []string
}

func (p *pattern) covers(text string) bool {
	if p.bash != nil {
		return p.bash.covers(text, collapse(text))
	}
	return p.paths.match(text) != nil
}

// A patternIndex finds patterns by a text that stands in all that they cover:
// of each pattern the one that is the rarest among all patterns.
type patternIndex struct {
	list    []pattern
	byKey   map[string][]int
	lengths []int // of the keys
	loose   []int // patterns that have no key
}

// maxKey bounds the length of a key, in bytes: where a text is longer, its end.
const maxKey = 16

func (x *patternIndex) add(p pattern, literals ...string) {
	for _, s := range literals {
		if s = s[max(0, len(s)-maxKey):]; s != "" {
			p.keys = append(p.keys, s)
		}
	}
	x.list = append(x.list, p)
}

func (x *patternIndex) build() {
	count := map[string]int{}
	for i := range x.list {
		for _, k := range x.list[i].keys {
			count[k]++
		}
	}
	x.byKey = map[string][]int{}
	var seen [maxKey + 1]bool
	for i := range x.list {
		best := ""
		for _, k := range x.list[i].keys {
			if best == "" || count[k] < count[best] {
				best = k
			}
		}
		if best == "" {
			x.loose = append(x.loose, i)
			continue
		}
		x.byKey[best] = append(x.byKey[best], i)
		if n := len(best); !seen[n] {
			seen[n] = true
			x.lengths = append(x.lengths, n)
		}
	}
}

// covering returns the first acceptable rule but r that covers all texts.
func (x *patternIndex) covering(texts []string, r *Rule, accept func(*Rule) bool) *Rule {
	if len(texts) == 0 {
		return nil
	}
	for _, i := range x.loose {
		if x.coversAll(i, texts, r) && accept(x.list[i].rule) {
			return x.list[i].rule
		}
	}
	text := collapse(texts[0])
	for _, n := range x.lengths {
		for at := 0; at+n <= len(text); at++ {
			for _, i := range x.byKey[text[at:at+n]] {
				if x.coversAll(i, texts, r) && accept(x.list[i].rule) {
					return x.list[i].rule
				}
			}
		}
	}
	return nil
}

func (x *patternIndex) coversAll(i int, texts []string, r *Rule) bool {
	p := &x.list[i]
	if same(*p.rule, *r) {
		return false
	}
	for _, text := range texts {
		if !p.covers(text) {
			return false
		}
	}
	return true
}
