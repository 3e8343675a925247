package secrets

// providersQ are the rules on providers with this first letter, by name.
var providersQ = []Rule{}
