package secrets

import "slices"

// Builtin returns a copy of the built-in rules, without the personal ones.
func Builtin() []Rule { return slices.Concat(builtin(false)...) }

// Personal returns a copy of the rules that [Config].Personal adds: for what opens
// nothing and yet should not enter a prompt or an issue, such as the numbers of
// cards and accounts and the e-mail addresses of customers.
func Personal() []Rule { return slices.Clone(personalRules) }

// builtin are the tables of rules, which must not be changed. Of equal candidates,
// that of the first rule counts.
func builtin(personal bool) [][]Rule {
	tables := [][]Rule{
		providersA, providersB, providersC, providersD, providersE, providersF, providersG, providersH, providersI,
		providersJ, providersK, providersL, providersM, providersN, providersO, providersP, providersQ, providersR,
		providersS, providersT, providersU, providersV, providersW, providersX, providersY, providersZ, keyRules, formRules,
	}
	if personal {
		tables = append(tables, personalRules)
	}
	return tables
}
