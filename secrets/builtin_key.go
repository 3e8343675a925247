package secrets

// keyRules are the rules on keys and tokens of standards, whoever uses them.
var keyRules = []Rule{
	{
		ID: "private-key", Description: "private key", Severity: Critical,
		Keywords: []string{"-----BEGIN "}, detect: detectPrivateKey,
		Examples: []string{
			"-----BEGIN RSA PRIVATE" + " KEY-----\n{64 0-9A-Za-z+/}\n{64 0-9A-Za-z+/}\n-----END RSA PRIVATE" + " KEY-----",
			`key = "-----BEGIN PRIVATE` + ` KEY-----\n{64 0-9A-Za-z+/}\n{40 0-9A-Za-z+/}\n-----END PRIVATE` + ` KEY-----\n"`,
			"-----BEGIN PGP PRIVATE" + " KEY BLOCK-----\nVersion: X\n\n{64 0-9A-Za-z+/}\n=abcd\n-----END PGP PRIVATE" + " KEY BLOCK-----",
			"-----BEGIN OPENSSH PRIVATE" + " KEY-----\n{70 0-9A-Za-z+/}\n{70 0-9A-Za-z+/}\n",
		},
		NonExamples: []string{
			"-----BEGIN PUBLIC KEY-----\n{64 0-9A-Za-z+/}\n-----END PUBLIC KEY-----",
			"-----BEGIN RSA PRIVATE" + " KEY-----",
			`if strings.HasPrefix(s, "-----BEGIN PRIVATE` + ` KEY-----") {`,
			"-----BEGIN PRIVATE" + " KEY-----\n...\n-----END PRIVATE" + " KEY-----",
		},
		Source: "https://www.rfc-editor.org/rfc/rfc7468",
	},
	{
		ID: "putty-private-key", Description: "private key of PuTTY", Severity: Critical,
		Keywords: []string{"PuTTY-User-Key-File-"}, detect: detectPuTTY,
		Examples: []string{
			"PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: a key\nPublic-Lines: 1\n{64 0-9A-Za-z+/}\nPrivate-Lines: 1\n{64 0-9A-Za-z+/}\nPrivate-MAC: {64 0-9a-f}\n",
		},
		NonExamples: []string{"PuTTY-User-Key-File-2: ssh-rsa\nPublic-Lines: 1\n{64 0-9A-Za-z+/}\n"},
		Source:      "https://tartarus.org/~simon/putty-snapshots/htmldoc/AppendixC.html",
	},
	{
		ID: "age-secret-key", Description: "secret key of age", Severity: Critical,
		Keywords: []string{"AGE-SECRET-KEY-1"}, Pattern: `\bAGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}\b`, Check: CheckBech32,
		Examples:    []string{"AGE-SECRET-KEY-1{58 QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L}"},
		NonExamples: []string{"AGE-SECRET-KEY-1{40 QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L}"},
		Source:      "https://github.com/C2SP/C2SP/blob/main/age.md",
	},
	{
		ID: "json-web-token", Description: "JSON Web Token", Severity: High,
		Keywords: []string{"eyJ"}, detect: detectJWT, Check: CheckJWT,
		Examples:    []string{"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9" + ".eyJzdWIiOiIxMjM0NTY3ODkwIn0.{43 0-9A-Za-z_-}"},
		NonExamples: []string{"eyJhbGciOiJIUzI1NiJ9", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc"},
		Source:      "https://www.rfc-editor.org/rfc/rfc7519",
	},
	{
		ID: "nats-nkey", Description: "seed of a NATS key", Severity: Critical,
		Keywords: []string{"SUA", "SAA", "SOA", "SNA", "SCA", "SXA"}, Pattern: `\bS[UAONCX]A[A-Z2-7]{55}\b`, Check: CheckNKEY,
		Examples: []string{"SUA{55 A-Z2-7}"}, NonExamples: []string{"SUA{54 A-Z2-7}"},
		Source: "https://docs.nats.io/running-a-nats-service/configuration/securing_nats/auth_intro/nkey_auth",
	},
}
