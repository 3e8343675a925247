// Package cli gives the programs of the examples their help and their completion.
// The help is the doc comment of the program, so that there is one text to keep true.
package cli

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
)

// Setup prepares the flags of a program: -h prints the manual that is the doc comment
// of source, its main.go, and the flags. -completion is added; see [Completion].
func Setup(flags *flag.FlagSet, source string) *string {
	shell := flags.String("completion", "", "print the completion for a `shell`: bash, zsh or fish")
	flags.Usage = func() { writeHelp(flags.Output(), source, flags) }
	return shell
}

func writeHelp(w io.Writer, source string, flags *flag.FlagSet) {
	fmt.Fprintf(w, "%s\nOptions:\n", manual(source))
	flags.PrintDefaults()
}

// manual is the doc comment of a program.
func manual(source string) string {
	var b strings.Builder
	for line := range strings.Lines(source) {
		text, ok := strings.CutPrefix(strings.TrimRight(line, "\r\n"), "//")
		if !ok {
			if b.Len() > 0 {
				break
			}
			continue
		}
		if strings.HasPrefix(text, "go:") {
			continue
		}
		text = strings.TrimPrefix(text, " ")
		if rest, ok := strings.CutPrefix(text, "\t"); ok {
			text = "    " + rest
		}
		b.WriteString(text + "\n")
	}
	return b.String()
}

// Instead handles what stands in place of a command of a program that has commands: the
// flags -h and -completion. Flags are those of all commands.
func Instead(out io.Writer, flags *flag.FlagSet, source string, args []string, commands ...string) error {
	shell := Setup(flags, source)
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return nil
	case err != nil:
		return err
	case *shell != "":
		return Completion(out, *shell, flags.Name(), flags, commands...)
	}
	return fmt.Errorf("the command comes before its flags; there are %s", strings.Join(commands, ", "))
}

// Completion writes what a shell needs in order to complete the commands and flags of a
// program, and the names of files after them:
//
//	eval "$(why -completion bash)"
//	why -completion zsh > "${fpath[1]}/_why"
//	why -completion fish > ~/.config/fish/completions/why.fish
func Completion(w io.Writer, shell, program string, flags *flag.FlagSet, commands ...string) error {
	var names []string
	about := map[string]string{}
	flags.VisitAll(func(f *flag.Flag) {
		names = append(names, "-"+f.Name)
		_, about["-"+f.Name] = flag.UnquoteUsage(f)
	})
	switch shell {
	case "bash":
		first := "" // the word after the program
		if len(commands) > 0 {
			first = fmt.Sprintf("    1:*) COMPREPLY=($(compgen -W \"%s\" -- \"${COMP_WORDS[COMP_CWORD]}\")) ;;\n", strings.Join(commands, " "))
		}
		_, err := fmt.Fprintf(w, `_%[1]s() {
  case $COMP_CWORD:${COMP_WORDS[COMP_CWORD]} in
    *:-*) COMPREPLY=($(compgen -W "%[2]s" -- "${COMP_WORDS[COMP_CWORD]}")) ;;
%[4]s    *) COMPREPLY=($(compgen -f -- "${COMP_WORDS[COMP_CWORD]}")) ;;
  esac
}
complete -o filenames -F _%[1]s %[3]s
`, strings.ReplaceAll(program, "-", "_"), strings.Join(names, " "), program, first)
		return err
	case "zsh":
		var b strings.Builder
		fmt.Fprintf(&b, "#compdef %s\n_arguments \\\n", program)
		for _, n := range names {
			fmt.Fprintf(&b, "  '%s[%s]' \\\n", n, strings.NewReplacer("'", "", "[", "(", "]", ")", ":", " -").Replace(about[n]))
		}
		if len(commands) > 0 {
			fmt.Fprintf(&b, "  '1:command:(%s)' \\\n", strings.Join(commands, " "))
		}
		b.WriteString("  '*:file:_files'\n")
		_, err := io.WriteString(w, b.String())
		return err
	case "fish":
		if len(commands) > 0 {
			if _, err := fmt.Fprintf(w, "complete -c %s -f -n __fish_use_subcommand -a '%s'\n", program, strings.Join(commands, " ")); err != nil {
				return err
			}
		}
		for _, n := range names {
			if _, err := fmt.Fprintf(w, "complete -c %s -o %s -d '%s'\n", program, n[1:], strings.ReplaceAll(about[n], "'", `\'`)); err != nil {
				return err
			}
		}
		return nil
	}
	return fmt.Errorf("%q is no shell that can be completed for; there are bash, zsh and fish", shell)
}
