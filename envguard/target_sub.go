package envguard

import (
	"slices"
	"strings"
)

// subcommand knows what a subcommand alone says of the target, as the tools'
// references have it.
func (c *call) subcommand(name string, operands, args []string) {
	first, second := "", ""
	if len(operands) > 0 {
		first = operands[0]
	}
	if len(operands) > 1 {
		second = operands[1]
	}
	has := func(flags ...string) bool {
		return slices.ContainsFunc(args, func(a string) bool {
			return slices.Contains(flags, a) || slices.Contains(flags, beforeAny(a, "=")) && !strings.HasSuffix(a, "=false")
		})
	}
	say := func(stage Stage, remote bool, detail string) {
		c.signs = append(c.signs, sign{Sign: Sign{Stage: stage, Remote: remote, Source: "default", Name: name, Detail: detail}, scope: inAny})
	}
	switch name {
	case "vercel", "vc", "now":
		switch {
		case has("--prod", "--production"), slices.Contains([]string{"rollback", "promote", "alias", "redeploy", "domains", "dns"}, first):
			say(Production, true, "the production deployment")
		case (first == "deploy" || first == "" || strings.HasPrefix(first, ".") || strings.Contains(first, "/")) && !c.told():
			say(Staging, true, "a preview deployment")
		case first == "env" && !c.told():
			for _, o := range operands[1:] {
				if stage := stageOf(o); stage != Unknown {
					say(stage, true, "environment "+shown(o))
					return
				}
			}
			say(Unknown, true, "all environments of the project")
		case first == "dev" || first == "build":
		default:
			if !c.told() {
				say(Unknown, true, "the linked project")
			}
		}
	case "netlify", "ntl":
		switch {
		case has("--prod", "-p", "--prod-if-unlocked"):
			say(Production, true, "the production deploy")
		case first == "deploy" && !c.told():
			say(Staging, true, "a draft deploy")
		case first == "dev" || first == "build":
		case !c.told():
			say(Unknown, true, "the linked site")
		}
	case "wrangler":
		c.wrangler(first, second, operands, has, say)
	case "supabase":
		c.supabaseTarget(first, second, has, say)
	case "firebase":
		if strings.HasPrefix(first, "emulators") || first == "serve" {
			say(Local, false, "the emulators of this machine")
		} else if project, _ := c.firebaseProject("default"); !c.told() && (c.get("FIREBASE_PROJECT") != "" || c.stageOf(project) == Unknown) {
			say(Unknown, true, "the project in use")
		}
	case "git":
		c.git(first, operands)
	case "manage.py", "django-admin":
		if first == "test" {
			say(Test, false, "the test runner of Django makes a database of its own")
		}
	case "python", "python3", "python2":
		if strings.HasSuffix(first, "manage.py") && second == "test" {
			say(Test, false, "the test runner of Django makes a database of its own")
		}
	case "rspec", "phpunit", "pest", "cucumber":
		c.testMode("RAILS_ENV")
	case "rails", "rake", "artisan", "mix":
		if first == "test" || first == "spec" || strings.HasPrefix(first, "test:") || strings.HasPrefix(first, "db:test:") {
			c.testMode("RAILS_ENV")
		}
	case "php":
		if strings.HasSuffix(first, "artisan") && second == "test" {
			c.testMode("APP_ENV")
		}
	case "jest", "vitest":
		c.testMode("NODE_ENV")
	case "docker", "podman", "nerdctl":
		if first == "compose" || first == "stack" || first == "service" || first == "swarm" {
			walk(args[slices.Index(args, first)+1:], composeFlags+" -c=@file --compose-file=@file", func(flag, what, value string) {
				c.flag(&tool{}, name, flag, what, value)
			}, func(string) bool { return true })
		}
	case "kubectx", "kubens", "kubectl", "oc", "k":
	case "npm", "yarn", "pnpm":
		if first == "publish" || first == "unpublish" || first == "deprecate" {
			say(Unknown, true, "the package registry")
		}
	case "curl", "wget", "http", "https", "xh":
		if len(c.signs) == 0 && len(operands) > 0 {
			say(Unknown, true, "a URL that is not known")
		}
	}
}

// told reports that something names the target already.
func (c *call) told() bool {
	return slices.ContainsFunc(c.signs, func(s sign) bool { return s.Stage != Unknown && s.weight != aMode && s.weight != aBuild })
}

// testMode is what a test runner sets if nothing else is set.
func (c *call) testMode(variable string) {
	if c.get(variable) == "" {
		c.add(sign{Sign: Sign{Stage: Test, Source: "default", Name: c.args[0], Detail: "a test runner"}, scope: inAny, weight: aMode})
	}
}

func (c *call) wrangler(first, second string, operands []string, has func(...string) bool, say func(Stage, bool, string)) {
	switch {
	case has("--local") || first == "dev" && !has("--remote"):
		c.signs = slices.DeleteFunc(c.signs, func(s sign) bool { return s.Source == "argument" })
		say(Local, false, "the local simulation")
	case (first == "d1" && (second == "execute" || second == "migrations") || first == "kv" && !has("--namespace-id")) && !has("--remote", "--preview"):
		c.signs = slices.DeleteFunc(c.signs, func(s sign) bool { return s.Source == "argument" })
		say(Local, false, "the local database, without --remote")
	case (first == "deploy" || first == "publish" || first == "rollback" || first == "versions") && !c.told():
		say(Production, true, "the worker itself, without --env")
	case !c.told():
		say(Unknown, true, "a resource of the account")
	}
}

// supabaseTarget: db reset, migration up and what starts the stack are for the local
// one; db push, pull, dump, migration list and repair, inspect and all management
// commands go to the linked project (supabase.com/docs/reference/cli).
func (c *call) supabaseTarget(first, second string, has func(...string) bool, say func(Stage, bool, string)) {
	switch {
	case has("--db-url", "--project-ref") && !has("--local"):
	case has("--local"):
		say(Local, false, "the local stack")
	case has("--linked"):
		say(Unknown, true, "the linked project")
	case first == "db" && (second == "reset" || second == "start" || second == "diff" || second == "lint" || second == "test"),
		first == "migration" && (second == "up" || second == "new" || second == "squash" || second == "down"),
		first == "start", first == "stop", first == "status", first == "init", first == "test", first == "seed", first == "gen",
		first == "functions" && (second == "serve" || second == "new"):
		say(Local, false, "the local stack")
	default:
		say(Unknown, true, "the linked project")
	}
}

// git looks at the remote of a push: one with the name of a stage is deployed to,
// and so is an application of Heroku or Dokku.
func (c *call) git(first string, operands []string) {
	if first != "push" || len(operands) < 2 {
		return
	}
	remote := operands[1]
	if strings.HasPrefix(remote, "-") {
		return
	}
	s := sign{Sign: Sign{Stage: c.stageOf(remote), Remote: true, Source: "git remote", Name: "push", Detail: shown(beforeAny(remote, "@"))}, scope: inAny}
	url := c.gitRemoteURL(remote)
	if strings.Contains(remote, "/") || strings.Contains(remote, ":") {
		url, s.Stage = remote, Unknown
	}
	if app := herokuApp(url); app != "" {
		s.Stage, s.Detail = max(s.Stage, c.stageOf(app)), "heroku "+shown(app)
	} else if _, after, ok := strings.Cut(url, "dokku@"); ok {
		s.Stage, s.Detail = max(s.Stage, c.stageOf(after)), "dokku "+shown(after)
	}
	if s.Stage != Unknown || herokuApp(url) != "" {
		c.add(s)
	}
}

// retarget takes over what an earlier command, or this one, points elsewhere.
func (c *call) retarget(args []string) {
	for len(args) > 1 && (args[0] == "sudo" || args[0] == "command" || args[0] == "npx") {
		args = args[1:]
	}
	if len(args) < 2 {
		return
	}
	name := programName(args[0])
	var words []string
	values := map[string]string{}
	walk(args[1:], "--context=x --current=! -s=x --subscription=x --name=x -n=x --namespace=x -e=x --environment=x --project=x -a=x --app=x --project-ref=x -c=x --config=x -t=x --stack=x -r=x --remote=x -p=x --profile=x", func(flag, _, value string) {
		values[flag] = value
	}, func(s string) bool {
		words = append(words, s)
		return true
	})
	word := func(i int) string {
		if i < len(words) {
			return words[i]
		}
		return ""
	}
	is := func(prefix ...string) bool {
		return len(words) >= len(prefix) && slices.Equal(words[:len(prefix)], prefix)
	}
	set := func(variable, value, flag string) {
		if value != "" && value != "-" {
			c.setFlag(variable, value, flag)
		}
	}
	switch name {
	case "kubectl", "k", "oc", "kubecolor":
		switch {
		case is("config", "use-context"), is("config", "use"):
			set("--context", word(2), "use-context")
			delete(c.env, "--namespace")
		case is("config", "set-context"):
			set("--namespace", values["--namespace"], "set-context")
			if values["-n"] != "" {
				set("--namespace", values["-n"], "set-context")
			}
		case is("config", "set", "current-context"):
			set("--context", word(3), "current-context")
		case name == "oc" && is("project"):
			set("--namespace", word(1), "project")
		case name == "oc" && is("login"):
			set("--server", word(1), "login")
			c.setFlag("--context", "", "login")
		}
	case "kubectx", "kctx", "kubie", "kubeswitch", "switch":
		target := word(0)
		if name == "kubie" {
			target = word(1)
		}
		set("--context", beforeAny(target, "="), name)
	case "kubens", "kns":
		set("--namespace", word(0), name)
	case "gcloud":
		switch {
		case is("config", "set", "project"), is("config", "set", "core/project"):
			set("CLOUDSDK_CORE_PROJECT", word(3), "config set project")
		case is("config", "configurations", "activate"):
			set("CLOUDSDK_ACTIVE_CONFIG_NAME", word(3), "activate")
		case is("container", "clusters", "get-credentials"):
			project := values["--project"]
			if project == "" {
				project = c.get("CLOUDSDK_CORE_PROJECT")
			}
			set("--context", "gke_"+project+"_"+word(3), "get-credentials")
			c.setFlag("--server", "https://gke.googleapis.com", "get-credentials")
		}
	case "aws":
		if is("eks", "update-kubeconfig") {
			set("--context", "eks "+values["--name"]+" "+values["--profile"], "update-kubeconfig")
			c.setFlag("--server", "https://eks.amazonaws.com", "update-kubeconfig")
		}
	case "az":
		switch {
		case is("account", "set"):
			set("AZURE_SUBSCRIPTION", values["-s"]+values["--subscription"]+values["-n"]+values["--name"], "account set")
		case is("aks", "get-credentials"):
			set("--context", values["-n"]+values["--name"], "get-credentials")
			c.setFlag("--server", "https://aks.azmk8s.io", "get-credentials")
		}
	case "terraform", "tofu", "terragrunt":
		if is("workspace", "select") || is("workspace", "new") {
			set("TF_WORKSPACE", word(2), "workspace select")
		}
	case "pulumi":
		if is("stack", "select") || is("stack", "init") {
			set("PULUMI_STACK", word(2)+values["-s"]+values["--stack"], "stack select")
		}
	case "docker", "podman":
		if is("context", "use") {
			set("DOCKER_CONTEXT", word(2), "context use")
			delete(c.env, "DOCKER_HOST")
		}
	case "firebase":
		if is("use") {
			project, _ := c.firebaseProject(word(1))
			set("FIREBASE_PROJECT", strings.TrimSpace(word(1)+" "+project), "use")
		}
	case "heroku":
		if is("git:remote") {
			set("HEROKU_APP", values["-a"]+values["--app"], "git:remote")
		}
	case "railway":
		if is("environment") {
			set("RAILWAY_ENVIRONMENT", word(1), "environment")
		} else if is("link") {
			set("RAILWAY_ENVIRONMENT", values["-e"]+values["--environment"], "link")
		}
	case "vault", "cf", "cf8", "cf7":
		if is("target") {
			set("RAILWAY_ENVIRONMENT", values["-s"], "target")
		}
	case "doppler":
		if is("setup") {
			set("DOPPLER_CONFIG", values["-c"]+values["--config"], "setup")
		}
	case "mongosh":
	case "azd":
		if is("env", "select") {
			set("AZURE_ENV_NAME", word(2), "env select")
		}
	case "awsume", "assume", "granted", "awsp", "asp":
		set("AWS_PROFILE", word(0), name)
	}
}
