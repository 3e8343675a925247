package envguard

import (
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// terraform judges what goes beyond verbs: destroy as a flag, of a part, or by a plan.
func (w *walker) terraform(e *shell.Execution, ws *words) bool {
	ops := ws.operands
	for len(ops) > 0 && (ops[0] == "run-all" || ops[0] == "run" || ops[0] == "stack") {
		ops = ops[1:]
	}
	if len(ops) == 0 {
		return false
	}
	destroy := ops[0] == "destroy" || ws.flag("-destroy", "--destroy")
	targeted := ws.value("-target", "--target") != ""
	o := Operation{Kind: "tf.destroy", Class: Destructive, Severity: Critical, Object: strings.Join(flagValues(ws.all, "-target", "--target", "-chdir"), " "),
		Why: "it deletes everything that the state knows", Safer: "terraform plan -destroy, and have somebody read it"}
	switch {
	case destroy && (ops[0] == "destroy" || ops[0] == "apply"):
		if targeted {
			o.Severity, o.Why, o.Kind = High, "it deletes what is targeted and all that depends on it", "tf.destroy_target"
		}
	case ops[0] == "apply" && len(ops) > 1:
		o = Operation{Kind: "tf.apply", Class: Deploy, Severity: Medium, Object: ops[1], Why: "it applies a plan that was made before", Safer: "read the plan with terraform show first"}
		for _, before := range w.plans(ops[1]) {
			if slices.Contains(before, "-destroy") {
				o = Operation{Kind: "tf.destroy_plan", Class: Destructive, Severity: Critical, Object: ops[1], Why: "the plan deletes everything that the state knows"}
			}
		}
	default:
		return false
	}
	w.note(e, o)
	return true
}

// plans are the commands of this line that mention a plan's file.
func (w *walker) plans(file string) [][]string {
	var out [][]string
	for part := range strings.FieldsFuncSeq(w.command, func(r rune) bool { return r == ';' || r == '&' || r == '\n' || r == '|' }) {
		f := strings.Fields(part)
		if slices.Contains(f, "plan") && (slices.Contains(f, file) || slices.Contains(f, "-out="+file) || slices.Contains(f, "--out="+file)) {
			out = append(out, f)
		}
	}
	return out
}
