package report

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-go/gatehouse/secrets"
)

// Colors reports whether a terminal is behind f and wants colours: whether neither
// NO_COLOR (https://no-color.org) is set nor TERM is "dumb".
func Colors(f *os.File) bool {
	return Terminal(f) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

// Terminal reports whether a terminal is behind f, or another device of characters.
func Terminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// Sequences that change colours (ECMA-48, SGR).
const (
	bold   = "\x1b[1m"
	dim    = "\x1b[2m"
	red    = "\x1b[31m"
	yellow = "\x1b[33m"
	plain  = "\x1b[0m"
)

func writeText(w io.Writer, d *document) error {
	t := textWriter{out: &bytes.Buffer{}, color: d.color}
	var counts [secrets.Critical + 1]int
	for i := range d.items {
		it := &d.items[i]
		t.item(it)
		if int(it.Severity) < len(counts) {
			counts[it.Severity]++
		}
	}
	for _, text := range d.errors {
		fmt.Fprintf(t.out, "%s %s\n", t.paint(red, "error:"), printable(text))
	}
	t.summary(len(d.items), len(d.errors), counts[:])
	_, err := t.out.WriteTo(w)
	return err
}

type textWriter struct {
	out   *bytes.Buffer
	color bool
}

func (t textWriter) paint(color, text string) string {
	if !t.color {
		return text
	}
	return color + text + plain
}

func (t textWriter) item(it *item) {
	color := red
	if it.Severity < secrets.High {
		color = yellow
	}
	fmt.Fprintf(t.out, "%s  %s  %s  %s\n", t.paint(bold, it.where()), t.paint(color, it.Severity.String()), printable(it.title()), t.paint(dim, it.Rule))
	if x := it.excerpt; x != nil {
		number := strconv.Itoa(it.Pos.Line)
		fmt.Fprintf(t.out, "\n  %s | %s%s%s\n", number, x.before, t.paint(color, x.secret), x.after)
		fmt.Fprintf(t.out, "  %*s | %*s%s\n\n", len(number), "", utf8.RuneCountInString(x.before), "",
			t.paint(color, strings.Repeat("^", utf8.RuneCountInString(x.secret))))
	}
	fmt.Fprintf(t.out, "  %s, confidence %.2f", it.Secret, it.Confidence)
	if len(it.Encoding) > 0 {
		fmt.Fprintf(t.out, ", encoded in %s", strings.Join(it.Encoding, ", "))
	}
	if it.Commit != "" {
		fmt.Fprintf(t.out, ", in commit %.12s", it.Commit)
	}
	fmt.Fprintf(t.out, ", fingerprint %s\n", it.Secret.Fingerprint())
	if it.rule.Revoke != "" {
		fmt.Fprintf(t.out, "  revoke it: %s\n", it.rule.Revoke)
	}
	fmt.Fprintln(t.out)
}

// where is the place, in a form that terminals and editors open.
func (it *item) where() string {
	file := it.file
	if file == "" {
		file = "-"
	}
	text := printable(fmt.Sprintf("%s:%d:%d", file, it.Pos.Line, it.Pos.Column))
	if it.field != "" {
		text += " (" + printable(it.field) + ")"
	}
	return text
}

func (t textWriter) summary(findings, errors int, counts []int) {
	switch findings {
	case 0:
		t.out.WriteString("no secrets found")
	case 1:
		t.out.WriteString("1 secret")
	default:
		fmt.Fprintf(t.out, "%d secrets", findings)
	}
	separator := ": "
	for s := len(counts) - 1; s > 0; s-- {
		if counts[s] > 0 {
			fmt.Fprintf(t.out, "%s%d %s", separator, counts[s], secrets.Severity(s))
			separator = ", "
		}
	}
	if errors > 0 {
		fmt.Fprintf(t.out, "; %d not scanned", errors)
	}
	t.out.WriteByte('\n')
}
