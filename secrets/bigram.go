package secrets

// pairs tells natural words from random letters. Row a, column b is how much more
// often than by chance the letter b follows a in words, in half bits: 'm' is 0,
// 'n' half a bit more, 'l' half a bit less.
//
// Counted over the words of three letters and more that occur at least three times
// in the comments and documents of Go 1.26's own tree, 11,565 of them, each with
// the logarithm of how often it does.
var pairs = [26]string{ //nolint:gochecknoglobals // a table that nothing writes to
	"dmonchlcmajqmpamapoqjjggjd", // a
	"pkkipjgapkfrhgoianokpgecke", // b
	"qdlfpfgpmaongergfmkpmgdbia", // c
	"nhimsihdrhbmihnfcmnhnigdjd", // d
	"nhoqkkjehbdmmpgliqqngkimga", // e
	"ofkkppgaraaogiphanmlnaedlc", // f
	"ngkgrhlnpaemjophapninfeagg", // g
	"rehisgddpbfhkhpgbnknlcfbjc", // h
	"lkommlmaabfnnsokclnoblahal", // i
	"qihlrkhhlhihkjplhiojqhihhh", // j
	"nihktjleqdikjmjkgiqjjfieke", // k
	"pghlrhgcrafpdfphaelllicapc", // l
	"rmhireeepajjmgoqadmhmdbbga", // m
	"ogoopkrfndjjhkmhdgpqjkfagd", // n
	"jknmgkkdjdinorlnaqnmnlmgdb", // o
	"pcihqfhknahofdpnarmomdecib", // p
	"ggiggggghggjghhhgkkkvggggj", // q
	"pgklsijdpajjlkpialonligala", // r
	"mfnfqhgnpbjkjhmnfgorodialb", // s
	"pdjhrhfnrabkhfnjapnllcgfld", // t
	"mnnjmklbnaaonrjnapopbbagaf", // u
	"qeifuggdqbdbiemfdeiffgcdfd", // v
	"rhgjqhgoqcfkiopicpniechfec", // w
	"okolplhjpddgjjjrfhgqhhdljd", // x
	"kjlhnighoddlpplrdkqnfgkfjl", // y
	"piiiueeipeehhimhegjhiegejm", // z
}

// naturalness sums up, over the pairs of letters in text that follow each other
// without a change to upper case, in bits, how much more it looks like words than
// like random letters, and returns the number of pairs too.
func naturalness(text []byte) (bits float32, n int) {
	for i := 1; i < len(text); i++ {
		a, b := text[i-1]|0x20, text[i]|0x20
		if a < 'a' || 'z' < a || b < 'a' || 'z' < b || text[i] < 'a' && text[i-1] >= 'a' {
			continue
		}
		bits += float32(int(pairs[a-'a'][b-'a'])-'m') / 2
		n++
	}
	return bits, n
}
