package hooks

// ConfigChange is sent when a settings file or a skill has changed during the
// session, before the change takes effect.
//
// Source: recorded.
type ConfigChange struct {
	Common
	Source   string `json:"source" hooks:"required"` // user_settings, project_settings, local_settings, policy_settings, skills
	FilePath string `json:"file_path"`
}

// EventName returns "ConfigChange".
func (*ConfigChange) EventName() string { return "ConfigChange" }

// Block keeps the change from taking effect in this session. A change of
// policy_settings cannot be blocked.
func (e *ConfigChange) Block(reason string) Response { return verdictFor(e, deny, reason) }

// InstructionsLoaded is sent when a file of instructions, such as CLAUDE.md, was
// loaded. Claude Code takes no answer.
//
// Source: recorded; globs and trigger_file_path from the published types.
type InstructionsLoaded struct {
	Common
	FilePath        string   `json:"file_path" hooks:"lenient"`
	MemoryType      string   `json:"memory_type" hooks:"lenient"` // User, Project, Local, Managed
	LoadReason      string   `json:"load_reason" hooks:"lenient"` // session_start, nested_traversal, path_glob_match, include, compact
	Globs           []string `json:"globs" hooks:"lenient"`
	TriggerFilePath string   `json:"trigger_file_path" hooks:"lenient"` // whose use made it load
	ParentFilePath  string   `json:"parent_file_path" hooks:"lenient"`  // that includes it
}

// EventName returns "InstructionsLoaded".
func (*InstructionsLoaded) EventName() string { return "InstructionsLoaded" }

// CwdChanged is sent after the working directory of the session changed. It
// cannot be refused.
//
// Source: recorded.
type CwdChanged struct {
	Common
	OldCWD string `json:"old_cwd" hooks:"lenient"`
	NewCWD string `json:"new_cwd" hooks:"lenient"`
}

// EventName returns "CwdChanged".
func (*CwdChanged) EventName() string { return "CwdChanged" }

// WatchPaths makes Claude Code send FileChanged events for these files.
func (e *CwdChanged) WatchPaths(paths ...string) Response {
	return withList(Response{}, e, "watchPaths", paths, anyVerdict)
}

// FileChanged is sent when a watched file changed. It cannot be refused.
//
// Source: recorded.
type FileChanged struct {
	Common
	FilePath string `json:"file_path" hooks:"lenient"`
	Event    string `json:"event" hooks:"lenient"` // change, add, unlink
}

// EventName returns "FileChanged".
func (*FileChanged) EventName() string { return "FileChanged" }

// WatchPaths makes Claude Code send FileChanged events for these files.
func (e *FileChanged) WatchPaths(paths ...string) Response {
	return withList(Response{}, e, "watchPaths", paths, anyVerdict)
}

// DirectoryAdded is sent after a working directory was added to the session.
// Claude Code takes no answer. Since 2.1.219.
//
// Source: recorded; the source slash_command from the documentation.
type DirectoryAdded struct {
	Common
	Directory string `json:"directory" hooks:"lenient"`
	Source    string `json:"source" hooks:"lenient"` // slash_command, register_repo_root
}

// EventName returns "DirectoryAdded".
func (*DirectoryAdded) EventName() string { return "DirectoryAdded" }

// WorktreeCreate is sent for a hook to create a worktree in place of Claude
// Code: answer Created or Block. The zero Response fails as Block does, because
// Claude Code then misses the path.
//
// Source: recorded; its answers tried with the client.
type WorktreeCreate struct {
	Common
	Name string `json:"name" hooks:"required"`
}

// EventName returns "WorktreeCreate".
func (*WorktreeCreate) EventName() string { return "WorktreeCreate" }

// Created tells Claude Code where the worktree is that the hook has created: an
// absolute path in one line.
func (e *WorktreeCreate) Created(path string) Response {
	return Response{}.withPlain(e, worktreePath, path, unlessDenied)
}

// Block fails the creation. Claude reads the reason if it asked for the worktree.
func (e *WorktreeCreate) Block(reason string) Response { return verdictFor(e, deny, reason) }

// WorktreeRemove is sent for a hook to remove a worktree that one created.
// Claude Code takes no answer.
//
// Source: recorded.
type WorktreeRemove struct {
	Common
	WorktreePath string `json:"worktree_path" hooks:"lenient"`
}

// EventName returns "WorktreeRemove".
func (*WorktreeRemove) EventName() string { return "WorktreeRemove" }
