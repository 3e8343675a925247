package shell

import (
	"regexp"
	"sync"
)

// A lazyRegexp is compiled when it is first needed: a program that starts for one
// command should not pay for it. Unlike a function of [sync.OnceValue], it is not made
// at init either.
type lazyRegexp struct {
	text string
	once sync.Once
	re   *regexp.Regexp
}

func (l *lazyRegexp) get() *regexp.Regexp {
	l.once.Do(func() { l.re = regexp.MustCompile(l.text) })
	return l.re
}
