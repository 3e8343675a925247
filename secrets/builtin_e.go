package secrets

// providersE are the rules on providers with this first letter, by name.
var providersE = []Rule{}
