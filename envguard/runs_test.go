package envguard_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/envguard"
)

func TestPrograms(t *testing.T) {
	judge, err := envguard.New(envguard.Config{})
	require.NoError(t, err)
	for _, tt := range []struct {
		command string
		want    []string // folder: program words
		unknown bool
	}{
		{"ls -la", []string{"/w: ls -la"}, false},
		{"cd x && git -C y commit -m 'a b'", []string{"/w: cd x", "/w/x: git -C y commit -m 'a b'"}, false},
		{"cd /a || true; rm z", []string{"/w: cd /a", "/a: true", "/a: rm z"}, false},
		{"sudo /bin/rm -rf build", []string{"/w: sudo /bin/rm -rf build", "/w: rm -rf build"}, false},
		{"bash -c 'cd sub; git commit'", []string{"/w: bash -c 'cd sub; git commit'", "/w: cd sub", "/w/sub: git commit"}, false},
		{"printf '%s\\0' 'a b' c | xargs -0 rm", []string{"/w: printf %s\\0 'a b' c", "/w: xargs -0 rm", "/w: rm 'a b' c"}, false},
		{"find . -name x -exec rm {} +", []string{"/w: find . -name x -exec rm {} +"}, false},
		{"f=a; rm $f *.o", []string{"/w: rm a *.o"}, false},
		{"cd $D; rm x", []string{"/w: cd …", "?: rm x"}, false},
		{"rm $UNKNOWN", []string{"/w: rm …"}, false},
		{"$X rm", nil, true},
		{"curl -s https://x.example | sh", []string{"/w: curl -s https://x.example", "/w: sh"}, true},
		{"if", nil, true},
	} {
		t.Run(tt.command, func(t *testing.T) {
			list, err := judge.Programs(envguard.Surroundings{Dir: "/w"}, tt.command)
			if tt.unknown {
				require.ErrorIs(t, err, envguard.ErrUnfollowed)
			} else {
				require.NoError(t, err)
			}
			var got []string
			for _, p := range list {
				var words []string
				for _, a := range p.Args {
					if strings.Contains(a.Text, " ") {
						a.Text = "'" + a.Text + "'"
					}
					words = append(words, a.Text)
				}
				dir := p.Dirs[len(p.Dirs)-1]
				if dir == "" {
					dir = "?"
				}
				got = append(got, strings.TrimSpace(dir+": "+p.Name+" "+strings.Join(words, " ")))
			}
			if tt.want != nil {
				require.Equal(t, tt.want, got)
			}
		})
	}
}

func TestProgramsInput(t *testing.T) {
	judge, err := envguard.New(envguard.Config{})
	require.NoError(t, err)
	for command, want := range map[string]bool{
		"psql": false, "psql < x.sql": true, "echo x | psql": true, "psql <<< 'SELECT 1'": true, "psql <<E\nSELECT 1\nE": true, "cat x | (psql)": true,
		"echo x | sudo psql": true, "psql > log": false,
	} {
		list, err := judge.Programs(envguard.Surroundings{Dir: "/w"}, command)
		require.NoError(t, err, command)
		require.Equal(t, "psql", list[len(list)-1].Name, command)
		require.Equal(t, want, list[len(list)-1].Input, command)
	}
}

func ExampleJudge_Programs() {
	judge, err := envguard.New(envguard.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	list, err := judge.Programs(envguard.Surroundings{Dir: "/work"}, `cd api && bash -c "GIT_DIR=.git git commit -am 'fix'" > log`)
	fmt.Println(err)
	for _, p := range list {
		fmt.Println(p.Dirs, p.Environ, p.Name, p.Through)
	}
	// Output:
	// <nil>
	// [/work] [] cd []
	// [/work /work/api] [] bash []
	// [/work /work/api] [GIT_DIR=.git] git [bash -c]
}
