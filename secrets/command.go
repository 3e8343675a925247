package secrets

import "bytes"

// A command is a program that takes a password as an argument, and where.
type command struct {
	name  string // lower case, as it stands in a command line
	flag  string // that the password follows; "" if the place tells it
	place int    // among the arguments that are no flags, from 1
	glued bool   // the password follows the flag without a blank
	sep   string // between the user and the password
	near  string // what else has to be on the line
	quote bool   // the password is quoted
}

// commands are those whose flag is too short to tell by itself, or that have none. Their
// manuals say what the flags mean.
var commands = [...]command{
	{name: "sshpass", flag: "-p", glued: true}, {name: "sshpass", flag: "-p"},
	{name: "mysql", flag: "-p", glued: true}, {name: "mysqldump", flag: "-p", glued: true}, {name: "mysqladmin", flag: "-p", glued: true},
	{name: "mariadb", flag: "-p", glued: true}, {name: "mariadb-dump", flag: "-p", glued: true},
	{name: "mongo", flag: "-p"}, {name: "mongosh", flag: "-p"}, {name: "mongodump", flag: "-p"}, {name: "mongorestore", flag: "-p"}, {name: "cqlsh", flag: "-p"},
	{name: "redis-cli", flag: "-a"}, {name: "sqlcmd", flag: "-P"}, {name: "bcp", flag: "-P"},
	{name: "sqlplus", place: 1, sep: "/"}, {name: "expdp", place: 1, sep: "/"}, {name: "impdp", place: 1, sep: "/"},
	{name: "psexec", flag: "-p"}, {name: "docker login", flag: "-p"}, {name: "podman login", flag: "-p"}, {name: "helm registry login", flag: "-p"}, {name: "az login", flag: "-p"},
	{name: "gh secret set", flag: "--body"}, {name: "gh secret set", flag: "-b"},
	{name: "plink", flag: "-pw"}, {name: "pscp", flag: "-pw"}, {name: "xfreerdp", flag: "/p:", glued: true}, {name: "rdesktop", flag: "-p"},
	{name: "smbclient", flag: "-U", sep: "%"}, {name: "rpcclient", flag: "-U", sep: "%"}, {name: "winexe", flag: "-U", sep: "%"},
	{name: "lftp", flag: "-u", sep: ","}, {name: "http -a", place: 1, sep: ":"}, {name: "https -a", place: 1, sep: ":"},
	{name: "ldapsearch", flag: "-w"}, {name: "ldapmodify", flag: "-w"}, {name: "ldapadd", flag: "-w"}, {name: "ldappasswd", flag: "-w"}, {name: "ldappasswd", flag: "-s"},
	{name: "mosquitto_pub", flag: "-P"}, {name: "mosquitto_sub", flag: "-P"}, {name: "ipmitool", flag: "-P"},
	{name: "htpasswd -b", place: 3}, {name: "htpasswd -bc", place: 3}, {name: "htpasswd -cb", place: 3}, {name: "htpasswd -nb", place: 2}, {name: "htpasswd -bn", place: 2},
	{name: "openssl enc", flag: "-k"}, {name: "rclone obscure", place: 1}, {name: "wpa_passphrase", place: 2},
	{name: "7z a", flag: "-p", glued: true}, {name: "7z x", flag: "-p", glued: true}, {name: "7za a", flag: "-p", glued: true}, {name: "7za x", flag: "-p", glued: true},
	{name: "zip", flag: "-P"}, {name: "unzip", flag: "-P"},
	{name: "add-generic-password", flag: "-w"}, {name: "add-internet-password", flag: "-w"}, {name: "rootpw --plaintext", place: 1}, {name: "stats auth", place: 1, sep: ":"},
	{name: "ssh-keygen", flag: "-N"}, {name: "ssh-keygen", flag: "-P"}, {name: "az keyvault secret set", flag: "--value"}, {name: "aws ssm put-parameter", flag: "--value", near: "SecureString"},
	{name: "aws secretsmanager", flag: "--secret-string"}, {name: "openssl passwd -1", place: 1}, {name: "openssl passwd -5", place: 1}, {name: "openssl passwd -6", place: 1},
	{name: "net user", place: 2, near: "/"}, {name: "psk", place: 1, quote: true}, // of ipsec.secrets
}

// commandNames are the keywords for them.
var commandNames = []string{
	"sshpass", "mysql", "mysqldump", "mysqladmin", "mariadb", "mariadb-dump", "mongo", "mongosh", "mongodump", "mongorestore", "cqlsh", "redis-cli", "sqlcmd", "bcp",
	"sqlplus", "expdp", "impdp", "psexec", "docker login", "podman login", "helm registry login", "az login", "gh secret set", "plink", "pscp", "xfreerdp", "rdesktop",
	"smbclient", "rpcclient", "winexe", "lftp", "http -a", "https -a", "ldapsearch", "ldapmodify", "ldapadd", "ldappasswd", "mosquitto_pub", "mosquitto_sub", "ipmitool",
	"htpasswd -b", "htpasswd -bc", "htpasswd -cb", "htpasswd -nb", "htpasswd -bn", "openssl enc", "rclone obscure", "wpa_passphrase", "7z a", "7z x", "7za a", "7za x", "zip", "unzip",
	"add-generic-password", "add-internet-password", "rootpw --plaintext", "stats auth", "net user", "psk", "ssh-keygen", "az keyvault secret set",
	"aws ssm put-parameter", "aws secretsmanager", "openssl passwd -1", "openssl passwd -5", "openssl passwd -6",
	"chpasswd", "passwd", "sudo -s", "--password-stdin", "gcloud secrets", "wrangler secret put", "gh auth login", "docker secret create", "vault login",
}

// isReader reports a command, or a flag of it, that reads a secret from its standard
// input.
func isReader(name []byte) bool {
	switch string(name) {
	case "passwd", "--password-stdin", "gcloud secrets", "wrangler secret put", "gh secret set", "gh auth login", "docker secret create", "vault login":
		return true
	}
	return false
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
	switch {
	case equalFold(text[from:to], "chpasswd"):
		sc.piped(r, from, ":")
		sc.chpasswd(r, to)
		return
	case string(text[from:to]) == "sudo -S", isReader(text[from:to]):
		sc.piped(r, from, "")
	}
	for i := range commands {
		c := &commands[i]
		if len(c.name) != to-from || !equalFold(text[from:to], c.name) {
			continue
		}
		if at, end, ok := c.argument(line); ok && end-at < maxCommand && c.mayTake(line, at, end) {
			sc.add(r, to+at, to+end, byPlace, passwordConfidence(line[at:end], nil))
			return
		}
	}
}

// mayTake reports that line[at:end] is no word of a manual, no text, and not some other
// flags in one, such as -port.
func (c *command) mayTake(line []byte, at, end int) bool {
	v := line[at:end]
	s := shapeOf(v)
	word := s.digits == 0 && (s.blanks > 0 || isReference(v) && c.glued && len(v) < 6)
	return !word && !isConstant(v) && bytes.Contains(line, []byte(c.near)) && (!c.quote || line[at-1] == '"' || line[at-1] == '\'')
}

// argument finds the password in a command line, behind the name of the command.
func (c *command) argument(line []byte) (start, end int, ok bool) {
	if start, end, ok = c.value(line); !ok || c.sep == "" {
		return start, end, ok
	}
	i := bytes.Index(line[start:end], []byte(c.sep))
	start += i + len(c.sep)
	if at := bytes.LastIndexByte(line[start:end], '@'); c.sep == "/" && at >= 0 { // of user/password@database
		end = start + at
	}
	return start, end, i > 0 && end > start
}

// value finds what stands where the password does.
func (c *command) value(line []byte) (start, end int, ok bool) {
	if c.flag == "" {
		cur := cursor{text: line, end: len(line)}
		for n := 1; ; n++ {
			if cur.blanks() == 0 || cur.at == cur.end {
				return 0, 0, false
			}
			if start, end, ok = cur.shellWord(); n == c.place || !ok {
				return start, end, ok && line[start] != '-' && line[start] != '/' && line[start] != '*'
			}
		}
	}
	for at := 0; ; {
		i := bytes.Index(line[at:], []byte(c.flag))
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
		start, end, ok = cur.shellWord()
		return start, end, ok && line[start] != '-'
	}
}

// shellWord reads an argument, without its quotes.
func (c *cursor) shellWord() (start, end int, ok bool) {
	if quote := c.peek(); quote == '"' || quote == '\'' {
		n := bytes.IndexByte(c.text[c.at+1:c.end], quote)
		start, end = c.at+1, c.at+1+n
		c.at = end + 1
		return start, end, n > 0
	}
	start = c.at
	for c.at < c.end && c.text[c.at] > ' ' && bytes.IndexByte([]byte("\"'`;|&<>()"), c.text[c.at]) < 0 {
		c.at++
	}
	return start, c.at, c.at > start
}

// piped takes the password that is written to a command whose name stands at a place,
// behind the user and sep.
func (sc *scan) piped(r *compiledRule, at int, sep string) {
	line := sc.text[max(0, at-maxCommand):at]
	line = line[bytes.LastIndexByte(line, '\n')+1:]
	pipe := bytes.LastIndexByte(line, '|')
	echo := bytes.LastIndex(line[:max(0, pipe)], []byte("echo "))
	if pipe < 0 || echo < 0 {
		return
	}
	switch between := string(bytes.TrimSpace(line[pipe+1:])); {
	case between == "", between == "sudo", sc.text[at] == '-': // the command, or a flag of it
	default:
		return // another command, which names a file that is called so
	}
	cur := cursor{text: line, at: echo + len("echo"), end: pipe}
	cur.blanks()
	start, end, ok := cur.shellWord()
	for ok && line[start] == '-' && cur.blanks() > 0 {
		start, end, ok = cur.shellWord() // echo -n
	}
	if cur.blanks(); !ok || cur.at != pipe {
		return
	}
	user, password, found := bytes.Cut(line[start:end], []byte(sep))
	if sep == "" {
		user, password, found = nil, line[start:end], true
	}
	if i := bytes.Index(password, []byte(`\n`)); i > 0 { // echo -e 'once\nand again'
		end -= len(password) - i
		password = password[:i]
	}
	if found && len(password) > 0 && password[0] != '$' && !bytes.HasPrefix(password, []byte(`\$`)) {
		stop := at - len(line) + end
		sc.add(r, stop-len(password), stop, byPlace, passwordConfidence(password, user))
	}
}

// chpasswd takes the passwords in the list of cloud-init's chpasswd, behind that name.
func (sc *scan) chpasswd(r *compiledRule, at int) {
	c := cursor{text: sc.text, at: at, end: min(len(sc.text), at+4*maxCommand)}
	indent := indentAt(sc.text, at)
	for c.eat(':'); c.at < c.end; {
		end := bytes.IndexByte(c.text[c.at:c.end], '\n')
		if end < 0 {
			return
		}
		c.at += end + 1
		if c.blanks(); indentAt(sc.text, c.at) <= indent {
			return
		}
		line := c.text[c.at:c.end]
		if end := bytes.IndexByte(line, '\n'); end >= 0 {
			line = line[:end]
		}
		user, password, ok := bytes.Cut(bytes.TrimRight(line, " \r"), []byte(":"))
		if ok && len(user) > 0 && isReference(user) && len(password) > 0 && password[0] > ' ' && password[0] != '$' && string(password) != "RANDOM" {
			start := c.at + len(user) + 1
			sc.add(r, start, start+len(password), byPlace, passwordConfidence(password, user))
		}
	}
}
