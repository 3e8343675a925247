package envguard

import (
	"encoding/json"
	"log/slog"
	"strings"
)

// String is one line: what to do, the worst operation, its stage and why.
func (v Verdict) String() string {
	var b strings.Builder
	b.WriteString(v.Action.String())
	if len(v.Operations) == 0 {
		b.WriteString(": nothing that changes anything was found")
		return b.String()
	}
	o := &v.Operations[0]
	b.WriteString(": " + o.Severity.String() + " " + o.Kind)
	if o.Object != "" {
		b.WriteString(" " + oneLine(o.Object))
	}
	b.WriteString(" on " + o.Env.place())
	if o.Why != "" {
		b.WriteString(": " + oneLine(o.Why))
	}
	if o.Safer != "" && v.Action != Allow {
		b.WriteString("; safer: " + oneLine(o.Safer))
	}
	return b.String()
}

// place is the environment in a few words, with its strongest sign.
func (e Environment) place() string {
	s := e.Stage.String()
	switch {
	case e.Remote && e.Stage == Unknown:
		s = "a remote target of unknown stage"
	case e.Stage == Unknown:
		s = "an unknown stage"
	}
	if len(e.Signs) > 0 {
		sign := &e.Signs[0]
		s += " (" + sign.Name
		if sign.Detail != "" && sign.Detail != sign.Name {
			s += " " + oneLine(sign.Detail)
		}
		s += ")"
	}
	return s
}

// oneLine keeps a text on one line of moderate length.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	const most = 200
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	return s
}

// LogValue makes a verdict log as attributes.
func (v Verdict) LogValue() slog.Value {
	attrs := []slog.Attr{slog.String("action", v.Action.String()), slog.String("severity", v.Severity.String()),
		slog.String("stage", v.Stage.String()), slog.Bool("remote", v.Remote)}
	if len(v.Operations) > 0 {
		o := &v.Operations[0]
		attrs = append(attrs, slog.String("kind", o.Kind), slog.String("object", o.Object), slog.String("why", o.Why), slog.String("text", o.Text))
	}
	return slog.GroupValue(attrs...)
}

// MarshalJSON writes {"action", "severity", "stage", "remote", "operations"}.
func (v Verdict) MarshalJSON() ([]byte, error) {
	ops := v.Operations
	if ops == nil {
		ops = []Operation{}
	}
	return json.Marshal(struct {
		Action     Action      `json:"action"`
		Severity   Severity    `json:"severity"`
		Stage      Stage       `json:"stage"`
		Remote     bool        `json:"remote"`
		Operations []Operation `json:"operations"`
	}{v.Action, v.Severity, v.Stage, v.Remote, ops})
}

// MarshalJSON writes an operation with lower-case keys, without what is empty.
func (o Operation) MarshalJSON() ([]byte, error) {
	type sign struct {
		Stage  Stage  `json:"stage"`
		Remote bool   `json:"remote,omitempty"`
		Source string `json:"source"`
		Name   string `json:"name"`
		Detail string `json:"detail,omitempty"`
	}
	var signs []sign
	for _, s := range o.Env.Signs {
		signs = append(signs, sign{s.Stage, s.Remote, s.Source, s.Name, s.Detail})
	}
	return json.Marshal(struct {
		Kind     string   `json:"kind"`
		Class    Class    `json:"class"`
		Severity Severity `json:"severity"`
		Action   Action   `json:"action"`
		Stage    Stage    `json:"stage"`
		Remote   bool     `json:"remote"`
		Text     string   `json:"text,omitempty"`
		Line     int      `json:"line,omitempty"`
		Column   int      `json:"column,omitempty"`
		Object   string   `json:"object,omitempty"`
		Why      string   `json:"why,omitempty"`
		Safer    string   `json:"safer,omitempty"`
		Host     bool     `json:"host,omitempty"`
		Reaches  bool     `json:"reaches,omitempty"`
		Signs    []sign   `json:"signs,omitempty"`
	}{o.Kind, o.Class, o.Severity, o.Action, o.Env.Stage, o.Env.Remote, o.Text, o.Pos.Line, o.Pos.Column, o.Object, o.Why, o.Safer, o.Host, o.Reaches, signs})
}
