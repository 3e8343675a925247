package envguard_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/envguard"
)

// A judgedRow is a row of our own labelled cases.
type judgedRow struct {
	ID       string            `json:"id"`
	Env      map[string]string `json:"env"`
	Files    map[string]string `json:"files"`
	Command  string            `json:"command"`
	SQL      string            `json:"sql"`
	Dialect  string            `json:"dialect"`
	Severity string            `json:"severity"`
	Op       string            `json:"op"`
	Verdict  string            `json:"verdict"`
	Expect   string            `json:"expect_env"`
}

func judgedRows(t testing.TB, name string) []judgedRow {
	f, err := os.Open(name)
	require.NoError(t, err)
	defer f.Close()
	var out []judgedRow
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		var r judgedRow
		require.NoError(t, json.Unmarshal(s.Bytes(), &r))
		out = append(out, r)
	}
	require.NoError(t, s.Err())
	return out
}

func (r judgedRow) surroundings() envguard.Surroundings {
	s := envguard.Surroundings{Dir: "/project", Home: "/home/user", ReadFile: func(name string) ([]byte, error) {
		for _, n := range []string{name, strings.TrimPrefix(name, "/project/")} {
			if text, ok := r.Files[n]; ok {
				return []byte(text), nil
			}
		}
		return nil, os.ErrNotExist
	}}
	for name, value := range r.Env {
		s.Environ = append(s.Environ, name+"="+value)
	}
	return s
}

func (r judgedRow) judge(t testing.TB, j *envguard.Judge) envguard.Verdict {
	if r.SQL == "" {
		return j.Command(r.surroundings(), r.Command)
	}
	d, err := envguard.ParseDialect(r.Dialect)
	require.NoError(t, err)
	return j.SQL(r.surroundings(), r.SQL, d)
}

func newJudge(t testing.TB, cfg envguard.Config) *envguard.Judge {
	j, err := envguard.New(cfg)
	require.NoError(t, err)
	return j
}

// TestOperations holds the severities against our labels. What differs is listed.
func TestOperations(t *testing.T) {
	j := newJudge(t, envguard.Config{})
	rows := judgedRows(t, "testdata/ops.jsonl")
	equal := 0
	for _, r := range rows {
		want, err := envguard.ParseSeverity(r.Severity)
		require.NoError(t, err)
		v := r.judge(t, j)
		if v.Severity == want {
			equal++
			continue
		}
		t.Logf("%s: %s, labelled %s: %s", r.ID, v.Severity, want, r.Command+r.SQL)
		require.LessOrEqual(t, max(v.Severity, want)-min(v.Severity, want), envguard.Low, "%s: %s labelled %s: %s", r.ID, v.Severity, want, r.Command+r.SQL)
	}
	require.GreaterOrEqual(t, equal, len(rows)-7, "severities that equal the label")
}

// TestIncidents holds the verdicts against what would have prevented real losses.
// One of them happened in a browser, which is out of sight.
func TestIncidents(t *testing.T) {
	j := newJudge(t, envguard.Config{})
	for _, r := range judgedRows(t, "testdata/incidents.jsonl") {
		v := r.judge(t, j)
		if r.ID == "inc-15" {
			continue
		}
		require.Equal(t, r.Verdict, v.Action.String(), "%s %s: %s", r.ID, r.Command, v)
		require.NotEmpty(t, v.Operations[0].Why, r.ID)
	}
}

func TestFamilies(t *testing.T) {
	j := newJudge(t, envguard.Config{})
	for _, c := range families {
		command, want, _ := strings.Cut(c, " # ")
		severity, kind, _ := strings.Cut(want, " ")
		v := j.Command(envguard.Surroundings{Dir: "/project", Home: "/home/user"}, command)
		require.Equal(t, severity, v.Severity.String(), "%s: %s", command, v)
		if kind != "" {
			require.Equal(t, kind, v.Operations[0].Kind, command)
		}
	}
}

func TestMatrix(t *testing.T) {
	for _, c := range []struct {
		env     string
		command string
		want    envguard.Action
	}{
		{"DATABASE_URL=postgres://u:pw@db.prod.example.com/app", `psql "$DATABASE_URL" -c 'DROP TABLE users'`, envguard.Deny},
		{"DATABASE_URL=postgres://u:pw@db.staging.example.com/app", `psql "$DATABASE_URL" -c 'DROP TABLE users'`, envguard.Ask},
		{"DATABASE_URL=postgres://u:pw@localhost/app_test", `psql "$DATABASE_URL" -c 'DROP TABLE users'`, envguard.Allow},
		{"DATABASE_URL=postgres://u:pw@ep-x-1.us-east-2.aws.neon.tech/neondb", `bundle exec rspec`, envguard.Deny},
		{"DATABASE_URL=postgres://u:pw@localhost/app_test", `bundle exec rspec`, envguard.Allow},
		{"APP_ENV=test", `rm -rf /`, envguard.Deny},
		{"", `kubectl --context prod get pods`, envguard.Allow},
		{"", `kubectl --context prod delete ns web`, envguard.Deny},
		{"", `kubectl --context prod apply -f app.yaml`, envguard.Ask},
	} {
		v := newJudge(t, envguard.Config{}).Command(envguard.Surroundings{Environ: []string{c.env}}, c.command)
		require.Equal(t, c.want, v.Action, "%s %s: %s", c.env, c.command, v)
	}
}

func TestScriptsAreRead(t *testing.T) {
	j := newJudge(t, envguard.Config{})
	files := map[string]string{
		"package.json":  `{"scripts":{"db:push":"drizzle-kit push","clean":"rm -rf dist","pretest":"prisma migrate reset --force","test":"jest"}}`,
		"Makefile":      "all: build\n\nbuild:\n\tgo build ./...\n\nwipe: stop\n\tdropdb $(DB)\n\nstop:\n\tdocker compose stop\n",
		"justfile":      "deploy env:\n    kubectl delete ns {{env}}\n",
		"composer.json": `{"scripts":{"fresh":["@php artisan migrate:fresh"]}}`,
		"tidy.sh":       "#!/bin/sh\nset -e\nrm -rf ~/\n",
		"look.sh":       "#!/bin/sh\ngit status\n",
	}
	for command, want := range map[string]string{
		"npm run db:push": "high", "npm run clean": "low", "npm test": "critical", "make": "none", "make wipe": "critical", "make build": "none",
		"just deploy": "critical", "composer fresh": "critical", "composer run-script fresh": "critical", "bash tidy.sh": "critical", "./tidy.sh": "critical", "sh look.sh": "none", ". ./look.sh": "none",
	} {
		r := judgedRow{Command: command, Files: files}
		v := r.judge(t, j)
		got := v.Severity.String()
		if want == "none" && got == "low" {
			got = "none"
		}
		require.Equal(t, want, got, "%s: %s", command, v)
	}
}

func TestConfig(t *testing.T) {
	here := envguard.Surroundings{}
	require.Equal(t, envguard.Allow, newJudge(t, envguard.Config{Disable: []string{"git.clean"}}).Command(here, "git clean -fdx").Action)
	require.Equal(t, envguard.Allow, newJudge(t, envguard.Config{Treat: envguard.Test}).Command(here, "git clean -fdx").Action)
	m := envguard.DefaultMatrix()
	m[envguard.Low][envguard.Unknown] = envguard.Ask
	require.Equal(t, envguard.Ask, newJudge(t, envguard.Config{Matrix: &m}).Command(here, "git commit -m x").Action)
	own, err := envguard.LoadCatalogue(strings.NewReader(`[{"program":"acme|acmectl","verbs":"site burn","flags":"!--pretend","kind":"acme.burn","class":"destructive","severity":"critical","why":"the site is gone"},
	  {"program":"git","verbs":"clean","kind":"own.clean","severity":"none"}]`))
	require.NoError(t, err)
	j := newJudge(t, envguard.Config{Catalogue: own})
	require.Equal(t, "acme.burn", j.Command(here, "sudo acmectl site burn").Operations[0].Kind)
	require.Empty(t, j.Command(here, "acme site burn --pretend").Operations)
	require.Equal(t, envguard.None, j.Command(here, "git clean -fdx").Severity)
	for text, want := range map[string]string{
		`{}`: "array", `[{"program":"x"}]`: "severity", `[{"program":"x","kind":"k","severity":"bad"}]`: `"bad"`, "[\n{\"prog\":1}]": "line 2", `[{"kind":"k","severity":"low"}]`: "no program", `[] x`: "follows", `[{"program":"x","kind":"k","severity":"low"}`: "end",
	} {
		_, err := envguard.LoadCatalogue(strings.NewReader(text))
		require.ErrorContains(t, err, want, text)
	}
	_, err = envguard.New(envguard.Config{Catalogue: []envguard.Entry{{Program: "x"}}})
	require.ErrorContains(t, err, "kind")
	_, err = envguard.New(envguard.Config{Treat: 99})
	require.Error(t, err)
	require.Greater(t, len(envguard.Catalogue()), 1000)
}

// TestProductionNeverLoosens adds signs of production to each case.
func TestProductionNeverLoosens(t *testing.T) {
	j := newJudge(t, envguard.Config{})
	for _, r := range judgedRows(t, "testdata/ops.jsonl") {
		if r.Command == "" {
			continue
		}
		plain := r.judge(t, j)
		for _, sign := range []string{"APP_ENV=production", "DATABASE_URL=postgres://u:pw@db.prod.example.com/app", "AWS_PROFILE=prod"} {
			s := r.surroundings()
			s.Environ = append(s.Environ, sign)
			v := j.Command(s, r.Command)
			require.LessOrEqual(t, v.Action, plain.Action, "%s %s: %s", sign, r.Command, v)
			require.GreaterOrEqual(t, v.Severity, plain.Severity, "%s %s: %s", sign, r.Command, v)
		}
	}
}

// TestWrappersNeverLoosen puts each case into what programs run others in.
func TestWrappersNeverLoosen(t *testing.T) {
	j := newJudge(t, envguard.Config{})
	s := envguard.Surroundings{Dir: "/project", Home: "/home/user"}
	quote := func(c string) string { return "'" + strings.ReplaceAll(c, "'", `'\''`) + "'" }
	for _, r := range judgedRows(t, "testdata/ops.jsonl") {
		if r.Command == "" || strings.Contains(r.Command, "\n") || strings.Contains(r.Command, "#") || strings.HasPrefix(r.Command, "cd ") || strings.Contains(r.Command, "~") || strings.Contains(r.Command, "{}") { // find itself puts something else for {}
			continue
		}
		plain := j.Command(s, r.Command)
		if plain.Severity == envguard.None {
			continue
		}
		for _, wrapped := range []string{
			"true && " + r.Command, "(" + r.Command + ")", "{ " + r.Command + "; }", "if true; then " + r.Command + "; fi", "echo x; " + r.Command,
			"bash -c " + quote(r.Command), "sh -lc " + quote(r.Command), "eval " + quote(r.Command), "sudo bash -c " + quote(r.Command), "ssh host " + quote(r.Command),
			"docker exec web sh -c " + quote(r.Command), "kubectl exec web -- bash -c " + quote(r.Command), "echo " + quote(r.Command) + " | bash", "bash <<< " + quote(r.Command),
			"nohup timeout 5 bash -c " + quote(r.Command), "env A=b bash -c " + quote(r.Command), "find . -maxdepth 0 -exec bash -c " + quote(r.Command) + ` \;`, "x=$(" + r.Command + ")",
		} {
			v := j.Command(s, wrapped)
			require.GreaterOrEqual(t, v.Severity, plain.Severity, "%s: %s", wrapped, v)
		}
	}
}

// TestSpellingChangesNothing changes blanks and quoting.
func TestSpellingChangesNothing(t *testing.T) {
	j := newJudge(t, envguard.Config{})
	s := envguard.Surroundings{Dir: "/project", Home: "/home/user"}
	for _, r := range judgedRows(t, "testdata/ops.jsonl") {
		if r.Command == "" || strings.ContainsAny(r.Command, "\"'\n\\$`#<>|&;(){}*?[]~=:") {
			continue
		}
		plain := j.Command(s, r.Command)
		words := strings.Fields(r.Command)
		for _, other := range []string{
			"  " + strings.Join(words, "   ") + "  ", strings.Join(words, "\t"), strings.Join(words, " \\\n "), "'" + strings.Join(words, "' '") + "'", `"` + strings.Join(words, `" "`) + `"`,
			`\` + strings.Join(words, " "), words[0][:1] + "''" + r.Command[1:],
		} {
			v := j.Command(s, other)
			require.Equal(t, plain.Severity, v.Severity, "%q: %s", other, v)
			require.Equal(t, plain.Action, v.Action, "%q: %s", other, v)
		}
	}
}

// TestNoPasswordIsShown puts a password where passwords are.
func TestNoPasswordIsShown(t *testing.T) {
	const secret = "hunter2hunter2"
	j := newJudge(t, envguard.Config{})
	for _, command := range []string{
		"mysql -uroot -p%s -e 'DROP TABLE users' app", "mysql --password=%s -e 'DROP TABLE users'", "mysqladmin -p%s drop app", "PGPASSWORD=%s psql -c 'DROP TABLE users'",
		"psql postgres://u:%s@db.prod.example.com/app -c 'DROP TABLE users'", "psql 'host=h password=%s dbname=app' -c 'TRUNCATE users'", "env PGPASSWORD=%s dropdb app", "export DATABASE_URL=postgres://u:%s@h/db; rails db:drop",
		"curl -X DELETE -H 'Authorization: Bearer %s' https://api.acme.com/v1/users", "curl -u admin:%s -X DELETE https://api.acme.com/v1/users", "redis-cli -a %s FLUSHALL", "mongosh -u root -p %s --eval 'db.dropDatabase()'",
		"mongosh mongodb://u:%s@h/app --eval 'db.dropDatabase()'", "sshpass -p %s ssh h 'rm -rf /srv'", "sqlcmd -S h -U sa -P %s -Q 'DROP TABLE users'", "sqlplus u/%s@db @wipe.sql", "az login --password %s; az group delete -n x",
		"psql -c \"ALTER USER app WITH PASSWORD '%s'\"", "mysql -e \"CREATE USER a IDENTIFIED BY '%s'\"", "railway variables --set DATABASE_URL=postgres://u:%s@h/db", "heroku config:set SECRET_KEY_BASE=%s -a acme", "doppler secrets set API_TOKEN=%s",
		"aws rds modify-db-instance --master-user-password %s --db-instance-identifier x", "curl -X POST https://x/graphql -d '{\"query\":\"mutation { volumeDelete(id: 1) }\",\"password\":\"%s\"}'", "docker run -e POSTGRES_PASSWORD=%s -v /:/h alpine rm -rf /h",
		"vault kv put secret/app password=%s", "sudo -u postgres PGPASSWORD=%s dropdb app", "python -c \"import psycopg2; psycopg2.connect('postgres://u:%s@h/d').cursor().execute('DROP TABLE users')\"", "git push --force https://u:%s@github.com/acme/app main",
		"redis-cli -u redis://:%s@h:6379 FLUSHALL", "kubectl create secret generic x --from-literal=password=%s", "gh secret set X --body=%s", "bash -c 'mysql -p%s -e \"DROP DATABASE app\"'",
	} {
		command = fmt.Sprintf(command, secret)
		v := j.Command(envguard.Surroundings{Environ: []string{"DATABASE_URL=postgres://u:" + secret + "@db.prod.example.com/app", "PGPASSWORD=" + secret}}, command)
		out, err := json.Marshal(v)
		require.NoError(t, err)
		var log bytes.Buffer
		slog.New(slog.NewJSONHandler(&log, nil)).Info("judged", "verdict", v)
		for _, text := range []string{string(out), v.String(), log.String()} {
			require.NotContains(t, text, secret, command)
		}
	}
}

func FuzzCommand(f *testing.F) {
	for _, r := range judgedRows(f, "testdata/ops.jsonl") {
		f.Add(r.Command + r.SQL)
	}
	j := newJudge(f, envguard.Config{})
	s := envguard.Surroundings{Dir: "/project", Home: "/home/user"}
	production := envguard.Surroundings{Dir: "/project", Home: "/home/user", Environ: []string{"APP_ENV=production"}}
	f.Fuzz(func(t *testing.T, command string) {
		if len(command) > 2000 {
			return
		}
		v := j.Command(s, command)
		_ = v.String()
		_, err := json.Marshal(v)
		require.NoError(t, err)
		require.LessOrEqual(t, j.Command(production, command).Action, v.Action, command)
		d := j.SQL(s, command, envguard.AnySQL)
		require.LessOrEqual(t, d.Severity, envguard.Critical)
	})
}

// A home directory that is not known is one all the same.
func TestUnknownHome(t *testing.T) {
	for _, command := range []string{"rm -rf ~", `rm -rf "$HOME"`, "rm -rf ~/", "bash -c 'rm -rf ~/*'", "cd ~ && rm -rf ."} {
		v := newJudge(t, envguard.Config{}).Command(envguard.Surroundings{}, command)
		require.Equal(t, envguard.Deny, v.Action, "%s: %s", command, v)
	}
}
