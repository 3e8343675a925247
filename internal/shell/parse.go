package shell

import (
	"errors"
	"fmt"
	"strings"
	"sync"

	"mvdan.cc/sh/v3/syntax"
)

// Parse parses src as Bash. The error is a [*ParseError].
func Parse(src string) (*Script, error) {
	if s := parsePlain(src); s != nil {
		return s, nil
	}
	return parseAny(src)
}

// parseAny parses any text.
func parseAny(src string) (*Script, error) {
	script, _, err := parseTree(src)
	return script, err
}

// parseTree returns the parser's tree too.
func parseTree(src string) (script *Script, file *syntax.File, err error) {
	if err := checkText(src); err != nil {
		return nil, nil, err
	}
	p := parsers.Get().(*parser)
	defer func() {
		// The input is hostile: a panic must become a refusal.
		if v := recover(); v != nil {
			script, file, err = nil, nil, ambiguity(src, 0, fmt.Sprintf("cannot be parsed: %v", v))
			return // and this parser is not used again
		}
		p.text.Reset("")
		p.reader = reader{}
		parsers.Put(p)
	}()
	return p.parse(src)
}

// A parser holds large buffers and must not be shared, so it is pooled.
type parser struct {
	syntax *syntax.Parser
	text   strings.Reader
	reader reader
}

var parsers = sync.Pool{New: func() any {
	return &parser{syntax: syntax.NewParser(syntax.Variant(syntax.LangBash))}
}}

func (p *parser) parse(src string) (*Script, *syntax.File, error) {
	text := src // what the parser sees: src with the corrections so far
	for range maxCorrections {
		syntax.KeepComments(strings.IndexByte(text, '#') >= 0)(p.syntax)
		p.text.Reset(text)
		file, err := p.syntax.Parse(&p.text, "")
		if at, ok := refusedNegation(text, err); ok {
			text = correction{at, " "}.apply(text)
			continue
		}
		if err != nil {
			return nil, nil, parseError(src, err)
		}
		r := &p.reader
		r.start(src)
		r.read(file)
		if r.fix.offset < r.doubt.offset() {
			text = r.fix.apply(text)
			continue
		}
		if r.doubt != nil {
			return nil, nil, r.doubt
		}
		return r.script, file, nil
	}
	return nil, nil, ambiguity(src, 0, "too much of it is read differently by different shells")
}

func parseError(src string, err error) *ParseError {
	if e, ok := errors.AsType[syntax.ParseError](err); ok {
		return refusal(src, int(e.Pos.Offset()), e.Text)
	}
	if e, ok := errors.AsType[syntax.LangError](err); ok {
		return refusal(src, int(e.Pos.Offset()), e.Feature+" is not Bash")
	}
	return refusal(src, 0, err.Error())
}

// refusal keeps messages short, because the parser quotes the input in them.
func refusal(src string, offset int, message string) *ParseError {
	const most = 120
	if len(message) > most {
		message = strings.ToValidUTF8(message[:most], "") + "…"
	}
	return &ParseError{Pos: Position(src, offset), Message: message}
}

func ambiguity(src string, offset int, message string) *ParseError {
	e := refusal(src, offset, message)
	e.Ambiguous = true
	return e
}
