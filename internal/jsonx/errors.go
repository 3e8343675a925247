package jsonx

import (
	"errors"
	"fmt"
	"go/token"
)

// Reasons for a [SyntaxError] that have nothing to do with the grammar.
var (
	ErrTooLarge = errors.New("the input is too large")
	ErrTooDeep  = errors.New("the input is nested too deeply")
)

// A SyntaxError says why [Parse] refused its input. Error gives one line:
//
//	line 3, column 9: a comma must not stand before }; remove the comma
//
// and Excerpt shows the place:
//
//	line 3, column 9: a comma must not stand before }; remove the comma
//
//	    3 |   "a": 1,
//	      |         ^
//
// Neither contains the content of a string value, which may be a secret.
type SyntaxError struct {
	Offset  int    // in the input
	Message string // what is wrong and what to do about it

	place   token.Position
	excerpt string
	cause   error
}

// Error returns the place and the message in one line.
func (e *SyntaxError) Error() string {
	if e.place.Line == 0 {
		return e.Message
	}
	return fmt.Sprintf("line %d, column %d: %s", e.place.Line, e.place.Column, e.Message)
}

// Position returns the place of the error, with the name of the file that the input was read from.
func (e *SyntaxError) Position(filename string) token.Position {
	place := e.place
	place.Filename = filename
	return place
}

// Excerpt returns Error and below it the line of the error with a mark under the place. The content of strings other
// than keys is masked, and so is whatever cannot be told from such content; long lines are cut.
func (e *SyntaxError) Excerpt() string {
	if e.excerpt == "" {
		return e.Error()
	}
	return e.Error() + "\n\n" + e.excerpt
}

// Unwrap returns [ErrTooLarge] or [ErrTooDeep] if that is the reason.
func (e *SyntaxError) Unwrap() error { return e.cause }

// tooLarge shows no excerpt: nothing is known about an input that was not read.
func tooLarge(data []byte, limit int) *SyntaxError {
	return &SyntaxError{
		Offset:  limit,
		Message: fmt.Sprintf("the input has %d bytes, more than the limit of %d; shorten it", len(data), limit),
		place:   position(data, "", limit),
		cause:   ErrTooLarge,
	}
}

func (p *parser) tooDeep() *SyntaxError {
	err := p.fail(p.pos, fmt.Sprintf("arrays and objects are nested more than %d deep; flatten them", p.maxDepth))
	err.cause = ErrTooDeep
	return err
}

// fail makes the error for an offset outside of strings.
func (p *parser) fail(offset int, message string) *SyntaxError {
	return p.failAt(offset, offset, message)
}

// failInString makes the error for an offset inside the string that begins at the current position.
func (p *parser) failInString(offset int, message string) *SyntaxError {
	return p.failAt(offset, p.pos+1, message)
}

// failAt makes the error for an offset. From unread on, nothing is known about what the text means. The error keeps
// no reference to the input, so that printing its fields shows no secrets either.
func (p *parser) failAt(offset, unread int, message string) *SyntaxError {
	place := position(p.data, "", offset)
	return &SyntaxError{
		Offset:  offset,
		Message: message,
		place:   place,
		excerpt: p.excerpt(place, unread),
	}
}
