package secrets

// stem returns what a word by itself names, among them the abbreviations in use.
func stem(w []byte) nameKind {
	switch string(w) {
	case "password", "passwords", "passwd", "passwort", "kennwort", "passphrase", "passcode", "pass", "pwd", "pw", "pswd", "psw", "psswd", "psword", "psswrd", "passwrd", "passw", "passworsd", "paasword", "pword", "senha", "contrasena", "contrase", "passe", "securestring", "requirepass", "masterauth", "identified", "psk":
		return namePassword
	case "secret", "secrets", "secrete":
		return nameSecret
	case "token", "tokens", "jwt", "otp", "totp", "bearer", "pat", "keytoken", "sessionid", "sessid", "phpsessid", "jsessionid":
		return nameToken
	case "key", "keys":
		return nameBareKey
	case "apikey", "apikeys":
		return nameKey
	case "auth", "authorization", "authorisation", "oauth", "cookie", "session":
		return nameAuth
	case "credential", "credentials", "cred", "creds":
		return nameCredential
	case "salt", "nonce", "pepper":
		return nameSalt
	}
	return nameOther
}

// qualifiesKey reports a word that, before "key", makes a secret of it.
func qualifiesKey(w []byte) bool {
	switch string(w) {
	case
		"api", "access", "secret", "private", "master", "auth", "encryption", "encrypt", "decryption", "decrypt", "signing", "sign", "signature",
		"machine", "validation", "license", "licence", "account", "shared", "storage", "service", "session", "cookie", "app", "application",
		"client", "consumer", "integration", "admin", "root", "hmac", "aes", "des", "rsa", "ssh", "crypto", "cipher", "security", "token",
		"subscription", "deploy", "write", "read", "project", "developer", "user", "server", "webhook", "sdk", "jwt", "wep", "wpa", "psk",
		"recovery", "unseal", "authorization", "authentication", "registration", "instrumentation", "publishable":
		return true
	}
	return false
}

// leadsToPage reports a word that, before "token", says that it stands for more results.
func leadsToPage(w []byte) bool {
	switch string(w) {
	case "next", "previous", "prev", "page", "continuation", "pagination", "cursor":
		return true
	}
	return false
}

// setsApart reports a word that, behind or before the word for a secret, says that
// the value is something about it or around it: its type, its length, a text that
// asks for it.
func setsApart(w []byte) bool {
	switch string(w) {
	case
		"type", "types", "name", "names", "field", "fields", "file", "files", "filename", "path", "paths", "dir", "url", "uri", "urls", "uris",
		"link", "endpoint", "length", "len", "size", "count", "max", "min", "minimum", "maximum", "limit", "num", "number", "index", "idx",
		"offset", "pos", "position", "policy", "rule", "rules", "regex", "regexp", "pattern", "format", "validator", "strength", "requirements",
		"required", "label", "title", "hint", "placeholder", "message", "msg", "tooltip", "error", "errors", "warning", "description", "desc",
		"help", "info", "advice", "prompt", "column", "col", "table", "expiry", "expires", "expiration", "expire", "exp", "ttl", "timeout",
		"age", "duration", "lifetime", "date", "time", "prefix", "suffix", "header", "headers", "scheme", "host", "port", "provider", "method",
		"mode", "helper", "mgr", "mgmt", "management", "manager", "handler", "store", "class", "component", "module", "plugin", "factory", "builder", "parser", "stream",
		"list", "map", "array", "iterator", "node", "kind", "reset", "forgot", "forgotten", "remember", "show", "hide", "visible", "enabled",
		"enable", "disabled", "disable", "allow", "allowed", "empty", "invalid", "missing", "recv", "sock", "exporter", "traffic", "sha", "md", "bcrypt", "argon", "resumption", "verifier", "is", "has", "needs", "cannot", "no", "without",
		"mandatory", "matching", "matches", "successfully", "changed", "sale", "authority", "public", "pub", "primary", "foreign", "sort",
		"partition", "cache", "hot", "row", "unique", "composite", "object", "dict", "hash", "hashes", "hashed", "digest", "fingerprint", "algorithm", "alg",
		"algo", "crypted", "encrypted", "version", "scope", "scopes", "audience", "issuer", "realm", "domain", "region", "role", "roles",
		"group", "page", "view", "template", "route", "button", "form", "input", "dialog", "tab", "menu", "icon", "css", "style", "color",
		"width", "height", "ref", "id", "ids", "bits", "bytes", "chars", "character", "characters", "codes", "binding", "bindings", "down", "up",
		"press", "board", "frame", "frames", "stroke", "event", "syms", "sym", "guard", "interceptor", "middleware", "strategy", "backend",
		"callback", "redirect", "grant", "request", "response", "status", "state":
		return true
	}
	return false
}

// namesNone reports a last word of a name after which no secret follows, whatever it
// looks like.
func namesNone(w []byte) bool {
	switch string(w) {
	case "name", "names", "type", "types", "url", "uri", "endpoint", "path", "file", "filename", "dir", "field", "fields", "length", "size", "count", "host", "port", "audience", "issuer",
		"scope", "scopes", "expires", "expiry", "expiration", "ttl", "version", "algorithm", "alg", "fingerprint", "label", "title", "description", "message", "error":
		return true
	}
	return false
}

// holdsPass reports a word after which "pass" is short for a password.
func holdsPass(w []byte) bool {
	switch string(w) {
	case "db", "user", "usr", "admin", "root", "proxy", "smb", "my", "mail", "email", "smtp", "imap", "ftp", "sftp", "ssh", "http", "redis", "mysql", "pg", "postgres", "login", "auth",
		"key", "store", "keystore", "cert", "test", "new", "old", "sudo", "su", "wifi", "wpa", "ldap", "sql", "mongo", "git", "bind", "master", "guest", "vnc", "rdp", "bot", "web", "mqtt", "oracle",
		"host", "pfx", "jks", "ssl", "pem", "gpg", "sa", "default":
		return true
	}
	return false
}
