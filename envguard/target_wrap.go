package envguard

import (
	"path"
	"slices"
	"strings"
)

// A wrapper is a program that runs another one, which begins at the first operand
// behind skip others.
type wrapper struct {
	names string // "npm exec" has a subcommand
	flags flagTable
	skip  int
	// stage says that the operands skipped name a stage: "chamber exec prod".
	stage bool
}

// wrappers are the programs that only run another one, as their manuals have it.
var wrappers = [...]wrapper{
	{names: "sudo", flags: "-u= -g= -h= -p= -C= -r= -t= -U= -D=@cd -R= -T= --user= --group= --host= --prompt= --chdir=@cd"},
	{names: "doas", flags: "-u= -C="},
	{names: "nohup,setsid,command,builtin,exec,time,unbuffer,caffeinate,proxychains,proxychains4,dbus-run-session,firejail,tsocks,torsocks,gtime"},
	{names: "nice", flags: "-n= --adjustment="},
	{names: "ionice", flags: "-c= -n= -p="},
	{names: "timeout,gtimeout", flags: "-s= -k= --signal= --kill-after=", skip: 1},
	{names: "stdbuf", flags: "-i= -o= -e="},
	{names: "chrt,taskset,flock", skip: 1},
	{names: "watch,gwatch", flags: "-n= --interval="},
	{names: "xargs,gxargs", flags: "-I= -n= -P= -L= -d= -a= -E= -s= --max-args= --max-procs= --delimiter= --replace="},
	{names: "npx,bunx,pnpx", flags: "-p= --package= -c=@script --call=@script"},
	{names: "npm exec,npm x,pnpm dlx,pnpm exec,yarn dlx,yarn exec,bun x,volta run,fnm exec", flags: "-p= --package= -c=@script --using="},
	{names: "bundle exec,poetry run,pipenv run,pdm run,rye run,hatch run,mise exec,mise x,asdf exec,rbenv exec,pyenv exec,uvx,pipx run,spring"},
	{names: "uv run", flags: "--env-file=@envfile --with= --python= -p= --directory=@cd --project="},
	{names: "conda run,mamba run,micromamba run", flags: "-n= --name= -p="},
	{names: "direnv exec", skip: 1},
	{names: "cross-env,cross-env-shell,with-env"},
	{names: "dotenv", flags: "-e=@envfile -f=@envfile --file=@envfile -c=@cascade -p= -v=@assign"},
	{names: "dotenv run", flags: "-f=@envfile"},
	{names: "dotenvx run", flags: "-f=@envfile --env-file=@envfile -e=@assign --env=@assign -fk= --env-keys-file= -fv= --env-vault-file= --convention="},
	{names: "env-cmd", flags: "-f=@envfile --file=@envfile -e=@stage --environments=@stage -r= --rc-file="},
	{names: "foreman run,nf run,honcho run,overmind run,hivemind run", flags: "-e=@envfile --env=@envfile -f= --procfile= -d=@cd"},
	{names: "doppler run", flags: "-c=@stage --config=@stage -p=@name --project=@name -t= --token= --name-transformer= --mount= --command=@script"},
	{names: "infisical run", flags: "--env=@stage -e=@stage --projectId= --path=@stage --token= --command=@script -c=@script --project-config-dir="},
	{names: "op run", flags: "--env-file=@envfile --account="},
	{names: "chamber exec", skip: 1, stage: true},
	{names: "aws-vault exec", flags: "-d= --duration= -t= --mfa-token= --region= --backend=", skip: 1, stage: true},
	{names: "aws-okta exec,saml2aws exec,aws-sso exec,granted exec,aws-runas", flags: "-a=AWS_PROFILE --idp-account=AWS_PROFILE --exec-profile=AWS_PROFILE -p=AWS_PROFILE --profile=AWS_PROFILE -r= -e=", skip: 0},
	{names: "envchain", skip: 1, stage: true},
	{names: "teller run", flags: "-c=@path --config=@path"},
	{names: "summon", flags: "-e=@stage --environment=@stage -f=@path -p="},
	{names: "berglas exec,vaultenv,envconsul,vals exec,keyring exec", flags: "-f=@path -secret=@path --secrets-file=@path"},
	{names: "railway run", flags: "-e=RAILWAY_ENVIRONMENT --environment=RAILWAY_ENVIRONMENT -s=@name --service=@name -p=@name --project=@name"},
	{names: "railway ssh", flags: "-e=RAILWAY_ENVIRONMENT --environment=RAILWAY_ENVIRONMENT -s=@name --service=@name -p=@name --project=@name -i="},
	{names: "vercel env run", flags: "-e=@stage --environment=@stage"},
	{names: "netlify dev:exec,ntl dev:exec", flags: "--context=@stage"},
	{names: "pulumi env run,esc run", skip: 1, stage: true},
	{names: "heroku run,heroku run:detached,heroku run:inside", flags: "-a=HEROKU_APP --app=HEROKU_APP -r=@gitremote --remote=@gitremote -s= --size= --type= -e="},
	{names: "heroku local:run", flags: "-e=@envfile --env=@envfile"},
	{names: "fly ssh console,flyctl ssh console,fly console,flyctl console,fly machine exec,flyctl machine exec", flags: "-a=FLY_APP --app=FLY_APP -c=@path --config=@path -C=@script --command=@script -r= --region= -s= -u= --user= --machine="},
	{names: "kubectl exec,oc exec,oc rsh,k exec,microk8s kubectl exec,kubectl debug", flags: kubeFlags + " -c= --container= -f=@path --filename=@path --pod-running-timeout=", skip: 1},
	{names: "docker exec,podman exec,nerdctl exec,docker container exec", flags: dockerFlags + " -e=@assign --env=@assign --env-file=@envfile -u= --user= -w= --workdir= --detach-keys=", skip: 1},
	{names: "docker run,podman run,nerdctl run,docker container run", flags: dockerFlags + " -e=@assign --env=@assign --env-file=@envfile -u= --user= -w= --workdir= -v= --volume= -p= --publish= --name= --network= --net= --entrypoint= --mount= -l= --label= -m= --memory= --cpus= --platform= --restart= --add-host= -h= --hostname= --link= --gpus= --pull= --shm-size= --ulimit= --cap-add= --device= --security-opt= --log-driver= --dns= --ip= --tmpfs=", skip: 1},
	{names: "docker compose exec,docker-compose exec,podman-compose exec,docker compose run,docker-compose run,podman-compose run", flags: composeFlags + " -e=@assign --env=@assign -u= --user= -w= --workdir= --index= -v= --volume= --entrypoint= --name= -p=@name -T=!", skip: 1},
	{names: "chroot,systemd-nspawn,nsenter", flags: "-t= --target= -D=", skip: 1},
	{names: "ssh,mosh,autossh,tsh ssh,gcloud compute ssh", flags: "-p= -i= -l= -o= -F= -L= -R= -D= -J=@jump -b= -c= -E= -e= -I= -m= -O= -Q= -S= -W= -w= -B= -P= --project=CLOUDSDK_CORE_PROJECT --zone= --command=@script --ssh= --tunnel-through-iap=! -M= --cluster=@name --proxy=", skip: 1},
}

// peel takes one wrapper off, and what it says over.
func (c *call) peel() bool {
	name := path.Base(c.args[0])
	switch {
	case name == "env" || name == "genv":
		return c.peelEnv()
	case isShell(name):
		return c.peelShell()
	case name == "eval": // what it runs is an execution of its own
		c.args = nil
		return true
	case strings.Contains(name, "=") && !strings.HasPrefix(name, "-") && c.depth > 0 && isVariable(beforeAny(name, "=")): // sudo A=b cmd
		key, value, _ := strings.Cut(c.args[0], "=")
		c.set(key, value)
		c.args = c.args[1:]
		return true
	}
	for i := range wrappers {
		w := &wrappers[i]
		if words := w.match(name, c.args); words > 0 {
			return c.unwrap(w, words)
		}
	}
	return false
}

// match returns how many of the arguments name the wrapper. A subcommand may stand
// behind flags of the program.
func (w *wrapper) match(name string, args []string) int {
	if !strings.Contains(w.names, name) {
		return 0
	}
	for names := range strings.SplitSeq(w.names, ",") {
		program, sub, compound := strings.Cut(names, " ")
		if program != name {
			continue
		}
		if !compound {
			return 1
		}
		i := 1
		found := true
		for word := range strings.SplitSeq(sub, " ") {
			for i < len(args) && strings.HasPrefix(args[i], "-") && args[i] != "--" {
				if what, ok := w.flags.find(args[i]); ok && what != "!" {
					i++
				}
				i++
			}
			if i >= len(args) || args[i] != word {
				found = false
				break
			}
			i++
		}
		if found {
			return i
		}
	}
	return 0
}

func (c *call) unwrap(w *wrapper, words int) bool {
	program := path.Base(c.args[0])
	all := slices.Concat(flagsOf(c.args[1:words]), c.args[words:])
	var skipped []string
	rest := walk(all, w.flags, func(name, what, value string) {
		c.apply(program, name, what, value)
	}, func(s string) bool {
		if len(skipped) < w.skip {
			skipped = append(skipped, s)
			return true
		}
		return false
	})
	if len(rest) > 0 && rest[0] == "--" {
		rest = rest[1:]
	}
	if len(rest) == 0 && len(skipped) == 0 && len(c.inner) == 0 && !moves(program) {
		return false // nothing is run: the program itself is meant
	}
	if w.stage && len(skipped) > 0 {
		what := "@stage"
		if strings.HasPrefix(program, "aws") {
			what = "AWS_PROFILE"
		}
		c.apply(program, program, what, skipped[0])
	}
	switch program {
	case "direnv":
		if len(skipped) > 0 {
			c.changeDir(skipped[0])
			c.dotenvFile(".env")
		}
	case "ssh", "mosh", "autossh", "tsh", "gcloud":
		if len(skipped) > 0 {
			c.overSSH(skipped[0], rest)
			return true
		}
		return false
	case "kubectl", "oc", "k", "microk8s":
		c.into(inKube, "pod", firstOf(skipped))
	case "docker", "podman", "nerdctl", "docker-compose", "podman-compose":
		c.into(inDocker, "container", firstOf(skipped))
	case "heroku":
		c.intoApp(inHeroku, "heroku", "an application of Heroku")
	case "fly", "flyctl":
		c.intoApp(inFly, "fly", "an application of Fly.io")
	case "railway":
		c.intoApp(inRailway, "railway", "the linked environment of Railway")
		if slices.Contains(c.args[:words], "ssh") {
			c.elsewhere(sign{Sign: Sign{Remote: true, Source: "railway", Name: "ssh"}, scope: inAny, weight: aDefault})
		}
	}
	c.args = rest
	return true
}

// flagsOf keeps the flags, with their values, that stand before a subcommand.
func flagsOf(args []string) []string {
	var out []string
	for i, a := range args {
		if strings.HasPrefix(a, "-") || i > 0 && strings.HasPrefix(args[i-1], "-") && !strings.Contains(args[i-1], "=") && !isSubcommand(a) {
			out = append(out, a)
		}
	}
	return out
}

func isSubcommand(s string) bool {
	switch s {
	case "exec", "run", "ssh", "console", "compose", "env", "x", "dlx", "rsh", "debug", "compute":
		return true
	}
	return false
}

// moves tells of programs that go elsewhere even if they run nothing there.
func moves(program string) bool {
	switch program {
	case "ssh", "mosh", "autossh", "kubectl", "oc", "docker", "podman", "heroku", "fly", "flyctl", "railway", "gcloud", "tsh":
		return true
	}
	return false
}
