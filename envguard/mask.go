package envguard

import (
	"strings"
)

const hidden = "***"

// secretFlags take a secret as their value.
const secretFlags = " --password --passwd --pass --pwd --token --auth-token --access-token --api-key --apikey --secret --secret-key --secret-access-key --client-secret --private-key --master-user-password --admin-password --key --auth --sa-password --vault-password -pass --password-stdin --otp --passphrase --db-password --root-password "

// maskWords returns the words of a command without passwords.
func maskWords(name string, args []string) []string {
	out := make([]string, len(args))
	for i := 0; i < len(args); i++ {
		out[i] = maskText(args[i])
		a := args[i]
		switch {
		case listed(secretFlags, a) || isShortSecret(name, a):
			if i+1 < len(args) {
				i++
				out[i] = hidden
			}
		case strings.HasPrefix(a, "-p") && len(a) > 2 && gluedPassword(name) && !strings.HasPrefix(a, "--"):
			out[i] = "-p" + hidden
		case strings.HasPrefix(a, "-P") && len(a) > 2 && (name == "sqlcmd" || name == "bcp"):
			out[i] = "-P" + hidden
		case (name == "sqlplus" || name == "sql" || name == "impdp" || name == "expdp" || name == "rman") && strings.Contains(a, "/") && !strings.HasPrefix(a, "-") && !strings.HasPrefix(a, "@"):
			user, rest, _ := strings.Cut(a, "/")
			_, at, ok := strings.Cut(rest, "@")
			if out[i] = user + "/" + hidden; ok {
				out[i] += "@" + at
			}
		case (a == "-u" || a == "--user" || a == "-U" || a == "--proxy-user") && (name == "curl" || name == "wget" || name == "http") && i+1 < len(args):
			i++
			user, _, ok := strings.Cut(args[i], ":")
			if out[i] = user; ok {
				out[i] += ":" + hidden
			}
		case strings.HasPrefix(a, "-u") && len(a) > 2 && name == "curl" && strings.Contains(a, ":"):
			user, _, _ := strings.Cut(a, ":")
			out[i] = user + ":" + hidden
		}
	}
	return out
}

func gluedPassword(name string) bool {
	switch name {
	case "mysql", "mariadb", "mysqladmin", "mysqldump", "mysqlimport", "mycli", "mysqlsh", "mongosh", "mongo", "mongodump", "mongorestore", "mongoimport", "sshpass", "mysqlcheck", "mariadb-dump", "mariadb-admin":
		return true
	}
	return false
}

func isShortSecret(name, a string) bool {
	switch a {
	case "-p":
		switch name {
		case "mongosh", "mongo", "mongodump", "mongorestore", "mongoimport", "mongoexport", "sshpass", "docker", "podman", "az", "pt-archiver", "neo4j-admin", "cypher-shell", "cqlsh":
			return true
		}
	case "-P":
		return name == "sqlcmd" || name == "bcp"
	case "-a", "-pass":
		return name == "redis-cli" || name == "valkey-cli" || name == "keydb-cli"
	case "-t":
		return name == "vault"
	}
	return false
}

// secretName reports a variable or a key whose value is a secret.
func secretName(name string) bool {
	name = strings.ToLower(strings.Trim(name, `"' `))
	for _, part := range [...]string{"password", "passwd", "passphrase", "secret", "token", "apikey", "api_key", "api-key", "private_key", "privatekey", "access_key", "accesskey", "pgpass", "mysql_pwd", "rediscli_auth", "_key", "credential", "authorization", "pwd"} {
		if strings.Contains(name, part) && name != "pwd" && name != "oldpwd" {
			return true
		}
	}
	return false
}

// maskText hides the passwords of URLs and connection strings, and the values of
// what is called a password, a token or a key.
func maskText(s string) string {
	if !strings.ContainsAny(s, "=:@") && !strings.Contains(s, "earer ") && !strings.Contains(s, "asic ") && !strings.Contains(strings.ToLower(s), "identified") && !strings.Contains(strings.ToLower(s), "pass") {
		return s
	}
	s = maskURLs(s)
	for _, word := range [...]string{"Bearer ", "bearer ", "Basic ", "basic ", "Token ", "BEARER "} {
		s = maskAfter(s, word)
	}
	s = maskSQL(s)
	return maskPairs(s)
}

// maskURLs hides what stands between a user's colon and the last @ before the path
// of a URL.
func maskURLs(s string) string {
	for at := 0; ; {
		i := strings.Index(s[at:], "://")
		if i < 0 {
			return s
		}
		from := at + i + 3
		end := from
		for end < len(s) && !strings.ContainsRune(" \t\n\"'`<>", rune(s[end])) {
			end++
		}
		authority := s[from:end]
		host := strings.LastIndexByte(authority, '@')
		if host >= 0 {
			user, _, ok := strings.Cut(authority[:host], ":")
			if ok || len(user) > 20 { // a token stands alone
				if !ok {
					user = hidden
				} else {
					user += ":" + hidden
				}
				s = s[:from] + user + s[from+host:]
				end = from + len(user) + len(authority) - host
			}
		}
		at = min(end, len(s))
	}
}

// maskAfter hides the word behind a mark.
func maskAfter(s, mark string) string {
	for at := 0; ; {
		i := strings.Index(s[at:], mark)
		if i < 0 {
			return s
		}
		from := at + i + len(mark)
		end := from
		for end < len(s) && !strings.ContainsRune(" \t\n\"'`", rune(s[end])) {
			end++
		}
		if end > from {
			s = s[:from] + hidden + s[end:]
			end = from + len(hidden)
		}
		at = end
	}
}

// maskSQL hides the text behind IDENTIFIED BY and PASSWORD.
func maskSQL(s string) string {
	low := strings.ToLower(s)
	if len(low) != len(s) {
		return s
	}
	for _, mark := range [...]string{"identified by", "password"} {
		for at := 0; ; {
			i := strings.Index(low[at:], mark)
			if i < 0 {
				break
			}
			from := at + i + len(mark)
			end := from
			for end < len(s) && strings.IndexByte(" \t\n=:(", s[end]) >= 0 {
				end++
			}
			if end < len(s) && (s[end] == '\'' || s[end] == '"') && end > from {
				quote := s[end]
				stop := strings.IndexByte(s[end+1:], quote)
				if stop < 0 {
					stop = len(s) - end - 1
				}
				s = s[:end+1] + hidden + s[end+1+stop:]
				low = strings.ToLower(s)
				end += len(hidden) + 1
			}
			at = max(end, from)
			if at >= len(low) || len(low) != len(s) {
				break
			}
		}
	}
	return s
}

// maskPairs hides the values of NAME=value, "name": "value" and name: value whose
// name says that it is secret.
func maskPairs(s string) string {
	var b strings.Builder
	last := 0
	for i := 0; i < len(s); i++ {
		if s[i] != '=' && s[i] != ':' {
			continue
		}
		from := i
		for from > last && strings.IndexByte(" \t\n,;&?{(|$'", s[from-1]) < 0 && !(s[from-1] == '"' && from < i) {
			from--
		}
		name := strings.Trim(s[from:i], `"'-`)
		if len(name) > 64 || !secretName(name) {
			continue
		}
		value := i + 1
		for value < len(s) && strings.IndexByte(" \t\"'\\", s[value]) >= 0 && (s[i] == ':' || s[value] != ' ') {
			value++
		}
		end := value
		quote := byte(0)
		if value > 0 && (s[value-1] == '"' || s[value-1] == '\'') {
			quote = s[value-1]
		}
		for end < len(s) && (quote != 0 && s[end] != quote || quote == 0 && strings.IndexByte(" \t\n,;&}\"'|", s[end]) < 0) {
			end++
		}
		if end == value || strings.HasPrefix(s[value:end], "$") && quote == 0 && !strings.ContainsAny(s[value+1:end], "$@:") {
			continue
		}
		b.WriteString(s[last:value] + hidden)
		last, i = end, end-1
	}
	if last == 0 {
		return s
	}
	return b.String() + s[last:]
}
