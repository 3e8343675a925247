package permission

import (
	"strings"
	"sync"
)

// psAliases are names that PowerShell has for its commands, in lower case. The
// documentation says that rules know aliases, and names some of them; these are
// the standard ones of what reads, writes or removes files, moves about, or runs
// something.
var psAliases = sync.OnceValue(func() map[string]string {
	return map[string]string{
		"gci": "get-childitem", "ls": "get-childitem", "dir": "get-childitem",
		"rm": "remove-item", "del": "remove-item", "ri": "remove-item", "erase": "remove-item", "rd": "remove-item", "rmdir": "remove-item",
		"cat": "get-content", "gc": "get-content", "type": "get-content",
		"sc": "set-content", "ac": "add-content", "clc": "clear-content",
		"cp": "copy-item", "copy": "copy-item", "cpi": "copy-item", "mv": "move-item", "move": "move-item", "mi": "move-item",
		"ren": "rename-item", "rni": "rename-item", "ni": "new-item", "md": "mkdir", "ii": "invoke-item",
		"cd": "set-location", "chdir": "set-location", "sl": "set-location", "pwd": "get-location", "gl": "get-location",
		"pushd": "push-location", "popd": "pop-location",
		"echo": "write-output", "write": "write-output", "cls": "clear-host", "clear": "clear-host",
		"select": "select-object", "sort": "sort-object", "measure": "measure-object", "group": "group-object",
		"where": "where-object", "?": "where-object", "foreach": "foreach-object", "%": "foreach-object",
		"sls": "select-string", "ft": "format-table", "fl": "format-list", "gm": "get-member", "tee": "tee-object",
		"ps": "get-process", "gps": "get-process", "kill": "stop-process", "spps": "stop-process",
		"start": "start-process", "saps": "start-process", "sleep": "start-sleep",
		"gsv": "get-service", "sasv": "start-service", "spsv": "stop-service",
		"curl": "invoke-webrequest", "wget": "invoke-webrequest", "iwr": "invoke-webrequest", "irm": "invoke-restmethod",
		"iex": "invoke-expression", "icm": "invoke-command", "sajb": "start-job", "ipmo": "import-module",
		"sal": "set-alias", "nal": "new-alias", "sv": "set-variable", "set": "set-variable", "sp": "set-itemproperty",
		"rp": "remove-itemproperty", "history": "get-history", "man": "help", "gcm": "get-command", "diff": "compare-object",
	}
})

// psName is what a command is known by: in lower case, without its module or
// path and without .exe, .cmd and the like, and by its full name.
func psName(word string) string {
	name := strings.ToLower(word)
	if i := strings.LastIndexAny(name, `\/`); i >= 0 {
		name = name[i+1:]
	}
	for _, ext := range [...]string{".exe", ".cmd", ".bat", ".com", ".ps1"} {
		name = strings.TrimSuffix(name, ext)
	}
	if full := psAliases()[name]; full != "" {
		return full
	}
	return name
}

// psSpecifier is a rule's specifier as commands are compared with it: in lower
// case, an alias at its start spelled out.
func psSpecifier(spec string) string {
	spec = strings.ToLower(spec)
	word := spec
	if i := strings.IndexAny(spec, " :*"); i >= 0 {
		word = spec[:i]
	}
	if full := psAliases()[word]; full != "" && !strings.HasPrefix(spec[len(word):], "*") {
		return full + spec[len(word):]
	}
	return spec
}

// doubt tells why it is not certain what a command does though it could be read:
// it evaluates text, starts another shell, or is no command but a statement.
func (c *psCommand) doubt() string {
	name := psName(c.words[0].text)
	switch name {
	case "invoke-expression", "invoke-command", "foreach-object", "start-job", "add-type", "set-alias", "new-alias",
		"set-variable", "import-module", "invoke-item", "new-object", "register-objectevent", "using":
		return name + " may evaluate its arguments"
	case "powershell", "pwsh", "cmd", "bash", "sh", "wsl", "wscript", "cscript", "mshta":
		return name + " starts another shell"
	case ".":
		return "it runs a script in its own scope"
	case "if", "else", "elseif", "for", "while", "do", "until", "switch", "function", "filter", "try", "catch",
		"finally", "trap", "throw", "return", "exit", "break", "continue", "param", "begin", "process", "end",
		"class", "enum", "workflow", "data", "configuration", "dynamicparam", "parallel", "sequence", "inlinescript":
		return "it is a statement and no command"
	}
	first := c.words[0].text
	if first == "" || strings.IndexByte("0123456789-+!,=:", first[0]) >= 0 || strings.ContainsAny(first, "=*?,") {
		return "it does not start with the name of a command"
	}
	for _, w := range c.words[1:] {
		if w.text == "--%" && !w.quoted {
			return "it stops PowerShell's parsing"
		}
	}
	return ""
}

// texts are the ways in which a rule may name the command. The first two hold
// for rules that allow: as it is written, but for its name.
func (c *psCommand) texts() []string {
	name, rest := psName(c.words[0].text), strings.ToLower(c.rest)
	var plain strings.Builder
	for _, w := range c.words[1:] {
		plain.WriteString(" " + strings.ToLower(w.text))
	}
	written := strings.ToLower(c.text)
	return []string{written, name + rest, name + plain.String(), strings.ToLower(c.words[0].text) + plain.String()}
}
