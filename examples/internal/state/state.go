// Package state says where the guards keep what they must remember between two
// runs: grants, the audit log, the trash. It lies in the user's home and never in
// a project, for a repository must not bring state of its own.
package state

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// ErrInside is returned by [Dir] if the folder would lie in the project.
var ErrInside = errors.New("the folder for the state of the guards lies in the project, where the agent may write; set XDG_STATE_HOME to a folder outside")

// Dir returns the folder, made with mode 0700 if it is missing:
// $XDG_STATE_HOME/gatehouse, ~/.local/state/gatehouse without that variable, and
// %LocalAppData%\gatehouse on Windows (XDG Base Directory Specification 0.8).
//
// The project's own folders are refused with [ErrInside], since the "env" of its
// settings can set any variable, HOME included. An empty project is no project.
func Dir(project string) (string, error) {
	base, err := base()
	if err != nil {
		return "", fmt.Errorf("find the folder for the state of the guards: %w", err)
	}
	dir := filepath.Join(base, "gatehouse")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("make the folder for the state of the guards: %w", err)
	}
	if project == "" {
		return dir, nil
	}
	inside, err := Inside(project, dir)
	switch {
	case err != nil:
		return "", err
	case inside:
		return "", fmt.Errorf("%w: %s", ErrInside, dir)
	}
	return dir, nil
}

func base() (string, error) {
	if runtime.GOOS == "windows" {
		return os.UserCacheDir()
	}
	// The specification has relative paths ignored.
	if dir := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return dir, nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	if !filepath.IsAbs(home) {
		return "", fmt.Errorf("HOME is not an absolute path: %q", home)
	}
	return filepath.Join(home, ".local", "state"), nil
}

// Inside reports whether the existing path lies in the folder or is it, after
// links.
func Inside(folder, path string) (bool, error) {
	folder, err := filepath.EvalSymlinks(folder)
	if err != nil {
		return false, err
	}
	if path, err = filepath.EvalSymlinks(path); err != nil {
		return false, err
	}
	rel, err := filepath.Rel(folder, path)
	if err != nil {
		return false, nil //nolint:nilerr // two volumes of Windows: neither lies in the other
	}
	return rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)), nil
}
