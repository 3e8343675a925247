package secrets

// providersY are the rules on providers with this first letter, by name.
var providersY = []Rule{}
