package main

import (
	"context"
	"crypto/tls"
	"errors"
	"expvar"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gatehouse-go/gatehouse/envguard"
	"github.com/gatehouse-go/gatehouse/examples/internal/auditlog"
	"github.com/gatehouse-go/gatehouse/examples/internal/guard"
	"github.com/gatehouse-go/gatehouse/examples/internal/policy"
	"github.com/gatehouse-go/gatehouse/hooks"
	"github.com/gatehouse-go/gatehouse/hooks/hookhttp"
	"github.com/gatehouse-go/gatehouse/permission"
)

type options struct{ listen, tokens, cert, key, policy, rules, log, metrics string }

// A server answers with the guard that was loaded last.
type server struct {
	o       options
	current atomic.Pointer[guard.Guard]
	cert    atomic.Pointer[tls.Certificate]
	log     *slog.Logger
	records *auditlog.Log // behind log; nil without one

	decisions, reloads, failedReloads expvar.Int
	byEffect                          expvar.Map
}

// serve runs until ctx is done, and answers what has begun by then. It prints the
// address when it is ready.
func (o options) serve(ctx context.Context, out io.Writer) error {
	tokens, err := readTokens(o.tokens)
	if err != nil {
		return err
	}
	s := &server{o: o}
	s.byEffect.Init()
	if o.log != "" {
		s.records = auditlog.New(o.log)
		s.log = s.records.Logger()
		if _, err := s.records.Write(nil); err != nil {
			return fmt.Errorf("the audit log cannot be written: %w", err)
		}
	}
	if err := s.load(); err != nil {
		return err
	}
	h, err := hookhttp.New(hookhttp.Options{Tokens: tokens, Logger: slog.New(slog.NewTextHandler(os.Stderr, nil))},
		hookhttp.On(on[*hooks.PreToolUse](s)), hookhttp.On(on[*hooks.UserPromptSubmit](s)), hookhttp.On(on[*hooks.PostToolUse](s)), hookhttp.On(on[*hooks.PostToolUseFailure](s)))
	if err != nil {
		return err
	}
	ln, err := s.open()
	if err != nil {
		return err
	}
	if o.metrics != "" {
		if err := s.serveMetrics(ctx, out); err != nil {
			_ = ln.Close()
			return err
		}
	}
	go s.watch(ctx)
	fmt.Fprintln(out, "serving on", ln.Addr())
	return h.Serve(ctx, ln)
}

// on is the handler of one kind of event.
func on[E hooks.Event](s *server) func(context.Context, E) (hooks.Response, error) {
	return func(ctx context.Context, e E) (hooks.Response, error) {
		r, err := s.current.Load().Handle(ctx, e)
		s.decisions.Add(1)
		if err != nil {
			s.byEffect.Add("failed", 1)
		} else {
			s.byEffect.Add(r.Effect().String(), 1)
		}
		return r, err
	}
}

func readTokens(name string) ([]string, error) {
	if name == "" {
		return nil, errors.New("name the file of the tokens with -tokens")
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	tokens := strings.Fields(string(data))
	if len(tokens) == 0 {
		return nil, fmt.Errorf("%s holds no token: openssl rand -hex 32 makes one", name)
	}
	return tokens, nil
}

// load reads all files anew. On an error, nothing changes.
func (s *server) load() error {
	var p policy.Policy
	if s.o.policy != "" {
		data, err := os.ReadFile(s.o.policy)
		if err != nil {
			return err
		}
		if p, err = policy.Parse(s.o.policy, data); err != nil {
			return err
		}
	}
	rules := &permission.Config{
		Project: "/", Home: "/nobody", EvalSymlinks: func(name string) (string, error) { return name, nil }, IsDir: func(string) bool { return false },
	}
	if s.o.rules != "" {
		data, err := os.ReadFile(s.o.rules)
		if err != nil {
			return err
		}
		settings, err := permission.ParseSettings(permission.Managed, s.o.rules, data)
		if err != nil {
			return err
		}
		for _, d := range settings.Diagnostics {
			if d.Severity == permission.SeverityError {
				return fmt.Errorf("%s", d)
			}
		}
		rules.Settings = append(rules.Settings, settings)
	}
	if _, err := permission.New(*rules); err != nil {
		return err
	}
	if s.o.cert != "" {
		cert, err := tls.LoadX509KeyPair(s.o.cert, s.o.key)
		if err != nil {
			return err
		}
		s.cert.Store(&cert)
	}
	p.Off = append(p.Off, "commits", "backup", "files")
	s.current.Store(guard.New(guard.Config{
		Policy: p, Project: "/", Settings: rules, Log: s.log,
		Surroundings: func(dir string) envguard.Surroundings { return envguard.Surroundings{Dir: dir} },
	}))
	return nil
}

// watch loads anew when a file has changed, and when it is told to.
func (s *server) watch(ctx context.Context) {
	hup := hangups()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	last := s.stamp()
	for {
		told := false
		select {
		case <-ctx.Done():
			return
		case <-hup:
			told = true
		case <-tick.C:
		}
		now := s.stamp()
		if now == last && !told {
			continue
		}
		last = now
		if err := s.load(); err != nil {
			s.failedReloads.Add(1)
			fmt.Fprintln(os.Stderr, "policy-server: the old policy stays in force:", err)
			continue
		}
		s.reloads.Add(1)
		fmt.Fprintln(os.Stderr, "policy-server: loaded anew")
	}
}

// stamp changes when one of the files does.
func (s *server) stamp() string {
	var b strings.Builder
	for _, name := range []string{s.o.policy, s.o.rules, s.o.cert, s.o.key} {
		if info, err := os.Stat(name); err == nil {
			fmt.Fprintf(&b, "%s %d %d\n", name, info.Size(), info.ModTime().UnixNano())
		}
	}
	return b.String()
}

// open listens: with TLS, or on loopback only.
func (s *server) open() (net.Listener, error) {
	ln, err := net.Listen("tcp", s.o.listen)
	if err != nil {
		return nil, err
	}
	if s.o.cert != "" {
		return tls.NewListener(ln, &tls.Config{
			MinVersion:     tls.VersionTLS12,
			NextProtos:     []string{"http/1.1"},
			GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return s.cert.Load(), nil },
		}), nil
	}
	if !isLoopback(ln.Addr()) {
		_ = ln.Close()
		return nil, fmt.Errorf("%s is not loopback, and tokens would travel in the clear: give -cert and -key", s.o.listen)
	}
	return ln, nil
}

func isLoopback(a net.Addr) bool {
	t, ok := a.(*net.TCPAddr)
	return ok && t.IP.IsLoopback()
}

// serveMetrics serves the counters, to this machine only.
func (s *server) serveMetrics(ctx context.Context, out io.Writer) error {
	ln, err := net.Listen("tcp", s.o.metrics)
	if err != nil {
		return err
	}
	if !isLoopback(ln.Addr()) {
		_ = ln.Close()
		return fmt.Errorf("%s is not loopback, and counters are for this machine", s.o.metrics)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /debug/vars", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		lost := 0
		if s.records != nil {
			lost, _ = s.records.Lost()
		}
		fmt.Fprintf(w, `{"decisions": %s, "effects": %s, "reloads": %s, "failedReloads": %s, "lostRecords": %d}`+"\n", &s.decisions, &s.byEffect, &s.reloads, &s.failedReloads, lost)
	})
	m := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go m.Serve(ln) //nolint:errcheck // it ends when it is closed
	context.AfterFunc(ctx, func() { _ = m.Close() })
	fmt.Fprintln(out, "metrics on", ln.Addr())
	return nil
}
