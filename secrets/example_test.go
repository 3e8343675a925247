package secrets_test

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/gatehouse-go/gatehouse/secrets"
)

// A guard refuses what holds a secret, and says where it is without saying what it
// is. (The tokens in these examples are made up, and written in parts so that no
// scanner takes them for real.)
func Example() {
	scanner, err := secrets.New(secrets.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	prompt := "Why does this fail?\n  gh api -H 'Authorization: token ghp_" + "x7Kp2mQ9vT4nB8cR" + "3wZ6yL1sD5fG0hJaEuIo' /user\n"
	for _, f := range scanner.Scan([]byte(prompt)) {
		fmt.Println(f)
		fmt.Println(f.Severity, f.Secret)
	}
	// Output:
	// 2:35: GitHub personal access token (classic) (github-pat)
	// critical ghp_…Io
}

func ExampleScanner_Scan() {
	scanner, err := secrets.New(secrets.Config{Only: []string{"github-pat"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	text := []byte("user: ci\ntoken: ghp_" + "x7Kp2mQ9vT4nB8cR" + "3wZ6yL1sD5fG0hJaEuIo\n")
	for _, f := range scanner.Scan(text) {
		fmt.Printf("line %d, bytes %d to %d: %s, %s\n", f.Pos.Line, f.Pos.Offset, f.End.Offset, f.Rule, f.Secret)
	}
	// Output: line 2, bytes 16 to 56: github-pat, ghp_…Io
}

// A stream is scanned in bounded memory.
func ExampleScanner_ScanReader() {
	scanner, err := secrets.New(secrets.Config{Only: []string{"github-pat"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	log := strings.NewReader(strings.Repeat("nothing here\n", 1_000_000) + "GITHUB_TOKEN=ghp_" + "x7Kp2mQ9vT4nB8cR" + "3wZ6yL1sD5fG0hJaEuIo\n")
	for f, err := range scanner.ScanReader(context.Background(), "build.log", log) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(f)
	}
	// Output: build.log:1000001:14: GitHub personal access token (classic) (github-pat)
}

// In JSON, a secret is found behind escapes, and the finding has the path to it.
func ExampleScanner_ScanJSON() {
	scanner, err := secrets.New(secrets.Config{Only: []string{"github-pat"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	event := `{"tool_name": "Bash", "tool_input": {"command": "curl -H \"token: \u0067hp_` + "x7Kp2mQ9vT4nB8cR" + `3wZ6yL1sD5fG0hJaEuIo\""}}`
	findings, err := scanner.ScanJSON([]byte(event))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range findings {
		fmt.Println(f.Field, f.Rule)
	}
	// Output: tool_input.command github-pat
}

// The same secret has the same placeholder, so that a text still makes sense.
func ExampleScanner_Redact() {
	scanner, err := secrets.New(secrets.Config{Only: []string{"github-pat"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	one, two := "ghp_"+"x7Kp2mQ9vT4nB8cR"+"3wZ6yL1sD5fG0hJaEuIo", "ghp_"+"Qw3Er5Ty7Ui9Op1A"+"s2Df4Gh6Jk8Lz0XcVbNm"
	text := fmt.Sprintf("old: %s\nnew: %s\nuse %s no more\n", one, two, one)
	fmt.Print(string(scanner.Redact([]byte(text))))
	// Output:
	// old: ***REDACTED-github-pat-1***
	// new: ***REDACTED-github-pat-2***
	// use ***REDACTED-github-pat-1*** no more
}

// What a program prints is redacted on its way, also if a secret comes in pieces.
func ExampleScanner_RedactWriter() {
	scanner, err := secrets.New(secrets.Config{Only: []string{"github-pat"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	w := scanner.RedactWriter(os.Stdout)
	for _, piece := range []string{"token: gh", "p_x7Kp2mQ9vT4nB8cR3w", "Z6yL1sD5fG0hJaEuIo", "\n"} {
		fmt.Fprint(w, piece)
	}
	if err := w.Close(); err != nil {
		fmt.Println(err)
	}
	// Output: token: ***REDACTED-github-pat-1***
}

// A Redactor can put back what it has taken out: the model sees a placeholder, and
// the tool that it calls gets the secret.
func ExampleRedactor_Secret() {
	scanner, err := secrets.New(secrets.Config{Only: []string{"github-pat"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	redactor := scanner.NewRedactor()
	fmt.Println(string(redactor.Redact([]byte("token ghp_" + "x7Kp2mQ9vT4nB8cR" + "3wZ6yL1sD5fG0hJaEuIo"))))
	secret, ok := redactor.Secret("***REDACTED-github-pat-1***")
	fmt.Println(ok, len(secret.Reveal()))
	// Output:
	// token ***REDACTED-github-pat-1***
	// true 40
}

// A rule of one's own is data. Its keyword says where to look, so that it costs
// nothing where the keyword is not.
func ExampleRule() {
	scanner, err := secrets.New(secrets.Config{Rules: []secrets.Rule{{
		ID: "acme-token", Description: "token of Acme", Severity: secrets.High,
		Keywords: []string{"acme_"},
		Pattern:  `\bacme_(?:live|test)_(?P<secret>[0-9a-f]{12})\b`,
		Revoke:   "https://acme.example/settings/tokens",
	}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range scanner.ScanFile("app.ini", []byte("key = acme_live_0a1b2c3d4e5f\n")) {
		fmt.Println(f)
	}
	// Output: app.ini:1:17: token of Acme (acme-token)
}

// A value that is known to be none is allowed, wherever it stands; any other value is
// found.
func ExampleConfig_allow() {
	published := "ghp_" + "x7Kp2mQ9vT4nB8cR" + "3wZ6yL1sD5fG0hJaEuIo" // in our documentation, and revoked
	scanner, err := secrets.New(secrets.Config{
		Only:       []string{"github-pat"},
		Allow:      []string{published},
		AllowPaths: []string{"testdata/**"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(scanner.Scan([]byte("token " + published))))
	fmt.Println(len(scanner.Scan([]byte("token ghp_" + "Qw3Er5Ty7Ui9Op1A" + "s2Df4Gh6Jk8Lz0XcVbNm"))))
	// Output:
	// 0
	// 1
}
