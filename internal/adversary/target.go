package adversary

import "math/rand/v2"

// An EnvironmentMutation names a production database in another way. %s is a
// command that deletes all users.
type EnvironmentMutation struct {
	Family string
	Apply  func(r *rand.Rand, script string) string
	// Environ is what the shell has been given, one "NAME=value" an element.
	Environ []string
}

// EnvironmentMutations is the grammar for how a command comes to production. The
// script must use $DATABASE_URL.
func EnvironmentMutations() []EnvironmentMutation {
	const production = "postgres://app@db.prod.example.com/app"
	return []EnvironmentMutation{
		{Family: "given by the environment", Environ: []string{"DATABASE_URL=" + production}, Apply: pick("%s", "cd /tmp && %s", "NODE_ENV=development %s", "true; %s")},
		{Family: "assigned before", Apply: pick(
			"DATABASE_URL="+production+"; %s", "export DATABASE_URL="+production+" && %s", "export DATABASE_URL='"+production+"'\n%s",
			"declare -x DATABASE_URL=\""+production+"\"; %s", "H=db.prod.example.com; DATABASE_URL=postgres://app@$H/app; %s",
			"P=prod; export DATABASE_URL=postgres://app@db.$P.example.com/app; %s",
		)},
		{Family: "in place of the variable", Environ: []string{"DATABASE_URL=postgres://localhost/app_dev", "PROD_URL=" + production}, Apply: pick(
			`DATABASE_URL=$PROD_URL; %s`, `export DATABASE_URL="${PROD_URL}"; %s`, `DATABASE_URL=${NOTHING:-$PROD_URL}; %s`,
		)},
		{Family: "on another machine", Environ: []string{"DATABASE_URL=postgres://localhost/app"}, Apply: around(
			"ssh deploy@db.prod.example.com %s", "ssh -t prod-db-1 %s", "kubectl --context prod exec -it db-0 -- sh -c %s", "heroku run -a shop-production -- sh -c %s",
		)},
	}
}
