package grant

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ErrNoTerminal is returned by [Confirm] where no person can be asked.
var ErrNoTerminal = errors.New("there is no terminal, and only a person at one can agree: run this in a terminal of your own")

// ErrRefused is returned by [Confirm] when the person does not agree.
var ErrRefused = errors.New("not agreed: what was typed is something else")

// ErrAgent is returned by [Confirm] within a command of an agent.
var ErrAgent = errors.New("an agent started this, and only a person can agree: run this in a terminal of your own")

// Confirm shows a person a text, on the terminal itself and not on standard output,
// and returns nil if they type the word. What an agent runs is refused, as far as it
// can be told: a program that is determined to can pretend to be a person, for it runs
// as the same user.
func Confirm(text, word string) error {
	if startedByAgent() {
		return ErrAgent
	}
	name := "/dev/tty"
	if runtime.GOOS == "windows" {
		name = "CONIN$"
	}
	terminal, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return ErrNoTerminal
	}
	defer terminal.Close()
	var out io.Writer = terminal
	if runtime.GOOS == "windows" {
		out = os.Stderr
	}
	return confirm(terminal, out, text, word)
}

func confirm(in io.Reader, out io.Writer, text, word string) error {
	if _, err := fmt.Fprintf(out, "%s\n\nType %s to agree: ", Visible(text), word); err != nil {
		return err
	}
	line, err := bufio.NewReader(in).ReadString('\n')
	if err != nil && err != io.EOF {
		return err
	}
	if strings.TrimSpace(line) != word {
		return ErrRefused
	}
	return nil
}

// Visible returns a text with everything written out that a terminal would not show,
// but obey or put elsewhere: what a person is asked about must be what they see. Line
// feeds stay.
func Visible(text string) string {
	hidden := func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) }
	if strings.IndexFunc(text, hidden) < 0 && utf8.ValidString(text) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if hidden(r) || r == utf8.RuneError {
			fmt.Fprintf(&b, "\\u{%x}", r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
