package envguard

import (
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// runsVariable reports a variable that programs run as a command.
func runsVariable(name string) bool {
	return listed(" PROMPT_COMMAND PAGER GIT_PAGER MANPAGER AWS_PAGER GH_PAGER PSQL_PAGER EDITOR VISUAL GIT_EDITOR KUBE_EDITOR GIT_SEQUENCE_EDITOR GIT_SSH_COMMAND GIT_SSH GIT_EXTERNAL_DIFF GIT_ASKPASS SSH_ASKPASS SUDO_ASKPASS GIT_PROXY_COMMAND LESSOPEN BROWSER RSYNC_RSH RUSTC_WRAPPER ", name)
}

// assignments judges variables that switch off a guard or point elsewhere.
func (w *walker) assignments(e *shell.Execution, depth int) {
	list := e.Assigns
	if len(e.Args) > 0 && len(e.Args) < 64 {
		switch e.Args[0] {
		case "export", "declare", "typeset", "readonly", "local", "env", "setx":
			list = append(slices.Clip(list), e.Args[1:]...)
		}
	}
	for _, a := range list {
		name, value, ok := strings.Cut(a, "=")
		if !ok {
			continue
		}
		on := value != "" && value != "0" && value != "false"
		switch {
		case runsVariable(name):
			w.text(e, value, "the variable "+name, nil, depth)
		case on && listed(" DISABLE_DATABASE_ENVIRONMENT_CHECK PRISMA_USER_CONSENT_FOR_DANGEROUS_AI_ACTION DATABASE_CLEANER_ALLOW_PRODUCTION DATABASE_CLEANER_ALLOW_REMOTE_DATABASE_URL SAFETY_ASSURED ", name), name == "FLYWAY_CLEAN_DISABLED" && value == "false":
			w.note(e, Operation{Kind: "guard.disabled", Class: Retarget, Severity: High, Object: name, Text: name + "=" + hidden, Why: name + " switches off the check that protects a production database", Safer: "leave the check on"})
		case name == "HUSKY" && value == "0", on && listed(" SKIP_HOOKS SKIP_HOOK SKIP_PRECOMMIT_CHECKS HUSKY_SKIP_HOOKS GIT_SSL_NO_VERIFY PRE_COMMIT_ALLOW_NO_CONFIG ", name), name == "LEFTHOOK" && value == "0", name == "NODE_TLS_REJECT_UNAUTHORIZED" && value == "0":
			w.note(e, Operation{Kind: "guard.disabled", Class: Retarget, Severity: Medium, Object: name, Text: name, Why: name + " switches off a check", Safer: "leave the check on"})
		case !on:
		case name == "LD_PRELOAD" || name == "LD_AUDIT" || name == "DYLD_INSERT_LIBRARIES":
			w.note(e, Operation{Kind: "env.inject", Class: Execute, Severity: Medium, Object: name, Text: name, Why: name + " makes programs run code of its own"})
		}
	}
}
