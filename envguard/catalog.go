package envguard

import "strings"

// A family is what the catalogue holds about programs with the same words.
type family struct {
	program string // names separated by |
	rows    []row
}

// A row is an [Entry] in short. A kind that ends in ? reaches a database.
type row struct {
	verbs, flags, kind string
	class              Class
	severity           Severity
	why, safer         string
}

func (f *family) entry(r *row) Entry {
	kind, reaches := strings.CutSuffix(r.kind, "?")
	return Entry{Program: f.program, Verbs: r.verbs, Flags: r.flags, Kind: kind, Class: r.class, Severity: r.severity, Why: r.why, Safer: r.safer, Reaches: reaches}
}

// catalogue is what is built in. Where programs' own documentation and their use in
// real incidents disagree about the harm, the worse counts.
var catalogue = [...][]family{catalogGit, catalogKube, catalogInfra, catalogCloud, catalogPlatform, catalogContainer, catalogMigrate, catalogDatabase, catalogPackage, catalogSystem, catalogDev}

// Catalogue returns the entries that are built in, from the special to the general
// for each program: to read, to change and to put into [Config.Catalogue].
func Catalogue() []Entry {
	var out []Entry
	for _, part := range catalogue {
		for i := range part {
			source := documentation(part[i].program)
			for k := range part[i].rows {
				e := part[i].entry(&part[i].rows[k])
				e.Source = source
				out = append(out, e)
			}
		}
	}
	return out
}
