// Package gitleaks has benchmarks only: package secrets and gitleaks side by side.
// ../secrets.sh runs them and prints a table.
package gitleaks
