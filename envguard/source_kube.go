package envguard

import (
	"net/netip"
	"path"
	"strings"
)

// A kubeconfig is what the merged files say, as far as it is needed: of equal names
// the first counts, as kubectl has it
// (kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig).
type kubeconfig struct {
	current  string
	contexts []kubeContext
	servers  map[string]string // by cluster
	file     string
	blank    string // why it cannot be known
}

type kubeContext struct{ name, cluster, namespace, user string }

// kubeFiles are the files of KUBECONFIG, or the default one.
func (d *detector) kubeFiles() (files []string, explicit bool) {
	if list := d.get("KUBECONFIG"); list != "" {
		for f := range strings.SplitSeq(list, ":") {
			if f != "" {
				files = append(files, f)
			}
		}
		return files, true
	}
	return []string{"~/.kube/config"}, false
}

// kubeconfig reads and merges files.
func (d *detector) kubeconfig(files []string, explicit bool) kubeconfig {
	k := kubeconfig{servers: map[string]string{}}
	read := 0
	for _, name := range files {
		text, full, ok := d.read(name)
		if !ok {
			continue // kubectl skips what is missing
		}
		read++
		n, err := parseYAML(text)
		if err != nil || n.kind != 'm' {
			k.blank, k.file = "a kubeconfig that cannot be read", full
			return k
		}
		if k.file == "" {
			k.file = full
		}
		if k.current == "" {
			k.current = n.string("current-context")
		}
		for _, c := range n.list("contexts") {
			k.contexts = append(k.contexts, kubeContext{name: c.string("name"), cluster: c.string("context", "cluster"),
				namespace: c.string("context", "namespace"), user: c.string("context", "user")})
		}
		for _, c := range n.list("clusters") {
			if name := c.string("name"); k.servers[name] == "" {
				k.servers[name] = c.string("cluster", "server")
			}
		}
	}
	if read == 0 && explicit {
		k.blank = "a kubeconfig that is not there"
	}
	return k
}

// A kubeTarget is what a command says about its cluster.
type kubeTarget struct {
	context, cluster, server, namespace string
}

// kube goes by the flags of the command, which stand among the variables under
// their own names.
func (d *detector) kube() {
	t := kubeTarget{context: d.get("--context"), cluster: d.get("--cluster"), server: d.get("--server"), namespace: d.get("--namespace")}
	var from Sign
	for _, flag := range [...]string{"--namespace", "--cluster", "--server", "--context"} {
		if v, ok := d.env[flag]; ok {
			from = v.sign(flag)
		}
	}
	d.kubeTarget(t, from)
}

// kubeTarget adds the signs for the cluster that kubectl talks to. A server on this
// machine makes it local whatever its names are: kind, k3d, minikube (rule R6).
func (d *detector) kubeTarget(t kubeTarget, from Sign) {
	files, explicit := d.kubeFiles()
	k := d.kubeconfig(files, explicit)
	if t.context == "" && k.current == "" && k.blank == "" && t.cluster == "" && t.server == "" && t.namespace == "" {
		return
	}
	s := sign{Sign: from, scope: inKube, weight: aTarget}
	if s.Source == "" {
		s.Sign = Sign{Source: "kubeconfig", Name: "current-context", Pos: at(k.file, 0)}
	}
	context := kubeContext{name: t.context}
	if context.name == "" {
		context.name = k.current
	}
	known := false
	for _, c := range k.contexts {
		if c.name == context.name {
			context, known = c, true
			break
		}
	}
	if t.cluster != "" {
		context.cluster = t.cluster
	}
	if t.namespace != "" {
		context.namespace = t.namespace
	}
	server := k.servers[context.cluster]
	if t.server != "" {
		server = t.server
	}
	// The name of a file that was chosen says as much as that of a context.
	chosen := Unknown
	if explicit && t.context == "" {
		for _, f := range files {
			chosen = max(chosen, d.stageOf(path.Base(f)))
		}
	}
	names := []string{context.name, context.cluster, context.namespace, context.user}
	s.Detail = kubeDetail(context, server)
	if x, ok := parseDSN(server); ok && len(x.hosts) > 0 {
		if placeOf(x.hosts[0]) == loopback || isLocalCluster(context.name) && isPrivate(x.hosts[0]) && d.stageOf(context.name) < Staging {
			s.Stage = Local
			d.add(s)
			return
		}
		names = append(names, x.hosts[0])
	}
	worst, vouches := chosen, chosen
	for i, name := range names {
		stage := d.stageOf(name)
		if i == 4 {
			if n, ok := named(d.names, name); ok {
				stage = n
			} else {
				stage = stageOfHost(name)
			}
		}
		worst = max(worst, stage)
		if i != 2 && i != 3 { // a namespace or user does not vouch for its cluster
			vouches = max(vouches, stage)
		}
	}
	if worst < Staging {
		worst = vouches
		if stage := d.stageOf(context.namespace); worst == Unknown && stage != Unknown && t.namespace != "" {
			worst = stage
		}
	}
	s.Stage = worst
	switch {
	case k.blank != "" && worst == Unknown:
		s.weight, s.Detail = aBlank, k.blank
	case worst == Unknown && !known && server == "" && isLocalCluster(context.name), worst < Staging && server == "" && isLocalCluster(context.name):
		s.Stage = Local
	default:
		s.Remote = true
	}
	d.add(s)
}

// isPrivate reports an address as the virtual machine of minikube has.
func isPrivate(host string) bool {
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsPrivate()
}

// isLocalCluster knows the contexts that tools for local clusters make.
func isLocalCluster(context string) bool {
	switch context {
	case "minikube", "docker-desktop", "docker-for-desktop", "rancher-desktop", "colima", "orbstack", "microk8s", "kind-kind":
		return true
	}
	return strings.HasPrefix(context, "kind-") || strings.HasPrefix(context, "k3d-") || strings.HasPrefix(context, "colima-")
}

func kubeDetail(c kubeContext, server string) string {
	detail := "context " + shown(c.name)
	if c.name == "" {
		detail = "no context"
	}
	if c.namespace != "" {
		detail += ", namespace " + shown(c.namespace)
	}
	if server != "" {
		detail += ", server " + shown(server)
	}
	return detail
}
