package arch_test

import (
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite the lists of exported names")

// golden is where the lists stand: permission.txt, hooks.txt, hooks/hookhttp.txt, …
const golden = "testdata/api"

// TestAPI compares the exported names of every public package with a list, so
// that the API grows, shrinks or changes only in sight of a reviewer.
func TestAPI(t *testing.T) {
	pkgs := publicPackages(t)
	if *update {
		require.NoError(t, os.RemoveAll(golden))
	}
	for _, dir := range slices.Sorted(maps.Keys(pkgs)) {
		files := pkgs[dir]
		t.Run(dir, func(t *testing.T) {
			got := strings.Join(append([]string{"package " + dir}, exportedNames(t, files)...), "\n") + "\n"
			file := filepath.Join(golden, filepath.FromSlash(dir)+".txt")
			if *update {
				require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o777))
				require.NoError(t, os.WriteFile(file, []byte(got), 0o666))
				return
			}
			want, err := os.ReadFile(file)
			require.NoError(t, err, "to write the list: go test ./internal/arch -update")
			require.Equal(t, string(want), got, "the API changed; if it was meant to: go test ./internal/arch -update")
		})
	}

	// A list without a package is an API that vanished.
	require.NoError(t, filepath.WalkDir(golden, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(golden, p)
		require.Contains(t, pkgs, strings.TrimSuffix(filepath.ToSlash(rel), ".txt"), "%s lists a package that is gone", p)
		return err
	}))
}

// TestComments wants a comment on every package and every exported name. What is
// explained elsewhere needs none: methods that everybody knows or that an
// interface of the package declares, constants in a group of a named type.
func TestComments(t *testing.T) {
	for dir, files := range publicPackages(t) {
		parsed := parse(t, files, parser.ParseComments)
		explained := append(interfaceMethods(parsed),
			"Error", "Is", "As", "Unwrap", "String", "GoString", "Format", "LogValue",
			"MarshalText", "UnmarshalText", "MarshalJSON", "UnmarshalJSON")
		hasDoc := false
		for _, file := range parsed {
			hasDoc = hasDoc || file.Doc != nil
			for _, decl := range file.Decls {
				switch d := decl.(type) {
				case *ast.FuncDecl:
					if exported(d) && d.Doc == nil && (d.Recv == nil || !slices.Contains(explained, d.Name.Name)) {
						t.Errorf("%s: %s has no comment", dir, d.Name)
					}
				case *ast.GenDecl:
					for _, name := range undocumented(d) {
						t.Errorf("%s: %s has no comment", dir, name)
					}
				}
			}
		}
		if !hasDoc {
			t.Errorf("%s: no package comment", dir)
		}
	}
}

func interfaceMethods(files []*ast.File) []string {
	var names []string
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			if typ, ok := n.(*ast.InterfaceType); ok {
				for _, m := range typ.Methods.List {
					for _, name := range m.Names {
						names = append(names, name.Name)
					}
				}
			}
			return true
		})
	}
	return names
}

func undocumented(d *ast.GenDecl) []string {
	var names []string
	typed := false
	for _, spec := range d.Specs {
		switch s := spec.(type) {
		case *ast.TypeSpec:
			if s.Name.IsExported() && d.Doc == nil && s.Doc == nil {
				names = append(names, s.Name.Name)
			}
		case *ast.ValueSpec:
			typed = typed || d.Tok == token.CONST && s.Type != nil
			for _, n := range s.Names {
				if n.IsExported() && !typed && d.Doc == nil && s.Doc == nil && s.Comment == nil {
					names = append(names, n.Name)
				}
			}
		}
	}
	return names
}

// publicPackages maps the folder of each importable package to its files, for
// all platforms.
func publicPackages(t *testing.T) map[string][]string {
	t.Helper()
	pkgs := map[string][]string{}
	for _, file := range goFiles(t) {
		dir := path.Dir(file)
		private := within(dir, "examples") || slices.Contains(strings.Split(dir, "/"), "internal")
		if !private && !strings.HasSuffix(file, "_test.go") {
			pkgs[dir] = append(pkgs[dir], file)
		}
	}
	return pkgs
}

func parse(t *testing.T, files []string, mode parser.Mode) []*ast.File {
	t.Helper()
	var parsed []*ast.File
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, name), nil, mode|parser.SkipObjectResolution)
		require.NoError(t, err)
		parsed = append(parsed, file)
	}
	return parsed
}

// exportedNames lists what a package exports, one name a line, sorted, in the
// manner of $GOROOT/api. Files are read without regard to build constraints, so
// the list is the same on every platform.
func exportedNames(t *testing.T, files []string) []string {
	t.Helper()
	lines := map[string]bool{}
	for _, file := range parse(t, files, 0) {
		for _, decl := range file.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				if exported(d) {
					lines[signature(d)] = true
				}
			case *ast.GenDecl:
				for _, line := range exportedValues(d) {
					lines[line] = true
				}
				for _, spec := range d.Specs {
					if s, ok := spec.(*ast.TypeSpec); ok && s.Name.IsExported() {
						for _, line := range typeLines(s) {
							lines[line] = true
						}
					}
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(lines))
}

func signature(d *ast.FuncDecl) string {
	name := d.Name.Name
	if d.Recv != nil {
		name = "(" + source(d.Recv.List[0].Type) + ") " + name
	}
	return "func " + name + strings.TrimPrefix(source(d.Type), "func")
}

// exported reports whether a function, or a method of an exported type, can be
// called from outside.
func exported(d *ast.FuncDecl) bool {
	if !d.Name.IsExported() {
		return false
	}
	if d.Recv == nil {
		return true
	}
	name := strings.TrimPrefix(source(d.Recv.List[0].Type), "*")
	return ast.IsExported(name)
}

// exportedValues lists the constants and variables of one declaration. In a
// constant group, a line that repeats the one above is spelled out, with the
// value of iota behind it: a constant that moves shows as a change.
func exportedValues(d *ast.GenDecl) []string {
	var lines []string
	var last *ast.ValueSpec
	for iota, spec := range d.Specs {
		s, ok := spec.(*ast.ValueSpec)
		if !ok {
			return nil
		}
		if d.Tok == token.VAR || s.Type != nil || len(s.Values) > 0 {
			last = s
		}
		for i, name := range s.Names {
			if !name.IsExported() {
				continue
			}
			line := d.Tok.String() + " " + name.Name
			if last.Type != nil {
				line += " " + source(last.Type)
			}
			if d.Tok == token.CONST && i < len(last.Values) {
				line += " = " + source(last.Values[i])
				if usesIota(last.Values[i]) {
					line += fmt.Sprintf(" [%d]", iota)
				}
			}
			lines = append(lines, line)
		}
	}
	return lines
}

func usesIota(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && id.Name == "iota"
		return !found
	})
	return found
}

// typeLines lists a type, and each exported field or method of a struct or
// interface on a line of its own.
func typeLines(s *ast.TypeSpec) []string {
	name := s.Name.Name
	if s.TypeParams != nil {
		var params []string
		for _, f := range s.TypeParams.List {
			for _, n := range f.Names {
				params = append(params, n.Name+" "+source(f.Type))
			}
		}
		name += "[" + strings.Join(params, ", ") + "]"
	}
	prefix := "type " + name
	if s.Assign.IsValid() {
		return []string{prefix + " = " + source(s.Type)}
	}
	switch typ := s.Type.(type) {
	case *ast.StructType:
		return memberLines(prefix+" struct", typ.Fields)
	case *ast.InterfaceType:
		return memberLines(prefix+" interface", typ.Methods)
	}
	return []string{prefix + " " + source(s.Type)}
}

func memberLines(prefix string, members *ast.FieldList) []string {
	lines := []string{prefix}
	for _, m := range members.List {
		typ := source(m.Type)
		_, method := m.Type.(*ast.FuncType)
		switch {
		case len(m.Names) == 0: // embedded, whether exported or not: its members show
			lines = append(lines, prefix+", embedded "+typ)
		case method && strings.HasSuffix(prefix, " interface") && !m.Names[0].IsExported():
			lines = append(lines, prefix+", unexported methods") // nobody else can implement it
		case method && strings.HasSuffix(prefix, " interface"):
			lines = append(lines, prefix+", "+m.Names[0].Name+strings.TrimPrefix(typ, "func"))
		default:
			for _, n := range m.Names {
				if n.IsExported() {
					lines = append(lines, prefix+", "+n.Name+" "+typ)
				}
			}
		}
	}
	return lines
}

// source prints a node on one line.
func source(node any) string {
	var b bytes.Buffer
	if err := printer.Fprint(&b, token.NewFileSet(), node); err != nil {
		return err.Error()
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
