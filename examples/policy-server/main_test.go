package main

import (
	"bufio"
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/examples/internal/auditlog"
	"github.com/gatehouse-go/gatehouse/examples/internal/hooktest"
	"github.com/gatehouse-go/gatehouse/hooks"
	"github.com/gatehouse-go/gatehouse/internal/schematest"
)

var program string

func TestMain(m *testing.M) { hooktest.Main(m, &program) }

const token = "0123456789abcdef0123456789abcdef"

var key = "ghp_" + strings.Repeat("aB3dE5gH", 4) + "iJ6k"

// A running server.
type running struct {
	url, metrics string
	cmd          *exec.Cmd
	stderr       *lockedBuffer
	client       *http.Client
}

// A lockedBuffer is read while a program still writes to it.
type lockedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

func start(t *testing.T, args ...string) *running {
	t.Helper()
	return startProgram(t, program, args...)
}

func startProgram(t *testing.T, program string, args ...string) *running {
	t.Helper()
	tokens := filepath.Join(t.TempDir(), "tokens")
	require.NoError(t, os.WriteFile(tokens, []byte(token+"\nanother-token-0123456789\n"), 0o600))
	r := &running{stderr: &lockedBuffer{}, client: &http.Client{Timeout: 20 * time.Second}}
	r.cmd = exec.Command(program, append([]string{"-listen", "127.0.0.1:0", "-metrics", "127.0.0.1:0", "-tokens", tokens}, args...)...)
	r.cmd.Stderr = r.stderr
	out, err := r.cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, r.cmd.Start())
	t.Cleanup(func() { _ = r.cmd.Process.Kill(); _ = r.cmd.Wait() })
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if address, ok := strings.CutPrefix(lines.Text(), "metrics on "); ok {
			r.metrics = "http://" + address + "/debug/vars"
		}
		if address, ok := strings.CutPrefix(lines.Text(), "serving on "); ok {
			r.url = "http://" + address + "/"
			return r
		}
	}
	t.Fatal("the server did not start: ", r.stderr.String())
	return nil
}

// post sends a call and returns the body of the answer.
func (r *running) post(event, bearer string) (int, string, error) {
	request, err := http.NewRequest(http.MethodPost, r.url, strings.NewReader(event))
	if err != nil {
		return 0, "", err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+bearer)
	response, err := r.client.Do(request)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return response.StatusCode, string(body), err
}

// counters are those of the server, as JSON.
func (r *running) counters(t *testing.T) string {
	t.Helper()
	response, err := http.Get(r.metrics)
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return string(body)
}

func bash(command string) string {
	data, err := json.Marshal(map[string]any{"hook_event_name": "PreToolUse", "cwd": "/w", "tool_name": "Bash", "tool_input": map[string]any{"command": command}})
	if err != nil {
		panic(err)
	}
	return string(data)
}

func TestAnswers(t *testing.T) {
	dir := t.TempDir()
	rules := filepath.Join(dir, "rules.json")
	require.NoError(t, os.WriteFile(rules, []byte(`{"permissions":{"deny":["Bash(git push --force *)"]}}`), 0o600))
	s := start(t, "-rules", rules, "-log", filepath.Join(dir, "log"))
	for _, tt := range []struct{ event, says string }{
		{bash("bash -c 'git push -f origin main'"), `"permissionDecision":"deny"`},
		{bash("psql postgres://app@db.prod.example.com/x -c 'DROP TABLE users'"), "PRODUCTION"},
		{bash("curl -H 'Authorization: Bearer " + key + "' https://api.github.com"), "GitHub personal access token"},
		{bash("vim x"), "would hang"},
		{`{"hook_event_name":"UserPromptSubmit","prompt":"use ` + key + `"}`, `"decision":"block"`},
		{`{"hook_event_name":"PostToolUse","tool_name":"Bash","tool_input":{"command":"env"},"tool_response":{"stdout":"T=` + key + `","stderr":"","interrupted":false,"isImage":false}}`, "***REDACTED"},
		{`{"hook_event_name":"PreToolUse","tool_na`, "block"},
	} {
		code, body, err := s.post(tt.event, token)
		require.NoError(t, err)
		require.Equal(t, 200, code)
		require.Contains(t, body, tt.says, tt.event)
		require.NotContains(t, body, key)
	}
	for _, event := range []string{bash("git status"), bash("rm -rf build"), bash("git commit -m x"), `{"hook_event_name":"UserPromptSubmit","prompt":"hello"}`} {
		code, body, err := s.post(event, "another-token-0123456789")
		require.NoError(t, err)
		require.Equal(t, 200, code)
		require.Empty(t, body, event)
	}
	for _, bearer := range []string{"", "wrong", token + "x"} {
		code, _, err := s.post(bash("ls"), bearer)
		require.NoError(t, err)
		require.Equal(t, 401, code)
	}
	response, err := http.Get(s.metrics)
	require.NoError(t, err)
	defer response.Body.Close()
	var counters struct{ Decisions int }
	require.NoError(t, json.NewDecoder(response.Body).Decode(&counters))
	require.Equal(t, 10, counters.Decisions, "the message that broke off reached no check")
	denied := 0
	for e, err := range auditlog.Read(filepath.Join(dir, "log")) {
		require.NoError(t, err)
		if e.Fields["decision"] == "deny" {
			denied++
		}
		require.NotContains(t, fmt.Sprint(e.Fields), key)
	}
	require.Equal(t, 4, denied)
}

// TestReload changes the policy under load: no request is lost, and a broken file
// leaves the old policy in force.
func TestReload(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there is no SIGHUP on Windows: reloading at a signal is not tested")
	}
	dir := t.TempDir()
	policy := filepath.Join(dir, "policy.json")
	write := func(text string) { require.NoError(t, os.WriteFile(policy, []byte(text), 0o600)) }
	write(`{"off": ["interactive"]}`)
	s := start(t, "-policy", policy)
	says := func(want string) {
		t.Helper()
		require.Eventually(t, func() bool {
			_, body, err := s.post(bash("vim x"), token)
			return err == nil && (want == "" && body == "" || want != "" && strings.Contains(body, want))
		}, 20*time.Second, 20*time.Millisecond)
	}
	says("")
	stop := make(chan struct{})
	var lost, sent atomic.Int64
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				code, body, err := s.post(bash("psql postgres://a@db.prod.example.com/x -c 'DROP TABLE y'"), token)
				sent.Add(1)
				if err != nil || code != 200 || !strings.Contains(body, "deny") {
					lost.Add(1)
				}
			}
		})
	}
	for i := range 4 {
		write(`{"off": []}`)
		require.NoError(t, s.cmd.Process.Signal(syscall.SIGHUP))
		says("would hang")
		write(`{"off": [` + strings.Repeat(" ", i) + `"interactive"]}`)
		require.NoError(t, s.cmd.Process.Signal(syscall.SIGHUP))
		says("")
	}
	write(`{"off": ["everything"]}`)
	require.NoError(t, s.cmd.Process.Signal(syscall.SIGHUP))
	require.Eventually(t, func() bool {
		response, err := http.Get(s.metrics)
		if err != nil {
			return false
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		return err == nil && !strings.Contains(string(body), `"failedReloads": 0`)
	}, 20*time.Second, 20*time.Millisecond)
	says("")
	close(stop)
	wg.Wait()
	require.Zero(t, lost.Load())
	require.NotZero(t, sent.Load())
}

// TestTokensAreExchanged: machines get the new token one by one, and then the old one
// goes. A file without tokens changes nothing.
func TestTokensAreExchanged(t *testing.T) {
	tokens := filepath.Join(t.TempDir(), "tokens")
	write := func(text string) { require.NoError(t, os.WriteFile(tokens, []byte(text), 0o600)) }
	const renewed = "renewed-token-0123456789"
	write(token + "\n")
	s := start(t, "-tokens", tokens)
	code := func(bearer string) int {
		code, _, err := s.post(bash("ls"), bearer)
		require.NoError(t, err)
		return code
	}
	becomes := func(bearer string, want int) {
		t.Helper()
		require.Eventually(t, func() bool { return code(bearer) == want }, 20*time.Second, 20*time.Millisecond)
	}
	require.Equal(t, 200, code(token))
	require.Equal(t, 401, code(renewed))
	write(token + "\n" + renewed + "\n")
	becomes(renewed, 200)
	require.Equal(t, 200, code(token))
	write(renewed + " \n")
	becomes(token, 401)
	write("short")
	require.Eventually(t, func() bool { return s.counter(t, "failedReloads") > 0 }, 20*time.Second, 20*time.Millisecond)
	require.Equal(t, 200, code(renewed))
	require.NotContains(t, s.stderr.String(), renewed)
}

// TestKilled: what a server that was killed has logged is whole.
func TestKilled(t *testing.T) {
	log := filepath.Join(t.TempDir(), "log")
	s := start(t, "-log", log)
	var answered atomic.Int64
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for {
				_, body, err := s.post(bash("vim x"), token)
				if err != nil {
					return // it is gone
				}
				if strings.Contains(body, "would hang") && answered.Add(1) == 40 {
					_ = s.cmd.Process.Kill()
				}
			}
		})
	}
	wg.Wait()
	var logged int64
	for e, err := range auditlog.Read(log) {
		require.NoError(t, err)
		require.Equal(t, "deny", e.Fields["decision"])
		logged++
	}
	require.GreaterOrEqual(t, logged, answered.Load(), "what was answered is in the log")
}

// TestStops: told to stop, it ends without an error.
func TestStops(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot be asked to end on Windows: a stop is not tested")
	}
	s := start(t)
	response, err := http.Get(s.url + "healthz")
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, 200, response.StatusCode)
	require.NoError(t, s.cmd.Process.Signal(syscall.SIGTERM))
	require.NoError(t, s.cmd.Wait())
}

// counter is one of the counters.
func (r *running) counter(t *testing.T, name string) int {
	t.Helper()
	response, err := http.Get(r.metrics)
	require.NoError(t, err)
	defer response.Body.Close()
	var all map[string]any
	require.NoError(t, json.NewDecoder(response.Body).Decode(&all))
	n, ok := all[name].(float64)
	require.True(t, ok, "%v", all)
	return int(n)
}

func TestTLS(t *testing.T) {
	dir := t.TempDir()
	certFile, keyFile := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	first := makeCertificate(t, certFile, keyFile, 1)
	s := start(t, "-cert", certFile, "-key", keyFile)
	plain := s.url
	s.url = strings.Replace(s.url, "http:", "https:", 1)
	trust := func(pool *x509.CertPool) {
		s.client.Transport = &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, DisableKeepAlives: true}
	}
	trust(first)
	code, body, err := s.post(bash("vim x"), token)
	require.NoError(t, err)
	require.Equal(t, 200, code)
	require.Contains(t, body, "would hang")

	// A certificate without its key is not taken, and the two are when both are there.
	kept, err := os.ReadFile(keyFile)
	require.NoError(t, err)
	second := makeCertificate(t, certFile, keyFile, 2)
	renewed, err := os.ReadFile(keyFile)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(keyFile, kept, 0o600))
	require.Eventually(t, func() bool { return s.counter(t, "failedReloads") > 0 }, 20*time.Second, 20*time.Millisecond)
	_, _, err = s.post(bash("vim x"), token)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(keyFile, renewed, 0o600))
	trust(second)
	require.Eventually(t, func() bool { _, _, err := s.post(bash("ls"), token); return err == nil }, 20*time.Second, 20*time.Millisecond)

	response, err := http.Get(plain) // net/http says so, and asks no handler
	require.NoError(t, err)
	defer response.Body.Close()
	require.Equal(t, 400, response.StatusCode)
}

// makeCertificate writes a new certificate for loopback and its key, and returns what
// trusts it.
func makeCertificate(t *testing.T, certFile, keyFile string, serial int64) *x509.CertPool {
	t.Helper()
	pool := x509.NewCertPool()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(serial), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	require.NoError(t, err)
	keyDER, err := x509.MarshalPKCS8PrivateKey(private)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(certFile, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	require.NoError(t, os.WriteFile(keyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE" + " KEY", Bytes: keyDER}), 0o600))
	require.True(t, pool.AppendCertsFromPEM(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})))
	return pool
}

func TestRefusesToStart(t *testing.T) {
	p := hooktest.NewPlace(t)
	tokens := p.Write(t, "tokens", token)
	for _, args := range [][]string{
		{}, {"-tokens", "none"}, {"-tokens", p.Write(t, "empty", "")}, {"-tokens", p.Write(t, "short", "x")}, {"-tokens", tokens, "-listen", "0.0.0.0:0"}, {"-tokens", tokens, "-listen", "nonsense"},
		{"-tokens", tokens, "-listen", "127.0.0.1:0", "-policy", p.Write(t, "bad", "{")}, {"-tokens", tokens, "-listen", "127.0.0.1:0", "-rules", p.Write(t, "rules", `{"permissions":{"deny":["Bash("]}}`)}, {"-tokens", tokens, "-listen", "127.0.0.1:0", "-cert", "none"},
		{"-tokens", tokens, "-listen", "127.0.0.1:0", "-metrics", "0.0.0.0:0"},
	} {
		r := p.Run(t, program, "", args...)
		require.Equal(t, 1, r.Code, "%q: %s", args, r.Stderr)
		require.NotContains(t, r.Stderr, token)
	}
}

func TestSettings(t *testing.T) {
	r := hooktest.NewPlace(t).Run(t, program, "", "-print-settings", "https://policy.example:8787/")
	require.Equal(t, 0, r.Code)
	s, err := hooks.ParseSettings(hooks.ManagedScope, "m", []byte(r.Stdout))
	require.NoError(t, err)
	list := hooks.Merge(s).For(&hooks.Unknown{Name: "UserPromptSubmit"}, nil)
	require.Len(t, list, 1)
	require.Equal(t, "block", list[0].OnFailure)
	require.True(t, hooks.Merge(s).AllowsURL("https://policy.example:8787/"))

	var lacked []string // the client has onFailure, and the schema lacks it
	for _, event := range []string{"PostToolUse", "PostToolUseFailure", "PreToolUse", "UserPromptSubmit"} {
		lacked = append(lacked, "/hooks/"+event+"/*/hooks/*/onFailure additionalProperties")
	}
	schematest.Settings(t, func(t *testing.T, s *schematest.Schema) {
		require.Equal(t, lacked, s.Places([]byte(r.Stdout)))
	})
}
