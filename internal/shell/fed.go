package shell

import "strings"

// Fed splits what xargs is fed as its options say: into words, and into the items
// that replace the mark of -I, which are lines (POSIX xargs; -0 and -d are GNU's).
// What cannot be split is one word.
func Fed(options []string, text string) (words, items []string) {
	if d, ok := delimiter(options); ok {
		items = strings.Split(strings.TrimSuffix(text, d), d)
		return items, items
	}
	for line := range strings.Lines(text) {
		if line = strings.TrimLeft(strings.TrimSuffix(line, "\n"), " \t"); line != "" {
			items = append(items, strings.Join(fedWords(line, false), ""))
		}
	}
	return fedWords(text, true), items
}

// delimiter is what stands between the items, where the options say so.
func delimiter(options []string) (string, bool) {
	for i, o := range options {
		var value string
		switch {
		case o == "-0" || o == "--null":
			return "\x00", true
		case (o == "-d" || o == "--delimiter") && i+1 < len(options):
			value = options[i+1]
		case strings.HasPrefix(o, "--delimiter="):
			value = strings.TrimPrefix(o, "--delimiter=")
		case strings.HasPrefix(o, "-d") && len(o) > 2:
			value = o[2:]
		case len(o) > 2 && o[0] == '-' && o[1] != '-' && strings.Trim(o[1:], "0rtpx") == "" && strings.Contains(o, "0"):
			return "\x00", true
		default:
			continue
		}
		if value, _ = ansiText(value); value != "" {
			return value, true
		}
	}
	return "", false
}

// fedWords undoes the quotes and backslashes of xargs. With split, blanks end a
// word.
func fedWords(text string, split bool) []string {
	var (
		list []string
		b    strings.Builder
		open bool // a word has begun, though it may be empty
	)
	end := func() {
		if open {
			list = append(list, b.String())
			b.Reset()
			open = false
		}
	}
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && i+1 < len(text):
			i++
			b.WriteByte(text[i])
			open = true
		case c == '\'' || c == '"':
			n := strings.IndexByte(text[i+1:], c)
			if n < 0 {
				b.WriteByte(c)
				open = true
				continue
			}
			b.WriteString(text[i+1 : i+1+n])
			i += n + 1
			open = true
		case split && strings.IndexByte(" \t\n\v\f\r", c) >= 0:
			end()
		default:
			b.WriteByte(c)
			open = true
		}
	}
	end()
	return list
}
