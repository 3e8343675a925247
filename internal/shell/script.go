package shell

import (
	"fmt"
	"go/token"
	"strings"
)

// Limits of [Parse]. Claude Code 2.1.330 gives up far below them, at 10,000
// characters; they keep hostile input from exhausting the stack.
const (
	MaxBytes   = 1 << 20 // bytes of source
	MaxNesting = 10_000  // openers of nested constructs; operators count a quarter
	MaxDepth   = 100     // constructs in one another
)

// A Script is a parsed command line. It is immutable.
type Script struct {
	// Source is the text that was parsed. All offsets count its bytes.
	Source string
	// Commands holds every simple command in source order, those inside
	// substitutions, functions, loops and here-documents included.
	Commands []Command
	// Constructs holds everything else that a shell would act on, in source
	// order.
	Constructs []Construct
}

// A Command is one simple command: assignments, words and redirections. A
// command may lack words (`A=1`, `> file`), never all three.
type Command struct {
	Assigns []Assign
	Words   []Word
	Redirs  []Redir
	Context Context
	Depth   int  // how many constructs it is nested in; 0 at top level
	Start   int  // offset of its first byte
	End     int  // offset just past its last byte
	Negated bool // ! stands before it, or before the pipeline it begins
	Time    bool // `time` stands before it, as the first word
}

// Text returns the command as written.
func (c *Command) Text(s *Script) string { return s.Source[c.Start:c.End] }

// Name returns the first word after quote removal, or "" if there is none.
func (c *Command) Name() string {
	if len(c.Words) == 0 {
		return ""
	}
	return c.Words[0].Text
}

// Context is the set of constructs a command is nested in.
type Context uint16

// The constructs that can surround a command.
const (
	InSubshell     Context = 1 << iota // ( … )
	InBlock                            // { …; }
	InSubstitution                     // $( … ) or backquotes
	InProcess                          // <( … ) or >( … )
	InFunction                         // the body of a function
	InLoop                             // for, while, until, select
	InConditional                      // if
	InCase                             // case
	InPipeline                         // one side of | or |&
	InBackground                       // followed by &
	InHeredoc                          // the body of a here-document
	InAssignment                       // the value of an assignment
	InRegexp                           // the expression of [[ … =~ … ]]
	InCoproc                           // coproc
)

// A Construct is a part of the script that is not a simple command.
type Construct struct {
	Kind    ConstructKind
	Name    string // of a function, a loop's variable or a coprocess
	Context Context
	Start   int
	End     int
	Words   []Word  // of a loop's list, a case's subject and patterns, a test's operands
	Redirs  []Redir // redirections of a compound command
}

// A ConstructKind says what a [Construct] is.
type ConstructKind uint8

// The kinds of constructs.
const (
	Subshell ConstructKind = iota
	Block
	Loop
	Conditional
	Case
	Select
	Function
	Test       // [[ … ]]
	Arithmetic // (( … ))
	Coproc
	Background // the & after a command
	And        // &&
	Or         // ||
	Pipe       // |
	PipeAll    // |&
	Time       // time before a compound command
	Separator  // the first ; or & right inside ( ) or a substitution
)

// A Redir is a redirection.
type Redir struct {
	Op        string // such as ">", ">>", "<", "<<", "<<<", "&>", "<&"
	FD        string // as written before the operator: "2", "{fd}", or ""
	Target    Word   // the file; of a here-document, its delimiter
	Body      string // of a here-document, as written
	Literal   bool   // of a here-document: the delimiter is quoted, nothing in Body expands
	Start     int
	End       int
	Duplicate bool // >& or <& of a file descriptor, or one of them closed
}

// An Assign is a NAME=value before a command or on its own.
type Assign struct {
	Name   string
	Index  bool // NAME[index]=value
	Append bool // NAME+=value
	Array  bool // NAME=(…)
	Value  Word // the zero Word if there is none, and for an array
	Start  int
	End    int
}

// Position returns the line and column, in bytes from 1, of an offset.
func (s *Script) Position(offset int) token.Position { return Position(s.Source, offset) }

// Position returns the line and column, in bytes from 1, of an offset in a text.
func Position(src string, offset int) token.Position {
	offset = max(0, min(offset, len(src)))
	before := src[:offset]
	return token.Position{
		Offset: offset,
		Line:   1 + strings.Count(before, "\n"),
		Column: offset - strings.LastIndexByte(before, '\n'),
	}
}

// A ParseError is a command line that is not valid Bash, that cannot be read
// with certainty, or that is beyond the limits of this package.
type ParseError struct {
	Pos       token.Position // without a Filename
	Message   string
	Ambiguous bool // perhaps valid, but beyond the limits or where readers of Bash differ
}

func (e *ParseError) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Pos.Line, e.Pos.Column, e.Message)
}
