package envguard

import "fmt"

// A Stage is a kind of environment. The zero Stage is Unknown, which is never
// treated as safe.
type Stage uint8

// The stages, from the least dangerous to touch.
const (
	Unknown     Stage = iota
	Local             // this machine
	Development       // also sandboxes and review applications
	Test              // also QA
	CI
	Staging // also demo, preview, pre- and non-production
	Production
)

var stageNames = [...]string{"unknown", "local", "development", "test", "ci", "staging", "production"}

// String returns the stage as in configurations: "unknown", "local",
// "development", "test", "ci", "staging" or "production".
func (s Stage) String() string {
	if int(s) < len(stageNames) {
		return stageNames[s]
	}
	return fmt.Sprintf("Stage(%d)", uint8(s))
}

// MarshalText returns the same as String.
func (s Stage) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// ParseStage is the inverse of [Stage.String].
func ParseStage(name string) (Stage, error) {
	for i, n := range stageNames {
		if n == name {
			return Stage(i), nil
		}
	}
	return Unknown, fmt.Errorf("envguard: %q is no stage; use unknown, local, development, test, ci, staging or production", name)
}
