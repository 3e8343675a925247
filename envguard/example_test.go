package envguard_test

import (
	"fmt"

	"github.com/gatehouse-go/gatehouse/envguard"
)

func ExampleDetect() {
	env := envguard.Detect(envguard.Surroundings{
		Environ: []string{
			"NODE_ENV=development",
			"DATABASE_URL=postgres://app:secret@ep-cool-name-123.us-east-2.aws.neon.tech/neondb",
		},
	})
	// A development mode does not vouch for a database on the network.
	fmt.Println(env.Stage, env.Remote)
	for _, s := range env.Signs {
		fmt.Println(s.Stage, s.Name, s.Detail)
	}
	// Output:
	// unknown true
	// unknown DATABASE_URL app@ep-cool-name-123.us-east-2.aws.neon.tech/neondb (Neon)
	// development NODE_ENV development
}

func ExampleDetectCommand() {
	s := envguard.Surroundings{Environ: []string{"DATABASE_URL=postgres://app:secret@localhost/app"}}
	for _, command := range []string{
		"npx prisma migrate reset",
		"DATABASE_URL=$PROD_DATABASE_URL npx prisma migrate reset",
		"kubectl config use-context prod && kubectl delete namespace shop",
		"ssh web-1 'mysql -u root shop'",
		"git commit -m 'fix the production crash'",
	} {
		env := envguard.DetectCommand(s, command)
		fmt.Println(env.Stage, env.Remote, command)
	}
	// Output:
	// local false npx prisma migrate reset
	// production true DATABASE_URL=$PROD_DATABASE_URL npx prisma migrate reset
	// production true kubectl config use-context prod && kubectl delete namespace shop
	// unknown true ssh web-1 'mysql -u root shop'
	// unknown false git commit -m 'fix the production crash'
}

func ExampleName() {
	env := envguard.Detect(envguard.Surroundings{
		Environ: []string{"DATABASE_URL=postgres://app@db7.corp.example.com/app"},
		Names:   []envguard.Name{{Pattern: "*.corp.example.com", Stage: envguard.Production}},
	})
	fmt.Println(env.Stage)
	// Output: production
}
