package secrets

// workRules are the rules on providers of work, documents, customers and identity.
var workRules = []Rule{}
