package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// writeJUnit writes a failed test for each finding. Readers take a suite without any
// test for one that did not run: without findings there is one that passed.
//
// It writes the XML itself, as it needs little of it: a program that links
// encoding/xml pays for its tables whenever it starts, whatever format it writes.
func writeJUnit(w io.Writer, d *document) error {
	x := junitWriter{out: &bytes.Buffer{}}
	failed, broken := len(d.items), len(d.errors)
	counts := fmt.Sprintf(`tests="%d" failures="%d" errors="%d"`, max(1, failed+broken), failed, broken)
	fmt.Fprintf(x.out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites %s>\n", counts)
	fmt.Fprintf(x.out, "  <testsuite name=\"secrets\" %s time=\"%.3f\" timestamp=\"%s\">\n",
		counts, d.end.Sub(d.start).Seconds(), d.start.UTC().Format("2006-01-02T15:04:05"))
	for i := range d.items {
		it := &d.items[i]
		x.open("secrets."+it.Rule, it.where())
		if it.file != "" {
			x.attribute("file", it.file)
		}
		if it.Pos.Line != 0 {
			x.attribute("line", fmt.Sprint(it.Pos.Line))
		}
		x.reason("failure", it.Rule, it.title(), it.message())
	}
	for _, text := range d.errors {
		x.open("secrets", "scan")
		x.reason("error", "error", "not scanned", text)
	}
	if failed+broken == 0 {
		x.open("secrets", "no secrets found")
		x.out.WriteString("></testcase>\n")
	}
	x.out.WriteString("  </testsuite>\n</testsuites>\n")
	_, err := x.out.WriteTo(w)
	return err
}

type junitWriter struct{ out *bytes.Buffer }

// open begins a case, whose tag is left open for more attributes.
func (x junitWriter) open(class, name string) {
	x.out.WriteString("    <testcase")
	x.attribute("classname", class)
	x.attribute("name", name)
}

func (x junitWriter) attribute(name, value string) {
	fmt.Fprintf(x.out, " %s=\"%s\"", name, escapeXML(value))
}

// reason ends a case with why it did not pass.
func (x junitWriter) reason(element, kind, message, text string) {
	fmt.Fprintf(x.out, ">\n      <%s", element)
	x.attribute("type", kind)
	x.attribute("message", message)
	fmt.Fprintf(x.out, ">%s</%s>\n    </testcase>\n", escapeXML(text), element)
}

// escapeXML makes text that can stand in an attribute, where blanks but for a space
// would become one, and between tags. What XML 1.0 cannot hold at all becomes U+FFFD.
func escapeXML(text string) string {
	references := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;", "\t", "&#x9;", "\n", "&#xA;", "\r", "&#xD;")
	return references.Replace(strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n', r == '\r':
			return r
		case r < ' ', r == 0xFFFE, r == 0xFFFF:
			return utf8.RuneError
		}
		return r // invalid UTF-8 comes as U+FFFD already
	}, text))
}
