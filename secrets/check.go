package secrets

// A Check is a test of a secret that a pattern cannot make: of a checksum, or of
// the structure of what is encoded in it. A secret that fails it is reported with
// less confidence, for it may be cut off; published examples seldom pass.
type Check uint8

// The checks.
const (
	NoCheck Check = iota
)

type verdict uint8

const (
	unknown verdict = iota
	valid
	invalid
	impossible // it is none
)

func (c Check) test(value []byte) verdict { return unknown }

// sum returns what a secret that begins like this has to end with.
func (c Check) sum(start string) string { return "" }
