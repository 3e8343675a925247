package secrets

// providersK are the rules on providers with this first letter, by name.
var providersK = []Rule{}
