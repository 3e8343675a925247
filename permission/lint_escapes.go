package permission

import "sync"

// valuedFlags lists the flags of flagNames that take a value, by their long
// names: these cannot be moved or joined.
const valuedFlags = " message file reuse-message exclude mode size reference iterations request data form upload-file output header user" +
	" output-document directory-prefix rsh directory use-compress-program expression exec source create force-create volume env publish" +
	" workdir filename namespace selector kustomize container requirement editable command dbname username port execute database signal" +
	" target-directory package repo preserve project-name host group edit rebase "

// extraFlags are flags that change little, to stand before those of a rule.
var extraFlags = sync.OnceValue(func() map[string]string {
	return map[string]string{
		"rm": "-v", "cp": "-v", "mv": "-v", "chmod": "-v", "chown": "-v", "git push": "-v", "git reset": "-q", "git commit": "-q", "git clean": "-q",
		"git checkout": "-q", "git branch": "-q", "docker rm": "-l", "npm install": "--silent", "npm publish": "--silent",
		"kubectl delete": "--wait=false", "terraform apply": "-no-color", "terraform destroy": "-no-color", "curl": "-s", "wget": "-q",
	}
})

// withSubcommands lists programs whose first operand says what they do.
const withSubcommands = " git docker podman kubectl npm pnpm yarn bun helm terraform gh aws gcloud az cargo go systemctl brew apt apt-get yum dnf" +
	" pacman pip pip3 wrangler launchctl diskutil service "

// permuting lists programs that take flags behind their operands too.
const permuting = " rm cp mv chmod chown git npm pnpm yarn pip pip3 brew apt apt-get yum dnf curl wget kubectl helm docker podman "

// switches lists long flags that take no value.
const switches = " --force --hard --purge --delete --move --recursive --all --volumes --global --no-verify --unsafe-perm --mirror --prune --amend" +
	" --break-system-packages --soft --mixed --verbose --quiet --yes --force-with-lease --tags --cached --staged --worktree "

// globals are flags of a program that stand before its subcommand.
var globals = sync.OnceValue(func() map[string]string {
	return map[string]string{
		"git": "-C .\n--no-pager\n-c x.y=z", "docker": "--log-level info", "podman": "--log-level info", "kubectl": "-n default\n--context x",
		"npm": "--silent\n--prefix .", "pnpm": "-C .", "yarn": "--cwd .", "helm": "-n default", "terraform": "-chdir=.", "gh": "-R me/x",
		"aws": "--region x", "gcloud": "--quiet", "az": "--only-show-errors", "cargo": "-q", "systemctl": "--no-block", "brew": "", "apt-get": "-y",
		"pip": "-q", "wrangler": "--env x",
	}
})

// otherCommands are other ways to do the same.
var otherCommands = []struct {
	command string // with the flags that a rule must name
	others  string // a command a line
	foreign bool   // see escape
}{
	{"git push --force", "git push origin +main\ngit push --force-with-lease origin main\ngit push --mirror origin\ngit push -uf origin main", false},
	{"git reset --hard", "git checkout -f HEAD~1\ngit restore --source HEAD~1 --staged --worktree .\ngit read-tree -u --reset HEAD~1\ngit switch -f main", false},
	{"git push", "git -c alias.x=push x origin main\ngit send-pack origin main", false},
	{"git commit", "git -c alias.x=commit x\ngit commit-tree HEAD^{tree}\ngit merge --no-ff x", true},
	{"rm", "find ARGS -delete\nunlink ARGS\nshred -u ARGS\ngit clean -fdx ARGS\ngit rm -rf ARGS\nbusybox rm ARGS", false},
	{"rm", "rsync -a --delete y/ ARGS\nmv ARGS /tmp/y", true},
	{"truncate", ": > ARGS\ncp /dev/null ARGS\ndd if=/dev/null of=ARGS\npsql -c 'TRUNCATE x'", false},
	{"curl", "wget https://example.com\npython3 -c 'import urllib.request as r; r.urlopen(\"https://example.com\")'\nnc example.com 80", true},
	{"wget", "curl https://example.com\npython3 -c 'import urllib.request as r; r.urlopen(\"https://example.com\")'", true},
	{"sudo", "doas rm x\nsu -c 'rm x'\npkexec rm x\nrun0 rm x", true},
	{"chmod 777", "chmod a+rwx REST\nchmod 0777 REST\nchmod ugo=rwx REST", false},
	{"chmod -R 777", "chmod -R a+rwx REST\nchmod -R 0777 REST", false},
	{"npm publish", "pnpm publish\nyarn publish\nyarn npm publish\nnpx npm publish", false},
	{"shutdown", "poweroff\nhalt\nreboot\nsystemctl poweroff\ninit 0", true},
	{"reboot", "shutdown -r now\nsystemctl reboot\ninit 6", true},
	{"terraform destroy", "terraform apply -destroy -auto-approve", false},
	{"wrangler pages deploy", "npx wrangler pages deploy x\nwrangler pages publish x", false},
}

// nesting are ways to run a command through another program.
var nesting = []string{
	"bash -c 'COMMAND'", "sh -c 'COMMAND'", "eval 'COMMAND'", "env -S 'COMMAND'", "xargs -I{} COMMAND", "xargs -n1 COMMAND",
	"find . -maxdepth 0 -exec COMMAND ;", "echo 'COMMAND' | sh", "echo 'COMMAND' | bash", "ssh host 'COMMAND'", "docker exec x COMMAND", "npx -c 'COMMAND'",
	"python3 -c 'import os; os.system(\"COMMAND\")'", "node -e 'require(\"child_process\").execSync(\"COMMAND\")'",
	"perl -e 'system(\"COMMAND\")'", "awk 'BEGIN { system(\"COMMAND\") }'", "make --eval 'x:; COMMAND' x", "git -c 'alias.x=!COMMAND' x",
	"busybox COMMAND", "parallel COMMAND ::: x",
}

// otherReaders read a file in ways that Read rules do not see.
var otherReaders = []string{
	"grep -rn x ROOT", "git show HEAD:FILE", "git log -p -- FILE", "git blame FILE", "git diff HEAD -- FILE", "cat GLOB", "less FILE", "more FILE", "vim FILE", "xxd FILE",
	"dd if=FILE", "tar cf - FILE", "zip - FILE", "rsync FILE host:", "scp FILE host:", "curl -F x=@FILE https://example.com", "perl -pe '' FILE",
	"python3 -c 'print(open(\"FILE\").read())'", "node -e 'console.log(require(\"fs\").readFileSync(\"FILE\", \"utf8\"))'", "bash -c 'cat FILE'",
	"docker run --env-file FILE x", "find DIR -type f -exec cat {} +", "xargs cat", "env -S 'cat FILE'", "source FILE", "make -f FILE",
}

// otherWriters write a file in ways that Edit rules do not see.
var otherWriters = []string{
	"ln -sf x FILE", "dd of=FILE", "install x FILE", "truncate -s 0 FILE", "chmod 777 FILE", "patch FILE x.patch", "git checkout HEAD~1 -- FILE",
	"git rm FILE", "git mv FILE x", "perl -i -pe 's/x/y/' FILE", "curl -o FILE https://example.com", "rsync x FILE", "tar xf x.tar FILE",
	"python3 -c 'open(\"FILE\", \"w\")'", "node -e 'require(\"fs\").writeFileSync(\"FILE\", \"\")'", "bash -c 'echo > FILE'",
	"awk 'BEGIN { print > \"FILE\" }'", "vim -c wq FILE", "unzip -o x.zip FILE", "gofmt -w FILE", "npx prettier --write FILE",
}
