package secrets

// providersJ are the rules on providers with this first letter, by name.
var providersJ = []Rule{
	{
		ID: "jenkins-api-token", Description: "Jenkins API token or crumb", Provider: "Jenkins", Severity: Critical,
		Names: []string{"jenkins"}, Pattern: `(?:[^\s:]{1,60}:)?(?P<secret>11[0-9a-f]{32}|[0-9a-f]{32,36}|[0-9a-f]{64})`, Entropy: 2.5,
		Examples: []string{"JENKINS_API_TOKEN=11{32 0-9a-f}", "Jenkins-Crumb: {32 0-9a-f}"}, NonExamples: []string{"jenkins: {20 0-9a-f}"},
		Revoke: "https://www.jenkins.io/doc/book/using/remote-access-api/", Source: "https://www.jenkins.io/doc/book/system-administration/authenticating-scripted-clients/",
	},
	{
		ID: "jenkins-admin-password", Description: "initial administrator password of Jenkins", Provider: "Jenkins", Severity: Critical,
		Keywords: []string{"proceed to installation"}, Pattern: `proceed to installation:\s{1,8}(?P<secret>[0-9a-f]{30,36})\b`,
		Examples: []string{"Please use the following password to proceed to installation:\n\n{32 0-9a-f}\n"}, NonExamples: []string{"proceed to installation:"},
		Revoke: "https://www.jenkins.io/doc/book/using/remote-access-api/", Source: "https://www.jenkins.io/doc/book/system-administration/authenticating-scripted-clients/",
	},
	{
		ID: "jetbrains-permanent-token", Description: "permanent token of JetBrains YouTrack, Hub, Space or Marketplace", Provider: "JetBrains", Severity: High,
		Keywords: []string{"perm:", "perm-"}, Pattern: `\bperm[:-][0-9A-Za-z+/=_-]{2,80}\.[0-9A-Za-z+/=_-]{2,80}\.[0-9A-Za-z_-]{20,60}`, Entropy: 3,
		Examples: []string{"YOUTRACK_TOKEN=perm:{8 0-9A-Za-z}.{12 0-9A-Za-z}==.{30 0-9A-Za-z}", "perm-{8 0-9A-Za-z}=.{6 0-9}.{30 0-9A-Za-z}"}, NonExamples: []string{"perm:read.write"},
		Revoke: "https://account.jetbrains.com/", Source: "https://www.jetbrains.com/help/youtrack/devportal/Manage-Permanent-Token.html",
	},
	{
		ID: "jfrog-reference-token", Description: "JFrog reference token", Provider: "JFrog", Severity: Critical,
		Keywords: []string{"cmVmdGtuOj"}, Pattern: `\bcmVmdGtuOj[0-9A-Za-z]{54}\b`,
		Examples: []string{"JF_ACCESS_TOKEN=cmVmdGtuOjAxOj{50 0-9A-Za-z}"}, NonExamples: []string{"cmVmdGtuOj{10 a-z}"},
		Revoke: "https://jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens", Source: "https://jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens",
	},
	{
		ID: "jfrog-identity-token", Description: "JFrog identity token or API key", Provider: "JFrog", Severity: Critical,
		Names: []string{"jfrog", "artifactory", "xray", "bintray"}, Pattern: `[0-9A-Za-z]{73}|[0-9A-Za-z]{64}`, Entropy: 4.1,
		Examples: []string{"JFROG_TOKEN={64 0-9A-Za-z}", `artifactoryApiKey: "{73 0-9A-Za-z}"`}, NonExamples: []string{"jfrog: {40 0-9A-Za-z}", "artifactory: {64 0-9a-f}"},
		Revoke: "https://jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens", Source: "https://jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens",
	},
	{
		ID: "bintray-api-key", Description: "Bintray API key", Provider: "JFrog", Severity: High,
		Names: []string{"bintray"}, Pattern: `[0-9a-f]{40}`, Entropy: 2.5,
		Examples: []string{"BINTRAY_API_KEY={40 0-9a-f}", `bintrayToken: "{40 0-9a-f}"`}, NonExamples: []string{`bintray: "{39 0-9a-f}"`},
		Revoke: "https://jfrog.com/blog/into-the-sunset-bintray-jcenter-gocenter-and-chartcenter/", Source: "https://jfrog.com/blog/into-the-sunset-bintray-jcenter-gocenter-and-chartcenter/",
	},
	{
		ID: "artifactory-encrypted-password", Description: "encrypted password of JFrog Artifactory", Provider: "JFrog", Severity: Critical,
		Keywords: []string{"AP6", "{DESede}"}, Pattern: `\bAP[0-9A-F][0-9A-Za-z]{30,80}\b|\{DESede\}[0-9A-Za-z+/=]{16,80}`, Entropy: 4,
		Examples: []string{"artifactory_password = AP6{44 0-9A-Za-z}"}, NonExamples: []string{"AP6{10 a-z}"},
		Revoke: "https://jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens", Source: "https://jfrog.com/help/r/jfrog-platform-administration-documentation/user-profile",
	},
	{
		ID: "jina-api-key", Description: "Jina AI API key", Provider: "Jina AI", Severity: Medium,
		Keywords: []string{"jina_"}, Pattern: `\bjina_[0-9A-Za-z_]{50,70}\b`, Entropy: 3.5,
		Examples: []string{"JINA_API_KEY=jina_{60 0-9A-Za-z}"}, NonExamples: []string{"jina_embeddings"},
		Revoke: "https://jina.ai/api-dashboard/key-manager", Source: "https://jina.ai/api-dashboard/",
	},
	{
		ID: "jotform-api-key", Description: "Jotform API key", Provider: "Jotform", Severity: Medium,
		Names: []string{"jotform"}, Pattern: `(?i)[0-9a-z]{32}`, Entropy: 3,
		Examples: []string{"JOTFORM_API_KEY={32 0-9a-f}", `jotformToken: "{32 0-9a-f}"`}, NonExamples: []string{"jotform: {20 0-9a-f}"},
		Revoke: "https://www.jotform.com/myaccount/api", Source: "https://api.jotform.com/docs/",
	},
	{
		ID: "jsonbin-key", Description: "JSONBin.io key", Provider: "JSONBin", Severity: Medium,
		Names: []string{"jsonbin", "x_master_key", "x_access_key"}, Pattern: `\$2[aby]\$10\$[./0-9A-Za-z]{53}`, Entropy: 3,
		Examples: []string{"JSONBIN_API_KEY=$2a$10${53 0-9A-Za-z}", `jsonbinToken: "$2a$10${53 0-9A-Za-z}"`}, NonExamples: []string{"jsonbin: $2a$10"},
		Revoke: "https://jsonbin.io/api-keys", Source: "https://jsonbin.io/api-reference",
	},
	{
		ID: "jumpcloud-api-key", Description: "JumpCloud API key", Provider: "JumpCloud", Severity: Critical,
		Names: []string{"jumpcloud", "jump_cloud"}, Pattern: `[0-9A-Za-z]{40}`, Entropy: 3,
		Examples: []string{"JUMPCLOUD_API_KEY={39 0-9A-Za-z}{1 0-9}", `jumpcloudToken: "{39 0-9A-Za-z}{1 0-9}"`}, NonExamples: []string{`jumpcloud: "{39 0-9A-Za-z}"`},
		Revoke: "https://jumpcloud.com/support/best-practices-jumpcloud-api", Source: "https://docs.jumpcloud.com/api/2.0/index.html#section/Authentication",
	},
	{
		ID: "jumpcloud-key", Description: "JumpCloud API key with a prefix", Provider: "JumpCloud", Severity: Critical,
		Keywords: []string{"jca_"}, Pattern: `\bjca_[0-9A-Za-z]{36}\b`,
		Examples: []string{"JUMPCLOUD_API_KEY=jca_{36 0-9A-Za-z}"}, NonExamples: []string{"jca_{10 a-z}"},
		Revoke: "https://jumpcloud.com/support/best-practices-jumpcloud-api", Source: "https://docs.jumpcloud.com/api/2.0/index.html#section/Authentication",
	},
	{
		ID: "jupiterone-api-key", Description: "JupiterOne API key", Provider: "JupiterOne", Severity: High,
		Names: []string{"jupiterone", "jupiter_one"}, Pattern: `[0-9A-Za-z]{76,79}`, Entropy: 3,
		Examples: []string{"JUPITERONE_API_KEY={76 0-9A-Za-z}", `jupiteroneToken: "{76 0-9A-Za-z}"`}, NonExamples: []string{"jupiterone: {60 0-9A-Za-z}"},
		Revoke: "https://docs.jupiterone.io/reference", Source: "https://docs.jupiterone.io/reference",
	},
	{
		ID: "juro-api-key", Description: "Juro API key", Provider: "Juro", Severity: High,
		Names: []string{"juro"}, Pattern: `[0-9A-Za-z]{40}`, Entropy: 3,
		Examples: []string{"JURO_API_KEY={39 0-9A-Za-z}{1 0-9}", `juroToken: "{39 0-9A-Za-z}{1 0-9}"`}, NonExamples: []string{`juro: "{39 0-9A-Za-z}"`},
		Revoke: "https://juro.com/", Source: "https://api-docs.juro.com/",
	},
}
