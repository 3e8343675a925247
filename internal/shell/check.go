package shell

import (
	"fmt"
	"strings"
)

// maxLines is how many lines the parser can count.
const maxLines = 1<<18 - 2

// checkText refuses what the parser should not see.
func checkText(src string) error {
	if len(src) > MaxBytes {
		return ambiguity(src, MaxBytes, fmt.Sprintf("longer than %d bytes", MaxBytes))
	}
	if at := tooDeep(src); at >= 0 {
		return ambiguity(src, at, fmt.Sprintf("more than %d constructs that can nest", MaxNesting))
	}
	if len(src) > maxLines && strings.Count(src, "\n") > maxLines {
		return ambiguity(src, 0, fmt.Sprintf("more than %d lines", maxLines))
	}
	if at := strings.IndexByte(src, 0); at >= 0 {
		return refusal(src, at, "a NUL byte cannot be part of a command")
	}
	// Bash takes a carriage return for an ordinary character, the parser for
	// a blank or for nothing, other shells for the end of a line.
	if at := strings.IndexByte(src, '\r'); at >= 0 {
		return ambiguity(src, at, "a carriage return means different things to different shells")
	}
	if at := splitOperator(src); at >= 0 {
		return ambiguity(src, at, "an operator is split by a line continuation")
	}
	return nil
}

const continuation = "\\\n"

// splitOperator finds a line continuation inside an operator, such as the one
// in "$\⏎(rm x)", or returns -1. Bash joins the two lines first, the parser
// does not.
func splitOperator(src string) int {
	for i := 0; ; {
		next := strings.Index(src[i:], continuation)
		if next < 0 {
			return -1
		}
		at := i + next
		rest := src[at:]
		for strings.HasPrefix(rest, continuation) {
			rest = rest[len(continuation):]
		}
		i = len(src) - len(rest)
		if at == 0 || rest == "" {
			continue
		}
		switch before := src[at-1]; {
		case before == '$' && strings.IndexByte(" \t\n;&|<>)", rest[0]) < 0:
			return at
		case strings.IndexByte("<>&|;(", before) >= 0 && strings.IndexByte("<>&|;(-", rest[0]) >= 0:
			return at
		}
	}
}

// Stack and time that a byte or word may need, as a multiple of what an
// operator needs, and what a script may need.
const (
	openerCost = 4
	mostCost   = openerCost * MaxNesting
)

// tooDeep returns the offset at which src has more openers and operators than
// a script may nest, or -1. The parser recurses on them, and Go cannot recover
// from a stack overflow. Counting them all is crude and safe; text with that
// many of them is not a command that a person could review.
func tooDeep(src string) int {
	if len(src) <= MaxNesting {
		return -1
	}
	cost := 0
	for i := 0; i < len(src); i++ {
		switch c := src[i]; c {
		case '(', '{', '[', '`':
			cost += openerCost
		case '!', '~', '+', '-', '*', '/', '%', '=', '<', '>', '?', ':', ',', '^', '&', '|', '#':
			cost++
		default:
			if 'a' <= c && c <= 'z' && (i == 0 || !wordByte(src[i-1])) && reserved(src[i:]) {
				cost += openerCost
			}
		}
		if cost > mostCost {
			return i
		}
	}
	return -1
}

func wordByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_'
}

// reserved reports a word after which another command can nest.
func reserved(s string) bool {
	for _, w := range [...]string{"if", "elif", "while", "until", "for", "case", "select", "function", "coproc", "time", "let"} {
		if strings.HasPrefix(s, w) && (len(s) == len(w) || !wordByte(s[len(w)])) {
			return true
		}
	}
	return false
}
