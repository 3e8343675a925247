package permission

import "strings"

// safeVariable reports a variable that may stand before a command without
// defeating an allow rule: NAME=value with a plain value (groups env-allow,
// m-ro-npm). value is the raw text; quotes make it unsafe.
func safeVariable(name, value string) bool {
	return harmlessVariable(name, value) && value != "" && strings.Trim(value, wordCharacters+"./:-") == ""
}

// harmlessVariable reports a variable that may stand before a read-only
// command. value is the text after quote removal.
func harmlessVariable(name, value string) bool {
	switch name {
	case "LC_ALL", "LC_CTYPE":
		return isSafeLocale(value)
	case "LANG":
		return value == "" || isSafeLocale(value)
	case "COLUMNS", "LINES":
		return isNumber(value)
	case "NODE_ENV", "CI", "TERM", "COLORTERM", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE",
		"LANGUAGE", "LC_TIME", "CHARSET", "TZ", "TIME_STYLE", "BLOCK_SIZE", "BLOCKSIZE",
		"LS_COLORS", "LSCOLORS", "GREP_COLOR", "GREP_COLORS", "GCC_COLORS",
		"RUST_LOG", "RUST_BACKTRACE", "GOOS", "GOARCH", "GOEXPERIMENT", "GO111MODULE", "CGO_ENABLED",
		"PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "PYTEST_DEBUG", "PYTEST_DISABLE_PLUGIN_AUTOLOAD",
		"GIT_TERMINAL_PROMPT", "DEBIAN_FRONTEND", "ANTHROPIC_API_KEY":
		return !namesPlace(value)
	}
	return false
}

// isSafeLocale reports a locale in whose encoding ASCII means ASCII.
func isSafeLocale(value string) bool {
	lower := strings.ToLower(value)
	if lower == "c" || lower == "posix" {
		return true
	}
	lower, ok := strings.CutSuffix(lower, "8")
	lower = strings.TrimSuffix(lower, "-")
	lower, utf := strings.CutSuffix(lower, "utf")
	return ok && utf && (lower == "" || strings.HasSuffix(lower, ".")) && !namesPlace(value)
}

// namesPlace reports a value that the client takes for a path that may lead
// anywhere, or for a URL.
func namesPlace(value string) bool {
	if strings.Contains(value, "~") || strings.Contains(value, "//") || strings.HasPrefix(value, "./") {
		return true
	}
	for list := range strings.SplitSeq(value, ":") {
		if strings.HasPrefix(list, "/") {
			return true
		}
		for part := range strings.SplitSeq(list, "/") {
			if part == ".." {
				return true
			}
		}
	}
	return false
}
