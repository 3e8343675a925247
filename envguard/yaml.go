package envguard

import (
	"encoding/json"
	"errors"
	"strings"
)

// errYAML is returned for what the small reader does not understand: whoever asked
// then knows nothing, and must not guess.
var errYAML = errors.New("not the part of YAML that is understood")

// A yamlNode is a value: a text, a mapping or a list.
type yamlNode struct {
	kind  byte // 's', 'm' or 'l'
	text  string
	keys  []string // of a mapping
	items []*yamlNode
	line  int
}

// get returns a value by keys, or nil.
func (n *yamlNode) get(keys ...string) *yamlNode {
	for _, key := range keys {
		if n == nil || n.kind != 'm' {
			return nil
		}
		var next *yamlNode
		for i, k := range n.keys {
			if k == key {
				next = n.items[i]
			}
		}
		n = next
	}
	return n
}

// string returns the text at keys, or "".
func (n *yamlNode) string(keys ...string) string {
	if n = n.get(keys...); n == nil || n.kind != 's' {
		return ""
	}
	return n.text
}

// list returns the list at keys.
func (n *yamlNode) list(keys ...string) []*yamlNode {
	if n = n.get(keys...); n == nil || n.kind != 'l' {
		return nil
	}
	return n.items
}

// parseYAML reads block and flow mappings, lists and texts, and JSON. Anchors, tags,
// merge keys, several documents, plain texts over several lines and duplicate keys
// are errors.
func parseYAML(text string) (*yamlNode, error) {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if len(text) > maxFile || strings.IndexByte(text, '\r') >= 0 { // which alone ends a line, too
		return nil, errYAML
	}
	p := &yamlParser{}
	for i, l := range strings.Split(text, "\n") {
		l = strings.TrimRight(l, " \t")
		content := strings.TrimLeft(l, " ")
		indent := len(l) - len(content)
		if i == 0 && content == "---" {
			continue
		}
		p.lines = append(p.lines, yamlLine{indent: indent, text: content, number: i + 1})
	}
	p.skip()
	if p.i == len(p.lines) {
		return &yamlNode{kind: 'm'}, nil
	}
	n, err := p.block(p.lines[p.i].indent, 0)
	if err != nil {
		return nil, err
	}
	if p.skip(); p.i < len(p.lines) {
		return nil, errYAML
	}
	return n, nil
}

type yamlLine struct {
	indent int
	text   string
	number int
}

type yamlParser struct {
	lines []yamlLine
	i     int
}

const maxYAMLDepth = 64

// skip leaves out empty lines and comments.
func (p *yamlParser) skip() {
	for p.i < len(p.lines) && (p.lines[p.i].text == "" || p.lines[p.i].text[0] == '#' || p.lines[p.i].text == "---" && p.i == 0) {
		p.i++
	}
}

// block reads the mapping, list or text that begins at this line.
func (p *yamlParser) block(indent, depth int) (*yamlNode, error) {
	if depth > maxYAMLDepth {
		return nil, errYAML
	}
	l := p.lines[p.i]
	if isItem(l.text) {
		return p.items(indent, depth)
	}
	if _, _, ok := cutYAMLKey(l.text); ok && l.text[0] != '{' && l.text[0] != '[' {
		return p.mapping(indent, depth)
	}
	p.i++
	return p.value(l.text, l, depth)
}

func isItem(s string) bool { return s == "-" || strings.HasPrefix(s, "- ") }

func (p *yamlParser) items(indent, depth int) (*yamlNode, error) {
	n := &yamlNode{kind: 'l', line: p.lines[p.i].number}
	for p.skip(); p.i < len(p.lines) && p.lines[p.i].indent == indent && isItem(p.lines[p.i].text); p.skip() {
		l := &p.lines[p.i]
		rest := strings.TrimLeft(l.text[1:], " ")
		if rest == "" || rest[0] == '#' {
			number := l.number
			p.i++
			p.skip()
			if p.i == len(p.lines) || p.lines[p.i].indent <= indent {
				n.items = append(n.items, &yamlNode{kind: 's', line: number})
				continue
			}
			child, err := p.block(p.lines[p.i].indent, depth+1)
			if err != nil {
				return nil, err
			}
			n.items = append(n.items, child)
			continue
		}
		l.indent += len(l.text) - len(rest)
		l.text = rest
		child, err := p.block(l.indent, depth+1)
		if err != nil {
			return nil, err
		}
		n.items = append(n.items, child)
	}
	if p.i < len(p.lines) && p.lines[p.i].indent > indent {
		return nil, errYAML
	}
	return n, nil
}

func (p *yamlParser) mapping(indent, depth int) (*yamlNode, error) {
	n := &yamlNode{kind: 'm', line: p.lines[p.i].number}
	for p.skip(); p.i < len(p.lines) && p.lines[p.i].indent == indent && !isItem(p.lines[p.i].text); p.skip() {
		l := p.lines[p.i]
		key, rest, ok := cutYAMLKey(l.text)
		if !ok || key == "<<" || n.get(key) != nil {
			return nil, errYAML
		}
		p.i++
		var child *yamlNode
		var err error
		if rest == "" || rest[0] == '#' {
			p.skip()
			switch {
			case p.i < len(p.lines) && (p.lines[p.i].indent > indent || p.lines[p.i].indent == indent && isItem(p.lines[p.i].text)):
				child, err = p.block(p.lines[p.i].indent, depth+1)
			default:
				child = &yamlNode{kind: 's', line: l.number}
			}
		} else {
			child, err = p.value(rest, l, depth+1)
		}
		if err != nil {
			return nil, err
		}
		n.keys, n.items = append(n.keys, key), append(n.items, child)
	}
	if p.i < len(p.lines) && p.lines[p.i].indent > indent {
		return nil, errYAML
	}
	return n, nil
}

// value reads what stands behind a key or dash; the parser is at the next line.
func (p *yamlParser) value(s string, l yamlLine, depth int) (*yamlNode, error) {
	switch s[0] {
	case '|', '>':
		var b strings.Builder
		for p.i < len(p.lines) && (p.lines[p.i].text == "" || p.lines[p.i].indent > l.indent) {
			b.WriteString(p.lines[p.i].text + "\n")
			p.i++
		}
		return &yamlNode{kind: 's', text: b.String(), line: l.number}, nil
	case '{', '[', '"', '\'':
		return p.flow(s, l.number, depth)
	case '&', '*', '!', '%', '@', '`', '?', ',', ']', '}':
		return nil, errYAML
	}
	if i := strings.Index(s, " #"); i >= 0 {
		s = strings.TrimRight(s[:i], " ")
	}
	p.skip()
	if p.i < len(p.lines) && p.lines[p.i].indent > l.indent {
		return nil, errYAML // a text over several lines
	}
	if strings.Contains(s, ": ") {
		return nil, errYAML
	}
	return &yamlNode{kind: 's', text: yamlText(s), line: l.number}, nil
}

func yamlText(s string) string {
	if s == "null" || s == "~" {
		return ""
	}
	return s
}

// cutYAMLKey cuts "key: rest" and "\"key\": rest".
func cutYAMLKey(s string) (key, rest string, ok bool) {
	if s[0] == '"' || s[0] == '\'' {
		end := strings.IndexByte(s[1:], s[0])
		if end < 0 || !strings.HasPrefix(s[end+2:], ":") || strings.Contains(s[1:end+1], `\`) {
			return "", "", false
		}
		key, rest = s[1:end+1], s[end+3:]
	} else {
		i := strings.Index(s, ": ")
		if i < 0 {
			if i = len(s) - 1; s[i] != ':' {
				return "", "", false
			}
		}
		if key, rest = s[:i], s[i+1:]; strings.ContainsAny(key[:min(1, len(key))], "&*!?@%`,]}{[|>") || strings.Contains(key, " #") {
			return "", "", false
		}
	}
	if rest != "" && rest[0] != ' ' && rest[0] != '\t' {
		return "", "", false
	}
	return strings.TrimSpace(key), strings.TrimLeft(rest, " \t"), key != ""
}

// flow reads a value in brackets or quotes, which may go on in the next lines.
func (p *yamlParser) flow(s string, line, depth int) (*yamlNode, error) {
	f := &yamlFlow{s: s, line: line, more: func() (string, bool) {
		if p.i >= len(p.lines) {
			return "", false
		}
		p.i++
		return "\n" + p.lines[p.i-1].text, true
	}}
	n, err := f.value(depth)
	if err != nil {
		return nil, err
	}
	if rest := strings.TrimSpace(f.s[f.i:]); rest != "" && rest[0] != '#' {
		return nil, errYAML
	}
	return n, nil
}

type yamlFlow struct {
	s    string
	i    int
	line int
	more func() (string, bool)
}

// blank skips blanks and comments, fetches lines where they end, and returns the
// next byte, or 0.
func (f *yamlFlow) blank() byte {
	for {
		for f.i < len(f.s) && strings.IndexByte(" \t\r\n", f.s[f.i]) >= 0 {
			f.i++
		}
		if f.i < len(f.s) && f.s[f.i] == '#' && f.i > 0 && strings.IndexByte(" \t\n", f.s[f.i-1]) >= 0 {
			f.i = len(f.s)
		}
		if f.i < len(f.s) {
			return f.s[f.i]
		}
		more, ok := f.more()
		if !ok || len(f.s) > maxFile {
			return 0
		}
		f.s, f.i = more, 0
	}
}

func (f *yamlFlow) value(depth int) (*yamlNode, error) {
	if depth > maxYAMLDepth {
		return nil, errYAML
	}
	n := &yamlNode{kind: 's', line: f.line}
	switch c := f.blank(); c {
	case 0, '&', '*', '!', '|', '>', '%', '@', '`', '}', ']', ',', ':':
		return nil, errYAML
	case '{':
		n.kind = 'm'
		f.i++
		for f.blank() != '}' {
			key, err := f.value(depth + 1)
			if err != nil || key.kind != 's' || n.get(key.text) != nil {
				return nil, errYAML
			}
			item := &yamlNode{kind: 's', line: f.line}
			if f.blank() == ':' {
				f.i++
				if c := f.blank(); c != ',' && c != '}' {
					if item, err = f.value(depth + 1); err != nil {
						return nil, err
					}
				}
			}
			n.keys, n.items = append(n.keys, key.text), append(n.items, item)
			if !f.comma('}') {
				return nil, errYAML
			}
		}
		f.i++
	case '[':
		n.kind = 'l'
		f.i++
		for f.blank() != ']' {
			item, err := f.value(depth + 1)
			if err != nil {
				return nil, err
			}
			n.items = append(n.items, item)
			if !f.comma(']') {
				return nil, errYAML
			}
		}
		f.i++
	case '"':
		end := closing(f.s[f.i+1:], '"')
		if end < 0 || json.Unmarshal([]byte(f.s[f.i:f.i+end+2]), &n.text) != nil {
			return nil, errYAML
		}
		f.i += end + 2
	case '\'':
		end := strings.IndexByte(f.s[f.i+1:], '\'')
		if end < 0 || strings.HasPrefix(f.s[f.i+end+2:], "'") {
			return nil, errYAML
		}
		n.text = f.s[f.i+1 : f.i+1+end]
		f.i += end + 2
	default:
		start := f.i
		for f.i < len(f.s) && strings.IndexByte(",{}[]\n", f.s[f.i]) < 0 && !(f.s[f.i] == ':' && (f.i+1 == len(f.s) || strings.IndexByte(" ,}]\n", f.s[f.i+1]) >= 0)) {
			f.i++
		}
		n.text = yamlText(strings.TrimSpace(f.s[start:f.i]))
		if strings.Contains(n.text, " #") {
			return nil, errYAML
		}
	}
	return n, nil
}

// comma takes the comma behind an element, or stays before the end.
func (f *yamlFlow) comma(end byte) bool {
	switch f.blank() {
	case ',':
		f.i++
		return true
	case end:
		return true
	}
	return false
}
