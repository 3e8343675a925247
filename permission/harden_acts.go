package permission

import (
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// Who denies apt-get remove does not want apt purge either. An act is what
// several commands do to the same end, each with a verb of its own; a rule
// about one of them makes the others asked about. The source are the manuals
// of the programs.

// acts lists the acts, a line each: commands between bars, which are of the
// act with whatever else is among their words. A rule is about an act if it
// names one of its commands; what else it names, the other must name too.
var acts = []string{
	"apt remove|apt purge|apt autoremove|apt-get remove|apt-get purge|apt-get autoremove|aptitude remove|aptitude purge|nala remove|nala purge|dpkg -r|dpkg -P|dpkg --remove|dpkg --purge|dnf remove|dnf erase|yum remove|yum erase|zypper remove|zypper rm|pacman -R|apk del|snap remove|rpm -e|rpm --erase",
	"apt install|apt-get install|aptitude install|nala install|dpkg -i|dpkg --install|dnf install|yum install|zypper install|zypper in|pacman -S|pacman -U|apk add|snap install|rpm -i|rpm -U|rpm --install",
	"npm uninstall|pnpm remove|pnpm uninstall|yarn remove|bun remove|bun rm",
	"npm install|pnpm add|pnpm install|yarn add|bun add|bun install",
	"pip uninstall|pipx uninstall|uv remove|uv tool uninstall|poetry remove|pdm remove|conda remove|conda uninstall|mamba remove",
	"pip install|pipx install|uv add|uv tool install|poetry add|pdm add|conda install|mamba install|easy_install",
	"npm publish|np|semantic-release|lerna publish|release-it|changeset publish|yarn npm publish|nx release|standard-version --publish",
	"twine upload|poetry publish|uv publish|flit publish|hatch publish|pdm publish|maturin publish|maturin upload",
	"cargo publish|cargo release|cargo smart-release", "gem push|rake release|gem release",
	"git branch -D|git update-ref -d|git branch -d -f|git push . --delete", "git tag -d|git update-ref -d",
	"git push|git send-pack|git http-push|git subtree push|git svn dcommit|jj git push|gh repo sync",
	"git commit|git commit-tree|jj commit|git stash commit", "git stash drop|git stash clear",
	"svn commit|svn import|git svn dcommit", "svn delete|svn mkdir --parents",
	"docker volume rm|docker volume prune|docker compose down -v|docker system prune --volumes|docker compose rm -v|docker rm -v",
	"docker rm|docker container prune|docker compose rm|docker compose down|docker system prune|docker stack rm|docker service rm",
	"docker rmi|docker image prune|docker system prune -a|docker compose down --rmi",
	"docker stop|docker kill|docker compose stop|docker compose kill|docker compose down|docker rm -f|docker pause",
	"docker compose down|docker compose rm|docker compose kill|docker compose stop", "docker stack rm|docker service rm|docker service scale",
	"docker push|docker buildx build --push|docker build --push|docker buildx imagetools create|docker compose push|docker manifest push|skopeo copy|crane push|crane copy|oras push|buildah push",
	"docker network rm|docker network prune",
	"kubectl delete|kubectl replace --force|kubectl drain|kubectl scale --replicas=0|kubectl apply --prune|helm uninstall|argocd app delete|kubectl taint",
	"kubectl apply|kubectl create -f|kubectl replace|kubectl patch|kubectl set|kubectl edit", "kubectl exec|kubectl debug|kubectl attach|kubectl cp",
	"kubectl scale|kubectl autoscale", "helm upgrade|helm install --replace", "kubectl drain|kubectl cordon|kubectl delete node",
	"terraform destroy|terraform apply -destroy|terraform apply --destroy|terraform state rm|terraform workspace delete|pulumi destroy|cdk destroy",
	"terraform apply|terraform destroy|pulumi up|cdk deploy", "serverless remove|sls remove",
	"dropdb|psql drop database|mysqladmin drop|mariadb-admin drop|mysql drop database", "mysql drop|mysqladmin drop|mariadb-admin drop|mariadb drop",
	"psql drop table|psql truncate|psql drop schema|psql drop database|psql drop owned|dropdb", "psql delete from|psql truncate",
	"mysql drop table|mysql truncate|mysql drop database|mysqladmin drop|mariadb drop table|mariadb truncate", "mysql delete from|mysql truncate",
	"psql drop database|dropdb|psql drop schema", "mysql drop database|mysqladmin drop|mysql drop schema",
	"redis-cli FLUSHALL|redis-cli FLUSHDB|redis-cli SHUTDOWN NOSAVE",
	"mongosh drop|mongosh dropdatabase|mongosh deletemany({})|mongorestore --drop", "mongosh dropdatabase|mongosh drop|mongorestore --drop",
	"rails db:drop|rails db:reset|rails db:purge|rails db:migrate:reset|rails db:schema:load|rails db:truncate_all|rake db:drop|rake db:reset|rake db:purge|rake db:migrate:reset|rake db:schema:load|rake db:truncate_all",
	"rails db:reset|rails db:drop|rake db:reset|rake db:drop|rails db:migrate:reset|rake db:migrate:reset",
	"prisma migrate reset|prisma db push --force-reset|prisma db push --accept-data-loss|prisma db execute",
	"php artisan migrate:fresh|php artisan migrate:reset|php artisan migrate:refresh|php artisan db:wipe|artisan migrate:fresh|artisan migrate:reset|artisan migrate:refresh|artisan db:wipe|sail artisan migrate:fresh|sail artisan db:wipe",
	"python manage.py flush|manage.py flush|django-admin flush|python manage.py reset_db|manage.py reset_db|python manage.py migrate zero|django-admin reset_db",
	"aws s3 rm|aws s3 rb|aws s3api delete-object|aws s3api delete-objects|aws s3api delete-bucket|aws s3 sync --delete|aws s3 mv",
	"aws s3 rb|aws s3api delete-bucket", "aws s3 cp|aws s3 sync|aws s3 mv|aws s3api put-object",
	"gsutil rm|gsutil rb|gsutil rsync -d|gcloud storage rm|gcloud storage buckets delete|gcloud storage objects delete|gcloud storage rsync --delete-unmatched-destination-objects",
	"az storage blob delete|az storage blob delete-batch|az storage container delete|azcopy remove|azcopy rm|az storage remove", "rclone delete|rclone purge|rclone deletefile|rclone sync|rclone move|rclone rmdirs",
	"az group delete|az resource delete|az deployment group create --mode=Complete", "gcloud projects delete|gcloud alpha projects delete",
	"aws cloudformation delete-stack|sam delete|cdk destroy|aws cloudformation delete-stack-set",
	"heroku apps:destroy|heroku apps:delete", "fly apps destroy|fly destroy|fly machine destroy|fly machines destroy|fly volumes destroy", "fly deploy|fly machine run|fly machine update|fly launch",
	"vercel --prod|vercel deploy --prod|vercel promote|vercel --target=production|vc --prod|vc deploy --prod", "vercel deploy|vercel --prod|vc deploy|vercel promote", "netlify deploy --prod|ntl deploy --prod|netlify deploy -p", "wrangler deploy|wrangler publish|wrangler pages deploy|wrangler versions deploy", "firebase deploy|firebase hosting:clone",
	"systemctl stop|systemctl kill|systemctl disable --now|systemctl mask --now|systemctl isolate|systemctl reset-failed --stop|launchctl bootout|launchctl unload|brew services stop|supervisorctl stop|pm2 stop",
	"systemctl restart|systemctl try-restart|systemctl reload-or-restart|systemctl try-reload-or-restart|systemctl condrestart|systemctl force-reload|brew services restart|supervisorctl restart|rc-service restart|invoke-rc.d restart", "systemctl disable|systemctl mask|update-rc.d disable|update-rc.d remove|rc-update del|chkconfig off",
	"systemctl enable|systemctl preset|systemctl reenable|systemctl link", "pm2 delete|pm2 kill|pm2 stop", "supervisorctl stop|supervisorctl shutdown", "launchctl unload|launchctl bootout|launchctl remove|launchctl disable",
	"kill|pkill|killall|fuser -k|skill|killall5|xkill|pidwait", "kill -9|fuser -k|killall5 -9", "killall|pkill|fuser -k|killall5", "pkill|killall|fuser -k",
	"iptables|ip6tables|nft|iptables-restore|ip6tables-restore|ufw disable|ufw allow|ufw deny|ufw reset|ufw delete|firewall-cmd|ebtables|arptables", "ufw|iptables|nft|firewall-cmd", "ufw disable|ufw reset|ufw --force reset|iptables -F|nft flush",
	"useradd|adduser|newusers", "userdel|deluser", "usermod|gpasswd|adduser|chsh|groupmems", "passwd|chpasswd|usermod -p", "groupadd|addgroup", "visudo|sudoedit",
	"mkfs|mke2fs|mkfs.ext4|mkfs.ext3|mkfs.xfs|mkfs.btrfs|mkfs.vfat|newfs|mkswap|wipefs|blkdiscard|sgdisk|parted|fdisk|sfdisk", "modprobe|insmod", "rmmod|modprobe -r", "mount|udisksctl mount|pmount|mount.nfs|sshfs", "umount|udisksctl unmount|fusermount -u",
	"ssh|mosh|autossh|plink|dbclient|slogin|ansible -m|pssh|pdsh|clush", "nc|ncat|netcat|socat|nc.openbsd|nc.traditional|telnet", "nmap|masscan|zmap|rustscan", "scp|sftp|pscp|lftp|ncftpput|croc send|wormhole send", "sftp|scp|psftp|lftp", "ftp|lftp|sftp|ncftp|tnftp",
	"sudo|doas|pkexec|su -c|run0|please|sudoedit", "su|runuser|sudo -i|sudo -s|machinectl shell", "chmod|setfacl -m|setfacl -x",
	"mail|mailx|sendmail|mutt|msmtp|swaks|s-nail", "open|xdg-open|gio open|sensible-browser", "tcpdump|tshark|dumpcap", "docker run|docker create|docker compose run", "mv|rename|prename|mmv|git mv", "gpg|gpg2|gpgsm", "crontab|at|batch", "ansible-playbook|ansible|ansible-pull|ansible-runner run",
	"vault kv delete|vault delete|vault kv destroy|vault kv metadata delete", "supabase db reset|supabase stop --no-backup", "alembic downgrade|flask db downgrade", "shutdown|poweroff|halt|reboot|init 0|init 6|telinit 0|telinit 6",
	"gh repo delete|gh repo archive", "gh pr merge|gh pr review --approve --merge|hub merge", "glab mr merge|glab mr accept", "hg push|hg bookmark --push",
	"journalctl --vacuum-time|journalctl --vacuum-size|journalctl --rotate", "ip link|ifconfig|nmcli", "tmux kill-server|tmux kill-session", "hdiutil eject|diskutil eject|diskutil unmount", "diskutil eraseDisk|diskutil eraseVolume|diskutil partitionDisk|diskutil apfs deleteContainer",
}

// An actOf is a command that does to the same end what a rule is about.
type actOf struct {
	command spelledCommand
	rule    *Rule
	rest    []string // what else the rule names
}

// addActs finds the acts that a rule is about.
func (l *bashRules) addActs(r *Rule) {
	tokens := strings.Fields(strings.TrimSuffix(r.Specifier, ":*"))
	if len(tokens) == 1 {
		tokens[0] = strings.TrimSuffix(tokens[0], "*") // Bash(reboot*)
	}
	if len(tokens) == 0 || strings.Contains(tokens[0], "*") || strings.ContainsAny(r.Specifier, "|&;<>\n") {
		return
	}
	for i, t := range tokens {
		tokens[i] = strings.Trim(t, "*")
	}
	tokens = slices.DeleteFunc(tokens, func(t string) bool { return t == "" })
	rule := spell(tokens)
	for _, act := range acts {
		if !strings.Contains(act, rule.program) {
			continue
		}
		commands := strings.Split(act, "|")
		for i, own := range commands {
			command := spell(strings.Fields(own))
			rest, ok := rule.begins(&command)
			for _, flag := range rule.dashes {
				if !slices.Contains(command.dashes, flag) {
					rest = append(slices.Clip(rest), flag)
				}
			}
			if !ok || len(command.operands)+len(command.dashes) == 0 && len(rest) > 0 {
				continue
			}
			for k, other := range commands {
				if k != i {
					s := spell(strings.Fields(other))
					if l.acts == nil {
						l.acts = map[string][]actOf{}
					}
					l.acts[s.program] = append(l.acts[s.program], actOf{s, r, rest})
				}
			}
		}
	}
}

// begins reports that a command is one of an act, and what else it names.
func (s *spelledCommand) begins(act *spelledCommand) (rest []string, ok bool) {
	if s.program != act.program || len(act.dashes) > 0 && !s.hasFlags(*act, "") {
		return nil, false
	}
	for _, flag := range act.dashes {
		if name, value, ok := strings.Cut(flag, "="); ok && !slices.Contains(s.dashes, flag) && !(slices.Contains(s.dashes, name) && slices.Contains(s.operands, value)) {
			return nil, false
		}
	}
	for _, operands := range [...][]string{s.operands, s.clear} {
		text, want := strings.ToLower(strings.Join(operands, " ")), strings.ToLower(strings.Join(act.operands, " "))
		switch {
		case text == want, want == "":
			return operands[len(act.operands):], true
		case strings.HasPrefix(text, want+" "), strings.Contains(want, ":") && strings.HasPrefix(text, want+":"): // as db:drop:all
			return operands[len(act.operands):], true
		case speaksStatements(s.program) && want != "" && strings.Contains(text, want):
			return nil, true
		}
	}
	return nil, false
}

// speaksStatements reports a program whose acts are words of a text.
func speaksStatements(program string) bool {
	switch program {
	case "psql", "mysql", "mariadb", "mongosh":
		return true
	}
	return false
}

// act asks about a command that does to the same end what a rule is about.
func (h *hardener) act(e *shell.Execution, args []string) {
	for _, d := range [...]Decision{Deny, Ask} {
		l := &h.p.lists[d].bash
		list := l.acts[commonName(args[0])]
		if len(list) == 0 {
			continue
		}
		s := spell(args)
		for i := range list {
			a := &list[i]
			if _, ok := s.begins(&a.command); !ok || slices.ContainsFunc(a.rest, func(w string) bool { return !slices.Contains(s.operands, w) && !slices.Contains(s.dashes, w) }) {
				continue
			}
			h.note(Result{Decision: Ask, Cause: ByComplexity, matched: []*Rule{a.rule},
				Reason: "it does to the same end what a rule is about: " + a.rule.String()}, e.Through)
			return
		}
	}
}
