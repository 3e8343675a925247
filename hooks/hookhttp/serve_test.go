package hookhttp_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/hooks"
	"github.com/gatehouse-go/gatehouse/hooks/hookhttp"
)

func TestServeRefuses(t *testing.T) {
	open := newServer(t, hookhttp.Options{Unauthenticated: true}, hookhttp.On(noForce))
	everywhere, err := net.Listen("tcp", ":0")
	require.NoError(t, err)
	require.ErrorContains(t, open.Serve(t.Context(), everywhere), "may only listen on a loopback address")
	_, err = everywhere.Accept()
	require.ErrorIs(t, err, net.ErrClosed)

	closed, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, closed.Close())
	require.ErrorIs(t, open.Serve(t.Context(), closed), net.ErrClosed)
}

// TestGracefulStop: every call that has reached the server is answered, in
// whatever state it was when the server was told to stop.
func TestGracefulStop(t *testing.T) {
	const calls = 40
	before := runtime.NumGoroutine()
	running := make(chan struct{}, calls)
	o := quiet()
	o.Drain = 50 * time.Millisecond
	server := newServer(t, o, hookhttp.On(func(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
		running <- struct{}{}
		time.Sleep(150 * time.Millisecond)
		return e.Deny("late"), nil
	}))
	addr, stop := start(t, server)
	var wg sync.WaitGroup
	var answered atomic.Int64
	for range calls {
		wg.Go(func() {
			c, err := dial(addr)
			if err != nil {
				return
			}
			defer c.conn.Close()
			if status, body, err := c.call(request(bash("ls"))); err == nil && status == 200 && string(body) == denial("late") {
				answered.Add(1)
			}
		})
	}
	// One has sent only half of its request by then.
	half, err := dial(addr)
	require.NoError(t, err)
	defer half.conn.Close()
	whole := request(bash("ls"))
	_, err = half.conn.Write(whole[:len(whole)/2])
	require.NoError(t, err)
	for range calls {
		<-running
	}
	wg.Go(func() {
		time.Sleep(20 * time.Millisecond)
		if status, body, err := half.call(whole[len(whole)/2:]); err == nil && status == 200 && string(body) == denial("late") {
			answered.Add(1)
		}
	})
	require.NoError(t, stop())
	wg.Wait()
	require.EqualValues(t, calls+1, answered.Load())
	_, err = net.Dial("tcp", addr)
	require.Error(t, err)
	settle(t, before)
}

// TestDrain: while it stops, the server answers, but says that it is no longer
// to be asked.
func TestDrain(t *testing.T) {
	o := quiet()
	o.Drain = time.Second
	addr, stop := start(t, newServer(t, o, hookhttp.On(noForce)))
	health := []byte("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
	c, err := dial(addr)
	require.NoError(t, err)
	status, body, err := c.call(health)
	require.NoError(t, err)
	require.Equal(t, 200, status)
	require.JSONEq(t, `{"status":"ok"}`, string(body))

	stopped := make(chan error)
	go func() { stopped <- stop() }()
	require.Eventually(t, func() bool {
		c, err := dial(addr)
		require.NoError(t, err)
		defer c.conn.Close()
		status, body, err := c.call(health)
		require.NoError(t, err)
		return status == 503 && string(body) == `{"status":"stopping"}`
	}, time.Second, time.Millisecond)

	// An old connection serves once more and is closed by the server then.
	status, body, err = c.call(request(bash("git push --force")))
	require.NoError(t, err)
	require.Equal(t, 200, status)
	require.Equal(t, denial("refused: git push --force"), string(body))
	_, err = c.r.ReadByte()
	require.ErrorIs(t, err, io.EOF)
	require.NoError(t, <-stopped)
}

// TestHungHandlerDoesNotHoldTheStop: its call has been answered.
func TestHungHandlerDoesNotHoldTheStop(t *testing.T) {
	o := quiet()
	o.Timeout = 20 * time.Millisecond
	release := make(chan struct{})
	defer close(release)
	addr, stop := start(t, newServer(t, o, hookhttp.On(func(context.Context, hooks.Event) (hooks.Response, error) {
		<-release
		return hooks.Response{}, nil
	})))
	c, err := dial(addr)
	require.NoError(t, err)
	_, body, err := c.call(request(bash("ls")))
	require.NoError(t, err)
	require.Contains(t, string(body), "no answer within 20ms")
	started := time.Now()
	require.NoError(t, stop())
	require.Less(t, time.Since(started), 5*time.Second)
}

// TestTLS: any listener will do.
func TestTLS(t *testing.T) {
	certified := httptest.NewTLSServer(nil)
	defer certified.Close()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	server := newServer(t, quiet(), hookhttp.On(noForce))
	go func() {
		done <- server.Serve(ctx, tls.NewListener(ln, &tls.Config{Certificates: certified.TLS.Certificates}))
	}()

	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://"+ln.Addr().String(), strings.NewReader(bash("git push --force")))
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	response, err := certified.Client().Do(r)
	require.NoError(t, err)
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, denial("refused: git push --force"), string(body))
	cancel()
	require.NoError(t, <-done)
}

// TestTooMuchHeader is refused before anything is looked at.
func TestTooMuchHeader(t *testing.T) {
	addr, _ := start(t, newServer(t, quiet(), hookhttp.On(noForce)))
	c, err := dial(addr)
	require.NoError(t, err)
	defer c.conn.Close()
	_, err = c.conn.Write([]byte("POST / HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("x", 32<<10) + "\r\n\r\n"))
	require.NoError(t, err)
	line, err := c.r.ReadString('\n')
	require.NoError(t, err)
	require.Contains(t, line, " 431 ")
}

// TestTooLarge: the client reads the refusal, although it is still sending when
// the server has read enough.
func TestTooLarge(t *testing.T) {
	o := quiet()
	o.MaxInput = 1 << 20
	addr, _ := start(t, newServer(t, o, hookhttp.On(noForce)))
	for _, size := range []int{1<<20 + 1, 3 << 19, 2 << 20} {
		c, err := dial(addr)
		require.NoError(t, err)
		status, body, err := c.call(request(strings.Repeat("x", size)))
		require.NoError(t, err)
		require.Equal(t, 200, status)
		require.Contains(t, string(body), "the event has more than 1048576 bytes")
		require.Contains(t, string(body), `"deny"`)
		require.NoError(t, c.conn.Close())
	}
}

// TestSlowClients: a thousand of them keep nobody else waiting, and are thrown
// out.
func TestSlowClients(t *testing.T) {
	const slow, fast, calls = 1000, 8, 50
	before := runtime.NumGoroutine()
	o := quiet()
	o.MaxConcurrent = 4
	o.RequestTimeout = 3 * time.Second
	addr, stop := start(t, newServer(t, o, hookhttp.On(noForce)))
	conns := slowClients(t, addr, slow)
	latencies := load(t, addr, fast, fast*calls)
	require.Less(t, latencies[len(latencies)-1], 2*time.Second) // well before one of the slow is thrown out
	t.Logf("slowest of %d calls beside %d slow clients: %v", len(latencies), slow, latencies[len(latencies)-1])

	for _, conn := range conns {
		require.NoError(t, conn.SetReadDeadline(time.Now().Add(20*time.Second)))
		_, err := io.Copy(io.Discard, conn)
		netErr, ok := errors.AsType[net.Error](err)
		require.False(t, ok && netErr.Timeout(), "a slow client is still connected")
	}
	require.NoError(t, stop())
	settle(t, before)
}

// TestMaxConnections: one too many waits until another ends, and a stop does not
// wait for any.
func TestMaxConnections(t *testing.T) {
	o := quiet()
	o.MaxConnections = 2
	addr, stop := start(t, newServer(t, o, hookhttp.On(noForce)))
	var clients []*client
	for range 2 {
		c, err := dial(addr)
		require.NoError(t, err)
		_, _, err = c.call(request(bash("ls")))
		require.NoError(t, err)
		clients = append(clients, c)
	}
	third, err := dial(addr) // by the operating system
	require.NoError(t, err)
	require.NoError(t, third.conn.SetDeadline(time.Now().Add(100*time.Millisecond)))
	_, _, err = third.call(request(bash("ls")))
	require.ErrorIs(t, err, os.ErrDeadlineExceeded)

	require.NoError(t, clients[0].conn.Close())
	require.NoError(t, third.conn.SetDeadline(time.Now().Add(10*time.Second)))
	status, _, err := third.answer()
	require.NoError(t, err)
	require.Equal(t, 200, status)
	require.NoError(t, stop())
}

// TestAbruptStop kills a server under load. No client may have got an answer
// that is not whole and right: one that was cut off must not be taken for
// consent.
func TestAbruptStop(t *testing.T) {
	exe, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), exe)
	cmd.Env = append(os.Environ(), crashVar+"=1")
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	addr, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	addr = strings.TrimSpace(addr)

	reason := strings.Repeat("long ", 1500) // so that an answer takes more than one packet
	call := request(bash("git push --force " + reason))
	want := denial("refused: git push --force " + strings.TrimSpace(reason))
	var answered, wrong atomic.Int64
	var wg sync.WaitGroup
	for range 32 {
		wg.Go(func() {
			c, err := dial(addr)
			if err != nil {
				return
			}
			defer c.conn.Close()
			for {
				status, body, err := c.call(call)
				if err != nil {
					return // what Claude Code takes for a failure of the hook
				}
				if status != 200 || string(body) != want {
					wrong.Add(1)
				}
				answered.Add(1)
			}
		})
	}
	require.Eventually(t, func() bool { return answered.Load() > 500 }, 20*time.Second, time.Millisecond)
	require.NoError(t, cmd.Process.Kill())
	wg.Wait()
	_ = cmd.Wait() // killed
	require.Zero(t, wrong.Load())
}

func serveUntilKilled() {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	server, err := hookhttp.New(quiet(), hookhttp.On(noForce))
	if err != nil {
		panic(err)
	}
	fmt.Println(ln.Addr())
	panic(server.Serve(context.Background(), ln))
}
