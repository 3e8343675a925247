package secrets_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/secrets"
)

func TestPasswordsByPlace(t *testing.T) {
	scanner, err := secrets.New(secrets.Config{Only: []string{"call-password", "mysql-dsn", "command-password"}})
	require.NoError(t, err)
	r := rand.New(rand.NewPCG(6, 6))
	value := made(r, 10, letters) + made(r, 3, digits)
	for _, text := range []string{
		"$c = mysqli_connect('localhost', 'root', '%s', 'shop');", "new PDO('mysql:host=db;dbname=x', 'root', \"%s\")", `DriverManager.getConnection(url, "root", "%s");`, `new NetworkCredential("bob", @"%s")`,
		`req.SetBasicAuth("admin", "%s")`, "smtp.PlainAuth(\"\", from, `%s`, host)", `url.UserPassword("app", "%s")`, `requests.get(u, auth=('admin', '%s'))`, "server.login(\n    'bob@example.com',\n    '%s',\n)",
		`HTTPBasicAuth(user, "%s")`, `client.basic_auth("app", "%s")`, `pymysql.connect("db", "root", "%s", "x")`, `new BasicAWSCredentials(ids.get(0), "%s")`,
		`sql.Open("mysql", "root:%s@tcp(127.0.0.1:3306)/x")`, "DSN=app:%s@unix(/tmp/mysql.sock)/x",
		"echo 'root:%s' | chpasswd", "echo root:%s|chpasswd -e", "net user bob %s /add",
		"ssh-keygen -t rsa -N '%s' -f k", "az keyvault secret set --vault-name v --name db --value '%s'", "aws secretsmanager create-secret --name x --secret-string '%s'", "echo -n '%s' | gcloud secrets create db --data-file=-",
		"aws ssm put-parameter --name /p --type SecureString --value '%s'", "echo '%s' | wrangler secret put API_KEY", "echo root:%s | sudo chpasswd", "echo %s | docker login -u a --password-stdin reg", `echo -e '%s\n%[1]s' | passwd bob`, "useradd -p $(openssl passwd -1 '%s') bob", "echo %s | gh secret set TOKEN",
		"echo '%s' | sudo -S apt update", "echo -n %s | sudo -S id", "chpasswd:\n  list: |\n    root:%s\n", "sshpass -p %s ssh h", "mysql -u root -p%s x", "mariadb -p'%s' x", "mongosh -u root -p %s admin", "cqlsh -u c -p %s h",
		"sqlplus scott/%s@db:1521/orcl", "expdp system/%s full=y", "sqlcmd -S db -U sa -P %s", "bcp t out f -U sa -P %s", "lftp -u bob,%s ftp.internal", "smbclient //h/x -U 'bob%%%s'", "xfreerdp /v:h /u:bob /p:%s",
		"http -a bob:%s https://x.internal", "htpasswd -b /etc/.htpasswd bob %s", "htpasswd -nb admin \"%s\" | sed s/x/y/", "openssl enc -k %s -in a", "7z a -p%s x.7z f", "zip -P %s x.zip f", "unzip -P %s a.zip",
		"security add-generic-password -a b -s x -w '%s'", "wpa_passphrase Home '%s'", "ldappasswd -D cn=a -s '%s'", "mosquitto_pub -u b -P '%s' -t x", "rclone obscure '%s'", "ipmitool -H h -U a -P %s power on",
		"winexe -U 'dom/bob%%%s' //h cmd", "rootpw --plaintext %s", "stats auth admin:%s", ": PSK \"%s\"", "gh secret set TOKEN --body \"%s\"", "helm registry login r -u a -p %s", "cx_Oracle.connect('scott', '%s', 'db')",
	} {
		found := scanner.Scan(fmt.Appendf(nil, text, value))
		require.Len(t, found, 1, text)
		require.Equal(t, value, found[0].Secret.Reveal(), text)
	}
	for _, text := range []string{
		`mysqli_connect($host, $user, $password)`, `mysqli_connect("localhost", "root", "")`, `new PDO($dsn, "root", "$password")`, `req.SetBasicAuth("user", "password")`, `SetBasicAuth("go-resty", "welcome")`,
		`cfg.Login("github.com", "test-user-1", token, "ssh")`, `page.login("Sign in", "Log out")`, `auth=(user, os.environ["PASSWORD"])`, `getConnection("a", "b")`, `setBasicAuth("a", "APP_PASSWORD")`, `basicAuth(f("x", "k4t8"))`,
		`basicAuth("a" + "b", "k4t8" + c)`, `"user:password@tcp(localhost)/db"`, `"%s:%s@tcp(%s)/%s"`, "cat /etc/passwd", "echo k4t8d93 | grep x /etc/passwd", "echo x4t8d93 > /etc/passwd", "ssh-keygen -t rsa -N '' -f k", "aws ssm put-parameter --type String --value k4t8d93", "chpasswd < file", "echo $LINE | chpasswd", "echo 'root:$PASS' | chpasswd", "net user bob * /add", "net user bob /delete", "net user",
		"mysql -P3306 -h db", "mysql -u root -p orders", "unzip -p a.zip f4t7", "sqlplus / as sysdba", "psk is k4t8d93", "echo $P | sudo -S id", "echo k4t8d93 | grep x | sudo -S id", "gh secret set A --body 'an organization secret'",
		"http -a $AUTH https://x", "chpasswd:\n  list: |\n    root:RANDOM\n    bob:$6$k4t8$d93\n", "stats auth admin:${PASS}", "wpa_passphrase ssid passphrase", "htpasswd -b f bob $PASS",
	} {
		require.Empty(t, scanner.Scan([]byte(text)), text)
	}
}
