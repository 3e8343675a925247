package secrets

// providersZ are the rules on providers with this first letter, by name.
var providersZ = []Rule{}
