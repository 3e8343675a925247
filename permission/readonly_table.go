package permission

// How a command treats arguments that need no check.
const (
	notHarmless = iota
	anyArguments
	noGlobs // any arguments but unquoted patterns
)

// harmless classifies the commands that may take any arguments.
func harmless(name string) int {
	switch name {
	case "basename", "cat", "cmp", "column", "cut", "df", "diff", "dirname", "du", "echo", "head", "hexdump",
		"ls", "nl", "od", "readlink", "realpath", "rev", "stat", "strings", "tac", "tail", "tr", "wc":
		return anyArguments
	case "cal", "comm", "expand", "expr", "false", "fmt", "fold", "free", "groups", "id", "locale", "nproc", "numfmt",
		"paste", "pr", "seq", "sleep", "true", "tsort", "type", "uname", "unexpand", "uptime":
		return noGlobs
	}
	return notHarmless
}

// checkedProgram returns the flags that a program may take.
func checkedProgram(name string) *checkedCommand {
	switch name {
	case "egrep", "fgrep":
		name = "grep"
	case "fdfind":
		name = "fd"
	case "md5sum", "sha1sum":
		name = "sha256sum"
	}
	for i := range checkedPrograms {
		if checkedPrograms[i].name == name {
			return &checkedPrograms[i]
		}
	}
	return nil
}

// checkedPrograms lists the flags of every program that the client checks flag
// by flag, as checkedCommand.flags describes. They are few compared with what
// the programs know; a flag that is not here asks.
var checkedPrograms = [...]checkedCommand{
	{name: "base64", flags: `-b# -D -d -h -i: -w# --break# --decode --help --ignore-garbage --input: --version --wrap#`},
	{name: "date", operands: readsDate, flags: `
		-d: -I -R -r: -u --date: --debug --help --iso-8601: --reference: --rfc-3339: --rfc-email
		--universal --utc --version
	`},
	{name: "fd", flags: `
		-0 -1 -a -c: -d# -E: -e: -F -g -H -h -I -i -j# -L -o: -p -q -s -S: -t: -V --absolute-path --and:
		--base-directory: --batch-size# --case-sensitive --changed-before: --changed-within: --color:
		--exact-depth# --exclude: --extension: --fixed-strings --follow --format: --full-path --glob
		--help --hidden --hyperlink: --ignore-case --ignore-file: --max-depth# --max-results#
		--min-depth# --no-ignore --no-ignore-parent --no-ignore-vcs --one-file-system --owner:
		--path-separator: --print0 --prune --quiet --regex --search-path: --show-errors --size:
		--strip-cwd-prefix --threads# --type: --version
	`},
	{name: "file", flags: `
		-0 -b -c -F: -h -i -k -L -l -n -p -r -s -v --apple --brief --dereference --exclude-quiet:
		--exclude: --help --keep-going --list --mime --mime-encoding --mime-type --no-buffer
		--no-dereference --preserve-date --print0 --raw --separator: --special-files --version
	`},
	{name: "grep", glued: true, globs: true, operands: withoutNewline, flags: `
		-a -A# -b -B# -c -C# -D: -d: -E -e: -F -f: -G -H -h -I -i -L -l -m# -n -o -P -q -R -r -s -T -U
		-u -V -v -w -x -Z -z --after-context# --basic-regexp --before-context# --binary --binary-files:
		--byte-offset --color: --colour: --context# --count --dereference-recursive --devices:
		--directories: --exclude-dir: --exclude-from: --exclude: --extended-regexp --file:
		--files-with-matches --files-without-match --fixed-strings --group-separator: --help
		--ignore-case --include: --initial-tab --invert-match --label: --line-buffered --line-number
		--line-regexp --max-count# --no-filename --no-group-separator --no-ignore-case --no-messages
		--null --null-data --only-matching --perl-regexp --quiet --recursive --regexp: --silent --text
		--version --with-filename --word-regexp
	`},
	{name: "help", operands: namesTopic, flags: `-d`},
	{name: "lsof", operands: readsOpenFiles, flags: `
		-a -A: -b -C -c: -d: -E -e: -F -g -H -h -i -K -k: -L -l -N -n -O -o -P -p: -Q -R -r -S -s -T -t
		-U -u: -V -v -X -x
	`},
	{name: "man", operands: namesPage, flags: `-a -d -f -h -k -S: -s: -w --all --apropos --whatis`},
	{name: "netstat", flags: `-a -f: -g -i -I: -L -l -m -n -r -s -v`},
	{name: "pgrep", flags: `
		-a -c -d: -f -F: -G: -g: -i -L -l -n -o -O: -P: -r: -s: -t: -U: -u: -V -v -w -x --count
		--delimiter: --euid: --exact --full --group: --help --ignore-case --inverse --lightweight
		--list-full --list-name --logpidfile --newest --ns: --nslist: --older: --oldest --parent:
		--pgroup: --pidfile: --runstates: --session: --terminal: --uid: --version
	`},
	{name: "ps", operands: hidesEnvironment, flags: `
		-A -a -c -C: -d -e -F -f -G: -g: -H -j -L -l -m -N -n: -p: -q: -s: -T -t: -U: -u: -V -w -y
		--deselect --forest --headers --help --info --no-headers --pid: --quick-pid: --sid: --sort:
		--tty: --user: --version --width#
	`},
	{name: "rg", glued: true, operands: withoutNewline, flags: `
		-a -A# -B# -c -C# -d# -e: -F -f: -g: -H -h -i -L -l -m# -n -o -q -S -T: -t: -u -v -w
		--after-context# --before-context# --color: --column --context# --count --debug
		--files-with-matches --files-without-match --fixed-strings --follow --glob: --heading --help
		--hidden --ignore-case --invert-match --json --line-number --max-count# --max-depth#
		--no-heading --no-ignore --only-matching --quiet --regexp: --smart-case --stats --text
		--type-list --type-not: --type: --version --word-regexp
	`},
	{name: "sha256sum", globs: true, flags: `
		-b -c -t -w -z --binary --check --help --ignore-missing --quiet --status --strict --tag --text
		--version --warn --zero
	`},
	{name: "sort", flags: `
		-b -C -c -d -f -g -h -i -k: -M -m -n -R -r -s -S: -t: -u -V -z --batch-size# --buffer-size:
		--check --dictionary-order --field-separator: --general-numeric-sort --help --human-numeric-sort
		--ignore-case --ignore-leading-blanks --ignore-nonprinting --key: --merge --month-sort
		--numeric-sort --parallel# --random-sort --reverse --sort: --stable --unique --version
		--version-sort --zero-terminated
	`},
	{name: "ss", operands: filtersSockets, flags: `
		-0 -4 -6 -a -A: -b -d -E -e -f: -H -h -i -l -M -m -n -O -o -p -S -s -t -u -V -w -x -Z -z --all
		--bpf --cgroup --context --contexts --dccp --events --extended --family: --help --inet-sockopt
		--info --ipv4 --ipv6 --listening --memory --mptcp --no-header --numeric --oneline --options
		--packet --processes --query: --raw --sctp --socket: --summary --tcp --tipc --tipcinfo --tos
		--udp --unix --version --vsock
	`},
	{name: "test", operands: comparesNumbers, flags: `
		-b: -c: -d: -e: -ef: -eq# -f: -G: -g: -ge# -gt# -h: -k: -L: -le# -lt# -N: -n: -ne# -nt: -O: -ot:
		-p: -r: -S: -s: -t# -u: -w: -x: -z:
	`},
	{name: "tput", operands: printsCapability, flags: `-T: -V -x`},
	{name: "tree", flags: `
		-A -a -C -c -D -d -F -f -g -h -H: -i -I: -J -l -L# -N -n -p -P: -Q -q -r -S -s -t -T: -U -u -v
		-X -x --charset: --device --dirsfirst --du --fflinks --filelimit# --filesfirst --fromfile
		--gitfile: --gitignore --help --hintro: --houtro: --hyperlink --ignore-case --info --infofile: --inodes
		--matchdirs --metafirst --nolinks --noreport --prune --si --sort: --timefmt: --version
	`},
	{name: "which", operands: withoutDash, flags: `
		-a -p -s -V -v -w --all --help --show-dot --show-tilde --skip-alias --skip-dot --skip-functions
		--skip-tilde --version
	`},
}

var dockerInspect = checkedCommand{operands: withoutTilde, flags: `-f: -s --format: --size --type:`}

var dockerLogs = checkedCommand{operands: withoutTilde, flags: `-f -n: -t --details --follow --since: --tail: --timestamps --until:`}
