package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// hookLine is what the pre-commit hook of git runs.
const hookLine = "secret-scan -staged || exit 1\n"

// install adds the line to the pre-commit hook of the repository, behind what is
// there, or makes the hook. It respects core.hooksPath.
func install(ctx context.Context, out io.Writer) (int, error) {
	dir, err := exec.CommandContext(ctx, "git", "rev-parse", "--git-path", "hooks").Output()
	if err != nil {
		return 2, fmt.Errorf("this is no repository of git, or git is missing: %w", err)
	}
	name := filepath.Join(strings.TrimSuffix(string(dir), "\n"), "pre-commit")
	old, err := os.ReadFile(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		old = []byte("#!/bin/sh\n")
	case err != nil:
		return 2, err
	case strings.Contains(string(old), "secret-scan -staged"):
		fmt.Fprintln(out, "the hook is there already:", name)
		return 0, nil
	case !strings.HasPrefix(string(old), "#!") || !strings.Contains(firstLine(old), "sh"):
		return 2, fmt.Errorf("%s is no script of a shell: add a call of \"secret-scan -staged\" to it by hand", name)
	case strings.Contains(string(old), "\nexit") || strings.Contains(string(old), "\nexec "):
		return 2, fmt.Errorf("%s ends before its last line: add a call of \"secret-scan -staged\" to it by hand", name)
	}
	if len(old) > 0 && old[len(old)-1] != '\n' {
		old = append(old, '\n')
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return 2, err
	}
	// The old hook stays until the new one is complete.
	if err := os.WriteFile(name+".new", append(old, hookLine...), 0o755); err != nil {
		_ = os.Remove(name + ".new")
		return 2, err
	}
	if err := errors.Join(os.Chmod(name+".new", 0o755), os.Rename(name+".new", name)); err != nil {
		return 2, err
	}
	fmt.Fprintln(out, "each commit in this repository is looked at now:", name)
	return 0, nil
}

func firstLine(text []byte) string {
	line, _, _ := strings.Cut(string(text), "\n")
	return line
}
