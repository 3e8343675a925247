package secrets

// providersB are the rules on providers with this first letter, by name.
var providersB = []Rule{}
