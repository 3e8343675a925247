package secrets

// formRules find secrets by their form or by where they stand, whoever's they are.
var formRules = []Rule{
	{
		ID: "url-credential", Description: "password in a URL", Severity: High,
		Keywords: beforeSlashes, detect: inURL,
		Examples:    []string{"postgres://app:{12 0-9A-Za-z}@db.internal:5432/orders", "https://{10 a-z}:{16 a-z0-9}@git.internal/repository.git"},
		NonExamples: []string{"https://acme.net/@{9 a-z}/a:b", "postgres://user:password@localhost/db", "redis://user:${PASSWORD}@localhost", "http://{8 a-z}.example:8080/"},
		Source:      "https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1",
	},
	{
		ID: "oracle-connection", Description: "password in the connection string of an Oracle database", Severity: High,
		Keywords: []string{"oracle:thin:", "oracle:oci:"}, detect: oracle,
		Examples:    []string{"jdbc:oracle:thin:app/{12 0-9A-Za-z}@db.internal:1521:orders"},
		NonExamples: []string{"jdbc:oracle:thin:@db.internal:1521/orders"},
		Source:      "https://docs.oracle.com/en/database/oracle/oracle-database/23/jjdbc/data-sources-and-URLs.html",
	},
	{
		ID: "authorization-header", Description: "credentials for HTTP", Severity: High,
		Keywords: []string{"bearer", "basic", "token "}, detect: inHeader,
		Examples:    []string{"Authorization: Bearer {32 0-9A-Za-z}", `-H 'Authorization: Basic YWRtaW46{1 Yb-d}{1 GHWXmn}{1 BFJNRVZdhlptx}{1 A-Za-z}{1 Yb-d}{1 GHWXmn}{1 BFJNRVZdhlptx}{1 A-Za-z}{1 Yb-d}{1 GHWXmn}{1 BFJNRVZdhlptx}{1 A-Za-z}'`},
		NonExamples: []string{"Authorization: Bearer ${TOKEN}", "Authorization: Bearer <token>", "a basic understanding of {12 a-z}"},
		Source:      "https://www.rfc-editor.org/rfc/rfc9110#section-11.6.2",
	},
	{
		ID: "curl-user", Description: "password on the command line of an HTTP client", Severity: High,
		Keywords: []string{"--user", " -u "}, detect: userFlag,
		Examples:    []string{"curl -u admin:{10 a-z}{4 0-9} https://api.internal/", `curl --user "admin:{8 a-z}{3 0-9}" https://api.internal/`},
		NonExamples: []string{"curl -u user:password https://api.internal/", "docker run --user 1000:1000 image"},
		Source:      "https://curl.se/docs/manpage.html#-u",
	},
	{
		ID: "command-password", Description: "password on a command line", Severity: High,
		Keywords: commandNames, detect: onCommandLine,
		Examples:    []string{"sshpass -p {12 0-9A-Za-z} ssh host", "mysql -u root -p{10 a-z}{3 0-9} orders", "docker login -u app -p '{14 0-9A-Za-z}' registry.internal", "redis-cli -h cache -a {16 a-z0-9} ping"},
		NonExamples: []string{"mysql -u root -p orders", "docker login -u app -p $TOKEN", "mysql --port 3306 -port", "sshpass -p <password> ssh host"},
	},
	{
		ID: "call-password", Description: "password in a call of a function", Severity: High,
		Keywords: calleeNames, detect: inCall,
		Examples:    []string{`mysqli_connect('localhost', 'app', '{10 a-z}{3 0-9}', 'orders')`, `req.SetBasicAuth("app", "{12 0-9A-Za-z}")`, `requests.get(url, auth=('app', '{10 a-z}{3 0-9}'))`},
		NonExamples: []string{`req.SetBasicAuth(user, password)`, `server.login("app", os.environ["PASSWORD"])`, `new PDO($dsn, $user, "{9 a-z} {9 a-z}")`},
		Source:      "https://www.php.net/manual/en/mysqli.construct.php",
	},
	{
		ID: "phrase-password", Description: "password in a sentence", Severity: High,
		Keywords: []string{" as the password", " as password", " as my password", " as the passphrase", " as the token", " as the api key"}, detect: inPhrase,
		Examples:    []string{"log in as app and use {8 a-z}{3 0-9}! as the password"},
		NonExamples: []string{"use what is in $PASSWORD as the password", "use sha256 as the password hash", "take {9 a-z} as the password"},
	},
	{
		ID: "mysql-dsn", Description: "password in the name of a MySQL data source", Severity: High,
		Keywords: []string{"@tcp(", "@unix("}, detect: inDSN,
		Examples:    []string{`sql.Open("mysql", "app:{12 0-9A-Za-z}@tcp(10.0.0.7:3306)/orders")`},
		NonExamples: []string{`"user:password@tcp(localhost)/db"`, `fmt.Sprintf("%s:%s@tcp(%s)/", a, b, c)`},
		Source:      "https://github.com/go-sql-driver/mysql#dsn-data-source-name",
	},
	{
		ID: "wallet-recovery-phrase", Description: "recovery phrase of a wallet", Severity: Critical,
		Keywords: []string{"mnemonic", "seed phrase", "seed_phrase", "seedphrase", "recovery phrase", "recovery_phrase", "recoveryphrase", "secret phrase"}, detect: inRecoveryPhrase,
		Examples:    []string{`mnemonic: "{6 a-z} {5 a-z} {4 a-z} {7 a-z} {6 a-z} {5 a-z} {4 a-z} {7 a-z} {6 a-z} {5 a-z} {4 a-z} {7 a-z}"`},
		NonExamples: []string{`mnemonic = "test test test test test test test test test test test junk"`, "The seed phrase is what you need in order to get at your wallet again.", `"mnemonic": "{6 a-z} {5 a-z}"`},
		Source:      "https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki",
	},
	{
		ID: "netrc-password", Description: "password in a netrc file", Severity: High,
		Keywords: []string{"machine ", "default login"}, detect: inNetrc,
		Examples:    []string{"machine api.acme.net\n  login someone\n  password {20 0-9A-Za-z}\n", "default login anonymous password {12 0-9A-Za-z}"},
		NonExamples: []string{"machine api.example.com login x", "machine  string\nlogin  string\npassword string", "machine h login a password <password>"},
		Source:      "https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html",
	},
	{
		ID: "generic-credential", Description: "password, key or token", Severity: High,
		Keywords: nameStems,
		detect:   assigned,
		Examples: []string{`password = "{9 a-z}{3 0-9}"`},
	},
}

// nameStems are what the names of secrets hold. Keywords of three bytes are found at
// the beginning of words only; hence the long rows.
var nameStems = []string{
	"pass", "pssw", "paasw", "psk=", "psk:", "kennwort", "contrase", "senha", "identified by", "securestring", "secret", "token", "cred", "auth", "salt", "nonce", "totp", "bearer",
	"session_id", "sessionid", "sessid", "connect.sid", "connection_string", "connectionstring",
	"psw", "pw:", "pw=", `pw"`, "pw'", "otp", "jwt",
	"pwd", "apwd", "bpwd", "cpwd", "dpwd", "epwd", "fpwd", "gpwd", "hpwd", "ipwd", "jpwd", "kpwd", "lpwd", "mpwd", "npwd", "opwd", "ppwd", "qpwd", "rpwd", "spwd", "tpwd", "upwd", "vpwd", "wpwd", "xpwd", "ypwd", "zpwd",
	"key", "akey", "bkey", "ckey", "dkey", "ekey", "fkey", "gkey", "hkey", "ikey", "jkey", "kkey", "lkey", "mkey", "nkey", "okey", "pkey", "qkey", "rkey", "skey", "tkey", "ukey", "vkey", "wkey", "xkey", "ykey", "zkey",
}

// beforeSlashes are the ends of the schemes of URLs.
var beforeSlashes = []string{
	"a://", "b://", "c://", "d://", "e://", "f://", "g://", "h://", "i://", "j://", "k://", "l://", "m://", "n://", "o://", "p://", "q://", "r://", "s://", "t://", "u://", "v://", "w://", "x://", "y://", "z://",
	"0://", "1://", "2://", "3://", "4://", "5://", "6://", "7://", "8://", "9://",
}

// personalRules are those of [Personal].
var personalRules = []Rule{}
