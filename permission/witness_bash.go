package permission

import (
	"slices"
	"strings"
	"sync"
)

// bashForms are the patterns of the texts that a Bash rule covers.
func bashForms(spec string) []form {
	switch b := compileBash(nil, spec); b.kind {
	case prefixCommand:
		return []form{literals(b.text), append(literals(b.text+" "), atom{kind: anyText})}
	case wildcardCommand:
		return []form{joinForm(b.pieces, anyText)}
	default:
		return []form{literals(b.text)}
	}
}

// operandOf are words that somebody would write behind a command. They are
// taken by the longest beginning.
var operandOf = sync.OnceValue(func() map[string]string {
	return map[string]string{
		"": "x", "curl": "https://example.com", "wget": "https://example.com", "git clone": "https://example.com/x.git",
		"git push": "origin main", "git checkout": "main", "git commit": "-m x", "npm run": "build", "docker run": "alpine",
		"kubectl": "get pods", "rm": "-rf build", "cat": "README.md", "bash": "x.sh", "sh": "x.sh", "python": "x.py", "python3": "x.py",
		"node": "x.js", "ssh": "host ls", "find": ". -name x", "sudo": "ls", "xargs": "ls", "chmod": "+x x", "make": "all", "go": "test ./...",
	}
})

func operand(command string) string {
	for words := strings.Fields(command); ; words = words[:len(words)-1] {
		if s, ok := operandOf()[strings.Join(words, " ")]; ok {
			return s
		}
	}
}

// bashWitnesses makes command lines from the specifier of a Bash rule.
func bashWitnesses(tool, spec string) []witness {
	var out []witness
	add := func(text string, w witness) {
		w.req = request(tool, "command", text)
		if text != "" && !slices.ContainsFunc(out, func(o witness) bool { return string(o.req.Input) == string(w.req.Input) }) {
			out = append(out, w)
		}
	}
	odd, near := witness{odd: true}, witness{near: true}
	switch b := compileBash(nil, spec); b.kind {
	case exactCommand:
		add(b.text, witness{})
		add(b.text+" x", near)
		add(b.text+"x", near)
	case prefixCommand:
		add(b.text, witness{odd: !strings.Contains(b.text, " ")}) // few run a bare program
		add(b.text+" "+operand(b.text), witness{})
		for _, end := range [...]string{" x", " x y", " --x", " -x", " x --x", " 'x y'", " x > x", " /etc/x", " $(x)"} {
			add(b.text+end, odd)
		}
		for _, wrapper := range [...]string{"xargs ", "ls | xargs ", "timeout 5 ", "sudo ", "NODE_ENV=x ", "true && "} {
			add(wrapper+b.text, odd)
			add(wrapper+b.text+" x", odd)
		}
		add(b.text+"x", near)
		if first, rest, ok := strings.Cut(b.text, " "); ok {
			add(first+" --x "+rest, near)
			add(first, near)
		}
	default:
		add(between(b.pieces, natural), witness{})
		for _, fill := range [...]string{"x", "x y", "", " x", "x ", " x y ", " --x", "-x", "/x"} {
			add(between(b.pieces, func(int, []string) string { return fill }), odd)
		}
		for only := range len(b.pieces) - 1 { // one star at a time
			add(between(b.pieces, func(i int, pieces []string) string {
				if i != only {
					return natural(i, pieces)
				}
				return "x y"
			}), odd)
		}
		add(strings.TrimSpace(strings.Join(slices.DeleteFunc(slices.Clone(b.pieces), func(s string) bool { return strings.TrimSpace(s) == "" }), "x")+"x"), near)
	}
	return out
}

// between writes pieces with what fill says between them.
func between(pieces []string, fill func(i int, pieces []string) string) string {
	var b strings.Builder
	for i, piece := range pieces {
		if i > 0 {
			b.WriteString(fill(i-1, pieces))
		}
		b.WriteString(piece)
	}
	return strings.TrimSpace(b.String())
}

// natural fills the star behind piece i: with a word where one is missing.
func natural(i int, pieces []string) string {
	before, after := pieces[i], pieces[i+1]
	head := before == "" || strings.HasSuffix(before, " ")
	switch tail := after == "" || strings.HasPrefix(after, " "); {
	case i == 0 && before == "" && after != "" && !tail:
		return "x "
	case head && tail && before != "":
		return operand(before)
	case head || tail && after != "":
		return "x"
	}
	return ""
}
