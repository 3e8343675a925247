package permission

import (
	"encoding/json"
	"path"
	"slices"
	"strings"
)

// newRequest makes a call of a tool; the fields of its input come in pairs.
func newRequest(tool string, fields ...string) Request {
	input := map[string]string{}
	for i := 0; i+1 < len(fields); i += 2 {
		input[fields[i]] = fields[i+1]
	}
	data, err := json.Marshal(input)
	if err != nil {
		data = []byte("{}") // strings can always be marshalled
	}
	return Request{Tool: tool, Input: data}
}

func bashRequest(command string) Request { return newRequest("Bash", "command", command) }

// spelledBy returns calls that a rule spells out, with something simple for each
// of its wildcards: what its author surely means it to cover.
func spelledBy(r *Rule, c *Config) []Request {
	tool := canonicalTool(r.Tool)
	if r.Specifier == "" || r.Specifier == "*" && !(tool == "Read" && r.Decision == Allow) {
		if strings.HasPrefix(tool, "mcp__") {
			tool = normalMCP(tool) // as calls name it
		}
		return []Request{anyCall(strings.ReplaceAll(tool, "*", "x"), c)}
	}
	switch tool {
	case "Bash":
		return requests(commandsOf(r.Specifier), bashRequest)
	case "PowerShell":
		return requests(commandsOf(r.Specifier), func(s string) Request { return newRequest(tool, "command", s) })
	case "Read":
		return requests(pathsOf(r, c, "x"), func(s string) Request { return newRequest(tool, "file_path", s) })
	case "Edit":
		return requests(pathsOf(r, c, "x"), func(s string) Request { return newRequest("Write", "file_path", s, "content", "x") })
	case "WebFetch":
		host := strings.ReplaceAll(strings.TrimPrefix(r.Specifier, "domain:"), "*", "x")
		return []Request{newRequest(tool, "url", "https://"+host+"/", "prompt", "x")}
	case "Agent":
		name := r.Specifier
		if strings.EqualFold(name, "Explore") {
			name = "Explore" // as the client spells it
		}
		return []Request{newRequest(tool, "subagent_type", name, "description", "x", "prompt", "x")}
	case "Skill":
		name := strings.TrimSuffix(strings.TrimSuffix(r.Specifier, ":*"), " *")
		return []Request{newRequest(tool, "skill", name)}
	}
	return nil
}

func requests(texts []string, request func(string) Request) []Request {
	out := make([]Request, 0, len(texts))
	for _, s := range texts {
		out = append(out, request(s))
	}
	return out
}

// anyCall is a plain call of a tool.
func anyCall(tool string, c *Config) Request {
	file := path.Join(c.Project, "x")
	switch field := pathField(tool); {
	case tool == "Bash" || tool == "Monitor" || tool == "PowerShell":
		return newRequest(tool, "command", "make x")
	case tool == "Write":
		return newRequest(tool, "file_path", file, "content", "x")
	case tool == "Edit" || tool == "MultiEdit":
		return newRequest(tool, "file_path", file, "old_string", "x", "new_string", "y")
	case field != "":
		return newRequest(tool, field, file)
	case tool == "WebFetch":
		return newRequest(tool, "url", "https://example.com/", "prompt", "x")
	case tool == "Agent":
		return newRequest(tool, "subagent_type", "general-purpose", "description", "x", "prompt", "x")
	case tool == "Skill":
		return newRequest(tool, "skill", "x")
	}
	if server, ok := strings.CutPrefix(tool, "mcp__"); ok && !strings.Contains(server, "__") {
		tool += "__x"
	}
	return newRequest(tool)
}

// commandsOf returns command lines that the specifier of a Bash rule spells out,
// each wildcard read as one.
func commandsOf(spec string) []string {
	if prefix, ok := strings.CutSuffix(spec, ":*"); ok {
		return []string{strings.TrimRight(prefix, " ") + " x", prefix}
	}
	pieces := splitStars(spec)
	if len(pieces) == 1 {
		return []string{spec}
	}
	last := pieces[len(pieces)-1]
	var out []string
	for _, fill := range [...]string{"x", "x y", "-x", ""} {
		head := strings.Join(pieces[:len(pieces)-1], fill)
		if last == "" && head != "" && (isLetter(head[len(head)-1]) || isNumber(head[len(head)-1:])) {
			out = append(out, head+" x") // what stands before a final star is mostly a whole word
		}
		out = append(out, head+fill+last)
	}
	return slices.Compact(out)
}

// pathsOf returns absolute names of files that a path rule covers, with fill for
// each star; nil if it covers none.
func pathsOf(r *Rule, c *Config, fill string) []string {
	_, root, p, ok := readPattern(r, c, func(s string) string { return s })
	if !ok || p.negate {
		return nil
	}
	files := p.files(root, fill)
	if strings.HasSuffix(r.Specifier, "/**") {
		for i := range files {
			files[i] = path.Join(files[i], fill)
		}
	}
	return files
}

// files returns two names that a pattern covers: one for ** that is no folder,
// one for ** that is two.
func (p *pathPattern) files(root, fill string) []string {
	short, long := root, root
	for i := range p.segments {
		switch s := &p.segments[i]; s.kind {
		case anySegments:
			if i == len(p.segments)-1 {
				short = path.Join(short, fill)
			}
			long = path.Join(long, fill, fill)
		case globSegment:
			name := sampleOf(s.text, fill)
			short, long = path.Join(short, name), path.Join(long, name)
		default:
			short, long = path.Join(short, s.text), path.Join(long, s.text)
		}
	}
	if p.floats {
		long = path.Join(root, fill, fill, strings.TrimPrefix(long, root))
	}
	if p.dirOnly {
		short, long = path.Join(short, fill), path.Join(long, fill)
	}
	return slices.Compact([]string{short, long})
}

// sampleOf returns a name that a glob of doublestar covers, with fill for each
// star, its first character for each question mark, and for a class the first
// character in it, unless fill is anyStar.
func sampleOf(glob, fill string) string {
	one := string([]rune(fill)[:1])
	var b strings.Builder
	for i := 0; i < len(glob); i++ {
		switch glob[i] {
		case '\\':
			if i++; i < len(glob) {
				b.WriteByte(glob[i])
			}
		case '*':
			b.WriteString(fill)
		case '?':
			b.WriteString(one)
		case '[':
			end := strings.IndexByte(glob[i:], ']')
			class := []rune(strings.TrimLeft(glob[i+1:max(i+1, i+end)], `\`))
			if fill == anyStar || len(class) == 0 {
				b.WriteString(one)
			} else {
				b.WriteRune(class[0])
			}
			i += max(end, 0)
		default:
			b.WriteByte(glob[i])
		}
	}
	return b.String()
}
