package secrets

import "bytes"

// A recovery phrase has as many words as one of these: BIP 39 makes them of 128 to 256
// bits and a checksum, with 11 bits for a word.
const (
	leastWords = 12
	mostWords  = 24
	wordsStep  = 3
)

// inRecoveryPhrase looks for the words from which a wallet can be restored, behind the
// name of such a phrase that ends at text[to]. The words of test wallets, such as
// eleven times "abandon", repeat each other.
func inRecoveryPhrase(sc *scan, r *compiledRule, _, to int) {
	c := cursor{text: sc.text, at: to, end: min(len(sc.text), to+mostWords*9+64)}
	c.skipQuotes()
	if c.blanks() > 0 && c.eatWord("is") {
		c.blanks()
	}
	for c.eat(':') || c.eat('=') || c.eat('>') || c.blanks() > 0 || c.skipQuotes() {
	}
	start, n := c.at, 0
	for {
		from := c.at
		for isLower(c.peek()) {
			c.at++
		}
		if c.at-from < 3 || c.at-from > 8 {
			return
		}
		if n++; !c.eat(' ') {
			break
		}
	}
	if n < leastWords || n > mostWords || n%wordsStep != 0 {
		return
	}
	words := map[string]bool{}
	for w := range bytes.FieldsSeq(c.text[start:c.at]) {
		words[string(w)] = true
	}
	if 3*len(words) < 2*n {
		return
	}
	switch c.peek() {
	case 0, '"', '\'', '`', '\n', '\r', '.', ',', ';', '<', '\\', ')':
		sc.add(r, start, c.at, byPlace, formConfidence)
	}
}
