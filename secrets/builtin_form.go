package secrets

// formRules find secrets by their form or by where they stand, whoever's they are.
var formRules = []Rule{}

// personalRules are those of [Personal].
var personalRules = []Rule{}
