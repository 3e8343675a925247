//go:build unix

package envguard_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/gatehouse-go/gatehouse/envguard"
	"github.com/stretchr/testify/require"
)

// TestPostgreSQL lets PostgreSQL say what statements do, as TestSQLite does. It
// starts a server of its own, which takes seconds.
func TestPostgreSQL(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: no server is started, so that what is called a read changes nothing is not shown by PostgreSQL")
	}
	run := postgres(t)
	g := sqlGrammar{rand.New(rand.NewPCG(3, 4))}
	var script strings.Builder
	script.WriteString(sqlTable)
	const state = "(SELECT md5(coalesce(string_agg(u::text, ',' ORDER BY id), '')) FROM users u), (SELECT count(*) FROM pg_class)"
	var statements []string
	for i := range 1500 {
		s := g.statement()
		switch i % 4 {
		case 0:
			s = "DELETE FROM users WHERE " + g.condition(2)
		case 1:
			s = g.one("EXPLAIN ", "EXPLAIN ANALYZE ", "EXPLAIN (ANALYZE, COSTS off) ", "EXPLAIN (ANALYZE false) ", "WITH d AS MATERIALIZED (SELECT 1) ") +
				g.one("DELETE FROM users WHERE ", "UPDATE users SET name = 'y' WHERE ", "SELECT 1 WHERE ") + g.condition(1)
		case 2:
			s = g.one("WITH d AS (DELETE FROM users RETURNING *) SELECT 1", "DO $$ BEGIN DELETE FROM users; END $$", "DO $$ BEGIN PERFORM 1; END $$",
				"SELECT $$ ; DELETE FROM users; $$", "SELECT 'a\\'; DELETE FROM users; --'", "SELECT 1 /* /* */ ; DELETE FROM users; */", "TABLE users",
				"SELECT * INTO x FROM users", "TRUNCATE users", "SELECT query_to_xml('DELETE FROM users RETURNING 1', true, true, '')", "SELECT E'\\'; DELETE FROM users; --'",
				"PREPARE p AS DELETE FROM users; EXECUTE p; DEALLOCATE p", "SELECT 1 # 2; DELETE FROM users", "SELECT 1--1\n; DELETE FROM users", s)
		}
		statements = append(statements, s)
		fmt.Fprintf(&script, "BEGIN;\nSELECT 'before', %d, %s;\nSAVEPOINT s;\n%s\n;\nSELECT 'after', %d, %s, (SELECT count(*) FROM users);\nROLLBACK;\n", i, state, s, i, state)
	}
	before := map[string]string{}
	checked, reads, all, changed := 0, 0, 0, 0
	for line := range strings.Lines(run(script.String())) {
		fields := strings.Split(strings.TrimSpace(line), "|")
		if len(fields) == 4 && fields[0] == "before" {
			before[fields[1]] = fields[2] + fields[3]
			continue
		}
		if len(fields) != 5 || fields[0] != "after" { // a statement that is wrong ends its transaction
			continue
		}
		i, err := strconv.Atoi(fields[1])
		require.NoError(t, err)
		s := statements[i]
		op := worst(envguard.ScanSQL(s, envguard.PostgreSQL))
		same := before[fields[1]] == fields[2]+fields[3]
		checked++
		if !same {
			changed++
			require.Greater(t, op.Severity, envguard.None, "%s changed the database", s)
		}
		if op.Severity == envguard.None {
			reads++
		}
		if op.Kind == "sql.delete_all" && strings.HasPrefix(s, "DELETE") && !same {
			all++
			require.Equal(t, "0", fields[4], s)
		}
	}
	t.Logf("%d statements, %d changed something; %d are called reads, %d take all rows", checked, changed, reads, all)
	require.Greater(t, min(checked/4, reads, all, changed), 40)
}

// postgres starts a server for the test and returns what runs a script in it and
// gives what that prints.
func postgres(t *testing.T) func(script string) string {
	bin := ""
	for _, dir := range append([]string{""}, globs("/usr/lib/postgresql/*/bin", "/usr/local/bin", "/opt/homebrew/bin")...) {
		if _, err := exec.LookPath(filepath.Join(dir, "initdb")); err == nil {
			bin = dir
		}
	}
	psql, err := exec.LookPath("psql")
	if _, missing := exec.LookPath(filepath.Join(bin, "initdb")); missing != nil || err != nil {
		t.Skip("there is no initdb or no psql: that what is called a read changes nothing is not shown by PostgreSQL")
	}
	dir, err := os.MkdirTemp("", "pg") // short: it holds a socket
	require.NoError(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	attr := &syscall.SysProcAttr{}
	if os.Geteuid() == 0 { // the server refuses root
		u, err := user.Lookup("postgres")
		if err != nil {
			t.Skip("there is no user to run PostgreSQL as, which refuses root: nothing is shown by it: ", err)
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		require.NoError(t, os.Chown(dir, uid, gid))
		attr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	}
	command := func(name string, args ...string) *exec.Cmd {
		cmd := exec.Command(name, args...)
		cmd.SysProcAttr, cmd.Dir = attr, dir
		cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "HOME=" + dir}
		return cmd
	}
	data := filepath.Join(dir, "data")
	if out, err := command(filepath.Join(bin, "initdb"), "-N", "-A", "trust", "-U", "test", data).CombinedOutput(); err != nil {
		t.Fatalf("initdb is there, and fails: %v: %s", err, out)
	}
	ctl := filepath.Join(bin, "pg_ctl")
	start := command(ctl, "-D", data, "-w", "-l", filepath.Join(dir, "log"), "-o", "-h '' -F -k "+dir, "start")
	if err := start.Run(); err != nil { // without pipes, which the server would hold open
		t.Fatal("the server does not start: ", err)
	}
	t.Cleanup(func() { _ = command(ctl, "-D", data, "-m", "immediate", "stop").Run() })
	return func(script string) string {
		cmd := command(psql, "-X", "-q", "-A", "-t", "-h", dir, "-U", "test", "template1")
		cmd.Stdin = strings.NewReader(script)
		out, err := cmd.Output()
		require.NoError(t, err)
		return string(out)
	}
}

func globs(patterns ...string) []string {
	var all []string
	for _, p := range patterns {
		found, _ := filepath.Glob(p)
		all = append(all, found...)
	}
	return all
}
