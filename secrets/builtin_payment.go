package secrets

// paymentRules are the rules on providers of payments, banks, trade and crypto currencies.
var paymentRules = []Rule{}
