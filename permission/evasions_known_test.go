package permission_test

import (
	"strings"

	"github.com/gatehouse-go/gatehouse/permission"
)

// A gap is a difference between the faithful mode and the client that the rows
// of evasions.jsonl showed.
type gap struct {
	reason string
	ours   permission.Decision
	rows   string // their IDs
}

// gaps returns the gaps by the row that shows them.
func gaps(lists ...[]gap) map[string]gap {
	all := map[string]gap{}
	for _, list := range lists {
		for _, g := range list {
			for id := range strings.FieldsSeq(g.rows) {
				all[id] = g
			}
		}
	}
	return all
}

// stricterGaps are answers that are stricter than the client's.
var stricterGaps = []gap{
	{"the client does not read $'…' and $\"…\"", permission.Deny, `
		quote-removal/011 quote-removal/012 quote-removal/013 quote-removal/014 quote-removal/015
		quote-removal/016 quote-removal/017 quote-removal/018 quote-removal/020 quote-removal/023
		other-flags/019 unicode/008 unicode/023`},
	{"the client does not join lines inside a word", permission.Deny, "line-continuation/001 line-continuation/009 line-continuation/010"},
	{"the client does not join lines inside a word", permission.Ask, "line-continuation/006"},
	{"the client does not know script -qc", permission.Deny, "wrappers-rare/070"},
	{"the client does not look behind env and paths after xargs", permission.Deny, "xargs/016 xargs/017"},
	{"the client takes an empty sed script for no script", permission.Deny, "sed/016"},
	{"the client does not know that a subscript is evaluated", permission.Deny, `
		test-and-arithmetic/010 test-and-arithmetic/011 test-and-arithmetic/012 test-and-arithmetic/013
		test-and-arithmetic/014 test-and-arithmetic/015 test-and-arithmetic/016 test-and-arithmetic/017
		test-and-arithmetic/018 test-and-arithmetic/019 test-and-arithmetic/020 test-and-arithmetic/021
		test-and-arithmetic/036 test-and-arithmetic/039 test-and-arithmetic/041`},
	{"the client is not sure of its parse and asks first", permission.Deny, "test-and-arithmetic/025"},
	{"the client does not see backquotes in a here-document", permission.Deny, "test-and-arithmetic/033"},
	{"the client does not look into a group that is timed", permission.Deny, "compound/020"},
	{"the client does not see what follows the mark of a here-document", permission.Deny, "compound/036 compound/046"},
	{"the client does not look into what is too long for it", permission.Deny, "long/002 long/004 long/008 long/010 long/011 long/015 long/017"},
	{"the client does not look into what is too long for it", permission.Ask, "long/013"},
	{"the client follows no variable of a script behind those before the shell", permission.Ask, "combos/003"},
	{"the client does not look behind time and sudo into bash -lc", permission.Ask, "combos/016"},
}
