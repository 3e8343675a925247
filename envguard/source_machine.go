package envguard

import "strings"

// ciVariables are those that services of continuous integration set, as ci-info
// 4.3 lists them.
var ciVariables = [...]string{"AGOLA_GIT_REF", "AC_APPCIRCLE", "APPVEYOR", "CODEBUILD_BUILD_ARN", "TF_BUILD", "bamboo_planKey", "BITBUCKET_COMMIT", "BITRISE_IO",
	"BUDDY_WORKSPACE_ID", "BUILDKITE", "CIRCLECI", "CIRRUS_CI", "CF_BUILD_ID", "CF_PAGES", "CM_BUILD_ID", "DRONE", "DSARI", "EARTHLY_CI", "EAS_BUILD",
	"GERRIT_PROJECT", "GITEA_ACTIONS", "FORGEJO_ACTIONS", "GITHUB_ACTIONS", "GITLAB_CI", "GO_PIPELINE_LABEL", "BUILDER_OUTPUT", "HARNESS_BUILD_ID", "HUDSON_URL",
	"LAYERCI", "MAGNUM", "NETLIFY", "NEVERCODE", "PROW_JOB_ID", "RELEASE_BUILD_ID", "RENDER", "SAILCI", "SCREWDRIVER", "SEMAPHORE", "STRIDER", "TEAMCITY_VERSION",
	"TRAVIS", "VELA", "NOW_BUILDER", "VERCEL", "APPCENTER_BUILD_ID", "CI_XCODE_PROJECT", "XCS", "CI_NAME", "WORKERS_CI", "WERCKER", "SHIPPABLE", "PIPELINE_WORKSPACE",
	"SYSTEM_TEAMFOUNDATIONCOLLECTIONURI", "CI_SERVER_NAME", "CIRRUS_BUILD_ID", "SOURCEHUT", "DAGGER_SESSION_TOKEN_CI"}

// ci looks for runs of continuous integration. CI=false says that it is none, what
// ever else is set (ci-info).
func (d *detector) ci() {
	general := d.get("CI")
	switch strings.ToLower(general) {
	case "false", "0", "no", "off":
		return
	}
	s := sign{Sign: Sign{Stage: CI, Source: "variable", Detail: "continuous integration"}, scope: inCI, weight: aMode}
	for _, name := range ciVariables {
		switch value := d.get(name); strings.ToLower(value) {
		case "", "false", "0":
		default:
			s.Name = name
			d.add(s)
			return
		}
	}
	switch {
	case general != "":
		s.Name = "CI"
	case d.get("CONTINUOUS_INTEGRATION") != "" && isTrue(d.get("CONTINUOUS_INTEGRATION")):
		s.Name = "CONTINUOUS_INTEGRATION"
	case d.get("JENKINS_URL") != "" && d.get("BUILD_ID") != "":
		s.Name = "JENKINS_URL"
	case d.get("TASK_ID") != "" && d.get("RUN_ID") != "":
		s.Name = "TASK_ID" // Taskcluster
	default:
		return
	}
	d.add(s)
}

// machine looks at what this process runs on: the host name, a pod, a function, a
// dyno.
func (d *detector) machine() {
	if !d.wanted(inMachine) {
		return
	}
	for _, name := range [...]string{"HOSTNAME", "HOST", "COMPUTERNAME"} {
		host := d.get(name)
		if host == "" || !isHost(host) {
			continue
		}
		s := sign{Sign: Sign{Source: "host", Name: name, Detail: shown(host)}, scope: inMachine}
		stage, known := named(d.names, host)
		if !known {
			stage = stageOfHost(host)
		}
		switch {
		case stage != Unknown:
			s.Stage = stage
		case strings.Contains(host, ".") && placeOf(host) == elsewhere && (d.get("SSH_CONNECTION") != "" || d.get("SSH_CLIENT") != ""):
			s.Remote = true // logged in to a server
		default:
			continue
		}
		d.add(s)
		break
	}
	for _, p := range [...]struct{ variable, what string }{
		{"KUBERNETES_SERVICE_HOST", "a pod of a cluster"},
		{"ECS_CONTAINER_METADATA_URI", "an ECS task"},
		{"ECS_CONTAINER_METADATA_URI_V4", "an ECS task"},
		{"AWS_LAMBDA_RUNTIME_API", "a Lambda function"},
		{"GAE_ENV", "App Engine"},
		{"K_REVISION", "Cloud Run"},
		{"DYNO", "a Heroku dyno"},
		{"FLY_MACHINE_ID", "a Fly machine"},
		{"FLY_ALLOC_ID", "a Fly machine"},
		{"RAILWAY_SERVICE_ID", "a Railway service"},
		{"RENDER_INSTANCE_ID", "a Render service"},
		{"WEBSITE_INSTANCE_ID", "an Azure web app"},
		{"KOYEB_INSTANCE_ID", "a Koyeb service"},
	} {
		if d.get(p.variable) != "" {
			d.add(sign{Sign: Sign{Remote: true, Source: "host", Name: p.variable, Detail: p.what}, scope: inMachine, weight: aDefault})
		}
	}
	d.telemetry()
	if isTrue(d.get("IS_PULL_REQUEST")) { // Render
		d.add(sign{Sign: Sign{Stage: Staging, Remote: true, Source: "variable", Name: "IS_PULL_REQUEST", Detail: "a preview of Render"}, scope: inMode | inMachine, weight: aPlatform})
	}
	if d.get("HEROKU_PR_NUMBER") != "" {
		d.add(sign{Sign: Sign{Stage: Development, Remote: true, Source: "variable", Name: "HEROKU_PR_NUMBER", Detail: "a review application"}, scope: inMode | inMachine, weight: aPlatform})
	}
}

// telemetry reads the one attribute of OTEL_RESOURCE_ATTRIBUTES that names a stage
// (OpenTelemetry semantic conventions: deployment.environment.name, before 1.27
// deployment.environment).
func (d *detector) telemetry() {
	for pair := range strings.SplitSeq(d.get("OTEL_RESOURCE_ATTRIBUTES"), ",") {
		key, value, _ := strings.Cut(pair, "=")
		switch strings.TrimSpace(key) {
		case "deployment.environment", "deployment.environment.name":
			d.add(sign{Sign: Sign{Stage: stageOfMode(value), Source: "variable", Name: "OTEL_RESOURCE_ATTRIBUTES", Detail: shown(value)}, scope: inMode, weight: aMode})
		}
	}
}

// folder goes by the name of the working directory where folders stand for stages:
// infra/prod, environments/staging. Elsewhere such a name says little.
func (d *detector) folder() {
	before, rest := "", d.Dir
	for rest != "" {
		var part string
		part, rest, _ = strings.Cut(strings.TrimPrefix(rest, "/"), "/")
		if stage := d.stageOf(part); stage != Unknown && isLayout(before) && !(equal(part, "live") && rest != "") {
			d.add(sign{Sign: Sign{Stage: stage, Source: "folder", Name: shown(d.Dir), Detail: shown(before + "/" + part)}, scope: inFolder, weight: aTarget})
		}
		before = part
	}
}

func isLayout(folder string) bool {
	switch strings.ToLower(folder) {
	case "infra", "infrastructure", "env", "envs", "environment", "environments", "stack", "stacks", "live", "overlays", "overlay", "terraform", "tf", "terragrunt",
		"deploy", "deployment", "deployments", "clusters", "cluster", "accounts", "inventories", "inventory", "stages", "workspaces", "k8s", "kubernetes", "helm", "pulumi", "iac":
		return true
	}
	return false
}
