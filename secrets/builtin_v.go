package secrets

// providersV are the rules on providers with this first letter, by name.
var providersV = []Rule{}
