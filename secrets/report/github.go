package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/gatehouse-go/gatehouse/secrets"
)

// writeGitHub writes workflow commands, as
// https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
// describes them. GitHub shows the first ten of a step only.
func writeGitHub(w io.Writer, d *document) error {
	out := &bytes.Buffer{}
	for i := range d.items {
		it := &d.items[i]
		command := levelOf(it.Severity)
		if it.Severity == secrets.Low {
			command = "notice"
		}
		fmt.Fprintf(out, "::%s ", command)
		if it.file != "" {
			fmt.Fprintf(out, "file=%s,line=%d,endLine=%d,", property(it.file), it.Pos.Line, it.End.Line)
			if it.End.Line == it.Pos.Line { // columns of several lines mean nothing there
				fmt.Fprintf(out, "col=%d,endColumn=%d,", it.column, it.endColumn)
			}
		}
		fmt.Fprintf(out, "title=%s::%s\n", property(it.title()), commandData(it.message()))
	}
	for _, text := range d.errors {
		fmt.Fprintf(out, "::error title=Not scanned::%s\n", commandData(text))
	}
	_, err := out.WriteTo(w)
	return err
}

// commandData escapes what GitHub's runner decodes in the text of a command.
func commandData(text string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(text)
}

// property escapes what it decodes in the properties.
func property(text string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(text)
}
