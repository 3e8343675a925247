package secrets

import (
	"path"
	"strings"
)

// fileOdds is what the name of a file adds to the logarithm of the odds that a
// value in it is secret: files of translations and locks of dependencies are full
// of names and values that look like it, and test vectors of ciphers are made of
// them. It is not measured: the labelled files have lost their names.
func fileOdds(name string) float32 {
	if name == "" {
		return 0
	}
	base := strings.ToLower(path.Base(name))
	switch base {
	case "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "composer.lock", "gemfile.lock", "cargo.lock", "poetry.lock", "uv.lock", "pipfile.lock", "go.sum", "flake.lock":
		return -3
	}
	switch path.Ext(base) {
	case ".po", ".pot", ".xlf", ".xliff", ".resx", ".strings", ".arb", ".map", ".css", ".svg":
		return -2
	}
	if strings.HasSuffix(base, ".min.js") {
		return -2
	}
	if strings.HasSuffix(base, "_test.go") || strings.Contains(base, "vectors") {
		return -1
	}
	for dir := range strings.SplitSeq(strings.ToLower(path.Dir(name)), "/") {
		switch dir {
		case "locale", "locales", "i18n", "l10n", "lang", "langs", "translations":
			return -2
		case "testdata", "vectors":
			return -1
		}
	}
	return 0
}
