package envguard

import (
	"path"
	"strings"
)

// A Name tells the stage of what has a name that says nothing by itself: of a
// host, a database, a context, a profile, an account, a project.
type Name struct {
	// Pattern is compared with whole names without regard to case; * stands for any
	// text and ? for one character. One without them is compared with the words of a
	// name as well: "blue" is a word of "db-blue-2".
	Pattern string
	Stage   Stage
}

// stageOf returns the worst stage that a word of name stands for. Words end where
// letters do and where camelCase has a border: "product" and "livewire" are no
// stages, "prodDb2" is one. A production that is negated, such as "pre-prod", or
// one that is only alike is staging.
func stageOf(name string) Stage {
	worst, negated := Unknown, false
	for i := 0; i < len(name); {
		if !letter(name[i]) {
			i++
			continue
		}
		j := wordEnd(name, i)
		word := name[i:j]
		stage := stageOfWord(word)
		switch {
		case (equal(word, "pre") || equal(word, "non") || equal(word, "not")) && wordAt(name, j) < len(name):
			negated, i = true, j
			continue
		case stage == Production:
			if k := wordAt(name, j); negated || k < len(name) && equal(name[k:wordEnd(name, k)], "like") {
				stage = Staging
			}
		case equal(word, "pr") && number(name, j):
			stage = Development
		case equal(word, "e") && strings.HasPrefix(name[j:], "2e") && (j+2 == len(name) || !letter(name[j+2])):
			stage = Test
		}
		worst, negated, i = max(worst, stage), false, j
	}
	return worst
}

func letter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func upper(c byte) bool { return 'A' <= c && c <= 'Z' }

// wordEnd returns where the word ends that begins at i.
func wordEnd(s string, i int) int {
	j := i + 1
	for j < len(s) && letter(s[j]) {
		if upper(s[j]) && (!upper(s[j-1]) || j+1 < len(s) && letter(s[j+1]) && !upper(s[j+1])) {
			break
		}
		j++
	}
	return j
}

// wordAt returns where the next word begins, with at most one separator before it,
// or len(s).
func wordAt(s string, i int) int {
	switch {
	case i < len(s) && letter(s[i]):
		return i
	case i+1 < len(s) && letter(s[i+1]):
		return i + 1
	}
	return len(s)
}

// number reports that a number follows at i, with at most one separator.
func number(s string, i int) bool {
	if i < len(s) && !digit(s[i]) {
		i++
	}
	return i < len(s) && digit(s[i])
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

// equal compares with a word in small letters.
func equal(s, word string) bool { return len(s) == len(word) && strings.EqualFold(s, word) }

// stageOfWord is the vocabulary: that of GitLab's environment tiers and
// OpenTelemetry's deployment.environment.name, and its usual abbreviations.
func stageOfWord(word string) Stage {
	const longest = len("nonproduction")
	if len(word) > longest {
		return Unknown
	}
	var b [longest]byte
	for i := range len(word) {
		b[i] = word[i] | 0x20
	}
	switch string(b[:len(word)]) {
	case "prod", "production", "prd", "live":
		return Production
	case "staging", "stage", "stg", "uat", "demo", "preview",
		"preprod", "preproduction", "preprd", "prelive",
		"nonprod", "nonproduction", "nonprd", "nonlive",
		"notprod", "notproduction", "notprd", "prodlike":
		return Staging
	case "test", "testing", "tst", "qa":
		return Test
	case "dev", "develop", "development", "sandbox", "review":
		return Development
	}
	return Unknown
}

// stageOfMode is the stage that the value of a mode variable stands for: the
// words of [stageOf], and those for this machine and for CI, which say nothing in
// the name of a host.
func stageOfMode(value string) Stage {
	if stage := stageOf(value); stage != Unknown {
		return stage
	}
	for i := 0; i < len(value); {
		if !letter(value[i]) {
			i++
			continue
		}
		j := wordEnd(value, i)
		switch word := value[i:j]; {
		case equal(word, "local"), equal(word, "localhost"):
			return Local
		case equal(word, "ci"):
			return CI
		}
		i = j
	}
	return Unknown
}

// stageOfPath is the stage that a folder or file is for. "live" as a folder above
// others is Terragrunt's layout, and says nothing if those say more.
func stageOfPath(name string) Stage {
	before, rest, ok := strings.Cut(strings.TrimPrefix(path.Clean(name), "/"), "/")
	if ok && equal(before, "live") {
		if stage := stageOfPath(rest); stage != Unknown {
			return stage
		}
	}
	stage := stageOf(before)
	if ok {
		stage = max(stage, stageOfPath(rest))
	}
	return stage
}

// named returns the stage that the names of the surroundings give to a name.
func named(names []Name, name string) (Stage, bool) {
	for _, n := range names {
		switch {
		case n.Pattern == "":
		case strings.ContainsAny(n.Pattern, "*?"):
			if glob(n.Pattern, name) {
				return n.Stage, true
			}
		case strings.EqualFold(n.Pattern, name) || hasWord(name, n.Pattern):
			return n.Stage, true
		}
	}
	return Unknown, false
}

func hasWord(name, word string) bool {
	for i := 0; i < len(name); {
		if !letter(name[i]) && !digit(name[i]) {
			i++
			continue
		}
		j := i + 1
		for j < len(name) && (letter(name[j]) || digit(name[j])) {
			j++
		}
		if strings.EqualFold(name[i:j], word) || letter(name[i]) && strings.EqualFold(name[i:wordEnd(name, i)], word) {
			return true
		}
		i = j
	}
	return false
}

// glob matches without regard to case; it takes time proportional to the product
// of both lengths at worst.
func glob(pattern, s string) bool {
	pattern, s = strings.ToLower(pattern), strings.ToLower(s)
	p, star, back := 0, -1, 0
	for i := 0; i < len(s); {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, back = p, i
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == s[i]):
			p++
			i++
		case star >= 0:
			back++
			p, i = star+1, back
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}
