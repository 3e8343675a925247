package secrets

import "bytes"

// A command is a program that takes a password as an argument, and how.
type command struct {
	name  string // lower case, as it stands in a command line
	flag  string // that the password follows
	glued bool   // without a blank
}

// commands are those whose flag is too short to tell by itself. Their manuals say
// what the flags mean.
var commands = [...]command{
	{"sshpass", "-p", true}, {"sshpass", "-p", false},
	{"mysql", "-p", true}, {"mysqldump", "-p", true}, {"mysqladmin", "-p", true},
	{"psexec", "-p", false}, {"docker login", "-p", false}, {"az login", "-p", false}, {"plink", "-pw", false}, {"pscp", "-pw", false},
	{"redis-cli", "-a", false}, {"ldapsearch", "-w", false}, {"ldapmodify", "-w", false}, {"ldapadd", "-w", false}, {"sqlcmd", "-p", false},
}

// maxCommand bounds how far behind the name of a command its flag stands.
const maxCommand = 200

// onCommandLine looks for the password behind the flag of a command whose name
// stands at text[from:to].
func onCommandLine(sc *scan, r *compiledRule, from, to int) {
	text := sc.text
	if from > 0 && (isAlnum(text[from-1]) || text[from-1] == '-' || text[from-1] == '_') {
		return
	}
	line := text[to:min(len(text), to+maxCommand)]
	if i := bytes.IndexByte(line, '\n'); i >= 0 {
		line = line[:i]
	}
	switch string(text[from:to]) {
	case "chpasswd":
		sc.piped(r, from)
		return
	case "net user":
		sc.netUser(r, line, to)
		return
	}
	for i := range commands {
		c := &commands[i]
		if len(c.name) != to-from || !equalFold(text[from:to], c.name) {
			continue
		}
		if at, end, ok := c.argument(line); ok && end-at < maxCommand {
			v := line[at:end]
			if isReference(v) && shapeOf(v).digits == 0 && c.glued && len(v) < 6 {
				continue // other flags in one, such as -port
			}
			sc.add(r, to+at, to+end, byPlace, passwordConfidence(v, nil))
			return
		}
	}
}

// argument finds what follows the flag in a command line.
func (c *command) argument(line []byte) (start, end int, ok bool) {
	for at := 0; ; {
		i := indexFold(line[at:], c.flag)
		if i < 0 {
			return 0, 0, false
		}
		i += at
		at = i + len(c.flag)
		if i == 0 || line[i-1] != ' ' || at >= len(line) || (line[at] == ' ') == c.glued {
			continue
		}
		cur := cursor{text: line, at: at, end: len(line)}
		cur.blanks()
		quote := cur.peek()
		if quote == '"' || quote == '\'' {
			cur.at++
			n := bytes.IndexByte(line[cur.at:], quote)
			return cur.at, cur.at + n, n > 0
		}
		end := cur.at
		for end < len(line) && line[end] > ' ' && !bareEnd[line[end]] {
			end++
		}
		return cur.at, end, end > cur.at && line[cur.at] != '-'
	}
}

// piped takes the password of "user:password" that is written to chpasswd, whose name
// stands at a place.
func (sc *scan) piped(r *compiledRule, at int) {
	line := sc.text[max(0, at-maxCommand):at]
	line = line[bytes.LastIndexByte(line, '\n')+1:]
	pipe := bytes.LastIndexByte(line, '|')
	if pipe < 0 {
		return
	}
	end := len(bytes.TrimRight(line[:pipe], " \t"))
	start := bytes.LastIndexByte(line[:end], ' ') + 1
	if q := line[max(0, end-1)]; end > 1 && (q == '"' || q == '\'') {
		if end--; bytes.IndexByte(line[:end], q) < 0 {
			return
		}
		start = bytes.LastIndexByte(line[:end], q) + 1
	}
	user, password, ok := bytes.Cut(line[start:end], []byte(":"))
	if ok && len(user) > 0 && len(password) > 0 {
		stop := at - len(line) + end
		sc.add(r, stop-len(password), stop, byPlace, passwordConfidence(password, user))
	}
}

// netUser takes the password of "net user name password /add" of Windows, where line
// is what stands behind "net user", at a place.
func (sc *scan) netUser(r *compiledRule, line []byte, at int) {
	_, end := nextWord(line, 0)
	start, stop := nextWord(line, end)
	v := line[start:stop]
	if len(v) > 0 && v[0] != '/' && v[0] != '*' && bytes.IndexByte(line[stop:], '/') >= 0 && isAlnum(line[max(0, end-1)]) {
		sc.add(r, at+start, at+stop, byPlace, passwordConfidence(v, nil))
	}
}
