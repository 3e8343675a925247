package report

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/secrets"
)

// The format is that of https://gitlab.com/gitlab-org/security-products/security-report-schemas,
// dist/secret-detection-report-format.json.
const gitlabSchema = "15.0.7"

type gitlabReport struct {
	Version         string                `json:"version"`
	Schema          string                `json:"schema"`
	Scan            gitlabScan            `json:"scan"`
	Vulnerabilities []gitlabVulnerability `json:"vulnerabilities"`
}

type gitlabScan struct {
	Analyzer gitlabTool      `json:"analyzer"`
	Scanner  gitlabTool      `json:"scanner"`
	Type     string          `json:"type"`
	Start    string          `json:"start_time"`
	End      string          `json:"end_time"`
	Status   string          `json:"status"`
	Messages []gitlabMessage `json:"messages,omitempty"`
}

type gitlabTool struct {
	ID      string       `json:"id"`
	Name    string       `json:"name"`
	URL     string       `json:"url"`
	Version string       `json:"version"`
	Vendor  gitlabVendor `json:"vendor"`
}

type gitlabVendor struct {
	Name string `json:"name"`
}

type gitlabMessage struct {
	Level string `json:"level"`
	Value string `json:"value"`
}

type gitlabVulnerability struct {
	ID          string             `json:"id"`
	Name        string             `json:"name"`
	Description string             `json:"description"`
	Severity    string             `json:"severity"`
	Solution    string             `json:"solution"`
	Identifiers []gitlabIdentifier `json:"identifiers"`
	Links       []gitlabLink       `json:"links,omitempty"`
	Location    gitlabLocation     `json:"location"`
}

type gitlabIdentifier struct {
	Type  string `json:"type"`
	Name  string `json:"name"`
	Value string `json:"value"`
}

type gitlabLink struct {
	URL string `json:"url"`
}

type gitlabLocation struct {
	File   string       `json:"file,omitempty"`
	Commit gitlabCommit `json:"commit"`
	Start  int          `json:"start_line"`
	End    int          `json:"end_line"`
}

type gitlabCommit struct {
	SHA string `json:"sha"`
}

// noCommit is what GitLab's own analyzer writes of a scan outside of git.
const noCommit = "0000000"

func writeGitLab(w io.Writer, d *document) error {
	tool := gitlabTool{ID: "gatehouse", Name: "Gatehouse", URL: "https://" + module, Version: d.version(), Vendor: gitlabVendor{"Gatehouse"}}
	at := func(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05") }
	report := gitlabReport{
		Version: gitlabSchema, Vulnerabilities: []gitlabVulnerability{},
		Schema: "https://gitlab.com/gitlab-org/security-products/security-report-schemas/-/raw/v" + gitlabSchema + "/dist/secret-detection-report-format.json",
		Scan:   gitlabScan{Analyzer: tool, Scanner: tool, Type: "secret_detection", Start: at(d.start), End: at(d.end), Status: "success"},
	}
	for _, text := range d.errors {
		report.Scan.Status = "failure"
		report.Scan.Messages = append(report.Scan.Messages, gitlabMessage{"warn", cmp.Or(text, "error")})
	}
	for i := range d.items {
		report.Vulnerabilities = append(report.Vulnerabilities, gitlabItem(&d.items[i]))
	}
	return encode(w, report)
}

func gitlabItem(it *item) gitlabVulnerability {
	v := gitlabVulnerability{
		ID: gitlabID(it), Name: fmt.Sprintf("%.255s", it.title()), Description: it.message(), Severity: gitlabSeverity(it.Severity),
		Solution:    "Revoke the secret and make a new one. Removing it from the file is not enough: it stays in the history.",
		Identifiers: []gitlabIdentifier{{"gatehouse_rule_id", "Gatehouse rule ID " + it.Rule, it.Rule}},
		Location:    gitlabLocation{File: it.file, Commit: gitlabCommit{cmp.Or(it.Commit, noCommit)}, Start: it.Pos.Line, End: it.End.Line},
	}
	if help := it.help(); strings.HasPrefix(help, "https://") {
		v.Links = []gitlabLink{{help}}
	}
	return v
}

// gitlabID is a UUID of version 8 (RFC 9562), the same in every run.
func gitlabID(it *item) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%s\x00%s\x00%d\x00%d", it.Rule, it.Secret.Fingerprint(), it.file, it.Commit, it.Pos.Line, it.Pos.Column))
	sum[6], sum[8] = sum[6]&0x0f|0x80, sum[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}

func gitlabSeverity(s secrets.Severity) string {
	name := s.String()
	return strings.ToUpper(name[:1]) + name[1:]
}
