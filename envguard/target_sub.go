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
