package secrets

// providersM are the rules on providers with this first letter, by name.
var providersM = []Rule{}
