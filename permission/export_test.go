package permission

// ManagedFiles lets tests look for managed settings elsewhere than in the
// system's folder.
var ManagedFiles = managedFiles

// Witnesses returns the calls made from a rule that it covers by itself, and
// how many of those made as neighbours it does not.
func Witnesses(r Rule, c Config) (covered []Request, neighbours int, err error) {
	l, err := alone(r, &c)
	if err != nil {
		return nil, 0, err
	}
	for _, w := range witnesses(&r, &c) {
		switch covers := l.covers(w.req); {
		case covers && !w.near:
			covered = append(covered, w.req)
		case !covers && w.near:
			neighbours++
		}
	}
	return covered, neighbours, nil
}

// Plodding is the slow twin of p: it has every check look at every command.
func Plodding(p *Policy) *Policy {
	twin := *p
	twin.plodding = true
	return &twin
}
