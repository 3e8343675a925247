package trash

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/envguard"
)

// errUnknown is returned where it cannot be told what would be deleted.
var errUnknown = errors.New("it cannot be told what would be deleted")

// A loss is what a command would delete.
type loss struct {
	paths []string     // with all that is in them
	git   []gitCommand // commands of git that delete
}

type gitCommand struct {
	dir  string
	verb string // clean, or changes for what discards uncommitted changes
}

// of adds what a program would delete.
func (l *loss) of(p envguard.Program) error {
	words, recursive, err := operands(p)
	switch p.Name {
	case "rm", "unlink", "shred", "rimraf", "trash-put":
		recursive = recursive || p.Name == "rimraf"
		if err != nil {
			return err
		}
		return l.add(p, words, recursive)
	case "truncate":
		return l.add(p, withoutValues(p, "-s", "-r", "--size", "--reference"), false)
	case "mv":
		if len(words) < 2 || has(p, "-n", "--no-clobber", "-t") {
			return nil
		}
		if err != nil && !words[len(words)-1].Known {
			return err
		}
		return l.overwritten(p, words)
	case "find":
		return l.found(p)
	case "rsync":
		for _, a := range p.Args {
			if strings.HasPrefix(a.Text, "--del") && !has(p, "-n", "--dry-run") {
				return fmt.Errorf("%w: rsync --delete removes what the source does not have", errUnknown)
			}
		}
	case "git":
		return l.byGit(p)
	}
	return nil
}

// operands are the words that are no flags. An unknown one is an error.
func operands(p envguard.Program) (words []envguard.Word, recursive bool, err error) {
	rest := false
	for _, a := range p.Args {
		switch {
		case a.Text == "--" && !rest:
			rest = true
		case !rest && strings.HasPrefix(a.Text, "-") && len(a.Text) > 1:
			long := strings.HasPrefix(a.Text, "--")
			recursive = recursive || a.Text == "--recursive" || !long && strings.ContainsAny(a.Text, "rR")
		default:
			if !a.Known {
				err = fmt.Errorf("%w: %s is only known when it runs", errUnknown, a.Text)
			}
			words = append(words, a)
		}
	}
	return words, recursive, err
}

func withoutValues(p envguard.Program, flags ...string) []envguard.Word {
	var words []envguard.Word
	for i, a := range p.Args {
		if strings.HasPrefix(a.Text, "-") || i > 0 && slices.Contains(flags, p.Args[i-1].Text) {
			continue
		}
		words = append(words, a)
	}
	return words
}

func has(p envguard.Program, flags ...string) bool {
	return slices.ContainsFunc(p.Args, func(a envguard.Word) bool { return slices.Contains(flags, a.Text) })
}

// add adds names as the shell and the program would take them, from each folder that
// the program may run in. Without recursive, folders stay: the program refuses them.
func (l *loss) add(p envguard.Program, words []envguard.Word, recursive bool) error {
	for _, dir := range p.Dirs {
		for _, w := range words {
			if !w.Known || dir == "" && !filepath.IsAbs(w.Text) {
				return fmt.Errorf("%w: %s is only known when it runs", errUnknown, w.Text)
			}
			for _, path := range expand(dir, w) {
				info, err := os.Lstat(path)
				if err != nil || info.IsDir() && !recursive {
					continue
				}
				l.paths = append(l.paths, path)
			}
		}
	}
	return nil
}

// expand returns what a word stands for: itself, or the names that a pattern fits. A
// star stands for no dot in front.
func expand(dir string, w envguard.Word) []string {
	path := w.Text
	if !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	if !w.Pattern {
		return []string{filepath.Clean(path)}
	}
	matches, err := filepath.Glob(strings.ReplaceAll(path, "[!", "[^")) // the shell's way to say "none of"
	if err != nil || len(matches) == 0 {
		return []string{filepath.Clean(path)}
	}
	if strings.HasPrefix(filepath.Base(path), ".") {
		return slices.DeleteFunc(matches, func(m string) bool { return filepath.Base(m) == "." || filepath.Base(m) == ".." })
	}
	return slices.DeleteFunc(matches, func(m string) bool { return strings.HasPrefix(filepath.Base(m), ".") })
}

// overwritten adds the files that a move puts others in the place of.
func (l *loss) overwritten(p envguard.Program, words []envguard.Word) error {
	target := words[len(words)-1]
	for _, dir := range p.Dirs {
		if dir == "" && !filepath.IsAbs(target.Text) {
			return fmt.Errorf("%w: the folder is only known when it runs", errUnknown)
		}
		for _, to := range expand(dir, target) {
			info, err := os.Stat(to)
			if err != nil {
				continue
			}
			if !info.IsDir() {
				l.paths = append(l.paths, to)
				continue
			}
			for _, w := range words[:len(words)-1] {
				for _, from := range expand(dir, w) {
					l.paths = append(l.paths, filepath.Join(to, filepath.Base(from)))
				}
			}
		}
	}
	return nil
}

// found adds what find would delete, or more: tests other than names are not made.
func (l *loss) found(p envguard.Program) error {
	first := slices.IndexFunc(p.Args, func(a envguard.Word) bool {
		return strings.HasPrefix(a.Text, "-") && a.Text != "-H" && a.Text != "-L" && a.Text != "-P" || a.Text == "!" || a.Text == "("
	})
	if first < 0 {
		return nil
	}
	deletes, plain := false, true
	var names []string
	for i := first; i < len(p.Args); i++ {
		next := ""
		if i+1 < len(p.Args) {
			next = p.Args[i+1].Text
		}
		switch p.Args[i].Text {
		case "-delete":
			deletes = true
		case "-exec", "-execdir", "-ok", "-okdir":
			switch filepath.Base(next) {
			case "rm", "unlink", "shred", "truncate", "sh", "bash", "mv", "trash-put":
				deletes = true
			}
		case "-name":
			names = append(names, next)
		case "!", "-not", "-o", "-or":
			plain = false
		}
	}
	if !deletes {
		return nil
	}
	roots := p.Args[:first]
	if len(roots) == 0 {
		roots = []envguard.Word{{Text: ".", Known: true}}
	}
	roots = slices.DeleteFunc(slices.Clone(roots), func(a envguard.Word) bool { return strings.HasPrefix(a.Text, "-") })
	if !plain || len(names) != 1 {
		return l.add(p, roots, true)
	}
	for _, dir := range p.Dirs {
		for _, w := range roots {
			if !w.Known || dir == "" && !filepath.IsAbs(w.Text) {
				return fmt.Errorf("%w: %s is only known when it runs", errUnknown, w.Text)
			}
			for _, root := range expand(dir, w) {
				if err := l.named(root, names[0]); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// named adds the files below a root that have a name.
func (l *loss) named(root, pattern string) error {
	return filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return nil //nolint:nilerr // find cannot read it, either
		}
		ok, err := filepath.Match(pattern, d.Name())
		if err != nil {
			return fmt.Errorf("%w: the pattern %q", errUnknown, pattern)
		}
		if ok {
			l.paths = append(l.paths, path)
		}
		return nil
	})
}
