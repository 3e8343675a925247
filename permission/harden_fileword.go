package permission

import (
	"slices"
	"strings"
)

// namesOnly reports a command that does not read the files it names.
func namesOnly(name string, args []string) bool {
	switch name {
	case "echo", "printf", "ls", "stat", "test", "[", "rm", "rmdir", "mkdir", "touch", "chmod", "chown", "chgrp", "basename", "dirname", "realpath",
		"readlink", "which", "cd", "pushd", "export", "declare", "local", "readonly", "typeset", "true", "false", "find", "fd", "fdfind", "kill", "man", "type", "sleep", "unset", "alias",
		"eza", "exa", "tree", "locate", "shred", "unlink", "trash", "set", "return", "exit", "say", "logger", "notify-send", "wait", "function", "read", "mktemp", "id", "getfacl", "lsattr", "hash":
		return true
	case "du", "wc":
		return name == "du" && !slices.ContainsFunc(args, func(a string) bool { return strings.Contains(a, "from") })
	case "git":
		rest := afterGlobals("git", args[1:])
		if len(rest) == 0 {
			return true
		}
		switch rest[0] {
		case "rm", "check-ignore", "ls-files", "ls-tree", "status", "reset", "check-attr", "update-index", "branch", "tag", "push", "pull", "fetch", "remote":
			return true
		case "log", "shortlog", "rev-list":
			return !slices.ContainsFunc(rest, showsChanges)
		}
	case "bash", "sh", "zsh", "dash", "ksh", "eval", "trap":
		return true // their scripts are judged
	}
	return false
}

// showsChanges reports a flag by which git log prints what is in the files.
func showsChanges(flag string) bool {
	return isDashed(flag) && (flag[1] != '-' && strings.ContainsAny(flag, "puLUcmW") ||
		containsAny(flag, []string{"--p", "--u", "--c", "--word", "--color-w", "--ext", "--text", "--diff", "--function", "--rem", "--dd", "--bin"}))
}

// patternFirst reports that the first operand is no file but a pattern or a
// program.
func patternFirst(name string, words []string) bool {
	switch name {
	case "grep", "egrep", "fgrep", "rg", "ag", "ack", "sed", "awk", "jq", "yq", "git", "zgrep", "ugrep", "tr", "expr":
		return !slices.ContainsFunc(words, func(w string) bool {
			return name != "awk" && name != "jq" && (w == "-e" || w == "--regexp" || w == "--expression") || w == "-f" || w == "--file" || w == "--from-file"
		})
	}
	return false
}

// excludes reports a word that says which files are left out or looked for.
func excludes(words []string, i int) bool {
	about := func(flag string) bool {
		return strings.Contains(flag, "exclude") || strings.Contains(flag, "ignore") && !strings.HasPrefix(flag, "--no-") || flag == "-g" || flag == "--glob" || flag == "-name" || flag == "-path" || flag == "-m" || flag == "--message" || flag == "--iglob" || flag == "--include"
	}
	if flag, _, ok := strings.Cut(words[i], "="); ok && isDashed(flag) && about(flag) {
		return true
	}
	return i > 0 && isDashed(words[i-1]) && !strings.Contains(words[i-1], "=") && about(words[i-1])
}
