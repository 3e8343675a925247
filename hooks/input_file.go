package hooks

// ReadInput reads a file.
type ReadInput struct {
	Received
	FilePath   string `json:"file_path" hooks:"required"`
	Offset     int64  `json:"offset,omitempty"` // first line
	Limit      int64  `json:"limit,omitempty"`  // number of lines
	Pages      string `json:"pages,omitempty"`  // of a PDF, such as 1-5
	AllowLarge bool   `json:"allow_large,omitempty"`
}

// InputOf returns "Read".
func (*ReadInput) InputOf() string { return "Read" }

// MarshalJSON keeps what it was received with.
func (in ReadInput) MarshalJSON() ([]byte, error) { return overlay(in.Raw, in) }

// WriteInput creates or replaces a file.
type WriteInput struct {
	Received
	FilePath string `json:"file_path" hooks:"required"`
	Content  string `json:"content" hooks:"required"`
}

// InputOf returns "Write".
func (*WriteInput) InputOf() string { return "Write" }

// MarshalJSON keeps what it was received with.
func (in WriteInput) MarshalJSON() ([]byte, error) { return overlay(in.Raw, in) }

// EditInput replaces text in a file.
type EditInput struct {
	Received
	FilePath   string `json:"file_path" hooks:"required"`
	OldString  string `json:"old_string" hooks:"required"`
	NewString  string `json:"new_string" hooks:"required"`
	ReplaceAll bool   `json:"replace_all,omitempty"`
}

// InputOf returns "Edit".
func (*EditInput) InputOf() string { return "Edit" }

// MarshalJSON keeps what it was received with.
func (in EditInput) MarshalJSON() ([]byte, error) { return overlay(in.Raw, in) }

// NotebookEditInput changes a cell of a Jupyter notebook.
type NotebookEditInput struct {
	Received
	NotebookPath string `json:"notebook_path" hooks:"required"`
	NewSource    string `json:"new_source" hooks:"required"`
	CellID       string `json:"cell_id,omitempty"`
	CellType     string `json:"cell_type,omitempty"` // code, markdown
	EditMode     string `json:"edit_mode,omitempty"` // replace, insert, delete
}

// InputOf returns "NotebookEdit".
func (*NotebookEditInput) InputOf() string { return "NotebookEdit" }

// MarshalJSON keeps what it was received with.
func (in NotebookEditInput) MarshalJSON() ([]byte, error) { return overlay(in.Raw, in) }

// GlobInput finds files by name.
type GlobInput struct {
	Received
	Pattern string `json:"pattern" hooks:"required"`
	Path    string `json:"path,omitempty"` // where to look; empty for the working directory
}

// InputOf returns "Glob".
func (*GlobInput) InputOf() string { return "Glob" }

// MarshalJSON keeps what it was received with.
func (in GlobInput) MarshalJSON() ([]byte, error) { return overlay(in.Raw, in) }

// GrepInput finds text in files.
type GrepInput struct {
	Received
	Pattern      string   `json:"pattern" hooks:"required"`
	Path         string   `json:"path,omitempty"` // where to look; empty for the working directory
	Glob         string   `json:"glob,omitempty"`
	OutputMode   string   `json:"output_mode,omitempty"` // content, files_with_matches, count
	Before       float64  `json:"-B,omitempty"`
	After        float64  `json:"-A,omitempty"`
	Around       float64  `json:"-C,omitempty"`
	Context      float64  `json:"context,omitempty"` // as Around
	LineNumbers  *bool    `json:"-n,omitempty"`      // nil is not false
	IgnoreCase   bool     `json:"-i,omitempty"`
	OnlyMatching bool     `json:"-o,omitempty"`
	Type         string   `json:"type,omitempty"`       // of file, such as go
	HeadLimit    *float64 `json:"head_limit,omitempty"` // nil is not 0
	Offset       float64  `json:"offset,omitempty"`
	Multiline    bool     `json:"multiline,omitempty"`
}

// InputOf returns "Grep".
func (*GrepInput) InputOf() string { return "Grep" }

// MarshalJSON keeps what it was received with.
func (in GrepInput) MarshalJSON() ([]byte, error) { return overlay(in.Raw, in) }
