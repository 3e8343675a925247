// Package arch holds no code. Its tests keep the module's shape: which package
// may import which, what a guard drags into a program, which folders there
// are, and which names are exported.
package arch
