package envguard

import (
	"crypto/sha1" // the name of Pulumi's file, no protection
	"encoding/hex"
	"encoding/json"
	"path"
	"strings"
)

// terraform reads the chosen workspace and the backend of the state.
func (d *detector) terraform() {
	dir := d.get("TF_DATA_DIR")
	if dir == "" {
		dir = ".terraform"
	}
	if d.get("TF_WORKSPACE") == "" {
		if text, full, ok := d.read(dir + "/environment"); ok {
			d.terraformName("workspace", strings.TrimSpace(text), full, 1)
		}
	}
	if text, full, ok := d.read(dir + "/terraform.tfstate"); ok {
		var state struct {
			Backend struct {
				Config map[string]any `json:"config"`
			} `json:"backend"`
		}
		if json.Unmarshal([]byte(text), &state) == nil {
			for _, key := range backendKeys {
				if value, ok := state.Backend.Config[key].(string); ok {
					d.terraformName("backend "+key, value, full, 0)
				}
			}
		}
	}
	for _, name := range [...]string{"backend.tf", "main.tf", "terraform.tf", "versions.tf", "providers.tf", "provider.tf", "state.tf", "remote.tf", "backend.hcl", "terragrunt.hcl", "terraform.tfvars"} {
		if text, full, ok := d.read(name); ok {
			d.terraformFile(name, text, full)
		}
	}
}

// backendKeys are the settings of backends that name where the state is.
var backendKeys = [...]string{"bucket", "key", "prefix", "storage_account_name", "container_name", "resource_group_name", "organization", "name", "profile", "role_arn", "path", "schema_name", "dynamodb_table"}

func (d *detector) terraformName(what, value, file string, line int) {
	stage := d.stageOf(value)
	if what == "backend path" || what == "backend key" || what == "backend prefix" {
		stage = max(stage, stageOfPath(value))
	}
	if stage != Unknown {
		d.add(sign{Sign: Sign{Stage: stage, Source: "terraform", Name: what, Detail: shown(value), Pos: at(file, line)}, scope: inTerraform})
	}
}

// terraformFile looks for texts behind the keys of a backend or provider, and for
// the stage in variable files. Expressions are no texts.
func (d *detector) terraformFile(name, text, file string) {
	backend := 0
	line := 0
	for l := range strings.Lines(text) {
		line++
		l = strings.TrimSpace(l)
		if l == "" || l[0] == '#' || strings.HasPrefix(l, "//") {
			continue
		}
		if strings.Contains(l, `backend "`) || strings.HasPrefix(l, "cloud {") || strings.HasPrefix(l, "cloud{") || strings.Contains(l, "{ cloud") || strings.HasPrefix(l, "remote_state") || name == "backend.hcl" {
			backend = max(backend, 1)
		}
		vars := strings.HasSuffix(name, ".tfvars")
		if backend > 0 || vars {
			for key, value := range hclTexts(l) {
				switch {
				case vars && (key == "environment" || key == "env" || key == "stage" || key == "project" || key == "project_id" || key == "cluster_name" || key == "workspace"):
					d.terraformName("variable "+key, value, file, line)
				case !vars && isBackendKey(key):
					d.terraformName("backend "+key, value, file, line)
				}
			}
		}
		if backend > 0 {
			backend += strings.Count(l, "{") - strings.Count(l, "}")
			if strings.Count(l, "{") > 0 || strings.Count(l, "}") > 0 {
				if backend <= 1 {
					backend = 0
				}
			}
		}
	}
}

func isBackendKey(key string) bool {
	for _, k := range backendKeys {
		if k == key {
			return true
		}
	}
	return false
}

// hclTexts yields key = "text" of a line.
func hclTexts(l string) func(yield func(key, value string) bool) {
	return func(yield func(key, value string) bool) {
		for {
			i := strings.IndexByte(l, '=')
			if i < 0 {
				return
			}
			before := strings.TrimRight(l[:i], " \t")
			key := before[strings.LastIndexAny(before, " \t{,")+1:]
			l = strings.TrimLeft(l[i+1:], " \t")
			if !strings.HasPrefix(l, `"`) {
				continue
			}
			end := closing(l[1:], '"')
			if end < 0 {
				return
			}
			value := l[1 : end+1]
			l = l[end+2:]
			if !strings.Contains(value, "${") && !yield(key, value) {
				return
			}
		}
	}
}

// terraformArgs reads TF_CLI_ARGS: arguments that Terraform adds to its own.
func (d *detector) terraformArgs(name, value string) {
	for word := range strings.FieldsSeq(value) {
		flag, file, ok := strings.Cut(strings.TrimLeft(word, "-"), "=")
		if !ok {
			continue
		}
		switch flag {
		case "var-file", "backend-config", "chdir", "state", "target":
			if stage := max(d.stageOf(file), stageOfPath(file)); stage != Unknown {
				d.add(sign{Sign: Sign{Stage: stage, Source: "variable", Name: name, Detail: "-" + flag + " " + shown(file)}, scope: inTerraform})
			}
		case "var":
			if key := beforeAny(file, "="); key != file {
				if stage := d.stageOf(strings.TrimPrefix(file, key+"=")); stage != Unknown && speaksOfStage(key) {
					d.add(sign{Sign: Sign{Stage: stage, Source: "variable", Name: name, Detail: "-var " + shown(key)}, scope: inTerraform})
				}
			}
		}
	}
}

// speaksOfStage tells of keys whose value names a stage.
func speaksOfStage(key string) bool {
	for _, word := range [...]string{"env", "environment", "stage", "tier", "workspace", "profile", "target", "deployment"} {
		if hasWord(strings.ReplaceAll(key, "_", "-"), word) {
			return true
		}
	}
	return false
}

// pulumi reads the selected stack, which Pulumi keeps below ~/.pulumi by the hash of
// the project file's name.
func (d *detector) pulumi() {
	if d.get("PULUMI_STACK") != "" {
		return
	}
	text, full, ok := d.read("Pulumi.yaml")
	if !ok {
		if text, full, ok = d.read("Pulumi.yml"); !ok {
			return
		}
	}
	n, err := parseYAML(text)
	if err != nil || n.string("name") == "" || path.Base(n.string("name")) != n.string("name") {
		return
	}
	home := d.get("PULUMI_HOME")
	if home == "" {
		home = "~/.pulumi"
	}
	sum := sha1.Sum([]byte(full))
	text, file, ok := d.read(home + "/workspaces/" + n.string("name") + "-" + hex.EncodeToString(sum[:]) + "-workspace.json")
	var workspace struct {
		Stack string `json:"stack"`
	}
	if ok && json.Unmarshal([]byte(text), &workspace) == nil {
		if stage := d.stageOf(workspace.Stack); stage != Unknown {
			d.add(sign{Sign: Sign{Stage: stage, Remote: true, Source: "pulumi", Name: "stack", Detail: shown(workspace.Stack), Pos: at(file, 0)}, scope: inPulumi})
		}
	}
}
