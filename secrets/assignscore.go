package secrets

import (
	"bytes"
	"math"
)

// A feature is what counts for or against a value being a secret.
type feature uint8

const (
	always feature = iota

	// The name.
	ofPassword
	ofSecret
	ofToken
	ofKey
	ofBareKey
	ofAuth
	ofCredential
	ofSalt
	nameApart
	nameBefore
	nameTail
	namePublic
	nameUpper
	nameInText
	nameFlag

	// How the value is tied to it.
	byColon
	byArrow
	byCompare
	byComma
	byCall
	byTag
	byBlank
	byBlankQuoted
	byFlag
	byFunction
	onNextLine
	isBare
	isBareSpaced
	isBareInCode

	// The value.
	isShort    // 4 or 5
	isMiddling // 6 to 9
	isLong     // 16 and more
	isVeryLong // 32 and more
	isEndless  // 128 and more
	hasDigits
	hasBothCases
	hasSpecial
	hasMarks // !@#$%^&*?
	hasForeign
	hasBlanks
	allDigits
	allHex
	isID // a UUID
	isMixed
	isDistinct
	isRandom
	isNatural
	isNaturalBare
	isNaturalPassword
	hasHumps
	hasHumpsBare
	isDotted
	isPath
	isPlaceholder
	namesItself
	digitsPassword
	isConstantName // UPPER_CASE
	isVector
	isPlaceholderWeak
	hasCall

	numFeatures
)

// features are those of a value and its name.
func (a *assignment) features(text []byte, n *nameFacts, x *[numFeatures]float32) {
	v := text[a.from:a.to]
	s := shapeOf(v)
	set := func(f feature, on bool) {
		if on {
			x[f] = 1
		}
	}
	x[always] = 1
	switch n.kind {
	case namePassword:
		x[ofPassword] = 1
	case nameSecret:
		x[ofSecret] = 1
	case nameToken:
		x[ofToken] = 1
	case nameKey:
		x[ofKey] = 1
	case nameBareKey:
		x[ofBareKey] = 1
	case nameAuth:
		x[ofAuth] = 1
	case nameCredential:
		x[ofCredential] = 1
	case nameSalt:
		x[ofSalt] = 1
	}
	x[nameApart] = float32(min(n.apart, 2))
	x[nameBefore] = float32(min(n.before, 2))
	x[nameTail] = float32(min(n.tail, 2))
	set(namePublic, n.public)
	set(nameUpper, n.upper)
	set(nameInText, n.spaced)
	set(nameFlag, n.flag)

	set(byColon, a.op == opColon || a.op == opIs)
	set(byArrow, a.op == opArrow)
	set(byCompare, a.op == opCompare)
	set(byComma, a.op == opComma)
	set(byCall, a.op == opCall)
	set(byTag, a.op == opTag)
	set(byFlag, a.op == opBlank && n.flag)
	set(byBlankQuoted, a.op == opBlank && !n.flag && a.quote != 0)
	set(byBlank, a.op == opBlank && !n.flag && a.quote == 0)
	set(byFunction, a.call)
	set(onNextLine, a.nextLine)
	bare := a.quote == 0 && a.op != opTag
	set(isBare, bare)
	set(isBareSpaced, bare && a.spaced && a.op == opEqual)
	set(isBareInCode, bare && (a.after == ')' || a.after == ',' || a.after == ';' || a.after == ']' || a.after == '}'))

	letters := s.lower + s.upper
	set(isShort, s.n < 6)
	set(isMiddling, 6 <= s.n && s.n < 10)
	set(isLong, s.n >= 16)
	set(isVeryLong, s.n >= 32)
	set(isEndless, s.n >= 128)
	set(hasDigits, s.digits > 0)
	set(hasBothCases, s.lower > 0 && s.upper > 0)
	x[hasSpecial] = float32(min(s.special-s.marks, 3)) / 3
	x[hasMarks] = float32(min(s.marks, 3)) / 3
	set(hasForeign, s.foreign > 0)
	x[hasBlanks] = float32(min(s.blanks, 3))
	set(allDigits, s.digits == s.n)
	set(allHex, s.hex && s.n >= 16 && s.digits > 0 && s.digits < s.n)
	set(isID, isUUID(v))
	x[isMixed] = float32(min(s.changes, 6)) / 6
	x[isDistinct] = float32(s.distinct) / float32(min(s.n, 24))
	if hex := s.hex && s.n >= 16 && s.digits > 0; hex {
		// Their letters are no words.
	} else if s.natural < 0 {
		x[isRandom] = min(-s.natural, 12) / 4
	} else {
		x[isNatural] = min(s.natural, 12) / 4
		if bare {
			x[isNaturalBare] = x[isNatural]
		}
		if n.kind == namePassword {
			x[isNaturalPassword] = x[isNatural]
		}
	}
	x[hasHumps] = float32(min(s.humps, 3))
	if bare {
		x[hasHumpsBare] = x[hasHumps]
	}
	set(isDotted, bare && isReference(v) && letters+s.digits < s.n && s.digits <= 2)
	set(isPath, isPathText(v, &s))
	x[isPlaceholder] = float32(min(placeholders(v), 2))
	set(isPlaceholderWeak, x[isPlaceholder] > 0 && s.changes <= 1 && s.special == 0)
	set(hasCall, hasCallIn(v))
	set(namesItself, nameIn(v, n))
	set(isConstantName, s.lower == 0 && s.upper > 3 && bytes.IndexByte(v, '_') > 0 && s.natural > 0)
	set(isVector, x[allHex] == 1 && (n.kind != nameSalt || n.nonce) && a.inVector(text))
	set(digitsPassword, s.digits == s.n && n.kind == namePassword)
}

// confidence is how likely the value is secret. odds is what is known beside the
// features.
func (a *assignment) confidence(text []byte, n *nameFacts, odds float32) float64 {
	var x [numFeatures]float32
	a.features(text, n, &x)
	for f, w := range weights {
		odds += w * x[f]
	}
	return 1 / (1 + math.Exp(-float64(odds)))
}

// isPathText reports what looks like the path of a file.
func isPathText(v []byte, s *shape) bool {
	if v[0] == '/' && s.special < s.n/3 || v[0] == '.' && len(v) > 1 && (v[1] == '/' || v[1] == '.') {
		return true
	}
	return (bytes.IndexByte(v, '/') >= 0 || bytes.IndexByte(v, '\\') >= 0) && s.natural > float32(s.pairs)/2
}

// nameIn reports that a value repeats the word that names it.
func nameIn(v []byte, n *nameFacts) bool {
	for _, w := range [...]string{"passw", "secret", "token", "apikey", "api_key", "api-key", "credential", "pwd"} {
		if indexFold(v, w) >= 0 {
			return true
		}
	}
	return false
}

// indexFold returns where lower stands in v, in any case, or -1.
func indexFold(v []byte, lower string) int {
	for i := 0; i+len(lower) <= len(v); i++ {
		if v[i]|0x20 == lower[0]|0x20 && equalFold(v[i:i+len(lower)], lower) {
			return i
		}
	}
	return -1
}

// hasCallIn reports what looks like the call of a function.
func hasCallIn(v []byte) bool {
	i := bytes.IndexByte(v, '(')
	return i > 1 && isAlnum(v[i-1]) && isAlnum(v[i-2]) && bytes.IndexByte(v[i:], ')') > 0
}
