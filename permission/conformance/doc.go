// Package conformance runs recorded decisions of the real Claude Code client
// against package permission, or against any other implementation.
//
// A case is one line of JSON, as in permission/testdata/conformance: the
// settings of each scope, the mode, the command line's options and one tool
// call; and, if it was measured, what the client decided. The files and links
// of a [Fixture] are a virtual file system: nothing on disk is touched.
package conformance
