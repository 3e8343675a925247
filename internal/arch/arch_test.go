package arch_test

import (
	"bytes"
	"encoding/json"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// root is the module's folder, seen from this package.
const root = "../.."

const (
	doublestar = "github.com/bmatcuk/doublestar/v4"
	mvdanSh    = "mvdan.cc/sh/v3"
	testify    = "github.com/stretchr/testify"
	toml       = "github.com/BurntSushi/toml"
	yaml       = "go.yaml.in/yaml/v3" // comes with testify
)

// arrows says, for the packages in and below a folder, what they may import
// besides the standard library and one another. A new folder needs a line here,
// and a new arrow is a change of the design.
var arrows = map[string][]string{
	"permission": {"internal/jsonx", "internal/near", "internal/settings", "internal/shell", doublestar},
	"secrets":    {"internal/jsonx", doublestar},
	"hooks":      {"internal/jsonx", "internal/near", "internal/settings"},
	"envguard":   {"internal/jsonx", "internal/shell"},

	// The importer of foreign rules has its parser for itself.
	"secrets/gitleaks": {"secrets", toml},

	"examples": {"permission", "secrets", "hooks", "envguard"},

	// Only tests import it, and its name says so.
	"examples/internal/hooktest": {"hooks", testify},

	"internal/jsonx":         {},
	"internal/near":          {},
	"internal/settings":      {"internal/jsonx"},
	"internal/shell":         {mvdanSh},
	"internal/bench/figures": {},
	"internal/bench/growth":  {},
	"internal/bench/start":   {"hooks"},
	"internal/arch":          {},
	"internal/schematest":    {"hooks", "permission", testify}, // only tests import it
	"internal/adversary":     {"permission", "secrets", "envguard"},
	"internal/oracle":        {"permission"},
}

// heavy lists what must not come with a package, directly or indirectly, on any
// platform. Nothing here talks to the network, and only secrets, which asks git
// for history, and hooks, whose audit looks for the commands of hooks, know
// about programs at all. Subpackages (hooks/hookhttp and
// hooks/hookstest) are free to be heavier.
var heavy = map[string][]string{
	"permission": {"net/http", "os/exec"},
	"secrets":    {"net/http"},
	"hooks":      {"net/http", "testing"},
	"envguard":   {"net/http", "os/exec"},
}

// TestArrows reads the imports of every Go file, whatever its build
// constraints, so that an arrow drawn for one platform only is seen on all.
func TestArrows(t *testing.T) {
	module := modulePath(t)
	for _, file := range goFiles(t) {
		owner, allowed, ok := arrowsOf(file)
		require.Truef(t, ok, "%s: its folder is not in the table of arrows", file)

		test := strings.HasSuffix(file, "_test.go")
		if test {
			allowed = append(slices.Clone(allowed), "internal", testify)
		}
		for _, imp := range imports(t, file) {
			rel, ours := strings.CutPrefix(imp, module+"/")
			switch {
			case !ours && !strings.Contains(firstElement(imp), "."): // the standard library
			case ours && within(rel, owner):
			case slices.ContainsFunc(allowed, func(a string) bool { return within(rel, a) }):
			default:
				t.Errorf("%s imports %s, which the arrows do not allow", file, imp)
			}
		}
	}
}

// TestClosure looks at everything that comes with a public package.
func TestClosure(t *testing.T) {
	module := modulePath(t)
	for _, goos := range []string{"linux", "darwin", "windows"} {
		for pkg, forbidden := range heavy {
			deps := dependencies(t, goos, "./"+pkg)
			for _, dep := range deps {
				require.NotContainsf(t, forbidden, dep, "%s needs %s on %s", pkg, dep, goos)
				if pkg == "hooks" && strings.Contains(firstElement(dep), ".") {
					require.Truef(t, within(dep, module), "hooks needs %s on %s, and should need the standard library only", dep, goos)
				}
			}
		}
	}
}

// TestModules keeps go.mod at the modules we chose. A tool line would show up in
// every dependency scanner of every user: tools run with "go run tool@version".
func TestModules(t *testing.T) {
	var mod struct {
		Require []struct{ Path string }
		Tool    []struct{ Path string }
		Replace []struct{ Old struct{ Path string } }
	}
	require.NoError(t, json.Unmarshal(goCommand(t, nil, "mod", "edit", "-json"), &mod))
	require.Empty(t, mod.Tool)
	require.Empty(t, mod.Replace)
	for _, r := range mod.Require {
		require.Contains(t, []string{doublestar, mvdanSh, testify, toml, yaml}, r.Path)
	}
}

// TestFolders keeps the root small enough to take in at a glance.
func TestFolders(t *testing.T) {
	want := []string{"envguard", "examples", "hooks", "internal", "permission", "secrets"}
	entries, err := os.ReadDir(root)
	require.NoError(t, err)
	var got []string
	for _, e := range entries {
		name := e.Name()
		switch {
		case e.IsDir() && !strings.HasPrefix(name, ".") && name != "bin": // bin is git-ignored build output
			got = append(got, name)
		case strings.HasSuffix(name, ".go"):
			t.Errorf("%s: the root of the module is not a package", name)
		}
	}
	require.Equal(t, want, got)
}

// arrowsOf finds the line of the table that a file falls under: that of the
// innermost folder.
func arrowsOf(file string) (owner string, allowed []string, ok bool) {
	for folder, list := range arrows {
		if within(file, folder) && len(folder) > len(owner) {
			owner, allowed, ok = folder, list, true
		}
	}
	return owner, allowed, ok
}

// within reports whether path is dir or below it.
func within(path, dir string) bool {
	return path == dir || strings.HasPrefix(path, dir+"/")
}

func firstElement(path string) string {
	first, _, _ := strings.Cut(path, "/")
	return first
}

// goFiles lists the module's Go files, with slashes and seen from root. The walk
// also tells "go test" which folders the result depends on, so that the cache
// never answers for a tree that has changed.
func goFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	require.NoError(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != root && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") || strings.HasPrefix(d.Name(), "_")) {
			return filepath.SkipDir
		}
		if d.IsDir() && path != root {
			if _, err := os.Stat(filepath.Join(path, "go.mod")); err == nil {
				return filepath.SkipDir // a module of its own
			}
		}
		if !d.IsDir() && strings.HasSuffix(path, ".go") {
			rel, err := filepath.Rel(root, path)
			if err != nil {
				return err
			}
			files = append(files, filepath.ToSlash(rel))
		}
		return nil
	}))
	require.NotEmpty(t, files)
	return files
}

func imports(t *testing.T, file string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, file), nil, parser.ImportsOnly)
	require.NoError(t, err)
	var paths []string
	for _, spec := range parsed.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		require.NoError(t, err)
		paths = append(paths, path)
	}
	return paths
}

func modulePath(t *testing.T) string {
	t.Helper()
	return string(bytes.TrimSpace(goCommand(t, nil, "list", "-m")))
}

func dependencies(t *testing.T, goos string, pkg string) []string {
	t.Helper()
	out := goCommand(t, []string{"GOOS=" + goos, "GOARCH=amd64", "CGO_ENABLED=0"}, "list", "-deps", pkg)
	return strings.Fields(string(out))
}

func goCommand(t *testing.T, env []string, args ...string) []byte {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), env...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	require.NoErrorf(t, err, "go %s\n%s", strings.Join(args, " "), &stderr)
	return out
}
