package hooks

// BashInput runs a shell command.
type BashInput struct {
	Received
	Command                   string  `json:"command" hooks:"required"`
	Timeout                   float64 `json:"timeout,omitempty"` // in milliseconds
	Description               string  `json:"description,omitempty"`
	RunInBackground           bool    `json:"run_in_background,omitempty"`
	DangerouslyDisableSandbox bool    `json:"dangerouslyDisableSandbox,omitempty"`
}

// InputOf returns "Bash".
func (*BashInput) InputOf() string { return "Bash" }

// MarshalJSON keeps what it was received with.
func (in BashInput) MarshalJSON() ([]byte, error) { return overlay(in.Raw, in) }

// PowerShellInput runs a PowerShell command. It has the fields of [BashInput], but is
// another type because what is harmless in one language need not be in the other.
type PowerShellInput struct {
	Received
	Command                   string  `json:"command" hooks:"required"`
	Timeout                   float64 `json:"timeout,omitempty"` // in milliseconds
	Description               string  `json:"description,omitempty"`
	RunInBackground           bool    `json:"run_in_background,omitempty"`
	DangerouslyDisableSandbox bool    `json:"dangerouslyDisableSandbox,omitempty"`
}

// InputOf returns "PowerShell".
func (*PowerShellInput) InputOf() string { return "PowerShell" }

// MarshalJSON keeps what it was received with.
func (in PowerShellInput) MarshalJSON() ([]byte, error) { return overlay(in.Raw, in) }

// MonitorInput runs a command, or opens a WebSocket, and reports what comes from it.
type MonitorInput struct {
	Received
	Description string     `json:"description" hooks:"required"`
	TimeoutMS   float64    `json:"timeout_ms,omitempty"`
	Command     string     `json:"command,omitempty"`
	WS          *MonitorWS `json:"ws,omitempty"`
}

// InputOf returns "Monitor".
func (*MonitorInput) InputOf() string { return "Monitor" }

// MarshalJSON keeps what it was received with.
func (in MonitorInput) MarshalJSON() ([]byte, error) { return overlay(in.Raw, in) }

// A MonitorWS is a WebSocket to listen to.
type MonitorWS struct {
	Received
	URL       string   `json:"url"`
	Protocols []string `json:"protocols,omitempty"`
}

// MarshalJSON keeps what it was received with.
func (x MonitorWS) MarshalJSON() ([]byte, error) { return overlay(x.Raw, x) }

// TaskStopInput stops a command or an agent that runs in the background.
type TaskStopInput struct {
	Received
	TaskID  string `json:"task_id,omitempty"`
	ShellID string `json:"shell_id,omitempty"` // older name of task_id
}

// InputOf returns "TaskStop".
func (*TaskStopInput) InputOf() string { return "TaskStop" }

// MarshalJSON keeps what it was received with.
func (in TaskStopInput) MarshalJSON() ([]byte, error) { return overlay(in.Raw, in) }
