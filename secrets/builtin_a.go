package secrets

// providersA are the rules on providers with this first letter, by name.
var providersA = []Rule{}
