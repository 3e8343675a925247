package envguard

import (
	"encoding/json"
	"path"
	"strings"
)

// link adds the sign of a file that ties a folder to a remote application. Without
// a stage it counts for that platform's own tool only.
func (d *detector) link(source, name, file string, line int, where scope) {
	s := sign{Sign: Sign{Stage: d.stageOf(name), Remote: true, Source: source, Name: path.Base(file), Detail: shown(name), Pos: at(file, line)}, scope: where}
	if s.Stage == Unknown {
		s.weight = aLink
	}
	d.add(s)
}

// gitRemotes reads the remotes of the repository: git.heroku.com/APP.git is the
// default application of the Heroku CLI if it is the only one; dokku@host:app and
// remotes with the name of a stage are for git push.
func (d *detector) gitRemotes() {
	if d.get("HEROKU_APP") != "" {
		return
	}
	text, full, ok := d.gitConfig()
	if !ok {
		return
	}
	var apps []entry
	for _, e := range parseINI(text) {
		if e.key != "url" || !strings.HasPrefix(e.section, "remote ") {
			continue
		}
		if app := herokuApp(e.value); app != "" {
			apps = append(apps, entry{value: app, line: e.line})
		}
	}
	if len(apps) == 1 {
		d.link("git remote", apps[0].value, full, apps[0].line, inHeroku)
	}
}

func herokuApp(remote string) string {
	for _, prefix := range [...]string{"https://git.heroku.com/", "git@heroku.com:", "ssh://git@heroku.com/", "ssh://git@ssh.heroku.com/"} {
		if app, ok := strings.CutPrefix(remote, prefix); ok {
			return strings.TrimSuffix(app, ".git")
		}
	}
	return ""
}

func (d *detector) gitConfig() (text, full string, ok bool) {
	for dir := path.Clean("/" + d.Dir); ; dir = path.Dir(dir) {
		if text, full, ok = d.read(path.Join(dir, ".git/config")); ok || dir == "/" {
			return text, full, ok
		}
	}
}

// gitRemoteURL returns the URL of a remote.
func (d *detector) gitRemoteURL(remote string) string {
	text, _, ok := d.gitConfig()
	if !ok {
		return ""
	}
	value, _ := valueOf(parseINI(text), `remote "`+remote+`"`, "url")
	return value
}

func (d *detector) fly() {
	if d.get("FLY_APP") != "" {
		return
	}
	if text, full, ok := d.read("fly.toml"); ok {
		app, line := valueOf(parseINI(text), "", "app")
		d.link("fly", app, full, line, inFly)
	}
}

func (d *detector) vercel() {
	text, full, ok := d.read(".vercel/project.json")
	if !ok {
		return
	}
	var project struct {
		ProjectName string `json:"projectName"`
	}
	if json.Unmarshal([]byte(text), &project) == nil {
		d.link("vercel", project.ProjectName, full, 0, inVercel)
	}
}

func (d *detector) netlify() {
	if _, full, ok := d.read(".netlify/state.json"); ok {
		d.link("netlify", "", full, 0, inNetlify)
	}
}

// railway reads the environment that a folder is linked to in ~/.railway/config.json.
func (d *detector) railway() {
	if d.get("RAILWAY_ENVIRONMENT") != "" {
		return
	}
	text, full, ok := d.read("~/.railway/config.json")
	if !ok {
		return
	}
	var config struct {
		Projects map[string]struct {
			Name            string `json:"name"`
			EnvironmentName string `json:"environmentName"`
		} `json:"projects"`
	}
	if json.Unmarshal([]byte(text), &config) != nil {
		return
	}
	for dir := path.Clean("/" + d.Dir); ; dir = path.Dir(dir) {
		if p, ok := config.Projects[dir]; ok {
			name := p.EnvironmentName
			if d.stageOf(name) == Unknown {
				name = p.Name
			}
			d.link("railway", name, full, 0, inRailway)
			return
		}
		if dir == "/" {
			return
		}
	}
}

func (d *detector) supabase() {
	if text, full, ok := d.read("supabase/.temp/project-ref"); ok {
		d.link("supabase", strings.TrimSpace(text), full, 1, inSupabase)
	}
}

// cloudflare reads Wrangler's configuration: its name is that of the live worker;
// blocks of environments are there to be chosen.
func (d *detector) cloudflare() {
	if text, full, ok := d.read("wrangler.toml"); ok {
		name, line := valueOf(parseINI(text), "", "name")
		d.link("wrangler", name, full, line, inCloudflare)
		return
	}
	for _, file := range [...]string{"wrangler.json", "wrangler.jsonc"} {
		if text, full, ok := d.read(file); ok {
			var config struct {
				Name string `json:"name"`
			}
			_ = json.Unmarshal([]byte(text), &config) // with comments, the name is not known
			d.link("wrangler", config.Name, full, 0, inCloudflare)
			return
		}
	}
}

func (d *detector) firebase() {
	if d.get("FIREBASE_PROJECT") != "" {
		return
	}
	if project, full := d.firebaseProject("default"); full != "" {
		d.link("firebase", project, full, 0, inFirebase)
	}
}

// firebaseProject resolves an alias of .firebaserc.
func (d *detector) firebaseProject(alias string) (project, full string) {
	text, full, ok := d.read(".firebaserc")
	if !ok {
		return "", ""
	}
	var rc struct {
		Projects map[string]string `json:"projects"`
	}
	if json.Unmarshal([]byte(text), &rc) != nil {
		return "", ""
	}
	return rc.Projects[alias], full
}

// serverless reads the default stage and stack of serverless.yml, samconfig.toml and
// copilot.
func (d *detector) serverless() {
	if text, full, ok := d.read("samconfig.toml"); ok {
		for _, e := range parseINI(text) {
			if strings.HasPrefix(e.section, "default.") && e.key == "stack_name" {
				d.link("sam", e.value, full, e.line, inServerless)
				break
			}
		}
	}
	for _, file := range [...]string{"serverless.yml", "serverless.yaml"} {
		text, full, ok := d.read(file)
		if !ok {
			continue
		}
		n, err := parseYAML(text)
		stage := ""
		if err == nil {
			if stage = n.string("provider", "stage"); unresolved(stage) {
				stage = ""
			}
		}
		d.link("serverless", stage, full, 0, inServerless)
		return
	}
}
