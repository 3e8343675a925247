package secrets

// providersF are the rules on providers with this first letter, by name.
var providersF = []Rule{}
