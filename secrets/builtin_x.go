package secrets

// providersX are the rules on providers with this first letter, by ID.
var providersX = []Rule{
	{
		ID: "x-bearer-token", Description: "X (Twitter) app-only bearer token", Provider: "X (Twitter)", Severity: High,
		Keywords: []string{"Bearer AAAAAAAAAAAAAAAA"}, Pattern: `(?i:bearer) (?P<secret>A{19,24}[0-9A-Za-z%]{40,110})\b`, Entropy: 3,
		Examples:    []string{"Authorization: Bearer AAAAAAAAAAAAAAAAAAAAA{20 b-z0-9}%2B{40 0-9A-Za-z}%3D{30 0-9A-Za-z}"},
		NonExamples: []string{"Bearer AAAAAAAAAAAAAAAAAAAAAA{80 A}"},
		Revoke:      "https://docs.x.com/fundamentals/developer-apps", Source: "https://docs.x.com/fundamentals/authentication/overview",
	},
	{
		ID: "xai-api-key", Description: "xAI API key", Provider: "xAI", Severity: High,
		Keywords: []string{"xai-"}, Pattern: `\bxai-[0-9A-Za-z_]{70,90}\b`, Entropy: 3.5,
		Examples: []string{"XAI_API_KEY=xai-{80 0-9A-Za-z}"}, NonExamples: []string{"xai-{20 0-9A-Za-z}", "xai-{80 x}"},
		Revoke: "https://console.x.ai/", Source: "https://docs.x.ai/docs/overview",
	},
	{
		ID: "xendit-secret-key", Description: "Xendit secret key", Provider: "Xendit", Severity: Critical,
		Keywords: []string{"xnd_production_", "xnd_development_"},
		Pattern:  `\b(?P<secret>xnd_(?:production|development)_[0-9A-Za-z+/=_-]{40,80})(?:[^0-9A-Za-z+/=_-]|$)`, Entropy: 3.3,
		Examples: []string{"XENDIT_SECRET_KEY=xnd_production_{60 0-9A-Za-z}"}, NonExamples: []string{"xnd_production_{10 a-z}"},
		Revoke: "https://docs.xendit.co/docs/api-keys", Source: "https://docs.xendit.co/docs/api-keys",
	},
}
