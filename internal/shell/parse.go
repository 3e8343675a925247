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
	if err := checkText(src); err != nil {
		return nil, err
	}
	text := src // what the parser sees: src with the corrections so far
	for range maxCorrections {
		file, err := parseText(src, text)
		if err != nil {
			return nil, err
		}
		r := &reader{src: src, script: &Script{Source: src}}
		r.read(file)
		if r.fix.offset < r.doubt.offset() {
			text = r.fix.apply(text)
			continue
		}
		if r.doubt != nil {
			return nil, r.doubt
		}
		return r.script, nil
	}
	return nil, refusal(src, 0, "too much of it is read differently by different shells")
}

// A parser holds large buffers and must not be shared, so it is pooled.
type parser struct {
	*syntax.Parser
	text strings.Reader
}

var parsers = sync.Pool{New: func() any {
	return &parser{Parser: syntax.NewParser(syntax.Variant(syntax.LangBash))}
}}

// parseText parses text, which is src with corrections of the same length.
func parseText(src, text string) (file *syntax.File, err error) {
	p := parsers.Get().(*parser)
	defer func() {
		// A panic in the parser must become a refusal: the input is hostile.
		if v := recover(); v != nil {
			file, err = nil, refusal(src, 0, fmt.Sprintf("cannot be parsed: %v", v))
			return // and this parser is not used again
		}
		p.text.Reset("")
		parsers.Put(p)
	}()
	syntax.KeepComments(strings.IndexByte(text, '#') >= 0)(p.Parser)
	p.text.Reset(text)
	file, err = p.Parse(&p.text, "")
	if err != nil {
		return nil, parseError(src, err)
	}
	return file, nil
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
	return &ParseError{Pos: position(src, offset), Message: message}
}
