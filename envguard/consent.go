package envguard

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"
)

// A Plan is what a person says yes or no to: a command, where it runs, and what it
// would do to what.
type Plan struct {
	Command string
	Dir     string // the working directory
	Verdict Verdict
}

// Hash identifies a plan: 64 hexadecimal digits of a SHA-256. It changes with the
// command, the directory, each operation and each sign of what is touched, so that a
// yes does not hold for another target.
func (p Plan) Hash() string {
	h := sha256.New()
	part := func(texts ...string) {
		for _, t := range texts {
			_, _ = fmt.Fprintf(h, "%d:%s,", len(t), t)
		}
	}
	part("gatehouse plan 1", p.Command, p.Dir, p.Verdict.Stage.String(), p.Verdict.Severity.String())
	for i := range p.Verdict.Operations {
		o := &p.Verdict.Operations[i]
		part(o.Kind, o.Object, o.Severity.String(), o.Env.Stage.String(), fmt.Sprint(o.Env.Remote))
		for _, s := range o.Env.Signs {
			part(s.Source, s.Name, s.Detail)
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Name is what a person has to type in order to agree: the object of the worst
// operation, or else its kind. A yes alone never grants what cannot be undone.
func (p Plan) Name() string {
	if len(p.Verdict.Operations) == 0 {
		return ""
	}
	o := &p.Verdict.Operations[0]
	if name := strings.TrimSpace(oneLine(o.Object)); name != "" {
		return name
	}
	return o.Kind
}

// MaxConsent is how long a consent holds at most.
const MaxConsent = 15 * time.Minute

// A Consent is a person's yes to one plan, for a short time. It can be stored as
// JSON; that it is used once, and made by a person and not by the agent, is the
// caller's to see to: keep it where the agent cannot write.
type Consent struct {
	Plan    string    `json:"plan"` // its hash
	Expires time.Time `json:"expires"`
}

// ErrConsent is wrapped by the errors of [Plan.Grant] and [Consent.Check].
var ErrConsent = errors.New("no consent")

// Grant returns a consent to the plan. What was typed has to be the plan's Name; how
// long it holds is cut at [MaxConsent]. What destroys the host is never granted.
func (p Plan) Grant(typed string, now time.Time, lasting time.Duration) (Consent, error) {
	for i := range p.Verdict.Operations {
		if p.Verdict.Operations[i].Host {
			return Consent{}, fmt.Errorf("%w: it destroys this machine or a home directory; run it yourself if it has to be", ErrConsent)
		}
	}
	switch name := p.Name(); {
	case name == "":
		return Consent{}, fmt.Errorf("%w: there is nothing to agree to", ErrConsent)
	case strings.TrimSpace(typed) != name:
		return Consent{}, fmt.Errorf("%w: type the name of what it is done to, %q", ErrConsent, name)
	case lasting <= 0:
		return Consent{}, fmt.Errorf("%w: it would be over at once", ErrConsent)
	}
	return Consent{Plan: p.Hash(), Expires: now.Add(min(lasting, MaxConsent))}, nil
}

// Check returns nil if the consent is to this plan and not over. The plan has to be
// made anew, by judging again: what has changed since then changes its hash.
func (c Consent) Check(p Plan, now time.Time) error {
	switch {
	case c.Plan == "" || c.Plan != p.Hash():
		return fmt.Errorf("%w: it was given for another command, directory or target", ErrConsent)
	case !now.Before(c.Expires):
		return fmt.Errorf("%w: it was given until %s", ErrConsent, c.Expires.Format(time.TimeOnly))
	case c.Expires.Sub(now) > MaxConsent:
		return fmt.Errorf("%w: it holds longer than any that was granted", ErrConsent)
	}
	return nil
}
