// Package prod stops what would hurt production, or what nobody can tell apart from
// it, and reports what was done to it.
package prod

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/gatehouse-go/gatehouse/envguard"
	"github.com/gatehouse-go/gatehouse/examples/internal/grant"
	"github.com/gatehouse-go/gatehouse/hooks"
)

// Config tunes a [Guard]. The zero Config is a good one, but without Grants nothing
// that is refused can be let through.
type Config struct {
	Judge  func() (*envguard.Judge, error) // makes the judge when it is first needed; nil means the default one
	Grants *grant.Store
	Log    *slog.Logger // receives what was done to production; may be nil
	Allow  string       // the command by which a person agrees, such as "prod-guard allow"
	Now    func() time.Time
	// Surroundings are what a command in a folder finds; nil means [envguard.Here].
	Surroundings func(dir string) envguard.Surroundings
}

// A Guard judges commands together with what they would touch. It is safe for
// concurrent use.
type Guard struct{ cfg Config }

// New returns a guard.
func New(cfg Config) *Guard {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Surroundings == nil {
		cfg.Surroundings = envguard.Here
	}
	if cfg.Judge == nil {
		cfg.Judge = sync.OnceValues(func() (*envguard.Judge, error) { return envguard.New(envguard.Config{}) })
	}
	return &Guard{cfg: cfg}
}

// PreToolUse asks the user about what is bad, showing what it would touch, and
// refuses the worst, unless a person has agreed to just this.
func (g *Guard) PreToolUse(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
	plan, err := g.plan(&e.ToolCall, e.CWD)
	if err != nil || plan.Verdict.Action == envguard.Allow {
		return hooks.Response{}, err
	}
	card := plan.Verdict.Card().String()
	if plan.Verdict.Action == envguard.Ask {
		return e.Ask(card), nil
	}
	hash := grant.HashOf("plan", plan.Hash())
	if g.cfg.Grants != nil {
		granted, err := g.cfg.Grants.Use(hash, g.cfg.Now())
		if err != nil {
			return hooks.Response{}, err
		}
		if granted {
			return hooks.Response{SystemMessage: "A person agreed to this a few minutes ago; it is let through once:\n" + card}, nil
		}
	}
	return e.Deny(g.refuse(plan, hash, card)), nil
}

// refuse remembers what was refused and says what now.
func (g *Guard) refuse(plan envguard.Plan, hash, card string) string {
	reason := card + "\nRefused. Do not try it in another way: tell the user what you wanted to do and why."
	if g.cfg.Grants == nil || g.cfg.Allow == "" || host(plan.Verdict) {
		return reason
	}
	err := g.cfg.Grants.Refused(grant.Call{
		Hash: hash, Time: g.cfg.Now(), Summary: plan.Verdict.String(), Reason: card, Dir: plan.Dir, Name: plan.Name(),
	})
	if err != nil {
		return reason + " It cannot be agreed to, either: " + err.Error()
	}
	return fmt.Sprintf("%s They can let just this through, once, by running\n\n  %s %s\n\nin a terminal of their own within the hour.", reason, g.cfg.Allow, hash[:12])
}

// host reports the destruction of this machine, to which nobody can agree.
func host(v envguard.Verdict) bool {
	for _, o := range v.Operations {
		if o.Host && o.Severity >= envguard.High {
			return true
		}
	}
	return false
}

// plan judges a call: a command, or statements for a tool that runs them.
func (g *Guard) plan(c *hooks.ToolCall, dir string) (envguard.Plan, error) {
	allowed := envguard.Plan{Dir: dir, Verdict: envguard.Verdict{Action: envguard.Allow}}
	if command, ok := c.Command(); ok {
		judge, err := g.cfg.Judge()
		if err != nil {
			return allowed, err
		}
		return envguard.Plan{Command: command, Dir: dir, Verdict: judge.Command(g.cfg.Surroundings(dir), command)}, nil
	}
	server, tool, ok := c.MCP()
	if !ok || !runsSQL(server, tool) {
		return allowed, nil
	}
	judge, err := g.cfg.Judge()
	if err != nil {
		return allowed, err
	}
	worst := allowed
	for text := range c.Texts() {
		if !strings.Contains(strings.TrimSpace(text), " ") {
			continue // a name
		}
		// Where the server connects to cannot be seen from here: its database is remote and unnamed
		// unless the surroundings say more.
		v := judge.SQL(g.cfg.Surroundings(dir), text, envguard.AnySQL)
		if v.Action < worst.Verdict.Action || worst.Command == "" {
			worst = envguard.Plan{Command: text, Dir: dir, Verdict: v}
		}
	}
	return worst, nil
}

// runsSQL tells from the names of a server and its tool that it takes statements.
func runsSQL(server, tool string) bool {
	name := strings.ToLower(server + " " + tool)
	for _, word := range []string{"sql", "query", "postgres", "database", "supabase", "neon", "execute", "snowflake", "bigquery", "clickhouse", "duckdb", "db"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}

// PostToolUse tells the user, and the log, what was done to production.
func (g *Guard) PostToolUse(ctx context.Context, e *hooks.PostToolUse) (hooks.Response, error) {
	result := "it ended well"
	for text := range e.OutputTexts() {
		if line, _, _ := strings.Cut(strings.TrimSpace(text), "\n"); line != "" {
			result = "it printed: " + cut(line)
			break
		}
	}
	return g.report(ctx, &e.ToolCall, e.CWD, result, e.DurationMS)
}

// PostToolUseFailure is [Guard.PostToolUse] for a call that failed: it may have done
// a part.
func (g *Guard) PostToolUseFailure(ctx context.Context, e *hooks.PostToolUseFailure) (hooks.Response, error) {
	return g.report(ctx, &e.ToolCall, e.CWD, "it failed: "+cut(e.Error), e.DurationMS)
}

func cut(text string) string {
	text, _, _ = strings.Cut(strings.TrimSpace(text), "\n")
	if r := []rune(text); len(r) > 160 {
		return string(r[:160]) + "…"
	}
	return text
}

func (g *Guard) report(ctx context.Context, c *hooks.ToolCall, dir, result string, ms float64) (hooks.Response, error) {
	plan, err := g.plan(c, dir)
	if err != nil {
		return hooks.Response{}, err
	}
	var done []string
	for _, o := range plan.Verdict.Operations {
		if changes(o) {
			done = append(done, fmt.Sprintf("%s on %s", strings.TrimSpace(o.Kind+" "+o.Object), place(o.Env)))
		}
	}
	if len(done) == 0 {
		return hooks.Response{}, nil
	}
	if g.cfg.Log != nil {
		g.cfg.Log.LogAttrs(ctx, slog.LevelWarn, "production changed",
			slog.Any("verdict", plan.Verdict), slog.String("dir", dir), slog.String("host", hostname()), slog.String("result", result), slog.Float64("ms", ms))
	}
	return hooks.Response{SystemMessage: "Production was changed: " + strings.Join(done, "; ") + ". " + strings.ToUpper(result[:1]) + result[1:] + "."}, nil
}

// changes reports an operation that changed production, or what has no name.
func changes(o envguard.Operation) bool {
	if o.Env.Stage != envguard.Production && !(o.Env.Stage == envguard.Unknown && o.Env.Remote) {
		return false
	}
	return o.Severity >= envguard.Medium && o.Class != envguard.Interactive && o.Class != envguard.Read
}

// place names a target by its strongest sign.
func place(e envguard.Environment) string {
	name := e.Stage.String()
	if e.Stage == envguard.Unknown {
		name = "a remote target without a name that tells"
	}
	if len(e.Signs) > 0 && e.Signs[0].Detail != "" {
		name += " (" + e.Signs[0].Detail + ")"
	}
	return name
}

func hostname() string {
	name, err := os.Hostname()
	if err != nil {
		return ""
	}
	return name
}
