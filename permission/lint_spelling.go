package permission

import (
	"maps"
	"slices"
	"strings"
)

// A plainCommand is one without quotes and operators, in its parts.
type plainCommand struct {
	program, sub string
	flags        []string
	operands     []string
	late         bool     // flags stand behind operands
	letters      []string // what the flags mean, if all of them are known: "f", "--hard"
}

// splitCommand reads a command that has nothing but plain words.
func splitCommand(command string) (c plainCommand, ok bool) {
	words := strings.Fields(command)
	if len(words) == 0 || strings.ContainsAny(command, "'\"`\\$|&;<>(){}\n") {
		return c, false
	}
	c.program, words = words[0], words[1:]
	if strings.Contains(withSubcommands, " "+c.program+" ") && len(words) > 0 && !strings.HasPrefix(words[0], "-") {
		c.sub, words = words[0], words[1:]
	}
	for _, w := range words {
		if strings.HasPrefix(w, "-") {
			c.late = c.late || len(c.operands) > 0
			c.flags = append(c.flags, w)
		} else {
			c.operands = append(c.operands, w)
		}
	}
	for _, f := range c.flags {
		c.letters = append(c.letters, c.meaning(f)...)
	}
	return c, true
}

// named gives the operands that stand for a wildcard a meaning.
func (c *plainCommand) named() {
	if len(c.operands) == 0 || slices.Equal(c.operands, []string{"x"}) {
		switch c.name() {
		case "git push":
			c.operands = []string{"origin", "main"}
		case "git reset":
			c.operands = []string{"HEAD~1"}
		}
	}
}

// name is what a rule on every call of the command starts with.
func (c *plainCommand) name() string {
	if c.sub == "" {
		return c.program
	}
	return c.program + " " + c.sub
}

// table is what is known of the flags that take no value.
func (c *plainCommand) table() flagTable {
	all := namesFor(c.program, []string{c.sub})
	return slices.DeleteFunc(slices.Clone(all), func(entry string) bool {
		_, names, _ := strings.Cut(entry, "=")
		return strings.HasPrefix(entry, "=") || strings.Contains(valuedFlags, " "+names+" ")
	})
}

// meaning splits a flag into single ones.
func (c *plainCommand) meaning(flag string) []string {
	known := c.table()
	if long, ok := strings.CutPrefix(flag, "--"); ok {
		for _, entry := range known {
			if short, names, _ := strings.Cut(entry, "="); names == long {
				return []string{short}
			}
		}
		return []string{flag}
	}
	var out []string
	for _, letter := range flag[1:] {
		if !slices.ContainsFunc(known, func(entry string) bool { return strings.HasPrefix(entry, string(letter)+"=") }) {
			return []string{flag}
		}
		out = append(out, string(letter))
	}
	return out
}

// has reports that the command is the one that another text names: the same
// program and subcommand with at least its flags.
func (c *plainCommand) has(text string) bool {
	o, ok := splitCommand(text)
	if !ok || o.name() != c.name() {
		return false
	}
	for i, operand := range o.operands {
		if i >= len(c.operands) || c.operands[i] != operand {
			return false
		}
	}
	for _, f := range o.letters {
		if !slices.ContainsFunc(c.letters, func(g string) bool { return strings.EqualFold(f, g) }) {
			return false
		}
	}
	return true
}

// spellings returns other ways to write the command. Some of them a rule may
// well see: they are only tried.
func (c *plainCommand) spellings() []string {
	var out []string
	add := func(words ...[]string) { out = append(out, strings.Join(slices.Concat(words...), " ")) }
	name, operands := strings.Fields(c.name()), c.operands
	var ways [][]string
	if len(c.letters) > 0 {
		ways = c.flagWays()
	}
	for _, flags := range ways {
		add(name, flags, operands)
	}
	if len(c.flags) > 0 && len(operands) > 0 && c.movable() {
		for _, flags := range append([][]string{c.flags}, ways...) {
			add(name, operands, flags)
		}
	}
	if len(c.letters) > 0 && !c.late {
		for extra := range strings.FieldsSeq(extraFlags()[c.name()]) {
			add(name, []string{extra}, c.flags, operands)
		}
	}
	if c.late && !strings.Contains(permuting, " "+c.program+" ") {
		return nil // they may be those of another command
	}
	if c.sub != "" {
		for global := range strings.SplitSeq(globals()[c.program], "\n") {
			if global != "" {
				add([]string{c.program, global, c.sub}, c.flags, operands)
			}
		}
	}
	for _, spelled := range slices.Sorted(maps.Keys(otherNames())) {
		if words, ok := strings.CutPrefix(spelled, c.program+" "); ok && otherNames()[spelled] == c.sub {
			add([]string{c.program, words}, c.flags, operands)
		}
	}
	return append(out, "/bin/"+strings.Join(slices.Concat(name, c.flags, operands), " "))
}

// movable reports flags that may as well stand behind the operands.
func (c *plainCommand) movable() bool {
	return strings.Contains(permuting, " "+c.program+" ") && c.name() != "docker run" && !slices.ContainsFunc(c.letters, func(letter string) bool {
		return len(letter) > 1 && !strings.Contains(switches, " "+letter+" ")
	})
}

// fill puts the operands into templates.
func (c *plainCommand) fill(templates string) string {
	var rest []string
	if len(c.operands) > 1 {
		rest = c.operands[1:]
	}
	return strings.NewReplacer("ARGS", strings.Join(c.operands, " "), "REST", strings.Join(rest, " ")).Replace(templates)
}

// flagWays returns other ways to write the flags: in another order, apart, by
// their long names and by other letters.
func (c *plainCommand) flagWays() [][]string {
	known := c.table()
	if len(known) == 0 {
		return nil // of other programs it is not known what their flags mean
	}
	var apart, longs, other []string
	for _, letter := range c.letters {
		if strings.HasPrefix(letter, "-") {
			apart, longs, other = append(apart, letter), append(longs, letter), append(other, letter)
			continue
		}
		apart = append(apart, "-"+letter)
		names := known.long(letter)
		for _, name := range names {
			longs = append(longs, "--"+name)
		}
		twin := letter
		for _, entry := range known {
			if short, same, _ := strings.Cut(entry, "="); short != letter && same == strings.Join(names, ",") {
				twin = short
				break
			}
		}
		other = append(other, "-"+twin)
	}
	ways := [][]string{
		cluster(backwards(apart)), cluster(apart), apart, backwards(apart), longs, backwards(longs), cluster(other), cluster(backwards(other)),
	}
	if len(longs) > 1 {
		ways = append(ways, append([]string{apart[0]}, longs[1:]...))
	}
	return ways
}

func backwards(list []string) []string {
	list = slices.Clone(list)
	slices.Reverse(list)
	return list
}

// cluster joins flags of one letter.
func cluster(flags []string) []string {
	var joined strings.Builder
	joined.WriteString("-")
	var rest []string
	for _, f := range flags {
		if len(f) == 2 && isLetter(f[1]) {
			joined.WriteString(f[1:])
		} else {
			rest = append(rest, f)
		}
	}
	if joined.String() == "-" {
		return rest
	}
	return append([]string{joined.String()}, rest...)
}
