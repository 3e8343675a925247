package secrets

// providersO are the rules on providers with this first letter, by name.
var providersO = []Rule{}
