package permission

import (
	"slices"
	"strings"
)

// gitCommands are the read-only git subcommands (groups m-ro-git, ro-git). Git
// takes no options before the subcommand here.
var gitCommands = [...]checkedCommand{
	{name: "blame", numbers: true, flags: `
		-C -e -f -l -L: -M -n -p -s -t -w --abbrev# --color --date: --ignore-rev: --ignore-revs-file:
		--incremental --line-porcelain --no-color --porcelain --root --score-debug --show-email
		--show-name --show-number --show-stats
	`},
	{name: "branch", numbers: true, operands: listsBranches, flags: `
		-a -i -l -r -v --abbrev# --all --color --column --contains: --ignore-case --list --merged
		--no-abbrev --no-color --no-column --no-contains: --no-merged --points-at: --remotes
		--show-current --sort: --verbose
	`},
	{name: "cat-file", numbers: true, flags: `-e -p -s -t --batch-check`},
	{name: "config --get", numbers: true, flags: `
		-z --bool --bool-or-int --default: --expiry-date --global --int --local --name-only --null
		--path --show-origin --show-scope --system --type: --worktree
	`},
	{name: "describe", numbers: true, flags: `
		--abbrev# --always --broken --candidates# --contains --dirty --exact-match --exclude: --long
		--match: --tags
	`},
	{name: "diff", numbers: true, flags: `
		-B -C -D -G: -l -M -O: -p -R -s -S: -u --abbrev# --binary --break-rewrites --cached --check
		--color --color-words --diff-algorithm: --diff-filter: --dirstat --exit-code --find-copies
		--find-copies-harder --find-renames --full-index --function-context --histogram
		--ignore-all-space --ignore-blank-lines --ignore-space-at-eol --ignore-space-change
		--ignore-submodules=all --inter-hunk-context# --irreversible-delete --minimal --name-only --name-status --no-color
		--no-ext-diff --no-index --no-renames --numstat --patch-with-stat --patience --pickaxe-all
		--pickaxe-regex --quiet --relative: --shortstat --staged --stat --submodule=short --summary --word-diff
		--word-diff-regex: --ws-error-highlight:
	`},
	{name: "for-each-ref", numbers: true, flags: `--contains: --count# --format% --merged: --no-contains: --no-merged: --points-at: --sort:`},
	{name: "grep", numbers: true, flags: `
		-A# -B# -c -C# -E -e: -F -G -H -h -i -L -l -n -o -P -q -v -w --after-context# --and
		--basic-regexp --before-context# --break --cached --color --context# --count --extended-regexp
		--files-with-matches --files-without-match --fixed-strings --full-name --heading --ignore-case
		--invert-match --line-number --max-depth# --no-color --no-index --not --only-matching --or
		--perl-regexp --quiet --recurse-submodules --threads# --untracked --word-regexp
	`},
	{name: "log", numbers: true, flags: `
		-G: -n# -p -s -S: --abbrev-commit --after: --all --ancestry-path --author-date-order --author:
		--before: --boundary --branches --cherry-mark --cherry-pick --color --committer: --date-order
		--date: --decorate --dense --diff-filter: --first-parent --follow --format% --full-history
		--graph --grep: --left-right --max-age# --max-count# --merges --min-age# --name-only
		--name-status --no-color --no-decorate --no-ext-diff --no-max-parents --no-merges
		--no-min-parents --no-patch --no-walk --numstat --oneline --patch --pickaxe-all --pickaxe-regex
		--pretty% --relative-date --remotes --reverse --shortstat --simplify-merges --since: --skip#
		--source --sparse --stat --tags --topo-order --until: --walk-reflogs
	`},
	{name: "ls-files", numbers: true, flags: `
		-c -d -f -i -k -m -o -s -t -u -v -X: -x: -z --abbrev# --cached --debug --deleted --directory
		--eol --error-unmatch --exclude-from: --exclude-per-directory: --exclude-standard --exclude:
		--full-name --ignored --killed --modified --no-empty-directory --others --recurse-submodules
		--stage --unmerged
	`},
	{name: "ls-remote", numbers: true, operands: noOperands, flags: `-b -h -q -t --branches --exit-code --get-url --heads --quiet --refs --sort: --symref --tags`},
	{name: "merge-base", numbers: true, flags: `--all --fork-point --independent --is-ancestor --octopus`},
	{name: "reflog", numbers: true, operands: readsReflog, flags: `
		-n# --after: --all --author: --before: --branches --committer: --date: --decorate --graph
		--grep: --max-count# --no-decorate --oneline --relative-date --remotes --since: --tags --until:
	`},
	{name: "remote", operands: onlyVerbose, flags: `-v --verbose`},
	{name: "remote show", operands: showsRemoteOffline, flags: `-n`},
	{name: "rev-list", numbers: true, flags: `
		-n# --abbrev# --abbrev-commit --after: --all --ancestry-path --author: --before: --branches
		--committer: --count --dense --first-parent --format% --full-history --graph --grep: --max-age#
		--max-count# --max-parents# --merges --min-age# --min-parents# --no-max-parents --no-merges
		--no-min-parents --oneline --pretty% --remotes --reverse --since: --skip# --source --sparse
		--tags --until: --walk-reflogs
	`},
	{name: "rev-parse", numbers: true, flags: `
		--abbrev-ref --absolute-git-dir --git-common-dir --git-dir --is-bare-repository
		--is-inside-git-dir --is-inside-work-tree --is-shallow-repository --short: --show-cdup
		--show-prefix --show-toplevel --symbolic --symbolic-full-name --verify
	`},
	{name: "shortlog", numbers: true, flags: `
		-c -e -n -s --after: --all --author: --before: --branches --committer --email --format% --group:
		--no-merges --numbered --remotes --since: --summary --tags --until:
	`},
	{name: "show", numbers: true, flags: `
		-m -p -s --abbrev-commit --color --color-words --date: --decorate --diff-filter: --first-parent
		--format% --graph --name-only --name-status --no-color --no-decorate --no-ext-diff --no-patch
		--numstat --oneline --patch --pretty% --quiet --raw --relative-date --shortstat --stat
		--word-diff --word-diff-regex:
	`},
	{name: "stash list", numbers: true, flags: `
		-n# --all --branches --date: --decorate --graph --max-count# --no-decorate --oneline
		--relative-date --remotes --tags
	`},
	{name: "stash show", numbers: true, flags: `
		-p -s --abbrev# --color --diff-filter: --name-only --name-status --no-color --no-ext-diff
		--no-patch --numstat --patch --shortstat --stat --word-diff --word-diff-regex:
	`},
	{name: "status", numbers: true, flags: `
		-b -M: -s -u: -v --ahead-behind --branch --column --find-renames: --ignore-submodules: --ignored
		--long --no-ahead-behind --no-column --no-renames --porcelain --renames --short
		--untracked-files: --verbose
	`},
	{name: "tag", numbers: true, operands: listsTags, flags: `
		-i -l -n# --column --contains: --format% --ignore-case --list --merged: --no-column
		--no-contains: --no-merged: --points-at: --sort:
	`},
	{name: "worktree list", numbers: true, flags: `-v --expire: --porcelain --verbose`},
}

// gitCommand finds the flags of a subcommand, and its arguments.
func gitCommand(args []readOnlyWord) (*checkedCommand, []readOnlyWord) {
	if len(args) > 1 {
		for i := range gitCommands {
			first, second, ok := strings.Cut(gitCommands[i].name, " ")
			if ok && args[0].text == first && args[1].text == second {
				return &gitCommands[i], args[2:]
			}
		}
	}
	if len(args) > 0 {
		for i := range gitCommands {
			if gitCommands[i].name == args[0].text {
				return &gitCommands[i], args[1:]
			}
		}
	}
	return nil, nil
}

// isGitFormat reports a format that only prints, by name or with placeholders:
// another name would be an alias from the configuration.
func isGitFormat(s string) bool {
	switch s {
	case "", "oneline", "short", "medium", "full", "fuller", "email", "raw":
		return true
	}
	return strings.Contains(s, "%") || strings.HasPrefix(s, "format:") || strings.HasPrefix(s, "tformat:")
}

// noOperands also refuses "-".
func noOperands(args []readOnlyWord) bool {
	return !slices.ContainsFunc(args, func(w readOnlyWord) bool { return !isOption(w.text) })
}

// onlyVerbose refuses all but the flag itself.
func onlyVerbose(args []readOnlyWord) bool {
	return !slices.ContainsFunc(args, func(w readOnlyWord) bool { return w.text != "-v" && w.text != "--verbose" })
}

// listsBranches refuses a name that would become a new branch.
func listsBranches(args []readOnlyWord) bool {
	return listsRefs(args, true, func(flag string) bool {
		switch flag {
		case "--contains", "--no-contains", "--points-at", "--sort":
			return true
		}
		return false
	})
}

// listsTags refuses a name that would become a new tag.
func listsTags(args []readOnlyWord) bool {
	return listsRefs(args, false, func(flag string) bool {
		switch flag {
		case "--contains", "--no-contains", "--points-at", "--sort", "--merged", "--no-merged", "--format", "-n":
			return true
		}
		return false
	})
}

// listsRefs reports that no operand stands before the flag that makes operands
// patterns: -l or --list. With merged, operands may also stand straight behind
// --merged, which may have a value. valued tells the flags that must have one.
func listsRefs(args []readOnlyWord, merged bool, valued func(string) bool) bool {
	list, dashes, last := false, false, ""
	for i := 0; i < len(args); i++ {
		word := args[i].text
		switch {
		case dashes || !strings.HasPrefix(word, "-"):
			if !list && (!merged || last != "--merged" && last != "--no-merged") {
				return false
			}
			continue
		case word == "--":
			dashes = true
		case word == "--list" || len(word) > 1 && word[1] != '-' && strings.Contains(word, "l"):
			list = true
		case valued(word):
			i++
		}
		last = word
	}
	return true
}

// readsReflog refuses the subcommands of reflog that change it.
func readsReflog(args []readOnlyWord) bool {
	for i, w := range args {
		switch w.text {
		case "expire", "delete", "exists", "drop", "write":
			return false
		case "show", "list":
		default:
			if i == 0 && !strings.HasPrefix(w.text, "-") {
				return false
			}
		}
	}
	return true
}

// showsRemoteOffline wants -n, which asks no server, and one plain name.
func showsRemoteOffline(args []readOnlyWord) bool {
	offline, names, dashes := false, 0, false
	for _, w := range args {
		switch {
		case w.text == "--" && !dashes:
			dashes = true
		case w.text == "-n" && !dashes:
			offline = true
		case w.text == "" || w.text[0] == '-' || strings.Trim(w.text, wordCharacters+"-") != "":
			return false
		default:
			names++
		}
	}
	return offline && names == 1
}
