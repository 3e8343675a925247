package conformance

import "github.com/gatehouse-go/gatehouse/permission"

// Cause returns the client's own word for what decided, as in [Case].Cause; ""
// where the client gives none.
func Cause(r permission.Result) string {
	switch r.Cause {
	case permission.ByRule:
		if r.Removed || r.Decision == permission.Allow {
			return ""
		}
		switch {
		case r.Decision == permission.Ask && len(r.Parts()) > 0 && !r.Piecewise && r.Rule.Specifier != "":
			return "other"
		case r.Piecewise && (r.Decision == permission.Deny || len(r.Parts()) > 0):
			return "subcommandResults"
		}
		return "rule"
	case permission.ByParts:
		return "subcommandResults"
	case permission.BySafety:
		return "safetyCheck"
	case permission.ByDirectory:
		return "workingDir"
	case permission.ByMode:
		if r.Decision == permission.Allow {
			return ""
		}
		return "mode"
	case permission.ByDefault, permission.ByComplexity, permission.ByClassifier:
		if r.Decision == permission.Ask {
			return "other"
		}
	}
	return ""
}
