package permission

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// statement holds rules such as Bash(psql *DROP TABLE*) against SQL, in which
// neither case nor blanks matter, however it reaches the program.
func (h *hardener) statement(e *shell.Execution, code string) {
	if strings.Contains(code, "*/") {
		code = sqlComment().ReplaceAllString(code, " ")
	}
	code = strings.Join(strings.Fields(sqlJoint().ReplaceAllString(code, "")), " ")
	for _, text := range [...]string{code, sqlKeyword().ReplaceAllStringFunc(code, strings.ToUpper), sqlKeyword().ReplaceAllStringFunc(code, strings.ToLower)} {
		h.fed(e, "-c", text)
	}
}

// sqlKeyword matches what changes data or tables; names of columns have a case.
var sqlKeyword = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)\b(drop|delete|truncate|alter|update|insert|grant|revoke|create|replace|from|into|set|table|database|schema|index|view|user|role|cascade|all|where)\b`)
})

// sqlJoint matches what joins two strings: execute 'dr' || 'op table t'.
var sqlJoint = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`'\s*\|\|\s*'`) })

var sqlComment = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?s)/\*.*?\*/`) })

// queries judges the commands that a client of a database reads, as if each
// were its arguments.
func (h *hardener) queries(e *shell.Execution, name string, depth int) {
	if e.Stdin == nil || !shell.Known(e.Stdin.Text) {
		return
	}
	switch name {
	case "redis-cli", "valkey-cli", "keydb-cli":
		for line := range strings.Lines(e.Stdin.Text) {
			if words := strings.Fields(line); len(words) > 0 {
				h.execution(altered(e, append([]string{e.Args[0]}, words...), "its input"), depth+1)
			}
		}
	case "mongosh", "mongo":
		h.fed(e, "--eval", e.Stdin.Text)
		h.act(e, append(slices.Clip(e.Args), "--eval", e.Stdin.Text))
	}
}
