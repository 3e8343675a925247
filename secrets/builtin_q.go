package secrets

// providersQ are the rules on providers with this first letter, by ID.
var providersQ = []Rule{
	{
		ID: "qase-api-key", Description: "Qase API token", Provider: "Qase", Severity: High,
		Names: []string{"qase"}, Pattern: `[0-9a-f]{64}|[0-9A-Za-z]{40}`, Entropy: 2.7,
		Examples: []string{"export QASE_TOKEN={64 0-9a-f}", "qase key {40 0-9a-f}"}, NonExamples: []string{"qase: {39 0-9a-f}", `qase = "{64 0}"`},
		Revoke: "https://developers.qase.io/reference/introduction-to-the-qase-api", Source: "https://developers.qase.io/reference/introduction-to-the-qase-api",
	},
	{
		ID: "qualaroo-api-key", Description: "Qualaroo API key", Provider: "Qualaroo", Severity: Medium,
		Names: []string{"qualaroo"}, Pattern: `[0-9A-Za-z=]{64}`, Entropy: 3,
		Examples: []string{`qualarooApiKey := "{63 0-9A-Za-z}="`, "qualaroo_token: {63 0-9A-Za-z}="}, NonExamples: []string{"qualaroo: {62 0-9A-Za-z}"},
		Revoke: "https://help.qualaroo.com/", Source: "https://help.qualaroo.com/",
	},
	{
		ID: "qubole-api-key", Description: "Qubole API token", Provider: "Qubole", Severity: High,
		Names: []string{"qubole"}, Pattern: `[0-9a-z]{64}`, Entropy: 2.7,
		Examples: []string{"quboleSecret = '{64 0-9a-z}'", `quboleApiKey := "{64 0-9a-z}"`}, NonExamples: []string{"qubole: {63 0-9a-z}", `qubole = "{64 x}"`},
		Revoke: "https://docs.qubole.com/", Source: "https://docs.qubole.com/",
	},
	{
		ID: "quickbooks-client-secret", Description: "QuickBooks (Intuit) client secret", Provider: "Intuit", Severity: Critical,
		Names: []string{"quickbooks_client_secret", "quickbooks_secret", "intuit_client_secret", "intuit_secret"}, Pattern: `[0-9A-Za-z]{40}`, Entropy: 3,
		Examples:    []string{"export QUICKBOOKS_CLIENT_SECRET={40 0-9A-Za-z}", "quickbooks_secret: {40 0-9A-Za-z}"},
		NonExamples: []string{"quickbooks_client_secret: {39 0-9A-Za-z}", `quickbooks_client_secret = "{40 x}"`},
		Revoke:      "https://developer.intuit.com/app/developer/qbo/docs/get-started/get-client-id-and-client-secret", Source: "https://developer.intuit.com/app/developer/qbo/docs/get-started/get-client-id-and-client-secret",
	},
}
