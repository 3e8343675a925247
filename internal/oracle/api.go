package main

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// A modelAPI stands in for the API of the model, as far as the client needs it
// (Messages API, with and without streaming). Asked for batch n, it proposes the
// calls of that batch; whatever else it is asked, it has nothing to say.
type modelAPI struct {
	listener net.Listener
	server   *http.Server

	mu      sync.Mutex
	batches [][]toolUse
	sent    int
}

// A toolUse is a block of a message in which the model proposes a call.
type toolUse struct {
	Type  string          `json:"type"`
	ID    string          `json:"id"`
	Name  string          `json:"name"`
	Input json.RawMessage `json:"input"`
}

func startAPI() (*modelAPI, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	a := &modelAPI{listener: listener}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/messages", a.messages)
	mux.HandleFunc("POST /v1/messages/count_tokens", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprint(w, `{"input_tokens":10}`)
	})
	a.server = &http.Server{Handler: mux}
	go a.server.Serve(listener) //nolint:errcheck // it ends when the server is closed
	return a, nil
}

func (a *modelAPI) url() string { return "http://" + a.listener.Addr().String() }

func (a *modelAPI) close() { _ = a.server.Close() }

func (a *modelAPI) propose(batches [][]toolUse) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.batches = batches
}

// batchMark is how the driver's prompt names the batch.
const batchMark = "oracle batch "

var batchNumber = regexp.MustCompile(batchMark + `(\d+)`)

type apiMessage struct {
	Role    string          `json:"role"`
	Content json.RawMessage `json:"content"`
}

func (a *modelAPI) messages(w http.ResponseWriter, r *http.Request) {
	var request struct {
		Model    string            `json:"model"`
		Stream   bool              `json:"stream"`
		Messages []apiMessage      `json:"messages"`
		Tools    []json.RawMessage `json:"tools"`
	}
	if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	text, results := lastOfUser(request.Messages)
	blocks := []any{map[string]string{"type": "text", "text": "ok"}}
	stop := "end_turn"
	switch {
	case results:
	case len(request.Tools) == 0 && strings.Contains(text, "<transcript>"):
		// In the modes auto and plan the client asks a model whether to let a call pass.
		blocks = []any{map[string]string{"type": "text", "text": "<block>no</block>"}}
	case len(request.Tools) > 0:
		if calls := a.batch(text); calls != nil {
			stop, blocks = "tool_use", calls
		}
	}
	a.mu.Lock()
	a.sent++
	id := fmt.Sprintf("msg_%d", a.sent)
	a.mu.Unlock()
	message := map[string]any{
		"id": id, "type": "message", "role": "assistant", "model": request.Model, "content": blocks, "stop_reason": stop, "stop_sequence": nil,
		"usage": map[string]int{"input_tokens": 10, "output_tokens": 10, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0},
	}
	if !request.Stream {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(message)
		return
	}
	stream(w, message, blocks, stop)
}

func (a *modelAPI) batch(text string) []any {
	m := batchNumber.FindStringSubmatch(text)
	if m == nil {
		return nil
	}
	n, err := strconv.Atoi(m[1])
	a.mu.Lock()
	defer a.mu.Unlock()
	if err != nil || n >= len(a.batches) {
		return nil
	}
	var blocks []any
	for _, call := range a.batches[n] {
		blocks = append(blocks, call)
	}
	return blocks
}

// lastOfUser returns the text of the last message of the user, and whether it
// holds results of calls.
func lastOfUser(messages []apiMessage) (text string, results bool) {
	for i := len(messages) - 1; i >= 0; i-- {
		if messages[i].Role != "user" {
			continue
		}
		if json.Unmarshal(messages[i].Content, &text) == nil {
			return text, false
		}
		var blocks []struct {
			Type string `json:"type"`
			Text string `json:"text"`
		}
		if json.Unmarshal(messages[i].Content, &blocks) != nil {
			return "", false
		}
		for _, b := range blocks {
			text += b.Text + "\n"
			results = results || b.Type == "tool_result"
		}
		return text, results
	}
	return "", false
}

// stream writes a message as the events of a streamed answer.
func stream(w http.ResponseWriter, message map[string]any, blocks []any, stop string) {
	w.Header().Set("Content-Type", "text/event-stream")
	event := func(name string, fields map[string]any) {
		fields["type"] = name
		data, err := json.Marshal(fields)
		if err != nil {
			panic(err) // http.Server ends the request
		}
		_, _ = fmt.Fprintf(w, "event: %s\ndata: %s\n\n", name, data)
	}
	message["content"], message["stop_reason"] = []any{}, nil
	event("message_start", map[string]any{"message": message})
	for i, block := range blocks {
		start, delta := block, map[string]any{}
		switch b := block.(type) {
		case toolUse:
			delta["type"], delta["partial_json"] = "input_json_delta", string(b.Input)
			b.Input = json.RawMessage("{}")
			start = b
		case map[string]string:
			delta["type"], delta["text"] = "text_delta", b["text"]
			start = map[string]string{"type": "text", "text": ""}
		}
		event("content_block_start", map[string]any{"index": i, "content_block": start})
		event("content_block_delta", map[string]any{"index": i, "delta": delta})
		event("content_block_stop", map[string]any{"index": i})
	}
	event("message_delta", map[string]any{"delta": map[string]any{"stop_reason": stop, "stop_sequence": nil}, "usage": map[string]int{"output_tokens": 10}})
	event("message_stop", map[string]any{})
}
