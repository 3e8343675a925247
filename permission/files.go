package permission

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
)

// A File is a place where Claude Code looks for settings.
type File struct {
	Scope Scope
	Name  string
}

// maxSettings bounds a settings file, in bytes, and so what reading it costs:
// a rule takes some fifty times the memory of its text. The client takes 2 MiB
// for a --settings file.
const maxSettings = 4 << 20

// Files lists the settings files of a session started in directory dir,
// strongest first, whether or not they exist: managed settings with their
// drop-ins, .claude/settings.local.json of the repository's root,
// .claude/settings.json of dir, and the user's own, which CLAUDE_CONFIG_DIR
// moves.
func Files(dir string) ([]File, error) {
	dir, err := physical(dir)
	if err != nil {
		return nil, fmt.Errorf("finding settings: %w", err)
	}
	user, err := userDir()
	if err != nil {
		return nil, fmt.Errorf("finding user settings: %w", err)
	}
	files, err := managedFiles(managedDir())
	if err != nil {
		return nil, fmt.Errorf("finding managed settings: %w", err)
	}
	return append(files,
		File{Local, filepath.Join(repositoryRoot(dir), ".claude", "settings.local.json")},
		File{Project, filepath.Join(dir, ".claude", "settings.json")},
		File{User, filepath.Join(user, "settings.json")},
	), nil
}

// managedFiles lists the drop-ins, of which the last by name is the strongest,
// and managed-settings.json.
func managedFiles(dir string) ([]File, error) {
	entries, err := os.ReadDir(filepath.Join(dir, "managed-settings.d"))
	if err != nil && !absent(err) {
		return nil, err
	}
	var files []File
	for _, e := range slices.Backward(entries) { // sorted by name
		if name := e.Name(); strings.HasSuffix(name, ".json") && !strings.HasPrefix(name, ".") {
			files = append(files, File{Managed, filepath.Join(dir, "managed-settings.d", name)})
		}
	}
	return append(files, File{Managed, filepath.Join(dir, "managed-settings.json")}), nil
}

// absent reports that a file does not exist, be it because its folder is a
// file.
func absent(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}

// physical returns the absolute path of a directory without links, which is
// what the client takes its working directory for. [os.Getwd] may well return
// another one.
func physical(dir string) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(abs); err == nil {
		return real, nil
	}
	return abs, nil
}

func userDir() (string, error) {
	if dir := os.Getenv("CLAUDE_CONFIG_DIR"); dir != "" {
		return filepath.Abs(dir)
	}
	home, err := os.UserHomeDir()
	return filepath.Join(home, ".claude"), err
}

func managedDir() string {
	switch runtime.GOOS {
	case "darwin":
		return "/Library/Application Support/ClaudeCode"
	case "windows":
		return `C:\Program Files\ClaudeCode`
	}
	return "/etc/claude-code"
}

// repositoryRoot returns the directory above dir that holds .git, or dir.
func repositoryRoot(dir string) string {
	for at := dir; ; {
		if _, err := os.Lstat(filepath.Join(at, ".git")); err == nil {
			return at
		}
		parent := filepath.Dir(at)
		if parent == at {
			return dir
		}
		at = parent
	}
}

// ErrSettings is wrapped by the errors of [Load].
var ErrSettings = errors.New("settings cannot be relied on")

// Load finds, parses and compiles the settings that Claude Code would use in a
// session started in directory dir. It is stricter than Claude Code: a
// settings file that cannot be read or parsed, or that the client would ignore
// as a whole, or a deny or ask rule that cannot be understood, is an error
// that wraps [ErrSettings], because a guard must not run on half a policy.
func Load(dir string) (*Policy, error) {
	cfg, err := LoadConfig(dir)
	if err != nil {
		return nil, err
	}
	return New(cfg)
}

// LoadConfig is [Load] before the settings are compiled, for a session that
// differs in something else: another mode, say, or [Config].Harden.
func LoadConfig(dir string) (Config, error) {
	dir, err := physical(dir)
	if err != nil {
		return Config{}, fmt.Errorf("%w: %w", ErrSettings, err)
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return Config{}, fmt.Errorf("%w: %q is not a directory that can be read", ErrSettings, dir)
	}
	files, err := Files(dir)
	if err != nil {
		return Config{}, fmt.Errorf("%w: %w", ErrSettings, err)
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return Config{}, fmt.Errorf("%w: %w", ErrSettings, err)
	}
	cfg := Config{Project: filepath.ToSlash(dir), Home: filepath.ToSlash(home)}
	for _, f := range files {
		s, err := loadFile(f)
		if err != nil {
			return Config{}, fmt.Errorf("%w: %w", ErrSettings, err)
		}
		if s != nil {
			cfg.Settings = append(cfg.Settings, s)
		}
	}
	return cfg, nil
}

// loadFile reads one file strictly; nil without an error means that it does
// not exist.
func loadFile(f File) (*Settings, error) {
	data, err := readSettings(f.Name)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w; repair the file or remove it", f.Scope, err)
	}
	if data == nil {
		return nil, nil
	}
	s, err := ParseSettings(f.Scope, f.Name, data)
	if err != nil {
		return nil, err
	}
	for _, d := range s.Diagnostics {
		if d.fatal() {
			return nil, errors.New(d.String())
		}
	}
	return s, nil
}

// fatal reports a remark that a guard cannot overlook: something that was
// meant to restrict may not count.
func (d Diagnostic) fatal() bool {
	switch d.Code {
	case CodeVoidFile, CodeDuplicateKey, CodeInvalidUTF8, CodeNotAString:
		return true
	case CodeInvalidRule:
		return d.restricts
	}
	return false
}

// readSettings returns nil without an error for a file that does not exist.
func readSettings(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if absent(err) {
		if _, err := os.Lstat(name); err == nil {
			return nil, fmt.Errorf("%s is a link to a file that does not exist", name)
		}
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if err := usable(name, info); err != nil {
		return nil, err
	}
	// Not to wait for ever if it has become a pipe in the meantime.
	f, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err = f.Stat(); err != nil {
		return nil, err
	}
	if err := usable(name, info); err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(f, maxSettings+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxSettings {
		return nil, fmt.Errorf("%s is larger than %d bytes", name, maxSettings)
	}
	return data, nil
}

func usable(name string, info fs.FileInfo) error {
	switch {
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is not a regular file", name)
	case info.Size() > maxSettings:
		return fmt.Errorf("%s is larger than %d bytes", name, maxSettings)
	}
	return nil
}
