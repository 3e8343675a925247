package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/gatehouse-go/gatehouse/examples/internal/guard"
	"github.com/gatehouse-go/gatehouse/examples/internal/policy"
	"github.com/gatehouse-go/gatehouse/hooks"
)

// A pastCall is one call of a log.
type pastCall struct {
	Tool  string          `json:"tool"`
	Input json.RawMessage `json:"input"`
	Dir   string          `json:"cwd"`
	Mode  string          `json:"mode"`
}

// simulate judges the calls of transcripts or of audit logs by the policy in force and
// by another one, and prints those whose answer differs. Nothing is kept, granted or
// recorded. Whether a commit would hold a secret depends on what was staged then, and
// is left out.
func simulate(project, policyFile string, asJSON bool, logs []string, out io.Writer) error {
	if len(logs) == 0 {
		return errors.New("name the transcripts (~/.claude/projects/*/*.jsonl) or audit logs to judge")
	}
	names, err := policy.FilesOf(project)
	if err != nil {
		return err
	}
	before, err := policy.Load(names)
	if err != nil {
		return err
	}
	if policyFile != "" {
		if _, err := os.Stat(policyFile); err != nil {
			return err
		}
		names.User = policyFile
	}
	after, err := policy.Load(names)
	if err != nil {
		return err
	}
	judges := [2]*guard.Guard{}
	for i, p := range []policy.Policy{before, after} {
		p.Off = append(p.Off, "commits", "backup")
		judges[i] = guard.New(guard.Config{Policy: p, Project: project})
	}
	calls, differ := 0, 0
	count := map[string]int{}
	for _, name := range logs {
		err := eachCall(name, func(c pastCall) error {
			calls++
			var said [2]string
			var reason string
			for i, g := range judges {
				said[i], reason = judge(g, c)
			}
			count[said[1]]++
			if said[0] == said[1] {
				return nil
			}
			differ++
			if asJSON {
				return json.NewEncoder(out).Encode(map[string]any{"tool": c.Tool, "input": c.Input, "before": said[0], "after": said[1], "reason": reason})
			}
			_, err := fmt.Fprintf(out, "%s → %s  %s %s\n", said[0], said[1], c.Tool, short(string(c.Input)))
			return err
		})
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	if !asJSON {
		fmt.Fprintf(out, "%d calls: %d pass, %d asked, %d denied; %d differ\n", calls, count["pass"], count["ask"], count["deny"], differ)
	}
	return nil
}

func judge(g *guard.Guard, c pastCall) (what, reason string) {
	message, err := json.Marshal(map[string]any{
		"hook_event_name": "PreToolUse", "cwd": c.Dir, "permission_mode": c.Mode, "tool_name": c.Tool, "tool_input": c.Input, "tool_use_id": "toolu_0",
	})
	if err != nil {
		return "deny", err.Error()
	}
	e, err := hooks.Decode(message)
	call, ok := e.(*hooks.PreToolUse)
	if err != nil || !ok {
		return "deny", fmt.Sprint(err)
	}
	_, what, reason, err = g.Judge(context.Background(), call)
	if err != nil {
		return "deny", err.Error()
	}
	if what == "" {
		return "pass", ""
	}
	return what, reason
}

// eachCall reads the calls of a transcript of Claude Code, or of an audit log.
func eachCall(name string, do func(pastCall) error) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	lines := bufio.NewReader(file)
	for n := 1; ; n++ {
		line, err := lines.ReadBytes('\n')
		if len(strings.TrimSpace(string(line))) > 0 {
			calls, err := callsOf(line)
			if err != nil {
				return fmt.Errorf("line %d: %w", n, err)
			}
			for _, c := range calls {
				if err := do(c); err != nil {
					return err
				}
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func callsOf(line []byte) ([]pastCall, error) {
	var record struct {
		pastCall
		Message json.RawMessage `json:"message"`
	}
	if err := json.Unmarshal(line, &record); err != nil {
		return nil, err
	}
	if record.Tool != "" && len(record.Input) > 0 {
		return []pastCall{record.pastCall}, nil
	}
	var message struct {
		Content []struct {
			Type  string          `json:"type"`
			Name  string          `json:"name"`
			Input json.RawMessage `json:"input"`
		} `json:"content"`
	}
	if len(record.Message) == 0 || json.Unmarshal(record.Message, &message) != nil {
		return nil, nil // a record of another kind
	}
	var calls []pastCall
	for _, block := range message.Content {
		if block.Type == "tool_use" {
			calls = append(calls, pastCall{Tool: block.Name, Input: block.Input, Dir: record.Dir, Mode: record.Mode})
		}
	}
	return calls, nil
}

func short(s string) string {
	if r := []rune(s); len(r) > 120 {
		return string(r[:120]) + "…"
	}
	return s
}
