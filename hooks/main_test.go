package hooks_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/hooks"
	"github.com/gatehouse-go/gatehouse/hooks/internal/lab"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// guardVar names the guard that the test binary is to be instead of a test.
const guardVar = "GATEHOUSE_TEST_GUARD"

func TestMain(m *testing.M) {
	if name := os.Getenv(guardVar); name != "" {
		guards[name]()
		panic("the guard returned")
	}
	os.Exit(m.Run())
}

// guards are programs that a test runs in a process of their own.
var guards = map[string]func(){
	"deny": func() {
		hooks.Main(func(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
			return e.Deny("not here"), nil
		})
	},
	"ask": func() {
		hooks.Main(func(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
			return e.Ask("really?"), nil
		})
	},
	"pass": func() {
		hooks.Main(func(context.Context, hooks.Event) (hooks.Response, error) { return hooks.Response{}, nil })
	},
	"error": func() {
		hooks.Main(func(context.Context, hooks.Event) (hooks.Response, error) {
			return hooks.Response{}, errors.New("policy unreadable")
		})
	},
	"panic": func() {
		hooks.Main(func(context.Context, hooks.Event) (hooks.Response, error) { panic("boom") })
	},
	"goexit": func() {
		hooks.Main(func(context.Context, hooks.Event) (hooks.Response, error) {
			runtime.Goexit()
			return hooks.Response{}, nil
		})
	},
	"stray prints": func() {
		hooks.Main(func(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
			fmt.Println("stray")
			fmt.Fprint(os.Stdout, "prints")
			log.SetOutput(os.Stdout)
			log.Print("and logs")
			return e.Ask("really?"), nil
		})
	},
	"late prints": func() {
		os.Exit(hooks.Run(context.Background(), hooks.Options{Timeout: 500 * time.Millisecond},
			func(ctx context.Context, e hooks.Event) (hooks.Response, error) {
				for {
					fmt.Println("late print")
				}
			}))
	},
	"hang": func() {
		os.Exit(hooks.Run(context.Background(), hooks.Options{Timeout: 500 * time.Millisecond},
			func(context.Context, hooks.Event) (hooks.Response, error) { select {} }))
	},
	"continue": func() {
		hooks.Main(func(_ context.Context, e *hooks.Stop) (hooks.Response, error) {
			return e.Continue("run the tests"), nil
		})
	},
	"approve request": func() {
		hooks.Main(func(_ context.Context, e *hooks.PermissionRequest) (hooks.Response, error) {
			return e.AutoApprove(), nil
		})
	},
	"child": func() {
		hooks.Main(func(_ context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
			out, err := exec.Command("sh", "-c", "kill -PIPE $$; echo survived").Output()
			return e.Deny(fmt.Sprintf("child: %q %v", out, err)), nil
		})
	},
	"log to stdout": func() { logTo(os.Stdout) },
	"log to stderr": func() { logTo(os.Stderr) },
	"log to a file": logToFile,
	"lab":           func() { lab.Main(strings.Fields(os.Getenv("LAB"))) },

	// What cannot be caught, and is therefore documented.
	"os.Exit": func() {
		hooks.Main(func(context.Context, hooks.Event) (hooks.Response, error) { os.Exit(0); panic(0) })
	},
	"log.Fatal": func() {
		hooks.Main(func(context.Context, hooks.Event) (hooks.Response, error) { log.Fatal("x"); panic(0) })
	},
	"panic elsewhere": func() {
		hooks.Main(func(context.Context, hooks.Event) (hooks.Response, error) {
			go panic("elsewhere")
			select {}
		})
	},
}

// A left is what a process or a call of Run left behind.
type left struct {
	code           int
	stdout, stderr string
}

// process runs a guard in a process of its own. The command may be changed
// before it starts.
func process(t *testing.T, guard, stdin string, change func(*exec.Cmd)) left {
	t.Helper()
	exe, err := os.Executable()
	require.NoError(t, err)
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(t.Context(), exe)
	// The race detector would wait for a second at the end of each.
	cmd.Env = append(os.Environ(), guardVar+"="+guard, "GORACE=atexit_sleep_ms=0")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &stdout, &stderr
	if change != nil {
		change(cmd)
	}
	if err := cmd.Run(); err != nil {
		var exit *exec.ExitError
		require.ErrorAs(t, err, &exit)
		require.True(t, exit.Exited(), "the guard must exit, not die: %v", err)
	}
	return left{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// run calls Run with everything in memory.
func run[E hooks.Event](t testing.TB, o hooks.Options, stdin string, handler func(context.Context, E) (hooks.Response, error)) left {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if o.Stdin == nil {
		o.Stdin = strings.NewReader(stdin)
	}
	if o.Stdout == nil {
		o.Stdout = &stdout
	}
	o.Stderr = &stderr
	code := hooks.Run(t.Context(), o, handler)
	return left{code, stdout.String(), stderr.String()}
}

// recorded returns a message that Claude Code sent.
func recorded(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "events", name+".json"))
	require.NoError(t, err)
	return data
}

// eventOf decodes a recorded message.
func eventOf[E hooks.Event](t testing.TB, name string) E {
	t.Helper()
	event, err := hooks.Decode(recorded(t, name))
	require.NoError(t, err)
	require.IsType(t, *new(E), event)
	return event.(E)
}

// bash is a message about a Bash command.
func bash(command string) string {
	return fmt.Sprintf(`{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":%q}}`, command)
}

var pass = func(context.Context, hooks.Event) (hooks.Response, error) { return hooks.Response{}, nil }

// brokenWriter fails after a few bytes, as a full disk does.
type brokenWriter struct{ room int }

func (w *brokenWriter) Write(p []byte) (int, error) {
	n := min(w.room, len(p))
	w.room -= n
	if n < len(p) {
		return n, errors.New("no space left")
	}
	return n, nil
}

var _ io.Writer = (*brokenWriter)(nil)
