package envguard

import (
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// redis judges the commands that Redis is told.
func (w *walker) redis(e *shell.Execution, ws *words) {
	if ws.flag("--scan", "--bigkeys", "--memkeys", "--hotkeys", "--latency", "--stat", "--rdb") && len(ws.operands) == 0 {
		return
	}
	if len(ws.operands) > 0 {
		w.redisCommand(e, ws.operands)
		return
	}
	switch {
	case e.Stdin == nil:
		if ws.flag("--pipe") {
			return
		}
		w.note(e, Operation{Kind: "redis.shell", Class: Interactive, Severity: Medium, Why: "it waits for commands, and runs whatever is typed"})
	case strings.Trim(e.Stdin.Text, shell.Unknown+" \n") == "":
		w.note(e, Operation{Kind: "redis.unknown", Class: Execute, Severity: Medium, Why: "the commands are only known when it runs"})
	default:
		for line := range strings.Lines(e.Stdin.Text) {
			if f := strings.Fields(line); len(f) > 0 {
				w.redisCommand(e, f)
			}
		}
	}
}

func (w *walker) redisCommand(e *shell.Execution, args []string) {
	verb := strings.ToUpper(args[0])
	rest := args[1:]
	sub := ""
	if len(rest) > 0 {
		sub = strings.ToUpper(rest[0])
	}
	o := Operation{Text: strings.Join(args, " "), Object: strings.Join(rest, " ")}
	if verb == "AUTH" || verb == "CONFIG" || verb == "SET" {
		o.Object, o.Text = sub, verb+" "+sub
	}
	set := func(kind string, c Class, s Severity, why string) {
		o.Kind, o.Class, o.Severity, o.Why = kind, c, s, why
	}
	switch verb {
	case "FLUSHALL", "FLUSHDB":
		set("redis.flushall", Destructive, Critical, "it deletes all keys")
		if verb == "FLUSHDB" {
			o.Kind = "redis.flushdb"
		}
	case "CLUSTER":
		switch sub {
		case "RESET", "FLUSHSLOTS", "FORGET", "FAILOVER", "DELSLOTS":
			set("redis.cluster", Destructive, Critical, "it takes the cluster apart")
			if sub == "FAILOVER" {
				o.Class, o.Severity = Availability, High
			}
		default:
			return
		}
	case "REPLICAOF", "SLAVEOF":
		set("redis.replicaof", Destructive, High, "the data of another server replaces all keys")
		if sub == "NO" {
			o.Class, o.Severity, o.Why = Availability, High, "it breaks the replication"
		}
	case "EVAL", "EVALSHA", "FCALL", "SCRIPT", "FUNCTION":
		set("redis.eval", Execute, Medium, "it runs a script in the server")
		if low := strings.ToLower(strings.Join(rest, " ")); strings.Contains(low, "flush") || strings.Contains(low, "'keys'") && strings.Contains(low, "del") {
			o.Class, o.Severity = Destructive, High
		}
	case "SHUTDOWN", "DEBUG", "FAILOVER":
		set("redis.shutdown", Availability, High, "it stops the server")
	case "KEYS", "MONITOR":
		set("redis.keys", Availability, Medium, "it blocks a large server while it runs")
	case "CONFIG":
		if sub == "GET" || sub == "HELP" {
			return
		}
		set("redis.config", Privilege, Medium, "it changes the server for all")
		if len(rest) > 1 && sub == "SET" && listed(" dir dbfilename requirepass save appendonly protected-mode ", strings.ToLower(rest[1])) {
			o.Severity, o.Object = High, strings.ToLower(rest[1])
		}
	case "ACL":
		if sub == "LIST" || sub == "WHOAMI" || sub == "CAT" || sub == "GETUSER" || sub == "USERS" || sub == "LOG" {
			return
		}
		set("redis.acl", Privilege, High, "it changes who may do what")
	case "DEL", "UNLINK":
		set("redis.del", Write, Low, "it deletes keys")
		if slices.ContainsFunc(rest, func(a string) bool { return !shell.Known(a) || strings.Contains(a, "*") }) {
			set("redis.del_bulk", Destructive, High, "it deletes all keys that a list names")
		}
	case "SWAPDB", "MIGRATE", "RESTORE", "BGREWRITEAOF", "RESET", "MOVE", "COPY":
		set("redis.admin", Write, Medium, "it moves or replaces data")
	case "CLIENT":
		if sub != "KILL" && sub != "PAUSE" {
			return
		}
		set("redis.client", Availability, Medium, "it cuts others off")
	case "GET", "MGET", "HGET", "HGETALL", "HMGET", "SCAN", "HSCAN", "SSCAN", "ZSCAN", "TTL", "PTTL", "TYPE", "EXISTS", "LRANGE", "LLEN", "SMEMBERS", "SCARD", "ZRANGE", "ZCARD", "INFO", "PING", "DBSIZE", "STRLEN", "HKEYS", "HLEN", "HVALS", "SLOWLOG", "MEMORY", "OBJECT", "TIME", "ROLE", "COMMAND", "LASTSAVE", "XRANGE", "XLEN", "XINFO", "PUBSUB", "ECHO", "SELECT", "AUTH", "RANDOMKEY", "GETRANGE", "SISMEMBER", "ZSCORE", "LATENCY", "HELP", "QUIT":
		return
	default:
		set("redis.set", Write, Low, "it changes a key")
	}
	o.Safer = "look at what fits with --scan first"
	if o.Severity <= Low {
		o.Safer = ""
	}
	w.note(e, o)
}
