// Package leak keeps credentials out of tool calls, commits, prompts and what the
// model reads.
//
// No reason that it gives holds a secret: findings are named by what they are and
// where they stand.
package leak

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/gatehouse-go/gatehouse/hooks"
	"github.com/gatehouse-go/gatehouse/secrets"
)

// Config tunes a [Guard]. The zero Config is a good one.
type Config struct {
	// Scanner is that of the guard; marks in files do not count in it, for the agent
	// could write them.
	Scanner secrets.Config
	// Baseline is the name of a file in the repository that lists what is known and
	// accepted. Only what stands in HEAD counts. Empty means [BaselineFile].
	Baseline string
	// Elsewhere says that the files that calls name are on another machine: none is read.
	Elsewhere bool
}

// BaselineFile is where accepted findings are listed: see [secrets.Baseline].
const BaselineFile = ".gatehouse-baseline.jsonl"

// A Guard looks for secrets. It is safe for concurrent use, and builds its scanner
// when there is the first text to scan.
type Guard struct {
	baseline  string
	elsewhere bool
	scanner   func() (*secrets.Scanner, error)
	rules     func() map[string]secrets.Rule
}

// New returns a guard.
func New(cfg Config) *Guard {
	cfg.Scanner.Marks = secrets.NoMarks
	g := &Guard{
		baseline: BaselineFile, elsewhere: cfg.Elsewhere,
		scanner: sync.OnceValues(func() (*secrets.Scanner, error) { return secrets.New(cfg.Scanner) }),
		rules: sync.OnceValue(func() map[string]secrets.Rule {
			rules := map[string]secrets.Rule{}
			for _, r := range slices.Concat(secrets.Builtin(), cfg.Scanner.Rules) {
				rules[r.ID] = r
			}
			return rules
		}),
	}
	if cfg.Baseline != "" {
		g.baseline = cfg.Baseline
	}
	return g
}

// Calls refuses a call that would write, run or send a secret. Names of variables are
// none, and neither is what stands in the file already that is edited. A secret on its
// way into a .env file is asked about: that is where it belongs, if a person wants it.
func (g *Guard) Calls(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
	none := true
	for text := range e.Texts() {
		if text != "" {
			none = false
			break
		}
	}
	if none {
		return hooks.Response{}, nil
	}
	scanner, err := g.scanner()
	if err != nil {
		return hooks.Response{}, err
	}
	found, err := scanner.ScanJSON(e.ToolInput)
	if err != nil {
		return hooks.Response{}, err
	}
	old, new := map[string]bool{}, []secrets.Finding{}
	for _, f := range found {
		if f.Field == "old_string" {
			old[f.Secret.Fingerprint()] = true
		} else {
			new = append(new, f)
		}
	}
	if len(new) == 0 {
		return hooks.Response{}, nil
	}
	path := ""
	for p := range e.Paths() {
		path = p
		if !filepath.IsAbs(p) {
			path = filepath.Join(e.CWD, p)
		}
		if !g.elsewhere {
			for _, f := range inFile(scanner, path) {
				old[f.Secret.Fingerprint()] = true
			}
		}
		break
	}
	new = slices.DeleteFunc(new, func(f secrets.Finding) bool { return old[f.Secret.Fingerprint()] })
	switch {
	case len(new) == 0:
		return hooks.Response{}, nil
	case isEnvFile(path) && (e.ToolName == "Write" || e.ToolName == "Edit"):
		return e.Ask(fmt.Sprintf("%s would be written to %s. Is it there that it belongs, and is that file ignored by git?", g.list(new), filepath.Base(path))), nil
	}
	return e.Deny(fmt.Sprintf("This call holds %s. Do not put secrets into commands, files or requests: keep the value in the environment or in a file "+
		"that git ignores, and write only the name of the variable, such as $API_KEY. If the value is real, tell the user to revoke it%s.",
		g.list(new), g.revoke(new))), nil
}

// inFile is what stands in a file of ordinary size.
func inFile(scanner *secrets.Scanner, path string) []secrets.Finding {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() > 4<<20 {
		return nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	return scanner.ScanFile(path, text)
}

// isEnvFile reports a file for the values of variables, which an example is not.
func isEnvFile(path string) bool {
	base := filepath.Base(path)
	if base != ".env" && !strings.HasPrefix(base, ".env.") {
		return false
	}
	for _, word := range []string{"example", "sample", "template", "dist", "defaults"} {
		if strings.Contains(base, word) {
			return false
		}
	}
	return true
}

// Prompt refuses a prompt with a secret in it, and gives the user a copy without it
// to send instead.
func (g *Guard) Prompt(_ context.Context, e *hooks.UserPromptSubmit) (hooks.Response, error) {
	scanner, err := g.scanner()
	if err != nil {
		return hooks.Response{}, err
	}
	found := scanner.Scan([]byte(e.Prompt))
	if len(found) == 0 {
		return hooks.Response{}, nil
	}
	return e.BlockHidden(fmt.Sprintf("Your prompt holds %s. It was not sent. A prompt ends up in transcripts and logs: name the variable, not its value. "+
		"If the value has been anywhere else, revoke it%s.\n\nWithout it, to send again:\n\n%s",
		g.list(found), g.revoke(found), scanner.RedactString(e.Prompt))), nil
}

// Output replaces the secrets in what a tool returned, before Claude reads it. All
// else of the result stays as it is. If that fails, Claude reads none of it.
func (g *Guard) Output(_ context.Context, e *hooks.PostToolUse) (hooks.Response, error) {
	if len(e.ToolResponse) == 0 {
		return hooks.Response{}, nil
	}
	scanner, err := g.scanner()
	var redacted []byte
	if err == nil {
		redacted, err = scanner.RedactJSON(e.ToolResponse)
	}
	if err != nil {
		return e.ReplaceOutput(withheld(e.ToolResponse)), nil
	}
	if string(redacted) == string(e.ToolResponse) {
		return hooks.Response{}, nil
	}
	found, err := scanner.ScanJSON(e.ToolResponse)
	if err != nil {
		return e.ReplaceOutput(withheld(e.ToolResponse)), nil
	}
	r := e.ReplaceOutput(rawJSON(redacted))
	r.SystemMessage = fmt.Sprintf("The result of %s held %s, which Claude reads as placeholders.", e.ToolName, g.list(found))
	return r, nil
}

// list says in words what was found and where, each kind in each place once.
func (g *Guard) list(found []secrets.Finding) string {
	const most = 5
	var list []string
	for _, f := range found {
		item := "a secret"
		if f.Description != "" {
			item = article(f.Description)
		}
		if w := where(f); w != "" {
			item += " (" + w + ")"
		}
		if !slices.Contains(list, item) {
			list = append(list, item)
		}
	}
	if n := len(list); n > most {
		list = append(list[:most], fmt.Sprintf("%d more", n-most))
	}
	return strings.Join(list, ", ")
}

func article(description string) string {
	if strings.IndexByte("aeiouAEIOU", description[0]) >= 0 {
		return "an " + description
	}
	return "a " + description
}

func where(f secrets.Finding) string {
	switch {
	case f.Pos.Filename != "":
		return fmt.Sprintf("%s:%d", f.Pos.Filename, f.Pos.Line)
	case f.Field != "":
		return "in " + f.Field
	}
	return ""
}

// revoke names the pages where what was found is revoked.
func (g *Guard) revoke(found []secrets.Finding) string {
	var pages []string
	for _, f := range found {
		if page := g.rules()[f.Rule].Revoke; page != "" && !slices.Contains(pages, page) {
			pages = append(pages, page)
		}
	}
	if len(pages) == 0 {
		return " where it was issued"
	}
	return ": " + strings.Join(pages, ", ")
}
