package permission

import (
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// builders are the programs that build or test what is in the project, and so
// may run what the command itself has written before.
var builders = sync.OnceValue(func() []string {
	return strings.Fields("go cargo rustc gcc cc g++ clang javac java dotnet swift kotlinc pytest jest vitest mocha ava playwright tox nox mvn gradle gradlew npm npx pnpm yarn bun deno make cmake tsx ts-node node python ruby rspec")
})

// sources are the languages of files by the end of their names.
var sources = sync.OnceValue(func() map[string]string {
	return map[string]string{".go": "go", ".c": "c", ".cc": "c", ".cpp": "c", ".rs": "rust", ".java": "java", ".kt": "java", ".swift": "swift", ".cs": "java",
		".js": "javascript", ".mjs": "javascript", ".cjs": "javascript", ".ts": "javascript", ".tsx": "javascript", ".py": "python", ".rb": "ruby"}
})

// built looks into the sources that the command itself has written before it
// builds or tests: one that it names is run, of others it is suspected.
func (h *hardener) built(e *shell.Execution, name string, depth int) {
	if name == "docker" || name == "podman" || name == "buildah" {
		h.image(e, name, depth)
	}
	if !slices.Contains(builders(), name) {
		return
	}
	if name == "go" && e.Stdin != nil && slices.Contains(e.Args, "/dev/stdin") {
		h.code(e, "go", e.Stdin.Text, nil, depth)
	}
	for file, text := range e.Written() {
		lang := sources()[path.Ext(file)]
		if lang == "" {
			continue
		}
		if slices.ContainsFunc(e.Args, func(a string) bool { return path.Base(a) == path.Base(file) }) && languages()[name] == "" {
			h.code(e, lang, text.Text, nil, depth)
		} else {
			h.suspect(e, func(s *hardener) { s.code(e, lang, text.Text, nil, depth) })
		}
	}
}

// image judges what the building of an image runs that the command has written.
func (h *hardener) image(e *shell.Execution, name string, depth int) {
	if !slices.Contains(e.Args, "build") && !slices.Contains(e.Args, "buildx") {
		return
	}
	for _, file := range append(flagValues(e.Args[1:], "-f", "--file"), "Dockerfile", "Containerfile") {
		if f := e.File(file); f != nil {
			for line := range strings.SplitSeq(f.Text, "\n") {
				if text, ok := strings.CutPrefix(strings.TrimSpace(line), "RUN "); ok {
					h.text(e, text, name+" build", nil, depth)
				}
			}
		}
	}
}
