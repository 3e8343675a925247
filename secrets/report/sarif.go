package report

import (
	"io"
	"path"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/secrets"
)

// The format is that of https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html;
// for what code scanning makes of it, see
// https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning.
const sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool        sarifTool         `json:"tool"`
	Invocations []sarifInvocation `json:"invocations"`
	ColumnKind  string            `json:"columnKind"`
	Results     []sarifResult     `json:"results"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name           string      `json:"name"`
	Version        string      `json:"version"`
	InformationURI string      `json:"informationUri"`
	Rules          []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID         string         `json:"id"`
	Short      sarifText      `json:"shortDescription"`
	Help       sarifText      `json:"help"`
	HelpURI    string         `json:"helpUri,omitempty"`
	Default    sarifLevel     `json:"defaultConfiguration"`
	Properties map[string]any `json:"properties"`
}

type sarifLevel struct {
	Level string `json:"level"`
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifInvocation struct {
	Successful    bool                `json:"executionSuccessful"`
	Start         string              `json:"startTimeUtc"`
	End           string              `json:"endTimeUtc"`
	Notifications []sarifNotification `json:"toolExecutionNotifications,omitempty"`
}

type sarifNotification struct {
	Level   string    `json:"level"`
	Message sarifText `json:"message"`
}

type sarifResult struct {
	RuleID              string            `json:"ruleId"`
	RuleIndex           int               `json:"ruleIndex"`
	Level               string            `json:"level"`
	Rank                float64           `json:"rank"`
	Message             sarifText         `json:"message"`
	Locations           []sarifLocation   `json:"locations,omitempty"`
	PartialFingerprints map[string]string `json:"partialFingerprints"`
	Properties          map[string]any    `json:"properties,omitempty"`
}

type sarifLocation struct {
	Physical *sarifPhysical `json:"physicalLocation,omitempty"`
	Logical  []sarifLogical `json:"logicalLocations,omitempty"`
}

type sarifPhysical struct {
	Artifact sarifArtifact `json:"artifactLocation"`
	Region   sarifRegion   `json:"region"`
}

type sarifArtifact struct {
	URI  string `json:"uri"`
	Base string `json:"uriBaseId,omitempty"`
}

type sarifRegion struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn"`
	EndLine     int `json:"endLine"`
	EndColumn   int `json:"endColumn"`
}

type sarifLogical struct {
	Name string `json:"fullyQualifiedName"`
}

func writeSARIF(w io.Writer, d *document) error {
	const utc = "2006-01-02T15:04:05.000Z"
	invocation := sarifInvocation{Successful: len(d.errors) == 0, Start: d.start.UTC().Format(utc), End: d.end.UTC().Format(utc)}
	for _, text := range d.errors {
		invocation.Notifications = append(invocation.Notifications, sarifNotification{"error", sarifText{text}})
	}
	run := sarifRun{
		Tool:        sarifTool{sarifDriver{Name: "Gatehouse", Version: d.version(), InformationURI: "https://" + module, Rules: []sarifRule{}}},
		Invocations: []sarifInvocation{invocation}, ColumnKind: "utf16CodeUnits", Results: []sarifResult{},
	}
	rules := &run.Tool.Driver.Rules
	for i := range d.items {
		it := &d.items[i]
		index := slices.IndexFunc(*rules, func(r sarifRule) bool { return r.ID == it.Rule })
		if index < 0 {
			index = len(*rules)
			*rules = append(*rules, newSARIFRule(it))
		}
		run.Results = append(run.Results, newSARIFResult(it, index))
	}
	return encode(w, sarifLog{Schema: sarifSchema, Version: "2.1.0", Runs: []sarifRun{run}})
}

func newSARIFRule(it *item) sarifRule {
	help := "Revoke the secret and make a new one. Removing it from the file is not enough: it stays in the history."
	if it.rule.Revoke != "" {
		help += " Where to revoke it: " + it.rule.Revoke
	}
	return sarifRule{
		ID: it.Rule, Short: sarifText{it.title()}, Help: sarifText{help}, HelpURI: it.help(),
		Default:    sarifLevel{levelOf(it.Severity)},
		Properties: map[string]any{"security-severity": securitySeverity(it.Severity), "tags": []string{"security", "secret"}},
	}
}

// securitySeverity is a number for which code scanning shows our word: above 9
// critical, from 7 high, from 4 medium.
func securitySeverity(s secrets.Severity) string {
	switch s {
	case secrets.Low:
		return "2.0"
	case secrets.Medium:
		return "5.0"
	case secrets.High:
		return "8.0"
	}
	return "9.5"
}

func newSARIFResult(it *item, rule int) sarifResult {
	r := sarifResult{
		RuleID: it.Rule, RuleIndex: rule, Level: levelOf(it.Severity), Rank: 100 * it.Confidence, Message: sarifText{it.message()},
		PartialFingerprints: map[string]string{"secretFingerprint/v1": it.Secret.Fingerprint()},
		Properties:          map[string]any{},
	}
	var at sarifLocation
	if it.file != "" {
		at.Physical = &sarifPhysical{Artifact: artifact(it.file), Region: sarifRegion{StartLine: it.Pos.Line, StartColumn: it.column, EndLine: it.End.Line, EndColumn: it.endColumn}}
	}
	if it.field != "" {
		at.Logical = []sarifLogical{{it.field}}
	}
	if at.Physical != nil || at.Logical != nil {
		r.Locations = []sarifLocation{at}
	}
	if it.Commit != "" {
		r.Properties["commit"] = it.Commit
	}
	if len(it.Encoding) > 0 {
		r.Properties["encoding"] = it.Encoding
	}
	return r
}

// artifact makes a URI, relative to the root of the sources if the name is relative.
func artifact(name string) sarifArtifact {
	name = path.Clean(name)
	switch first, _, _ := strings.Cut(name, "/"); {
	case strings.HasPrefix(name, "/"):
		return sarifArtifact{URI: "file://" + escapePath(name)}
	case len(name) > 2 && name[1] == ':' && name[2] == '/': // of Windows
		return sarifArtifact{URI: "file:///" + escapePath(name)}
	case strings.Contains(first, ":"): // it would be taken for a scheme
		name = "./" + name
	}
	return sarifArtifact{URI: escapePath(name), Base: "%SRCROOT%"}
}

// escapePath writes in percent what cannot stand in the path of a URI (RFC 3986, 3.3).
// A program that links net/url pays for the tables of net/netip whenever it starts.
func escapePath(name string) string {
	const hex, plain = "0123456789ABCDEF", "-._~!$&'()*+,;=:@/"
	var b strings.Builder
	for i := range len(name) {
		c := name[i]
		if 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || strings.IndexByte(plain, c) >= 0 {
			b.WriteByte(c)
		} else {
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
	return b.String()
}
