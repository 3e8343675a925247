//go:build unix

package main

import (
	"os"
	"os/signal"
	"syscall"
)

// hangups receives a signal each time the server is told to load anew.
func hangups() <-chan os.Signal {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGHUP)
	return c
}
