package envguard

import (
	"fmt"
	"go/token"
)

// A Severity says how bad an operation is before the environment is considered:
// how hard to undo, times how much is gone.
type Severity uint8

// The severities.
const (
	None     Severity = iota // reads, help, dry runs, text
	Low                      // routine writes
	Medium                   // bounded or recoverable; migrations, restarts, scripts that cannot be judged
	High                     // a table, all rows, a workload, published history, all local work, disabled protection
	Critical                 // a whole database, cluster, namespace, bucket, project, disk, home or package name is gone
)

var severityNames = [...]string{"none", "low", "medium", "high", "critical"}

// String returns "none", "low", "medium", "high" or "critical".
func (s Severity) String() string {
	if int(s) < len(severityNames) {
		return severityNames[s]
	}
	return fmt.Sprintf("Severity(%d)", uint8(s))
}

// MarshalText returns the same as String.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// A Class is what an operation does to what it touches.
type Class string

// The classes.
const (
	Read         Class = "read"
	Write        Class = "write"
	Migration    Class = "migration"
	Deploy       Class = "deploy"
	Availability Class = "availability" // stops or restarts what others use
	Privilege    Class = "privilege"
	History      Class = "history" // of a repository
	Publish      Class = "publish"
	Destructive  Class = "destructive"
	Execute      Class = "execute" // runs what cannot be judged
	Exfiltrate   Class = "exfiltrate"
	Retarget     Class = "retarget" // points later commands elsewhere, or disables a guard
	Interactive  Class = "interactive"
)

// An Operation is one thing that a command does.
type Operation struct {
	Kind     string // stable, such as "sql.drop-table", "kubectl.delete" or "git.push-force"
	Class    Class
	Severity Severity
	Text     string         // the part of the command, without passwords
	Pos      token.Position // of that part in the command
	Object   string         // what it is done to, such as a table or a namespace, if it is named
	Why      string         // such as "DELETE without WHERE removes all rows"
	Safer    string         // what to do instead; may be empty
	// Host says that it destroys this machine, or all of a person's work on it,
	// whatever the environment.
	Host bool
	// Reaches says that what it does depends on what its database is: test runners,
	// seeds, migrations.
	Reaches bool
	Env     Environment // what it would touch
	Action  Action
}

// An Action is what to do with a command.
type Action uint8

// The actions. The zero Action denies.
const (
	Deny Action = iota
	Ask
	Allow
)

var actionNames = [...]string{"deny", "ask", "allow"}

// String returns "deny", "ask" or "allow".
func (a Action) String() string {
	if int(a) < len(actionNames) {
		return actionNames[a]
	}
	return fmt.Sprintf("Action(%d)", uint8(a))
}

// MarshalText returns the same as String.
func (a Action) MarshalText() ([]byte, error) { return []byte(a.String()), nil }
