package envguard

import (
	"path"
	"strings"
)

// MarkerFile is the name of the file in which a project tells what is production. It
// is looked for in the working directory and those above it. A line has a stage,
// production or staging, and the patterns of names that it is for, as in [Name]; a
// line of a stage alone is about the directory itself:
//
//	# everything below is deployed by hand
//	production
//	production db1.cluster.example.com *.corp.example.com
//
// Such a file can only warn. Other stages are for [Surroundings].Names: whoever can
// write a file of the project must not be able to declare a database harmless.
const MarkerFile = ".envguard"

func (d *detector) marker() {
	if d.ReadFile == nil || !path.IsAbs(d.Dir) {
		return
	}
	for dir := path.Clean(d.Dir); ; dir = path.Dir(dir) {
		name := path.Join(dir, MarkerFile)
		if text, full, ok := d.read(name); ok {
			d.markerLines(text, full)
			return
		}
		if dir == "/" {
			return
		}
	}
}

func (d *detector) markerLines(text, file string) {
	var names []Name
	line := 0
	for l := range strings.Lines(text) {
		line++
		l, _, _ = strings.Cut(l, "#")
		words := strings.Fields(l)
		if len(words) == 0 {
			continue
		}
		stage, err := ParseStage(words[0])
		if err != nil || stage < Staging {
			continue
		}
		if len(words) == 1 {
			d.add(sign{Sign: Sign{Stage: stage, Source: "file", Name: MarkerFile, Detail: "the project says so", Pos: at(file, line)}, scope: inMarker, weight: aTarget})
		}
		for _, w := range words[1:] {
			names = append(names, Name{Pattern: w, Stage: stage})
		}
	}
	d.names = append(names, d.names...)
}
