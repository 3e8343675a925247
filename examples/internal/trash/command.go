package trash

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"time"
)

// Flags are those of the commands.
func Flags(flags *flag.FlagSet) (force *bool, older *time.Duration) {
	return flags.Bool("force", false, "restore: replace files that exist again"), flags.Duration("older", 30*24*time.Hour, "prune: how old a copy must be to go")
}

// JSON is the flag of list for programs that read it.
func JSON(flags *flag.FlagSet) *bool { return flags.Bool("json", false, "list: print JSON lines") }

// Command runs one of the commands list, restore and prune.
func Command(s Store, args []string, out io.Writer) error {
	if len(args) == 0 {
		return errors.New("say what to do: list, restore or prune")
	}
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	force, age := Flags(flags)
	asJSON := JSON(flags)
	if err := flags.Parse(args[1:]); errors.Is(err, flag.ErrHelp) {
		return nil
	} else if err != nil {
		return err
	}
	rest := flags.Args()
	switch args[0] {
	case "list":
		list, err := s.List()
		lines := json.NewEncoder(out)
		for _, c := range list {
			if *asJSON {
				if err := lines.Encode(c); err != nil {
					return err
				}
				continue
			}
			var size int64
			for _, f := range c.Files {
				size += f.Size
			}
			if _, err := fmt.Fprintf(out, "%s  %6d files  %9d bytes  %s: %s\n", c.ID, len(c.Files), size, c.Dir, c.Command); err != nil {
				return err
			}
		}
		return err
	case "restore":
		if len(rest) == 0 {
			return errors.New("name the copy: restore ID [path…]")
		}
		for i, p := range rest[1:] {
			abs, err := filepath.Abs(p)
			if err != nil {
				return err
			}
			rest[i+1] = abs
		}
		restored, err := s.Restore(rest[0], *force, rest[1:]...)
		for _, name := range restored {
			fmt.Fprintln(out, name)
		}
		return err
	case "prune":
		n, err := s.Prune(*age, time.Now())
		fmt.Fprintf(out, "%d copies removed\n", n)
		return err
	}
	return fmt.Errorf("%q is no command; there are list, restore and prune", args[0])
}
