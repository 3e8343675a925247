package envguard

// ScanSQL and AppendSQL are what Judge.SQL is made of.
var (
	ScanSQL   = scanSQL
	AppendSQL = appendSQL
)
