package secrets

// otherRules are the rules on providers of everything else.
var otherRules = []Rule{}
