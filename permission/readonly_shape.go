package permission

import (
	"slices"
	"strings"
)

// readOnlyShape reports the commands whose arguments must have a certain
// shape as a whole.
func readOnlyShape(program readOnlyWord, args []readOnlyWord) bool {
	switch program.text {
	case "pwd", "whoami":
		return len(args) == 0
	case "history":
		return len(args) == 0 || len(args) == 1 && isNumber(args[0].text)
	case "arch":
		return len(args) == 0 || onlyWord(args, "-h", "--help")
	case "node":
		return onlyWord(args, "-v", "--version")
	case "python", "python3":
		return onlyWord(args, "--version")
	case "claude":
		return onlyWord(args, "-h", "--help")
	case "ip":
		return onlyWord(args, "addr")
	case "ifconfig":
		return len(args) == 0 || len(args) == 1 && isInterface(args[0].text)
	case "hostname":
		return !slices.ContainsFunc(args, func(w readOnlyWord) bool { return w.quoted || !isHostnameFlag(w.text) })
	case "uniq":
		return !program.quoted && readOnlyUniq(args)
	case "xargs":
		return readOnlyXargs(args)
	case "printf":
		return readOnlyPrintf(args)
	case "sed":
		return readOnlySed(args)
	case "find":
		return readOnlyFind(args)
	case "jq":
		return !program.quoted && readOnlyJq(args)
	}
	return false
}

func onlyWord(args []readOnlyWord, allowed ...string) bool {
	return len(args) == 1 && slices.Contains(allowed, args[0].text)
}

func isInterface(s string) bool {
	if s == "" || !isLetter(s[0]) {
		return false
	}
	return strings.Trim(s, wordCharacters+":.-") == ""
}

const (
	letters        = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	wordCharacters = letters + "0123456789_"
)

func isHostnameFlag(s string) bool {
	switch s {
	case "-a", "-d", "-f", "-h", "-i", "-s", "-v", "-A", "-I", "-V", "--alias", "--all-fqdns", "--all-ip-addresses",
		"--domain", "--fqdn", "--help", "--ip-address", "--long", "--short", "--version":
		return true
	}
	return false
}

// readOnlyUniq allows flags only: a second operand of uniq is written.
func readOnlyUniq(args []readOnlyWord) bool {
	for i := 0; i < len(args); i++ {
		word := args[i].text
		switch {
		case args[i].quoted:
			return false
		case (word == "-f" || word == "-s" || word == "-w") && i+1 < len(args) && isNumber(args[i+1].text) && !args[i+1].quoted:
			i++
		case strings.HasPrefix(word, "--"):
			name, value, ok := strings.Cut(word[2:], "=")
			if name == "" || strings.Trim(name, letters+"-") != "" || ok && (value == "" || expands(value)) {
				return false
			}
		case !isOption(word) || strings.Trim(word[1:], letters) != "":
			return false
		}
	}
	return true
}

// readOnlyPrintf allows a format that only prints: arguments of numeric
// conversions are arithmetic, so they must all be numbers.
func readOnlyPrintf(args []readOnlyWord) bool {
	if len(args) > 0 && args[0].text == "--" {
		args = args[1:]
	} else if len(args) > 0 && strings.HasPrefix(args[0].text, "-") {
		return false
	}
	if len(args) == 0 {
		return true
	}
	format := args[0].text
	if strings.Contains(format, "$") {
		return false
	}
	if printsTextOnly(format) {
		return true
	}
	for _, w := range args[1:] {
		if !isNumeric(w.text) {
			return false
		}
	}
	return true
}

// printsTextOnly reports a format without numeric conversions.
func printsTextOnly(format string) bool {
	for {
		i := strings.IndexByte(format, '%')
		if i < 0 {
			return true
		}
		rest := format[i+1:]
		if strings.HasPrefix(rest, "%") {
			format = rest[1:]
			continue
		}
		rest = strings.TrimLeft(rest, "-+ #0")
		rest = strings.TrimLeft(rest, "0123456789")
		if precision, ok := strings.CutPrefix(rest, "."); ok {
			rest = strings.TrimLeft(precision, "0123456789")
		}
		if rest == "" || strings.IndexByte("sqbc", rest[0]) < 0 {
			return false
		}
		format = rest[1:]
	}
}

// isNumeric reports a number as printf takes it.
func isNumeric(s string) bool {
	if s != "" && (s[0] == '-' || s[0] == '+') {
		s = s[1:]
	}
	if len(s) > 2 && s[0] == '0' && s[1]|0x20 == 'x' {
		return isHex(s[2:])
	}
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		exponent := s[i+1:]
		if exponent != "" && (exponent[0] == '-' || exponent[0] == '+') {
			exponent = exponent[1:]
		}
		if !isNumber(exponent) {
			return false
		}
		s = s[:i]
	}
	whole, part, dot := strings.Cut(s, ".")
	if dot {
		return isNumber(part) && (whole == "" || isNumber(whole))
	}
	return isNumber(whole)
}

// readOnlyDocker allows ps and images with most, logs and inspect with listed
// flags; nothing may point at another daemon.
func readOnlyDocker(args []readOnlyWord) bool {
	if len(args) == 0 {
		return false
	}
	switch args[0].text {
	case "logs":
		return dockerLogs.accepts(args[1:])
	case "inspect":
		return dockerInspect.accepts(args[1:])
	case "ps", "images":
	default:
		return false
	}
	for _, w := range args[1:] {
		if w.glob || strings.HasPrefix(w.text, "~") || reachesDaemon(w.text) {
			return false
		}
	}
	return true
}

// reachesDaemon reports flags that choose another daemon, of docker or podman.
func reachesDaemon(word string) bool {
	if !isOption(word) {
		return false
	}
	if word[1] != '-' {
		return strings.ContainsAny(word[1:], "Hcr")
	}
	name, _, _ := strings.Cut(word, "=")
	switch name {
	case "--host", "--context", "--config", "--url", "--connection", "--identity", "--remote",
		"--tlscacert", "--tlscert", "--tlskey":
		return true
	}
	return false
}
