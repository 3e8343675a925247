// The policy-server command is the guard for many machines: one server for hooks of
// "type": "http", with the policy and the rules of an organisation.
//
//	policy-server -tokens tokens.txt -cert cert.pem -key key.pem -listen :8787 -policy guard.json -rules settings.json
//	policy-server -print-settings https://policy.example:8787/
//
// It checks what needs no file of the machine on which a call is made: secrets in
// calls, prompts and results, commands against production, commands that would hang,
// and the rules of a settings file in hardened mode. Commits, links, protected files
// and copies of what is deleted need a guard on that machine: see examples/guard.
//
// Tokens, policy, rules and certificate are read again when they change, and on SIGHUP;
// no request is lost by it, and while one of them is broken all stay as they were. Tokens
// stand one a line; several let them be exchanged one machine at a time.
//
// The server being down, Claude Code carries on, unless the settings say "onFailure":
// "block", as those of -print-settings do.
package main

import (
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/gatehouse-go/gatehouse/examples/internal/cli"
)

// source holds the manual, in its first lines.
//
//go:embed main.go
var source string

func main() {
	var o options
	completion := cli.Setup(flag.CommandLine, source)
	flag.StringVar(&o.listen, "listen", "127.0.0.1:8787", "`address` to serve on")
	flag.StringVar(&o.tokens, "tokens", "", "`file` with a token a line; needed")
	flag.StringVar(&o.cert, "cert", "", "`file` of the certificate; without one only loopback is served")
	flag.StringVar(&o.key, "key", "", "`file` of its key")
	flag.StringVar(&o.policy, "policy", "", "`file` of the guard's policy")
	flag.StringVar(&o.rules, "rules", "", "settings `file` with permission rules to hold calls to")
	flag.StringVar(&o.log, "log", "", "`folder` of the audit log")
	flag.StringVar(&o.metrics, "metrics", "", "loopback `address` to serve counters on, at /debug/vars")
	show := flag.String("print-settings", "", "print the settings for clients of the server at this `URL`")
	flag.Parse()
	var err error
	switch {
	case *completion != "":
		err = cli.Completion(os.Stdout, *completion, "policy-server", flag.CommandLine)
	case *show != "":
		_, err = fmt.Print(settingsFor(*show))
	default:
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		err = o.serve(ctx, os.Stdout)
		stop()
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintln(os.Stderr, "policy-server:", err)
		os.Exit(1)
	}
}
