package envguard_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/envguard"
)

const canary = "s3cr3tCANARY"

// grammars are connection strings with a password, one of each grammar.
var grammars = []string{
	"postgres://user:%s@db.acme.com:5432/app", "postgresql+psycopg2://user:%s@db.acme.com/app?sslmode=require", "postgres://user:%s@/app?host=db.acme.com",
	"postgres://user@db.acme.com/app?password=%s", "postgres://user:a@%s@db.acme.com/app", "postgres://user:a?b%s@db.acme.com/app", "postgres://user:a#b%s@db.acme.com/app",
	"postgres://user:a/%s@db.acme.com/app", "postgres://user:a@b?c=%s@db.acme.com/app", "postgres://user:a?%s=1@db.acme.com/app", "postgres://:%s@db.acme.com/app",
	"host=db.acme.com user=u password=%s", "host=db.acme.com password='a b %s' user=u", "mysql://u:%s@db.acme.com/app", "u:%s@tcp(db.acme.com:3306)/app",
	"u:a@tcp(%s@tcp(db.acme.com:3306)/app", "jdbc:mysql://u:%s@db.acme.com/app", "jdbc:postgresql://db.acme.com/app?user=u&password=%s",
	"jdbc:sqlserver://db.acme.com;user=u;password=%s", "jdbc:oracle:thin:u/%s@//db.acme.com:1521/x", "jdbc:oracle:thin:u/%s@db.acme.com:1521:x",
	"Server=db.acme.com;User Id=u;Password=%s;", "Server=db.acme.com;Uid=u;Pwd={a;%s}", "Driver={X};Server=db.acme.com;PWD=%s", "DSN=Warehouse;UID=u;PWD=%s",
	"mongodb://u:%s@a.acme.com,b.acme.com/app", "mongodb+srv://u:%s@c.abc.mongodb.net/app", "redis://:%s@redis.acme.com:6379", "redis://%s@redis.acme.com:6379",
	"amqps://u:%s@mq.acme.com/v", "u:%s@xy12345.us-east-1/DB/PUBLIC", "https://%s@db.acme.com", "https://u:%s@db.acme.com:9243", "libsql://x.turso.io?authToken=%s",
	"mssql+pyodbc:///?odbc_connect=SERVER%%3Ddb.acme.com%%3BPWD%%3D%s", "Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=k;SharedAccessKey=%s",
	"DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=%s", "AccountEndpoint=https://x.documents.azure.com/;AccountKey=%s", "user/%s@db.acme.com:1521/x",
	"databricks://token:%s@adb-1.azuredatabricks.net?http_path=x", "snowflake://u:%s@acme/DB", "clickhouse://u:%s@db.acme.com/x", "%s", "postgres://%s",
}

func output(t testing.TB, env envguard.Environment) string {
	t.Helper()
	b, err := json.Marshal(env)
	require.NoError(t, err)
	return fmt.Sprintf("%v %+v %#v %s", env, env, env, b)
}

func TestNoPasswordInSigns(t *testing.T) {
	for _, g := range grammars {
		dsn := fmt.Sprintf(g, canary)
		if g != "%s" && g != "postgres://%s" {
			description, _, _, _, _ := envguard.ParseDSN(dsn)
			require.NotContains(t, description, canary, dsn)
		}
		for _, secret := range []string{dsn, "prod-" + dsn} {
			for _, name := range []string{"DATABASE_URL", "PROD_DATABASE_URL", "REDIS_URL", "API_URL", "DB_PASSWORD", "PGPASSWORD", "AWS_SECRET_ACCESS_KEY", "X_TOKEN"} {
				if (g == "%s" || g == "postgres://%s") && strings.HasSuffix(name, "URL") {
					continue // what is given as a host is no secret
				}
				s := envguard.Surroundings{Environ: []string{name + "=" + secret}, Dir: "/app"}
				require.NotContains(t, output(t, envguard.Detect(s)), canary, "%s=%s", name, secret)
				if g == "postgres://%s" {
					continue
				}
				require.NotContains(t, output(t, envguard.DetectCommand(s, `psql "$`+name+`" -c 'select 1'`)), canary, "%s=%s", name, secret)
				file := func(n string) ([]byte, error) {
					if n == "/app/.env" {
						return []byte(name + "='" + secret + "'\n"), nil
					}
					return nil, fs.ErrNotExist
				}
				require.NotContains(t, output(t, envguard.Detect(envguard.Surroundings{Dir: "/app", ReadFile: file})), canary)
			}
		}
	}
	for _, command := range []string{"mysql -uroot -p%s -h prod-db.acme.com", "PGPASSWORD=%s psql -h prod-db.acme.com", "redis-cli -a %s -h prod.acme.com", "mysql --password=%s app_prod",
		"curl -u prod:%s https://api.prod.acme.com", "sshpass -p %s ssh prod-1", "export PROD_PASSWORD=%s; ./deploy.sh prod", "./deploy.sh prod --token=%s", "STRIPE_SECRET_KEY=sk_live_%s npm start"} {
		require.NotContains(t, output(t, envguard.DetectCommand(envguard.Surroundings{}, fmt.Sprintf(command, canary))), canary, command)
	}
}

// productionSigns make surroundings more dangerous, never less.
var productionSigns = []string{"NODE_ENV=production", "RAILS_ENV=production", "APP_ENV=prod", "REPLICA_DATABASE_URL=postgres://u:pw@prod-db.acme.com/app", "AWS_PROFILE=prod",
	"STRIPE_SECRET_KEY=sk_live_EXAMPLE", "S3_BUCKET=acme-prod", "HOSTNAME=prod-1", "PRODUCTION=true", "MONGO_HOST=mongo.prod.acme.com", "TF_WORKSPACE=prod"}

// danger orders the answers as the default verdicts do.
func danger(e envguard.Environment) int {
	switch {
	case e.Stage == envguard.Production:
		return 5
	case e.Stage == envguard.Unknown && e.Remote:
		return 4
	case e.Stage == envguard.Staging:
		return 3
	case e.Stage == envguard.Unknown:
		return 2
	}
	return 1
}

func TestProductionSignNeverMakesSafer(t *testing.T) {
	for _, c := range corpus(t) {
		before := c.detect()
		for _, sign := range productionSigns {
			name, value, _ := strings.Cut(sign, "=")
			if _, set := c.Env[name]; set || len(c.Files) > 0 && strings.HasSuffix(name, "_ENV") || name == "MONGO_HOST" && c.Env["MONGO_PORT"] != "" {
				continue // it would replace another value, or choose other files
			}
			more := c
			more.Env = map[string]string{name: value}
			maps.Copy(more.Env, c.Env)
			after := more.detect()
			require.GreaterOrEqual(t, danger(after), danger(before), "%s with %s: %v before, %v after", c.ID, sign, before, after)
		}
	}
}

// TestWrappersChangeNothing: what only runs a command does not make its target
// safer.
func TestWrappersChangeNothing(t *testing.T) {
	wrappers := []string{"sudo %s", "env %s", "nohup %s", "timeout 5 %s", "time %s", "bash -c '%s'", "true && %s", "(%s)", "{ %s; }", "if true; then %s; fi", "nice -n 5 %s", "npx %s", "echo x; %s",
		"for i in 1 2; do %s; done", "  %s  ", "sudo -u x env A=b sh -c '%s'", "ssh web-1 '%s'", "kubectl exec pod-1 -- %s"}
	for _, command := range []string{"psql -h prod-db.acme.com -c x", "kubectl --context prod get pods", "aws --profile prod s3 ls", "heroku pg:reset -a acme-prod", "redis-cli -h redis.acme.com flushall",
		"psql postgres://u:pw@staging-db.acme.com/app", "terraform -chdir=envs/prod destroy"} {
		want := envguard.DetectCommand(envguard.Surroundings{}, command)
		for _, w := range wrappers {
			wrapped := fmt.Sprintf(w, command)
			got := envguard.DetectCommand(envguard.Surroundings{}, wrapped)
			require.GreaterOrEqual(t, danger(got), danger(want), "%s: %v", wrapped, got)
		}
	}
}

func TestNames(t *testing.T) {
	s := envguard.Surroundings{Environ: []string{"DATABASE_URL=postgres://u:pw@db7.corp.acme.com/app"}}
	require.Equal(t, envguard.Unknown, envguard.Detect(s).Stage)
	s.Names = []envguard.Name{{Pattern: "db7.*.acme.com", Stage: envguard.Production}}
	require.Equal(t, envguard.Production, envguard.Detect(s).Stage)
	s.Names = []envguard.Name{{Pattern: "DB7", Stage: envguard.Development}, {Pattern: "*", Stage: envguard.Production}}
	got := envguard.Detect(s)
	require.Equal(t, envguard.Development, got.Stage)
	require.True(t, got.Remote)
	s = envguard.Surroundings{Environ: []string{"AWS_PROFILE=blue", "ENVIRONMENT=green"}, Names: []envguard.Name{{Pattern: "blue", Stage: envguard.Production}}}
	require.Equal(t, envguard.Production, envguard.Detect(s).Stage)
}

func TestNothing(t *testing.T) {
	require.Equal(t, envguard.Environment{}, envguard.Detect(envguard.Surroundings{}))
	require.Equal(t, envguard.Environment{}, envguard.DetectCommand(envguard.Surroundings{}, ""))
	require.Equal(t, envguard.Unknown, envguard.DetectCommand(envguard.Surroundings{Environ: []string{"NODE_ENV=development"}}, "psql 'x").Stage)
	require.Equal(t, envguard.Production, envguard.DetectCommand(envguard.Surroundings{Environ: []string{"NODE_ENV=production"}}, "psql 'x").Stage)
}

func TestHere(t *testing.T) {
	s := envguard.Here(t.TempDir())
	require.NotEmpty(t, s.Environ)
	_, err := s.ReadFile("/dev/zero")
	require.Error(t, err)
	_ = envguard.Detect(s)
}
