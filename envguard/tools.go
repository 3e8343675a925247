package envguard

// A tool is a program whose target is known from its arguments and surroundings.
type tool struct {
	names   string
	reads   scope // which surroundings it goes by
	flags   flagTable
	operand operandUse
	own     bool // a script of one's own, of which nothing is known
	// otherwise is where it goes if nothing says so.
	otherwise where
}

// An operandUse says what the arguments that are no flags are.
type operandUse uint8

const (
	asText     operandUse = iota // nothing of a target
	asObject                     // what is worked on: a production in its name counts, another stage does not vouch
	asTarget                     // the target itself: a stack, an application, a bucket
	asDatabase                   // the first one is a database, or a URL
	asURL                        // URLs only
	asScript                     // words for a script of one's own: "deploy.sh prod"
)

// A where is a default target.
type where uint8

const (
	somewhere  where = iota // not known
	here                    // this machine
	far                     // a remote target
	asSubjects              // by the subcommand, see subcommand
)

const (
	appScope = inMode | inCI | inMachine | inApp | inPostgres | inMySQL | inOracle | inMarker | inWarehouse
	hostOnly = inMachine | inMarker
	dbScope  = inMode | inMachine | inMarker
)

// tools are the programs, by what they document. Sources: their manuals; for
// defaults of clients, libpq's and MySQL's environment variables.
var tools = [...]tool{
	// Clients of databases. PostgreSQL's read PG*, none of them DATABASE_URL.
	{names: "psql pgcli pg_dump pg_restore pg_basebackup createdb dropdb createuser dropuser vacuumdb reindexdb clusterdb pgbench pg_dumpall pg_isready pg_amcheck pg_receivewal pg_recvlogical",
		reads: dbScope | inPostgres, operand: asDatabase, otherwise: here,
		flags: "-h=PGHOST --host=PGHOST -d=@pgdatabase --dbname=@pgdatabase -U=PGUSER --username=PGUSER -p=PGPORT --port=PGPORT -c= --command= -f= --file= -v= --set= -o= --output= -P= -F= -R= -T= -L= -t= -n= -N= -j= -Z= -s=! -E= -O=! --table= --schema= --maintenance-db=PGDATABASE"},
	{names: "mysql mysqldump mysqladmin mysqlimport mysqlcheck mysqlsh mariadb mariadb-dump mariadb-admin mycli mysqlshow mysqlslap mydumper myloader mysqlpump pt-online-schema-change gh-ost",
		reads: dbScope | inMySQL, operand: asDatabase, otherwise: here,
		flags: "-h=MYSQL_HOST --host=MYSQL_HOST -u=MYSQL_USER --user=MYSQL_USER -P=MYSQL_PORT --port=MYSQL_PORT -D=MYSQL_DATABASE --database=MYSQL_DATABASE -B=! -p=! -S=MYSQL_SOCKET --socket= -e= --execute= --login-path=@remotename --defaults-group-suffix=@remotename --defaults-file=@path --defaults-extra-file=@path --uri=@url"},
	{names: "mongosh mongo mongodump mongorestore mongoexport mongoimport mongostat mongotop mongofiles bsondump", reads: dbScope, operand: asDatabase, otherwise: here,
		flags: "-h=@host --host=@host --port= --uri=@url -d=@name --db=@name -c= --collection= -u= --username= -p= --password= --authenticationDatabase= --eval= -f= --file= --out= -o= --query= -q="},
	{names: "redis-cli valkey-cli keydb-cli iredis memcli", reads: dbScope, operand: asText, otherwise: here,
		flags: "-h=@host -p= -u=@url -a= --user= --pass= -n= -s= -r= -i= -x=! --eval= --url=@url"},
	{names: "sqlcmd bcp mssql-cli osql go-sqlcmd", reads: dbScope, operand: asText, otherwise: here, flags: "-S=@host -d=@name -D=@remotename -U= -P= -Q= -q= -i= -o= -v= -s= --server=@host --database=@name"},
	{names: "sqlplus sqlcl sql expdp impdp rman imp exp", reads: dbScope | inOracle, operand: asURL, otherwise: somewhere, flags: ""},
	{names: "clickhouse-client clickhouse", reads: dbScope, operand: asText, otherwise: here, flags: "-h=@host --host=@host -d=@name --database=@name --port= -q= --query= -u= --user= --password= --connection=@remotename"},
	{names: "cqlsh nodetool ysqlsh ycqlsh", reads: dbScope, operand: asDatabase, otherwise: here, flags: "-h=@host --host=@host -u= -p= -k= -e= -f= -d=@name -U="},
	{names: "cockroach", reads: dbScope, operand: asObject, otherwise: here, flags: "--host=@host --url=@url -d=@name --database=@name -e= --execute= -u= --certs-dir= --cluster-name=@name"},
	{names: "usql dbmate goose migrate sql-migrate tern skeema migra pgloader litestream pgroll reshape dbshell sqitch bytebase geni", reads: appScope, operand: asURL, otherwise: somewhere,
		flags: "-u=@url --url=@url -database=@url --database=@url -d= --env=@stage -env=@stage -e=@stage -path= -dir= --dir= --dev-url= --to=@url --from=@url -source= --conn-string=@url --host=@host --source=@url --target=@url -t=@url --config=@path --set-env="},
	{names: "atlas", reads: appScope, operand: asURL, otherwise: far, flags: "-u=@url --url=@url --env=@stage --dev-url= --to=@url --from=@url --dir= -c=@path --config=@path --var=@var"},
	{names: "sqlite3 sqlite duckdb litecli sqldiff", reads: hostOnly, operand: asText, otherwise: here},
	{names: "neo4j-admin cypher-shell", reads: dbScope, operand: asText, otherwise: here, flags: "-a=@host --address=@host -d=@name --database=@name -u= -p= -f="},
	{names: "influx influxd", reads: dbScope, operand: asText, otherwise: here, flags: "-host=@host --host=@host -c=@remotename --active-config=@remotename -b=@name --bucket=@name -o= --org= -t="},
	{names: "etcdctl", reads: dbScope | inVault, operand: asText, otherwise: here, flags: "--endpoints=@host --cluster=! --user="},
	{names: "kafka-topics kafka-topics.sh kafka-consumer-groups kafka-consumer-groups.sh kafka-configs kafka-configs.sh kafka-delete-records kafka-delete-records.sh kafka-acls kafka-acls.sh kafka-console-producer kafka-console-producer.sh kcat kafkacat rpk kafkactl kaf", reads: dbScope | inApp, operand: asObject, otherwise: somewhere,
		flags: "--bootstrap-server=@host --broker-list=@host --zookeeper=@host -b=@host -X= --brokers=@host --topic=@object -t=@object --group=@object --command-config=@path --context=@remotename -c=@remotename --profile=@remotename"},
	{names: "rabbitmqctl rabbitmqadmin rabbitmq-diagnostics nats natscli", reads: dbScope, operand: asText, otherwise: here, flags: "-n=@host --node=@host -H=@host --host=@host -p=@name --vhost=@name -V=@name -u= -s=@url --server=@url --context=@remotename"},
	{names: "snowsql snow bq dbt databricks bteq", reads: dbScope | inWarehouse | inGoogle | inMode, operand: asObject, otherwise: far,
		flags: "-a=@remotename --accountname=@remotename -d=@remotename --dbname=@remotename -c=@remotename --connection=@remotename --target=DBT_TARGET -t=DBT_TARGET --profile=@remotename -p=@remotename --project_id=CLOUDSDK_CORE_PROJECT --dataset_id=@object --profiles-dir=DBT_PROFILES_DIR --project-dir=@cd --select= -s= --vars= --query= -q= -e=@stage --env=@stage"},
	// Kubernetes.
	{names: "kubectl k oc helm helmfile k9s stern flux kustomize argocd velero istioctl linkerd kubens kubectx skaffold tilt kapp cilium kubeadm eksctl kops argo tkn kn werf okteto k3s microk8s calicoctl kubeseal vcluster rancher karmadactl cmctl kail kubetail kubent popeye telepresence dapr cdk8s garden devspace kubecolor odo",
		reads: inKube | inMachine | inMarker, operand: asObject, otherwise: far,
		flags: kubeFlags + " -e=@stage --environment=@stage -f=@filename --filename=@filename -k=@filename --kustomize=@filename -l= --selector= -o= --output= -c= --container= --field-selector= --type= -p= --patch= --image= --set= --values=@filename --version= --timeout= --grace-period= --dry-run= --cascade= --name=@object --app=@object --project=@object --repo= --chart= --argocd-context=@remotename --profile=@stage -a="},
	// Clouds.
	{names: "aws aws2 awslocal s3cmd s5cmd eb copilot sam chalice amplify ecs-cli ecs-deploy aws-nuke cloud-nuke rain cfn",
		reads: inAWS | inMachine | inMarker | inServerless, operand: asObject, otherwise: far,
		flags: awsFlags + " --env=@remotename -e=@remotename --stack-name=@remotename --app=@object -a=@object --stage=@stage --config-env=@stage --config-file=@path --envname=@stage --environment-name=@stage --cluster=@object --cluster-name=@object --db-instance-identifier=@object --bucket=@object --function-name=@object --table-name=@object --role-arn=@object --config=@path"},
	{names: "gcloud gsutil gke-gcloud-auth-plugin cloud_sql_proxy cloud-sql-proxy",
		reads: inGoogle | inMachine | inMarker, operand: asObject, otherwise: far,
		flags: "--project=CLOUDSDK_CORE_PROJECT --configuration=CLOUDSDK_ACTIVE_CONFIG_NAME --account= --impersonate-service-account=@name --region= --zone= --cluster=@object --instance=@object --format= --filter= --role= --member= -i=@object -instances=@object -p=CLOUDSDK_CORE_PROJECT"},
	{names: "az azd func azcopy", reads: inAzure | inMachine | inMarker | inMode, operand: asObject, otherwise: far,
		flags: "--subscription=AZURE_SUBSCRIPTION -s=@object -g=AZURE_RESOURCE_GROUP --resource-group=AZURE_RESOURCE_GROUP -n=@object --name=@object --slot=@stage --server=@object --account-name=@object --vault-name=@object -e=@stage --environment=@stage -l= --location= -o= --query= --admin-group="},
	{names: "doctl hcloud linode-cli vultr-cli scw exo ibmcloud oci civo upctl yc aliyun tccli ovhcloud openstack nova s3fs rclone mc minio b2 wasabi equinix metal packet bx cf cf7 cf8 dokku",
		reads: inMachine | inMarker, operand: asObject, otherwise: far,
		flags: "--context=@remotename --profile=@remotename -p=@remotename --config=@path --app=@object -a=@object -o= --output= --format= --compartment-id= --name=@object --region= --os-cloud=@remotename -s= -t="},
	// Infrastructure as code.
	{names: "terraform tofu terragrunt tf tfenv terramate atmos cdktf terraspace terraformer tflocal",
		reads: inTerraform | inCloud | inFolder | inMarker | inServerless, operand: asObject, otherwise: far,
		flags: "-chdir=@dir --chdir=@dir -var-file=@file --var-file=@file -var=@var --var=@var -backend-config=@file --backend-config=@file -state=@file -target=@object --target=@object -workspace=@remotename --working-dir=@dir --terragrunt-working-dir=@dir --terragrunt-config=@path --config=@path --queue-include-dir=@dir --terragrunt-include-dir=@dir -s=@stage --stack=@stage -replace=@object -out= -lock-timeout= -parallelism= -refresh= -lock= -input= -auto-approve=!"},
	{names: "pulumi", reads: inPulumi | inCloud | inFolder | inMarker, operand: asObject, otherwise: far,
		flags: "-s=PULUMI_STACK --stack=PULUMI_STACK -C=@dir --cwd=@dir -t=@object --target=@object -m= --message= --config= -c= --config-file=@path -e=@stage --env=@stage"},
	{names: "cdk sls serverless serverless-compose sst arc up apex zappa encore alchemy",
		reads: inAWS | inServerless | inMarker | inTerraform, operand: asTarget, otherwise: far,
		flags: awsFlags + " --stage=@stage -s=@stage -e=@stage --env=@stage --profile=AWS_PROFILE -c=@var --context=@var --app= -a= --config=@path --aws-profile=AWS_PROFILE -n=@stage --toolkit-stack-name= --role-arn=@object --param=@var -f= --function="},
	{names: "ansible ansible-playbook ansible-pull ansible-console", reads: inTerraform | inFolder | inMarker | inMachine, operand: asScript, otherwise: far,
		flags: "-i=@inventory --inventory=@inventory --inventory-file=@inventory -l=@object --limit=@object -e=@vars --extra-vars=@vars -u= --user= -m= -a= -t= --tags= --skip-tags= --vault-password-file= --vault-id= -C=! -f= -c= -M="},
	{names: "packer vagrant nomad consul vault waypoint boundary teleport tsh tctl salt salt-ssh chef knife puppet bolt cap capistrano fab mup kamal dep deployer shipit pm2 nixops nixos-rebuild colmena morph dokploy",
		reads: inVault | inFolder | inMarker | inMachine | inMode, operand: asScript, otherwise: far,
		flags: "-address=@host --address=@host -namespace=@object -d=@stage --destination=@stage --config=@path -c=@path --env=@stage -e=@stage -E=@stage --environment=@stage --stage=@stage -H=@host --hosts=@host --target-host=@host --proxy=@host --cluster=@host -t= -var=@var -var-file=@file --config-file=@path -i=@path --on=@object"},
	// Platforms.
	{names: "heroku", reads: inHeroku | inMarker, operand: asObject, otherwise: far,
		flags: "-a=HEROKU_APP --app=HEROKU_APP -r=@gitremote --remote=@gitremote --confirm=@object -t= --team= -s= --size= -p=@object --pipeline=@object"},
	{names: "fly flyctl", reads: inFly | inMarker, operand: asObject, otherwise: far,
		flags: "-a=FLY_APP --app=FLY_APP -c=@path --config=@path -o= --org= -r= --region= --name=@object -i= --image= --database= -s= --size="},
	{names: "vercel vc now", reads: inVercel | inMarker, operand: asObject, otherwise: asSubjects,
		flags: "--prod=@production --environment=@stage --target=@stage -e= --env= -b= --build-env= -S= --scope=@object -T= --team= -t= --token= -A= --local-config= --cwd=@cd"},
	{names: "netlify ntl", reads: inNetlify | inMarker, operand: asObject, otherwise: asSubjects,
		flags: "--prod=@production -p=@production --context=@stage -c=@stage --alias= -s=@object --site=@object --filter= -d= --dir= -m= --message="},
	{names: "wrangler", reads: inCloudflare | inMarker, operand: asTarget, otherwise: asSubjects,
		flags: "-e=@stage --env=@stage -c=@path --config=@path --name=@object --file= --command= --branch=@stage --project-name=@object --binding=@object --namespace-id= --path= --env-file=@envfile"},
	{names: "railway", reads: inRailway | inMarker, operand: asObject, otherwise: far,
		flags: "-e=RAILWAY_ENVIRONMENT --environment=RAILWAY_ENVIRONMENT -s=@object --service=@object -p=@object --project=@object --set= --template= -t= -v="},
	{names: "supabase", reads: inSupabase | inMarker, operand: asText, otherwise: asSubjects,
		flags: "--db-url=@url --project-ref=@remotename --linked=@linked --local=@local --workdir=@cd --password= -p= --status= --version= -f= --file= -s= --schema= --env-file= --profile="},
	{names: "firebase", reads: inFirebase | inMarker, operand: asObject, otherwise: asSubjects,
		flags: "-P=@firebase --project=@firebase --only= --except= --token= -m= -c= --config=@path"},
	{names: "render koyeb northflank platform upsun lando terminus acquia acli pantheon magento-cloud neonctl neon turso planetscale pscale convex xata nhost hasura doppler infisical stripe clever scalingo gigalixir deta deno deployctl begin eas expo surge amplify-cli zeabur sevalla appwrite pocketbase cloudflared mongocli atlascli temporal twilio sfdx sf ghost shopify ngrok",
		reads: inApp | inMarker | inMode, operand: asObject, otherwise: far,
		flags: "-e=@stage --environment=@stage --env=@stage -p=@object --project=@object --project-id=@object --app=@object -a=@object -s=@object --branch=@stage --endpoint=@host --admin-secret= --database=@object --org= --prod=@production --target-org=@remotename -o=@remotename -u= --url=@url --deployment-name=@stage --deployment=@stage --service=@object --live=@production --config=@stage -c=@stage --profile=@stage --address=@host --namespace=@object -n=@object"},
	// Containers.
	{names: "docker podman nerdctl", reads: inDocker | inMarker, operand: asText, otherwise: here, flags: dockerFlags + " -f= --file= -t= --tag= -v= --filter= --format= --name= -u= -w= --env-file= -p="},
	{names: "docker-compose podman-compose", reads: inDocker | inMarker, operand: asText, otherwise: here, flags: composeFlags},
	// HTTP.
	{names: "curl wget http https xh httpie curlie", reads: hostOnly, operand: asURL, otherwise: somewhere,
		flags: "-X= --request= -H= --header= -d= --data= --data-raw= --data-binary= --data-urlencode= --json= -o= --output= -u= --user= -A= -e= -b= -c= -F= -T= --upload-file= -x= --proxy= --url=@url -w= -m= --max-time= --connect-timeout= --cacert= --cert= --key= -K= --post-data= --body-data= --method= --retry= --resolve= -O=! --user-agent= --form="},
	{names: "rsync scp sftp", reads: hostOnly, operand: asURL, otherwise: somewhere, flags: "-e= --rsh= -i= -P= -o= -F= --exclude= --include= --filter= -l= -c= --exclude-from= --rsync-path= --password-file= -J=@jump -p=! -S="},
	{names: "git hub", reads: hostOnly, operand: asText, otherwise: somewhere, flags: "-C=@cd -c= --git-dir= --work-tree= -m= --message= -o="},
	{names: "gh glab", reads: hostOnly, operand: asText, otherwise: somewhere, flags: "-f=@var -F=@var --field=@var --raw-field=@var -e=@stage --env=@stage -R= --repo= -b= --body= -t= --title= -m= --input="},
	// What runs the program of this folder, or parts of it.
	{names: "rspec cucumber minitest", reads: appScope, operand: asText, otherwise: somewhere, flags: "-e= -P= -t= -f= -r= -n="},
	{names: "ruby irb perl lua", reads: appScope, operand: asScript, otherwise: somewhere, flags: "-e= -r= -I= -n=! -E= -M="},
	{names: "rails rake bundle spring sidekiq puma unicorn hanami rackup sequel ridgepole annotate", reads: appScope, operand: asScript, otherwise: somewhere,
		flags: "-e=RAILS_ENV --environment=RAILS_ENV --without= --with= --path= -E=RACK_ENV -C=@cd -P= --pattern= -t= --tag= -f= --format= -r= --require= -m= -I= -x="},
	{names: "artisan php composer drush wp bin/console console phinx phpunit pest doctrine symfony typo3 craft bin/cake cake spark yii oil n98-magerun magento bin/magento sail", reads: appScope, operand: asScript, otherwise: somewhere,
		flags: "--env=APP_ENV -e=APP_ENV --url=@url --database=@name --em=@name --connection=@name --conn=@name -l=@name --uri=@url --ssh=@host --http=@host --path= --require= --class= --configuration=@path -c=@path --filter= -d= -r= --working-dir=@cd"},
	{names: "python python3 python2 django-admin manage.py flask alembic aerich celery gunicorn uvicorn pytest ipython airflow dagster prefect scrapy luigi pyway yoyo yoyo-migrate", reads: appScope, operand: asScript, otherwise: somewhere,
		flags: "--settings=DJANGO_SETTINGS_MODULE --configuration=DJANGO_CONFIGURATION --database=@name -x=@var -c= -m=! -n=@stage --name=@stage -A= --app= -e= --env=@stage --env-file=@envfile -b=@url --broker=@url --ds=DJANGO_SETTINGS_MODULE -k= --workspace= -h=@host --host= --port= -p= -b= --bind= -w="},
	{names: "node bun deno ts-node tsx nodemon prisma drizzle-kit sequelize sequelize-cli knex typeorm mikro-orm db-migrate migrate-mongo node-pg-migrate kysely strapi medusa payload keystone directus adonis ace nest next nuxt remix ava jest vitest mocha playwright cypress graphile-migrate umzug objection wasp redwood rw blitz sanity contentful n8n",
		reads: appScope, operand: asScript, otherwise: somewhere,
		flags: "--env=@stage -e= --env-file=@envfile --env-file-if-exists=@envfile --url=@url --database-url=@url --connection=@url --datasource-url=@url --uri=@url --config=@path -c=@path --schema= --dataSource=@path -d=@path --data-source=@path -r= --require= --import= --eval= -p= --print= --stage=@stage --environment=@stage --name= -m= --dataset=@stage"},
	{names: "java mvn mvnw gradle gradlew sbt lein clj flyway liquibase spring-boot grails kotlin jshell quarkus mill ant", reads: appScope, operand: asScript, otherwise: somewhere,
		flags: "-Dspring.profiles.active=@stage --spring.profiles.active=@stage -Dquarkus.profile=@stage -Dmicronaut.environments=@stage -Denv=@stage -Denvironment=@stage -Dflyway.url=@url -url=@url --url=@url -Dspring.datasource.url=@url --spring.datasource.url=@url -Pflyway.url=@url -Dliquibase.url=@url -environment=@stage -Penv=@stage -Pprofile=@stage -P=@stage -configFiles=@path -configFile=@path --defaultsFile=@path --defaults-file=@path -jar= -cp= -f= -Dflyway.environment=@stage --contexts=@stage -Dconfig.resource=@path -Dconfig.file=@path"},
	{names: "dotnet dotnet-ef ef roundhouse rh grate dbup msbuild nuget", reads: appScope, operand: asText, otherwise: somewhere,
		flags: "--environment=ASPNETCORE_ENVIRONMENT --connection=@url --connectionstring=@url -cs=@url -c= --configuration= -p= --project= -s= --startup-project= --context= -o= --env=@stage --launch-profile=@stage"},
	{names: "mix iex elixir go air diesel sqlx sea-orm-cli refinery soda buffalo bee ent", reads: appScope, operand: asScript, otherwise: somewhere,
		flags: "--database-url=@url -D=@url -e=@stage --env=@stage --config=@path -r= --repo= -c="},
	// Runners of tasks: their words may name a stage.
	{names: "npm pnpm yarn make gmake just task invoke inv nox tox doit mage ninja lerna nx turbo rush moon wireit deployer bazel earthly dagger act poe hatch grunt gulp jake pants buck2", reads: appScope, operand: asScript, otherwise: somewhere,
		flags: "-f= -C=@cd --directory=@cd --prefix=@cd --cwd=@cd -w= --workspace= --filter= --configuration=@stage -c= --env=@stage --environment=@stage --stage=@stage --profile=@stage -s=! -j= -e="},
	// Text and files: what they are about is no target.
	{names: "echo printf cat less more head tail grep egrep fgrep rg ag ack sed awk gawk cut sort uniq wc tr tee diff cmp ls ll tree find fd locate stat file du df touch mkdir rmdir rm mv cp ln chmod chown chgrp pwd cd pushd popd export unset set declare typeset readonly local alias unalias type which whereis man info help history date sleep true false test [ [[ : read exit return wait kill pkill killall ps top htop jobs fg bg vim vi nvim nano emacs code open xdg-open tar zip unzip gzip gunzip zcat bzip2 xz base64 md5sum sha256sum jq yq xmllint bat hexdump xxd od strings tput clear pip pip3 pipx gem cargo rustc gcc cc clang cmake apt apt-get dnf yum brew apk pacman snap eslint prettier tsc webpack vite rollup esbuild babel black ruff mypy flake8 pylint rubocop phpstan psalm golangci-lint gofmt shellcheck id whoami hostname screen tmux uname uptime free lsof netstat ss ping dig nslookup host traceroute nc telnet gpg openssl ssh-keygen ssh-add ssh-agent crontab systemctl service journalctl mount umount dd mkfs fdisk parted shred truncate iptables ufw useradd userdel usermod passwd groupadd visudo shutdown reboot halt poweroff swapoff sysctl modprobe insmod",
		reads: hostOnly, operand: asText, otherwise: somewhere},
}
