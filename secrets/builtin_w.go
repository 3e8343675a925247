package secrets

// providersW are the rules on providers with this first letter, by name.
var providersW = []Rule{}
