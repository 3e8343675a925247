package secrets

// providersH are the rules on providers with this first letter, by name.
var providersH = []Rule{}
