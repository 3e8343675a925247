package secrets

// providersP are the rules on providers with this first letter, by name.
var providersP = []Rule{}
