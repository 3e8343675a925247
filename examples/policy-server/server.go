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
	http    *hookhttp.Server
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
	s := &server{o: o}
	s.byEffect.Init()
	if o.log != "" {
		s.records = auditlog.New(o.log)
		s.log = s.records.Logger()
		if _, err := s.records.Write(nil); err != nil {
			return fmt.Errorf("the audit log cannot be written: %w", err)
		}
	}
	began := s.stamp() // before anything is read, so that no change is missed
	l, err := s.read()
	if err != nil {
		return err
	}
	s.http, err = hookhttp.New(hookhttp.Options{Tokens: l.tokens, Logger: slog.New(slog.NewTextHandler(os.Stderr, nil))},
		hookhttp.On(on[*hooks.PreToolUse](s)), hookhttp.On(on[*hooks.UserPromptSubmit](s)), hookhttp.On(on[*hooks.PostToolUse](s)), hookhttp.On(on[*hooks.PostToolUseFailure](s)))
	if err != nil {
		return err
	}
	if err := s.use(l); err != nil {
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
	go s.watch(ctx, began)
	fmt.Fprintln(out, "serving on", ln.Addr())
	return s.http.Serve(ctx, ln)
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

// A loaded is what the files say.
type loaded struct {
	tokens []string
	guard  *guard.Guard
	cert   *tls.Certificate // nil without one
}

// read reads all files anew, and changes nothing.
func (s *server) read() (l loaded, err error) {
	if l.tokens, err = readTokens(s.o.tokens); err != nil {
		return l, err
	}
	var p policy.Policy
	if s.o.policy != "" {
		data, err := os.ReadFile(s.o.policy)
		if err != nil {
			return l, err
		}
		if p, err = policy.Parse(policy.Managed, s.o.policy, data); err != nil {
			return l, err
		}
	}
	rules, err := readRules(s.o.rules)
	if err != nil {
		return l, err
	}
	if s.o.cert != "" {
		cert, err := tls.LoadX509KeyPair(s.o.cert, s.o.key)
		if err != nil {
			return l, err
		}
		l.cert = &cert
	}
	p.Off = append(p.Off, "commits", "backup", "files")
	l.guard = guard.New(guard.Config{
		Policy: p, Project: "/", Settings: rules, Log: s.log,
		Surroundings: func(dir string) envguard.Surroundings { return envguard.Surroundings{Dir: dir} },
	})
	return l, nil
}

// readRules reads the rules to hold calls to. None of the files that calls are about is
// on this machine, so none is looked at.
func readRules(name string) (*permission.Config, error) {
	rules := &permission.Config{
		Project: "/", Home: "/nobody", EvalSymlinks: func(name string) (string, error) { return name, nil }, IsDir: func(string) bool { return false },
	}
	if name == "" {
		return rules, nil
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	settings, err := permission.ParseSettings(permission.Managed, name, data)
	if err != nil {
		return nil, err
	}
	for _, d := range settings.Diagnostics {
		if d.Severity == permission.SeverityError {
			return nil, fmt.Errorf("%s", d)
		}
	}
	rules.Settings = append(rules.Settings, settings)
	_, err = permission.New(*rules)
	return rules, err
}

// use puts into force what was read. On an error, nothing changes.
func (s *server) use(l loaded) error {
	if err := s.http.SetTokens(l.tokens); err != nil {
		return err
	}
	if l.cert != nil {
		s.cert.Store(l.cert)
	}
	s.current.Store(l.guard)
	return nil
}

// watch loads anew when a file has changed, and when it is told to.
func (s *server) watch(ctx context.Context, last string) {
	hup := hangups()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
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
		l, err := s.read()
		if err == nil {
			err = s.use(l)
		}
		if err != nil {
			s.failedReloads.Add(1)
			fmt.Fprintln(os.Stderr, "policy-server: what was in force stays so:", err)
			continue
		}
		s.reloads.Add(1)
		fmt.Fprintln(os.Stderr, "policy-server: loaded anew")
	}
}

// stamp changes when one of the files does.
func (s *server) stamp() string {
	var b strings.Builder
	for _, name := range []string{s.o.tokens, s.o.policy, s.o.rules, s.o.cert, s.o.key} {
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
