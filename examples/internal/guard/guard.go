// Package guard joins all checks into one: the project's rules in hardened mode,
// secrets, commits, production, protected files, interactive commands, and copies of
// what is deleted.
package guard

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/gatehouse-go/gatehouse/envguard"
	"github.com/gatehouse-go/gatehouse/examples/internal/grant"
	"github.com/gatehouse-go/gatehouse/examples/internal/leak"
	"github.com/gatehouse-go/gatehouse/examples/internal/nohang"
	"github.com/gatehouse-go/gatehouse/examples/internal/policy"
	"github.com/gatehouse-go/gatehouse/examples/internal/prod"
	"github.com/gatehouse-go/gatehouse/examples/internal/protect"
	"github.com/gatehouse-go/gatehouse/examples/internal/trash"
	"github.com/gatehouse-go/gatehouse/hooks"
	"github.com/gatehouse-go/gatehouse/permission"
	"github.com/gatehouse-go/gatehouse/secrets"
)

// Config is where a guard works, and what it checks.
type Config struct {
	Policy  policy.Policy
	Project string // absolute
	State   string // the folder for grants, the log and the trash; "" leaves all three out
	Own     []string
	Log     *slog.Logger // receives what was refused, asked about, granted and done to production
	Program string       // how a person calls the guard, such as "guard"
	// Settings, if not nil, are the rules, in place of those of the project's settings.
	Settings *permission.Config
	// Surroundings are what commands find; nil means this machine. Otherwise the calls are
	// made on another one, whose files cannot be read.
	Surroundings func(dir string) envguard.Surroundings
	Now          func() time.Time
}

// A Guard judges events. It is safe for concurrent use.
type Guard struct {
	cfg   Config
	store *grant.Store
	here  func(dir string) envguard.Surroundings
	judge func() (*envguard.Judge, error)
	leak  *leak.Guard
	prod  *prod.Guard
	calm  *nohang.Guard
	trash *trash.Guard
	rules func() (*permission.Policy, error)
	files func() (*protect.Guard, error)
}

// New returns a guard. It reads nothing: what a check needs is read when the check is
// first made.
func New(cfg Config) *Guard {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	g := &Guard{cfg: cfg, here: cfg.Surroundings}
	if g.here == nil {
		g.here = envguard.Here
	}
	p := &g.cfg.Policy
	if cfg.State != "" {
		g.store = &grant.Store{Dir: cfg.State}
		g.trash = trash.NewGuard(trash.Store{Dir: filepath.Join(cfg.State, "trash")}, cfg.Program+" restore")
	}
	g.leak = leak.New(leak.Config{Elsewhere: cfg.Surroundings != nil, Scanner: secrets.Config{Personal: p.Personal, Allow: p.AllowValues}})
	var names []envguard.Name
	for _, list := range []struct {
		patterns []string
		stage    envguard.Stage
	}{{p.Production, envguard.Production}, {p.Staging, envguard.Staging}, {p.Development, envguard.Development}} {
		for _, pattern := range list.patterns {
			names = append(names, envguard.Name{Pattern: pattern, Stage: list.stage})
		}
	}
	g.judge = sync.OnceValues(func() (*envguard.Judge, error) {
		// What is on this machine and has no name is where people develop: its files are copied
		// before they go, and what is remote is judged as production anyway.
		return envguard.New(envguard.Config{Names: names, Treat: envguard.Development})
	})
	g.prod = prod.New(prod.Config{Judge: g.judge, Log: cfg.Log, Now: cfg.Now, Surroundings: cfg.Surroundings})
	g.calm = nohang.New(cfg.Surroundings, g.judge)
	g.rules = sync.OnceValues(g.loadRules)
	g.files = sync.OnceValues(g.loadFiles)
	return g
}

func (g *Guard) loadRules() (*permission.Policy, error) {
	cfg := g.cfg.Settings
	if cfg == nil {
		loaded, err := permission.LoadConfig(g.cfg.Project)
		if err != nil {
			return nil, err
		}
		cfg = &loaded
	}
	hardened := *cfg
	hardened.Harden = true
	return permission.New(hardened)
}

func (g *Guard) loadFiles() (*protect.Guard, error) {
	unprotected := map[string]bool{}
	for _, name := range g.cfg.Policy.Unprotect {
		unprotected[name] = true
	}
	files := []string{}
	for _, name := range append(protect.Defaults(), g.cfg.Policy.Protect...) {
		if !unprotected[name] {
			files = append(files, name)
		}
	}
	if !g.cfg.Policy.On("files") {
		files = []string{}
	}
	return protect.New(protect.Config{Project: g.cfg.Project, Files: files, Always: g.cfg.Own, Migrations: g.cfg.Policy.On("files")})
}

// Handle answers an event. It has no opinion on events that no check is about.
func (g *Guard) Handle(ctx context.Context, e hooks.Event) (hooks.Response, error) {
	switch e := e.(type) {
	case *hooks.PreToolUse:
		return g.call(ctx, e)
	case *hooks.UserPromptSubmit:
		if !g.cfg.Policy.On("prompts") {
			return hooks.Response{}, nil
		}
		return g.leak.Prompt(ctx, e)
	case *hooks.PostToolUse:
		return g.after(ctx, e)
	case *hooks.PostToolUseFailure:
		if !g.cfg.Policy.On("production") {
			return hooks.Response{}, nil
		}
		return g.prod.PostToolUseFailure(ctx, e)
	case *hooks.ConfigChange:
		return g.configChange(ctx, e)
	}
	return hooks.Response{}, nil
}

func (g *Guard) after(ctx context.Context, e *hooks.PostToolUse) (hooks.Response, error) {
	var list []func(context.Context, *hooks.PostToolUse) (hooks.Response, error)
	if g.cfg.Policy.On("outputs") {
		list = append(list, g.leak.Output)
	}
	if g.cfg.Policy.On("production") {
		list = append(list, g.prod.PostToolUse)
	}
	return hooks.Strictest(list...)(ctx, e)
}

// call judges a call by all checks. A person's grant lets it through, once.
func (g *Guard) call(ctx context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
	if g.store != nil {
		granted, err := g.store.Use(grant.Hash(e), g.cfg.Now())
		if err != nil {
			return hooks.Response{}, err
		}
		if granted {
			g.record(ctx, e, "granted", "a person let it through, once")
			return hooks.Response{SystemMessage: "This call was let through once, as you granted: " + shorten(g.summary(e))}.And(g.keep(ctx, e)), nil
		}
	}
	r, what, reason, err := g.Judge(ctx, e)
	if err == nil && what != "deny" && g.cfg.Policy.On("backup") && g.trash != nil {
		// Last, for what is refused deletes nothing.
		var kept hooks.Response
		if kept, err = g.trash.PreToolUse(ctx, e); kept.Effect() > r.Effect() {
			what, reason = map[hooks.Effect]string{hooks.Asks: "ask", hooks.Blocks: "deny"}[kept.Effect()], kept.Reason()
		}
		r = r.And(kept)
	}
	switch {
	case err != nil:
		g.record(ctx, e, "deny", err.Error())
		return r, err
	case what == "deny":
		g.record(ctx, e, "deny", reason)
		return e.Deny(reason + g.offer(e, reason)), nil
	case what == "ask":
		g.record(ctx, e, "ask", reason)
	}
	return r, nil
}

// keep copies what a granted call deletes, if that can be done: the person knew of it.
func (g *Guard) keep(ctx context.Context, e *hooks.PreToolUse) hooks.Response {
	if !g.cfg.Policy.On("backup") || g.trash == nil {
		return hooks.Response{}
	}
	kept, err := g.trash.PreToolUse(ctx, e)
	if err != nil || kept.Effect() != hooks.Proceeds {
		return hooks.Response{}
	}
	return kept
}

// A check is one opinion on a call.
type check struct {
	name   string
	handle func(context.Context, *hooks.PreToolUse) (hooks.Response, error)
}

func (g *Guard) checks() []check {
	var on []check
	if g.cfg.Surroundings == nil { // elsewhere there are no files of this machine, nor of the guard's own
		on = append(on, check{"own", g.forPeople}, check{"own", g.protected})
	}
	for _, c := range [...]check{
		{"rules", g.obeyRules}, {"secrets", g.leak.Calls}, {"production", g.prod.PreToolUse}, {"interactive", g.calm.PreToolUse}, {"commits", g.leak.Commit},
	} {
		if g.cfg.Policy.On(c.name) {
			on = append(on, c)
		}
	}
	return on
}

// Judge says what the checks make of a call, without granting, keeping or recording
// anything: "deny", "ask" or "", and why.
func (g *Guard) Judge(ctx context.Context, e *hooks.PreToolUse) (r hooks.Response, what, reason string, err error) {
	for _, c := range g.checks() {
		answer, err := c.handle(ctx, e)
		if err != nil {
			return hooks.Response{}, "deny", "", fmt.Errorf("the check %q: %w", c.name, err)
		}
		r = r.And(answer)
		switch answer.Effect() {
		case hooks.Blocks:
			return r, "deny", answer.Reason(), nil // nothing is stricter
		case hooks.Asks:
			if what == "" {
				what, reason = "ask", answer.Reason()
			}
		}
	}
	return r, what, reason, nil
}

func (g *Guard) protected(ctx context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
	files, err := g.files()
	if err != nil {
		return hooks.Response{}, err
	}
	return files.PreToolUse(ctx, e)
}

// obeyRules refuses what the deny rules in force forbid, however it is spelled, and
// asks where that cannot be told.
func (g *Guard) obeyRules(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
	rules, err := g.rules()
	if err != nil {
		return hooks.Response{}, err
	}
	result := rules.Check(permission.Request{Tool: e.ToolName, Input: e.ToolInput, CWD: e.CWD, Mode: permission.Mode(e.PermissionMode)})
	switch {
	case result.Decision == permission.Deny:
		return e.Deny(result.String()), nil
	case result.Hardened:
		return e.Ask(result.String()), nil
	}
	return hooks.Response{}, nil
}

// maxSummary bounds the calls that can be granted, in bytes of their summaries: a person
// agrees to what they have seen.
const maxSummary = 4000

// offer remembers a refused call and says how a person lets it through.
func (g *Guard) offer(e *hooks.PreToolUse, reason string) string {
	summary := g.summary(e)
	if g.store == nil || g.cfg.Program == "" || len(summary) > maxSummary {
		return ""
	}
	hash := grant.Hash(e)
	if err := g.store.Refused(grant.Call{Hash: hash, Time: g.cfg.Now(), Summary: summary, Reason: g.mask(reason), Dir: e.CWD}); err != nil {
		return ""
	}
	return fmt.Sprintf("\n(The user can let just this call through, once, by running %q in a terminal of their own. Do not run it, and do not look for a way around.)",
		g.cfg.Program+" grant "+hash[:12])
}

// summary is the whole call, without secrets and as a terminal shows it.
func (g *Guard) summary(e *hooks.PreToolUse) string {
	text := string(e.ToolInput)
	if command, ok := e.Command(); ok {
		text = command
	}
	return grant.Visible(e.ToolName + ": " + strings.TrimSpace(g.mask(text)))
}

// shorten makes one line of a text, and not a long one.
func shorten(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > 300 {
		text = string(r[:300]) + "…"
	}
	return text
}

var maskScanner = sync.OnceValues(func() (*secrets.Scanner, error) { return secrets.New(secrets.Config{Marks: secrets.NoMarks}) })

// mask takes the secrets out of a text.
func (g *Guard) mask(text string) string {
	scanner, err := maskScanner()
	if err != nil {
		return "[not shown]"
	}
	return scanner.RedactString(text)
}

// record writes a decision to the log, with the input so that it can be judged again.
func (g *Guard) record(ctx context.Context, e *hooks.PreToolUse, decision, reason string) {
	if g.cfg.Log == nil {
		return
	}
	input := json.RawMessage(`null`)
	if scanner, err := maskScanner(); err == nil {
		if masked, err := scanner.RedactJSON(e.ToolInput); err == nil {
			input = masked
		}
	}
	g.cfg.Log.LogAttrs(ctx, slog.LevelInfo, "decision", slog.String("decision", decision), slog.String("tool", e.ToolName), slog.Any("input", input),
		slog.String("cwd", e.CWD), slog.String("mode", e.PermissionMode), slog.String("session", e.SessionID), slog.String("reason", g.mask(reason)))
}
