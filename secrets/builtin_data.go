package secrets

// dataRules are the rules on providers of databases, analysis and storage.
var dataRules = []Rule{}
