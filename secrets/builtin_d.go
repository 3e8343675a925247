package secrets

// providersD are the rules on providers with this first letter, by name.
var providersD = []Rule{
	{
		ID: "datadog-api-key", Description: "Datadog API key", Provider: "Datadog", Severity: High,
		Names: []string{"datadog", "dd_api"}, Pattern: `[0-9a-f]{32}`, Entropy: 2.5,
		Examples: []string{`datadog_api_key: "{32 0-9a-f}"`, "DD-API-KEY: {32 0-9a-f}"}, NonExamples: []string{"datadog: {31 0-9a-f}"},
		Revoke: "https://app.datadoghq.com/organization-settings/api-keys", Source: "https://docs.datadoghq.com/account_management/api-app-keys/",
	},
}
