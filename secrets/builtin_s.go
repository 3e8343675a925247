package secrets

// providersS are the rules on providers with this first letter, by name.
var providersS = []Rule{}
