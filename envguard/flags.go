package envguard

import "strings"

// A flag table is a text such as "-h=PGHOST --host=PGHOST -c=": flags that take a
// value, and what the value is. An upper-case word is the variable that says the
// same; see apply for the others. Nothing behind = is a value to leave alone.
type flagTable string

// find returns what a flag's value is, and whether the flag is in the table.
func (t flagTable) find(flag string) (what string, ok bool) {
	if flag == "" || strings.Contains(flag, " ") {
		return "", false
	}
	for rest := string(t); rest != ""; {
		var entry string
		entry, rest, _ = strings.Cut(rest, " ")
		if len(entry) > len(flag) && entry[len(flag)] == '=' && entry[:len(flag)] == flag {
			return entry[len(flag)+1:], true
		}
	}
	return "", false
}

// walk goes through arguments: flag is called for each with its value, known or not;
// operand for all others until it returns false. It returns what is left then.
func walk(args []string, table flagTable, flag func(name, what, value string), operand func(s string) bool) []string {
	for i := 0; i < len(args); i++ {
		a := args[i]
		switch {
		case a == "--":
			for j := i + 1; j < len(args); j++ {
				if !operand(args[j]) {
					return args[j:]
				}
			}
			return nil
		case len(a) < 2 || a[0] != '-':
			if !operand(a) {
				return args[i:]
			}
			continue
		}
		name, value, has := strings.Cut(a, "=")
		what, ok := table.find(name)
		if !ok && a[1] != '-' && len(a) > 2 { // -hHOST, -nprod
			if w, short := table.find(a[:2]); short {
				flag(a[:2], w, strings.TrimPrefix(a[2:], "="))
				continue
			}
			if w, short := table.find("-" + a[len(a)-1:]); short && !has && i+1 < len(args) && len(a) <= 5 { // -itn prod
				i++
				flag("-"+a[len(a)-1:], w, args[i])
				continue
			}
		}
		if ok && !has && i+1 < len(args) && what != "!" && what != "@production" && what != "@linked" && what != "@local" {
			i++
			value = args[i]
		}
		flag(name, what, value)
	}
	return nil
}
