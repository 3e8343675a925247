package secrets

// providersL are the rules on providers with this first letter, by name.
var providersL = []Rule{}
