package secrets

import "bytes"

// A callee is a function that takes a password by its place among the arguments.
type callee struct {
	name     string // lower case, to the parenthesis
	argument int    // that is the password, from 1; the user comes before it
}

// callees are those of the standard libraries and of well-known packages.
var callees = [...]callee{
	{"mysqli_connect(", 3}, {"mysql_connect(", 3}, {"new mysqli(", 3}, {"new pdo(", 3}, {"ssh2_auth_password(", 3}, {"ftp_login(", 3}, {"ldap_bind(", 3}, {"imap_open(", 3}, // PHP
	{"pymysql.connect(", 3}, {"mysqldb.connect(", 3}, {"simple_bind_s(", 2}, {".login(", 2}, {"auth=(", 2}, {"auth = (", 2}, {"auth: (", 2}, // Python: smtplib, ftplib, imaplib, requests
	{"getconnection(", 3}, {"passwordauthentication(", 2}, {"passwordcredentials(", 2}, {"passwordauthenticationtoken(", 2}, {"basicawscredentials(", 2}, // Java
	{"cx_oracle.connect(", 2}, {"oracledb.connect(", 2},
	{"networkcredential(", 2},                                     // .NET
	{"setbasicauth(", 2}, {"userpassword(", 2}, {"plainauth(", 3}, // Go
	{"basicauth(", 2}, {"basic_auth(", 2}, {"digestauth(", 2}, {"digest_auth(", 2}, // HTTP clients of many languages
}

// calleeNames are the keywords for them.
var calleeNames = []string{
	"mysqli_connect(", "mysql_connect(", "new mysqli(", "new pdo(", "ssh2_auth_password(", "ftp_login(", "ldap_bind(", "imap_open(",
	"pymysql.connect(", "mysqldb.connect(", "simple_bind_s(", ".login(", "auth=(", "auth = (", "auth: (",
	"getconnection(", "passwordauthentication(", "passwordcredentials(", "passwordauthenticationtoken(", "basicawscredentials(", "cx_oracle.connect(", "oracledb.connect(",
	"networkcredential(", "setbasicauth(", "userpassword(", "plainauth(", "basicauth(", "basic_auth(", "digestauth(", "digest_auth(",
}

const (
	maxArguments = 400 // bytes of the arguments up to the password
	maxArgument  = 128 // of the password
)

// inCall looks for a password among the arguments of a function whose name stands at
// text[from:to].
func inCall(sc *scan, r *compiledRule, from, to int) {
	for i := range callees {
		if c := &callees[i]; len(c.name) == to-from && equalFold(sc.text[from:to], c.name) {
			sc.argument(r, c, to)
			return
		}
	}
}

func (sc *scan) argument(r *compiledRule, c *callee, at int) {
	args := cursor{text: sc.text, at: at, end: min(len(sc.text), at+maxArguments)}
	var user []byte
	for n := 1; ; n++ {
		start, end, literal := args.argument()
		switch {
		case n == c.argument && literal && 0 < end-start && end-start <= maxArgument:
			v := sc.text[start:end]
			s := shapeOf(v)
			switch {
			case s.blanks > 0, isUpperName(v), s.digits+s.marks == 0 && s.natural > 0:
				// A title, a name, or a word as in tests.
			case c.name[0] == '.' && !args.last():
				// Another Login.
			default:
				sc.add(r, start, end, byPlace, passwordConfidence(v, user))
			}
			return
		case n == c.argument || !args.eat(','):
			return
		case literal:
			user = sc.text[start:end]
		}
	}
}

// argument reads to the end of an argument, and returns the text in the quotes if it is
// nothing but that.
func (c *cursor) argument() (start, end int, literal bool) {
	c.space()
	if p := c.peek(); (p == 'b' || p == 'u' || p == '@') && c.at+1 < c.end && (c.text[c.at+1] == '"' || c.text[c.at+1] == '\'') {
		c.at++
	}
	if q := c.peek(); q == '"' || q == '\'' || q == '`' {
		if n := bytes.IndexByte(c.text[c.at+1:c.end], q); n >= 0 {
			start, end, literal = c.at+1, c.at+1+n, true
			c.at = end + 1
		}
	}
	c.space()
	for depth := 0; c.at < c.end; c.at++ {
		switch b := c.text[c.at]; {
		case depth == 0 && (b == ',' || b == ')'):
			return start, end, literal
		case b == '(' || b == '[' || b == '{':
			depth++
		case b == ')' || b == ']' || b == '}':
			depth--
		case b == ';' || b == '"' || b == '\'':
			c.at = c.end // of something else
			return 0, 0, false
		}
		literal = false
	}
	return 0, 0, false
}

// last reports that no other argument follows.
func (c *cursor) last() bool {
	if c.eat(',') {
		c.space()
	}
	return c.peek() == ')'
}

// space skips blanks and line ends.
func (c *cursor) space() {
	for c.at < c.end && (c.text[c.at] == ' ' || c.text[c.at] == '\t' || c.text[c.at] == '\n' || c.text[c.at] == '\r') {
		c.at++
	}
}

// inPhrase looks for the word before "as the password", which begins at text[from].
func inPhrase(sc *scan, r *compiledRule, from, _ int) {
	end := from
	for end > 0 && (sc.text[end-1] == '"' || sc.text[end-1] == '\'' || sc.text[end-1] == '`') {
		end--
	}
	start := end
	for start > 0 && end-start < maxArgument && sc.text[start-1] > ' ' && sc.text[start-1] != '"' && sc.text[start-1] != '\'' && sc.text[start-1] != '`' {
		start--
	}
	v := sc.text[start:end]
	if s := shapeOf(v); s.n >= 7 && s.digits > 0 && s.lower+s.upper > 0 && (s.changes >= 2 || s.marks > 0) && !isPathText(v, &s) && !isVersion(v) && !isUUID(v) {
		sc.add(r, start, end, byPlace, passwordConfidence(v, nil))
	}
}

// inDSN looks for the password before "@tcp(" in the name of a data source of Go's
// driver for MySQL: user:password@tcp(host:port)/database.
func inDSN(sc *scan, r *compiledRule, from, _ int) {
	start := from
	for start > 0 && from-start < maxArgument && sc.text[start-1] > ' ' && sc.text[start-1] != '"' && sc.text[start-1] != '\'' && sc.text[start-1] != '`' {
		start--
	}
	user, password, ok := bytes.Cut(sc.text[start:from], []byte(":"))
	if i := bytes.LastIndexByte(user, '='); i >= 0 {
		user = user[i+1:] // DSN=user:…
	}
	if ok && len(user) > 0 && len(password) > 0 {
		sc.add(r, from-len(password), from, byPlace, passwordConfidence(password, user))
	}
}
