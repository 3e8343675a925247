package secrets

// providersD are the rules on providers with this first letter, by name.
var providersD = []Rule{}
