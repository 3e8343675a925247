package secrets

import "bytes"

// How plausible a value is that has the form of a secret. Of the labelled texts in
// testdata/README.md with such a value, these are secrets: of those that go through
// the alphabet or the digits 5 of 6, of those that are mostly one character 1 of 4,
// of those that say "example" or the like fewer than 1 of 5.
const (
	plausibleSequence = 0.85
	plausibleRun      = 0.5
	plausibleExample  = 0.5
)

// plausibility is 1 for a value that looks like one of a rule of that rank, and
// less for what stands in documentation and templates in place of one. What has a
// valid checksum is not made up; the ranks below byName have their own measure.
func plausibility(value []byte, k rank) float64 {
	if k != byName && k != byForm {
		return 1
	}
	switch {
	case longestRun(value)*5 >= len(value)*2:
		return plausibleRun
	case saysExample(value):
		return plausibleExample
	case steps(value)*2 >= len(value):
		return plausibleSequence
	}
	return 1
}

// longestRun is the length of the longest run of one character.
func longestRun(v []byte) int {
	run, longest := 0, 0
	for i, c := range v {
		if i == 0 || c != v[i-1] {
			run = 0
		}
		run++
		longest = max(longest, run)
	}
	return longest
}

// steps counts the characters that are next to the one before, in the alphabet or
// among the digits.
func steps(v []byte) int {
	n := 0
	for i := 1; i < len(v); i++ {
		switch c, p := v[i], v[i-1]; {
		case !isAlnum(c):
		case c == p+1, c+1 == p, c == '0' && p == '9', c == '9' && p == '0':
			n++
		}
	}
	return n
}

// ascends is the length of the longest part that goes up the alphabet or the digits.
func ascends(v []byte) int {
	longest, run := 0, 0
	for i, c := range v {
		if run++; i > 0 && c != v[i-1]+1 {
			run = 1
		}
		longest = max(longest, run)
	}
	return longest
}

// saysExample reports a value that says itself that it is none.
func saysExample(v []byte) bool {
	for _, w := range [...]string{"example", "placeholder", "dummy", "your_", "your-", "changeme", "xxxxxx", "redacted", "insert_"} {
		if indexFold(v, w) >= 0 {
			return true
		}
	}
	return bytes.Contains(v, []byte("...")) || bytes.Contains(v, []byte("***"))
}

// placeholders counts the words in a value that stand for what a reader has to put
// there, or that people write where it does not matter.
func placeholders(v []byte) int {
	n := 0
	for _, w := range [...]string{
		"example", "sample", "your", "changeme", "change_me", "change-me", "xxx", "dummy", "fake", "foo", "bar", "test", "placeholder", "redacted", "insert", "replace", "todo", "enter",
		"default", "mock", "demo", "admin", "user", "valid", "1234", "abcd", "qwer", "asdf", "my-", "my_", "some", "letmein",
	} {
		if indexFold(v, w) >= 0 {
			n++
		}
	}
	return n
}
