package conformance

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"iter"

	"github.com/gatehouse-go/gatehouse/permission"
)

// A Case is one tool call with its surroundings. $PROJ, $OTHER and $HOMEDIR in
// any of its strings stand for the folders of the [Fixture].
type Case struct {
	ID       string                     `json:"id"`
	Settings map[string]json.RawMessage `json:"settings"` // by scope; a JSON string is the raw text of the file
	Mode     permission.Mode            `json:"mode,omitempty"`
	CWD      string                     `json:"cwd,omitempty"` // below the project
	CLI      CLI                        `json:"cli,omitzero"`
	Files    map[string]string          `json:"files,omitempty"` // extra files by path
	NoGit    bool                       `json:"nogit,omitempty"`
	Untrust  bool                       `json:"untrusted,omitempty"`
	Tool     string                     `json:"tool"`
	Input    json.RawMessage            `json:"input"`

	// What the client did; Decision is "" in a case that was not measured.
	Decision    string          `json:"decision,omitempty"`
	Removed     bool            `json:"removed,omitempty"`
	Cause       string          `json:"cause,omitempty"`
	BlockedPath string          `json:"blockedPath,omitempty"`
	Suggestions json.RawMessage `json:"suggestions,omitempty"`
}

// CLI holds the command line's options of a session.
type CLI struct {
	AddDir          []string `json:"add-dir,omitempty"`
	AllowedTools    []string `json:"allowedTools,omitempty"`
	DisallowedTools []string `json:"disallowedTools,omitempty"`
	SettingSources  []string `json:"setting-sources,omitempty"`
	Tools           []string `json:"tools,omitempty"`
	MCPServers      []string `json:"mcpServers,omitempty"`
}

// maxLine bounds one case.
const maxLine = 64 << 20

// Read yields the cases of r, one JSON object a line. Blank lines are skipped;
// after an error nothing more is yielded.
func Read(r io.Reader) iter.Seq2[Case, error] {
	return func(yield func(Case, error) bool) {
		lines := bufio.NewScanner(r)
		lines.Buffer(make([]byte, 0, 64<<10), maxLine)
		for n := 1; lines.Scan(); n++ {
			line := bytes.TrimSpace(lines.Bytes())
			if len(line) == 0 {
				continue
			}
			var c Case
			if err := json.Unmarshal(line, &c); err != nil {
				yield(Case{}, fmt.Errorf("line %d: not a case: %w", n, err))
				return
			}
			if !yield(c, nil) {
				return
			}
		}
		if err := lines.Err(); err != nil {
			yield(Case{}, fmt.Errorf("reading cases: %w", err))
		}
	}
}
