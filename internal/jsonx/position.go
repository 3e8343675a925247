package jsonx

import (
	"bytes"
	"go/token"
)

// Line returns the text of the line that contains offset, without its line break, and its number, counted from 1.
// An offset outside the data counts as the nearest one inside.
func Line(data []byte, offset int) (line string, number int) {
	start, end := lineBounds(data, offset)
	return string(data[start:end]), bytes.Count(data[:start], []byte("\n")) + 1
}

// lineBounds returns where the line that contains offset begins and where its line break does.
func lineBounds(data []byte, offset int) (start, end int) {
	offset = clamp(data, offset)
	start = bytes.LastIndexByte(data[:offset], '\n') + 1
	end = len(data)
	if i := bytes.IndexByte(data[offset:], '\n'); i >= 0 {
		end = offset + i
		if end > start && data[end-1] == '\r' {
			end--
		}
	}
	return start, end
}

func position(data []byte, filename string, offset int) token.Position {
	offset = clamp(data, offset)
	before := data[:offset]
	return token.Position{
		Filename: filename,
		Offset:   offset,
		Line:     bytes.Count(before, []byte("\n")) + 1,
		Column:   offset - bytes.LastIndexByte(before, '\n'),
	}
}

// A LineCounter turns offsets into positions, in one pass over the data as long
// as the offsets ascend.
type LineCounter struct {
	Data []byte

	offset int // how far lines were counted
	line   int // the line breaks before offset
	start  int // where the line of offset starts
}

// Position is [Document.Position] for an offset inside the data.
func (c *LineCounter) Position(filename string, offset int) token.Position {
	if offset < c.offset {
		c.offset, c.line, c.start = 0, 0, 0
	}
	passed := c.Data[c.offset:offset]
	c.line += bytes.Count(passed, []byte("\n"))
	if i := bytes.LastIndexByte(passed, '\n'); i >= 0 {
		c.start = c.offset + i + 1
	}
	c.offset = offset
	return token.Position{Filename: filename, Offset: offset, Line: c.line + 1, Column: offset - c.start + 1}
}

func clamp(data []byte, offset int) int {
	return min(max(offset, 0), len(data))
}
