package envguard

import (
	"slices"
	"strings"
)

// nameHint is the severity that the name of a script or a task suggests, by its words.
func nameHint(name string) Severity {
	low := strings.ToLower(name)
	tokens := nameTokens(name)
	has := func(list string) bool {
		return slices.ContainsFunc(tokens, func(t string) bool { return listed(list, t) })
	}
	db := has(" db database schema pg postgres mysql mongo redis sql tables table data prisma data migrations users all everything prod production staging ")
	switch {
	case has(" destroy nuke teardown decommission dropdb "):
		return Critical
	case has(" wipe drop truncate purge erase obliterate flush "):
		return High
	case has(" reset delete remove rm undo rollback fresh refresh recreate clear ") && db:
		return High
	case has(" deploy release publish ship promote rollout ") && has(" prod production prd live "), low == "publish", low == "release":
		return High
	case has(" deploy publish release ship promote migrate migration migrations push rollback seed restore sync apply provision reset delete remove uninstall undeploy downgrade upgrade cleanup kill terminate prune revert restart stop shutdown undo import ") && !has(" test check lint dry "):
		return Medium
	case has(" prod production prd ") && !has(" build test lint check "):
		return Medium
	}
	return Low
}

func hintText(name string) string {
	if nameHint(name) > Low {
		return ", and its name says that it changes something"
	}
	return ""
}

// nameTokens splits a name at signs and at capital letters within.
func nameTokens(name string) []string {
	var out []string
	start := 0
	flush := func(end int) {
		if end > start {
			out = append(out, strings.ToLower(name[start:end]))
		}
	}
	for i := range len(name) {
		c := name[i]
		switch {
		case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z':
			if c <= 'Z' && i > start && name[i-1] >= 'a' && name[i-1] <= 'z' {
				flush(i)
				start = i
			}
		default:
			flush(i)
			start = i + 1
		}
	}
	flush(len(name))
	return out
}

func taskClass(name string) Class {
	tokens := nameTokens(name)
	has := func(list string) bool {
		return slices.ContainsFunc(tokens, func(t string) bool { return listed(list, t) })
	}
	switch {
	case has(" destroy nuke teardown wipe drop truncate purge reset delete flush fresh erase "):
		return Destructive
	case has(" deploy release ship promote rollout "):
		return Deploy
	case has(" publish "):
		return Publish
	case has(" migrate migration migrations seed rollback "):
		return Migration
	}
	return Execute
}
