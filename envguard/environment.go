package envguard

import (
	"fmt"
	"go/token"
	"os"
	"path/filepath"
)

// An Environment is what something points at: a stage, with the signs for it.
type Environment struct {
	Stage Stage
	// Remote says that a target is on another machine, whether or not its name tells
	// the stage. Remote and Unknown together are the case that costs data: a
	// development mode does not vouch for it.
	Remote bool
	Signs  []Sign // strongest first
}

// A Sign is one reason to believe in a stage.
type Sign struct {
	Stage  Stage
	Remote bool
	Source string         // "variable", "flag", "url", "file", "kubeconfig", "aws", ...
	Name   string         // such as "DATABASE_URL", "--context" or ".env"
	Detail string         // what was seen, without passwords
	Pos    token.Position // in a file or in the command; may be invalid
}

// Surroundings are what [Detect] looks at. It never looks at anything else: no
// network, no file but by ReadFile.
type Surroundings struct {
	Environ  []string                          // as from os.Environ
	Dir      string                            // the working directory, absolute, with slashes
	Home     string                            // for ~/.kube/config, ~/.aws/config and so on
	ReadFile func(name string) ([]byte, error) // of an absolute name; nil means that there are no files
	// Names tell the stage of what has a name that says nothing by itself. The first
	// that fits counts, and it counts more than the words of a name.
	Names []Name

	inherited []sign // from the commands around one
}

// Here returns the surroundings of this process, with dir as its working directory.
func Here(dir string) Surroundings {
	home, _ := os.UserHomeDir() // without one, its files do not count
	return Surroundings{Environ: os.Environ(), Dir: filepath.ToSlash(dir), Home: filepath.ToSlash(home), ReadFile: readFile}
}

// readFile reads a regular file. Others could never end, and large ones are none
// that say where a command goes.
func readFile(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxFile {
		return nil, fmt.Errorf("envguard: %s is not a regular file of at most %d bytes", name, maxFile)
	}
	return os.ReadFile(name)
}
