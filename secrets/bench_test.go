package secrets_test

import (
	"os"
	"testing"

	"github.com/gatehouse-go/gatehouse/secrets"
)

func BenchmarkScan(b *testing.B) {
	s, err := secrets.New(secrets.Config{})
	if err != nil {
		b.Fatal(err)
	}
	text, err := os.ReadFile("/usr/local/go/src/net/http/server.go")
	if err != nil {
		b.Skip(err)
	}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if f := s.Scan(text); f != nil {
			b.Fatal(f)
		}
	}
}

func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := secrets.New(secrets.Config{}); err != nil {
			b.Fatal(err)
		}
	}
}
