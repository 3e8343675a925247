package secrets

// providersT are the rules on providers with this first letter, by name.
var providersT = []Rule{}
