package permission

import (
	"strings"
	"unicode/utf8"
)

// A psScript is a PowerShell command line cut into simple commands, those inside
// parentheses and braces included.
type psScript struct {
	commands []psCommand
	doubt    string // why it is not certain what it does; "" if it is
}

// A psCommand is a simple command. Its words are unquoted, and text is how it is
// written.
type psCommand struct {
	words []psWord
	text  string // from its name on
	rest  string // behind its name
}

type psWord struct {
	text   string
	quoted bool
}

// splitPowerShell reads as much of PowerShell as can be read with certainty:
// commands of plain and quoted words between ; | && || and ends of lines. The
// first thing beyond that is the doubt; commands are looked for all the same, for
// rules that deny.
func splitPowerShell(src string) psScript {
	l := psLexer{src: src}
	for l.at < len(src) {
		l.next()
	}
	l.endCommand()
	return l.script
}

type psLexer struct {
	src    string
	at     int
	script psScript

	words   []psWord
	start   int // of the command's name
	nameEnd int
	word    strings.Builder
	inWord  bool
	quoted  bool
	invoked bool // & or . stands before the command
}

func (l *psLexer) doubt(why string) {
	if l.script.doubt == "" {
		l.script.doubt = why
	}
}

// next reads one character or quoted string.
func (l *psLexer) next() {
	c := l.src[l.at]
	switch {
	case c == ' ' || c == '\t':
		l.endWord()
		l.at++
	case c == '#' && !l.inWord:
		n := strings.IndexByte(l.src[l.at:], '\n')
		if n < 0 {
			n = len(l.src) - l.at
		}
		l.at += n
	case strings.HasPrefix(l.src[l.at:], "<#") && !l.inWord:
		end := strings.Index(l.src[l.at:], "#>")
		if end < 0 {
			l.doubt("a comment that does not end")
			end = len(l.src) - l.at - len("#>")
		}
		l.at = min(len(l.src), l.at+max(end, 0)+len("#>"))
	case c == '\n' || c == ';':
		l.endCommand()
		l.at++
	case c == '|' || c == '&' && strings.HasPrefix(l.src[l.at:], "&&"):
		l.endCommand()
		l.at++
		if l.at < len(l.src) && l.src[l.at] == c {
			l.at++
		}
	case c == '\'':
		l.singleQuoted()
	case c == '"':
		l.doubleQuoted()
	case c == '`':
		l.escape()
	case c == '&':
		l.ampersand()
	case strings.IndexByte("(){}", c) >= 0:
		l.doubt("it holds parentheses or a script block")
		l.endCommand()
		l.at++
	case c == '>' || c == '<':
		l.redirection()
	default:
		l.plain()
	}
}

// plain reads a character that is part of a word.
func (l *psLexer) plain() {
	r, n := utf8.DecodeRuneInString(l.src[l.at:])
	switch {
	case r == '$':
		l.doubt("it holds a variable or a subexpression")
	case r == '@' && !l.inWord:
		l.doubt("it holds an array, a hash table, a here-string or splatted arguments")
	case r == '[' && !l.inWord && len(l.words) == 0:
		l.doubt("it starts with a type")
	case r >= utf8.RuneSelf && !plainLetter(r):
		l.doubt("it holds a character that PowerShell may take for a quote, a dash or a blank")
	case r < ' ' || r == 0x7f:
		l.doubt("it holds a control character")
	}
	l.begin()
	l.word.WriteString(l.src[l.at : l.at+n])
	l.at += n
}

// plainLetter reports a character beyond ASCII that has no meaning of its own:
// PowerShell knows curly quotes, long dashes and other blanks.
func plainLetter(r rune) bool {
	return r != utf8.RuneError && (0xc0 <= r && r < 0x2000 || 0x3040 <= r && r < 0xd800)
}

func (l *psLexer) begin() {
	if !l.inWord && len(l.words) == 0 {
		l.start = l.at
	}
	l.inWord = true
}

func (l *psLexer) endWord() {
	if l.inWord {
		if len(l.words) == 0 {
			l.nameEnd = l.at
		}
		l.words = append(l.words, psWord{text: l.word.String(), quoted: l.quoted})
	}
	l.word.Reset()
	l.inWord, l.quoted = false, false
}

func (l *psLexer) endCommand() {
	l.endWord()
	if len(l.words) > 0 {
		c := psCommand{words: l.words, text: strings.TrimSpace(l.src[l.start:l.at]), rest: strings.TrimRight(l.src[l.nameEnd:l.at], " \t\r")}
		if c.words[0].quoted && !l.invoked {
			l.doubt("it starts with a string, which is an expression")
		}
		if why := c.doubt(); why != "" {
			l.doubt(why)
		}
		l.script.commands = append(l.script.commands, c)
	} else if l.invoked {
		l.doubt("nothing follows a call operator")
	}
	l.words, l.invoked = nil, false
}

func (l *psLexer) singleQuoted() {
	l.begin()
	l.quoted = true
	for l.at++; ; l.at++ {
		if l.at >= len(l.src) {
			l.doubt("a string that does not end")
			return
		}
		if l.src[l.at] == '\'' {
			if !strings.HasPrefix(l.src[l.at:], "''") {
				break
			}
			l.at++
		}
		l.word.WriteByte(l.src[l.at])
	}
	l.at++
}

func (l *psLexer) doubleQuoted() {
	l.begin()
	l.quoted = true
	for l.at++; ; l.at++ {
		if l.at >= len(l.src) {
			l.doubt("a string that does not end")
			return
		}
		switch c := l.src[l.at]; c {
		case '"':
			if !strings.HasPrefix(l.src[l.at:], `""`) {
				l.at++
				return
			}
			l.at++
		case '$':
			l.doubt("a string holds a variable or a subexpression")
		case '`':
			l.doubt("a string holds an escape")
			if l.at+1 < len(l.src) {
				l.at++
			}
		}
		l.word.WriteByte(l.src[l.at])
	}
}

// escape reads a backtick: before the end of a line it continues the line, and
// elsewhere it takes the meaning from the next character.
func (l *psLexer) escape() {
	rest := l.src[l.at+1:]
	switch {
	case strings.HasPrefix(rest, "\n"):
		l.endWord()
		l.at += 2
	case strings.HasPrefix(rest, "\r\n"):
		l.endWord()
		l.at += 3
	default:
		l.doubt("it holds an escape")
		l.begin()
		l.at++
		if rest != "" {
			l.word.WriteByte(rest[0])
			l.at++
		}
	}
}

// ampersand is the call operator before a command; behind one, it runs the
// command in the background.
func (l *psLexer) ampersand() {
	l.endWord()
	if len(l.words) > 0 {
		l.doubt("it runs in the background")
		l.endCommand()
	} else {
		l.invoked = true
	}
	l.at++
}

// redirection reads > and its like. Only one stream into another is certain to
// write no file.
func (l *psLexer) redirection() {
	word := l.word.String()
	rest := l.src[l.at:]
	stream := len(word) == 1 && strings.Contains("123456*", word)
	if stream && strings.HasPrefix(rest, ">&1") && (len(rest) == 3 || strings.IndexByte(" \t\n;|", rest[3]) >= 0) {
		l.word.Reset()
		l.inWord = false
		l.at += 3
		return
	}
	l.doubt("it redirects its output to a file")
	l.endWord()
	l.at++
}
