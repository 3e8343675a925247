package permission

import (
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// readsOutside returns the answer to a command that may read outside the working
// directories where blockReadsOutsideWorkingDirectories is set: it is asked about
// in every mode and whatever rule allows it (group fid-outside). The client looks
// at the words of any program, not only at those that name files. What it makes
// of them is measured for a few dozen commands only, so that here every piece of
// a word counts that could be a path.
func (b *bashCall) readsOutside() *Result {
	if !b.p.blockReadsOutside {
		return nil
	}
	for i := range b.script.Commands {
		cmd := &b.script.Commands[i]
		for k := range cmd.Redirs {
			if r := &cmd.Redirs[k]; opensFile(r) && readsFrom(r) {
				if target := b.outside(&r.Target); target != "" {
					return blockedRead(target)
				}
			}
		}
		if name := cmd.Name(); name == "touch" || name == "rm" {
			continue // these only write
		}
		for k := 1; k < len(cmd.Words); k++ {
			if target := b.outside(&cmd.Words[k]); target != "" {
				return blockedRead(target)
			}
		}
	}
	return nil
}

func blockedRead(target string) *Result {
	return &Result{Decision: Ask, Cause: BySafety, BlockedPath: target,
		Reason: "it may read outside the working directories, which blockReadsOutsideWorkingDirectories refuses"}
}

// outside returns the part of a word that may be a path outside the working
// directories, or what is only known when the command runs.
func (b *bashCall) outside(w *shell.Word) string {
	text := w.Text
	if !w.Known() && !w.Has(shell.Glob|shell.Tilde) || w.Has(shell.Variable|shell.Substitution) {
		r := b.read(w)
		if r.runtime || r.why != "" || !w.Has(shell.Variable|shell.Substitution) {
			return text
		}
		text = r.text
	}
	for piece := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(" \t\n;|&()<>{}=,:'\"`", r) }) {
		if isNull(piece) || standardStream(piece) {
			continue
		}
		if strings.Contains(piece, "$") {
			return piece
		}
		t := b.p.target(piece, b.cwd)
		if !strings.Contains(piece, "/") && piece != ".." && piece != "~" && t.real == t.path {
			continue // a plain word that is no link
		}
		if !b.p.inside(&t) {
			return t.real
		}
	}
	return ""
}
