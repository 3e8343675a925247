package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/envguard"
	"github.com/gatehouse-go/gatehouse/examples/internal/auditlog"
	"github.com/gatehouse-go/gatehouse/examples/internal/cli"
	"github.com/gatehouse-go/gatehouse/examples/internal/grant"
	"github.com/gatehouse-go/gatehouse/examples/internal/state"
)

// The exit statuses of the wrapper, where it is not that of the command.
const (
	refusedStatus = 126 // as of a shell that may not run it
	usageStatus   = 2
)

func command(args []string) (int, error) {
	if strings.HasPrefix(args[0], "-") {
		flags := flag.NewFlagSet("prod-guard", flag.ContinueOnError)
		forceFlag(flags)
		return usageStatusIf(cli.Instead(os.Stdout, flags, source, args, "allow", "pending", "run"))
	}
	dir, err := state.Dir("")
	if err != nil {
		return usageStatus, err
	}
	store := grant.Store{Dir: dir}
	switch args[0] {
	case "allow":
		if len(args) != 2 {
			return usageStatus, errors.New("name the hash that was shown: prod-guard allow HASH")
		}
		return usageStatusIf(allow(store, args[1]))
	case "pending":
		return usageStatusIf(pending(store))
	case "run":
		return run(store, auditlog.New(dir), args[1:])
	}
	return usageStatus, fmt.Errorf("%q is no command of prod-guard; there are allow, pending and run, and without any it is a hook", args[0])
}

func usageStatusIf(err error) (int, error) {
	if err != nil {
		return usageStatus, err
	}
	return 0, nil
}

// allow grants a refused call, if a person at the terminal agrees.
func allow(store grant.Store, prefix string) error {
	now := time.Now()
	call, err := store.Find(prefix, now)
	if err != nil {
		return err
	}
	if err := grant.Confirm(fmt.Sprintf("%s\nin %s, refused %s ago", call.Reason, call.Dir, now.Sub(call.Time).Round(time.Second)), word(call.Name)); err != nil {
		return err
	}
	if err := store.Grant(call, grant.Max, time.Now()); err != nil {
		return err
	}
	fmt.Printf("It will be let through once, within %v.\n", grant.Max)
	return nil
}

func word(name string) string {
	if name == "" {
		return "yes"
	}
	return name
}

func pending(store grant.Store) error {
	list, err := store.Pending(time.Now())
	for _, c := range list {
		fmt.Printf("%s  %s  %s\n", c.Hash[:12], c.Time.Format(time.TimeOnly), c.Summary)
	}
	return err
}

// run runs a command if its judgement, and a person, let it.
func run(store grant.Store, log *auditlog.Log, args []string) (int, error) {
	flags := flag.NewFlagSet("prod-guard run", flag.ContinueOnError)
	force := forceFlag(flags)
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return 0, nil
	} else if err != nil {
		return usageStatus, err
	}
	words := flags.Args()
	if len(words) == 0 {
		return usageStatus, errors.New("give the command: prod-guard run -- command…")
	}
	plan, err := planOf(words)
	if err != nil {
		return usageStatus, err
	}
	if plan.Verdict.Action != envguard.Allow {
		if err := agree(store, plan, *force); err != nil {
			return refusedStatus, err
		}
	}
	begin := time.Now()
	code, err := start(words)
	if plan.Verdict.Action != envguard.Allow {
		log.Logger().Warn("production command", "verdict", plan.Verdict, "dir", plan.Dir, "status", code, "ms", time.Since(begin).Milliseconds())
		if warning := log.Warning(); warning != "" {
			fmt.Fprintln(os.Stderr, "prod-guard:", warning)
		}
	}
	return code, err
}

func forceFlag(flags *flag.FlagSet) *string {
	return flags.String("force-production", "", "run: the `hash` of what was refused within the last minutes")
}

func planOf(words []string) (envguard.Plan, error) {
	dir, err := os.Getwd()
	if err != nil {
		return envguard.Plan{}, err
	}
	judge, err := envguard.New(envguard.Config{})
	if err != nil {
		return envguard.Plan{}, err
	}
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
	}
	line := strings.Join(quoted, " ")
	return envguard.Plan{Command: line, Dir: dir, Verdict: judge.Command(envguard.Here(dir), line)}, nil
}

// agree asks the person at the terminal. The worst needs the hash of a refusal before,
// too, so that nobody agrees by habit.
func agree(store grant.Store, plan envguard.Plan, force string) error {
	now := time.Now()
	card := plan.Verdict.Card().String()
	hash := grant.HashOf("plan", plan.Hash())
	if plan.Verdict.Action == envguard.Deny {
		if _, err := plan.Grant(plan.Name(), now, grant.Max); err != nil {
			return fmt.Errorf("%s\n%w", card, err) // the destruction of this machine
		}
		call, err := store.Find(hash, now)
		if err != nil || now.Sub(call.Time) > grant.Max || len(force) < 12 || !strings.HasPrefix(hash, force) {
			if err := store.Refused(grant.Call{Hash: hash, Time: now, Summary: plan.Verdict.String(), Reason: card, Dir: plan.Dir, Name: plan.Name()}); err != nil {
				return err
			}
			return fmt.Errorf("refused:\n%s\nIf you are sure, run it again within %v with -force-production=%s", card, grant.Max, hash[:12])
		}
	}
	return grant.Confirm(card, word(plan.Name()))
}

// start runs the command with this terminal, and passes signals on to it.
func start(words []string) (int, error) {
	cmd := exec.Command(words[0], words[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, os.Interrupt)
	defer signal.Stop(signals)
	if err := cmd.Start(); err != nil {
		return 127, err
	}
	go func() {
		for s := range signals {
			_ = cmd.Process.Signal(s)
		}
	}()
	err := cmd.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return max(exit.ExitCode(), 1), nil
	}
	if err != nil {
		return 1, err
	}
	return 0, nil
}
