package secrets

// providersI are the rules on providers with this first letter, by name.
var providersI = []Rule{}
