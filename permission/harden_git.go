package permission

import (
	"slices"
	"strings"
	"sync"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// unhooked notes that git is told to run no hooks, which does what --no-verify
// does.
func (h *hardener) unhooked(e *shell.Execution) {
	off := slices.ContainsFunc(e.Assigns, func(a string) bool { return a == "HUSKY=0" || a == "LEFTHOOK=0" || strings.HasPrefix(a, "SKIP=") }) ||
		slices.ContainsFunc(e.Args, func(a string) bool { return strings.HasPrefix(strings.ToLower(a), "core.hookspath=") })
	rest := afterGlobals("git", e.Args[1:])
	if !off || len(rest) == 0 || rest[0] != "commit" && rest[0] != "push" && rest[0] != "merge" {
		return
	}
	h.suspect(e, func(s *hardener) {
		s.known(altered(e, slices.Concat([]string{"git", rest[0], "--no-verify"}, rest[1:]), "hooks that do not run"))
	})
}

// hooks judges the hooks that the command itself has written: git may run them.
func (h *hardener) hooks(e *shell.Execution, depth int) {
	h.unhooked(e)
	folders := []string{".git/hooks", ".githooks", ".husky"}
	for i, a := range e.Args {
		if _, dir, ok := strings.Cut(a, "core.hooksPath="); ok {
			folders = append(folders, dir)
		} else if strings.EqualFold(a, "core.hooksPath") && i+1 < len(e.Args) {
			h.hookFolders = append(h.hookFolders, e.Args[i+1])
		}
	}
	for _, folder := range append(folders, h.hookFolders...) {
		for _, name := range gitHooks() {
			if f := e.File(folder + "/" + name); f != nil {
				h.script(e, f, nil, "the git hook "+name, depth)
			}
		}
	}
}

var gitHooks = sync.OnceValue(func() []string {
	return strings.Fields("pre-commit post-commit commit-msg prepare-commit-msg pre-push post-checkout post-merge pre-merge-commit pre-rebase post-rewrite applypatch-msg pre-applypatch post-applypatch pre-auto-gc reference-transaction post-index-change push-to-checkout")
})

// git judges the commands that git runs for its caller, and aliases.
func (h *hardener) git(e *shell.Execution, args []string, depth int) {
	alias := func(name, value string) {
		rest := afterGlobals("git", args)
		if text, ok := strings.CutPrefix(value, "!"); ok {
			h.text(e, text, "git alias "+name, nil, depth)
			return
		}
		if slices.Contains(args, "config") {
			h.aliases[name] = append(h.aliases[name], value)
		}
		if len(rest) > 0 && rest[0] == name || slices.Contains(args, "config") {
			words := append([]string{"git"}, strings.Fields(value)...)
			if len(rest) > 0 && rest[0] == name {
				words = append(words, rest[1:]...)
			}
			h.execution(altered(e, words, "git alias "+name), depth+1)
		}
	}
	setting := func(key, value string) {
		key = strings.ToLower(key)
		if strings.HasPrefix(key, "remote.") && (strings.HasSuffix(key, ".push") && strings.HasPrefix(value, "+") || strings.HasSuffix(key, ".mirror")) {
			h.execution(altered(e, []string{"git", "push", "--force"}, "git "+key), depth+1)
		}
		switch name, ok := strings.CutPrefix(key, "alias."); {
		case ok:
			alias(name, value)
		case slices.Contains([]string{"core.pager", "core.editor", "core.sshcommand", "core.fsmonitor", "core.askpass", "core.gitproxy", "sequence.editor", "diff.external", "credential.helper", "gpg.program", "uploadpack.packobjectshook"}, key),
			strings.HasPrefix(key, "pager."), strings.HasPrefix(key, "filter."), strings.HasSuffix(key, ".textconv"), strings.HasSuffix(key, ".command"), strings.HasSuffix(key, ".cmd"), strings.HasSuffix(key, ".driver"):
			h.text(e, strings.TrimPrefix(value, "!"), "git "+key, nil, depth)
		}
	}
	for i := range args {
		switch a := args[i]; {
		case a == "-c" && i+1 < len(args):
			key, value, _ := strings.Cut(args[i+1], "=")
			setting(key, value)
		case a == "config":
			if words := withoutFlags(args[i+1:]); len(words) >= 2 {
				if words[0] == "set" && len(words) > 2 {
					words = words[1:]
				}
				setting(words[0], words[1])
			}
		}
	}
	rest := afterGlobals("git", args)
	if len(rest) == 0 {
		return
	}
	texts := flagValues(rest, "--exec", "--upload-pack", "--receive-pack", "--extcmd", "--open-files-in-pager", "--tree-filter", "--index-filter", "--msg-filter", "--env-filter", "--commit-filter", "--parent-filter", "--tag-name-filter")
	switch rest[0] {
	case "rebase", "difftool":
		texts = append(texts, flagValues(rest, "-x")...)
	case "bisect":
		if len(rest) > 2 && rest[1] == "run" {
			h.execution(altered(e, rest[2:], "git bisect run"), depth+1)
		}
	case "submodule":
		if i := slices.Index(rest, "foreach"); i > 0 {
			list := shell.AfterWords(rest[i+1:], "", 0)
			if len(list) == 1 {
				texts = append(texts, list[0])
			} else if len(list) > 1 {
				h.execution(altered(e, list, "git submodule foreach"), depth+1)
			}
		}
	case "grep":
		texts = append(texts, flagValues(rest, "-O")...)
	case "clone", "fetch", "pull", "ls-remote", "remote", "push":
		for _, a := range rest {
			if text, ok := strings.CutPrefix(a, "ext::"); ok {
				texts = append(texts, strings.NewReplacer("% ", " ", "%%", "%").Replace(text))
			}
		}
		texts = append(texts, flagValues(rest, "-u")...)
	case "send-pack", "http-push":
		h.execution(altered(e, append([]string{"git", "push"}, rest[1:]...), "git "+rest[0]), depth+1)
	case "subtree":
		if len(rest) > 1 && rest[1] == "push" {
			h.execution(altered(e, append([]string{"git", "push"}, rest[2:]...), "git subtree"), depth+1)
		}
	case "for-each-repo":
		h.execution(altered(e, append([]string{"git"}, shell.AfterWords(rest[1:], " --config ", 0)...), "git for-each-repo"), depth+1)
	}
	for _, text := range texts {
		h.text(e, text, "git "+rest[0], nil, depth)
	}
	h.rewritesTree(e)
	for _, value := range h.aliases[rest[0]] {
		alias(rest[0], value)
	}
}
