package report_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/secrets"
	"github.com/gatehouse-go/gatehouse/secrets/report"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// The rules are the tests' own: golden files must not change with the built-in ones.
var rules = []secrets.Rule{
	{
		ID: "acme-token", Description: "token of Acme", Provider: "Acme", Severity: secrets.Critical,
		Keywords: []string{"acme_"}, Pattern: `\bacme_[0-9A-Za-z]{36}\b`, Examples: []string{"acme_{36 0-9A-Za-z}"},
		Revoke: "https://acme.example/tokens", Source: "https://acme.example/docs",
	},
	{
		ID: "acme-block", Description: "key of Acme", Severity: secrets.Medium,
		Keywords: []string{"BEGIN ACME"}, Pattern: `(?s)BEGIN ACME.{1,200}?END ACME`,
		Examples: []string{"BEGIN ACME\n{64 0-9A-Za-z}\n{64 0-9A-Za-z}\nEND ACME"},
	},
}

func token(seed uint64) string { return rules[0].Example(0, seed) }

// sample is a scan with all kinds of findings.
func sample(t testing.TB) (report.Report, []secrets.Secret) {
	t.Helper()
	scanner, err := secrets.New(secrets.Config{Rules: rules, Only: []string{"acme-token", "acme-block"}})
	require.NoError(t, err)
	files := fstest.MapFS{}
	add := func(name, text string) { files[name] = &fstest.MapFile{Data: []byte(text)} }
	add("config/app.yml", "# settings\n\ttoken: "+token(1)+" # old: "+token(2)+"\r\n")
	add("dir with blanks/a,b:c%.txt", strings.Repeat("x ", 300)+"größe 😀 "+token(3)+strings.Repeat(" y", 300)+"\n")
	add("key.txt", "\n"+rules[1].Example(0, 4)+"\n")
	add("encoded.txt", "data: "+base64.StdEncoding.EncodeToString([]byte("token "+token(5)+" end"))+"\n")
	add("names/"+token(6)+".env", "T="+token(6)+"\n")
	add("evil\n::error::\x1b[2J.txt", "\x1b[31m\u202e"+token(7)+"\n")
	r := report.Report{
		Rules: rules, Line: report.Lines(files), Version: "1.2.3",
		Start: time.Date(2026, 11, 26, 1, 2, 3, 0, time.UTC), End: time.Date(2026, 11, 26, 1, 2, 4, 500e6, time.UTC),
		Errors: []error{errors.New("secrets: scan big.bin (" + token(6) + "): too large,\n100% of it")},
	}
	for f, err := range scanner.ScanFS(t.Context(), files, secrets.FSOptions{Parallel: 1}) {
		require.NoError(t, err)
		r.Findings = append(r.Findings, f)
	}
	found, err := scanner.ScanJSON([]byte(`{"headers": {"` + token(8) + `": "x"}}`))
	require.NoError(t, err)
	r.Findings = append(r.Findings, found...)
	old := r.Findings[0]
	old.Commit, old.Severity = "0123456789abcdef0123456789abcdef01234567", secrets.Low
	r.Findings = append(r.Findings, old)
	require.Len(t, r.Findings, 9)
	var values []secrets.Secret
	for _, f := range r.Findings {
		values = append(values, f.Secret)
	}
	return r, values
}

func write(t testing.TB, r report.Report, f report.Format) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, r.Write(&out, f))
	return out.String()
}

func formats(t testing.TB) []report.Format {
	t.Helper()
	var all []report.Format
	for f := report.Text; f.String() != "unknown"; f++ {
		parsed, err := report.ParseFormat(f.String())
		require.NoError(t, err)
		require.Equal(t, f, parsed)
		all = append(all, f)
	}
	require.Len(t, all, 6)
	return all
}

func TestGolden(t *testing.T) {
	r, _ := sample(t)
	for _, f := range formats(t) {
		for name, r := range map[string]report.Report{"findings": r, "clean": {Version: "1.2.3", Start: r.Start, End: r.End}} {
			got := write(t, r, f)
			file := filepath.Join("testdata", name+"."+f.String()+".golden")
			if *update {
				require.NoError(t, os.WriteFile(file, []byte(got), 0o666))
			}
			want, err := os.ReadFile(file)
			require.NoError(t, err)
			require.Equal(t, string(want), got, file)
		}
	}
}

// TestNoSecrets walks all writers with findings whose secrets stand in lines, names
// of files, fields and errors, and looks for any part of them.
func TestNoSecrets(t *testing.T) {
	r, values := sample(t)
	r.Color = true
	for _, f := range formats(t) {
		got := write(t, r, f)
		for _, s := range values {
			value := s.Reveal()
			for i := 4; i+8 < len(value)-2; i += 4 {
				if part := value[i : i+8]; !strings.ContainsAny(part, "\n ") {
					require.NotContains(t, got, part, f)
				}
			}
			require.NotContains(t, got, base64.StdEncoding.EncodeToString([]byte("token " + value))[:20], f)
		}
	}
}

// TestOthersInTheLine covers secrets that are no findings of the report, because a
// baseline has them or their confidence is too low.
func TestOthersInTheLine(t *testing.T) {
	r, values := sample(t)
	require.Equal(t, r.Findings[0].Pos.Line, r.Findings[1].Pos.Line)
	for i := range 2 {
		one := r
		one.Findings = r.Findings[i : i+1]
		got := write(t, one, report.Text)
		require.Contains(t, got, "••••••••")
		require.NotContains(t, got, values[1-i].Reveal())
	}
}

// TestStaleLine shows that a line is not shown unless it holds the secret.
func TestStaleLine(t *testing.T) {
	r, _ := sample(t)
	for _, line := range []string{"", "token: " + token(99), "\ttoken: x", strings.Repeat("confidential ", 30)} {
		r.Line = func(secrets.Finding) (string, bool) { return line, true }
		got := write(t, r, report.Text)
		require.NotContains(t, got, " | ")
		require.NotContains(t, got, "confidential")
	}
}

func TestExcerpt(t *testing.T) {
	text := "a = 1\nkey: '" + token(1) + "' # ok\n"
	scanner, err := secrets.New(secrets.Config{Rules: rules, Only: []string{"acme-token"}})
	require.NoError(t, err)
	r := report.Report{Findings: scanner.Scan([]byte(text)), Line: report.TextLines([]byte(text)), Color: false}
	require.Contains(t, write(t, r, report.Text), `
  2 | key: '••••••••' # ok
    |       ^^^^^^^^
`)
	require.NotContains(t, write(t, r, report.Text), "\x1b")
	r.Color = true
	require.Contains(t, write(t, r, report.Text), "\x1b[31m")
}

// FuzzExcerpt puts secrets at any place of a text, and looks for them in the report.
func FuzzExcerpt(f *testing.F) {
	f.Add("token: @ # @\r\n", uint64(1))
	f.Add("@", uint64(2))
	f.Add("\x1b[31m\u202e@\xff", uint64(3))
	f.Add(strings.Repeat("ü😀 ", 100)+"@"+strings.Repeat("\ty", 100), uint64(4))
	f.Add("a#\nb#\n@#c", uint64(5))
	scanner, err := secrets.New(secrets.Config{Rules: rules, Only: []string{"acme-token", "acme-block"}})
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, template string, seed uint64) {
		if strings.Contains(template, "acme") || len(template) > 4<<10 {
			t.Skip()
		}
		var values []string
		var text strings.Builder
		for i, part := range strings.SplitAfter(template, "@") {
			before, cut := strings.CutSuffix(part, "@")
			for j, piece := range strings.SplitAfter(before, "#") {
				before, block := strings.CutSuffix(piece, "#")
				text.WriteString(before)
				if block {
					value := rules[1].Example(0, seed+uint64(100*i+j))
					values = append(values, strings.Split(value, "\n")[1])
					text.WriteString(value)
				}
			}
			if cut {
				values = append(values, token(seed+uint64(i)))
				text.WriteString(" " + values[len(values)-1] + " ")
			}
		}
		content := []byte(text.String())
		r := report.Report{Rules: rules, Findings: scanner.ScanFile("f", content), Line: report.TextLines(content)}
		for format := report.Text; format <= report.GitHub; format++ {
			got := write(t, r, format)
			for _, value := range values {
				require.NotContains(t, got, value[5:13])
			}
			if format == report.Text {
				require.True(t, utf8.ValidString(got))
				require.NotContains(t, got, "\x1b")
				require.NotContains(t, got, "\u202e")
			}
		}
	})
}

func TestSchemas(t *testing.T) {
	r, _ := sample(t)
	clean := report.Report{}
	for f, name := range map[report.Format]string{report.SARIF: "sarif-schema-2.1.0.json", report.GitLab: "gitlab-secret-detection-15.0.7.json"} {
		s := readSchema(t, name)
		require.Empty(t, s.Check([]byte(write(t, r, f))))
		require.Empty(t, s.Check([]byte(write(t, clean, f))))
	}
}

func TestSARIF(t *testing.T) {
	r, _ := sample(t)
	var log struct {
		Runs []struct {
			Tool struct {
				Driver struct {
					Rules []struct{ ID, HelpURI string }
				}
			}
			Invocations []struct{ ExecutionSuccessful bool }
			Results     []struct {
				RuleID    string
				RuleIndex int
				Locations []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI, URIBaseID string }
						Region           struct{ StartLine, StartColumn, EndLine, EndColumn int }
					}
				}
				PartialFingerprints map[string]string
			}
		}
	}
	require.NoError(t, json.Unmarshal([]byte(write(t, r, report.SARIF)), &log))
	run := log.Runs[0]
	require.False(t, run.Invocations[0].ExecutionSuccessful)
	require.Len(t, run.Results, len(r.Findings))
	for i, result := range run.Results {
		require.Equal(t, result.RuleID, run.Tool.Driver.Rules[result.RuleIndex].ID)
		require.Equal(t, r.Findings[i].Secret.Fingerprint(), result.PartialFingerprints["secretFingerprint/v1"])
	}
	at := run.Results[2].Locations[0].PhysicalLocation
	require.Equal(t, "dir%20with%20blanks/a,b:c%25.txt", at.ArtifactLocation.URI)
	require.Equal(t, "%SRCROOT%", at.ArtifactLocation.URIBaseID)
	require.Equal(t, 600+9+1, at.Region.StartColumn) // größe and a character of two units
	require.Equal(t, at.Region.StartColumn+41, at.Region.EndColumn)
	for name, uri := range map[string]string{"/a b": "file:///a%20b", "C:/a": "file:///C:/a", "./a:b": "./a:b", "a/../ü": "%C3%BC"} {
		f := r.Findings[0]
		f.Pos.Filename = name
		require.NoError(t, json.Unmarshal([]byte(write(t, report.Report{Findings: []secrets.Finding{f}}, report.SARIF)), &log))
		require.Equal(t, uri, log.Runs[0].Results[0].Locations[0].PhysicalLocation.ArtifactLocation.URI)
	}
}

func TestJUnit(t *testing.T) {
	r, _ := sample(t)
	var suites struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Errors   int `xml:"errors,attr"`
		Cases    []struct {
			Failure *struct{} `xml:"failure"`
		} `xml:"testsuite>testcase"`
	}
	require.NoError(t, xml.Unmarshal([]byte(write(t, r, report.JUnit)), &suites))
	require.Equal(t, []int{10, 9, 1}, []int{suites.Tests, suites.Failures, suites.Errors})
	require.Len(t, suites.Cases, 10)
	require.NoError(t, xml.Unmarshal([]byte(write(t, report.Report{}, report.JUnit)), &suites))
	require.Equal(t, []int{1, 0, 0}, []int{suites.Tests, suites.Failures, suites.Errors})
}

// FuzzJUnit compares what we write with what encoding/xml would.
func FuzzJUnit(f *testing.F) {
	for _, text := range []string{"plain", `<a href="x">'&amp;`, "\x00\x1b[31m\t\r\n", "\xff\xc0", "\ufffe\uffff\ufffd", "]]>", "日本\U0001f512"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var out bytes.Buffer
		require.NoError(t, report.Report{Errors: []error{errors.New(text)}}.Write(&out, report.JUnit))
		var escaped bytes.Buffer
		require.NoError(t, xml.EscapeText(&escaped, []byte(text)))
		require.Contains(t, out.String(), ">"+escaped.String()+"</error>")
		var suites struct {
			Error string `xml:"testsuite>testcase>error"`
		}
		require.NoError(t, xml.Unmarshal(out.Bytes(), &suites))
	})
}

// FuzzSARIFURI shows that the URI of a file leads back to it.
func FuzzSARIFURI(f *testing.F) {
	for _, name := range []string{"a.txt", "/etc/a b", "c:/x", "a:b/c", "x/a:b", "100%/?#[]@!$&'()*+,;=", "ü\xff\n", "./.", "//host/x", `a\b`} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		var finding secrets.Finding
		finding.Pos.Filename, finding.Pos.Line = name, 1
		var log struct {
			Runs []struct {
				Results []struct {
					Locations []struct {
						PhysicalLocation struct{ ArtifactLocation struct{ URI string } }
					}
				}
			}
		}
		require.NoError(t, json.Unmarshal([]byte(write(t, report.Report{Findings: []secrets.Finding{finding}}, report.SARIF)), &log))
		if name == "" {
			return
		}
		location := log.Runs[0].Results[0].Locations[0].PhysicalLocation.ArtifactLocation
		uri, err := url.Parse(location.URI)
		require.NoError(t, err)
		want := path.Clean(name)
		if windows := len(want) > 2 && want[1] == ':' && want[2] == '/'; windows {
			want = "/" + want
		}
		require.Equal(t, want, path.Join(uri.Host, uri.Path))
		require.Empty(t, uri.RawQuery+uri.Fragment+uri.Host)
		require.Equal(t, strings.HasPrefix(want, "/"), uri.Scheme == "file")
	})
}

// TestGitHubCommands shows that no name of a file makes a command of its own.
func TestGitHubCommands(t *testing.T) {
	r, _ := sample(t)
	lines := strings.Split(strings.TrimSuffix(write(t, r, report.GitHub), "\n"), "\n")
	require.Len(t, lines, len(r.Findings)+len(r.Errors))
	for _, line := range lines {
		require.Regexp(t, `^::(error|warning|notice) ([a-zA-Z]+=[^:,]*,?)+::[^\n]+$`, line)
	}
	require.Contains(t, lines[2], "file=dir with blanks/a%2Cb%3Ac%25.txt,line=1,endLine=1,col=610,endColumn=651,")
}

func TestTextIsSafeForTerminals(t *testing.T) {
	r, _ := sample(t)
	got := write(t, r, report.Text)
	require.NotContains(t, got, "\x1b")
	require.NotContains(t, got, "\u202e")
	require.NotContains(t, got, "\n::error")
}

func TestJSONIsStable(t *testing.T) {
	r, _ := sample(t)
	decoder := json.NewDecoder(strings.NewReader(write(t, r, report.JSON)))
	decoder.DisallowUnknownFields()
	var doc report.Document
	require.NoError(t, decoder.Decode(&doc))
	require.Equal(t, 1, doc.Version)
	require.Len(t, doc.Findings, len(r.Findings))
	require.Equal(t, `{
  "version": 1,
  "findings": []
}
`, write(t, report.Report{}, report.JSON))
}

func TestWriteFails(t *testing.T) {
	r, _ := sample(t)
	for _, f := range formats(t) {
		require.ErrorIs(t, r.Write(failing{}, f), io.ErrClosedPipe, f)
	}
	require.Error(t, r.Write(io.Discard, 99))
	_, err := report.ParseFormat("csv")
	require.ErrorContains(t, err, "text, json, sarif")
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestColors(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "x"))
	require.NoError(t, err)
	defer file.Close()
	require.False(t, report.Colors(file))
	null, err := os.Open(os.DevNull) // a device of characters, as a terminal is
	require.NoError(t, err)
	defer null.Close()
	if !report.Terminal(null) {
		t.Skip("not here")
	}
	t.Setenv("NO_COLOR", "")
	t.Setenv("TERM", "xterm")
	require.True(t, report.Colors(null))
	t.Setenv("TERM", "dumb")
	require.False(t, report.Colors(null))
	t.Setenv("TERM", "xterm")
	t.Setenv("NO_COLOR", "1")
	require.False(t, report.Colors(null))
}

func ExampleReport_Write() {
	scanner, err := secrets.New(secrets.Config{Rules: []secrets.Rule{{
		ID: "acme-token", Description: "token of Acme", Severity: secrets.High,
		Keywords: []string{"acme_"}, Pattern: `\bacme_[0-9a-f]{8}\b`, Revoke: "https://acme.example/tokens",
	}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	text := []byte("[service]\ntoken = acme_0a1b2c3d  # for tests\n")
	r := report.Report{Findings: scanner.ScanFile("app.ini", text), Line: report.TextLines(text)}
	if err := r.Write(os.Stdout, report.Text); err != nil {
		fmt.Println(err)
	}
	// Output:
	// app.ini:2:9  high  token of Acme  acme-token
	//
	//   2 | token = ••••••••  # for tests
	//     |         ^^^^^^^^
	//
	//   …, confidence 0.90, fingerprint 40d16eda6f6b1a32818b09f528a18630
	//
	// 1 secret: 1 high
}
