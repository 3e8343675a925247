package checkup

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/secrets"
)

// ignored are names that git must not take, and the lines that see to it.
var ignored = []struct{ name, line string }{
	{".env", ".env"}, {".env.local", ".env.*"}, {".env.production", ".env.*"}, {"server.pem", "*.pem"}, {"server.key", "*.key"},
	{"credentials.json", "credentials.json"}, {"x-service-account.json", "*-service-account.json"},
}

func (p *project) gitignore(ctx context.Context) ([]Finding, error) {
	if !p.git {
		return []Finding{{Severity: Info, Message: "this is no repository of git: what it would take is not known", Fix: "git init"}}, nil
	}
	var add []string
	var names []string
	for _, i := range ignored {
		if ok, err := p.ignores(ctx, i.name); err != nil {
			return nil, err
		} else if !ok {
			names = append(names, i.name)
			if !slices.Contains(add, i.line) {
				add = append(add, i.line)
			}
		}
	}
	if len(names) == 0 {
		return nil, nil
	}
	if slices.Contains(add, ".env.*") {
		add = append(add, "!.env.example")
	}
	return []Finding{{
		Severity: High, File: ".gitignore", Message: "git would take files that hold secrets: " + strings.Join(names, ", "),
		Fix: "add to .gitignore: " + strings.Join(add, " "), Add: add,
	}}, nil
}

func (p *project) envExample(context.Context) ([]Finding, error) {
	env, has, err := p.read(".env")
	if err != nil {
		return nil, err
	}
	example, exists, err := p.read(".env.example")
	switch {
	case err != nil:
		return nil, err
	case has && !exists:
		return []Finding{{Severity: Low, File: ".env.example", Message: "there is a .env, and no .env.example that says which variables it needs", Fix: "make one without values", Add: emptied(env)}}, nil
	case !exists:
		return nil, nil
	}
	scan, err := scanner()
	if err != nil {
		return nil, err
	}
	var found []Finding
	secret := map[int]bool{}
	for _, f := range scan.ScanFile(".env.example", []byte(example)) {
		secret[f.Pos.Line] = true
		found = append(found, Finding{Severity: High, File: ".env.example", Line: f.Pos.Line, Message: "it holds a " + f.Description, Fix: "revoke it, and leave the value empty"})
	}
	n := 0
	for line := range strings.Lines(example) {
		n++
		if _, value, ok := strings.Cut(line, "="); ok && !strings.HasPrefix(strings.TrimSpace(line), "#") && strings.Trim(value, " \t\r\n\"'") != "" && !secret[n] {
			found = append(found, Finding{Severity: Info, File: ".env.example", Line: n, Message: "a variable has a value", Fix: "leave it empty, unless it is no secret for anybody"})
		}
	}
	return found, nil
}

// emptied are the lines of a .env without values. Of comments, only those without a
// secret stay.
func emptied(env string) []string {
	scan, err := scanner()
	if err != nil {
		return nil
	}
	var lines []string
	for line := range strings.Lines(env) {
		line = strings.TrimRight(line, "\r\n")
		name, _, assigns := strings.Cut(line, "=")
		switch trimmed := strings.TrimSpace(line); {
		case strings.HasPrefix(trimmed, "#"):
			if !strings.Contains(trimmed, "=") && len(scan.Scan([]byte(trimmed))) == 0 {
				lines = append(lines, line)
			}
		case assigns && isName(strings.TrimPrefix(strings.TrimSpace(name), "export ")):
			lines = append(lines, strings.TrimSpace(name)+"=")
		case trimmed == "":
			lines = append(lines, "")
		}
	}
	return lines
}

func isName(s string) bool {
	return s != "" && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

func (p *project) secretsTree(ctx context.Context) ([]Finding, error) {
	scan, err := scanner()
	if err != nil {
		return nil, err
	}
	return p.known(scan.ScanFS(ctx, os.DirFS(p.Dir), secrets.FSOptions{Skip: []string{".git", "node_modules"}}), func(f secrets.Finding) (bool, error) {
		if !p.git {
			return !strings.HasPrefix(filepath.Base(f.Pos.Filename), ".env"), nil
		}
		ignored, err := p.ignores(ctx, f.Pos.Filename)
		return !ignored, err
	}, "revoke it, take it out of the file, and keep it in the environment")
}

func (p *project) secretsHistory(ctx context.Context) ([]Finding, error) {
	if !p.git {
		return nil, nil
	}
	scan, err := scanner()
	if err != nil {
		return nil, err
	}
	return p.known(scan.ScanHistory(ctx, p.Dir), func(secrets.Finding) (bool, error) { return true, nil }, "revoke it; only then clean the history (examples/incident says how)")
}

// known turns findings into those of a check, each secret once in a file and once in
// the history, without what the
// baseline accepts.
func (p *project) known(list iter.Seq2[secrets.Finding, error], counts func(secrets.Finding) (bool, error), fix string) ([]Finding, error) {
	accepted, err := p.baseline()
	if err != nil {
		return nil, err
	}
	var found []Finding
	var errs []error
	seen := map[string]bool{}
	for f, err := range accepted.Filter(list) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		ok, err := counts(f)
		if err != nil {
			errs = append(errs, err)
		}
		key := f.Rule + f.Secret.Fingerprint()
		if f.Commit == "" { // each file has to be mended
			key += f.Pos.Filename
		}
		if !ok || seen[key] {
			continue
		}
		seen[key] = true
		where := ""
		if f.Commit != "" {
			where = " in commit " + f.Commit[:min(10, len(f.Commit))]
		}
		found = append(found, Finding{Severity: High, File: f.Pos.Filename, Line: f.Pos.Line, Message: "a " + strings.TrimPrefix(f.Description, "a ") + where, Fix: fix})
	}
	return found, errors.Join(errs...)
}

func (p *project) baseline() (*secrets.Baseline, error) {
	text, ok, err := p.read(".gatehouse-baseline.jsonl")
	if err != nil || !ok {
		return &secrets.Baseline{}, err
	}
	return secrets.ReadBaseline(strings.NewReader(text))
}

func (p *project) keyFiles(ctx context.Context) ([]Finding, error) {
	names, err := p.tracked(ctx)
	if err != nil {
		return nil, err
	}
	var found []Finding
	for _, name := range names {
		base := filepath.Base(name)
		switch {
		case base == "credentials.json", base == "id_rsa", base == "id_ed25519", strings.HasSuffix(base, "service-account.json"), strings.HasSuffix(base, ".p12"), strings.HasSuffix(base, ".pfx"),
			base == ".env", strings.HasPrefix(base, ".env.") && !strings.Contains(base, "example") && !strings.Contains(base, "sample") && !strings.Contains(base, "template"):
			found = append(found, Finding{Severity: High, File: name, Message: "git has a file of credentials", Fix: "revoke what is in it, git rm --cached, add it to .gitignore, and keep it in a secret manager"})
		}
	}
	return found, nil
}

func (p *project) settingsSecrets(context.Context) ([]Finding, error) {
	scan, err := scanner()
	if err != nil {
		return nil, err
	}
	var found []Finding
	for _, name := range []string{".claude/settings.json", ".claude/settings.local.json", ".mcp.json", "CLAUDE.md", ".claude/CLAUDE.md"} {
		text, ok, err := p.read(name)
		if err != nil {
			return found, err
		}
		if !ok {
			continue
		}
		for _, f := range scan.ScanFile(name, []byte(text)) {
			found = append(found, Finding{Severity: High, File: name, Line: f.Pos.Line, Message: "it holds a " + f.Description, Fix: "revoke it, and name a variable of the environment instead"})
		}
	}
	return found, nil
}

func (p *project) fileModes(context.Context) ([]Finding, error) {
	if runtime.GOOS == "windows" {
		return nil, nil
	}
	names, err := filepath.Glob(filepath.Join(p.Dir, ".env*"))
	if err != nil {
		return nil, err
	}
	var found []Finding
	for _, name := range names {
		info, err := os.Stat(name)
		if err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o044 != 0 && !strings.Contains(name, "example") {
			found = append(found, Finding{Severity: Low, File: filepath.Base(name), Message: "others on this machine can read it", Fix: "chmod 600 " + filepath.Base(name)})
		}
	}
	return found, nil
}

func (p *project) rotation(context.Context) ([]Finding, error) {
	var found []Finding
	days := int(p.MaxAge.Hours() / 24)
	if info, err := os.Stat(filepath.Join(p.Dir, ".env")); err == nil && p.Now.Sub(info.ModTime()) > p.MaxAge {
		found = append(found, Finding{Severity: Medium, File: ".env", Message: fmt.Sprintf("it has not changed for %d days", int(p.Now.Sub(info.ModTime()).Hours()/24)), Fix: fmt.Sprintf("exchange the credentials in it, every %d days", days)})
	}
	accepted, err := p.baseline()
	if err != nil {
		return found, err
	}
	for _, e := range accepted.Entries {
		seen, err := time.Parse(time.DateOnly, e.Seen)
		if err == nil && p.Now.Sub(seen) > p.MaxAge && e.Reason == "" {
			found = append(found, Finding{Severity: Medium, File: e.Path, Message: fmt.Sprintf("a finding of %s has been accepted since %s without a reason", e.Rule, e.Seen), Fix: "revoke it, or write the reason into the baseline"})
		}
	}
	return found, nil
}
