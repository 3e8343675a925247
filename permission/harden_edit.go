package permission

import (
	"path"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// edits holds the edit rules against the files that a command writes. What a
// program does with a file is only known of some; of others it is asked about.
func (h *hardener) edits(e *shell.Execution, name string, d Decision) {
	words := e.Args[1:]
	written, certain := writtenFiles(name, words)
	for _, w := range written {
		h.path(e, h.p.lists[d].edit, w, isPattern(w), d)
	}
	h.takesAway(e, name, d)
	h.into(e, name)
	if certain || onlyReads(name, words) || namesOnly(name, e.Args) && name != "find" {
		return
	}
	if why := rewrites(name, words); why != "" {
		h.doubt(why, e.Through)
	}
	s := *h
	s.result = Result{Decision: Allow}
	for i, w := range words {
		if excludes(words, i) {
			continue
		}
		for _, candidate := range fileNames(name, words, i) {
			s.path(e, h.p.lists[d].edit, candidate, isPattern(w), d)
		}
	}
	if s.result.Decision < Allow {
		h.note(Result{Decision: Ask, Cause: ByComplexity, matched: s.result.matched,
			Reason: "it names a file that a rule keeps from being edited, and may write to it: " + s.result.Rule.String()}, s.result.Through)
	}
}

// writtenFiles are the files that a program is known to write; certain says
// that there are no others.
func writtenFiles(name string, words []string) (files []string, certain bool) {
	ops := withoutFlags(words)
	last := func() {
		if len(ops) > 1 {
			files = append(files, ops[len(ops)-1])
			for _, o := range ops[:len(ops)-1] {
				files = append(files, path.Join(ops[len(ops)-1], path.Base(o)))
			}
		}
	}
	files = flagValues(words, "-o", "--output", "--output-document", "--out", "--output-file", "--outfile", "--out-file", "--log-file", "-out", "--output-dir", "-t", "--target-directory")
	switch name {
	case "tee", "truncate", "touch", "shred", "sponge", "nano", "vi", "vim", "nvim", "ex", "ed", "emacs", "rm", "rmdir", "unlink", "mkdir", "mkfifo", "mknod", "mktemp",
		"setfacl", "chattr", "chmod", "chown", "chgrp", "gzip", "gunzip", "bzip2", "xz", "zstd", "dos2unix", "unix2dos", "trash", "rimraf", "mv", "patch":
		return append(files, ops...), name != "patch"
	case "cp", "install", "ln", "rsync", "scp", "link":
		last()
		return files, true
	case "sort", "cat", "head", "tail":
		return files, true
	case "uniq", "xxd":
		if len(ops) > 1 {
			files = append(files, ops[1])
		}
		return files, true
	case "split", "csplit":
		if len(ops) > 1 {
			files = append(files, path.Dir(ops[len(ops)-1]+"x"), ops[len(ops)-1])
		}
		return append(files, flagValues(words, "-f", "--prefix")...), true
	case "sed", "perl", "ruby", "awk", "yq":
		if slices.ContainsFunc(words, func(w string) bool {
			return isDashed(w) && w[1] != '-' && strings.Contains(w, "i") || strings.HasPrefix(w, "--in-place") || w == "inplace" || w == "--inplace"
		}) {
			return append(files, ops...), true
		}
	case "dd":
		for _, w := range words {
			if file, ok := strings.CutPrefix(w, "of="); ok {
				files = append(files, file)
			}
		}
		return files, true
	case "curl":
		for i, w := range words { // -so file
			if isDashed(w) && w[1] != '-' && len(w) > 2 && strings.HasSuffix(w, "o") && i+1 < len(words) {
				files = append(files, words[i+1])
			}
		}
		return append(files, flagValues(words, "--output-dir")...), true
	case "wget":
		return append(files, flagValues(words, "-O", "-P", "--directory-prefix", "-a", "--append-output")...), true
	case "script":
		if len(ops) > 0 {
			files = append(files, ops[len(ops)-1])
		}
		return files, true
	case "tar", "bsdtar", "unzip", "cpio", "7z":
		files = append(files, flagValues(words, "-C", "--directory", "-d", "-D")...)
		if len(words) > 1 && name == "tar" && strings.Contains(words[0], "c") {
			files = append(files, append(flagValues(words, "-f", "--file"), words[1])...)
		}
		return files, name == "tar"
	case "find":
		return append(files, flagValues(words, "-fprint", "-fprintf", "-fls", "-fprint0")...), true
	case "openssl":
		return append(files, flagValues(words, "-out", "-keyout")...), false
	case "git":
		rest := afterGlobals("git", words)
		if len(rest) > 0 && slices.Contains([]string{"checkout", "restore", "rm", "mv", "clean", "reset"}, rest[0]) {
			files = append(files, withoutFlags(rest[1:])...)
			if i := slices.Index(rest, "--"); i > 0 {
				files = append(files, rest[i+1:]...)
			}
		}
		return append(files, flagValues(rest, "--directory")...), true
	}
	return slices.DeleteFunc(files, isDashed), false
}

// onlyReads reports a program that writes to none of the files it names.
func onlyReads(name string, words []string) bool {
	switch name {
	case "grep", "egrep", "fgrep", "rg", "ag", "less", "more", "bat", "wc", "diff", "cmp", "comm", "file", "awk", "sed", "jq", "yq", "cut", "paste", "join", "tr", "od", "hexdump",
		"strings", "base64", "sha256sum", "sha1sum", "md5sum", "cksum", "nl", "tac", "rev", "fold", "column", "cd", "pushd", "source", ".", "pytest", "jest", "vitest", "mocha", "tsc", "mypy",
		"cloc", "tokei", "scc", "nproc", "env", "xargs", "find", "git", "sudo", "time", "timeout", "bash", "sh", "zsh", "eval", "curl", "gh", "zgrep", "view", "iconv",
		"shellcheck", "hadolint", "actionlint", "yamllint":
		return true
	case "go", "cargo":
		return len(words) > 0 && slices.Contains([]string{"test", "vet", "build", "run", "list", "doc", "check"}, words[0])
	case "gofmt", "eslint", "prettier", "ruff", "black", "rubocop", "biome", "stylelint", "shfmt", "clang-format", "rustfmt", "isort", "autopep8", "goimports":
		return !slices.ContainsFunc(words, func(w string) bool {
			return w == "-w" || w == "--write" || w == "--fix" || w == "-i" || w == "-a" || w == "-A" || w == "format" || strings.HasPrefix(w, "--fix") || strings.HasPrefix(w, "--auto")
		}) && (name != "black" && name != "isort" && name != "rustfmt" || slices.Contains(words, "--check") || slices.Contains(words, "--diff"))
	case "python", "node", "ruby", "perl", "php", "deno", "bun", "docker", "podman", "kubectl", "npm", "npx", "pnpm", "yarn", "make", "pip", "tar":
		return false
	}
	_, wraps := shell.LauncherOf(name)
	return wraps
}

// rewrites tells why a command may write to any file of the project.
func rewrites(name string, words []string) string {
	if name == "patch" && !slices.Contains(words, "--dry-run") {
		return "it writes to the files that a patch names"
	}
	return ""
}

// rewritesTree asks about a command of git that writes to files it does not
// name.
func (h *hardener) rewritesTree(e *shell.Execution) {
	if len(h.p.lists[Deny].edit)+len(h.p.lists[Ask].edit) == 0 {
		return
	}
	rest := afterGlobals("git", e.Args[1:])
	if len(rest) == 0 {
		return
	}
	has := func(flags ...string) bool {
		return slices.ContainsFunc(rest, func(a string) bool { return slices.Contains(flags, a) })
	}
	switch rest[0] {
	case "apply", "am":
		if has("--check", "--stat", "--numstat", "--summary") {
			return
		}
	case "stash":
		if !has("pop", "apply") {
			return
		}
	case "reset":
		if !has("--hard", "--merge", "--keep") {
			return
		}
	case "checkout", "restore":
		if !has(".", ":/", "*") && !h.above(e, rest[1:]) {
			return
		}
	default:
		return
	}
	h.doubt("it writes to files that it does not name, and a rule keeps some from being edited", e.Through)
}

// above reports a word that names a folder with all that an edit rule is about.
func (h *hardener) above(e *shell.Execution, words []string) bool {
	for _, dir := range h.dirs(e) {
		for _, w := range words {
			at := lowerPath(h.p.resolve(w, dir))
			for _, d := range [...]Decision{Deny, Ask} {
				for i := range h.p.lists[d].edit {
					g := &h.p.lists[d].edit[i]
					for k := range g.patterns {
						if sample, plain := g.sample(&g.patterns[k]); plain && !isDashed(w) && within(at, sample) {
							return true
						}
					}
				}
			}
		}
	}
	return false
}
