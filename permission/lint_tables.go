package permission

import (
	"strings"
	"sync"
)

// programs lists common programs, for those whose names start with that of
// another one.
var programs = sync.OnceValue(func() []string {
	return strings.Fields(`bash bashbug catdoc catchsegv chmod chown chgrp curlftpfs cpio cpan dd ddrescue dockerd docker-compose
	echoctl envsubst fdisk findmnt gitk git-shell git-lfs gofmt gopls grepdiff headtail killall lsof lsblk lsattr makepkg mkdirhier
	mvn nodejs nodemon node-gyp npmrc npx pipx pip3 psql pgrep pythonw python3 python3.12 rmdir rmmod rsync scp screen sedutil sshd
	ssh-keygen ssh-copy-id sudoedit systemctl tailscale tarsnap teepot vimdiff wcalc wgetpaste yarnpkg`)
})

// subcommands gives the subcommand of a program that a wildcard in its place
// had better not cover.
var subcommands = sync.OnceValue(func() map[string]string {
	return map[string]string{
		"git": "push --force origin", "docker": "run --privileged -v /:/host alpine", "podman": "run --privileged -v /:/host alpine",
		"kubectl": "delete --all pods", "npm": "exec --yes pkg", "yarn": "dlx pkg", "pnpm": "dlx pkg", "gh": "repo delete --yes me/x",
		"aws": "s3 rb --force s3://x", "gcloud": "projects delete --quiet x", "az": "group delete --yes --name x", "helm": "uninstall x",
		"terraform": "destroy -auto-approve", "cargo": "install x", "go": "run example.com/x@latest", "pip": "install x",
		"systemctl": "stop x", "brew": "uninstall x", "apt": "remove x",
	}
})

// A runner is a group of programs that run what their arguments say.
type runner struct {
	names  string
	probes string // a command a line, PROGRAM for the name in the rule
	escape bool   // it has other uses, and only some flags do it
}

// argumentRunners are tried in order. Their source are the manuals of the programs.
var argumentRunners = []runner{
	{names: "bash sh zsh dash ksh fish", probes: "PROGRAM -c 'rm -rf x'"},
	{names: "timeout", probes: "PROGRAM 5 rm -rf x"},
	{names: "sudo doas env nice nohup stdbuf setsid ionice watch strace time command exec", probes: "PROGRAM rm -rf x\nPROGRAM bash -c 'rm -rf x'"},
	{names: "su runuser", probes: "PROGRAM -c 'rm -rf x'"},
	{names: "xargs parallel", probes: "PROGRAM rm -rf x\nPROGRAM sh -c 'rm -rf x'"},
	{names: "python python2 python3 pypy pypy3", probes: `PROGRAM -c 'import shutil; shutil.rmtree("x")'`},
	{names: "node nodejs bun", probes: `PROGRAM -e 'require("fs").rmSync("x")'`},
	{names: "deno", probes: `PROGRAM eval 'Deno.removeSync("x")'`},
	{names: "perl ruby", probes: `PROGRAM -e 'system("rm -rf x")'`},
	{names: "php", probes: `PROGRAM -r 'system("rm -rf x");'`},
	{names: "lua", probes: `PROGRAM -e 'os.execute("rm -rf x")'`},
	{names: "osascript", probes: `PROGRAM -e 'do shell script "rm -rf x"'`},
	{names: "powershell pwsh powershell.exe cmd cmd.exe", probes: "PROGRAM -Command 'Remove-Item x'\nPROGRAM /c 'del x'"},
	{names: "npx bunx pnpx uvx pipx", probes: "PROGRAM pkg\nPROGRAM run pkg"},
	{names: "npm pnpm yarn", probes: "PROGRAM exec --yes pkg\nPROGRAM dlx pkg"},
	{names: "docker podman", probes: "PROGRAM run -v /:/host alpine rm -rf /host/x\nPROGRAM exec x rm -rf y\nPROGRAM compose run x rm -rf y"},
	{names: "kubectl", probes: "PROGRAM exec x -- rm -rf y"},
	{names: "ssh", probes: "PROGRAM host rm -rf x"},
	{names: "uv poetry pipenv conda nix direnv mise devbox", probes: "PROGRAM run rm -rf x\nPROGRAM run python -c 'import os'\nPROGRAM exec . rm -rf x\nPROGRAM exec -- rm -rf x"},
	{names: "go", probes: "PROGRAM run example.com/x@latest", escape: true},
	{names: "cargo", probes: "PROGRAM run --manifest-path x/Cargo.toml", escape: true},
	{names: "make gmake", probes: "PROGRAM --eval 'x:; rm -rf y' x", escape: true},
	{names: "git", probes: "PROGRAM -c 'alias.x=!rm -rf y' x\nPROGRAM rebase -x 'rm -rf y' HEAD~1\nPROGRAM bisect run rm -rf y\nPROGRAM submodule foreach 'rm -rf y'\nPROGRAM grep -O'rm -rf y' x\nPROGRAM difftool -y -x 'rm -rf z' HEAD\nPROGRAM fetch --upload-pack 'rm -rf y' .\nPROGRAM pull --upload-pack 'rm -rf y' .\nPROGRAM clone -u 'rm -rf y' . x\nPROGRAM push --receive-pack 'rm -rf y' .", escape: true},
	{names: "npm", probes: "PROGRAM run x --script-shell ./y\nPROGRAM test --script-shell ./y\nPROGRAM install ./x", escape: true},
	{names: "awk gawk mawk nawk", probes: "PROGRAM -f x.awk y", escape: true},
	{names: "sed gsed", probes: "PROGRAM '1e rm -rf x' y", escape: true},
	{names: "find", probes: "PROGRAM . -exec rm -rf x ;", escape: true},
	{names: "tar gtar", probes: "PROGRAM cf x.tar --checkpoint=1 --checkpoint-action='exec=rm -rf y' z", escape: true},
	{names: "vim vi nvim ex", probes: "PROGRAM -c '!rm -rf x' y", escape: true},
	{names: "less more man", probes: "PROGRAM '+!rm -rf x' y\nPROGRAM -P 'rm -rf x' y", escape: true},
	{names: "rsync", probes: "PROGRAM -e 'rm -rf x' y host:z", escape: true},
	{names: "scp", probes: "PROGRAM -S ./x y host:z", escape: true},
	{names: "psql", probes: `PROGRAM -c '\! rm -rf x'`, escape: true},
	{names: "mysql", probes: `PROGRAM -e '\! rm -rf x'`, escape: true},
	{names: "sqlite3", probes: `PROGRAM x.db '.shell rm -rf y'`, escape: true},
	{names: "gdb", probes: "PROGRAM -batch -ex 'shell rm -rf x'", escape: true},
	{names: "zip", probes: "PROGRAM x.zip y -T -TT 'rm -rf z'", escape: true},
	{names: "tee cp mv install ln", probes: "", escape: true},
	{names: "rg", probes: "PROGRAM --pre ./x y", escape: true},
	{names: "fd fdfind", probes: "PROGRAM x -x rm -rf", escape: true},
	{names: "sort", probes: "PROGRAM --compress-program ./x y", escape: true},
	{names: "gh", probes: "PROGRAM extension exec x\nPROGRAM alias set --shell x 'rm -rf y'", escape: true},
	{names: "terraform", probes: "PROGRAM apply -auto-approve", escape: true},
	{names: "ansible", probes: "PROGRAM all -m shell -a 'rm -rf x'"},
}
