package adversary

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strings"
)

// A Mutation writes a script or a command another way, so that bash does the same.
// Args are the words of the command, for mutations of words; they begin with the
// program.
type Mutation struct {
	Family string
	// Script wraps a whole script. Its commands must not need standard input.
	Script func(r *rand.Rand, script string) string
	// Words spells the words of a command.
	Words func(r *rand.Rand, args []string) string
	// Needs are the programs that bash must find.
	Needs []string
}

// quote is the plain way to write a word.
func quote(word string) string {
	if word != "" && strings.Trim(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=@%+,") == "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

func quoteAll(args []string) string {
	words := make([]string, len(args))
	for i, a := range args {
		words[i] = quote(a)
	}
	return strings.Join(words, " ")
}

// spell makes a mutation of words from a way to write one word. One word at least
// is written so: always the program, the others by chance.
func spell(way func(r *rand.Rand, word string) string) func(*rand.Rand, []string) string {
	return func(r *rand.Rand, args []string) string {
		words := make([]string, len(args))
		for i, a := range args {
			if i == 0 || r.IntN(2) == 0 {
				words[i] = way(r, a)
			} else {
				words[i] = quote(a)
			}
		}
		return strings.Join(words, " ")
	}
}

// cut returns the word in two parts, the first of which is not empty.
func cut(r *rand.Rand, word string) (string, string) {
	if len(word) < 2 {
		return word, ""
	}
	i := 1 + r.IntN(len(word)-1)
	return word[:i], word[i:]
}

func octal(text string) string {
	var b strings.Builder
	for i := range len(text) {
		fmt.Fprintf(&b, `\%03o`, text[i])
	}
	return b.String()
}

func hexadecimal(text string) string {
	var b strings.Builder
	for i := range len(text) {
		fmt.Fprintf(&b, `\x%02x`, text[i])
	}
	return b.String()
}

func double(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "`", "\\`", `$`, `\$`).Replace(text) + `"`
}

func base64Of(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }

// document is a here-document that is not expanded, from its tag on, and what stands
// behind the tag. No other one has its tag.
func document(r *rand.Rand, text string, behind ...string) string {
	tag := fmt.Sprintf("E%d", r.IntN(1e6))
	return "'" + tag + "'" + strings.Join(behind, "") + "\n" + text + "\n" + tag
}

// pick returns one of the strings with the script in place of the %s.
func pick(forms ...string) func(*rand.Rand, string) string {
	return func(r *rand.Rand, script string) string {
		return strings.ReplaceAll(forms[r.IntN(len(forms))], "%s", script)
	}
}

// around quotes the script as one word within one of the forms.
func around(forms ...string) func(*rand.Rand, string) string {
	wrap := pick(forms...)
	return func(r *rand.Rand, script string) string {
		word := quote(script)
		if r.IntN(3) == 0 {
			word = double(script)
		}
		return wrap(r, word)
	}
}

// ShellMutations is the grammar for scripts of bash.
func ShellMutations() []Mutation {
	return []Mutation{
		{Family: "quotes", Words: spell(func(r *rand.Rand, w string) string {
			a, b := cut(r, w)
			switch r.IntN(5) {
			case 0:
				return quote(a) + `''` + quote(b)
			case 1:
				return double(a) + `""` + quote(b)
			case 2:
				return `\` + w[:1] + quote(w[1:])
			case 3:
				return `$'` + hexadecimal(w) + `'`
			}
			return `$'` + octal(w) + `'`
		})},
		{Family: "line continuation", Words: spell(func(r *rand.Rand, w string) string {
			a, b := cut(r, w)
			if quote(w) != w {
				return quote(w)
			}
			return a + "\\\n" + b
		})},
		{Family: "variables", Words: func(r *rand.Rand, args []string) string {
			switch r.IntN(6) {
			case 0:
				return "x=" + quote(args[0]) + `; "$x" ` + quoteAll(args[1:])
			case 1:
				a, b := cut(r, args[0])
				return "x=" + quote(a) + "; ${x}" + quote(b) + " " + quoteAll(args[1:])
			case 2:
				return "x=(" + quoteAll(args) + `); "${x[@]}"`
			case 3:
				return "set -- " + quoteAll(args) + `; "$@"`
			case 4:
				return "${x:-" + quote(args[0]) + "} " + quoteAll(args[1:])
			}
			return "x=y; y=" + quote(args[0]) + "; ${!x} " + quoteAll(args[1:])
		}},
		{Family: "substitution", Words: func(r *rand.Rand, args []string) string {
			switch r.IntN(4) {
			case 0:
				return "$(echo " + quote(args[0]) + ") " + quoteAll(args[1:])
			case 1:
				return "`printf %s " + quote(args[0]) + "` " + quoteAll(args[1:])
			case 2:
				return `$(printf '` + hexadecimal(args[0]) + `') ` + quoteAll(args[1:])
			}
			a, b := cut(r, args[0])
			return "$(echo " + quote(a) + ")$(echo " + quote(b) + ") " + quoteAll(args[1:])
		}},
		{Family: "braces", Words: func(_ *rand.Rand, args []string) string {
			if len(args) < 2 || strings.ContainsAny(strings.Join(args, ""), ",{} '\"$\\;|&<>()*?[]~#!\n") {
				return "{" + quote(args[0]) + ",}" + " " + quoteAll(args[1:]) // one word, and an empty one that vanishes
			}
			return "{" + strings.Join(args, ",") + "}"
		}},
		{Family: "wrappers", Needs: []string{"env", "nohup", "nice", "timeout", "stdbuf", "setsid"}, Words: func(r *rand.Rand, args []string) string {
			forms := []string{
				"command %s", "exec %s", "env %s", "env -u NOTHING %s", `env -i PATH="$PATH" %s`, "env A=1 B=2 %s", "nohup %s", "nice -n 5 %s",
				"timeout 10 %s", "timeout -k 5 10 %s", "time %s", "time -p %s", "stdbuf -o0 %s", "setsid -w %s", "A=1 %s", "env -S %q",
				"nice timeout 9 env %s",
			}
			form := forms[r.IntN(len(forms))]
			if strings.Contains(form, "%q") {
				return strings.ReplaceAll(form, "%q", quote(quoteAll(args)))
			}
			return strings.ReplaceAll(form, "%s", quoteAll(args))
		}},
		{Family: "xargs and find", Needs: []string{"xargs", "find"}, Words: func(r *rand.Rand, args []string) string {
			rest := quoteAll(args[1:])
			switch r.IntN(5) {
			case 0:
				return `printf '%s\n' ` + rest + ` | xargs -d '\n' ` + quote(args[0])
			case 1:
				return `printf '%s\0' ` + rest + ` | xargs -0 ` + quote(args[0])
			case 2:
				return "find . -maxdepth 0 -exec " + quoteAll(args) + ` \;`
			case 3:
				return "find . -maxdepth 0 -exec sh -c " + quote(quoteAll(args)) + ` \;`
			}
			return "echo x | xargs -I{} " + quoteAll(args)
		}},
		{Family: "compound", Script: pick(
			"true && { %s\n}", "false || { %s\n}", "{ %s\n}", "( %s\n)", "if true; then %s\nfi", "for i in 1; do %s\ndone", "while :; do %s\nbreak; done",
			"case x in x) %s\n;; esac", "! { %s\n}", "until false; do %s\nbreak; done", "{ %s\n} > /dev/null", "%s\n true", "true; %s", "true &\n%s",
			"[[ -n x ]] && { %s\n}", "select x in a; do %s\nbreak; done <<< 1",
		)},
		{Family: "background and coprocess", Script: pick("{ %s\n} & wait", "coproc { %s\n}; wait", "( %s\n) & wait $!")},
		{Family: "functions and traps", Script: func(r *rand.Rand, s string) string {
			switch r.IntN(4) {
			case 0:
				return "f() { " + s + "\n}; f"
			case 1:
				return "function ls { " + s + "\n}; ls"
			case 2:
				return "trap " + quote(s) + " EXIT"
			}
			return "trap " + quote(s) + " USR1; kill -USR1 $$"
		}},
		{Family: "substitutions around", Script: pick("echo $( %s\n)", "x=$( %s\n)", ": $( %s\n)", "cat <( %s\n)", "echo `: ; %s\n`", "true > >( %s\n)\nwait $!", "[ -z \"$( %s\n)\" ]")},
		{Family: "nested shells", Needs: []string{"sh"}, Script: around(
			"bash -c %s", "sh -c %s", "bash -ec %s", "bash -c %s name", "bash --norc -c %s", "eval %s", "eval -- %s", "bash -O extglob -c %s",
		)},
		{Family: "shell reads text", Needs: []string{"sh"}, Script: func(r *rand.Rand, s string) string {
			switch r.IntN(8) {
			case 0:
				return "bash <<< " + quote(s)
			case 1:
				return "bash <<" + document(r, s)
			case 2:
				return "echo " + quote(s) + " | sh"
			case 3:
				return "printf '%s\\n' " + quote(s) + " | bash -s"
			case 4:
				return ". <(echo " + quote(s) + ")"
			case 5:
				return "source /dev/stdin <<< " + quote(s)
			case 6:
				return "cat <<" + document(r, s, " | bash")
			}
			return "bash <(printf %s " + quote(s) + ")"
		}},
		{Family: "written, then run", Needs: []string{"sh", "chmod"}, Script: func(r *rand.Rand, s string) string {
			name := fmt.Sprintf("t%d.sh", r.IntN(1e6))
			switch r.IntN(3) {
			case 0:
				return "echo " + quote(s) + " > " + name + "; bash " + name
			case 1:
				return "cat > " + name + " <<" + document(r, "#!/bin/bash\n"+s) + "\nchmod +x " + name + "; ./" + name
			}
			return "echo " + quote(s) + " > " + name + " && . ./" + name
		}},
		{Family: "encoded", Needs: []string{"base64", "tr", "rev", "xxd"}, Script: func(r *rand.Rand, s string) string {
			switch r.IntN(6) {
			case 0:
				return "echo " + base64Of(s) + " | base64 -d | bash"
			case 1:
				return `eval "$(echo ` + base64Of(s) + ` | base64 --decode)"`
			case 2:
				return "bash <<< $(base64 -d <<< " + base64Of(s) + ")"
			case 3:
				return `printf '` + octal(s) + `' | sh`
			case 4:
				return "echo -e '" + hexadecimal(s) + "' | bash"
			}
			return "echo " + hex.EncodeToString([]byte(s)) + " | xxd -r -p | bash"
		}},
		{Family: "other interpreters", Needs: []string{"python3", "perl", "awk"}, Script: func(r *rand.Rand, s string) string {
			switch r.IntN(5) {
			case 0:
				return "python3 -c " + quote("import os; os.system("+pyString(s)+")")
			case 1:
				return "python3 -c " + quote("import subprocess; subprocess.run("+pyString(s)+", shell=True)")
			case 2:
				return "perl -e " + quote("system("+perlString(s)+")")
			case 3:
				return "awk " + quote("BEGIN { system("+awkString(s)+") }")
			}
			return "python3 - <<" + document(r, "import subprocess\nsubprocess.call(['bash', '-c', "+pyString(s)+"])")
		}},
	}
}

func pyString(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`, "\n", `\n`).Replace(s) + "'"
}

func perlString(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, `$`, `\$`, `@`, `\@`).Replace(s) + `"`
}

func awkString(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(s) + `"`
}

// A Mutant is a script, and the families of the mutations that made it, the first
// one applied first.
type Mutant struct {
	Script   string
	Families []string
	Needs    []string
}

// Mutate writes the command another way by so many mutations, one of words at
// most.
func Mutate(r *rand.Rand, args []string, depth int) Mutant {
	all := ShellMutations()
	m := Mutant{Script: quoteAll(args)}
	for i := range depth {
		mutation := all[r.IntN(len(all))]
		for mutation.Words != nil && i > 0 {
			mutation = all[r.IntN(len(all))]
		}
		if mutation.Words != nil {
			m.Script = mutation.Words(r, args)
		} else {
			m.Script = mutation.Script(r, m.Script)
		}
		m.Families = append(m.Families, mutation.Family)
		m.Needs = append(m.Needs, mutation.Needs...)
	}
	return m
}
