package trash

import (
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

// Command runs one of the commands list, restore and prune.
func Command(s Store, args []string, out io.Writer) error {
	if len(args) == 0 {
		return errors.New("say what to do: list, restore or prune")
	}
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	force, age := Flags(flags)
	if err := flags.Parse(args[1:]); errors.Is(err, flag.ErrHelp) {
		return nil
	} else if err != nil {
		return err
	}
	rest := flags.Args()
	switch args[0] {
	case "list":
		list, err := s.List()
		for _, c := range list {
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
