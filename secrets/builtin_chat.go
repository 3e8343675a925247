package secrets

// chatRules are the rules on providers of messages, mail, telephones and social networks.
var chatRules = []Rule{}
