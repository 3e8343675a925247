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
	s.Scan(text) // makes the index
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

// BenchmarkScanOnce makes a scanner and scans one text with it: a short one, as a hook
// does, and a long one, for which it makes the index.
func BenchmarkScanOnce(b *testing.B) {
	text, err := os.ReadFile("/usr/local/go/src/net/http/server.go")
	if err != nil {
		b.Skip(err)
	}
	for name, text := range map[string][]byte{"short": text[:4<<10], "long": text} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				s, err := secrets.New(secrets.Config{})
				if err != nil {
					b.Fatal(err)
				}
				if f := s.Scan(text); f != nil {
					b.Fatal(f)
				}
			}
		})
	}
}
