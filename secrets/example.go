package secrets

import (
	"cmp"
	"math/rand/v2"
	"strconv"
	"strings"
)

// Example returns one of r.Examples with made-up characters in place of {…}, which
// the seed decides. What is in the braces is a number of characters and a class of
// them as in a regular expression, such as {36 0-9A-Za-z}, or "sum" for the rest of
// the secret that makes r.Check pass. It returns "" if there is no such example.
//
// Such a text serves to try a guard with: it has the form of a secret, and is none.
func (r Rule) Example(i int, seed uint64) string {
	if i < 0 || i >= len(r.Examples) {
		return ""
	}
	return fill(r.Examples[i], r.Check, seed)
}

// NonExample is Example for r.NonExamples.
func (r Rule) NonExample(i int, seed uint64) string {
	if i < 0 || i >= len(r.NonExamples) {
		return ""
	}
	return fill(r.NonExamples[i], r.Check, seed)
}

func fill(template string, check Check, seed uint64) string {
	random := rand.New(rand.NewPCG(seed, uint64(len(template))))
	var b strings.Builder
	start := -1 // of the secret, for its sum: behind what stands before its first braces
	for rest := template; rest != ""; {
		open := strings.IndexByte(rest, '{')
		end := strings.IndexByte(rest, '}')
		if open < 0 || end < open {
			b.WriteString(rest)
			break
		}
		b.WriteString(rest[:open])
		if start < 0 || strings.ContainsAny(rest[:open], " \t\n\"'`") {
			start = strings.LastIndexAny(b.String(), " \t\n\"'`=:/@,") + 1
		}
		switch inside := rest[open+1 : end]; {
		case inside == "sum":
			b.WriteString(check.sum(b.String()[start:]))
		default:
			count, class, _ := strings.Cut(inside, " ")
			n, err := strconv.Atoi(count)
			if err != nil || class == "" {
				b.WriteString(rest[open : end+1]) // braces of the text itself
				break
			}
			letters := expandClass(class)
			for i := range n {
				if i == n-1 { // with a digit, if it may have one: so that it does not look like words
					letters = cmp.Or(strings.Map(onlyDigits, letters), letters)
				}
				b.WriteByte(letters[random.IntN(len(letters))])
			}
		}
		rest = rest[end+1:]
	}
	return b.String()
}

func onlyDigits(r rune) rune {
	if '0' <= r && r <= '9' {
		return r
	}
	return -1
}

// expandClass returns the characters of a class such as "0-9a-f_-".
func expandClass(class string) string {
	var b strings.Builder
	for i := 0; i < len(class); i++ {
		if i+2 < len(class) && class[i+1] == '-' {
			for c := class[i]; c <= class[i+2]; c++ {
				b.WriteByte(c)
			}
			i += 2
			continue
		}
		b.WriteByte(class[i])
	}
	return b.String()
}
