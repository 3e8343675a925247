package envguard

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"path"
	"strings"
)

// aws reads what the profile says in ~/.aws/config: the names of its account, role
// and source. Keys are never looked at.
func (d *detector) aws() {
	if d.localAWS() {
		return
	}
	for _, name := range [...]string{"AWS_PROFILE", "AWS_VAULT", "AWS_DEFAULT_PROFILE", "AWSUME_PROFILE"} {
		if profile := d.get(name); profile != "" {
			d.awsProfile(profile, inAWS)
			return
		}
	}
	if d.get("AWS_ACCESS_KEY_ID") == "" {
		d.awsProfile("default", inAWS)
	}
}

func (d *detector) awsProfile(profile string, scope scope) {
	name := d.get("AWS_CONFIG_FILE")
	if name == "" {
		name = "~/.aws/config"
	}
	text, full, ok := d.read(name)
	if !ok {
		return
	}
	entries := parseINI(text)
	for range 4 { // a profile may take the keys of another one
		section := "profile " + profile
		if profile == "default" {
			section = "default"
		}
		for _, key := range [...]string{"role_arn", "sso_account_name", "sso_role_name", "sso_session", "source_profile", "role_session_name", "credential_process", "endpoint_url"} {
			value, line := valueOf(entries, section, key)
			if stage := d.stageOf(value); stage != Unknown && key != "credential_process" {
				d.add(sign{Sign: Sign{Stage: stage, Source: "aws", Name: "profile " + shown(profile), Detail: key + " " + shown(value), Pos: at(full, line)}, scope: scope})
			}
		}
		next, _ := valueOf(entries, section, "source_profile")
		if next == "" || next == profile {
			return
		}
		profile = next
	}
}

// google reads the active configuration of gcloud, and its project.
func (d *detector) google() {
	if d.env["CLOUDSDK_CORE_PROJECT"].flag != "" {
		return // the command names its project
	}
	dir := d.get("CLOUDSDK_CONFIG")
	if dir == "" {
		dir = "~/.config/gcloud"
	}
	active := d.get("CLOUDSDK_ACTIVE_CONFIG_NAME")
	if active == "" {
		text, full, ok := d.read(dir + "/active_config")
		if !ok {
			active = "default"
		} else {
			active = strings.TrimSpace(text)
			if stage := d.stageOf(active); stage != Unknown {
				d.add(sign{Sign: Sign{Stage: stage, Source: "gcloud", Name: "active_config", Detail: shown(active), Pos: at(full, 1)}, scope: inGoogle})
			}
		}
	}
	if d.get("CLOUDSDK_CORE_PROJECT") == "" {
		d.googleConfiguration(active)
	}
}

func (d *detector) googleConfiguration(name string) {
	dir := d.get("CLOUDSDK_CONFIG")
	if dir == "" {
		dir = "~/.config/gcloud"
	}
	if path.Base(name) != name {
		return
	}
	text, full, ok := d.read(dir + "/configurations/config_" + name)
	if !ok {
		return
	}
	entries := parseINI(text)
	for _, key := range [...]struct{ section, key string }{{"core", "project"}, {"container", "cluster"}, {"core", "account"}, {"auth", "impersonate_service_account"}} {
		value, line := valueOf(entries, key.section, key.key)
		stage := d.stageOf(beforeAny(value, "."))
		if key.key == "account" && stage < Staging {
			continue
		}
		if stage != Unknown {
			d.add(sign{Sign: Sign{Stage: stage, Source: "gcloud", Name: "configuration " + shown(name), Detail: key.key + " " + shown(beforeAny(value, "@")), Pos: at(full, line)}, scope: inGoogle})
		}
	}
}

// azure reads the default subscription of the Azure CLI.
func (d *detector) azure() {
	if d.env["AZURE_SUBSCRIPTION"].flag != "" {
		return
	}
	dir := d.get("AZURE_CONFIG_DIR")
	if dir == "" {
		dir = "~/.azure"
	}
	text, full, ok := d.read(dir + "/azureProfile.json")
	if !ok {
		return
	}
	var profile struct {
		Subscriptions []struct {
			Name      string `json:"name"`
			ID        string `json:"id"`
			IsDefault bool   `json:"isDefault"`
		} `json:"subscriptions"`
	}
	if json.Unmarshal([]byte(text), &profile) != nil {
		return
	}
	for _, s := range profile.Subscriptions {
		stage := max(d.stageOf(s.Name), d.stageOf(s.ID))
		if s.IsDefault && stage != Unknown {
			d.add(sign{Sign: Sign{Stage: stage, Source: "azure", Name: "subscription", Detail: shown(s.Name), Pos: at(full, 0)}, scope: inAzure})
		}
	}
}

// docker reads where the Docker client goes: DOCKER_HOST, then DOCKER_CONTEXT, then
// config.json (docs.docker.com/reference/cli/docker/context).
func (d *detector) docker() {
	switch host, context := d.get("DOCKER_HOST"), d.get("DOCKER_CONTEXT"); {
	case host != "":
		d.dockerHost(host, d.env["DOCKER_HOST"].sign("DOCKER_HOST"))
	case context != "":
		d.dockerContext(context, d.env["DOCKER_CONTEXT"].sign("DOCKER_CONTEXT"))
	default:
		text, full, ok := d.read(d.dockerDir() + "/config.json")
		var config struct {
			CurrentContext string `json:"currentContext"`
		}
		if ok && json.Unmarshal([]byte(text), &config) == nil && config.CurrentContext != "" {
			d.dockerContext(config.CurrentContext, Sign{Source: "docker", Name: "currentContext", Pos: at(full, 0)})
		}
	}
}

func (d *detector) dockerDir() string {
	if dir := d.get("DOCKER_CONFIG"); dir != "" {
		return dir
	}
	return "~/.docker"
}

func (d *detector) dockerHost(host string, from Sign) {
	s := sign{Sign: from, scope: inDocker}
	if strings.HasPrefix(host, "unix:") || strings.HasPrefix(host, "npipe:") || strings.HasPrefix(host, "fd:") {
		s.Stage, s.Detail = Local, "the daemon of this machine"
		d.add(s)
		return
	}
	x, ok := parseDSN(host)
	if !ok {
		x, ok = hostList(host)
	}
	if !ok {
		s.weight, s.Detail = aBlank, "a host that cannot be read"
		d.add(s)
		return
	}
	if len(x.hosts) > 0 && placeOf(x.hosts[0]) == neighbour { // tcp://docker: a daemon beside, of which nothing is known
		x.cloud = true
		x.names, x.hosts, x.ports = append(x.names, x.hosts...), nil, nil
	}
	d.target(x, s)
}

func (d *detector) dockerContext(context string, from Sign) {
	s := sign{Sign: from, scope: inDocker}
	s.Detail = "context " + shown(context)
	switch context {
	case "default", "desktop-linux", "desktop-windows", "colima", "orbstack", "rancher-desktop", "rootless", "podman", "lima":
		s.Stage = Local
		d.add(s)
		return
	}
	sum := sha256.Sum256([]byte(context))
	text, _, ok := d.read(d.dockerDir() + "/contexts/meta/" + hex.EncodeToString(sum[:]) + "/meta.json")
	var meta struct {
		Endpoints map[string]struct{ Host string }
	}
	stage := d.stageOf(context)
	if ok && json.Unmarshal([]byte(text), &meta) == nil {
		if host := meta.Endpoints["docker"].Host; host != "" {
			if stage >= Staging && !strings.HasPrefix(host, "unix:") {
				s.Stage, s.Remote = stage, true
				d.add(s)
			}
			d.dockerHost(host, s.Sign)
			return
		}
	}
	s.Stage, s.Remote = stage, true
	d.add(s)
}
