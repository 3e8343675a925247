package envguard_test

import (
	"fmt"
	"log"

	"github.com/gatehouse-go/gatehouse/envguard"
)

func ExampleJudge_Command() {
	judge, err := envguard.New(envguard.Config{})
	if err != nil {
		log.Fatal(err)
	}
	here := envguard.Surroundings{Dir: "/home/u/app", Home: "/home/u", Environ: []string{"DATABASE_URL=postgres://app:pw@db.prod.acme.com/app", "NODE_ENV=development"}}
	for _, command := range []string{
		`psql "$DATABASE_URL" -c 'SELECT 1'`,
		`psql "$DATABASE_URL" -c 'DELETE FROM users'`,
		`psql -h localhost app_dev -c 'DELETE FROM users'`,
		`kubectl --context staging delete namespace web --dry-run=client`,
		`bash -c 'rm -rf ~'`,
	} {
		v := judge.Command(here, command)
		fmt.Println(v.Action, v.Severity, v.Stage)
	}
	// Output:
	// allow none unknown
	// deny high production
	// ask high development
	// allow none unknown
	// deny critical unknown
}
