package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/gatehouse-go/gatehouse/secrets"
)

// A Report is what happened, and what to do. It holds no secret.
type Report struct {
	Time        string   `json:"time"`
	Kind        string   `json:"kind,omitempty"`
	Rule        string   `json:"rule,omitempty"`
	Provider    string   `json:"provider,omitempty"`
	Severity    string   `json:"severity,omitempty"`
	Fingerprint string   `json:"fingerprint"`
	Mask        string   `json:"secret,omitempty"`
	Places      []Place  `json:"places"`
	Unsearched  []string `json:"unsearched,omitempty"` // what could not be looked at, and why
	Revoke      string   `json:"revoke"`
	Check       []string `json:"check"`
	Clean       []string `json:"clean,omitempty"` // commands, in order
}

// logs say where a provider keeps what was done with its credentials. Sources: the
// providers' documentation.
func logs(provider string) string {
	switch p := strings.ToLower(provider); {
	case strings.Contains(p, "github"):
		return "GitHub: Settings → Security log, and the audit log of the organisation"
	case strings.Contains(p, "gitlab"):
		return "GitLab: audit events of the group and the project"
	case strings.Contains(p, "amazon"), strings.Contains(p, "aws"):
		return "AWS: CloudTrail → Event history, by the access key ID"
	case strings.Contains(p, "google"):
		return "Google Cloud: Cloud Audit Logs, by the service account"
	case strings.Contains(p, "azure"), strings.Contains(p, "microsoft"):
		return "Azure: Activity log, and the sign-in logs of Microsoft Entra"
	case strings.Contains(p, "cloudflare"):
		return "Cloudflare: Manage Account → Audit Log"
	case strings.Contains(p, "slack"):
		return "Slack: access logs of the workspace, and the audit log (Enterprise)"
	case strings.Contains(p, "stripe"):
		return "Stripe: Developers → Logs, and the security history of the account"
	case strings.Contains(p, "anthropic"):
		return "Anthropic: Console → Usage and the audit log of the organisation"
	case strings.Contains(p, "openai"):
		return "OpenAI: Usage, and the audit logs of the organisation"
	case strings.Contains(p, "npm"):
		return "npm: the versions of your packages that were published since"
	case strings.Contains(p, "docker"):
		return "Docker Hub: activity logs of the organisation"
	}
	return "the access log of the service that the secret is for, since it was first exposed"
}

// advise fills in what to revoke, to look at and to clean.
func (s *search) advise(ctx context.Context, r *Report) {
	r.Revoke = "where it was issued"
	for _, rule := range secrets.Builtin() {
		if rule.ID == r.Rule {
			r.Provider = rule.Provider
			if rule.Revoke != "" {
				r.Revoke = rule.Revoke
			}
		}
	}
	r.Check = append(r.Check, logs(r.Provider))
	history, pushed := false, false
	for _, p := range r.Places {
		history, pushed = history || p.Channel == "history", pushed || p.Pushed
	}
	if pushed {
		r.Check = append(r.Check, "who can read the repository: forks, mirrors, CI caches and artifacts have the commit, too")
	}
	if !history {
		return
	}
	r.Clean = []string{
		"git clone --mirror " + s.origin(ctx) + " clean.git && cd clean.git",
		"printf '%s==>***REMOVED***\\n' \"$SECRET\" > ../replace.txt      # SECRET read with: read -rs SECRET",
		"git filter-repo --replace-text ../replace.txt && rm ../replace.txt",
	}
	if pushed {
		r.Clean = append(r.Clean,
			"git push --force --mirror      # rewrites every branch and tag: tell everybody first; open pull requests break",
			"everybody makes a new clone: an old one that is pushed brings the secret back",
			"ask the forge to remove cached views and the refs of pull requests, which a push does not change")
	}
}

func (s *search) origin(ctx context.Context) string {
	if url, err := s.git(ctx, "remote", "get-url", "origin"); err == nil {
		return s.scanner.RedactString(strings.TrimSpace(url))
	}
	return s.dir
}

func (r *Report) write(w io.Writer) error {
	var b strings.Builder
	kind := r.Kind
	if kind == "" {
		kind = "of a kind that no rule knows"
	}
	fmt.Fprintf(&b, "Secret: %s\nFingerprint: %s\n", kind, r.Fingerprint)
	fmt.Fprintf(&b, "\n1. Revoke it now: %s\n\n2. Look at what was done with it:\n", r.Revoke)
	for _, c := range r.Check {
		fmt.Fprintf(&b, "   - %s\n", c)
	}
	fmt.Fprintf(&b, "\n3. Where it is (%d places):\n", len(r.Places))
	for _, p := range r.Places {
		fmt.Fprintf(&b, "   - %s\n", p)
	}
	if len(r.Places) == 0 {
		b.WriteString("   nowhere that was looked at: files, history, settings and transcripts\n")
	}
	if len(r.Unsearched) > 0 {
		b.WriteString("   It may be in these, too, which could not be looked at:\n")
		for _, u := range r.Unsearched {
			fmt.Fprintf(&b, "   - %s\n", u)
		}
	}
	if len(r.Clean) > 0 {
		b.WriteString("\n4. Clean the history, after it was revoked and only then:\n")
		for _, c := range r.Clean {
			fmt.Fprintf(&b, "   %s\n", c)
		}
	}
	fmt.Fprintf(&b, "\nFor the record: seen %s. Who was told, and when it was revoked: ______\n", r.Time)
	_, err := io.WriteString(w, b.String())
	return err
}

// String is the place in one line.
func (p Place) String() string {
	text := p.Channel
	if p.File != "" {
		text += ": " + p.File
	}
	if p.Line > 0 {
		text += fmt.Sprintf(":%d", p.Line)
	}
	if p.Commit != "" {
		text += fmt.Sprintf(", commit %s by %s at %s", p.Commit[:min(10, len(p.Commit))], p.Who, p.When)
	}
	if p.Pushed {
		text += ", pushed"
	}
	return text
}
