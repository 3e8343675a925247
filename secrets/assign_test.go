package secrets_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/secrets"
)

// made returns made-up characters of a class.
func made(r *rand.Rand, n int, class string) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = class[r.IntN(len(class))]
	}
	return string(b)
}

const (
	letters = "abcdefghijklmnopqrstuvwxyz"
	digits  = "0123456789"
	alnum   = letters + "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + digits
)

// dresses are how languages and files assign a value to a name.
var dresses = []struct{ name, text string }{
	{"python", `password = "%s"`},
	{"javascript", `  const apiKey = '%s';`},
	{"go", "\tdbPassword := \"%s\""},
	{"go with a type", `var authToken string = "%s"`},
	{"go raw", "accessToken := `%s`"},
	{"go struct", "\tClientSecret: \"%s\","},
	{"java", `private static final String DB_PASSWORD = "%s";`},
	{"java setter", `config.setPassword("%s");`},
	{"java property", `System.setProperty("APP_TOKEN", "%s")`},
	{"c#", `public const string ClientSecret = "%s";`},
	{"c# indexer", `["password"] = "%s"`},
	{"php", `$password .= "%s";`},
	{"php array", `'password' => '%s',`},
	{"perl", `my $passwd = '%s';`},
	{"ruby hash", `User.create!(name: "Joe", password: "%s")`},
	{"ruby rocket", `:secret_key => "%s"`},
	{"ruby default", `token ||= '%s'`},
	{"rust", `let api_key: &str = "%s";`},
	{"kotlin", `val apiToken: String = "%s"`},
	{"swift", `let clientSecret = "%s"`},
	{"typescript", `  private readonly accessToken: string = '%s'`},
	{"r", `secret_key <- "%s"`},
	{"lua", `auth_token="%s"`},
	{"c", `#define API_SECRET "%s"`},
	{"make", `API_TOKEN ::= %s`},
	{"make, default", `API_TOKEN ?= %s`},
	{"python environment", `os.environ["SECRET_KEY"] = "%s"`},
	{"python default", `SECRET = os.getenv("NAME", "%s")`},
	{"python keyword", `connect(host, user="app", password="%s")`},
	{"python bytes", `secret_key = b'%s'`},
	{"comparison", `if (password === "%s") {`},
	{"yoda", `if password != "%s":`},
	{"shell", `export API_TOKEN=%s`},
	{"shell quoted", `API_TOKEN="%s"`},
	{"dotenv", "DB_PASSWORD=%s\nDB_HOST=localhost"},
	{"properties", "spring.datasource.password=%s"},
	{"ini", "password = %s"},
	{"toml", `secret_key = "%s"`},
	{"yaml", "  password: %s"},
	{"yaml quoted", "  apiKey: '%s'"},
	{"yaml list", "- name: DB_PASSWORD\n  value: %s"},
	{"yaml list quoted", "- name: API_TOKEN\n  value: \"%s\""},
	{"yaml block", "password: |\n  %s\n"},
	{"json", `{"password": "%s"}`},
	{"json compact", `{"user":"a","access_token":"%s","n":1}`},
	{"json in a string", `"body": "{\"password\": \"%s\", \"id\": 12}"`},
	{"html entities", `{&#34;password&#34;: &#34;%s&#34;}`},
	{"html quotes", `alert(&quot;password:%s&quot;)`},
	{"xml", `<password>%s</password>`},
	{"xml lines", "<apiToken>\n    %s\n</apiToken>"},
	{"xml attribute", `<server user="root" password="%s"/>`},
	{"property list", "<key>Password</key>\n\t<string>%s</string>"},
	{"unattend.xml", "<Password><Value>%s</Value><PlainText>true</PlainText></Password>"},
	{"spanish", "contraseña: %s"},
	{"french", "mot de passe : %s"},
	{"table", "Key         Value\n---         -----\nuser        app\npassword    %s"},
	{"xml pair", `<add key="ClientSecret" value="%s" />`},
	{"xml property", `<property name="password" value="%s"/>`},
	{"terraform", "variable \"api_token\" {\n  default = \"%s\"\n}"},
	{"sql", `CREATE USER app WITH PASSWORD '%s';`},
	{"sql identified", `CREATE USER app IDENTIFIED BY '%s';`},
	{"sql function", `SET x = PASSWORD('%s');`},
	{"flag", `mysqldump --password=%s --all`},
	{"flag with a blank", `deploy --user app --password %s --force`},
	{"flag of windows", `Rubeus.exe hash /password:%s /user:x`},
	{"powershell", `$password = ConvertTo-SecureString '%s' -AsPlainText -Force`},
	{"powershell environment", `$env:API_TOKEN = "%s"`},
	{"docker run", `docker run -d -e MYSQL_ROOT_PASSWORD=%s mysql`},
	{"dockerfile env", `ENV API_TOKEN=%s`},
	{"dockerfile arg", `ARG DB_PASSWORD=%s`},
	{"netrc", "machine git.internal login app password %s\n"},
	{"ado", `Server=db;User Id=app;Password=%s;Encrypt=true`},
	{"odbc", `Driver={x};Server=db;Uid=app;Pwd=%s;`},
	{"jdbc", `jdbc:postgresql://db/orders?user=app&password=%s`},
	{"connection string after others", `"Default": "Server=db;Database=x;User Id=sa;Password=%s;"`},
	{"dockerfile with a blank", `ENV DB_PASSWORD %s`},
	{"redis.conf", `requirepass %s`},
	{"powershell, short name", `$pw = ConvertTo-SecureString '%s' -AsPlainText -Force`},
	{"powershell, flags", `ConvertTo-SecureString -AsPlainText -Force -String '%s'`},
	{"set-cookie", `Set-Cookie: PHPSESSID=%s; path=/`},
	{"sentence", "my password is %s, please"},
	{"sentence about something", "The password for the admin user is: %s."},
	{"query", `https://api.internal/v1?access_token=%s&page=2`},
	{"comment", `// password: "%s"`},
	{"markdown", "Password: `%s`"},
	{"next line", "const accessToken =\n  '%s'"},
	{"header", `curl -H "X-Api-Key: %s" https://api.internal`},
	{"private token", `PRIVATE-TOKEN: %s`},
	{"escape of a tab", `"#define\tpassword\t\"%s\""`},
	{"ini, one line", "host=a user=b password=%s dbname=c"},
	{"log line", "user:app password:%s"},
}

func TestAssignments(t *testing.T) {
	scanner, err := secrets.New(secrets.Config{Only: []string{"generic-credential"}})
	require.NoError(t, err)
	for _, d := range dresses {
		t.Run(d.name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 1))
			lost := 0
			for range 40 {
				value := made(r, 16+r.IntN(24), alnum)
				text := "first line\n" + fmt.Sprintf(d.text, value) + "\n"
				found := false
				for _, f := range scanner.Scan([]byte(text)) {
					found = found || f.Secret.Reveal() == value
				}
				if !found {
					lost++
				}
			}
			require.LessOrEqual(t, lost, 3, "of 40 values; %s", d.text)
		})
	}
}

// What people choose is harder to tell from words.
func TestWeakPasswords(t *testing.T) {
	scanner, err := secrets.New(secrets.Config{Only: []string{"generic-credential"}})
	require.NoError(t, err)
	r := rand.New(rand.NewPCG(1, 1))
	for _, d := range []string{`password = "%s"`, "DB_PASSWORD=%s", `"password": "%s"`, "  password: %s", `String pwd = "%s";`} {
		found, all := 0, 0
		for range 50 {
			word := []string{"hunter", "falcon", "Summer", "coffee", "Thunder", "orchid"}[r.IntN(6)]
			for _, value := range []string{word + made(r, 2, digits) + "!", word + made(r, 4, digits), made(r, 8, letters), made(r, 7, letters) + made(r, 3, digits)} {
				all++
				if len(scanner.Scan(fmt.Appendf(nil, d, value))) > 0 {
					found++
				}
			}
		}
		require.Greater(t, found*100/all, 80, "%s", d)
	}
	for _, text := range []string{
		`password = "hunter` + `2"`, "PW:=FlUgeGeHe" + "ImEn01", `private_key = "0x` + made(r, 64, "0123456789abcdef") + `"`, `"password": "Gr\u00fc\u00dfe_7` + `131"`, "PASSWORD=Correct" + "Horse2BatteryStaple", `token = "PRIVATE+KEY+example+00000c67+AXu6` + made(r, 40, alnum) + `"`,
	} {
		require.Len(t, scanner.Scan([]byte(text)), 1, "%s", text)
	}
}

func TestNoAssignments(t *testing.T) {
	scanner, err := secrets.New(secrets.Config{})
	require.NoError(t, err)
	r := rand.New(rand.NewPCG(1, 1))
	const uuid = "2964ec8e-0d48-4541-b305-94cab537f867"
	hex40, hex64, mixed := made(r, 40, "0123456789abcdef"), made(r, 64, "0123456789abcdef"), made(r, 86, alnum)
	for _, text := range []string{
		// references
		"password = config.password", "token := nextToken()", "password: credentials.password,", "String token = request.getToken();", "c.Token = tokenStr", "api_port := os.Getenv(\"API_PORT\")",
		`password: process.env.DB_PASSWORD,`, `secret = key_generator.generate_key("ActiveStorage")`, "this.apiKey = apiKey", "password=$password", `password="$DB_PASSWORD"`, "PASSWORD=%PASSWORD%",
		`password = password.encode("utf-8")`, `os.environ["API_TOKEN"]`, `if pwd := os.Getenv("PWD"); pwd != tc.pwd {`, `"PWD="+cmd.Dir, "GOROOT="+root`,
		// templates
		"API_KEY=${API_KEY}", `token: "{{ .Values.token }}"`, `password: ${{ secrets.PASSWORD }}`, `password = "<your-password>"`, `api_token := fmt.Sprintf("%s-%v", a, b)`, `token: "%s"`, `password: ENC[AES256,data]`,
		"SECRET_KEY=#{secret_key}", "password: [redacted]", "password=********", "--password <password>", `"token": "@{token}"`,
		// placeholders and constants
		`password = "changeme"`, "API_KEY=your_api_key_here", "token: xxxxxxxxxxxxxxxx", `token = "abcdefghijklmnopqrstuvwxyz"`, `token: null`, "password: true", `secret = "1111111111111111"`, `"password": "password"`,
		"FLYWAY_TOKEN=s.abcdefghijklmnopqrstuvwx", "export ACCESS_TOKEN=" + strings.Repeat("deadbeef", 5), "password: string", "password = None",
		// texts
		`"LABEL_PASSWORD": "Enter the password again"`, `"TITLE_CHANGE_PASSWORD": "Cambiar Contraseña"`, `"FORGOT_PASSWORD": "パスワードをお忘れですか"`, `"PASSWORD_TOO_SHORT": "The password is too short."`,
		"The token is used to authenticate the user.", "// Password: at least eight characters", "a password field for the form",
		// names that say something else
		`token_type: "bearer"`, `primaryKey="shop_id"`, "keyboard: en_US", `tokenizer = "whitespace"`, `author: "Jane"`, `"monkey": "banana42"`, `"keyword": "h4x0r77"`, `secret_name = "db-main-7"`,
		`password_file = "/etc/app/pw"`, "TOKEN_URL=https://login.example.com/oauth/token", `publicKey: "` + mixed + `"`, `"minipass": "^7.0.4"`, "passwordMinLength: 12", `authority = "login.example.com:8080"`,
		// digests, versions, colours, numbers
		"checksum = \"" + hex64 + "\"", `"integrity": "sha512-` + mixed + `=="`, "commit " + hex40, "golang.org/x/oauth2 v0.0.0-20190226205417-e64efc72b421/go.mod h1:" + mixed[:43] + "=",
		`{"session_id":"0fe65b14-21bd-4a25-91b1-e9b1b2f2b7a1"}`, "sessionId=0fe65b14-21bd-4a25-91b1-e9b1b2f2b7a1", "key: sha256:" + hex64, `token: "#f8f8f2"`, `"oauth2": "1.2.3"`, "SYS_PKEY_ALLOC = 5324", "TCP_FASTOPEN_KEY = 0x21", "token_ca_hash sha256:" + hex64, `<input name="csrf_token" value="` + mixed[:44] + `">`,
		// found in other people's repositories, where they are no secrets
		`"keyId": "` + mixed[:42] + `8="`, `const Saml2Bearer = "urn:ietf:params:oauth:grant-type:saml2-bearer"`, `<string name="lock_using_passcode">Suojakoodi</string>`, `LOCK_PASSCODE = "passcode"`,
		"`K8SDaemonsetUIDKey` -> `K8SDaemonSetUIDKey`", `'PW' => 'Palaos',`, `"en_PW": "en_001",`, `"symfony/password-hasher": "^6.4|^7.0"`, `adminPasswordMtime: "2006-01-02T15:04:05Z"`, "identified by `uuid`. The",
		"fastcgi_pass phpfpm-server:9000;", `const TokenAddress = '0x` + hex40 + `'`, `PASSWORD_HASH_METHOD = "pbkdf2:sha256"`, "RUN sh -c \"[ \"$PWD\" = \"`+expected+`\" ]\"", "unset MVNW_USERNAME MVNW_PASSWORD MVNW_REPOURL || :",
		"SignedHeaders=host;x-amz-date;x-amz-security-token, Signature=" + hex64,
		"The password is required.", "the token is base64-encoded", "a key is 256 bits long", "The secret for the API is sha256 hashed", "the password of the user is stored in /etc/app/p4ss",
		`| URL format | jdbc:x;Server=a;Password=personal-access-token |`,
		"API_KEY=\nencrypted_0727dd33f742_key=\n", "- Pass `nugetkey` as parameter (#8461)", "`csvsql --db {{mysql://pengguna:kata_sandi@host/x}}`",
		"self.old_pwd_getpwuid = pwd.getpwuid", "Password: b64Pwd,", `"key": "0x` + hex64 + `"`, `pp.Set("X-Amz-Credential", "KVGKMDUQ23TCZXTLTHLP/20160727/us-east-1/s3/aws4_request")`,
		`PASSWORD_CIPHER_DEFAULT = "AES/CBC/PKCS5Padding"`, `# Verify signature using public key "RWTx5Zr1` + mixed[:40] + `"`, "{{ $nonce := uuidv4 -}}",
		`com-nimbusds-nimbus-jose-jwt = "com.nimbusds:nimbus-jose-jwt:10.9.1"`, "APP_KEY=SomeRandomStringOf32CharsExactly",
		`nextToken: "next123"`, `"previousToken": "xyz789"`, "<UserSecretsId>" + uuid + "</UserSecretsId>", `"XDG_SESSION_ID": "66126",`,
		`KRB5_PASSWORD_ENV = 'KRB5_PASSWORD'`, "CRON_TOKEN=PLEASE_REPLACE_WITH_32_CHAR_CODE", "esxi1_password: @ESXI1_PASSWORD", `become_success_token = b'BECOME-abcdefghijklmnopqrstuvwxyz'`,
		`"reset_webhook_secret": "Webhook\u306e\u30b7\u30fc\u30af\u30ec\u30c3\u30c8"`, `"access_token": "Henkil\u00f6kohtainen K\u00e4ytt\u00f6oikeuskoodi"`, `"client_secret": "Tajn\u00e9"`,
		`'password' => 'required|string|min:16|secure_password|confirmed',`, "secrets.NewSecret(`ey[a-zA-Z0-9]{17,}\\.ey[a-zA-Z0-9]{17,}`)", `for _, word := range []string{"tokens", "symbol2label"} {`,
		"ClientAuthenticationToken clientPrincipal = OAuth2AuthenticationProviderUtils\n\t.get(a);", "SecurePassword.register(:argon2, SecurePassword::Argon2Password)", "see `derivePassword`, `sha256sum`, `genPrivateKey`",
		"docker run -v=\"$PWD:/pwd\" -w=/pwd golang:1.27", "7za a -mhe=off -ppassword test.7z", "[sudo, key=x] password: debug2: channel 2: written 67", `verifierKey := "PeterNeumann+c74f20a3+ARpc` + mixed[:40] + `"`,
	} {
		require.Empty(t, scanner.Scan([]byte(text)), "%s", text)
		require.Empty(t, scanner.Scan([]byte("x = 1\n"+text+"\ny = 2\n")), "%s", text)
	}
}

// The time that a text takes must not grow with the square of its length: 64 KiB
// take some hundredths of a second at worst, and would take minutes.
func TestAssignmentsAreBounded(t *testing.T) {
	scanner, err := secrets.New(secrets.Config{})
	require.NoError(t, err)
	for _, unit := range []string{"token=", "password:", "key", "pass\"", "http://", "ab://a:", "ab://a@", "secret('", "token = \"", "bearer ", " -u a:", "password=\\", "key\\\"", "--user=", "&quot;token", "<token>\n", "mysql ", "kind: secret\n", "data:\n a: aaaaaaaaaaaa\nkind: secret\n"} {
		text := []byte(strings.Repeat(unit, 1<<16/len(unit)))
		start := time.Now()
		scanner.Scan(text)
		require.Less(t, time.Since(start), 30*time.Second, "%q", unit)
	}
}

func FuzzDetectors(f *testing.F) {
	scanner, err := secrets.New(secrets.Config{Only: []string{"generic-credential", "url-credential", "oracle-connection", "authorization-header", "curl-user", "command-password", "netrc-password", "kubernetes-secret"}, MinConfidence: 1e-9})
	require.NoError(f, err)
	for _, d := range dresses { // each way of writing
		f.Add(fmt.Appendf(nil, d.text, "aB3dE5fG7h"))
	}
	for _, text := range []string{ // ends in the middle of everything
		"password", "password=", "password=\"", "password=\\", "password = '", "://", "a://b", "a://b:c@", "a://:@", "Basic ", "Bearer", "bearer %2", "curl -u ", "--user", "--user=':", "pw:", "key(", "key[\"", "<key>",
		"key=&quot;", "key\\\\\\\"", "key = |\n", "oracle:thin:a/", "token: {\"", "pwd='''", "token=$(", "\x00key=\xff\xff\xff\xff", "password::::=a", "identified by", "kind: secret\ndata:\n a: |", "data: {a: aaaaaaaaaa}\nkind: secret",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		found := scanner.Scan(text)
		for _, finding := range found {
			require.LessOrEqual(t, 0, finding.Pos.Offset)
			require.Less(t, finding.Pos.Offset, finding.End.Offset)
			require.LessOrEqual(t, finding.End.Offset, len(text))
			if finding.Encoding == nil {
				require.Equal(t, string(text[finding.Pos.Offset:finding.End.Offset]), finding.Secret.Reveal())
			}
			require.Greater(t, finding.Confidence, 0.0)
			require.LessOrEqual(t, finding.Confidence, 1.0)
		}
		// What stands far away does not matter.
		far := []byte(strings.Repeat("\n", 600))
		require.Len(t, scanner.Scan(append(append(append([]byte{}, far...), text...), far...)), len(scanner.Scan(append(append([]byte("\n"), text...), '\n'))))
	})
}

// Clean text is scanned without memory, however many words like "token" it holds.
func TestCleanTextAllocatesNothing(t *testing.T) {
	scanner, err := secrets.New(secrets.Config{})
	require.NoError(t, err)
	if raced {
		t.Skip("the race detector makes sync.Pool forget")
	}
	text := []byte(strings.Repeat("\tif tok := p.next(); tok.kind == token.EOF || tok.key != \"\" { // a key, its author, https://example.com/a\n\t\treturn parseToken(password, secret: cfg.Secret, apiKey=self.api_key, \"auth\")\n\t\tset(\"password\", \"PASSWORD_FIELD\")\n", 200))
	require.Zero(t, testing.AllocsPerRun(10, func() { require.Empty(t, scanner.Scan(text)) }))
}

func TestFileNames(t *testing.T) {
	scanner, err := secrets.New(secrets.Config{MinConfidence: 0.01})
	require.NoError(t, err)
	confidence := func(name string) float64 {
		found := scanner.ScanFile(name, []byte(`"password": "Adgang77"`))
		require.Len(t, found, 1, name)
		return found[0].Confidence
	}
	for _, name := range []string{"src/locales/da.json", "assets/i18n/da.json", "yarn.lock", "a/b/vendor.min.js", "da.po"} {
		require.Less(t, confidence(name), confidence("src/config.json"), name)
	}
	require.InDelta(t, confidence(""), confidence("src/config.json"), 1e-9)
}
