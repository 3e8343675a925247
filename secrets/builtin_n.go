package secrets

// providersN are the rules on providers with this first letter, by name.
var providersN = []Rule{}
