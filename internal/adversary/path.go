package adversary

import (
	"math/rand/v2"
	"strings"
)

// A PathMutation names a file of the working directory in another way, so that a
// script that has "%f" in the place of a file still reaches it.
type PathMutation struct {
	Family string
	Apply  func(r *rand.Rand, script, file string) string
}

// PathMutations is the grammar for names of files.
func PathMutations() []PathMutation {
	named := func(forms ...string) func(*rand.Rand, string, string) string {
		return func(r *rand.Rand, script, file string) string {
			form := strings.ReplaceAll(forms[r.IntN(len(forms))], "%f", file)
			return strings.ReplaceAll(script, "%f", form)
		}
	}
	before := func(forms ...string) func(*rand.Rand, string, string) string {
		return func(r *rand.Rand, script, file string) string {
			setup, name, _ := strings.Cut(forms[r.IntN(len(forms))], " => ")
			return strings.ReplaceAll(setup, "%f", file) + "; " + strings.ReplaceAll(script, "%f", strings.ReplaceAll(name, "%f", file))
		}
	}
	return []PathMutation{
		{"spelling", named("%f", "./%f", ".//%f", "././%f", "sub/../%f", `"$PWD/%f"`, `"$(pwd)/%f"`, "~+/%f", "sub/.././%f", "/proc/self/cwd/%f")},
		{"quotes", func(r *rand.Rand, script, file string) string {
			a, b := cut(r, file)
			return strings.ReplaceAll(script, "%f", pick(quote(a)+`""`+b, quote(a)+`''`+quote(b), `\`+file, "$'"+octal(file)+"'")(r, ""))
		}},
		{"globs", func(r *rand.Rand, script, file string) string {
			i := 1 + r.IntN(len(file)-1)
			for file[i] == '/' {
				i--
			}
			return strings.ReplaceAll(script, "%f", pick(file[:i]+"?"+file[i+1:], file[:i]+"["+file[i:i+1]+"]"+file[i+1:], file[:i]+"*")(r, ""))
		}},
		{"variables", before("f=%f => $f", `f=%f => "${f}"`, "a=. => $a/%f", "set -- %f => $1", "f=(%f) => ${f[0]}")},
		{"directory", before("cd sub => ../%f", "cd sub && cd .. => %f", "pushd sub > /dev/null => ../%f", "cd -P . => %f")},
		{"links", before("ln -s %f l => l", "ln -s . l => l/%f", "ln -s \"$PWD\" ../l.$$ => ../l.$$/%f", "ln %f l => l")},
	}
}
