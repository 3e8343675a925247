package permission

import (
	"path"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// into asks about a command that puts a whole tree into a folder with files that an
// edit rule is about: which files it writes there does not stand in the command. The
// folder of the project, where archives are unpacked every day, is left out.
func (h *hardener) into(e *shell.Execution, name string) {
	project := lowerPath(h.p.config.Project)
	for _, target := range treeTargets(name, e.Args[1:]) {
		if !shell.Known(target) {
			continue // asked about elsewhere
		}
		for _, dir := range h.dirs(e) {
			if at := lowerPath(h.p.resolve(target, dir)); !within(at, project) && h.above(e, []string{target}) {
				h.doubt("it puts files that it does not name into a folder where a rule keeps some from being edited", e.Through)
				return
			}
		}
	}
}

// treeTargets are the folders whose contents a command may write as a whole, without
// naming the files.
func treeTargets(name string, words []string) []string {
	ops := withoutFlags(words)
	short := func(letters string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return isDashed(w) && w[1] != '-' && strings.ContainsAny(w[1:], letters) })
	}
	long := func(flags ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(flags, w) })
	}
	switch name {
	case "cp":
		if short("rRa") || long("--recursive", "--archive") {
			return placed(words, ops, short("T") || long("--no-target-directory"), false)
		}
	case "mv", "ln": // a folder, or a link to one
		return placed(words, ops, short("T") || long("--no-target-directory"), false)
	case "rsync", "ditto":
		return placed(words, ops, false, true)
	case "tar", "bsdtar":
		if long("--extract", "--get") || len(words) > 0 && strings.Contains(strings.TrimPrefix(words[0], "-"), "x") && !strings.HasPrefix(words[0], "--") || short("x") {
			return flagValues(words, "-C", "--directory", "--cd")
		}
	case "unzip":
		return flagValues(words, "-d")
	case "7z", "7za", "7zz", "unar":
		return flagValues(words, "-o", "-output-directory")
	case "cpio":
		return flagValues(words, "-D", "--directory")
	case "git":
		rest := withoutFlags(afterGlobals("git", words))
		if len(rest) > 2 && (rest[0] == "clone" || rest[0] == "worktree" && rest[1] == "add" || rest[0] == "submodule" && rest[1] == "add") {
			return rest[2:]
		}
	}
	return nil
}

// placed are the folders that copies of folders get to: below the target by their own
// names, or the target itself, if it is not there yet or the contents are meant.
func placed(words, ops []string, itself, slashMeansContents bool) []string {
	targets := flagValues(words, "-t", "--target-directory")
	sources := ops
	if len(targets) == 0 {
		if len(ops) < 2 {
			return nil
		}
		targets, sources = ops[len(ops)-1:], ops[:len(ops)-1]
	}
	list := slices.Clone(targets)
	if itself {
		return list
	}
	for _, target := range targets {
		for _, source := range sources {
			if base := path.Base(source); base != "." && base != ".." && !(slashMeansContents && strings.HasSuffix(source, "/")) {
				list = append(list, path.Join(target, base))
			}
		}
	}
	return list
}
