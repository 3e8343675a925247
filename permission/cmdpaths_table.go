package permission

// operandPrograms: the programs whose operands are all files that they read,
// with the flags, each between blanks, whose value is the next word. The
// client does not know the flags of most of them: it takes the 5 of
// `head -n 5 x` for a file, which does no harm (groups m-paths-*).
func operandFlags(name string) (valued string, ok bool) {
	switch name {
	case "cat", "nl", "head", "tail", "sort", "uniq", "wc", "rev", "file", "stat", "diff", "strings", "hexdump", "od",
		"base64", "ls", "md5sum", "sha1sum", "sha256sum", "tsort":
		return "", true
	case "tac":
		return " -s --separator ", true
	case "cut":
		return " -b -c -d -f --bytes --characters --delimiter --fields --output-delimiter ", true
	case "paste":
		return " -d --delimiters ", true
	case "column":
		return " -c -i -l -o -p -r -s -C -E -H -N -O -R -T -W --output-separator --output-width --separator" +
			" --table-column --table-columns --table-columns-limit --table-hide --table-name --table-noextreme" +
			" --table-order --table-right --table-truncate --table-wrap --tree --tree-id --tree-parent ", true
	case "fold":
		return " -w --width ", true
	case "fmt":
		return " -d -g -l -w --goal --prefix --width ", true
	case "expand", "unexpand":
		return " -t --tabs ", true
	case "comm":
		return " --output-delimiter ", true
	case "cmp":
		return " --bytes --ignore-initial ", true
	case "pr":
		return " -h -l -o -w -D -N -W --columns --date-format --first-line-number --header --indent --length" +
			" --page-width --width ", true
	case "numfmt":
		return " -d --delimiter --field --format --from --from-unit --invalid --padding --round --suffix --to --to-unit ", true
	}
	return "", false
}

// A matcher describes a program whose first operand is a pattern or a program
// text and whose other operands are files.
type matcher struct {
	valued  string // flags whose value is the next word and no file
	files   string // flags whose value names a file
	given   string // flags that give the pattern, so that every operand is a file
	cluster bool   // -e and -f may stand in a cluster, with their value attached
	root    bool   // without an operand for a file it reads the directory it starts in
}

func matcherOf(name string) (m matcher, ok bool) {
	switch name {
	case "grep", "egrep", "fgrep":
		return matcher{
			valued: " -A -B -C -m -e --after-context --before-context --context --exclude --exclude-dir --include" +
				" --max-count --regexp ",
			files: " -f --file --exclude-from ", given: " -e -f --regexp --file ", cluster: true,
		}, true
	case "rg":
		return matcher{
			valued: " -A -B -C -T -e -g -m -r -t --after-context --before-context --context --glob --max-count" +
				" --max-depth --regexp --replace --type --type-not ",
			files: " -f --file --ignore-file ", given: " -e -f --regexp --file ", cluster: true, root: true,
		}, true
	case "git grep":
		return matcher{
			valued: " -A -B -C -m -e --after-context --before-context --context --max-count --max-depth --regexp --threads ",
			files:  " -f --file ", given: " -e -f --regexp --file ", cluster: true, root: true,
		}, true
	case "awk", "gawk", "mawk", "nawk":
		return matcher{
			valued: " -F -v --field-separator --assign ",
			files:  " -f -E --file --exec ", given: " -f -E --file --exec ",
		}, true
	}
	return matcher{}, false
}
