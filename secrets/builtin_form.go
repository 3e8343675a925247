package secrets

// formRules find secrets by their form or by where they stand, whoever's they are.
var formRules = []Rule{
	{
		ID: "generic-credential", Description: "password, key or token", Severity: High,
		Keywords: []string{
			"pass", "pwd", "psw", "pssw", "paasw", "pw:", "pw=", `pw"`, "pw'", "kennwort", "contrase", "senha", "identified by", "securestring", "secret", "token",
			"key", "cred", "auth", "salt", "nonce", "otp", "jwt", "bearer", "session_id", "sessionid", "connection_string", "connectionstring",
			"clientid", "client_id", "client-id", "tenantid", "tenant_id", "appid", "app_id", "applicationid", "application_id", "partnerid", "resourceid",
		},
		detect:   assigned,
		Examples: []string{`password = "{9 a-z}{3 0-9}"`},
	},
}

// personalRules are those of [Personal].
var personalRules = []Rule{}
