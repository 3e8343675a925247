package permission

import (
	"path"
	"slices"
	"strings"
)

// maxForms bounds the patterns that one path rule is written out to.
const maxForms = 8

// pathForms are the patterns of the absolute names that a path rule covers, in
// the case in which they are written. A negated rule has the forms of what it
// lets go.
func pathForms(r *Rule, c *Config) []form {
	_, root, rest, p, ok := parsePattern(r, c)
	if !ok {
		return nil
	}
	segments, ok := parseSegments(rest)
	if !ok || len(segments) == 0 {
		return nil
	}
	if p.floats {
		segments = slices.Concat([]segment{{kind: anySegments}}, segments)
	}
	forms := []form{literals(strings.TrimSuffix(path.Clean(root), "/"))}
	for i := range segments {
		next := segmentForm(&segments[i])
		longer := make([]form, 0, 2*len(forms))
		for _, f := range forms {
			longer = append(longer, slices.Concat(f, next))
		}
		if segments[i].kind == anySegments && i < len(segments)-1 && 2*len(forms) <= maxForms {
			longer = append(forms, longer...) // it may be no folder at all
		}
		forms = longer
	}
	var out []form
	for _, f := range forms {
		if !p.dirOnly {
			out = append(out, f)
		}
		if p.dirOnly || f[len(f)-1].kind != anyText {
			out = append(out, slices.Concat(f, deep())) // what is in the folder
		}
	}
	return out
}

// deep is a slash and any path.
func deep() form { return form{{char: '/'}, {kind: anyChar}, {kind: anyText}} }

func segmentForm(s *segment) form {
	switch s.kind {
	case plainSegment:
		return literals("/" + s.text)
	case globSegment:
		return append(literals("/"), globForm(s.text)...)
	}
	return deep()
}

// fileTools are the tools that rules on paths are about.
var fileTools = []string{"Read", "Grep", "Glob", "NotebookRead", "LS", "Edit", "Write", "NotebookEdit", "MultiEdit"}

// readers and writers are commands that read or write a file, for %s.
var (
	readers = []string{"cat %s", "head %s", "grep x %s", "cat < %s", "cp %s x", "sed -n 1p %s", "mytool %s"}
	writers = []string{"echo x > %s", "touch %s", "rm %s", "cp x %s", "mv x %s", "sed -i s/a/b/ %s", "tee %s", "mkdir %s"}
)

// pathWitnesses makes calls from a Read or Edit rule.
func pathWitnesses(r *Rule, c *Config) []witness {
	var out []witness
	if r.Tool == "Read" && r.Decision == Deny { // any such rule makes these suspect
		for _, command := range [...]string{"cd sub && cat x", "cat */../x", "cd - && cat x"} {
			out = append(out, witness{req: request("Bash", "command", command), odd: true, near: true})
		}
	}
	for i, f := range pathForms(r, c) {
		for k, fill := range [...][2]string{{"x", ""}, {"", ""}, {"x", "y/z"}} {
			if name, ok := f.fill(fill[0], fill[1]); ok {
				for _, w := range fileWitnesses(path.Clean(name), r, c) {
					w.odd = w.odd || i > 1 || k > 0
					out = append(out, w)
				}
			}
		}
		if name, ok := f.fill("x", ""); ok && i == 0 {
			for _, near := range [...]string{name + "x", path.Join(path.Dir(name), "x", path.Base(name)), path.Join(path.Dir(name), "y")} {
				for _, w := range fileWitnesses(near, r, c)[:2] {
					w.near = true
					out = append(out, w)
				}
			}
		}
	}
	return out
}

// fileWitnesses makes the calls by which a file can be read or written, as far
// as a rule of r's tool may be about them.
func fileWitnesses(name string, r *Rule, c *Config) []witness {
	tools, commands := []string{"Read", "Grep", "Glob", "NotebookRead", "LS", "Edit", "Write"}, readers
	if r.Tool == "Edit" {
		tools, commands = []string{"Edit", "Write", "NotebookEdit", "MultiEdit", "Read", "Grep"}, writers
	}
	var out []witness
	for i, tool := range tools {
		out = append(out, witness{req: fileRequest(tool, name), odd: i > 1})
	}
	short := name
	if rel, ok := below(path.Clean(c.Project), name); ok {
		short = rel
	}
	for _, command := range commands {
		out = append(out, witness{req: request("Bash", "command", strings.ReplaceAll(command, "%s", shellName(short)))})
	}
	return out
}

// fileRequest is a call of a file tool.
func fileRequest(tool, name string) Request {
	field := pathField(tool)
	switch tool {
	case "Edit", "MultiEdit":
		return request(tool, field, name, "old_string", "a", "new_string", "b")
	case "Write":
		return request(tool, field, name, "content", "x")
	case "NotebookEdit":
		return request(tool, field, name, "new_source", "x")
	case "Grep", "Glob":
		return request(tool, field, name, "pattern", "x")
	}
	return request(tool, field, name)
}

// shellName writes the name of a file as a word of a command.
func shellName(s string) string {
	if strings.ContainsAny(s, "*?[~!") {
		return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
	}
	return quoteWord(s)
}
