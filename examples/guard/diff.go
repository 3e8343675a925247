package main

import (
	"fmt"
	"io"
	"strings"
)

// around is how many unchanged lines are shown beside a change.
const around = 2

// showChange prints the lines that go and come, with what stands around them.
func showChange(out io.Writer, old, changed string) {
	type line struct {
		mark byte
		text string
	}
	before, after := lines(old), lines(changed)
	// common[i][k] is how many lines before[i:] and after[k:] have in common, in order.
	common := make([][]int, len(before)+1)
	for i := range common {
		common[i] = make([]int, len(after)+1)
	}
	for i := len(before) - 1; i >= 0; i-- {
		for k := len(after) - 1; k >= 0; k-- {
			if before[i] == after[k] {
				common[i][k] = common[i+1][k+1] + 1
			} else {
				common[i][k] = max(common[i+1][k], common[i][k+1])
			}
		}
	}
	var all []line
	for i, k := 0, 0; i < len(before) || k < len(after); {
		switch {
		case i < len(before) && k < len(after) && before[i] == after[k]:
			all = append(all, line{' ', before[i]})
			i, k = i+1, k+1
		case i < len(before) && (k == len(after) || common[i+1][k] >= common[i][k+1]):
			all = append(all, line{'-', before[i]})
			i++
		default:
			all = append(all, line{'+', after[k]})
			k++
		}
	}
	shown := make([]bool, len(all))
	for i, l := range all {
		if l.mark != ' ' {
			for n := max(i-around, 0); n <= min(i+around, len(all)-1); n++ {
				shown[n] = true
			}
		}
	}
	for i, l := range all {
		switch {
		case shown[i]:
			fmt.Fprintf(out, "%c %s\n", l.mark, l.text)
		case i > 0 && shown[i-1]:
			fmt.Fprintln(out, "  …")
		}
	}
}

// lines are those of a text, without their ends.
func lines(text string) []string {
	if text == "" {
		return nil
	}
	list := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for i := range list {
		list[i] = strings.TrimSuffix(list[i], "\r")
	}
	return list
}
