package envguard

import (
	"path"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// overSSH goes to another machine. Its name is the target; what runs there may be
// a script.
func (c *call) overSSH(destination string, rest []string) {
	host := destination
	if _, after, ok := strings.Cut(host, "://"); ok {
		host = after
	}
	user, machine, ok := strings.Cut(host, "@")
	if !ok {
		user, machine = "", host
	}
	machine = beforeAny(machine, ":/")
	if placeOf(machine) == loopback && machine != "" {
		c.args = rest
		return
	}
	s := sign{Sign: Sign{Remote: true, Source: "ssh", Name: "host", Detail: shown(machine)}, scope: inAny}
	if n, ok := named(c.names, machine); ok {
		s.Stage = n
	} else {
		s.Stage = max(stageOfHost(machine), raising(stageOf(user)))
	}
	if hosts := c.sshHost(machine); s.Stage < Staging && hosts != "" {
		s.Stage = max(s.Stage, stageOfHost(hosts))
		s.Detail += ", " + shown(hosts)
	}
	c.elsewhere(s)
	if len(rest) > 0 {
		c.script(strings.Join(rest, " "))
	}
	c.args = nil
}

// sshHost resolves an alias of ~/.ssh/config.
func (c *call) sshHost(alias string) string {
	text, _, ok := c.read("~/.ssh/config")
	if !ok {
		return ""
	}
	applies := false
	for l := range strings.Lines(text) {
		words := strings.Fields(strings.Replace(l, "=", " ", 1))
		if len(words) < 2 {
			continue
		}
		switch strings.ToLower(words[0]) {
		case "host":
			applies = false
			for _, pattern := range words[1:] {
				applies = applies || glob(pattern, alias)
			}
		case "match":
			applies = false
		case "hostname":
			if applies {
				return words[1]
			}
		}
	}
	return ""
}

func raising(s Stage) Stage {
	if s >= Staging {
		return s
	}
	return Unknown
}

// into goes into a container or pod: its surroundings are not these.
func (c *call) into(where scope, what, name string) {
	d := *c.detector
	d.wants, d.signs = where, nil
	d.sources()
	signs := d.signs
	assigned := map[string]variable{}
	for key, v := range c.env {
		if v.flag == "-e" || v.flag == "--env" || v.flag == "--env-file" {
			assigned[key] = v
		}
	}
	stage := raising(c.stageOf(beforeAny(name, "/")))
	if _, after, ok := strings.Cut(name, "/"); ok {
		stage = max(stage, raising(c.stageOf(after)))
	}
	if stage != Unknown {
		local := slices.ContainsFunc(signs, func(s sign) bool { return s.Stage == Local })
		if !local || where == inDocker {
			signs = append(signs, sign{Sign: Sign{Stage: stage, Source: what, Name: what, Detail: shown(name)}, scope: inAny})
		}
	}
	if len(signs) == 0 && where == inKube {
		signs = append(signs, sign{Sign: Sign{Remote: true, Source: "kubeconfig", Name: "current-context", Detail: "a cluster that is not known"}, scope: inAny})
	}
	if len(signs) == 0 && where == inDocker {
		signs = append(signs, sign{Sign: Sign{Stage: Local, Source: "docker", Name: "default", Detail: "the daemon of this machine"}, scope: inAny})
	}
	for i := range signs {
		signs[i].scope = inAny
	}
	c.signs = append(c.signs, signs...)
	c.env, c.ReadFile, c.Dir, c.cd, c.moved = assigned, nil, "", "", true
}

// intoApp goes to an application of a platform.
func (c *call) intoApp(where scope, source, what string) {
	d := *c.detector
	d.wants, d.signs = where, nil
	d.sources()
	signs := d.signs
	for i := range signs {
		if signs[i].weight == aLink {
			signs[i].weight = aTarget
		}
		signs[i].scope, signs[i].Remote = inAny, true
	}
	if len(signs) == 0 {
		signs = append(signs, sign{Sign: Sign{Remote: true, Source: source, Name: "application", Detail: what}, scope: inAny})
	}
	c.signs = append(c.signs, signs...)
	if where != inRailway {
		c.env, c.ReadFile, c.Dir, c.cd, c.moved = map[string]variable{}, nil, "", "", true
	}
}

// peelEnv reads env.
func (c *call) peelEnv() bool {
	rest := c.args[1:]
	for len(rest) > 0 {
		a := rest[0]
		switch {
		case a == "-" || a == "-i" || a == "--ignore-environment":
			c.env = map[string]variable{}
		case (a == "-u" || a == "--unset") && len(rest) > 1:
			delete(c.env, rest[1])
			rest = rest[1:]
		case strings.HasPrefix(a, "--unset="):
			delete(c.env, a[len("--unset="):])
		case strings.HasPrefix(a, "-u"):
			delete(c.env, a[2:])
		case (a == "-C" || a == "--chdir") && len(rest) > 1:
			c.changeDir(rest[1])
			rest = rest[1:]
		case strings.HasPrefix(a, "--chdir="):
			c.changeDir(a[len("--chdir="):])
		case (a == "-S" || a == "--split-string") && len(rest) > 1:
			rest = slices.Concat([]string{""}, strings.Fields(rest[1]), rest[2:])
		case strings.HasPrefix(a, "-"):
		case !shell.Known(a) && !strings.Contains(a, "="): // $(cat .env)
		default:
			name, value, ok := strings.Cut(a, "=")
			if !ok {
				c.args = rest
				return true
			}
			c.set(name, value)
		}
		rest = rest[1:]
	}
	c.args = nil
	return true
}

func isShell(name string) bool {
	switch name {
	case "sh", "bash", "zsh", "dash", "ksh", "ash", "fish", "busybox":
		return true
	}
	return false
}

// peelShell reads sh -c 'script'.
func (c *call) peelShell() bool {
	for i, a := range c.args[1:] {
		if a == "-c" || strings.HasPrefix(a, "-") && !strings.HasPrefix(a, "--") && strings.HasSuffix(a, "c") {
			if i+2 < len(c.args) {
				c.script(c.args[i+2])
			}
			c.args = nil
			return true
		}
		if !strings.HasPrefix(a, "-") {
			if path.Base(c.args[0]) == "busybox" || strings.Contains(a, "/") || strings.HasSuffix(a, ".sh") {
				c.args = c.args[i+1:]
				return true
			}
			return false
		}
	}
	return false
}
