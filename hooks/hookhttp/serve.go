package hookhttp

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

const (
	defaultRequestTimeout = 10 * time.Second
	defaultMaxConnections = 10_000
	defaultDrain          = 2 * time.Second

	answerLimit    = 5 * time.Second // to take the answer
	idleLimit      = 2 * time.Minute // between two requests
	maxHeaderBytes = 16 << 10
)

// Serve answers calls on ln, which it closes in the end, until ctx is over. Then
// it answers for the time of [Options.Drain] as before, accepts no more, and
// returns when every call that has begun is answered. It returns nil if none
// was lost.
//
// Clients get 5 seconds to take the answer. For TLS, pass a listener of
// crypto/tls.
func (s *Server) Serve(ctx context.Context, ln net.Listener) error {
	defer func() { _ = ln.Close() }() // most often it is closed already
	if s.options.Unauthenticated && !isLoopback(ln.Addr()) {
		return fmt.Errorf("hookhttp: without tokens a server may only listen on a loopback address, not on %s", ln.Addr())
	}
	server := &http.Server{
		Handler:        s,
		ReadTimeout:    s.options.RequestTimeout,
		WriteTimeout:   s.options.RequestTimeout + s.options.Timeout + answerLimit,
		IdleTimeout:    idleLimit,
		MaxHeaderBytes: maxHeaderBytes,
		ErrorLog:       slog.NewLogLogger(s.log.Handler(), slog.LevelInfo),
		// What has begun is answered although ctx is over.
		BaseContext: func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
	}
	limited := limit(ln, s.options.MaxConnections)
	server.ConnState = limited.stateChanged
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(limited) }()
	select {
	case err := <-failed:
		return fmt.Errorf("hookhttp: cannot serve: %w", err)
	case <-ctx.Done():
	}

	s.draining.Store(true)
	defer s.draining.Store(false)
	select {
	case err := <-failed:
		return fmt.Errorf("hookhttp: cannot serve: %w", err)
	case <-time.After(s.options.Drain):
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), server.WriteTimeout)
	defer cancel()
	if err := server.Shutdown(stopping); err != nil {
		return errors.Join(fmt.Errorf("hookhttp: calls were cut off: %w", err), server.Close())
	}
	return nil
}

func isLoopback(addr net.Addr) bool {
	switch a := addr.(type) {
	case *net.TCPAddr:
		return a.IP.IsLoopback()
	case *net.UnixAddr:
		return true
	}
	return false
}

// limited is a listener that accepts no more connections than can be open. The
// server tells when one is closed.
type limited struct {
	net.Listener
	open   places
	closed context.Context
	close  context.CancelFunc
}

func limit(ln net.Listener, connections int) *limited {
	l := &limited{Listener: ln, open: make(places, connections)}
	l.closed, l.close = context.WithCancel(context.Background())
	return l
}

func (l *limited) Accept() (net.Conn, error) {
	if !l.open.take(l.closed) {
		return nil, net.ErrClosed
	}
	conn, err := l.Listener.Accept()
	if err != nil {
		l.open.leave()
	}
	return conn, err
}

func (l *limited) Close() error {
	l.close()
	return l.Listener.Close()
}

// stateChanged is for [http.Server.ConnState].
func (l *limited) stateChanged(_ net.Conn, state http.ConnState) {
	if state == http.StateClosed {
		l.open.leave()
	}
}
