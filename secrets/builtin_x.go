package secrets

// providersX are the rules on providers with this first letter, by name.
var providersX = []Rule{}
