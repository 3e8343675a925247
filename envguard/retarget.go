package envguard

import (
	"path"
	"slices"
	"strings"
)

// retargets tells of programs that can point later commands elsewhere.
func retargets(name string) bool {
	switch name {
	case "kubectl", "k", "oc", "kubecolor", "kubectx", "kctx", "kubie", "kubeswitch", "switch", "kubens", "kns", "gcloud", "aws", "az", "terraform", "tofu",
		"terragrunt", "pulumi", "docker", "podman", "firebase", "heroku", "railway", "vault", "cf", "cf8", "cf7", "doppler", "azd", "awsume", "assume", "granted", "awsp", "asp":
		return true
	}
	return false
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
	if !retargets(name) {
		return
	}
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
	case "azd":
		if is("env", "select") {
			set("AZURE_ENV_NAME", word(2), "env select")
		}
	case "awsume", "assume", "granted", "awsp", "asp":
		set("AWS_PROFILE", word(0), name)
	}
}

// forwards remembers that a command opens a port of this machine that leads
// elsewhere: what is on localhost is not known then (rule R6).
func (c *call) forwards(args []string) {
	name := path.Base(args[0])
	opens := false
	switch name {
	case "ssh", "autossh":
		opens = slices.ContainsFunc(args[1:], func(a string) bool {
			return strings.HasPrefix(a, "-") && !strings.HasPrefix(a, "--") && strings.ContainsAny(a, "LD")
		})
	case "kubectl", "oc", "k", "kubefwd":
		opens = name == "kubefwd" || slices.Contains(args, "port-forward") || slices.Contains(args, "proxy")
	case "cloud_sql_proxy", "cloud-sql-proxy", "alloydb-auth-proxy", "cloudflared", "sshuttle":
		opens = true
	case "fly", "flyctl", "tsh", "teleport":
		opens = slices.Contains(args, "proxy")
	case "aws":
		opens = slices.Contains(args, "start-session")
	case "gcloud":
		opens = slices.Contains(args, "start-iap-tunnel")
	case "pscale", "heroku", "boundary", "turso":
		opens = slices.Contains(args, "connect") || slices.Contains(args, "ps:forward")
	}
	if !opens {
		return
	}
	s := sign{Sign: Sign{Remote: true, Source: "tunnel", Name: name, Detail: "a port of this machine leads elsewhere"}, scope: inAny}
	for _, a := range args[1:] {
		s.Stage = max(s.Stage, raising(c.stageOf(a)))
	}
	if c.tunnel == nil || s.Stage > c.tunnel.Stage {
		c.tunnel = &s
	}
}
