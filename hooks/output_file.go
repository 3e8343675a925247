package hooks

import "encoding/json"

// ReadOutput is what a file holds. Which fields File has depends on Type.
type ReadOutput struct {
	Received
	Type      string          `json:"type" hooks:"required"` // text, image, notebook, pdf, parts
	File      ReadFile        `json:"file"`
	FirstPage float64         `json:"firstPage,omitempty"` // for parts
	Pages     json.RawMessage `json:"pages,omitempty"`     // for parts
}

// OutputOf returns "Read".
func (*ReadOutput) OutputOf() string { return "Read" }

// MarshalJSON keeps what it was received with.
func (o ReadOutput) MarshalJSON() ([]byte, error) { return overlay(o.Raw, o) }

// A ReadFile is the file of a [ReadOutput].
type ReadFile struct {
	Received
	FilePath            string          `json:"filePath,omitempty"`
	Content             string          `json:"content,omitempty"` // for text
	NumLines            float64         `json:"numLines,omitempty"`
	StartLine           float64         `json:"startLine,omitempty"`
	TotalLines          float64         `json:"totalLines,omitempty"`
	TruncatedByTokenCap bool            `json:"truncatedByTokenCap,omitempty"`
	Base64              string          `json:"base64,omitempty"` // for image and pdf
	MediaType           string          `json:"type,omitempty"`   // for image
	OriginalSize        float64         `json:"originalSize,omitempty"`
	Dimensions          json.RawMessage `json:"dimensions,omitempty"` // for image
	Cells               json.RawMessage `json:"cells,omitempty"`      // for notebook
	Count               float64         `json:"count,omitempty"`      // for parts
	OutputDir           string          `json:"outputDir,omitempty"`  // for parts
}

// MarshalJSON keeps what it was received with.
func (x ReadFile) MarshalJSON() ([]byte, error) { return overlay(x.Raw, x) }

// WriteOutput says how a file was changed.
type WriteOutput struct {
	Received
	Type            string          `json:"type"` // create, update
	FilePath        string          `json:"filePath"`
	Content         string          `json:"content"`
	OriginalFile    *string         `json:"originalFile"` // nil if there was none
	StructuredPatch []Hunk          `json:"structuredPatch"`
	UserModified    bool            `json:"userModified,omitempty"` // the user changed it before approval
	Staged          bool            `json:"staged,omitempty"`
	GitDiff         json.RawMessage `json:"gitDiff,omitempty"`
}

// OutputOf returns "Write".
func (*WriteOutput) OutputOf() string { return "Write" }

// MarshalJSON keeps what it was received with.
func (o WriteOutput) MarshalJSON() ([]byte, error) { return overlay(o.Raw, o) }

// EditOutput says how a file was changed.
type EditOutput struct {
	Received
	FilePath        string          `json:"filePath"`
	OldString       string          `json:"oldString"`
	NewString       string          `json:"newString"`
	OriginalFile    *string         `json:"originalFile"` // nil if it is not told
	StructuredPatch []Hunk          `json:"structuredPatch"`
	UserModified    bool            `json:"userModified"` // the user changed it before approval
	ReplaceAll      bool            `json:"replaceAll"`
	Staged          bool            `json:"staged,omitempty"`
	GitDiff         json.RawMessage `json:"gitDiff,omitempty"`
}

// OutputOf returns "Edit".
func (*EditOutput) OutputOf() string { return "Edit" }

// MarshalJSON keeps what it was received with.
func (o EditOutput) MarshalJSON() ([]byte, error) { return overlay(o.Raw, o) }

// A Hunk is a part of a unified diff.
type Hunk struct {
	Received
	OldStart float64  `json:"oldStart"`
	OldLines float64  `json:"oldLines"`
	NewStart float64  `json:"newStart"`
	NewLines float64  `json:"newLines"`
	Lines    []string `json:"lines"` // with the leading blank, + or -
}

// MarshalJSON keeps what it was received with.
func (x Hunk) MarshalJSON() ([]byte, error) { return overlay(x.Raw, x) }

// NotebookEditOutput says how a cell was changed.
type NotebookEditOutput struct {
	Received
	NewSource    string `json:"new_source"`
	OldSource    string `json:"old_source,omitempty"`
	CellID       string `json:"cell_id,omitempty"`
	CellType     string `json:"cell_type"` // code, markdown
	Language     string `json:"language"`
	EditMode     string `json:"edit_mode"` // replace, insert, delete
	Error        string `json:"error,omitempty"`
	NotebookPath string `json:"notebook_path"`
	OriginalFile string `json:"original_file"`
	UpdatedFile  string `json:"updated_file"`
}

// OutputOf returns "NotebookEdit".
func (*NotebookEditOutput) OutputOf() string { return "NotebookEdit" }

// MarshalJSON keeps what it was received with.
func (o NotebookEditOutput) MarshalJSON() ([]byte, error) { return overlay(o.Raw, o) }

// GlobOutput has the files that were found.
type GlobOutput struct {
	Received
	DurationMS      float64  `json:"durationMs"`
	NumFiles        float64  `json:"numFiles"`
	Filenames       []string `json:"filenames"`
	Truncated       bool     `json:"truncated"`
	TotalMatches    float64  `json:"totalMatches,omitempty"`
	CountIsComplete bool     `json:"countIsComplete,omitempty"`
	TimedOut        bool     `json:"timedOut,omitempty"`
}

// OutputOf returns "Glob".
func (*GlobOutput) OutputOf() string { return "Glob" }

// MarshalJSON keeps what it was received with.
func (o GlobOutput) MarshalJSON() ([]byte, error) { return overlay(o.Raw, o) }

// GrepOutput has the lines or files that were found.
type GrepOutput struct {
	Received
	Mode          string   `json:"mode,omitempty"` // content, files_with_matches, count
	NumFiles      float64  `json:"numFiles"`
	Filenames     []string `json:"filenames"`
	Content       string   `json:"content,omitempty"`
	NumLines      float64  `json:"numLines,omitempty"`
	NumMatches    float64  `json:"numMatches,omitempty"`
	TotalFiles    float64  `json:"totalFiles,omitempty"`
	TotalLines    float64  `json:"totalLines,omitempty"`
	AppliedLimit  float64  `json:"appliedLimit,omitempty"`
	AppliedOffset float64  `json:"appliedOffset,omitempty"`
	TimedOut      bool     `json:"timedOut,omitempty"`
}

// OutputOf returns "Grep".
func (*GrepOutput) OutputOf() string { return "Grep" }

// MarshalJSON keeps what it was received with.
func (o GrepOutput) MarshalJSON() ([]byte, error) { return overlay(o.Raw, o) }
