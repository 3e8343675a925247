package secrets

// providersU are the rules on providers with this first letter, by name.
var providersU = []Rule{}
