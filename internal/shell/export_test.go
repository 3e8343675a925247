package shell

// The two ways in which Parse reads a text.
var (
	ParsePlain = parsePlain
	ParseAny   = parseAny
)

// WithoutNodes makes scripts comparable: the fast way has no syntax tree.
func WithoutNodes(s *Script) *Script {
	out := &Script{Source: s.Source}
	for _, c := range s.Commands {
		c.Words = bare(c.Words)
		c.Redirs = bareRedirs(c.Redirs)
		var assigns []Assign
		for _, a := range c.Assigns {
			a.Value.node = nil
			assigns = append(assigns, a)
		}
		c.Assigns = assigns
		out.Commands = append(out.Commands, c)
	}
	for _, c := range s.Constructs {
		c.Words = bare(c.Words)
		c.Redirs = bareRedirs(c.Redirs)
		out.Constructs = append(out.Constructs, c)
	}
	return out
}

func bare(words []Word) []Word {
	var out []Word
	for _, w := range words {
		w.node = nil
		out = append(out, w)
	}
	return out
}

func bareRedirs(redirs []Redir) []Redir {
	var out []Redir
	for _, r := range redirs {
		r.Target.node = nil
		out = append(out, r)
	}
	return out
}
