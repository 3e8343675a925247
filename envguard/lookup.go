package envguard

import (
	"strings"
)

// lookupName is the name by which a program is looked up: without its folder, its
// ending and the version in it.
func lookupName(word string) string {
	if i := strings.LastIndexByte(word, '/'); i >= 0 {
		word = word[i+1:]
	}
	if i := strings.LastIndexByte(word, '\\'); i >= 0 {
		word = word[i+1:]
	}
	for _, ending := range [...]string{".exe", ".EXE", ".cmd", ".bat"} {
		word = strings.TrimSuffix(word, ending)
	}
	if i := strings.IndexAny(word, "0123456789"); i > 0 && strings.Trim(word[i:], "0123456789.") == "" {
		switch word[:i] {
		case "python", "pypy", "pip", "ruby", "perl", "php", "lua", "node":
			word = word[:i]
		}
	}
	if low := strings.ToLower(word); low != word && listed(" git rm sudo bash sh curl wget kubectl docker psql mysql rmdir dd mkfs terraform aws npm pip del erase rd remove-item ri format iex clear-content stop-process stop-computer restart-computer clear-disk format-volume ", low) {
		word = low // file systems of macOS and Windows do not tell them apart
	}
	switch word {
	case "grm", "gsed", "gtar", "gfind", "gawk", "gxargs", "gcp", "gmv", "gdd", "gchmod", "gtimeout", "genv", "gmake", "gshred", "gtruncate":
		return word[1:]
	case "mawk", "nawk", "original-awk":
		return "awk"
	case "nodejs":
		return "node"
	case "docker-compose", "podman-compose":
		return "compose"
	case "flyctl":
		return "fly"
	case "vc":
		return "vercel"
	case "sls":
		return "serverless"
	case "k", "oc", "kubecolor", "kubectl.real", "microk8s.kubectl":
		return "kubectl"
	case "tofu", "opentofu", "tf":
		return "terraform"
	case "RM", "Rm":
		return "rm"
	case "zsh5", "bash5":
		return word[:len(word)-1]
	case "rails.rb":
		return "rails"
	}
	return word
}
