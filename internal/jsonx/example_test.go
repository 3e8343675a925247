package jsonx_test

import (
	"errors"
	"fmt"

	"github.com/gatehouse-go/gatehouse/internal/jsonx"
)

func Example() {
	data := []byte("{\n  \"command\": \"rm -rf /\",\n  \"Command\": \"ls\"\n}")
	doc, err := jsonx.Parse(data, jsonx.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	command := doc.Root().Get("command")
	text, _ := command.Text()
	fmt.Println(text)
	fmt.Println(doc.Position("input.json", command.Offset()))
	// Output:
	// rm -rf /
	// input.json:2:14
}

func ExampleSyntaxError_Excerpt() {
	_, err := jsonx.Parse([]byte("{\n  \"token\": \"ghp_secret\",\n}"), jsonx.Options{})
	if syntax, ok := errors.AsType[*jsonx.SyntaxError](err); ok {
		fmt.Println(syntax.Excerpt())
	}
	// Output:
	// line 2, column 24: a comma must not stand before }; remove the comma
	//
	//     2 |   "token": "**********",
	//       |                        ^
}
