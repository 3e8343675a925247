package permission_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/gatehouse-go/gatehouse/permission"
)

// heldOut is what the modes do with the rows of evasions-heldout.jsonl, which
// were written by an adversary who had not read hardened mode.
type heldOut struct {
	evasions, stopped, met int // met: as hard as the row wants
	twins, passed          int
	agreed, looser         int // faithful mode, measured against the client
}

// TestEvasionsHeldOut fails when hardened mode falls below what it did with the
// rows last. With -v it lists the rows that fail.
//
// The first run, before anything was mended for these rows: 902 of 1,025
// evasions stopped, 865 as hard as wanted, 452 of 458 twins passed; faithful
// mode agreed with the client on 1,462 of 1,483 and was looser on 18. Then
// classes of what passed were mended, and other rows written (second-…). Of
// those the first run stopped 199 of 237, 193 as hard as wanted, and let 207
// of 208 twins pass: that is the estimate for commands nobody has seen.
//
// After the classes that these two showed were mended, a third set was written
// (third-…), by who had mended them and so not blindly. Of it the first run
// stopped 228 of 251, 227 as hard as wanted, and let 96 of 96 twins pass.
func TestEvasionsHeldOut(t *testing.T) {
	hard := newJudges(t, func(c permission.Config) permission.Config {
		c.Harden = true
		return c
	})
	faithful := newJudges(t, func(c permission.Config) permission.Config { return c })
	got := heldOut{}
	for _, e := range readLines[evasion](t, "evasions-heldout.jsonl") {
		as, h := faithful.check(t, e).Decision, hard.check(t, e)
		assert.LessOrEqual(t, h.Decision, as, "%s: loosened: %.200q", e.ID, e.Command)
		got.count(e, as, h.Decision)
		if !hardEnough(e, h.Decision) {
			t.Logf("%s: want %s, got %s: %.200q", e.ID, e.Want, h, e.Command)
		}
		if as.String() != e.Decision {
			t.Logf("%s: the client says %s, we say %s: %.200q", e.ID, e.Decision, as, e.Command)
		}
	}
	t.Logf("%+v", got)
	assert.GreaterOrEqual(t, got.stopped, 1497)
	assert.GreaterOrEqual(t, got.met, 1455)
	assert.GreaterOrEqual(t, got.passed, 762)
	assert.GreaterOrEqual(t, got.agreed, 2260)
	assert.Zero(t, got.looser)
}

func (n *heldOut) count(e evasion, faithful, hard permission.Decision) {
	switch {
	case faithful.String() == e.Decision:
		n.agreed++
	case faithful == permission.Allow || e.Decision == "deny":
		n.looser++
	}
	enough := hardEnough(e, hard)
	if e.Benign {
		n.twins++
		if enough {
			n.passed++
		}
		return
	}
	n.evasions++
	if hard != permission.Allow {
		n.stopped++
	}
	if enough {
		n.met++
	}
}
