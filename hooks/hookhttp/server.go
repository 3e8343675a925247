package hookhttp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// Options adjusts a [Server]. Only Tokens has no useful zero value.
type Options struct {
	// Tokens are what clients send as "Authorization: Bearer <token>". Any of
	// them is good, so that they can be exchanged one client at a time. A token
	// has at least 16 bytes of printable ASCII without blanks.
	Tokens []string
	// Unauthenticated serves whoever can connect. There must be no Tokens then,
	// and Serve accepts loopback addresses only.
	Unauthenticated bool

	// Timeout bounds reading and decoding the message, waiting for a free place
	// and the handler together. It must be shorter than the hook's timeout in the
	// settings, because Claude Code carries on when a hook takes longer than that.
	// 0 means 20 seconds.
	Timeout time.Duration
	// OnFailure says what happens when a handler fails.
	OnFailure hooks.FailureMode
	// MaxInput bounds the size of a message in bytes. It is in memory as long as
	// it is being received and answered, once for each connection at most. 0 means
	// 16 MiB.
	MaxInput int
	// MaxConcurrent bounds how many handlers run at a time, counting those that
	// are still running after their deadline. Further calls wait until Timeout
	// is over, and are refused then. 0 means 256.
	MaxConcurrent int

	// RequestTimeout bounds how long a client of Serve may take to send a request.
	// It should be shorter than Timeout. 0 means 10 seconds.
	RequestTimeout time.Duration
	// MaxConnections bounds the connections that Serve keeps open. Further ones
	// wait to be accepted. 0 means 10,000.
	MaxConnections int
	// Drain is how long Serve goes on answering after it was told to stop, while
	// its health says 503, for a load balancer to notice. 0 means 2 seconds;
	// negative means not at all.
	Drain time.Duration

	// Logger gets what goes wrong. It never gets a token. nil means
	// [slog.Default].
	Logger *slog.Logger
	// Log gets a record of every decision, and Mask takes the secrets out of its
	// texts, as in [hooks.Options].
	Log  *slog.Logger
	Mask func(string) string
}

const (
	defaultTimeout       = 20 * time.Second
	defaultMaxInput      = 16 << 20
	defaultMaxConcurrent = 256
)

// healthPath answers without a token.
const healthPath = "/healthz"

// A Server answers hooks of "type": "http". It is an [http.Handler] and safe for
// concurrent use. It keeps nothing from one call to the next, so that any number
// of servers can stand behind a load balancer.
type Server struct {
	options  Options
	tokens   atomic.Pointer[tokens]
	answer   answerer
	decoding places // taken while a message is decoded, which never waits
	handling places // taken while a handler runs
	draining atomic.Bool
	log      *slog.Logger
}

// New makes a server that gives each event to the routes that it fits. It
// returns an error if there is no route, or no way to tell who may use it.
func New(o Options, routes ...Route) (*Server, error) {
	tokens, err := newTokens(o)
	if err != nil {
		return nil, err
	}
	answer, err := dispatch(slices.Clone(routes))
	if err != nil {
		return nil, err
	}
	o.Timeout = orDefault(o.Timeout, defaultTimeout)
	o.RequestTimeout = orDefault(o.RequestTimeout, defaultRequestTimeout)
	o.MaxInput = orDefault(o.MaxInput, defaultMaxInput)
	o.MaxConcurrent = orDefault(o.MaxConcurrent, defaultMaxConcurrent)
	o.MaxConnections = orDefault(o.MaxConnections, defaultMaxConnections)
	if o.Drain == 0 {
		o.Drain = defaultDrain
	}
	o.Tokens = nil // their digests are enough
	log := o.Logger
	if log == nil {
		log = slog.Default()
	}
	s := &Server{
		options:  o,
		answer:   answer,
		decoding: make(places, runtime.GOMAXPROCS(0)),
		handling: make(places, o.MaxConcurrent),
		log:      log,
	}
	s.tokens.Store(&tokens)
	return s, nil
}

func orDefault[T int | time.Duration](n, standard T) T {
	if n <= 0 {
		return standard
	}
	return n
}

// ServeHTTP answers one call. See the package comment for what it answers when.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.draining.Load() {
		w.Header().Set("Connection", "close") // the next call goes to another server
	}
	switch {
	case r.URL.Path == healthPath:
		s.health(w, r)
	case !s.tokens.Load().admit(r.Header):
		w.Header().Set("WWW-Authenticate", `Bearer realm="hooks"`)
		s.refuse(w, r, http.StatusUnauthorized, "a valid bearer token is needed")
	case r.Method != http.MethodPost:
		w.Header().Set("Allow", http.MethodPost)
		s.refuse(w, r, http.StatusMethodNotAllowed, "hooks are called with POST")
	case !isJSON(r.Header.Get("Content-Type")):
		s.refuse(w, r, http.StatusUnsupportedMediaType, "the content type must be application/json")
	default:
		s.decide(w, r)
	}
}

// decide answers an event. Whatever goes wrong from here on, the status is 200:
// with any other, Claude Code carries on.
func (s *Server) decide(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeoutCause(r.Context(), s.options.Timeout,
		fmt.Errorf("no answer within %v; make the handler faster, or raise Options.Timeout and the hook's timeout in the settings", s.options.Timeout))
	defer cancel()
	message := s.receive(r.Body)

	decoded := func() {}
	if s.decoding.take(ctx) {
		decoded = sync.OnceFunc(s.decoding.leave)
	} else {
		message = failing{context.Cause(ctx)}
	}
	o := hooks.Options{Stdin: message, Timeout: s.options.Timeout, OnFailure: s.options.OnFailure, MaxInput: s.options.MaxInput,
		Log: s.options.Log, Mask: s.options.Mask}
	body, err := s.answer(ctx, o, func(ctx context.Context, handle func() (hooks.Response, error)) (hooks.Response, error) {
		decoded()
		if !s.handling.take(ctx) {
			return hooks.Response{}, s.busy()
		}
		defer s.handling.leave() // when it ends, be it after the deadline
		return handle()
	})
	decoded()
	switch {
	case err == nil:
	case r.Context().Err() != nil:
		s.log.LogAttrs(r.Context(), slog.LevelInfo, "hookhttp: the client has gone", slog.String("client", r.RemoteAddr))
	default:
		s.log.LogAttrs(r.Context(), slog.LevelWarn, "hookhttp: guard hook failed", slog.String("error", err.Error()), slog.String("client", r.RemoteAddr))
	}
	send(w, http.StatusOK, body)
}

func (s *Server) busy() error {
	return fmt.Errorf("%d calls are running and none has ended in time; make the handler faster, or raise Options.MaxConcurrent", s.options.MaxConcurrent)
}

// receive reads the body, so that a slow client keeps nobody else waiting. Of
// one that is too large it reads the rest, up to as much again: a client that
// cannot send everything does not look for the answer.
func (s *Server) receive(body io.Reader) io.Reader {
	data, err := io.ReadAll(io.LimitReader(body, int64(s.options.MaxInput)+1))
	if err != nil {
		return failing{err}
	}
	if len(data) > s.options.MaxInput {
		_, _ = io.CopyN(io.Discard, body, int64(s.options.MaxInput))
	}
	return bytes.NewReader(data)
}

// failing is a body that could not be read.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// refuse answers a request that is no call of a hook.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, status int, why string) {
	s.log.LogAttrs(r.Context(), slog.LevelInfo, "hookhttp: request refused", slog.Int("status", status), slog.String("client", r.RemoteAddr))
	body, _ := json.Marshal(map[string]string{"error": why}) // cannot fail
	send(w, status, body)
}

// health tells a load balancer whether to send calls. It is free of secrets.
func (s *Server) health(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		s.refuse(w, r, http.StatusMethodNotAllowed, "health is asked for with GET")
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), healthLimit)
	defer cancel()
	switch {
	case s.draining.Load():
		send(w, http.StatusServiceUnavailable, []byte(`{"status":"stopping"}`))
	case !s.handling.take(ctx):
		send(w, http.StatusServiceUnavailable, []byte(`{"status":"busy"}`))
	default:
		s.handling.leave()
		send(w, http.StatusOK, []byte(`{"status":"ok"}`))
	}
}

// healthLimit is how long the health may wait for a place where a handler could
// run.
const healthLimit = time.Second

// send writes the answer at once and with its length, so that a client can tell
// one that was cut off.
func send(w http.ResponseWriter, status int, body []byte) {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) // there is nobody to tell
}

func isJSON(contentType string) bool {
	if contentType == "application/json" {
		return true
	}
	media, _, err := mime.ParseMediaType(contentType)
	return err == nil && media == "application/json"
}

// places are as many as can be taken at a time.
type places chan struct{}

// take reports whether there was one before ctx ended.
func (p places) take(ctx context.Context) bool {
	select {
	case p <- struct{}{}:
		return true
	default:
	}
	select {
	case p <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

func (p places) leave() { <-p }

var errNoRoute = errors.New("hookhttp: there is no route; pass one with On")
