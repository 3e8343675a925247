package secrets

// cloudRules are the rules on providers of clouds, hosting and networks.
var cloudRules = []Rule{}
