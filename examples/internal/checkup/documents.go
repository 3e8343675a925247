package checkup

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// scanners are programs that look for secrets.
var scanners = []string{"gitleaks", "trufflehog", "secret-scan", "ggshield", "detect-secrets", "kingfisher", "secretlint", "talisman", "git-secrets", "gatehouse"}

func namesScanner(text string) bool {
	for _, s := range scanners {
		if strings.Contains(text, s) {
			return true
		}
	}
	return false
}

// section is what CLAUDE.md should say; it is read by the agent at each start.
var section = []string{
	"## Security",
	"",
	"- Secrets stay where they are: name the variable, never its value, in code, commits, prompts and logs.",
	"- Do not print `.env` files or the environment. `.env.example` says which variables there are.",
	"- What deletes, deploys or migrates is told to the user before it runs, with the host and the database it is for.",
	"- A call that a guard refuses is not tried in another way: say what it was for.",
	"- A secret that was seen is revoked first. The history is cleaned after that.",
}

func (p *project) claudeMD(context.Context) ([]Finding, error) {
	heading := regexp.MustCompile(`(?im)^#+ .*(security|secret|credential)`)
	for _, name := range []string{"CLAUDE.md", ".claude/CLAUDE.md"} {
		text, ok, err := p.read(name)
		if err != nil {
			return nil, err
		}
		if ok && heading.MatchString(text) {
			return nil, nil
		}
	}
	return []Finding{{Severity: Low, File: "CLAUDE.md", Message: "it says nothing about secrets and production", Fix: "add a section about security", Add: section}}, nil
}

func (p *project) preCommit(ctx context.Context) ([]Finding, error) {
	if !p.git {
		return nil, nil
	}
	out, err := p.repo().Output(ctx, "rev-parse", "--git-path", "hooks/pre-commit")
	if err != nil {
		return nil, err
	}
	hook := strings.TrimSpace(out)
	if !filepath.IsAbs(hook) {
		hook = filepath.Join(p.Dir, hook)
	}
	for _, name := range []string{hook, filepath.Join(p.Dir, ".pre-commit-config.yaml"), filepath.Join(p.Dir, ".husky", "pre-commit"), filepath.Join(p.Dir, "lefthook.yml")} {
		if data, err := os.ReadFile(name); err == nil && namesScanner(string(data)) {
			return nil, nil
		}
	}
	return []Finding{{Severity: Low, Message: "a commit from a terminal is not searched for secrets", Fix: "secret-scan -install"}}, nil
}

func (p *project) ci(context.Context) ([]Finding, error) {
	var names []string
	for _, pattern := range []string{".github/workflows/*.y*ml", ".gitlab-ci.yml", ".circleci/config.yml", "azure-pipelines.yml", "Jenkinsfile"} {
		list, err := filepath.Glob(filepath.Join(p.Dir, filepath.FromSlash(pattern)))
		if err != nil {
			return nil, err
		}
		names = append(names, list...)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		if namesScanner(string(data)) {
			return nil, nil
		}
	}
	if len(names) == 0 {
		return []Finding{{Severity: Info, Message: "there is no CI that could search for secrets", Fix: "secret-scan -range origin/main..HEAD in CI"}}, nil
	}
	return []Finding{{Severity: Low, File: p.relative(names[0]), Message: "CI does not search for secrets", Fix: "secret-scan -range origin/main..HEAD, and let it fail the merge"}}, nil
}

func (p *project) incident(context.Context) ([]Finding, error) {
	for _, pattern := range []string{"SECURITY.md", "docs/*incident*", "docs/*security*", "*incident*.md", "RUNBOOK.md", ".github/SECURITY.md"} {
		list, err := filepath.Glob(filepath.Join(p.Dir, filepath.FromSlash(pattern)))
		if err != nil || len(list) > 0 {
			return nil, err
		}
	}
	return []Finding{{Severity: Info, File: "SECURITY.md", Message: "nobody has written down what to do when a secret leaks", Fix: "revoke, look at the audit logs, then clean: examples/incident writes the first draft"}}, nil
}
