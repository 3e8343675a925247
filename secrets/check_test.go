package secrets

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The values are published examples, in pieces so that no scanner finds them here.
func TestChecks(t *testing.T) {
	jwt := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256","typ":"JWT"}`))
	for _, tt := range []struct {
		name  string
		check Check
		value string
		want  verdict
	}{
		// The example of GitHub's article on its token formats.
		{"base62", CheckBase62, "ghp_" + "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ" + "0mLq17", valid},
		{"base62 of other characters", CheckBase62, "ghp_" + "zQWBuTSOoRi4A9spHcVY5ncnsDkxkK" + "0mLq17", invalid},
		{"base62 has a case", CheckBase62, "ghp_" + "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ" + "0mlq17", invalid},
		{"too short", CheckBase62, "ghp_1", invalid},
		{"base36", CheckBase36, fill("glpat-{27 0-9a-z}.01{sum}", CheckBase36, 1), valid},
		{"hex behind an underscore", CheckHex, fill("glsa_{32 0-9a-z}_{sum}", CheckHex, 1), valid},
		{"upper-case hex", CheckHex, fill("ATATT3{20 0-9a-z}={sum}", CheckHex, 1), valid},
		{"wrong hex", CheckHex, "glsa_" + strings.Repeat("ab", 16) + "_00000000", invalid},
		{"Confluent", CheckConfluent, fill("cflt{54 0-9a-z}{sum}", CheckConfluent, 1), valid},
		{"AWS", CheckAWS, "AKIA" + strings.Repeat("A2", 8), unknown},
		{"AWS with a digit that is none", CheckAWS, "AKIA" + strings.Repeat("A1", 8), invalid},
		{"JWT", CheckJWT, jwt + ".e30.x", valid},
		{"JWT without alg", CheckJWT, base64.RawURLEncoding.EncodeToString([]byte(`{"a":1}`)) + ".e30.x", invalid},
		{"JWT that is none", CheckJWT, "abc.def.ghi", impossible},
		// Of the documentation of nkeys: a public key, which has the same check.
		{"NKEY", CheckNKEY, "SUAKYRHVIOREXV7EUZTBHUHL7NUMHPMAS7QMDU3GTIUWEI5LDNOXD43IZY", valid},
		{"NKEY that is none", CheckNKEY, "SUAKYRHVIOREXV7EUZTBHUHL7NUMHPMAS7QMDU3GTIUWEI5LDNOXD43AZY", invalid},
		// A test vector of BIP 173.
		{"Bech32", CheckBech32, "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw", valid},
		{"Bech32 of mixed case", CheckBech32, "Abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw", invalid},
		{"Bech32 with an error", CheckBech32, "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxx", invalid},
		{"Luhn", CheckLuhn, "4111 1111 1111 1111", valid},
		{"Luhn with an error", CheckLuhn, "4111 1111 1111 1112", impossible},
		{"zeros", CheckLuhn, "0000000000000000", impossible},
		// The example of ISO 13616's registry for the United Kingdom.
		{"IBAN", CheckIBAN, "GB29 NWBK 6016 1331 9268 19", valid},
		{"IBAN with an error", CheckIBAN, "GB29 NWBK 6016 1331 9268 18", impossible},
		{"user and password", CheckUserPassword, base64.StdEncoding.EncodeToString([]byte("user:pass")), unknown},
		{"no colon", CheckUserPassword, base64.StdEncoding.EncodeToString([]byte("username")), impossible},
		{"none", NoCheck, "x", unknown},
	} {
		require.Equal(t, tt.want, tt.check.test([]byte(tt.value)), tt.name)
	}
}
