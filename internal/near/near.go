// Package near finds the name that a misspelt word was meant to be.
package near

import "strings"

// Name returns the name that word was probably meant to be: the same one but
// for case, or one that few typing errors away. It is "" if there is none.
func Name(word string, names []string) string {
	best, closest := "", 1+len(word)/4 // 1 error in a short word, 2 from 4 letters on
	for _, name := range names {
		if strings.EqualFold(word, name) {
			return name
		}
		limit := min(closest, 1+min(len(name), len(word))/4, 3)
		if d := Typos(strings.ToLower(word), strings.ToLower(name), limit); d <= limit && (best == "" || d < closest) {
			best, closest = name, d
		}
	}
	return best
}

// Typos counts the letters to add, drop, change or swap with their neighbour to
// make b of a; more than limit is limit+1.
func Typos(a, b string, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j]+cost, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return min(last[len(b)], limit+1)
}
