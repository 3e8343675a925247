package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/gatehouse-go/gatehouse/examples/internal/files"
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
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return 2, err
	}
	said := "each commit in this repository is looked at now:"
	err = files.Update(name, 0o755, func(old []byte) ([]byte, error) {
		switch {
		case old == nil:
			old = []byte("#!/bin/sh\n")
		case strings.Contains(string(old), "secret-scan -staged"):
			said = "the hook is there already:"
			return nil, nil
		case !strings.HasPrefix(string(old), "#!") || !strings.Contains(firstLine(old), "sh"):
			return nil, fmt.Errorf("%s is no script of a shell: add a call of \"secret-scan -staged\" to it by hand", name)
		case strings.Contains(string(old), "\nexit") || strings.Contains(string(old), "\nexec "):
			return nil, fmt.Errorf("%s ends before its last line: add a call of \"secret-scan -staged\" to it by hand", name)
		}
		if len(old) > 0 && old[len(old)-1] != '\n' {
			old = append(old, '\n')
		}
		return append(old, hookLine...), nil
	})
	if err == nil {
		err = makeExecutable(name)
	}
	if err != nil {
		return 2, err
	}
	fmt.Fprintln(out, said, name)
	return 0, nil
}

// makeExecutable lets git run the hook: one that is not executable is passed over.
func makeExecutable(name string) error {
	info, err := os.Stat(name)
	if err != nil || info.Mode().Perm()&0o111 != 0 {
		return err
	}
	return os.Chmod(name, info.Mode().Perm()|0o111)
}

func firstLine(text []byte) string {
	line, _, _ := strings.Cut(string(text), "\n")
	return line
}
