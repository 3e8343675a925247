package secrets

import (
	"fmt"
	"os"
	"regexp"
	"strings"
)

// FromEnv returns the value of an environment variable as a [Secret], so that a
// program that needs a credential neither has it in its source nor prints it.
//
// Blanks and line ends around the value are removed: they come from files and from
// echo, and belong to no credential. Anything else that shows that there is no
// credential in the variable is an error, an [*EnvError]: it is not set or empty;
// what it holds stands for a value, such as changeme, <token>, ${TOKEN} or a
// placeholder of [Scanner.Redact]; or it is in quotes, which shells remove and files
// of variables may keep, so that the server would see them.
func FromEnv(name string) (Secret, error) {
	if !envName.MatchString(name) {
		return Secret{}, &EnvError{Name: NewSecret(name).String(), Problem: "has no valid name"}
	}
	value, ok := os.LookupEnv(name)
	value = strings.TrimSpace(value)
	problem := ""
	switch {
	case !ok:
		problem = "is not set"
	case value == "":
		problem = "is empty"
	case isQuoted(value):
		problem = "holds a value in quotes, which are taken for a part of it"
	case isEnvPlaceholder(value):
		problem = "holds a placeholder in place of a value"
	default:
		return NewSecret(value), nil
	}
	if len(name) > longestEnvName {
		name = NewSecret(name).String() // somebody may have passed the value
	}
	return Secret{}, &EnvError{Name: name, Problem: problem}
}

// An EnvError says why [FromEnv] returned no secret. It does not hold the value of
// the variable.
type EnvError struct {
	Name    string // of the variable; masked if it cannot be one
	Problem string // such as "is not set"
}

func (e *EnvError) Error() string {
	return fmt.Sprintf("secrets: the environment variable %s %s: set it where this program is started, such as in the secrets of the CI job, "+
		"in the service manager or in a file of variables that is not committed, and not in the source", e.Name, e.Problem)
}

// A longer name is not printed.
const longestEnvName = 30

// envName is what shells accept (POSIX.1-2024, 3.216).
var envName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

func isQuoted(value string) bool {
	first, last := value[0], value[len(value)-1]
	return len(value) > 1 && first == last && (first == '"' || first == '\'' || first == '`')
}

// isEnvPlaceholder reports what stands in templates and documentation. All of the
// value must be such: a password may well contain the word "secret".
func isEnvPlaceholder(value string) bool {
	return envPlaceholder.MatchString(value) || IsRedacted([]byte(value)) ||
		len(value) > 2 && strings.Count(value, value[:1]) == len(value) // xxxx, ****, 0000
}

var envPlaceholder = regexp.MustCompile(`(?i)^(?:` +
	`<[^<>]*>|\[[^\[\]]*\]|\{\{.*\}\}|\$\{[^{}]*\}|\$\([^()]*\)|\$[a-z_]\w*|%[a-z_]\w*%|` + // <token>, {{ token }}, ${TOKEN}, $TOKEN, %TOKEN%
	`(?:please[-_ ]?)?(?:change|replace|fill|insert|enter|put|add)[-_ ]?(?:me|it|this|in|here|with|your)(?:[-_ ].*)?|` +
	`your[-_ ].*|(?:my|some|the)[-_ ](?:\w+[-_ ])?(?:secret|password|token|key)(?:[-_ ].*)?|.*[-_ ](?:goes[-_ ])?here|` +
	`example|sample|dummy|fake|placeholder|redacted|masked|hidden|removed|secret|password|token|api[-_ ]?key|` +
	`todo|fixme|tbd|none|null|nil|undefined|unset|empty|true|false|test|foo|bar|\.\.\.+|…` +
	`)$`)
