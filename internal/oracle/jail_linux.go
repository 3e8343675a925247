package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"unsafe"
)

// Where the jail has what it needs. The rest of the system is there, but can only
// be read.
const (
	holder     = "/mnt"
	jailClient = holder + "/client"
	binDir     = holder + "/bin"
)

// jailed returns the command that runs the driver in a jail with the folder of the
// client. It reads sessions on its standard input and writes answers on its output.
//
// Two user namespaces lie within one another: in the outer one the caller is root
// and may mount, in the inner one it is an ordinary user without any capability,
// as the client expects.
func jailed(ctx context.Context, folder string) (*exec.Cmd, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, self)
	cmd.Args = []string{jailName, self, folder}
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS | syscall.CLONE_NEWNET | syscall.CLONE_NEWPID | syscall.CLONE_NEWIPC | syscall.CLONE_NEWUTS,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
		Pdeathsig:   syscall.SIGKILL,
	}
	return cmd, nil
}

// enterJail is the first process in the namespaces. It arranges the file system
// and the network, and runs the driver.
func enterJail() error {
	if len(os.Args) != 3 {
		return errors.New("the jail is entered by the program itself")
	}
	self, folder := os.Args[1], os.Args[2]
	for _, step := range []struct {
		what string
		do   func() error
	}{
		{"keep mounts to ourselves", func() error { return syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, "") }},
		{"make all file systems read-only", func() error { return readOnly("/", true) }},
		{"mount /proc", func() error { return syscall.Mount("proc", "/proc", "proc", 0, "") }},
		{"bring in the client", func() error { return bringIn(self, folder) }},
		{"lay out /etc", layOutEtc},
		{"lay out the home", func() error { return emptyFolders("/home", "/root", "/tmp") }},
		{"bring loopback up", loopbackUp},
	} {
		if err := step.do(); err != nil {
			return fmt.Errorf("make the jail: %s: %w", step.what, err)
		}
	}
	cmd := exec.Command(filepath.Join(binDir, "oracle"))
	cmd.Args[0] = driverName
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Env = []string{"PATH=/usr/local/bin:/usr/bin:/bin", "HOME=/home/u", "LANG=C.UTF-8"}
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 1000, HostID: 0, Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 1000, HostID: 0, Size: 1}},
		Pdeathsig:   syscall.SIGKILL,
	}
	return cmd.Run()
}

// readOnly makes a mount read-only, and all below it if asked to (mount_setattr,
// Linux 5.12).
func readOnly(path string, below bool) error {
	const (
		sysMountSetattr = 442
		atFdcwd         = ^uintptr(99) // AT_FDCWD, -100
		atRecursive     = 0x8000
		attrReadOnly    = 0x1
	)
	name, err := syscall.BytePtrFromString(path)
	if err != nil {
		return err
	}
	flags := uintptr(0)
	if below {
		flags = atRecursive
	}
	attr := struct{ set, clear, propagation, userns uint64 }{set: attrReadOnly}
	_, _, errno := syscall.Syscall6(sysMountSetattr, atFdcwd, uintptr(unsafe.Pointer(name)), flags,
		uintptr(unsafe.Pointer(&attr)), unsafe.Sizeof(attr), 0)
	if errno != 0 {
		return errno
	}
	return nil
}

func bringIn(self, folder string) error {
	program, err := os.Open(self) // before its path may be covered
	if err != nil {
		return err
	}
	defer program.Close()
	client, err := os.Open(folder)
	if err != nil {
		return err
	}
	defer client.Close()
	if err := emptyFolders(holder); err != nil {
		return err
	}
	if err := errors.Join(os.Mkdir(jailClient, 0o755), os.Mkdir(binDir, 0o755), os.Mkdir(holder+"/etc", 0o755)); err != nil {
		return err
	}
	if err := syscall.Mount(fmt.Sprintf("/proc/self/fd/%d", client.Fd()), jailClient, "", syscall.MS_BIND|syscall.MS_REC, ""); err != nil {
		return err
	}
	to, err := os.OpenFile(filepath.Join(binDir, "oracle"), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o755)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, program)
	if err := errors.Join(err, to.Close()); err != nil {
		return err
	}
	return errors.Join(os.Symlink("oracle", filepath.Join(binDir, shellName)), os.Symlink("oracle", filepath.Join(binDir, mcpName)))
}

// layOutEtc makes an /etc in which one folder can be written to, for managed
// settings, and all else is the system's.
func layOutEtc() error {
	if err := syscall.Mount("/etc", holder+"/etc", "", syscall.MS_BIND|syscall.MS_REC, ""); err != nil {
		return err
	}
	if err := emptyFolders("/etc"); err != nil {
		return err
	}
	entries, err := os.ReadDir(holder + "/etc")
	if err != nil {
		return err
	}
	for _, e := range entries {
		switch e.Name() {
		case "passwd", "group", "claude-code":
			continue
		}
		from, to := filepath.Join(holder, "etc", e.Name()), filepath.Join("/etc", e.Name())
		// A file is a copy: a link is another thing to the client's rules.
		if data, err := os.ReadFile(from); err == nil && e.Type().IsRegular() {
			if err := os.WriteFile(to, data, 0o644); err != nil {
				return err
			}
			continue
		}
		if err := os.Symlink(from, to); err != nil {
			return err
		}
	}
	err = errors.Join(
		os.WriteFile("/etc/passwd", []byte("root:x:0:0:root:/root:/bin/sh\nu:x:1000:1000::/home/u:/bin/bash\n"), 0o644),
		os.WriteFile("/etc/group", []byte("root:x:0:\nu:x:1000:\n"), 0o644),
		os.Mkdir("/etc/claude-code", 0o755),
	)
	if err != nil {
		return err
	}
	if err := emptyFolders("/etc/claude-code"); err != nil {
		return err
	}
	return readOnly("/etc", false)
}

func emptyFolders(paths ...string) error {
	for _, path := range paths {
		if err := syscall.Mount("tmpfs", path, "tmpfs", 0, "mode=0755"); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return nil
}

func loopbackUp() error {
	s, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM, 0)
	if err != nil {
		return err
	}
	defer func() { _ = syscall.Close(s) }()
	request := struct {
		name  [syscall.IFNAMSIZ]byte
		flags uint16
		_     [22]byte
	}{flags: syscall.IFF_UP}
	copy(request.name[:], "lo")
	_, _, errno := syscall.Syscall(syscall.SYS_IOCTL, uintptr(s), syscall.SIOCSIFFLAGS, uintptr(unsafe.Pointer(&request)))
	if errno != 0 {
		return errno
	}
	return nil
}
