package envguard

import "strings"

// scrub leaves the values of variables that hold secrets out of what is shown: one
// may have been given where a name belongs.
func (s *Surroundings) scrub(env Environment) Environment {
	if len(env.Signs) == 0 {
		return env
	}
	const shortest = 6
	for _, entry := range s.Environ {
		name, value, ok := strings.Cut(entry, "=")
		if !ok || len(value) < shortest || !holdsSecret(name) {
			continue
		}
		for i := range env.Signs {
			if sign := &env.Signs[i]; strings.Contains(sign.Detail, value) {
				sign.Detail = strings.ReplaceAll(sign.Detail, value, "…")
			}
		}
	}
	return env
}

func holdsSecret(name string) bool {
	for _, end := range [...]string{"PASSWORD", "PASSWD", "PASS", "PWD", "SECRET", "TOKEN", "_KEY", "CREDENTIALS", "AUTH"} {
		if strings.HasSuffix(name, end) && name != "PWD" && name != "OLDPWD" {
			return true
		}
	}
	return false
}
