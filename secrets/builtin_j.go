package secrets

// providersJ are the rules on providers with this first letter, by name.
var providersJ = []Rule{}
