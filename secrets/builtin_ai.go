package secrets

// aiRules are the rules on providers of artificial intelligence.
var aiRules = []Rule{}
