package hookhttp_test

import (
	"fmt"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/hooks/hookhttp"
)

// load makes calls over so many connections that are kept open, checks every
// answer, and returns how long each took, in order.
func load(t testing.TB, addr string, connections, calls int) []time.Duration {
	t.Helper()
	var left atomic.Int64
	left.Store(int64(calls))
	all := make([][]time.Duration, connections)
	errs := make([]error, connections)
	var wg sync.WaitGroup
	for i := range connections {
		wg.Go(func() { all[i], errs[i] = loadOne(addr, i, &left) })
	}
	wg.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	latencies := slices.Concat(all...)
	require.Len(t, latencies, calls)
	slices.Sort(latencies)
	return latencies
}

// loadOne makes calls of one client until none is left. Every second command is
// one to refuse, and the reason names the client, so that no answer can be
// mistaken for that of another call.
func loadOne(addr string, client int, left *atomic.Int64) ([]time.Duration, error) {
	c, err := dial(addr)
	if err != nil {
		return nil, err
	}
	defer c.conn.Close()
	calls := [2][]byte{request(bash("git status")), request(bash(fmt.Sprint("git push --force ", client)))}
	answers := [2]string{"", denial(fmt.Sprint("refused: git push --force ", client))}
	var latencies []time.Duration
	for i := 0; left.Add(-1) >= 0; i++ {
		began := time.Now()
		status, body, err := c.call(calls[i%2])
		if err != nil {
			return nil, err
		}
		latencies = append(latencies, time.Since(began))
		if status != 200 || string(body) != answers[i%2] {
			return nil, fmt.Errorf("client %d, call %d: status %d, %q", client, i, status, body)
		}
	}
	return latencies, nil
}

// TestLoad checks the answers only. How fast they are depends on the machine;
// see BenchmarkServer.
func TestLoad(t *testing.T) {
	addr, _ := start(t, newServer(t, quiet(), hookhttp.On(noForce)))
	load(t, addr, 64, 5000)
}

// BenchmarkServer measures decisions over 64 connections that are kept open,
// alone and beside clients that never finish their requests. Clients and server
// share the processors.
func BenchmarkServer(b *testing.B) {
	for _, slow := range []int{0, 1000} {
		b.Run(fmt.Sprintf("slow=%d", slow), func(b *testing.B) {
			o := quiet()
			o.RequestTimeout = time.Minute
			addr, _ := start(b, newServer(b, o, hookhttp.On(noForce)))
			slowClients(b, addr, slow)
			load(b, addr, 64, 2000) // warms up
			b.ResetTimer()
			latencies := load(b, addr, 64, b.N)
			b.StopTimer()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "decisions/s")
			for _, p := range []int{50, 99} {
				b.ReportMetric(float64(latencies[(len(latencies)-1)*p/100].Microseconds())/1000, fmt.Sprintf("p%d-ms", p))
			}
		})
	}
}

// slowClients connect and send a part of a request each: of the header, or of
// the body.
func slowClients(t testing.TB, addr string, n int) []net.Conn {
	t.Helper()
	whole := request(bash("git push --force"))
	conns := make([]net.Conn, n)
	for i := range conns {
		conn, err := net.Dial("tcp", addr)
		require.NoError(t, err)
		_, err = conn.Write(whole[:i%len(whole)])
		require.NoError(t, err)
		conns[i] = conn
	}
	t.Cleanup(func() {
		for _, conn := range conns {
			_ = conn.Close()
		}
	})
	return conns
}
