package permission

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// The first are examples of RFC 3492, section 7.1.
func TestPunycode(t *testing.T) {
	for label, want := range map[string]string{
		"ليهمابتكلموشعربي؟":        "egbpdaj6bu4bxfgehfvwxn",
		"他们为什么不说中文":                "ihqwcrb4cv8a8dqg056pqjye",
		"3年b組金八先生":                 "3b-ww4c5e180e575a65lsy2b",
		"安室奈美恵-with-super-monkeys": "-with-super-monkeys-pc58ag80a8qai00g7n9n",
		"そのスピードで":                  "d9juau41awczczp",
		"münchen":                  "mnchen-3ya",
		"faß":                      "fa-hia",
		"é":                        "9ca",
	} {
		require.Equal(t, want, punycode(label))
	}
}
