package grant

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
)

// ErrNoTerminal is returned by [Confirm] where no person can be asked.
var ErrNoTerminal = errors.New("there is no terminal, and only a person at one can agree: run this in a terminal of your own")

// ErrRefused is returned by [Confirm] when the person does not agree.
var ErrRefused = errors.New("not agreed: what was typed is something else")

// Confirm shows a person a text, on the terminal itself and not on standard output,
// and returns nil if they type the word.
func Confirm(text, word string) error {
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
	if _, err := fmt.Fprintf(out, "%s\n\nType %s to agree: ", text, word); err != nil {
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
