package permission

import "strings"

// A pathForm is how the client reads the text of a path in a command.
type pathForm struct {
	name  string // the path to look at: ~ replaced, and of a glob the directory it starts in
	why   string // why the client asks about the path whatever is there; name is then no file
	glob  bool
	climb bool // a .. stands behind a name, which may be a link (see climbs)
}

// argumentForm reads an argument that names a file. value is what it expands
// to, as far as the client knows variables.
func argumentForm(value, home string, write bool) pathForm {
	if why := unreadable(value); why != "" {
		return pathForm{why: why}
	}
	f := pathForm{name: value, climb: climbs(value)}
	if value == "~" || strings.HasPrefix(value, "~/") {
		f.name = home + value[1:] // quoted or not
	}
	if i := strings.IndexAny(f.name, "*?["); i >= 0 {
		if write {
			return pathForm{glob: true, why: "it writes to files that a pattern stands for"}
		}
		f.glob = true
		f.name = globDir(f.name[:i])
	}
	return f
}

// unreadable tells why a path is none that the client can look at.
func unreadable(value string) string {
	switch {
	case strings.HasPrefix(value, "~") && value != "~" && !strings.HasPrefix(value, "~/"):
		return "the folder that ~ with a name, + or - stands for is not known"
	case strings.ContainsRune(value, '$'):
		return "it holds a $ that may be expanded"
	}
	return ""
}

// globDir is the directory in which a pattern with this beginning starts.
func globDir(before string) string {
	switch i := strings.LastIndexByte(before, '/'); i {
	case -1:
		return "."
	case 0:
		return "/"
	default:
		return before[:i]
	}
}

// climbs reports a .. behind a name: if the name is a symbolic link, the path
// leads elsewhere than it seems. Inside the working directories the client asks
// about such a path; one whose named directories do not exist it cannot follow,
// so that it asks, and no deny rule sees the path.
func climbs(name string) bool {
	named := false
	for s := range strings.SplitSeq(name, "/") {
		switch s {
		case "", ".":
		case "..":
			if named {
				return true
			}
		default:
			named = true
		}
	}
	return false
}

// standardStream reports the files that reading needs no permission for.
func standardStream(name string) bool {
	switch name {
	case "/dev/stdin", "/dev/stdout", "/dev/stderr":
		return true
	}
	n, ok := strings.CutPrefix(name, "/dev/fd/")
	if !ok {
		n, ok = strings.CutPrefix(name, "/proc/self/fd/")
	}
	return ok && isNumber(n)
}
