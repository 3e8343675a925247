package envguard

// An Entry of the catalogue says what one form of a command does. An entry that
// stands earlier wins, and those of [Config.Catalogue] stand first: from the
// special to the general.
type Entry struct {
	// Program is the name of a program, or several separated by |.
	Program string
	// Verbs are the words that follow the program's own flags, in order. A word may
	// have alternatives (ns|namespace) and stars (delete-*); ".." lets any words stand
	// between. No verbs fit any command of the program.
	Verbs string
	// Flags must all be there, wherever they stand: "--force|-f". One that begins with !
	// must not be there. --replicas=0 must have that value, = or blank before it.
	Flags string

	Kind     string
	Class    Class
	Severity Severity
	Why      string
	Safer    string
	Source   string // where the fact stands, such as a page of documentation
	Host     bool   // see [Operation.Host]
	Reaches  bool   // see [Operation.Reaches]
}

// A usage tells how a program's words are read.
type usage struct {
	program string // names separated by |
	valued  string // flags that take the next word as their value, each with blanks around it
	long    bool   // -word is one flag and no group of letters
	dry     string // flags of a dry run besides --dry-run and --dryrun
	noDry   bool   // it passes such flags on, or does not know them and goes on
	noHelp  bool   // -h is no help
	loose   bool   // letters in a group count even behind one that takes a value, which differs by verb
}

// A knowledge is what the catalogue holds about one program.
type knowledge struct {
	usage
	own      []Entry // of Config.Catalogue
	families []*family
}

// find returns the first entry that is about a command; own says that it is one of
// Config.Catalogue.
func (t *knowledge) find(w *words) (e Entry, own, ok bool) {
	for i := range t.own {
		if w.fit(t.own[i].Verbs, t.own[i].Flags) {
			return t.own[i], true, true
		}
	}
	for _, f := range t.families {
		for i := range f.rows {
			if r := &f.rows[i]; w.fit(r.verbs, r.flags) {
				return f.entry(r), false, true
			}
		}
	}
	return Entry{}, false, false
}

// all reports that the last entry is about all that the others are not about.
func (t *knowledge) all() bool {
	if len(t.families) == 0 {
		return false
	}
	rows := t.families[len(t.families)-1].rows
	return rows[len(rows)-1].verbs == ""
}
