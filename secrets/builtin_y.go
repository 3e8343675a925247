package secrets

// providersY are the rules on providers with this first letter, by ID.
var providersY = []Rule{
	{
		ID: "yandex-access-token", Description: "Yandex Cloud IAM token", Provider: "Yandex", Severity: High,
		Names:   []string{"yandex", "yandexcloud", "yc_token", "iam_token"},
		Pattern: `t1\.[0-9A-Za-z_=-]{1,500}[0-9A-Za-z_=-]{0,500}\.[0-9A-Za-z_=-]{80,92}`, Entropy: 3.3,
		Examples:    []string{"yandex key t1.{150 0-9A-Za-z_-}.{86 0-9A-Za-z_-}", "yandexSecret = 't1.{150 0-9A-Za-z_-}.{86 0-9A-Za-z_-}'"},
		NonExamples: []string{"yandex: t1.{10 a-z}"},
		Revoke:      "https://yandex.cloud/en/docs/iam/concepts/authorization/iam-token", Source: "https://yandex.cloud/en/docs/iam/concepts/authorization/iam-token",
	},
	{
		ID: "yandex-api-key", Description: "Yandex Cloud API key", Provider: "Yandex", Severity: Critical,
		Keywords: []string{"AQVN"}, Pattern: `\b(?P<secret>AQVN[0-9A-Za-z_-]{35,38})(?:[^0-9A-Za-z_-]|$)`, Entropy: 3.3,
		Examples: []string{"YANDEX_API_KEY=AQVN{36 0-9A-Za-z_-}"}, NonExamples: []string{"AQVN{10 a-z}"},
		Revoke: "https://yandex.cloud/en/docs/iam/operations/authentication/manage-api-keys", Source: "https://yandex.cloud/en/docs/iam/concepts/authorization/api-key",
	},
	{
		ID: "yandex-aws-access-token", Description: "Yandex Cloud static access key", Provider: "Yandex", Severity: Critical,
		Names: []string{"yandex", "yandexcloud", "yc_secret", "yc_key", "yc_token", "yc_access"}, Pattern: `YC[0-9A-Za-z_-]{38}`, Entropy: 3.3,
		Examples: []string{"export YANDEX_TOKEN=YC{38 0-9A-Za-z_-}", `YANDEX_API_KEY="YC{38 0-9A-Za-z_-}"`}, NonExamples: []string{"yandex: YC{37 0-9A-Za-z}"},
		Revoke: "https://yandex.cloud/en/docs/iam/concepts/authorization/access-key", Source: "https://yandex.cloud/en/docs/iam/concepts/authorization/access-key",
	},
	{
		ID: "yandex-iam-token", Description: "Yandex Cloud IAM token", Provider: "Yandex", Severity: High,
		Keywords: []string{"t1.9eu"}, Pattern: `\b(?P<secret>t1\.9eu[0-9A-Za-z_=-]{20,900}\.[0-9A-Za-z_=-]{86})(?:[^0-9A-Za-z_=-]|$)`, Entropy: 3.5,
		Examples: []string{"Authorization: Bearer t1.9eu{150 0-9A-Za-z_-}.{86 0-9A-Za-z_-}"}, NonExamples: []string{"t1.9eu{10 a-z}"},
		Revoke: "https://yandex.cloud/en/docs/iam/concepts/authorization/iam-token", Source: "https://yandex.cloud/en/docs/iam/concepts/authorization/iam-token",
	},
	{
		ID: "yandex-legacy-key", Description: "Yandex API key (legacy)", Provider: "Yandex", Severity: High,
		Names: []string{"yandex"}, Pattern: `[0-9A-Za-z.]{83,84}|AQAA[0-9A-Za-z_-]{35}`, Entropy: 3.3,
		Examples:    []string{`"yandex-key": "{84 0-9A-Za-z}"`, `yandexApiKey := "AQAA{35 0-9A-Za-z}"`},
		NonExamples: []string{"yandex: {60 0-9A-Za-z}", `yandex = "{84 x}"`},
		Revoke:      "https://yandex.ru/dev/id/doc/en/", Source: "https://yandex.ru/dev/id/doc/en/",
	},
	{
		ID: "yandex-oauth-token", Description: "Yandex OAuth token", Provider: "Yandex", Severity: Critical,
		Keywords: []string{"y0_Ag", "y1_Ag", "y2_Ag", "y3_Ag", "y0__x"},
		Pattern:  `\b(?P<secret>y[0-3]_[0-9A-Za-z_-]{55,62})(?:[^0-9A-Za-z_-]|$)`, Entropy: 3.5,
		Examples: []string{"OAuth y0_AgAAAA{52 0-9A-Za-z_-}"}, NonExamples: []string{"y0_{20 a-z}"},
		Revoke: "https://yandex.cloud/en/docs/iam/concepts/authorization/oauth-token", Source: "https://yandex.cloud/en/docs/iam/concepts/authorization/oauth-token",
	},
	{
		ID: "yelp-api-key", Description: "Yelp API key", Provider: "Yelp", Severity: Medium,
		Names: []string{"yelp"}, Pattern: `[0-9A-Za-z_=.-]{128}`, Entropy: 3.5,
		Examples:    []string{"yelp key {128 0-9A-Za-z_-}", "yelpSecret = '{128 0-9A-Za-z_-}'"},
		NonExamples: []string{"yelp: {127 0-9A-Za-z}", `yelp = "{128 x}"`},
		Revoke:      "https://docs.developer.yelp.com/docs/fusion-authentication", Source: "https://docs.developer.yelp.com/docs/fusion-authentication",
	},
	{
		ID: "ynab-access-token", Description: "YNAB personal access token", Provider: "YNAB", Severity: High,
		Names: []string{"youneedabudget", "ynab", "you_need_a_budget"}, Pattern: `[0-9a-f]{64}|[0-9A-Za-z_-]{43}`, Entropy: 2.7,
		Examples:    []string{`YOUNEEDABUDGET_API_KEY="{64 0-9a-f}"`, "youneedabudgetSecret = '{43 0-9A-Za-z}'"},
		NonExamples: []string{"youneedabudget: {63 0-9a-f}", `youneedabudget = "{64 0}"`},
		Revoke:      "https://api.ynab.com/#personal-access-tokens", Source: "https://api.ynab.com/#personal-access-tokens",
	},
	{
		ID: "yousign-api-key", Description: "Yousign API key", Provider: "Yousign", Severity: High,
		Names: []string{"yousign"}, Pattern: `[0-9a-z]{32}`, Entropy: 2.5,
		Examples: []string{`"yousign-key": "{32 0-9a-z}"`, "yousign key {32 0-9a-z}"}, NonExamples: []string{"yousign: {31 0-9a-z}", `yousign = "{32 x}"`},
		Revoke: "https://developers.yousign.com/docs/set-up-your-account", Source: "https://developers.yousign.com/docs/set-up-your-account",
	},
	{
		ID: "youtube-api-key", Description: "YouTube Data API key", Provider: "YouTube", Severity: Medium,
		Names:   []string{"youtube_api", "youtube_key", "youtube_token", "youtube_secret", "youtube_access", "youtube_private", "youtube_data"},
		Pattern: `[0-9A-Za-z_-]{39}`, Entropy: 3.6,
		Examples:    []string{"youtubeApi = '{39 0-9A-Za-z}'", `youtubeKey := "{39 0-9A-Za-z}"`},
		NonExamples: []string{"youtube_api: {38 0-9A-Za-z}", `youtube_api = "{39 x}"`},
		Revoke:      "https://console.cloud.google.com/apis/credentials", Source: "https://developers.google.com/youtube/registering_an_application",
	},
}
