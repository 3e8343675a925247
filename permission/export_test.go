package permission

// ManagedFiles lets tests look for managed settings elsewhere than in the
// system's folder.
var ManagedFiles = managedFiles
