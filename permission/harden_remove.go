package permission

import (
	"path"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// takesAway holds the edit rules against folders that a command removes, moves or
// empties: what is in them goes with them.
func (h *hardener) takesAway(e *shell.Execution, name string, d Decision) {
	roots, only := takenRoots(name, e.Args[1:])
	for _, dir := range h.dirs(e) {
		for _, root := range roots {
			if !shell.Known(root) {
				continue
			}
			at := lowerPath(h.p.resolve(root, dir))
			if len(only) == 0 {
				h.inFolder(e, at, isPattern(root), d)
			}
			for _, pattern := range only {
				r := h.p.lists[d].edit.globbed(at+"/**/"+pattern, true)
				switch {
				case r == nil:
				case isPattern(pattern):
					h.pattern(e, r, pattern, d)
				default:
					h.note(ruled(d, r), append(slices.Clip(e.Through), "find"))
				}
			}
		}
	}
	if name == "tar" && slices.ContainsFunc(e.Args, func(a string) bool { return strings.HasPrefix(a, "--transform") || strings.HasPrefix(a, "--xform") }) {
		h.doubt("it writes files under other names than those in the archive", e.Through)
	}
}

// inFolder notes each rule on a file below a folder that is taken away, or below
// each that a pattern stands for.
func (h *hardener) inFolder(e *shell.Execution, at string, glob bool, d Decision) {
	list := h.p.lists[d].edit
	for i := range list {
		g := &list[i]
		for k := range g.patterns {
			sample, plain := g.sample(&g.patterns[k])
			sample = lowerPath(sample)
			if !plain || sample == at || !(glob && aboveMatches(at, sample) || within(at, sample)) {
				continue
			}
			r := ruled(d, g.patterns[k].rule)
			r.BlockedPath = sample
			h.note(r, append(slices.Clip(e.Through), "the folder that it is in"))
		}
	}
}

// aboveMatches reports that the pattern of a shell stands for the file, or for a
// folder that it is in. A star of the shell stands for no name with a dot in front.
func aboveMatches(pattern, file string) bool {
	hidden := strings.HasPrefix(path.Base(pattern), ".") || strings.HasPrefix(path.Base(pattern), "[")
	for ; file != "/" && file != "."; file = path.Dir(file) {
		if strings.HasPrefix(path.Base(file), ".") && !hidden {
			continue
		}
		if ok, err := doublestar.Match(pattern, file); ok || err != nil {
			return true
		}
	}
	return false
}

// takenRoots are the folders and files that a command takes away with all that is in
// them. With only, just what has one of these names goes.
func takenRoots(name string, words []string) (roots, only []string) {
	ops := withoutFlags(words)
	switch name {
	case "rm", "rimraf", "trash", "del-cli", "shred":
		return ops, nil
	case "mv":
		if len(flagValues(words, "-t", "--target-directory")) == 0 && len(ops) > 0 {
			ops = ops[:len(ops)-1]
		}
		return ops, nil
	case "rsync":
		if slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, "--del") }) && len(ops) > 0 {
			return ops[len(ops)-1:], nil
		}
	case "git":
		rest := afterGlobals("git", words)
		if len(rest) == 0 || rest[0] != "rm" && rest[0] != "mv" {
			return nil, nil
		}
		ops = withoutFlags(rest[1:])
		if rest[0] == "mv" && len(ops) > 0 {
			ops = ops[:len(ops)-1]
		}
		return ops, nil
	case "find", "fd":
		return foundRoots(words)
	}
	return nil, nil
}

// foundRoots are where find begins, if it removes or changes what it finds, and the
// names that it looks for.
func foundRoots(words []string) (roots, only []string) {
	first := slices.IndexFunc(words, func(w string) bool { return isDashed(w) && w != "-H" && w != "-L" && w != "-P" || w == "!" || w == "(" })
	if first < 0 {
		return nil, nil
	}
	acts := false
	for i := first; i < len(words); i++ {
		switch words[i] {
		case "-delete":
			acts = true
		case "-exec", "-execdir", "-ok", "-okdir":
			acts = acts || i+1 < len(words) && takes(words[i+1])
		case "-name", "-iname":
			if i+1 < len(words) && i > 0 && words[i-1] != "!" && words[i-1] != "-not" {
				only = append(only, words[i+1])
			}
		case "-path", "-ipath", "-wholename", "-regex":
			if i+1 < len(words) && i > 0 && words[i-1] != "!" && words[i-1] != "-not" {
				only = append(only, path.Base(words[i+1]))
			}
		}
	}
	if !acts {
		return nil, nil
	}
	roots = withoutFlags(words[:first])
	if len(roots) == 0 {
		roots = []string{"."}
	}
	return roots, only
}

// takes reports a program that find runs on files in order to be rid of them or to
// write to them.
func takes(program string) bool {
	switch commonName(program) {
	case "rm", "unlink", "mv", "shred", "truncate", "sh", "bash", "sed", "perl", "tee", "cp", "trash", "git", "python", "dd", "xargs":
		return true
	}
	return false
}
