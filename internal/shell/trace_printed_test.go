package shell_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTracePrinted shows that what programs of other languages print and write
// is known where it stands in them, and unknown otherwise.
func TestTracePrinted(t *testing.T) {
	for _, c := range []struct{ program, want string }{
		{`jq -nr '"rm x"'`, "rm x"},
		{`jq -n '"rm x"'`, `"rm x"`},
		{`awk 'BEGIN{print "rm x"}'`, "rm x"},
		{`awk 'BEGIN{print "rm" " x"}'`, "rm x"},
		{`python3 -c 'print("rm x")'`, "rm x"},
		{`python3 -c 'print("rm", "x")'`, "rm x"},
		{`python3 -c 'import sys; sys.stdout.write("rm " + "x")'`, "rm x"},
		{`perl -e 'print "rm x"'`, "rm x"},
		{`ruby -e 'puts "rm x"'`, "rm x"},
		{`node -p '"rm x"'`, "rm x"},
		{`node -e 'console.log("rm x")'`, "rm x"},
		{`yes 'rm x' | head -1`, "rm x"},
		{`X='rm x' printenv X`, "rm x"},
		{`perl -e 'print "rm $x"'`, "?"}, // it is expanded
		{`ruby -e 'puts "rm #{x}"'`, "?"},
		{`python3 -c 'print("rm x".replace("x", "y"))'`, "?"},
		{`python3 -c 'print(open("a").read())'`, "?"},
		{`awk '{print "rm x"}' f`, "?"},
	} {
		out := programs(t, `echo "$(`+c.program+`)"`)
		require.Contains(t, out, "echo "+c.want, c.program)
		require.Equal(t, "echo "+c.want, out[len(out)-len("echo "+c.want):], c.program)
	}
	for _, write := range []string{
		`echo 'rm x' | dd of=f`,
		`echo 'rm x' | sponge f`,
		`echo 'rm x' | install -m 755 /dev/stdin f`,
		`echo 'rm x' | tee -a f`,
		`sed -i '1a rm x' f`,
		`python3 -c "open('f','w').write('rm x')"`,
		`node -e "require('fs').writeFileSync('f', 'rm x')"`,
		"ed f <<'E'\na\nrm x\n.\nw\nE\n",
		"patch <<'E'\n--- a/f\n+++ b/f\n@@ -0,0 +1 @@\n+rm x\nE\n",
	} {
		require.Contains(t, programs(t, write+"\n. ./f"), "\nrm x", write)
	}
	require.NotContains(t, programs(t, "sed -i 's/a/b/' f; . ./f"), "?", "it is as little known as before")
}
