package secrets

// providersG are the rules on providers with this first letter, by name.
var providersG = []Rule{
	{
		ID: "github-pat", Description: "GitHub personal access token (classic)", Provider: "GitHub", Severity: Critical,
		Keywords: []string{"ghp_"}, Pattern: `\bghp_[0-9A-Za-z]{36}\b`,
		Examples: []string{"GITHUB_TOKEN=ghp_{36 0-9A-Za-z}"}, NonExamples: []string{"ghp_{20 a-z}"},
		Revoke: "https://github.com/settings/tokens", Source: "https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/",
	},
}
