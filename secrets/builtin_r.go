package secrets

// providersR are the rules on providers with this first letter, by name.
var providersR = []Rule{}
