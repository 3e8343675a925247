package envguard

import (
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// git judges what the catalogue's verbs and flags cannot say: refspecs, paths,
// aliases and hooks.
func (w *walker) git(e *shell.Execution, ws *words, depth int) bool {
	if len(ws.operands) == 0 {
		return true
	}
	note := func(kind string, s Severity, c Class, object, why, safer string) {
		w.note(e, Operation{Kind: kind, Class: c, Severity: s, Object: plainText(object), Why: why, Safer: safer})
	}
	for _, setting := range flagValues(ws.all, "-c") {
		key, value, _ := strings.Cut(setting, "=")
		if strings.HasPrefix(value, "!") {
			w.text(e, value[1:], "git alias", nil, depth)
		} else if name, ok := strings.CutPrefix(strings.ToLower(key), "alias."); ok && slices.Contains(ws.operands, name) {
			w.inner(e, slices.Concat([]string{"git"}, strings.Fields(value), ws.all[slices.Index(ws.all, name)+1:]), "git alias", depth)
		} else if k := strings.ToLower(key); k == "core.hookspath" {
			note("git.noverify", Medium, Retarget, setting, "it switches off the hooks", "let the hooks run")
		} else if k == "core.sshcommand" || k == "core.pager" || k == "core.editor" || k == "core.fsmonitor" || strings.HasPrefix(k, "diff.external") {
			w.text(e, value, "git -c "+key, nil, depth)
		}
	}
	ops := ws.operands[1:]
	switch ws.operands[0] {
	case "push":
		return w.gitPush(e, ws, ops)
	case "reset":
		switch {
		case ws.flag("--hard"):
			note("git.reset", High, History, strings.Join(ops, " "), "all changes that are not committed are lost", "git stash first")
		case ws.flag("--merge", "--keep"):
			note("git.reset", Medium, History, strings.Join(ops, " "), "changes that are not committed may be lost", "git stash first")
		case ws.flag("--soft", "--mixed") || len(ops) == 1 && (strings.ContainsAny(ops[0], "~^@") || strings.HasPrefix(ops[0], "HEAD~")):
			note("git.reset", Low, History, strings.Join(ops, " "), "it moves the branch; the commits stay in the reflog", "")
		default:
			note("git.reset", Low, Write, strings.Join(ops, " "), "it changes what is staged", "")
		}
	case "clean":
		switch {
		case ws.flag("-n", "--dry-run"):
		case ws.flag("-i", "--interactive"):
			w.interactive(e, "git clean -i")
		case ws.flag("-f", "--force") || slices.ContainsFunc(ws.all, func(a string) bool { return a == "clean.requireForce=false" }):
			note("git.clean", High, History, strings.Join(ops, " "), "it deletes files that are in no commit", "git clean -n first")
		}
	case "checkout":
		dots := slices.Contains(ops, ".") || slices.Contains(ops, "*") || slices.Contains(ops, ":/")
		dashed := slices.Contains(ws.all, "--")
		switch {
		case ws.flag("-f", "--force"):
			note("git.checkout", High, History, strings.Join(ops, " "), "all changes that are not committed are lost", "git stash first")
		case ws.flag("-b", "-B", "--orphan", "--detach", "--track", "-t"):
			s := Low
			if ws.flag("-B") {
				s = Medium
			}
			note("git.checkout", s, Write, strings.Join(ops, " "), "it makes a branch", "")
		case dashed || dots || ws.flag("-p", "--patch", "--ours", "--theirs", "--pathspec-from-file"):
			note("git.checkout", Medium, History, strings.Join(ops, " "), "changes to these files that are not committed are lost", "git stash first")
		default:
			s := Low
			if len(ops) > 1 || len(ops) == 1 && strings.Contains(ops[0], ".") && !strings.HasPrefix(ops[0], "v") && !strings.Contains(ops[0], "/") {
				s = Medium
			}
			note("git.checkout", s, Write, strings.Join(ops, " "), "it changes the working tree", "")
		}
	case "switch":
		switch {
		case ws.flag("-f", "--force", "--discard-changes"):
			note("git.switch", High, History, strings.Join(ops, " "), "all changes that are not committed are lost", "git stash first")
		case ws.flag("-C", "--force-create"):
			note("git.switch", Medium, History, strings.Join(ops, " "), "it moves a branch away from its commits", "")
		default:
			note("git.switch", Low, Write, strings.Join(ops, " "), "it changes the working tree", "")
		}
	case "restore":
		if ws.flag("--staged", "-S") && !ws.flag("--worktree", "-W") {
			note("git.restore", Low, Write, strings.Join(ops, " "), "it changes what is staged", "")
		} else if len(ops) > 0 || ws.flag("--pathspec-from-file") {
			note("git.restore", Medium, History, strings.Join(ops, " "), "changes to these files that are not committed are lost", "git stash first")
		}
	case "branch":
		switch {
		case ws.flag("-D") || ws.flag("-d", "--delete") && ws.flag("-f", "--force"):
			note("git.branch_d", Medium, History, strings.Join(ops, " "), "commits that are in no other branch are lost", "git branch -d, which refuses then")
		case ws.flag("-d", "--delete"):
			note("git.branch_d", Low, Write, strings.Join(ops, " "), "it deletes a merged branch", "")
		case ws.flag("-f", "--force", "-M", "-C"):
			note("git.branch_f", Medium, History, strings.Join(ops, " "), "it moves a branch away from its commits", "")
		case ws.flag("-m", "--move", "-c", "--copy", "-u", "--set-upstream-to", "--unset-upstream", "--edit-description") || len(ops) > 0 && !ws.flag("-l", "--list", "-a", "-r", "--contains", "--merged", "--no-merged", "--points-at", "-v", "-vv", "--sort", "--format"):
			note("git.branch", Low, Write, strings.Join(ops, " "), "it changes a branch", "")
		}
	case "stash":
		verb := ""
		if len(ops) > 0 {
			verb = ops[0]
		}
		switch verb {
		case "clear":
			note("git.stash_clear", High, History, "", "all stashed work is lost", "git stash list first")
		case "drop":
			note("git.stash_drop", Medium, History, strings.Join(ops[1:], " "), "the stashed work is lost", "git stash show first")
		case "list", "show":
		default:
			note("git.stash", Low, Write, "", "it moves changes aside or back", "")
		}
	case "tag":
		switch {
		case ws.flag("-d", "--delete"):
			note("git.tag", Medium, History, strings.Join(ops, " "), "the tag is lost", "")
		case ws.flag("-f", "--force"):
			note("git.tag", Medium, History, strings.Join(ops, " "), "it moves a tag", "")
		case len(ops) > 0 && !ws.flag("-l", "--list", "-n", "--contains", "-v", "--verify", "--points-at", "--merged"):
			note("git.tag", Low, Write, strings.Join(ops, " "), "it makes a tag", "")
		}
	case "rebase":
		switch {
		case ws.flag("--abort", "--continue", "--skip", "--quit", "--show-current-patch"):
			note("git.rebase", Low, History, "", "it goes on with or gives up a rebase", "")
		default:
			if ws.flag("-i", "--interactive") && !slices.ContainsFunc(e.Assigns, func(a string) bool { return strings.Contains(a, "EDITOR=") }) {
				w.interactive(e, "git rebase -i")
			}
			for _, text := range flagValues(ws.all, "-x", "--exec") {
				w.text(e, text, "git rebase --exec", nil, depth)
			}
			note("git.rebase", Medium, History, strings.Join(ops, " "), "it rewrites commits", "")
		}
	case "commit":
		switch {
		case ws.flag("--no-verify", "-n"):
			note("git.noverify", Medium, Privilege, "", "it skips the checks of the hooks", "let the hooks run")
		case ws.flag("--amend"):
			note("git.amend", Medium, History, "", "it rewrites the last commit", "make a new commit")
		default:
			note("git.commit", Low, Write, "", "it makes a commit", "")
		}
	case "config":
		return w.gitConfig(e, ws, ops)
	case "rm":
		switch {
		case ws.flag("--cached"):
			note("git.rm", Low, Write, strings.Join(ops, " "), "it changes what is tracked", "")
		default:
			s := Medium
			if ws.flag("-r") && (slices.Contains(ops, ".") || slices.Contains(ops, "*")) {
				s = High
			}
			note("git.rm", s, Destructive, strings.Join(ops, " "), "it removes files", "")
		}
	case "bisect", "submodule":
		if i := slices.IndexFunc(ops, func(o string) bool { return o == "run" || o == "foreach" }); i >= 0 && i+1 < len(ops) {
			list := shell.AfterWords(ws.all[slices.Index(ws.all, ops[i])+1:], "", 0)
			if len(list) == 1 {
				w.text(e, list[0], "git "+ws.operands[0], nil, depth)
			} else {
				w.inner(e, list, "git "+ws.operands[0], depth)
			}
			return true
		}
		return false
	default:
		return false
	}
	return true
}

// gitPush grades a push by its flags and refspecs.
func (w *walker) gitPush(e *shell.Execution, ws *words, ops []string) bool {
	o := Operation{Kind: "git.push", Class: Write, Severity: Low, Object: plainText(strings.Join(maskWords("git", ops), " ")), Why: "it publishes commits"}
	worse := func(s Severity, kind string, c Class, why, safer string) {
		if s > o.Severity {
			o.Severity, o.Kind, o.Class, o.Why, o.Safer = s, kind, c, why, safer
		}
	}
	if ws.flag("-n", "--dry-run") {
		return true
	}
	if ws.flag("-f", "--force") {
		worse(High, "git.force", History, "it overwrites what others have pushed", "git push --force-with-lease")
	}
	for _, a := range ws.all {
		if a == "--force-with-lease" || strings.HasPrefix(a, "--force-with-lease=") || a == "--force-if-includes" {
			worse(Medium, "git.lease", History, "it rewrites published commits", "")
		}
		if a == "--no-verify" {
			worse(Medium, "git.noverify", Privilege, "it skips the checks of the hooks", "let the hooks run")
		}
	}
	if ws.flag("-d", "--delete") {
		worse(High, "git.delete_remote", History, "it deletes published branches or tags", "")
	}
	if ws.flag("--mirror") {
		worse(Critical, "git.mirror", History, "it makes the remote repository equal to this one: all other branches and tags go", "push the one branch")
	}
	if ws.flag("--prune") {
		worse(High, "git.prune_remote", History, "it deletes published branches", "")
	}
	for _, ref := range ops[min(1, len(ops)):] {
		_, to, ok := strings.Cut(ref, ":")
		switch {
		case strings.HasPrefix(ref, "+"):
			worse(High, "git.force", History, "it overwrites what others have pushed", "git push --force-with-lease")
		case strings.HasPrefix(ref, ":") && len(ref) > 1:
			worse(High, "git.delete_remote", History, "it deletes a published branch or tag", "")
		case ok && listed(" main master production prod release trunk ", strings.TrimPrefix(to, "refs/heads/")):
			worse(Medium, "git.push_main", Deploy, "it pushes past the branch that is checked out, to "+to, "open a pull request")
		}
	}
	if len(ops) > 0 && (listed(" heroku dokku production prod ", ops[0]) || strings.HasPrefix(ops[0], "heroku") || strings.HasPrefix(ops[0], "dokku@")) {
		worse(Medium, "git.push_deploy", Deploy, "a push to this remote is a deployment", "")
	}
	w.note(e, o)
	return true
}

func (w *walker) gitConfig(e *shell.Execution, ws *words, ops []string) bool {
	if ws.flag("--get", "--get-all", "--list", "-l", "--get-regexp", "--show-origin", "--get-urlmatch") || len(ops) < 2 && !ws.flag("--unset", "--unset-all", "--remove-section", "-e", "--edit") || len(ops) > 0 && (ops[0] == "get" || ops[0] == "list") {
		return true
	}
	key := ""
	if len(ops) > 0 {
		key = strings.ToLower(ops[0])
		if (key == "set" || key == "unset") && len(ops) > 1 {
			key = strings.ToLower(ops[1])
		}
	}
	o := Operation{Kind: "git.config", Class: Write, Severity: Low, Object: key, Why: "it changes a setting of git"}
	switch {
	case strings.HasPrefix(key, "alias."):
		o.Kind, o.Why = "git.alias", "it gives a command another name"
	case key == "core.hookspath" || key == "commit.gpgsign" || key == "http.sslverify" || strings.HasPrefix(key, "receive.deny"):
		o.Kind, o.Class, o.Severity, o.Why = "git.noverify", Retarget, Medium, "it switches off a check"
	case strings.HasPrefix(key, "url.") || strings.HasPrefix(key, "remote.") || key == "core.sshcommand" || strings.HasPrefix(key, "credential") || key == "core.fsmonitor" || key == "core.pager" || key == "core.editor":
		o.Class, o.Severity, o.Why = Retarget, Medium, "later commands of git go elsewhere or run something else"
	case ws.flag("--global", "--system") && ws.flag("--unset", "--unset-all", "--remove-section"):
		o.Severity = Medium
	}
	w.note(e, o)
	return true
}
