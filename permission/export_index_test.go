package permission

import (
	"path"
	"slices"
	"strings"
)

// The slow twins of the indexes: each finds what a rule list finds, and what
// walking all its rules finds.

// FindBash looks a text up among Bash rules of all decisions.
func FindBash(rules []Rule, text string, exact, across bool) (indexed, walked [3]*Rule) {
	lists := [3]bashRules{{decision: Deny}, {decision: Ask}, {decision: Allow}}
	for i := range rules {
		lists[rules[i].Decision].add(&rules[i], rules[i].Specifier)
	}
	indexBash(&lists[Deny], &lists[Ask], &lists[Allow])
	flat := collapse(text)
	if !exact {
		text = flat
	}
	for d, list := range lists {
		for i := range list.list {
			if r := &list.list[i]; walked[d] == nil && (!across || r.across) && r.covers(text, flat) {
				walked[d] = r.rule
			}
		}
	}
	return lists[Deny].index.find(text, flat, across), walked
}

// FindPath looks an absolute path up among Read rules.
func FindPath(rules []Rule, name string) (indexed, walked *Rule) {
	c := &Config{Project: "/p", Home: "/h", EvalSymlinks: func(name string) (string, error) { return name, nil }}
	var list pathList
	for i := range rules {
		list.add(&rules[i], c)
	}
	list.index()
	name = lowerPath(path.Clean(name))
	for i := range list {
		g := &list[i]
		all := make([]int32, len(g.patterns))
		for k := range all {
			all[k] = int32(k)
		}
		if rel, ok := below(g.root, name); ok && walked == nil {
			walked = g.try(all, rel)
		}
	}
	return list.match(name), walked
}

// FindStar looks a text up among patterns: as of domains, or as of names.
func FindStar(patterns []string, text string, domains bool) (indexed, walked int) {
	match := matchStars
	if domains {
		match, text = matchDomain, normalHost(text)
		patterns = slices.Clone(patterns)
		for i, p := range patterns {
			patterns[i] = normalHost(p) // as ruleList.add does
		}
	}
	set := starSet{}
	for i, p := range patterns {
		set.add(p, int32(i))
	}
	set.index()
	for i, p := range patterns {
		if match(p, text) {
			return int(set.first(text, match)), i
		}
	}
	return int(set.first(text, match)), -1
}

// FindName looks an agent or a skill up.
func FindName(rules []Rule, tool, name string) (indexed, walked *Rule) {
	set := nameSet{}
	for i := range rules {
		set.add(&rules[i], tool)
	}
	for i := range rules {
		if nameCovers(&rules[i], tool, name) {
			return set.match(tool, name), &rules[i]
		}
	}
	return set.match(tool, name), nil
}

func nameCovers(r *Rule, tool, name string) bool {
	spec := r.Specifier
	if tool == "Skill" {
		spec = strings.TrimPrefix(spec, "/")
		prefix, ok := strings.CutSuffix(spec, ":*")
		if !ok {
			prefix, ok = strings.CutSuffix(spec, " *")
		}
		return spec == name || ok && strings.HasPrefix(name, prefix)
	}
	return spec == name || r.Decision == Deny && deniesAgent(spec, name)
}
