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
	} {
		found := scanner.Scan(fmt.Appendf(nil, text, value))
		require.Len(t, found, 1, text)
		require.Equal(t, value, found[0].Secret.Reveal(), text)
	}
	for _, text := range []string{
		`mysqli_connect($host, $user, $password)`, `mysqli_connect("localhost", "root", "")`, `new PDO($dsn, "root", "$password")`, `req.SetBasicAuth("user", "password")`, `SetBasicAuth("go-resty", "welcome")`,
		`cfg.Login("github.com", "test-user-1", token, "ssh")`, `page.login("Sign in", "Log out")`, `auth=(user, os.environ["PASSWORD"])`, `getConnection("a", "b")`, `setBasicAuth("a", "APP_PASSWORD")`, `basicAuth(f("x", "k4t8"))`,
		`basicAuth("a" + "b", "k4t8" + c)`, `"user:password@tcp(localhost)/db"`, `"%s:%s@tcp(%s)/%s"`, "chpasswd < file", "echo $LINE | chpasswd", "echo 'root:$PASS' | chpasswd", "net user bob * /add", "net user bob /delete", "net user",
	} {
		require.Empty(t, scanner.Scan([]byte(text)), text)
	}
}
