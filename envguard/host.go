package envguard

import (
	"net/netip"
	"strings"
)

// A place is where a host is.
type place uint8

const (
	loopback  place = iota // this machine
	neighbour              // a name without a dot: a service of Docker Compose, or a host of the local network
	elsewhere
)

// placeOf tells where a host is. It resolves nothing. Loopback is as in RFC 6761 and
// RFC 1122, the names that Docker and Podman give to the machine they run on, and
// .local, as DatabaseCleaner's safeguard has it.
func placeOf(host string) place {
	host = strings.TrimSuffix(strings.Trim(host, "[]"), ".")
	if zone := strings.IndexByte(host, '%'); zone > 0 {
		host = host[:zone]
	}
	if addr, err := netip.ParseAddr(host); err == nil {
		if addr.Unmap().IsLoopback() || addr.IsUnspecified() {
			return loopback
		}
		return elsewhere
	}
	switch lower := strings.ToLower(host); {
	case lower == "", lower == "localhost", lower == ".", lower == "(local)", lower == "(localdb)",
		strings.HasPrefix(lower, "/"), // the folder of a socket
		lower == "host.docker.internal", lower == "gateway.docker.internal", lower == "kubernetes.docker.internal",
		lower == "host.containers.internal", lower == "docker.for.mac.localhost", lower == "host.lima.internal",
		lower == "lvh.me", lower == "localtest.me":
		return loopback
	case strings.HasSuffix(lower, ".cluster.local"):
		return elsewhere
	case strings.HasSuffix(lower, ".localhost"), strings.HasSuffix(lower, ".local"), strings.HasSuffix(lower, ".localdomain"),
		strings.HasSuffix(lower, ".lvh.me"), strings.HasSuffix(lower, ".localtest.me"), strings.HasSuffix(lower, ".test"):
		return loopback
	case strings.Contains(lower, "."), strings.Contains(lower, ":"):
		return elsewhere
	}
	return neighbour
}

// A provider is who runs the hosts below a domain. Their stage is never told by
// the domain, only by what stands before it.
type provider struct{ suffix, name string }

// providers are the domains of managed databases, queues and platforms, as their
// documentation has them in connection strings.
var providers = [...]provider{
	{"prod.aws.tidbcloud.com", "TiDB Cloud"}, // for everybody: gateway01.us-west-2.prod.aws.tidbcloud.com
	{"prod.gcp.tidbcloud.com", "TiDB Cloud"},
	{"prod.alicloud.tidbcloud.com", "TiDB Cloud"},
	{"prod.azure.tidbcloud.com", "TiDB Cloud"},
	{"shared.aws.tidbcloud.com", "TiDB Cloud"},
	{"tidbcloud.com", "TiDB Cloud"},
	{"dev.azuresynapse.net", "Azure Synapse"},
	{"dev.azure.com", "Azure DevOps"},
	{"rds.amazonaws.com", "Amazon RDS"},
	{"rds.amazonaws.com.cn", "Amazon RDS"},
	{"docdb.amazonaws.com", "Amazon DocumentDB"},
	{"neptune.amazonaws.com", "Amazon Neptune"},
	{"cache.amazonaws.com", "Amazon ElastiCache"},
	{"redshift.amazonaws.com", "Amazon Redshift"},
	{"redshift-serverless.amazonaws.com", "Amazon Redshift"},
	{"kafka.amazonaws.com", "Amazon MSK"},
	{"es.amazonaws.com", "Amazon OpenSearch"},
	{"eks.amazonaws.com", "Amazon EKS"},
	{"on.aws", "Amazon"},
	{"amazonaws.com", "Amazon Web Services"},
	{"database.windows.net", "Azure SQL"},
	{"postgres.database.azure.com", "Azure Database for PostgreSQL"},
	{"mysql.database.azure.com", "Azure Database for MySQL"},
	{"database.azure.com", "Azure Database"},
	{"redis.cache.windows.net", "Azure Cache for Redis"},
	{"documents.azure.com", "Azure Cosmos DB"},
	{"cosmos.azure.com", "Azure Cosmos DB"},
	{"servicebus.windows.net", "Azure Service Bus"},
	{"core.windows.net", "Azure Storage"},
	{"azmk8s.io", "Azure Kubernetes Service"},
	{"azuredatabricks.net", "Azure Databricks"},
	{"azurewebsites.net", "Azure App Service"},
	{"sql.goog", "Google Cloud SQL"},
	{"googleapis.com", "Google Cloud"},
	{"run.app", "Google Cloud Run"},
	{"firebaseio.com", "Firebase"},
	{"appspot.com", "Google App Engine"},
	{"neon.tech", "Neon"},
	{"neon.build", "Neon"},
	{"supabase.co", "Supabase"},
	{"supabase.com", "Supabase"},
	{"supabase.net", "Supabase"},
	{"psdb.cloud", "PlanetScale"},
	{"pscale.com", "PlanetScale"},
	{"render.com", "Render"},
	{"railway.app", "Railway"},
	{"railway.internal", "Railway"},
	{"rlwy.net", "Railway"},
	{"up.railway.app", "Railway"},
	{"mongodb.net", "MongoDB Atlas"},
	{"mongodb-dev.net", "MongoDB Atlas"},
	{"upstash.io", "Upstash"},
	{"redislabs.com", "Redis Cloud"},
	{"redis-cloud.com", "Redis Cloud"},
	{"redns.redis-cloud.com", "Redis Cloud"},
	{"cockroachlabs.cloud", "CockroachDB Cloud"},
	{"turso.io", "Turso"},
	{"aivencloud.com", "Aiven"},
	{"db.ondigitalocean.com", "DigitalOcean"},
	{"ondigitalocean.com", "DigitalOcean"},
	{"digitaloceanspaces.com", "DigitalOcean"},
	{"fly.dev", "Fly.io"},
	{"flycast", "Fly.io"},
	{"fly.io", "Fly.io"},
	{"herokuapp.com", "Heroku"},
	{"heroku.com", "Heroku"},
	{"cloudamqp.com", "CloudAMQP"},
	{"rmq.cloudamqp.com", "CloudAMQP"},
	{"confluent.cloud", "Confluent Cloud"},
	{"elastic-cloud.com", "Elastic Cloud"},
	{"cloud.es.io", "Elastic Cloud"},
	{"found.io", "Elastic Cloud"},
	{"bonsaisearch.net", "Bonsai"},
	{"meilisearch.io", "Meilisearch Cloud"},
	{"clickhouse.cloud", "ClickHouse Cloud"},
	{"snowflakecomputing.com", "Snowflake"},
	{"snowflakecomputing.cn", "Snowflake"},
	{"cloud.databricks.com", "Databricks"},
	{"gcp.databricks.com", "Databricks"},
	{"databases.neo4j.io", "Neo4j Aura"},
	{"neo4j.io", "Neo4j Aura"},
	{"timescale.com", "Timescale"},
	{"tsdb.cloud.timescale.com", "Timescale"},
	{"scylla.cloud", "ScyllaDB Cloud"},
	{"datastax.com", "DataStax Astra"},
	{"crunchybridge.com", "Crunchy Bridge"},
	{"xata.sh", "Xata"},
	{"prisma-data.net", "Prisma Accelerate"},
	{"prisma.io", "Prisma Postgres"},
	{"nhost.run", "Nhost"},
	{"hasura.app", "Hasura"},
	{"convex.cloud", "Convex"},
	{"cloudflare.com", "Cloudflare"},
	{"workers.dev", "Cloudflare"},
	{"pages.dev", "Cloudflare"},
	{"vercel.app", "Vercel"},
	{"vercel-storage.com", "Vercel"},
	{"netlify.app", "Netlify"},
	{"koyeb.app", "Koyeb"},
	{"northflank.com", "Northflank"},
	{"scw.cloud", "Scaleway"},
	{"ovh.net", "OVHcloud"},
	{"hetzner.cloud", "Hetzner"},
	{"linodedb.net", "Akamai"},
	{"vultrdb.com", "Vultr"},
	{"oraclecloud.com", "Oracle Cloud"},
	{"appdomain.cloud", "IBM Cloud"},
	{"rdsmysql.rds.aliyuncs.com", "Alibaba Cloud"},
	{"aliyuncs.com", "Alibaba Cloud"},
	{"myhuaweicloud.com", "Huawei Cloud"},
	{"tencentcdb.com", "Tencent Cloud"},
	{"yandexcloud.net", "Yandex Cloud"},
	{"qdrant.io", "Qdrant Cloud"},
	{"weaviate.network", "Weaviate Cloud"},
	{"pinecone.io", "Pinecone"},
	{"typesense.net", "Typesense Cloud"},
	{"algolia.net", "Algolia"},
	{"influxdata.com", "InfluxDB Cloud"},
	{"aws.cloud2.influxdata.com", "InfluxDB Cloud"},
	{"singlestore.com", "SingleStore"},
	{"yugabyte.cloud", "YugabyteDB"},
	{"mongo.cosmos.azure.com", "Azure Cosmos DB"},
	{"skysql.com", "SkySQL"},
	{"gear.host", "GearHost"},
	{"elephantsql.com", "ElephantSQL"},
	{"jawsdb.com", "JawsDB"},
	{"cleardb.net", "ClearDB"},
	{"stackhero-network.com", "Stackhero"},
	{"mlab.com", "mLab"},
	{"zeabur.com", "Zeabur"},
	{"temporal.io", "Temporal Cloud"},
	{"tmprl.cloud", "Temporal Cloud"},
	{"hashicorp.cloud", "HashiCorp Cloud"},
}

// providerOf returns who runs a host, and the part of its name that its owner chose.
func providerOf(host string) (name, own string) {
	own = host
	for i := range providers {
		suffix := providers[i].suffix
		rest := len(host) - len(suffix)
		if rest < 0 || !strings.EqualFold(host[rest:], suffix) || rest > 0 && host[rest-1] != '.' {
			continue
		}
		if rest = max(rest-1, 0); name == "" || rest < len(own) {
			name, own = providers[i].name, host[:rest]
		}
	}
	return name, own
}

// stageOfHost is the stage that the words of a host stand for. The last label of
// an honest domain says nothing: .dev, .live and .review are for everybody.
func stageOfHost(host string) Stage {
	provider, own := providerOf(host)
	if provider != "" {
		return stageOf(own)
	}
	host = strings.TrimSuffix(host, ".")
	if i := strings.LastIndexByte(host, '.'); i >= 0 {
		switch last := host[i+1:]; strings.ToLower(last) {
		case "dev", "live", "review", "test", "demo", "preview":
			host = host[:i]
		}
	}
	return stageOf(host)
}
