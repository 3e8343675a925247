package envguard

// ordinary reports a command line that is read and found harmless without following
// it: plain words, and programs that only look.
func (j *Judge) ordinary(command string) bool { return false }
