package envguard

import (
	"path"
	"strings"
)

// Flags that several programs share.
const (
	kubeFlags    = "--context=--context --kube-context=--context --kubeconfig=KUBECONFIG -n=--namespace --namespace=--namespace --cluster=--cluster -s=--server --server=--server --user= --as= --token= --tls-server-name="
	dockerFlags  = "-c=DOCKER_CONTEXT --context=DOCKER_CONTEXT -H=DOCKER_HOST --host=DOCKER_HOST --config=DOCKER_CONFIG -l="
	composeFlags = "--context=DOCKER_CONTEXT -H=DOCKER_HOST --host=DOCKER_HOST -f=@file --file=@file -p=@name --project-name=@name --env-file=@envfile --profile=@name --project-directory=@cd"
	awsFlags     = "--profile=AWS_PROFILE --endpoint-url=AWS_ENDPOINT_URL --region= --output= --query= --cli-input-json= --filters="
)

// commonFlags mean the same wherever they are used, in scripts of one's own too.
const commonFlags flagTable = "--env=@stage --environment=@stage --stage=@stage --tier=@stage --target-env=@stage --deploy-env=@stage --env-name=@stage --environment-name=@stage " +
	"--profile=AWS_PROFILE --context=--context --kube-context=--context --kubeconfig=KUBECONFIG --host=@host --hostname=@host --database-url=@url --db-url=@url --url=@url --uri=@url --dsn=@url --connection-string=@url " +
	"--connection=@url --conn=@url --database=@name --db=@name --env-file=@envfile --dotenv=@envfile --project=@name --app=@name --cluster=@name --workspace=@name --stack=@name --server=@host --endpoint=@host --bucket=@name"

// apply takes a flag over: it sets a variable that says the same, or adds a sign.
func (c *call) apply(program, flag, what, value string) {
	if value == "" && what != "@production" {
		return
	}
	from := Sign{Source: "flag", Name: flag}
	switch {
	case what == "" || what == "!":
		return
	case what[0] != '@':
		c.setFlag(what, value, flag)
		for name := range strings.SplitSeq(replacedBy(what), " ") {
			delete(c.env, name)
		}
		return
	case what == "@envfile":
		c.envFile(value, flag)
		return
	case what == "@cd":
		c.changeDir(value)
		return
	case what == "@script":
		c.script(value)
		return
	case what == "@assign":
		if name, v, ok := strings.Cut(value, "="); ok {
			c.setFlag(name, v, flag)
		}
		return
	case what == "@cascade":
		c.dotenvFile(".env." + value)
		what = "@stage"
	case what == "@gitremote":
		if app := herokuApp(c.gitRemoteURL(value)); app != "" {
			c.setFlag("HEROKU_APP", app, flag)
		}
		what = "@remotename"
	case what == "@firebase":
		if project, _ := c.firebaseProject(value); project != "" {
			value += " " + project
		}
		c.setFlag("FIREBASE_PROJECT", value, flag)
		return
	}
	c.say(from, what, value, program)
}

// replacedBy are the variables that do not count any more when a flag says what
// another one does.
func replacedBy(variable string) string {
	switch variable {
	case "DOCKER_CONTEXT":
		return "DOCKER_HOST"
	case "AWS_PROFILE":
		return "AWS_VAULT AWSUME_PROFILE AWS_DEFAULT_PROFILE AWS_SSO_PROFILE AWS_OKTA_PROFILE AWS_ROLE_ARN GRANTED_PROFILE AWS_ACCOUNT_ALIAS AWS_ACCOUNT_NAME"
	case "CLOUDSDK_CORE_PROJECT":
		return "GOOGLE_CLOUD_PROJECT GCP_PROJECT GCLOUD_PROJECT GCP_PROJECT_ID GOOGLE_PROJECT CLOUDSDK_ACTIVE_CONFIG_NAME PROJECT_ID"
	case "AZURE_SUBSCRIPTION":
		return "AZURE_SUBSCRIPTION_NAME ARM_SUBSCRIPTION_NAME"
	case "PGHOST":
		return "PGHOSTADDR PGSERVICE"
	case "HEROKU_APP":
		return "HEROKU_APP_NAME"
	case "FLY_APP":
		return "FLY_APP_NAME"
	case "--context":
		return "--namespace"
	case "RAILWAY_ENVIRONMENT":
		return "RAILWAY_ENVIRONMENT_NAME"
	}
	return ""
}

// say adds a sign for a value.
func (c *call) say(from Sign, what, value, program string) {
	s := sign{Sign: from, scope: inAny, weight: aTarget}
	s.Detail = shown(value)
	switch what {
	case "@stage":
		s.weight = aPlatform
		s.Stage = stageOfMode(value)
		if n, ok := named(c.names, value); ok {
			s.Stage = n
		}
	case "@mode":
		s.weight, s.Stage = aMode, stageOfMode(value)
	case "@name", "@remotename":
		if strings.Contains(value, "://") {
			c.url(value, from)
			return
		}
		s.Stage, s.Remote = c.stageOf(value), what == "@remotename"
		if what == "@remotename" && s.Stage == Unknown {
			s.Detail = shown(value)
			c.add(s)
			return
		}
	case "@path", "@file":
		s.Stage = max(stageOfPath(value), c.stageOf(path.Base(value)))
	case "@dir":
		s.Stage = stageOfPath(value)
		defer c.changeDir(value)
	case "@var": // key=value
		key, v, _ := strings.Cut(value, "=")
		if !speaksOfStage(key) {
			return
		}
		s.Stage, s.Detail = stageOfMode(v), shown(key)+"="+shown(v)
	case "@host", "@jump":
		if strings.Contains(value, "://") {
			c.url(value, from)
			return
		}
		x, ok := hostList(value)
		if !ok {
			c.template(value, s)
			return
		}
		if placeOf(firstOf(x.hosts)) == loopback && what == "@host" && (from.Name == "--host" || from.Name == "--hostname") && program == "" {
			return // of a server that listens
		}
		c.target(x, s)
		return
	case "@url":
		c.url(value, from)
		return
	case "@operand":
		s.Stage = raising(max(c.stageOf(value), stageOfPath(value)))
	default:
		return
	}
	if s.Stage != Unknown {
		c.add(s)
	}
}

// url adds the sign of a connection string. One with the value of a variable whose
// own name tells a stage is of that stage.
func (c *call) url(value string, from Sign) {
	s := sign{Sign: from, scope: inAny, weight: aTarget}
	if s.Source == "argument" {
		s.Source = "url"
	}
	c.byName(value)
	if unresolved(value) {
		c.template(value, s)
		return
	}
	x, ok := parseDSN(value)
	switch {
	case ok:
		c.target(x, s)
	case isHost(value): // --connection=mysql: a name
		c.say(from, "@name", value, "")
	default:
		s.weight, s.Detail = aBlank, "a connection string that cannot be read"
		c.add(s)
	}
}

// byName finds the variable with the name of a stage that a value comes from.
func (c *call) byName(value string) {
	const shortest = 8
	if len(value) < shortest {
		return
	}
	for name, v := range c.env {
		if v.value != value {
			continue
		}
		if stage := stageOf(name); stage >= Staging && name[0] != '-' {
			c.add(sign{Sign: Sign{Stage: stage, Source: "variable", Name: name, Detail: "the name of the variable"}, scope: inAny})
		}
	}
}

// template adds the sign of a value that is only known when the command runs. The
// name of a variable in it may tell the stage.
func (d *detector) template(value string, s sign) {
	s.Detail, s.weight = "a value that is not known before it runs", aBlank
	for rest := value; ; {
		i := strings.IndexByte(rest, '$')
		if i < 0 {
			break
		}
		rest = strings.TrimPrefix(rest[i+1:], "{")
		j := 0
		for j < len(rest) && (letter(rest[j]) || digit(rest[j]) || rest[j] == '_') {
			j++
		}
		if stage := stageOf(rest[:j]); stage >= Staging {
			s.Stage, s.Remote, s.Detail, s.weight = stage, true, "the name of the variable "+shown(rest[:j]), aTarget
		}
	}
	d.add(s)
}

// envFile reads the variables of a file that is given by name: they go before what
// is set. The name counts too.
func (c *call) envFile(name, flag string) {
	text, full, ok := c.read(name)
	if ok {
		for _, l := range parseDotenv(text) {
			value := l.value
			if l.expands {
				value = expandDotenv(value, func(n string) (string, bool) { v, ok := c.env[n]; return v.value, ok })
			}
			if old, set := c.env[l.name]; set && old.file == "" && flag != "--env" {
				continue
			}
			c.env[l.name] = variable{value: value, file: full, line: l.line}
		}
	}
	base := strings.TrimPrefix(path.Base(name), ".env")
	if stage := max(stageOf(base), raising(stageOfPath(name))); stage != Unknown && stageOf(base) >= Unknown {
		w := aMode
		if stage >= Staging {
			w = aTarget
		}
		c.add(sign{Sign: Sign{Stage: stage, Source: "file", Name: flag, Detail: shown(name)}, scope: inAny, weight: w})
	}
}
