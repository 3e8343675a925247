package permission

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// words splits at blanks. A word with a $ counts as variable, one with $( or `
// as substitution too, unless it stands in '…'; quotes are removed.
func words(command string) []pathWord {
	fields := strings.Fields(command)
	out := make([]pathWord, len(fields))
	for i, f := range fields {
		w := pathWord{text: strings.NewReplacer(`"`, "", `'`, "").Replace(f), known: true}
		w.quoted = w.text != f
		w.glob = !w.quoted && strings.ContainsAny(f, "*?[")
		if !strings.Contains(f, "'") {
			w.substitution = strings.Contains(f, "$(") || strings.Contains(f, "`")
			w.variable = strings.ContainsAny(f, "$`")
			w.known = !w.variable && !w.substitution
		}
		out[i] = w
	}
	return out
}

func showUses(uses []pathUse) string {
	var b strings.Builder
	for i, u := range uses {
		if i > 0 {
			b.WriteByte(' ')
		}
		for _, k := range []struct {
			on   bool
			mark byte
		}{{u.read, 'r'}, {u.edit, 'e'}, {u.write, 'w'}, {u.create, 'n'}} {
			if k.on {
				b.WriteByte(k.mark)
			}
		}
		fmt.Fprintf(&b, ":%s", u.text)
	}
	return b.String()
}

func TestCommandPaths(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ command, want string }{
		{"cat a b", "r:a r:b"},
		{"cat -n a - b", "r:a r:b"},
		{"cat -- -a", "r:-a"},
		{"head -n 5 a", "r:5 r:a"}, // the client does not know this flag
		{"head --lines=5 a", "r:a"},
		{"cut -d , -f 1 a", "r:a"},
		{"cut -sd , a", "r:a"},
		{"cut -d, a", "r:a"},
		{"cut a -d b", "r:a r:b"}, // nor any behind the first operand
		{"ls", "r:."},
		{"ls -la", "r:."},
		{"wc", ""},
		{"less a", ""},
		{"/bin/cat a", ""},
		{"$X a", ""},

		{"grep x a b", "r:a r:b"},
		{"grep -e x a", "r:a"},
		{"grep -ne x a", "r:a"},
		{"grep -ex a", "r:a"},
		{"grep --regexp=x a", "r:a"},
		{"grep -f pats a", "r:pats r:a"},
		{"grep -nf pats a", "r:pats r:a"},
		{"grep -fpats a", "r:pats r:a"},
		{"grep -nfpats a", ""}, // a cluster counts only if it ends in e or f
		{"grep --file=pats a", "r:pats r:a"},
		{"grep -A 3 x a", "r:a"},
		{"grep -nA 3 x a", "r:x r:a"},
		{"grep x -A 3 a", "r:3 r:a"},
		{"grep -- x a", "r:a"},
		{"grep x", ""},
		{"grep -r x", "r:."},
		{"grep -nr x", ""},
		{"egrep x a", "r:a"},
		{"rg x", "r:."},
		{"rg -g y x a", "r:a"},
		{"awk p a", "r:a"},
		{"awk -F : -v a=b p a", "r:a"},
		{"awk -Ff -vf=1 /a|b/ a", "r:a"},
		{"awk mysystem(1) a", "r:a"},
		{"jq .included a", "r:a"},
		{"jq . a", "r:a"},
		{"jq --arg a b . a", "r:. r:a"}, // one word, though jq takes two
		{"jq . a --indent 2", "r:a"},

		{"tr a b f", "r:f"},
		{"tr -cd a f", "r:f"},
		{"tr -s a f", ""},

		{"find", "r:."},
		{"find -L a b -name c", "r:a r:b"},
		{"find . -newer a -o -path b", "r:. r:a r:b"},
		{"find . -newermt b -newerXY c", "r:. r:b"},
		{"find a -delete", "r:a"},

		{"sed -n 1,5p a", "r:a"},
		{"sed -nE 1p;2p a", "r:a"},
		{"sed -n 1p; a", "rew:a"},
		{"sed -n s/a/b/p a", "rew:a"},
		{"sed s/a/b/ a b", "rew:a rew:b"},
		{"sed -i s/a/b/ a", "rew:a"},
		{"sed -e p -e q a", "rew:a"},
		{"sed -f s a", "rew:s rew:a"},
		{"sed --quiet a b", "rew:a rew:b"}, // it holds an e

		{"cd", "r:~"},
		{"cd -", ""},
		{"cd -P a", "r:a"},
		{"man ls", ""},
		{"man -l a/b", "r:a/b"},
		{"man -la/b", "r:a/b"},
		{"git diff HEAD -- a", "r:HEAD r:a"},
		{"git -C d --no-pager diff a", "r:d/a"},
		{"git grep x a", "r:a"},
		{"git grep x", "r:."},
		{"git log a", ""},

		{"mkdir -p a", "ewn:a"},
		{"touch -r a b", "ewn:a ewn:b"},
		{"rm -rf a", "ew:a"},
		{"/opt/x/rm a", "ew:a"},
		{"tee -a a /dev/null", "ew:a"},
		{"cp x/a b", "rw:x/a ew:b e:b/a"}, // b may be a directory
		{"mv a b/", "rew:a ew:b/ e:b/a"},
	} {
		uses, ok, why := commandPaths(words(tt.command))
		assert.Equal(t, tt.want, showUses(uses), tt.command)
		assert.True(t, ok && why == "", tt.command)
	}
}

func TestCommandPathsRefused(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ command, want string }{
		{"cd a b", ""},
		{"awk -f p a", "r:p r:a"},
		{"awk -fp a", ""},
		{"awk p a -nf x", "r:a r:x"},
		{"awk --exe=p a", ""},
		{"awk system(1) a", "r:a"},
		{"awk {print|getline} a", "r:a"},
		{"awk @load a", "r:a"},
		{"jq --rawfile v f . a", "r:f r:a"},
		{"jq -f p a", "r:p r:a"},
		{"jq -rf p a", "r:a"},
		{"jq import a", "r:a"},
		{"cp -p a b", "rw:a ew:b e:b/a"},
		{"cp -r a b", "rew:a ew:b e:b/a"},
		{"cp a b -f", "rew:a ew:b e:b/a"},
		{"cp -t d a b", "rew:d rew:a rew:b"},
		{"cp -td a b", "ew:d rew:a rew:b e:d/a e:d/b"},
		{"cp --target=d a", "ew:d rew:a e:d/a"},
		{"mv -- a b", "rew:a ew:b e:b/a"},
	} {
		uses, ok, why := commandPaths(words(tt.command))
		assert.Equal(t, tt.want, showUses(uses), tt.command)
		assert.False(t, ok, tt.command)
		assert.NotEmpty(t, why, tt.command)
	}
}

func TestCriticalRemoval(t *testing.T) {
	t.Parallel()
	at := removalPlace{cwd: "/home/u/proj", home: "/home/u", dirs: []string{"/srv/data/x"}}
	for _, target := range []string{
		"/", "//", "/.", "/etc", "/etc/", "//etc", "/*", "/e*", "/usr/*", "/usr/*/*", "/**", "~", "~/", "~/*", "'~'",
		"/home/u", "/HOME/U", "/home/u/*", "/home", "$HOME", "${HOME}", "$HOME/*",
		".", "./", "..", "../..", "src/..", "/home/u/proj", "/home/u/proj/.", "/x/..", "*", "./*", "**", "*/*", "'*'", "''",
		"/srv/data/*", "/srv/data/x/*",
		"../*", "../other/*", "/tmp/../*", "*/x/*", "src/*/", "~root/*",
		"$X/", "$X/*", "${X}/*", "$X/$Y", "$1/*", "$X//", "$X/?", "${X%a}/*", "${X:+a}/*", "${HOME}/*", `"$PWD/*"`, `"$PWD/.."`,
		"$(x)", "$(x)/", "$(x)/*", "`x`", "$(x)$(y)", "/$(x)", "./$(x)",
	} {
		_, critical := criticalRemoval(words("rm -rf a "+target), &at)
		assert.True(t, critical, target)
	}
	for _, target := range []string{
		"x", "x/", "x/*", "src/*", ".*", "*.txt", "?*", "/etc/passwd", "/usr/bin", "/tmp/x", "/tmp/x/*", "/etc/x*", "~/x", "~/x/*",
		"../other", "/home/u/other/*", "/a/../b", "~root", "/srv/data/x", "/srv/data", "*/x", "../*/x",
		"$X", "$X/x", "$X/x/*", "$X/.*", "$X$Y/*", "x$X/*", "/$X/*", "${X:?}/*", "${X:-a}/*", "${#X}/*", "'$X/*'", `"$PWD"`, `"$PWD/x"`,
		"$(x)/x", "x/$(x)", "x$(x)/*",
	} {
		_, critical := criticalRemoval(words("rm -rf a "+target), &at)
		assert.False(t, critical, target)
	}
	for command, want := range map[string]bool{
		"rm /": true, "rmdir /etc": true, "/bin/rm -i ~": true, "rm -- /": true, "rm --zzz a /": true,
		"rm $(x)": false, "rmdir $(x)": false, "rm --recursive $(x)": true, "rmdir -p x/*": true, "rmdir x/*": false,
		"sudo rm -rf /": false, "mv / a": false, "rm -rf": false,
	} {
		_, critical := criticalRemoval(words(command), &at)
		assert.Equal(t, want, critical, command)
	}
	at.moved = true
	_, critical := criticalRemoval(words("rm -rf x/*"), &at)
	assert.True(t, critical, "the directory is unknown after a cd")
	_, critical = criticalRemoval(words("rm -rf x"), &at)
	assert.False(t, critical)
}

func TestAcceptsEdit(t *testing.T) {
	t.Parallel()
	for command, want := range map[string]bool{
		"mkdir -p a": true, "rm -rf a": true, "rmdir --zzz a": true, "mv a b": true, "cp a b": true, "touch a ./b": true,
		"cp -p a b": false, "mv -- a b": false, "tee a": false, "ln a b": false, "/bin/rm a": false,
		"touch -c a": false, "touch -- a": false, "touch !a": false, "touch é": false, "touch aé": true,
		"sed -i s/a/b/ f.txt": true, "sed -Ei s/a/b/gI2 f.txt b.txt": true, "sed --in-place --posix s/[a-z]*/x/ f.txt": true,
		`sed s/\(a\)/\1/ f`: true, "sed -i 's/$/x/' f.txt": true, "sed -i s/$X/x/ f.txt": false, "sed -i s/a!/b/ f.txt": true,
		"sed -n s/a/b/p f": false, "sed -i 1d f": false, "sed -e s/a/b/ f": false, "sed -i.bak s/a/b/ f": false,
		"sed -i -i s/a/b/ f": false, "sed -i s/a/b/e f": false, "sed -i s/a/b/w f": false, "sed -i s/a/b/12 f": false,
		"sed -i s,a,b, f": false, "sed -i s/a/b;s/c/d/ f": false, `sed -i s/a\/b/c/ f`: false, "sed -i s/a/b f": false,
		"sed -i s/!/b/ f": false, "sed -i s/1!/b/ f": false, "sed -i s/yes/no/ f.txt": false, "sed -i s/,+2/b/ f.txt": false, "sed -i s/a/b/ w": false, "sed -i s/a/b/ env.ts": false, "sed -i s/a/b/ src/env.ts": true, "sed -i s/#/b/ f": false, "sed -i s/a{2}/b/ f": false, "sed -i": false,
	} {
		assert.Equal(t, want, acceptsEdit(words(command), true), command)
	}
	assert.False(t, acceptsEdit(words("touch a"), false), "not behind a wrapper")
	assert.True(t, acceptsEdit(words("mkdir a"), false))
	assert.False(t, acceptsEdit(nil, true))
}

func TestArgumentForm(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		value string
		want  string
		why   bool // when read
	}{
		{"a/b", "a/b", false},
		{"~", "/home/u", false},
		{"~/x", "/home/u/x", false},
		{"~root/x", "", true},
		{"~+/x", "", true},
		{"a$b", "", true},
		{"a*", ".", false},
		{"a/b*c/d", "a", false},
		{"/*", "/", false},
		{"/tmp/[x]", "/tmp", false},
	} {
		f := argumentForm(tt.value, "/home/u", false)
		assert.Equal(t, tt.want, f.name, tt.value)
		assert.Equal(t, tt.why, f.why != "", tt.value)
		if f.glob {
			assert.NotEmpty(t, argumentForm(tt.value, "/home/u", true).why, "a pattern is never written to")
		}
	}
	for name, want := range map[string]bool{"..": false, "../x": false, "./../x": false, "a/..": true, "/tmp/../x": true, "../a/../x": true, "..a/b": false} {
		assert.Equal(t, want, climbs(name), name)
	}
}

func FuzzCommandPaths(f *testing.F) {
	for _, seed := range []string{"cat a", "grep -nf a b", "jq --rawfile", "git -C", "cp -t", "sed -e", "find . -newer", "rm -rf ${X", "rm $(", "man -", "rm `", "jq --", "rm ~ */ ../*"} {
		f.Add(seed)
	}
	at := removalPlace{cwd: "/home/u/proj", home: "/home/u", dirs: []string{"/d"}}
	f.Fuzz(func(t *testing.T, command string) {
		args := words(command)
		uses, ok, why := commandPaths(args)
		assert.Equal(t, ok, why == "")
		for _, u := range uses {
			assert.Less(t, u.word, len(args))
			assert.True(t, u.read || u.edit)
			argumentForm(u.text, at.home, u.write)
		}
		criticalRemoval(args, &at)
		acceptsEdit(args, true)
	})
}

func BenchmarkCommandPaths(b *testing.B) {
	args := words("grep -rn --include=*.go pattern internal/shell permission")
	b.ReportAllocs()
	for b.Loop() {
		commandPaths(args)
	}
}
