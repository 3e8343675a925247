package permission

import "strings"

// find reads the operands ahead of the expression and the files that some
// tests of the expression name.
func (l *pathLister) find() {
	expression, found := false, false
	for i := 0; i < len(l.args); i++ {
		text := l.args[i].text
		switch {
		case text == "-H" || text == "-L" || text == "-P" || text == "--":
		case findTestNamesFile(text):
			expression = true
			if i++; i < len(l.args) {
				l.add(i, l.args[i].text, useRead)
				found = true
			}
		case isFlagText(text):
			expression = true
		case !expression:
			l.add(i, text, useRead)
			found = true
		}
	}
	if !found {
		l.add(-1, ".", useRead)
	}
}

// findTestNamesFile reports the tests whose argument the client takes for a
// file; that of -path and -lname is a pattern, that of -newermt a time.
func findTestNamesFile(test string) bool {
	switch test {
	case "-newer", "-anewer", "-cnewer", "-samefile", "-path", "-wholename", "-ipath", "-iwholename", "-lname", "-ilname":
		return true
	}
	return len(test) == len("-newerXY") && test[:6] == "-newer" &&
		strings.IndexByte("aBcmt", test[6]) >= 0 && strings.IndexByte("aBcmt", test[7]) >= 0
}

// sed reads its files. Only of the form that prints lines is the client sure
// that it writes none of them.
func (l *pathLister) sed() {
	kind := useRead | useEdit | useWrite
	if l.sedPrints() {
		kind = useRead
	}
	script, operand, plain := false, false, false
	for i := 0; i < len(l.args); i++ {
		text := l.args[i].text
		switch {
		case !plain && text == "--":
			plain = true
		case !plain && isFlagText(text):
			switch {
			case operand:
			case text == "-e" || text == "--expression":
				script = true
				i++
			case text == "-f" || text == "--file":
				script = true
				if i++; i < len(l.args) {
					l.add(i, l.args[i].text, kind)
				}
			case strings.ContainsAny(text, "ef"):
				// A cluster with -e or -f. Long flags with these letters fall
				// under it too.
				script = true
			}
		case !script:
			script, operand = true, true
		default:
			operand = true
			l.add(i, text, kind)
		}
	}
}

// sedPrints reports `sed -n 1,5p file…`: flags that change no file, and a
// script of nothing but line numbers and p.
func (l *pathLister) sedPrints() bool {
	quiet, script := false, -1
	for i := range l.args {
		text := l.args[i].text
		switch {
		case text == "--":
		case strings.HasPrefix(text, "--"):
			switch text {
			case "--quiet", "--silent":
				quiet = true
			case "--regexp-extended", "--zero-terminated", "--posix":
			default:
				return false
			}
		case len(text) > 1 && isFlagText(text):
			for k := 1; k < len(text); k++ {
				switch text[k] {
				case 'n':
					quiet = true
				case 'E', 'r', 'z':
				default:
					return false
				}
			}
		case script < 0:
			script = i
		}
	}
	if !quiet || script < 0 {
		return false
	}
	for part := range strings.SplitSeq(l.args[script].text, ";") {
		if !isPrint(strings.TrimSpace(part)) {
			return false
		}
	}
	return true
}

// isPrint reports p, Np and N,Mp.
func isPrint(s string) bool {
	s, ok := strings.CutSuffix(s, "p")
	if !ok || strings.ContainsAny(s, "\n") {
		return false
	}
	from, to, two := strings.Cut(s, ",")
	return s == "" || isNumber(from) && (!two || isNumber(to))
}

// jq reads the operands behind the filter.
func (l *pathLister) jq() {
	filter := false
	for i := 0; i < len(l.args); i++ {
		text := l.args[i].text
		switch {
		case text == "--":
			for i++; i < len(l.args); i++ {
				if filter {
					l.add(i, l.args[i].text, useRead)
				}
				filter = true
			}
		case !isFlagText(text):
			if filter {
				l.add(i, text, useRead)
			}
			filter = true
		case text == "-f" || text == "--from-file":
			filter = true
			if i++; i < len(l.args) {
				l.add(i, l.args[i].text, useRead)
			}
		case strings.HasPrefix(text, "--from-file="):
			filter = true
			l.add(i, text[len("--from-file="):], useRead)
		case text == "--rawfile" || text == "--slurpfile":
			if i += 2; i < len(l.args) {
				l.add(i, l.args[i].text, useRead)
			}
		case listed(" --arg --argjson --args --jsonargs --indent --tab -L --library-path ", text):
			i++ // one word only, whatever jq takes
		}
	}
}

// git reads files with the subcommands diff and grep.
func (l *pathLister) git() {
	dir, i := "", 0
	for ; i < len(l.args) && isFlagText(l.args[i].text); i++ {
		switch l.args[i].text {
		case "-C":
			if i++; i < len(l.args) {
				dir = joinDir(dir, l.args[i].text)
			}
		case "-c", "--git-dir", "--work-tree", "--namespace", "--exec-path", "--super-prefix", "--config-env", "--attr-source":
			i++
		}
	}
	if i >= len(l.args) {
		return
	}
	switch l.args[i].text {
	case "diff":
		rest := pathLister{args: l.args[i+1:]}
		rest.operands("", useRead)
		for _, u := range rest.uses {
			l.add(u.word+i, u.text, useRead)
		}
	case "grep":
		m, _ := matcherOf("git grep")
		l.match(&m, i+1)
	}
	for k := range l.uses {
		l.uses[k].text = joinDir(dir, l.uses[k].text)
	}
}

// joinDir is name as seen from the directory that contains dir.
func joinDir(dir, name string) string {
	if dir == "" || strings.HasPrefix(name, "/") || strings.HasPrefix(name, "~") {
		return name
	}
	return strings.TrimSuffix(dir, "/") + "/" + name
}

// copyOrMove reads cp and mv. Of a flag that the client does not know it only
// knows that it must ask, and takes the sources of cp for files to write too.
func (l *pathLister) copyOrMove(name string) (why string) {
	target, last, plain, flags := false, -1, false, false
	for i := range l.args {
		text := l.args[i].text
		switch {
		case !plain && text == "--":
			plain, flags = true, true
		case !plain && isFlagText(text):
			flags = true
			target = target || targetFlag(text)
		default:
			flags = flags || isFlagText(text)
			last = i
		}
	}
	source := useRead | useWrite
	if name == "mv" || !l.copiesPlainly() {
		source |= useEdit
	}
	plain = false
	for i := range l.args {
		text := l.args[i].text
		switch {
		case !plain && text == "--":
			plain = true
		case !plain && isFlagText(text):
			if dir := targetValue(text); dir != "" {
				l.add(i, dir, useEdit|useWrite)
			}
		case i == last && !target:
			kind := useEdit | useWrite
			if isFlagText(text) {
				kind |= useRead
			}
			l.add(i, text, kind)
		default:
			l.add(i, text, source)
		}
	}
	l.addInside()
	if flags {
		return name + " with flags may write elsewhere"
	}
	return ""
}

// addInside adds what the files become if the target is a directory: of
// `cp x/docs b`, the file b/docs.
func (l *pathLister) addInside() {
	n := len(l.uses)
	for t := range n {
		target := l.uses[t]
		if target.read || !target.edit {
			continue
		}
		for s := range n {
			if source := l.uses[s]; s != t && source.read {
				name := strings.TrimRight(source.text, "/")
				name = name[strings.LastIndexByte(name, '/')+1:]
				l.add(target.word-1, strings.TrimRight(target.text, "/")+"/"+name, useEdit)
			}
		}
	}
}

// copiesPlainly reports that all flags of cp stand ahead of its operands and
// are of those that change nothing about where it writes.
func (l *pathLister) copiesPlainly() bool {
	operand := false
	for i := range l.args {
		text := l.args[i].text
		switch {
		case !isFlagText(text):
			operand = true
		case operand || text != "--" && strings.Trim(text[1:], "finpv") != "":
			return false
		}
	}
	return true
}

// targetFlag reports -t and --target-directory, abbreviated or with a value.
func targetFlag(text string) bool {
	if strings.HasPrefix(text, "--") {
		flag, _, _ := strings.Cut(text, "=")
		return len(flag) > len("--t") && strings.HasPrefix("--target-directory", flag)
	}
	return isFlagText(text) && strings.Contains(text, "t")
}

// targetValue is the directory in -tDIR and --target-directory=DIR.
func targetValue(text string) string {
	if !targetFlag(text) {
		return ""
	}
	if strings.HasPrefix(text, "--") {
		_, dir, _ := strings.Cut(text, "=")
		return dir
	}
	_, dir, _ := strings.Cut(text, "t")
	return dir
}

// tr reads the operands behind its sets of characters, of which -d takes one.
func (l *pathLister) tr() {
	sets, plain := 2, false
	for i := range l.args {
		if text := l.args[i].text; text == "--" {
			break
		} else if text == "--delete" || !strings.HasPrefix(text, "--") && isFlagText(text) && strings.Contains(text, "d") {
			sets = 1
		}
	}
	for i := range l.args {
		text := l.args[i].text
		switch {
		case !plain && text == "--":
			plain = true
		case !plain && isFlagText(text):
		case sets > 0:
			sets--
		default:
			l.add(i, text, useRead)
		}
	}
}
