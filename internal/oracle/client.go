package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// findClient returns the path of the client's program. What is no path is a
// version, which is installed from npm unless it is there.
func findClient(ctx context.Context, version string) (string, error) {
	if strings.ContainsRune(version, os.PathSeparator) {
		path, err := filepath.Abs(version)
		if err != nil {
			return "", err
		}
		return filepath.EvalSymlinks(path)
	}
	dir, err := clientDir(version)
	if err != nil {
		return "", err
	}
	if program, ok := installed(dir); ok {
		return program, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	fmt.Fprintf(os.Stderr, "installing Claude Code %s in %s\n", version, dir)
	npm := exec.CommandContext(ctx, "npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts",
		"--prefix", dir, "@anthropic-ai/claude-code@"+version)
	npm.Stdout, npm.Stderr = os.Stderr, os.Stderr
	if err := npm.Run(); err != nil {
		return "", fmt.Errorf("install the client with npm: %w", err)
	}
	program, ok := installed(dir)
	if !ok {
		return "", fmt.Errorf("npm installed no client that this program knows how to start in %s", dir)
	}
	return program, nil
}

func clientDir(version string) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(cache, "gatehouse-oracle", version), nil
}

// installed finds the client below the folder that npm installed it in: a binary
// for this platform in newer versions, a program for Node in older ones.
func installed(dir string) (string, bool) {
	scope := filepath.Join(dir, "node_modules", "@anthropic-ai")
	for _, program := range []string{
		filepath.Join(scope, "claude-code-"+runtime.GOOS+"-"+npmArch(), "claude"),
		filepath.Join(scope, "claude-code", "cli.js"),
	} {
		// The jail covers most folders: links have to be followed before.
		real, err := filepath.EvalSymlinks(program)
		if err != nil {
			continue
		}
		if info, err := os.Stat(real); err == nil && info.Mode().IsRegular() {
			return real, true
		}
	}
	return "", false
}

func npmArch() string {
	if runtime.GOARCH == "amd64" {
		return "x64"
	}
	return runtime.GOARCH
}
