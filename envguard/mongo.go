package envguard

import (
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// mongo judges the code that the shell of MongoDB runs.
func (w *walker) mongo(e *shell.Execution, ws *words) {
	texts := flagValues(ws.all, "--eval", "-e")
	if e.Stdin != nil && len(texts) == 0 {
		texts = append(texts, e.Stdin.Text)
	}
	for _, file := range append(flagValues(ws.all, "-f", "--file"), ws.operands...) {
		if strings.HasSuffix(file, ".js") {
			if text, ok := w.readFile(e, file); ok {
				texts = append(texts, text)
				continue
			}
			w.note(e, Operation{Kind: "mongo.file", Class: Execute, Severity: Medium, Object: file, Why: "a script that was not read cannot be judged", Safer: "read it first"})
			return
		}
	}
	if len(texts) == 0 {
		w.note(e, Operation{Kind: "mongo.shell", Class: Interactive, Severity: Medium, Why: "it waits for commands, and runs whatever is typed"})
	}
	for _, text := range texts {
		w.mongoText(e, text)
	}
}

func (w *walker) mongoText(e *shell.Execution, text string) {
	literals, _ := shell.CodeLiterals(text, "javascript")
	bare := strings.Join(strings.Fields(withoutLiterals(text, literals)), "")
	low := strings.ToLower(bare)
	full := strings.ToLower(strings.Join(strings.Fields(text), ""))
	note := func(kind string, c Class, s Severity, why, safer string) {
		w.note(e, Operation{Kind: kind, Class: c, Severity: s, Text: text, Why: why, Safer: safer})
	}
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(s string) bool { return strings.Contains(low, s) })
	}
	switch {
	case strings.Trim(text, shell.Unknown+" \n") == "":
		note("mongo.unknown", Execute, Medium, "the code is only known when it runs", "")
	case has("dropdatabase"):
		note("mongo.drop_database", Destructive, Critical, "it drops the database", "mongodump first")
	case has(".drop()", ".drop({", "dropcollection", "{drop:"):
		note("mongo.drop", Destructive, High, "it drops a collection", "mongodump first")
	case has("deletemany({}", "remove({}", "deletemany()", "remove()", "deletemany({_id:{$exists:true}"), strings.Contains(full, "deletes:[{q:{},"):
		note("mongo.delete_all", Destructive, High, "an empty filter deletes all documents", "give a filter, and count first")
	case has("updatemany({},"), has("multi:true") && has("update({},"):
		note("mongo.update_all", Destructive, High, "an empty filter changes all documents", "give a filter")
	case has("shutdownserver", "shutdown:1", "rs.stepdown", "replsetstepdown", "rs.remove(", "rs.reconfig(", "sh.stopbalancer", "fsynclock"):
		note("mongo.shutdown", Availability, High, "it stops or disturbs the server", "")
		if has("rs.stepdown") {
			w.ops[len(w.ops)-1].Kind = "mongo.stepdown"
		}
	case has("dropindex"):
		note("mongo.drop_index", Destructive, Medium, "queries become slow without the index", "")
	case has("dropuser", "droprole", "dropallusers"):
		note("mongo.drop_user", Privilege, High, "it takes a user's access away", "")
	case has("createuser", "grantroles", "updateuser", "createrole"):
		note("mongo.user", Privilege, Medium, "it changes who may do what", "")
	case has("deletemany(", "remove(", "bulkwrite(", "updatemany("):
		note("mongo.delete_many", Write, Medium, "it changes all documents that fit", "count them first")
	case has("deleteone(", "updateone(", "insert", "replaceone(", "findoneand", "save(", "createindex", "createcollection", "renamecollection", "findandmodify"):
		note("mongo.write", Write, Low, "it changes a document", "")
	case has("load("):
		note("mongo.file", Execute, Medium, "a script that was not read cannot be judged", "read it first")
	case strings.Contains(low, "$out") || strings.Contains(low, "$merge"):
		note("mongo.out", Write, Medium, "it writes its result over a collection", "")
	}
}

// withoutLiterals is a program without the text of its strings.
func withoutLiterals(code string, literals []shell.CodeLiteral) string {
	for _, l := range literals {
		if len(l.Text) > 0 {
			code = strings.Replace(code, l.Text, "", 1)
		}
	}
	return code
}
