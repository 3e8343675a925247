// Command growth draws how time grows with what is asked, from the output of
// benchmarks whose last key is a number, such as BenchmarkCheck/command=short/rules=100:
//
//	go test -run '^$' -bench 'Check|New|ParseSettings|Lint' -count 3 ./permission | go run ./internal/bench/growth > .github/growth.svg
//
// Both axes are logarithmic: a line that climbs as the grid does grows in proportion. Of
// several runs, the fastest counts.
package main

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A series is one benchmark: nanoseconds by the number of its last key.
type series map[float64]float64

func main() {
	all, axis, err := read(os.Stdin)
	if err == nil {
		err = draw(os.Stdout, all, axis)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "growth:", err)
		os.Exit(1)
	}
}

var line = regexp.MustCompile(`^Benchmark(\S+?)(?:-\d+)?\s+\d+\s+([0-9.]+) ns/op`)

// read returns the series by name, and the name of their last key.
func read(r io.Reader) (map[string]series, string, error) {
	all, axis := map[string]series{}, ""
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		m := line.FindStringSubmatch(lines.Text())
		if m == nil {
			continue
		}
		i := strings.LastIndexByte(m[1], '/')
		key, value, ok := strings.Cut(m[1][i+1:], "=")
		x, err := strconv.ParseFloat(value, 64)
		if !ok || err != nil {
			continue
		}
		ns, err := strconv.ParseFloat(m[2], 64)
		if err != nil {
			return nil, "", err
		}
		name := strings.ReplaceAll(m[1][:max(i, 0)], "command=", "")
		if all[name] == nil {
			all[name] = series{}
		}
		if old, ok := all[name][x]; !ok || ns < old {
			all[name][x] = ns
		}
		axis = key
	}
	if len(all) == 0 {
		return nil, "", fmt.Errorf("there is no benchmark whose last key is a number")
	}
	return all, axis, lines.Err()
}

const (
	width, height = 720, 420
	left, right   = 70, 190
	top, bottom   = 20, 45
)

// draw writes the picture.
func draw(w io.Writer, all map[string]series, axis string) error {
	minX, maxX, minY, maxY := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, s := range all {
		for x, y := range s {
			minX, maxX, minY, maxY = min(minX, math.Log10(x)), max(maxX, math.Log10(x)), min(minY, math.Log10(y)), max(maxY, math.Log10(y))
		}
	}
	minY, maxY, maxX = math.Floor(minY), math.Ceil(maxY), max(maxX, minX+1)
	px := func(x float64) float64 { return left + (math.Log10(x)-minX)/(maxX-minX)*(width-left-right) }
	py := func(y float64) float64 { return height - bottom - (math.Log10(y)-minY)/(maxY-minY)*(height-top-bottom) }
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">`+"\n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n", width, height)
	for e := minY; e <= maxY; e++ {
		y := py(math.Pow(10, e))
		fmt.Fprintf(&b, `<line x1="%d" x2="%d" y1="%.1f" y2="%.1f" stroke="#ddd"/><text x="%d" y="%.1f" text-anchor="end">%s</text>`+"\n", left, width-right, y, y, left-6, y+4, duration(e))
	}
	for e := math.Ceil(minX); e <= maxX; e++ {
		x := px(math.Pow(10, e))
		fmt.Fprintf(&b, `<line x1="%.1f" x2="%.1f" y1="%d" y2="%d" stroke="#ddd"/><text x="%.1f" y="%d" text-anchor="middle">%.0f</text>`+"\n", x, x, top, height-bottom, x, height-bottom+16, math.Pow(10, e))
	}
	fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="middle">%s</text>`+"\n", left+(width-left-right)/2, height-8, axis)
	colors := []string{"#1b6ca8", "#c23b22", "#2a9d5c", "#8e5aa8", "#c98a1b", "#555555", "#d1478f", "#3aa6a6"}
	var labels []float64 // where labels stand, so that none covers another
	for i, name := range slices.Sorted(maps.Keys(all)) {
		s, color := all[name], colors[i%len(colors)]
		var points []string
		xs := slices.Sorted(maps.Keys(s))
		for _, x := range xs {
			points = append(points, fmt.Sprintf("%.1f,%.1f", px(x), py(s[x])))
		}
		at := py(s[xs[len(xs)-1]]) + 4
		for slices.ContainsFunc(labels, func(y float64) bool { return math.Abs(y-at) < 13 }) {
			at += 13
		}
		labels = append(labels, at)
		fmt.Fprintf(&b, `<polyline points="%s" fill="none" stroke="%s" stroke-width="2"/><text x="%d" y="%.1f" fill="%s">%s</text>`+"\n", strings.Join(points, " "), color, width-right+8, at, color, name)
	}
	b.WriteString("</svg>\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// duration names 10^e nanoseconds.
func duration(e float64) string {
	units := []string{"ns", "µs", "ms", "s"}
	i := min(max(int(e)/3, 0), len(units)-1)
	return fmt.Sprintf("%.0f %s", math.Pow(10, e-float64(3*i)), units[i])
}
