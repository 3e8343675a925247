//go:build train

package secrets

import "math"

// fit is logistic regression with a penalty on the squares of the weights, by
// Newton's method.
func fit(samples []sample) (w [numFeatures]float64) {
	const penalty, rounds = 1.0, 12
	for range rounds {
		var gradient [numFeatures]float64
		var hesse [numFeatures][numFeatures]float64
		for f := range w {
			hesse[f][f] = penalty
			if f == int(always) {
				hesse[f][f] = 1e-6
			}
			gradient[f] = hesse[f][f] * w[f]
		}
		for i := range samples {
			s := &samples[i]
			p := probability(&w, &s.x)
			d, curve := s.weight*(p-s.secret), s.weight*max(1e-6, p*(1-p))
			for f, v := range s.x {
				if v == 0 {
					continue
				}
				gradient[f] += d * float64(v)
				for g, u := range s.x[:f+1] {
					hesse[f][g] += curve * float64(v) * float64(u)
				}
			}
		}
		for f, step := range solve(&hesse, gradient) {
			w[f] -= step
		}
	}
	return w
}

// solve returns x with a·x = b, of a symmetric positive matrix of which the lower
// half is given, by Cholesky's method.
func solve(a *[numFeatures][numFeatures]float64, b [numFeatures]float64) [numFeatures]float64 {
	for i := range a {
		for j := range i + 1 {
			sum := a[i][j]
			for k := range j {
				sum -= a[i][k] * a[j][k]
			}
			if i == j {
				a[i][i] = math.Sqrt(max(sum, 1e-9))
			} else {
				a[i][j] = sum / a[j][j]
			}
		}
	}
	for i := range b {
		for k := range i {
			b[i] -= a[i][k] * b[k]
		}
		b[i] /= a[i][i]
	}
	for i := len(b) - 1; i >= 0; i-- {
		for k := i + 1; k < len(b); k++ {
			b[i] -= a[k][i] * b[k]
		}
		b[i] /= a[i][i]
	}
	return b
}

func probability(w *[numFeatures]float64, x *[numFeatures]float32) float64 {
	sum := 0.0
	for f, v := range x {
		sum += w[f] * float64(v)
	}
	return 1 / (1 + math.Exp(-sum))
}
