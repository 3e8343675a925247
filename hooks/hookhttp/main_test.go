package hookhttp_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/hooks"
	"github.com/gatehouse-go/gatehouse/hooks/hookhttp"
)

const (
	token = "test-token-0123456789"
	// crashVar makes the test binary a server that waits to be killed.
	crashVar = "GATEHOUSE_TEST_SERVER"
)

func TestMain(m *testing.M) {
	if os.Getenv(crashVar) != "" {
		serveUntilKilled()
	}
	os.Exit(m.Run())
}

// noForce denies what a test tells apart from the rest.
func noForce(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
	if command, _ := e.Command(); strings.Contains(command, "--force") {
		return e.Deny("refused: " + command), nil
	}
	return hooks.Response{}, nil
}

func bash(command string) string {
	return fmt.Sprintf(`{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":%q}}`, command)
}

func denial(reason string) string {
	return fmt.Sprintf(`{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"deny","permissionDecisionReason":%q}}`, reason)
}

// quiet are options for a server whose log does not matter.
func quiet() hookhttp.Options {
	return hookhttp.Options{Tokens: []string{token}, Logger: slog.New(slog.DiscardHandler), Drain: -1}
}

func newServer(t testing.TB, o hookhttp.Options, routes ...hookhttp.Route) *hookhttp.Server {
	t.Helper()
	server, err := hookhttp.New(o, routes...)
	require.NoError(t, err)
	return server
}

// post calls the server without a network.
func post(t testing.TB, h http.Handler, body string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+token)
	for _, c := range change {
		c(r)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	require.Equal(t, "application/json", w.Header().Get("Content-Type"))
	require.Equal(t, strconv.Itoa(w.Body.Len()), w.Header().Get("Content-Length"))
	return w
}

// start serves on loopback until the test ends or stop is called, which returns
// what Serve did.
func start(t testing.TB, server *hookhttp.Server) (addr string, stop func() error) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- server.Serve(ctx, ln) }()
	stop = func() error {
		cancel()
		err := <-done
		done <- err
		return err
	}
	t.Cleanup(func() { require.NoError(t, stop()) })
	return ln.Addr().String(), stop
}

// A client is one connection that is kept open. It does as little as it can, so
// that what is measured is the server.
type client struct {
	conn net.Conn
	r    *bufio.Reader
}

func dial(addr string) (*client, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	if err := conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		return nil, err
	}
	return &client{conn, bufio.NewReader(conn)}, nil
}

func request(body string) []byte {
	return fmt.Appendf(nil, "POST / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", token, len(body), body)
}

func (c *client) call(request []byte) (status int, body []byte, err error) {
	if _, err := c.conn.Write(request); err != nil {
		return 0, nil, err
	}
	return c.answer()
}

// answer reads one answer, all of it or nothing.
func (c *client) answer() (status int, body []byte, err error) {
	length := -1
	for first := true; ; first = false {
		line, err := c.r.ReadSlice('\n')
		if err != nil {
			return 0, nil, err
		}
		line = bytes.TrimRight(line, "\r\n")
		if first {
			if len(line) < 12 {
				return 0, nil, errors.New("no status")
			}
			status, err = strconv.Atoi(string(line[9:12]))
			if err != nil {
				return 0, nil, err
			}
			continue
		}
		if len(line) == 0 {
			break
		}
		if value, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			if length, err = strconv.Atoi(string(value)); err != nil {
				return 0, nil, err
			}
		}
	}
	if length < 0 {
		return 0, nil, errors.New("an answer without its length")
	}
	body = make([]byte, length)
	_, err = io.ReadFull(c.r, body)
	return status, body, err
}

// recorded returns the messages that Claude Code sent.
func recorded(t testing.TB) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "testdata", "events", "*.json"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	events := map[string][]byte{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		events[strings.TrimSuffix(filepath.Base(file), ".json")] = data
	}
	return events
}
