package secrets

// An encodedText is where a secret was found that had to be decoded.
type encodedText struct {
	secret string
	layers []string
}

// decode looks into what is encoded in the text.
func (sc *scan) decode() {}
