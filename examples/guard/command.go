package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/examples/internal/auditlog"
	"github.com/gatehouse-go/gatehouse/examples/internal/cli"
	"github.com/gatehouse-go/gatehouse/examples/internal/grant"
	"github.com/gatehouse-go/gatehouse/examples/internal/state"
	"github.com/gatehouse-go/gatehouse/examples/internal/trash"
)

// commands are what a person can call.
var commands = []string{"init", "status", "pending", "grant", "list", "restore", "prune", "simulate"}

// command runs what a person calls the program for.
func command(args []string, out io.Writer) error {
	if args[0] == "help" {
		args = []string{"-h"}
	}
	flags := flag.NewFlagSet("guard "+args[0], flag.ContinueOnError)
	dir := flags.String("dir", ".", "the `folder` of the project")
	local := flags.Bool("local", false, "init: write to .claude/settings.local.json, which is yours alone")
	yes := flags.Bool("yes", false, "init: do not ask")
	remove := flags.Bool("remove", false, "init: take the hooks out again")
	managed := flags.Bool("managed", false, "init: print the settings for an organisation")
	policyFile := flags.String("policy", "", "simulate: the `file` of the policy to try, in place of the user's")
	asJSON := flags.Bool("json", false, "list, pending, simulate: print JSON lines")
	if strings.HasPrefix(args[0], "-") {
		trash.Flags(flags)
		flags.Init("guard", flag.ContinueOnError)
		return cli.Instead(out, flags, source, args, commands...)
	}
	switch args[0] {
	case "list", "restore", "prune":
		dir, err := state.Dir("")
		if err != nil {
			return err
		}
		return trash.Command(trash.Store{Dir: filepath.Join(dir, "trash")}, args, out)
	}
	shell := cli.Setup(flags, source)
	if err := flags.Parse(args[1:]); errors.Is(err, flag.ErrHelp) {
		return nil
	} else if err != nil {
		return err
	}
	if *shell != "" {
		return cli.Completion(out, *shell, "guard", flags, commands...)
	}
	project, err := filepath.Abs(*dir)
	if err != nil {
		return err
	}
	if info, err := os.Stat(project); err != nil || !info.IsDir() {
		return fmt.Errorf("%s is no folder", project)
	}
	switch args[0] {
	case "init":
		if *managed {
			return printManaged(out, os.Stderr)
		}
		return initProject(project, *local, *yes, *remove, out)
	case "status", "check":
		return status(project, out)
	case "simulate":
		return simulate(project, *policyFile, *asJSON, flags.Args(), out)
	case "pending":
		return pending(*asJSON, out)
	case "grant":
		if flags.NArg() != 1 {
			return errors.New("name the hash that was shown: guard grant HASH")
		}
		return allow(flags.Arg(0), out)
	}
	return fmt.Errorf("%q is no command; there are %s", args[0], strings.Join(commands, ", "))
}

func pending(asJSON bool, out io.Writer) error {
	dir, err := state.Dir("")
	if err != nil {
		return err
	}
	list, err := grant.Store{Dir: dir}.Pending(time.Now())
	lines := json.NewEncoder(out)
	for _, c := range list {
		if asJSON {
			if err := lines.Encode(c); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(out, "%s  %s  %s\n", c.Hash[:12], c.Time.Format(time.TimeOnly), short(grant.Visible(strings.Join(strings.Fields(c.Summary), " "))))
	}
	return err
}

// allow lets a refused call through once, if the person at the terminal agrees.
func allow(prefix string, out io.Writer) error {
	dir, err := state.Dir("")
	if err != nil {
		return err
	}
	store := grant.Store{Dir: dir}
	call, err := store.Find(prefix, time.Now())
	if err != nil {
		return err
	}
	if err := grant.Confirm(fmt.Sprintf("%s\nin %s, refused %s ago:\n%s", call.Summary, call.Dir, time.Since(call.Time).Round(time.Second), call.Reason), "yes"); err != nil {
		return err
	}
	if err := store.Grant(call, grant.Max, time.Now()); err != nil {
		return err
	}
	auditlog.New(dir).Logger().Info("grant", "hash", call.Hash, "call", call.Summary, "cwd", call.Dir)
	fmt.Fprintf(out, "It will be let through once, within %v.\n", grant.Max)
	return nil
}
