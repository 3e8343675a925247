package envguard

import (
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// kubectl judges what goes beyond verbs: objects as kind/name, replicas of zero.
func (w *walker) kubectl(e *shell.Execution, ws *words) bool {
	if len(ws.operands) == 0 {
		return false
	}
	switch ws.operands[0] {
	case "delete":
		severity, why, kind := kubeDeletion(ws)
		o := Operation{Kind: kind, Class: Destructive, Severity: severity, Object: plainText(strings.Join(ws.operands[1:], " ")), Why: why, Safer: "look with kubectl get first, and use --dry-run=server"}
		w.note(e, o)
		return true
	case "scale":
		if v := ws.value("--replicas"); v == "0" {
			w.note(e, Operation{Kind: "kubectl.scale0", Class: Availability, Severity: High, Object: strings.Join(ws.operands[1:], " "), Why: "no replica is left to serve", Safer: "scale to at least one"})
			return true
		}
	case "get":
		if len(ws.operands) > 1 && strings.HasPrefix(ws.operands[1], "secret") {
			severity := Low
			if ws.flag("-A", "--all-namespaces") || len(ws.operands) == 2 && !strings.Contains(ws.operands[1], "/") && ws.flag("-o", "--output") {
				severity = Medium
			}
			w.note(e, Operation{Kind: "kubectl.secret", Class: Read, Severity: severity, Object: strings.Join(ws.operands[1:], " "), Why: "it shows secrets"})
		}
		return true
	case "config":
		if len(ws.operands) > 2 && (ws.operands[1] == "use-context" || ws.operands[1] == "use") {
			w.note(e, Operation{Kind: "kubectl.use_context", Class: Retarget, Severity: Medium, Object: ws.operands[2], Why: "every later command goes to " + ws.operands[2], Safer: "give --context to the one command"})
			return true
		}
	}
	return false
}

// kubeDeletion grades kubectl delete by the kind of what is deleted.
func kubeDeletion(ws *words) (Severity, string, string) {
	severity, why, kind := None, "", "kubectl.delete"
	worse := func(s Severity, k, reason string) {
		if s > severity {
			severity, why, kind = s, reason, k
		}
	}
	if raw := ws.value("--raw"); raw != "" {
		if strings.Contains(raw, "/namespaces/") && strings.Count(strings.TrimSuffix(raw, "/"), "/") == 4 {
			return Critical, "it deletes a namespace with all that is in it", "kubectl.delete_ns"
		}
		return High, "it deletes an object of the API", "kubectl.raw"
	}
	if ws.flag("-f", "--filename", "-k", "--kustomize") {
		worse(High, "kubectl.delete_f", "it deletes all that the manifests name")
	}
	all := ws.flag("--all", "-A", "--all-namespaces")
	if len(ws.operands) < 2 {
		worse(High, "kubectl.delete", "it deletes objects of the cluster")
		return severity, why, kind
	}
	for i, o := range ws.operands[1:] {
		if i > 0 && !strings.Contains(o, "/") {
			break
		}
		for what := range strings.SplitSeq(o, ",") {
			what, _, _ = strings.Cut(what, "/")
			what, _, _ = strings.Cut(strings.ToLower(what), ".")
			switch what {
			case "ns", "namespace", "namespaces", "project", "projects":
				worse(Critical, "kubectl.delete_ns", "it deletes a namespace with all that is in it")
			case "pvc", "pv", "persistentvolumeclaim", "persistentvolumeclaims", "persistentvolume", "persistentvolumes":
				worse(Critical, "kubectl.delete_pvc", "it deletes a volume with its data")
			case "crd", "crds", "customresourcedefinition", "customresourcedefinitions", "xrd", "compositeresourcedefinition":
				worse(Critical, "kubectl.delete_crd", "all objects of the kind go with its definition")
			case "cluster", "clusters", "postgresql", "postgrescluster", "kafka", "volumesnapshot", "vs", "backup", "cnpg", "perconaservermongodb", "mysqlcluster", "database":
				worse(Critical, "kubectl.delete", "it deletes a database, a cluster or a backup")
			case "pod", "pods", "po", "job", "jobs", "event", "events", "replicaset", "rs":
				if all {
					worse(High, "kubectl.delete_pod", "it deletes all of them")
				}
				worse(Medium, "kubectl.delete_pod", "a controller starts it again, if there is one")
			case "cm", "configmap", "configmaps", "hpa", "endpoints", "ep", "lease":
				if all {
					worse(High, "kubectl.delete", "it deletes all of them")
				}
				worse(Medium, "kubectl.delete", "it deletes an object that can be applied again")
			default:
				worse(High, "kubectl.delete_deploy", "it deletes "+plainText(what)+" of the cluster")
			}
		}
	}
	if all && severity >= High && slices.Contains(ws.operands, "all") {
		worse(Critical, "kubectl.delete_all", "it deletes everything in the namespace")
	}
	return severity, why, kind
}
