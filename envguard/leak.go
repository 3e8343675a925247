package envguard

import (
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// leaks notes credentials that go to the network, or to whoever reads the output.
func (w *walker) leaks(e *shell.Execution, ws *words) {
	switch ws.name {
	case "cat", "less", "more", "head", "tail", "bat", "base64", "xxd", "od", "strings", "cp", "scp", "rsync", "grep", "awk", "sed", "tac", "nl", "zip", "tar":
		for _, a := range ws.operands {
			if s := secretFile(a); s > None && !strings.Contains(a, "/etc/passwd") {
				w.note(e, Operation{Kind: "secret.read", Class: Exfiltrate, Severity: s - 1, Object: a, Why: "it reads credentials", Safer: "leave credentials to the programs that need them"})
				return
			}
		}
		return
	case "curl", "wget", "nc", "ncat", "netcat", "telnet", "http", "xh", "socat", "ftp", "sftp", "openssl", "aws", "gsutil", "rclone", "mail", "sendmail":
	default:
		return
	}
	if e.Stdin == nil && len(e.Redirs) == 0 && !strings.Contains(strings.Join(ws.all, " "), "@") {
		return
	}
	note := func(what string) {
		w.note(e, Operation{Kind: "secret.send", Class: Exfiltrate, Severity: High, Object: what, Why: "it sends " + what + " to another machine", Safer: "send nothing that holds credentials"})
	}
	if e.Stdin != nil && sends(ws) {
		for _, from := range e.Stdin.From {
			if len(from.Args) == 0 {
				continue
			}
			if n := lookupName(from.Args[0]); (n == "env" || n == "printenv" || n == "set" || n == "export") && len(from.Args) < 3 {
				note("the environment")
				return
			}
			for _, a := range from.Args[1:] {
				if secretFile(a) > None {
					note(a)
					return
				}
			}
		}
	}
	for _, r := range e.Redirs {
		if r.Op == "<" && secretFile(r.Target) > None {
			note(r.Target)
			return
		}
	}
	for _, a := range ws.all {
		if _, file, ok := strings.Cut(a, "@"); ok && (strings.HasPrefix(a, "@") || strings.Contains(a, "=@") || strings.HasPrefix(a, "-d@")) && secretFile(file) > None {
			note(file)
			return
		}
	}
	for _, s := range e.Substituted {
		for _, a := range s.Args {
			if secretFile(a) > None && !slices.Contains(ws.all, "-H") {
				note(a)
				return
			}
		}
	}
}

// sends reports a program that sends its input.
func sends(ws *words) bool {
	switch ws.name {
	case "curl", "wget", "http", "xh":
		return slices.ContainsFunc(ws.all, func(a string) bool {
			return a == "-" || a == "@-" || strings.HasSuffix(a, "=@-") || strings.HasSuffix(a, "@-") || a == "-T-" || strings.Contains(a, "post-file")
		}) || ws.name == "http"
	}
	return true
}

// secretFile says how secret a file is by its name.
func secretFile(name string) Severity {
	low := strings.ToLower(name)
	switch {
	case strings.HasSuffix(low, ".pub"), strings.HasSuffix(low, "known_hosts"), strings.HasSuffix(low, ".ssh/config"), strings.HasSuffix(low, ".aws/config"), strings.HasSuffix(low, ".example"), strings.HasSuffix(low, ".sample"), strings.HasSuffix(low, "authorized_keys"):
		return None
	case strings.HasSuffix(low, "/etc/shadow"), strings.Contains(low, "/etc/sudoers"), strings.Contains(low, ".ssh/id_"), strings.HasSuffix(strings.TrimSuffix(low, "/"), "/.ssh"), strings.HasSuffix(strings.TrimSuffix(low, "/"), "/.gnupg"), strings.HasSuffix(strings.TrimSuffix(low, "/"), "/.aws"), strings.HasSuffix(low, ".ssh/*"), strings.HasSuffix(low, "id_rsa"), strings.HasSuffix(low, "id_ed25519"), strings.HasSuffix(low, "gshadow"), strings.Contains(low, ".gnupg/private"):
		return High
	case strings.HasSuffix(low, ".aws/credentials"), strings.Contains(low, ".ssh"), strings.HasSuffix(low, ".netrc"), strings.HasSuffix(low, ".pgpass"), strings.HasSuffix(low, ".kube/config"), strings.HasSuffix(low, ".docker/config.json"), strings.HasSuffix(low, ".npmrc"), strings.HasSuffix(low, ".pypirc"), strings.HasSuffix(low, ".git-credentials"), strings.HasSuffix(low, "application_default_credentials.json"), strings.Contains(low, ".gnupg"), strings.HasSuffix(low, ".pem"), strings.HasSuffix(low, ".key"),
		strings.HasSuffix(low, ".env"), strings.Contains(low, ".env."), strings.HasSuffix(low, "/etc/passwd"), strings.HasSuffix(low, ".bash_history"), strings.HasSuffix(low, ".zsh_history"), strings.Contains(low, "config/gcloud"), strings.HasSuffix(low, "credentials.json"), strings.HasSuffix(low, "/environ"):
		return Medium
	}
	return None
}
