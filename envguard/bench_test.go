package envguard_test

import (
	"testing"

	"github.com/gatehouse-go/gatehouse/envguard"
)

func BenchmarkStageOf(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		envguard.StageOf("acme-orders-preProd-eu-west-1.internal.example.com")
	}
}

func BenchmarkDetect(b *testing.B) {
	s := envguard.Here("/")
	s.ReadFile = nil
	b.ReportAllocs()
	for b.Loop() {
		envguard.Detect(s)
	}
}

func BenchmarkDetectCommand(b *testing.B) {
	s := envguard.Surroundings{Environ: []string{"PATH=/bin", "DATABASE_URL=postgres://u:pw@localhost/app", "NODE_ENV=development"}, Dir: "/app", Home: "/root"}
	for _, c := range []struct{ name, command string }{
		{"harmless", "git status --short"},
		{"psql", `psql "$DATABASE_URL" -c 'select 1'`},
		{"kubectl", "kubectl --context prod -n api delete pod x"},
		{"wrapped", "sudo env A=b bash -c 'psql -h prod-db.acme.com -c x'"},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				envguard.DetectCommand(s, c.command)
			}
		})
	}
}
