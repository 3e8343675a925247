package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"regexp"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/permission"
	"github.com/gatehouse-go/gatehouse/permission/conformance"
)

// batchSize is how many calls the model proposes in one message.
const batchSize = 80

// A session is one run of the client, and what it did with each call.
type session struct {
	client  string
	fixture *conformance.Fixture
	first   conformance.Case // for all that the cases have in common
	batches [][]toolUse

	asked   map[string]question // by the ID of the call
	results map[string]result
	denied  map[string]denial
	refused map[string]bool // in the list at the end of a turn
	version string
	stderr  string
	ending  error
}

type question struct {
	ReasonType  string          `json:"decision_reason_type"`
	BlockedPath string          `json:"blocked_path"`
	Suggestions json.RawMessage `json:"permission_suggestions"`
}

type result struct {
	text  string
	isErr bool
}

type denial struct {
	ReasonType string `json:"decision_reason_type"`
}

func newSession(t task, cases []conformance.Case) *session {
	s := &session{
		client: t.Client, fixture: t.Fixture, first: cases[0],
		asked: map[string]question{}, results: map[string]result{}, denied: map[string]denial{}, refused: map[string]bool{},
	}
	for i, c := range cases {
		if i%batchSize == 0 {
			s.batches = append(s.batches, nil)
		}
		last := len(s.batches) - 1
		s.batches[last] = append(s.batches[last], toolUse{
			Type: "tool_use", ID: callID(i), Name: c.Tool, Input: json.RawMessage(t.Fixture.Expand(string(c.Input))),
		})
	}
	return s
}

func callID(i int) string { return fmt.Sprintf("toolu_%06d", i+1) }

// run runs the client to its end. What it did not come to has no result.
func (s *session) run(api *modelAPI) {
	api.propose(s.batches)
	cmd := s.command(api.url())
	in, err := cmd.StdinPipe()
	if err != nil {
		s.ending = err
		return
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		s.ending = err
		return
	}
	var errs tail
	cmd.Stderr = &errs
	if s.ending = cmd.Start(); s.ending != nil {
		return
	}
	calls := (len(s.batches)-1)*batchSize + len(s.batches[len(s.batches)-1])
	watchdog := time.AfterFunc(time.Minute+time.Duration(calls)*400*time.Millisecond, func() { _ = cmd.Process.Kill() })
	s.talk(in, out)
	_ = in.Close()
	_, _ = io.Copy(io.Discard, out)
	s.ending = cmd.Wait()
	watchdog.Stop()
	s.stderr = string(errs)
}

func (s *session) command(api string) *exec.Cmd {
	f, c := s.fixture, s.first
	args := []string{
		"-p", "--input-format", "stream-json", "--output-format", "stream-json", "--verbose",
		"--permission-prompt-tool", "stdio",
	}
	if c.Mode != "" && c.Mode != permission.Default {
		args = append(args, "--permission-mode", string(c.Mode))
	}
	if c.Mode == permission.BypassPermissions {
		args = append(args, "--dangerously-skip-permissions")
	}
	if _, ok := c.Settings["flag"]; ok {
		args = append(args, "--settings", f.SettingsFiles["flag"])
	}
	for _, list := range []struct {
		flag   string
		values []string
	}{
		{"--add-dir", c.CLI.AddDir}, {"--allowedTools", c.CLI.AllowedTools}, {"--disallowedTools", c.CLI.DisallowedTools},
	} {
		if len(list.values) > 0 {
			args = append(args, list.flag)
			for _, v := range list.values {
				args = append(args, f.Expand(v))
			}
		}
	}
	if c.CLI.SettingSources != nil {
		args = append(args, "--setting-sources", strings.Join(c.CLI.SettingSources, ","))
	}
	if c.CLI.Tools != nil {
		args = append(args, "--tools", strings.Join(c.CLI.Tools, ","))
	}
	if len(c.CLI.MCPServers) > 0 {
		args = append(args, "--mcp-config", mcpConfig(f))
	}
	program := s.client
	if strings.HasSuffix(program, ".js") {
		program, args = "node", append([]string{s.client}, args...)
	}
	cmd := exec.Command(program, args...)
	cmd.Dir = path.Join(f.Project, c.CWD)
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + f.Home, "LANG=C.UTF-8", "SHELL=/bin/bash", "TERM=dumb",
		"ANTHROPIC_BASE_URL=" + api, "ANTHROPIC_API_KEY=none", "CLAUDE_CODE_SHELL_PREFIX=" + path.Join(binDir, shellName),
		"DISABLE_TELEMETRY=1", "DISABLE_ERROR_REPORTING=1", "DISABLE_AUTOUPDATER=1", "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1",
		"ENABLE_TOOL_SEARCH=false", "IS_SANDBOX=1",
	}
	return cmd
}

// A tail keeps the end of what is written to it.
type tail []byte

func (t *tail) Write(p []byte) (int, error) {
	*t = append(*t, p...)
	if over := len(*t) - 2000; over > 0 {
		*t = (*t)[over:]
	}
	return len(p), nil
}

// talk speaks the client's protocol of lines of JSON: it has one batch proposed
// after the other, answers each question with no, and notes what becomes of the
// calls.
func (s *session) talk(in io.WriteCloser, out io.Reader) {
	send := json.NewEncoder(in)
	type object = map[string]any
	next := 0
	prompt := func() bool {
		if next == len(s.batches) {
			return false
		}
		text := fmt.Sprintf("%s%d", batchMark, next)
		next++
		return send.Encode(object{
			"type": "user", "message": object{"role": "user", "content": text}, "parent_tool_use_id": nil, "session_id": "",
		}) == nil
	}
	if send.Encode(object{"type": "control_request", "request_id": "init", "request": object{"subtype": "initialize"}}) != nil || !prompt() {
		return
	}
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		var m clientMessage
		if json.Unmarshal(line, &m) != nil {
			continue
		}
		switch {
		case m.Type == "control_request":
			reply := object{}
			if m.Request.Subtype == "can_use_tool" {
				s.asked[m.Request.ToolUseID] = m.Request.question
				reply = object{"behavior": "deny", "message": askedMessage}
			}
			if send.Encode(object{
				"type": "control_response", "response": object{"subtype": "success", "request_id": m.RequestID, "response": reply},
			}) != nil {
				return
			}
		case m.Type == "system" && m.Subtype == "init":
			s.version = m.Version
		case m.Type == "system" && m.Subtype == "permission_denied":
			s.denied[m.ToolUseID] = m.denial
		case m.Type == "user":
			s.note(m.Message.Content)
		case m.Type == "result":
			for _, d := range m.Denials {
				s.refused[d.ToolUseID] = true
			}
			if !prompt() {
				return
			}
		}
	}
}

type clientMessage struct {
	Type      string `json:"type"`
	Subtype   string `json:"subtype"`
	RequestID string `json:"request_id"`
	Request   struct {
		Subtype   string `json:"subtype"`
		ToolUseID string `json:"tool_use_id"`
		question
	} `json:"request"`
	Version   string `json:"claude_code_version"`
	ToolUseID string `json:"tool_use_id"`
	denial
	Message struct {
		Content json.RawMessage `json:"content"`
	} `json:"message"`
	Denials []struct {
		ToolUseID string `json:"tool_use_id"`
	} `json:"permission_denials"`
}

// note remembers the results of calls in a message to the model.
func (s *session) note(content json.RawMessage) {
	var blocks []struct {
		Type      string          `json:"type"`
		ToolUseID string          `json:"tool_use_id"`
		IsError   bool            `json:"is_error"`
		Content   json.RawMessage `json:"content"`
	}
	if json.Unmarshal(content, &blocks) != nil {
		return
	}
	for _, b := range blocks {
		if b.Type == "tool_result" {
			s.results[b.ToolUseID] = result{text: textOf(b.Content), isErr: b.IsError}
		}
	}
}

func textOf(content json.RawMessage) string {
	var text string
	if json.Unmarshal(content, &text) == nil {
		return text
	}
	var blocks []struct {
		Text string `json:"text"`
	}
	_ = json.Unmarshal(content, &blocks)
	for _, b := range blocks {
		text += b.Text + "\n"
	}
	return text
}

// askedMessage is the answer to each question.
const askedMessage = "the oracle was asked"

var (
	bySettings   = regexp.MustCompile(`denied by your permission settings`)
	noSuchTool   = regexp.MustCompile(`No such tool available`)
	systemError  = regexp.MustCompile(`\b(EACCES|EROFS|ENOENT|EPERM|EISDIR|ENOTDIR)\b`)
	cancelled    = regexp.MustCompile(`(?i)^The user doesn't want to proceed|sibling|cancel`)
	invalidInput = regexp.MustCompile(`<tool_use_error>|InputValidationError`)
	saysDenied   = regexp.MustCompile(`(?i)denied|permission|don't ask mode|not allowed|blocked`)
)

// answer tells what the client did with call i.
func (s *session) answer(i int, c conformance.Case) answer {
	a := answer{Case: c, Version: s.version}
	a.Decision, a.Removed, a.Cause, a.BlockedPath, a.Suggestions = "none", false, "", "", nil
	id := callID(i)
	if q, ok := s.asked[id]; ok {
		a.Decision, a.Cause, a.BlockedPath, a.Suggestions = "ask", q.ReasonType, q.BlockedPath, q.Suggestions
		return a
	}
	r, done := s.results[id]
	d, told := s.denied[id]
	switch {
	case !done:
		a.Note = fmt.Sprintf("the client did not come to it: %v: %s", s.ending, strings.TrimSpace(s.stderr))
	case r.isErr && noSuchTool.MatchString(r.text):
		a.Decision, a.Removed = "deny", true
	case told:
		a.Decision, a.Cause = "deny", d.ReasonType
	case r.isErr && bySettings.MatchString(r.text):
		a.Decision = "deny" // older versions report it as an error of the tool
	case r.isErr && systemError.MatchString(r.text):
		a.Decision = "allow" // it was let through to the file
	case r.isErr && cancelled.MatchString(r.text):
		a.Note = r.text
	case s.refused[id], r.isErr && saysDenied.MatchString(r.text) && !invalidInput.MatchString(r.text):
		a.Decision = "deny"
	case r.isErr && invalidInput.MatchString(r.text):
		a.Decision, a.Note = "error", r.text
	default:
		a.Decision = "allow"
	}
	return a
}
