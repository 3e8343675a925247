#!/usr/bin/env bash
# Compares package secrets with gitleaks, side by side, and prints a table: MB by
# second of processor time on one core, allocations, construction, process start.
#
#   bash internal/bench/secrets.sh [-benchtime 0.5s] …      the arguments are for go test
#
# Takes ten minutes and more: gitleaks needs half a minute for each 10 MB, on a quiet
# machine. A busy one slows both down, and changes the ratio little.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/gitleaks"

(($# > 0)) || set -- -benchtime 0.5s
lines=$(mktemp)
trap 'rm -f "$lines"' EXIT
GOMAXPROCS=1 go test -run '^$' -bench . -timeout 60m "$@" | tee "$lines" >&2
awk '
  function value(unit,   i) {
    for (i = 2; i < NF; i++) if ($(i + 1) == unit) return $i
    return "-"
  }
  !/^Benchmark/ { next }
  {
    name = $1
    sub(/^Benchmark/, "", name)
    sub(/-[0-9]+$/, "", name)
    if (value("cpuMB/s") != "-")
      printf "%-34s %9.2f MB/s  %9d allocs  %12d B allocated  %d found\n", name, value("cpuMB/s"), value("allocs/op"), value("B/op"), value("found")
    else if (value("cpu-ms/op") != "-")
      printf "%-34s %9.2f ms CPU  %9.2f ms at least\n", name, value("cpu-ms/op"), value("least-ms/op")
    else
      printf "%-34s %9.2f ms  %9d allocs  %12d B allocated\n", name, value("ns/op") / 1e6, value("allocs/op"), value("B/op")
  }' "$lines"
