package envguard

import "strings"

// documentation is where the form of a program's commands is described: the page of
// its makers, or its manual page where it comes with one. A family of programs has
// that of its first. On 2026-11-26 the addresses were looked up in an index of public
// repositories: each stands there, or begins one that does. The pages themselves were not
// fetched, and manual pages not looked up.
func documentation(programs string) string {
	first, _, _ := strings.Cut(programs, "|")
	for line := range strings.Lines(sources) {
		if rest, ok := strings.CutPrefix(line, first+" "); ok {
			return strings.TrimSpace(rest)
		}
	}
	return ""
}

// A program a line, and its documentation.
const sources = `
git https://git-scm.com/docs
gh https://cli.github.com/manual/
kubectl https://kubernetes.io/docs/reference/kubectl/
kubectx https://github.com/ahmetb/kubectx
helm https://helm.sh/docs/helm/
helmfile https://helmfile.readthedocs.io/
velero https://velero.io/docs/
argocd https://argo-cd.readthedocs.io/en/stable/user-guide/commands/argocd/
flux https://fluxcd.io/flux/cmd/
kops https://kops.sigs.k8s.io/cli/kops/
kubeadm https://kubernetes.io/docs/reference/setup-tools/kubeadm/
kind https://kind.sigs.k8s.io/
skaffold https://skaffold.dev/docs/references/cli/
istioctl https://istio.io/latest/docs/reference/commands/istioctl/
nomad https://developer.hashicorp.com/nomad/commands
terraform https://developer.hashicorp.com/terraform/cli/commands
pulumi https://www.pulumi.com/docs/iac/cli/commands/
cdk https://docs.aws.amazon.com/cdk/v2/guide/ref-cli-cmd.html
serverless https://www.serverless.com/framework/docs
sam https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-command-reference.html
amplify https://docs.amplify.aws/
copilot https://aws.github.io/copilot-cli/docs/commands/
eb https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/eb3-cmd-commands.html
cloud-nuke https://github.com/gruntwork-io/cloud-nuke
ansible-playbook https://docs.ansible.com/ansible/latest/cli/ansible-playbook.html
ansible https://docs.ansible.com/ansible/latest/cli/ansible.html
vagrant https://developer.hashicorp.com/vagrant/docs/cli
multipass https://documentation.ubuntu.com/multipass/en/latest/reference/command-line-interface/
virsh man 1 virsh
packer https://developer.hashicorp.com/packer/docs/commands
vault https://developer.hashicorp.com/vault/docs/commands
consul https://developer.hashicorp.com/consul/commands
doppler https://docs.doppler.com/docs/cli
aws https://docs.aws.amazon.com/cli/latest/reference/
gcloud https://cloud.google.com/sdk/gcloud/reference
gsutil https://cloud.google.com/storage/docs/gsutil
bq https://cloud.google.com/bigquery/docs/reference/bq-cli-reference
az https://learn.microsoft.com/en-us/cli/azure/reference-index
doctl https://docs.digitalocean.com/reference/doctl/
hcloud https://github.com/hetznercloud/cli
rclone https://rclone.org/commands/
mc https://min.io/docs/minio/linux/reference/minio-mc.html
s3cmd https://s3tools.org/usage
b2 https://b2-command-line-tool.readthedocs.io/
restic https://restic.readthedocs.io/
heroku https://devcenter.heroku.com/articles/heroku-cli-commands
fly https://fly.io/docs/flyctl/
vercel https://vercel.com/docs/cli
netlify https://cli.netlify.com/
railway https://docs.railway.com/reference/cli-api
supabase https://supabase.com/docs/reference/cli
neonctl https://neon.com/docs/reference/neon-cli
pscale https://planetscale.com/docs/reference/planetscale-cli
wrangler https://developers.cloudflare.com/workers/wrangler/commands/
firebase https://firebase.google.com/docs/cli
convex https://docs.convex.dev/cli
turso https://docs.turso.tech/cli
dokku https://dokku.com/docs/
kamal https://kamal-deploy.org/docs/commands/
cap https://capistranorb.com/
ebdeploy https://surge.sh/help/
appwrite https://appwrite.io/docs/tooling/command-line/commands
stripe https://docs.stripe.com/cli
auth0 https://auth0.github.io/auth0-cli/
sentry-cli https://docs.sentry.io/cli/
podman https://docs.podman.io/en/latest/Commands.html
docker https://docs.docker.com/reference/cli/docker/
buildah https://github.com/containers/buildah/tree/main/docs
crictl https://github.com/kubernetes-sigs/cri-tools/blob/master/docs/crictl.md
lando https://docs.lando.dev/cli/
rails https://guides.rubyonrails.org/command_line.html
manage.py https://docs.djangoproject.com/en/stable/ref/django-admin/
prisma https://www.prisma.io/docs/orm/reference/prisma-cli-reference
drizzle-kit https://orm.drizzle.team/docs/kit-overview
typeorm https://typeorm.io/docs/advanced-topics/using-cli/
sequelize https://sequelize.org/docs/v6/other-topics/migrations/
knex https://knexjs.org/guide/migrations.html
mikro-orm https://mikro-orm.io/docs/migrations
artisan https://laravel.com/docs/migrations
console https://symfony.com/bundles/DoctrineMigrationsBundle/current/index.html
phinx https://book.cakephp.org/phinx/0/en/commands.html
alembic https://alembic.sqlalchemy.org/en/latest/
flask https://flask-migrate.readthedocs.io/
flyway https://documentation.red-gate.com/fd/commands-184127446.html
liquibase https://docs.liquibase.com/commands/home.html
goose https://pressly.github.io/goose/
migrate https://github.com/golang-migrate/migrate/tree/master/cmd/migrate
dbmate https://github.com/amacneil/dbmate
atlas https://atlasgo.io/cli-reference
sqlx https://github.com/launchbadge/sqlx/tree/main/sqlx-cli
diesel https://diesel.rs/guides/getting-started
sea-orm-cli https://www.sea-ql.org/SeaORM/docs/migration/running-migration/
mix https://hexdocs.pm/ecto_sql/Mix.Tasks.Ecto.Migrate.html
dotnet https://learn.microsoft.com/en-us/ef/core/cli/dotnet
hasura https://hasura.io/docs/2.0/hasura-cli/commands/
dbt https://docs.getdbt.com/reference/dbt-commands
airflow https://airflow.apache.org/docs/apache-airflow/stable/cli-and-env-variables-ref.html
wp https://developer.wordpress.org/cli/commands/
drush https://www.drush.org/latest/commands/
magento https://experienceleague.adobe.com/en/docs/commerce-operations/tools/cli-reference/commerce-on-premises
dropdb https://www.postgresql.org/docs/current/app-dropdb.html
dropuser https://www.postgresql.org/docs/current/app-dropuser.html
createdb https://www.postgresql.org/docs/current/app-createdb.html
createuser https://www.postgresql.org/docs/current/app-createuser.html
pg_dump https://www.postgresql.org/docs/current/app-pgdump.html
pg_restore https://www.postgresql.org/docs/current/app-pgrestore.html
pg_resetwal https://www.postgresql.org/docs/current/app-pgresetwal.html
pg_ctl https://www.postgresql.org/docs/current/app-pg-ctl.html
pg_dropcluster man 1 pg_dropcluster
pg_rewind https://www.postgresql.org/docs/current/reference-server.html
mysqladmin https://dev.mysql.com/doc/refman/8.4/en/mysqladmin.html
mysqldump https://dev.mysql.com/doc/refman/8.4/en/mysqldump.html
mysqlimport https://dev.mysql.com/doc/refman/8.4/en/mysqlimport.html
myloader https://github.com/mydumper/mydumper
mysql_install_db https://dev.mysql.com/doc/refman/8.4/en/mysqld.html
pt-archiver https://docs.percona.com/percona-toolkit/pt-archiver.html
gh-ost https://github.com/github/gh-ost
sqlpackage https://learn.microsoft.com/en-us/sql/tools/sqlpackage/sqlpackage
nodetool https://cassandra.apache.org/doc/latest/cassandra/tools/nodetool/nodetool.html
influx https://docs.influxdata.com/influxdb/v2/reference/cli/influx/
etcdctl https://etcd.io/docs/latest/dev-guide/interacting_v3/
mongodump https://www.mongodb.com/docs/database-tools/mongodump/
mongorestore https://www.mongodb.com/docs/database-tools/mongorestore/
mongoimport https://www.mongodb.com/docs/database-tools/mongoimport/
kafka-topics https://kafka.apache.org/documentation/#basic_ops
kafka-consumer-groups https://kafka.apache.org/documentation/#basic_ops_consumer_group
kafka-delete-records https://kafka.apache.org/documentation/#operations
kafka-configs https://kafka.apache.org/documentation/#operations
kcat https://github.com/edenhill/kcat
rabbitmqctl https://www.rabbitmq.com/docs/man/rabbitmqctl.8
cockroach https://www.cockroachlabs.com/docs/stable/cockroach-commands
pgbackrest https://pgbackrest.org/command.html
wal-g https://wal-g.readthedocs.io/
neo4j-admin https://neo4j.com/docs/operations-manual/current/tools/neo4j-admin/
meilisearch https://www.meilisearch.com/docs
valkey-server https://valkey.io/topics/server/
npm https://docs.npmjs.com/cli/commands
cargo https://doc.rust-lang.org/cargo/commands/
twine https://twine.readthedocs.io/
uv https://docs.astral.sh/uv/reference/cli/
poetry https://python-poetry.org/docs/cli/
gem https://guides.rubygems.org/command-reference/
bundle https://bundler.io/man/bundle.1.html
pip https://pip.pypa.io/en/stable/cli/
conda https://docs.conda.io/projects/conda/en/stable/commands/
mvn https://maven.apache.org/plugins/maven-deploy-plugin/
gradle https://docs.gradle.org/current/userguide/publishing_maven.html
sbt https://www.scala-sbt.org/1.x/docs/Publishing.html
goreleaser https://goreleaser.com/cmd/goreleaser_release/
semantic-release https://semantic-release.gitbook.io/semantic-release/
lerna https://lerna.js.org/docs/api-reference/commands
nuget https://learn.microsoft.com/en-us/nuget/reference/nuget-exe-cli-reference
apt man 8 apt-get
dpkg man 1 dpkg
yum https://dnf.readthedocs.io/en/latest/command_ref.html
pacman https://man.archlinux.org/man/pacman.8
rpm man 8 rpm
brew https://docs.brew.sh/Manpage
composer https://getcomposer.org/doc/03-cli.md
go https://pkg.go.dev/cmd/go
rustup https://rust-lang.github.io/rustup/
wipefs man 8 wipefs
lvremove man 8 lvremove
zfs https://openzfs.github.io/openzfs-docs/man/master/8/zfs.8.html
btrfs man 8 btrfs
mdadm man 8 mdadm
cryptsetup man 8 cryptsetup
diskutil man 8 diskutil
format https://learn.microsoft.com/en-us/windows-server/administration/windows-commands/format
taskkill https://learn.microsoft.com/en-us/windows-server/administration/windows-commands/taskkill
clear-disk https://learn.microsoft.com/en-us/powershell/module/storage/clear-disk
vssadmin https://learn.microsoft.com/en-us/windows-server/administration/windows-commands/windows-commands
mkswap man 8 mkswap
mount man 8 mount
shutdown man 8 shutdown
init man 8 init
systemctl man 1 systemctl
service man 8 service
launchctl man 1 launchctl
journalctl man 1 journalctl
iptables man 8 iptables
iptables-restore man 8 nft
ufw man 8 ufw
networksetup man 8 networksetup
ip man 8 ip
sysctl man 8 sysctl
modprobe man 8 modprobe
setenforce man 8 setenforce
nvram man 8 nvram
security man 1 security
crontab man 1 crontab
atrm man 1 at
userdel man 8 userdel
useradd man 8 usermod
passwd man 1 passwd
visudo man 8 visudo
su man 1 su
setfacl man 1 setfacl
history man 1 bash
trash-empty man 1 trash-empty
gio man 1 gio
osascript man 1 osascript
openssl man 1 openssl
ssh-keygen man 1 ssh-keygen
ssh-add man 1 ssh-add
gpg man 1 gpg
fuser man 1 fuser
socat man 1 socat
docker-machine https://lima-vm.io/docs/reference/limactl/
timedatectl man 1 timedatectl
logrotate man 8 logrotate
less man 1 less
top man 1 top
pytest https://docs.pytest.org/en/stable/how-to/usage.html
terraform-docs https://terraform-docs.io/
vite https://vite.dev/guide/cli.html
mkdir man 1 mkdir
stuff man 1 logger
`
