package secrets

// providersC are the rules on providers with this first letter, by name.
var providersC = []Rule{}
