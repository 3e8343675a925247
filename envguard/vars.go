package envguard

import (
	"strings"
)

// A meaning is what the value of a variable is.
type meaning uint8

const (
	nothing    meaning = iota
	aStage             // the name of a stage or mode: "production", "local"
	aName              // of a target: an application, project, profile, cluster
	aFolder            // a path that is chosen for a target
	aHost              // a host, or a list of them
	aURL               // a connection string
	aFlag              // true or false: production
	anEndpoint         // a URL of a service
)

// A use is how a variable is read.
type use struct {
	meaning meaning
	scope   scope
	weight  weight
	remote  bool // what it names is elsewhere
	// soft says that an unknown name of a remote target is no warning by itself:
	// every developer has a profile and a project.
	soft bool
}

// useOf tells how a variable is read: those with a rule of their own first, then by
// the words of its name. Sources: the documentation of each framework and tool.
func useOf(name string) use {
	if u, ok := knownVariable(name); ok {
		return u
	}
	if ignoredVariable(name) {
		return use{}
	}
	return useByWords(name)
}

func knownVariable(name string) (use, bool) {
	switch name {
	// Build modes: NODE_ENV=production is what every deployed Node program has.
	case "NODE_ENV", "RACK_ENV":
		return use{meaning: aStage, scope: inMode, weight: aBuild}, true
	case "RAILS_ENV", "HANAMI_ENV", "MIX_ENV", "APP_ENV", "ENV", "ENVIRONMENT", "STAGE", "DJANGO_CONFIGURATION", "SPRING_PROFILES_ACTIVE",
		"MICRONAUT_ENVIRONMENTS", "ENV_FOR_DYNACONF", "CAKE_ENV", "CI_ENVIRONMENT", "WP_ENVIRONMENT_TYPE", "WEBSITE_SLOT_NAME",
		"QUARKUS_PROFILE", "quarkus_profile", "spring_profiles_active", "SYMFONY_ENV", "DBT_TARGET", "SERVERLESS_STAGE", "APP_MODE",
		"REACT_APP_STAGE", "RELEASE_STAGE", "APPLICATION_MODE", "DEPLOYMENT", "DAGSTER_DEPLOYMENT", "TIER",
		"PAYPAL_MODE", "LARAVEL_ENV", "RUNTIME_ENV", "DEPLOYMENT_TARGET", "TARGET_STAGE",
		"MODE", "RUN_MODE", "RUNTIME_MODE", "ENVIRONMENT_TYPE", "ENV_TYPE", "DEPLOY_TARGET", "DEPLOYMENT_ENVIRONMENT_NAME":
		return use{meaning: aStage, scope: inMode, weight: aMode}, true
	case "DJANGO_SETTINGS_MODULE":
		return use{meaning: aStage, scope: inMode, weight: aMode}, true
	// The platform's own word.
	case "VERCEL_ENV", "VERCEL_TARGET_ENV", "NEXT_PUBLIC_VERCEL_ENV", "CI_ENVIRONMENT_TIER", "CI_ENVIRONMENT_NAME", "BITBUCKET_DEPLOYMENT_ENVIRONMENT", "CLOUDFLARE_ENV", "AWS_BRANCH_ENV", "OTEL_DEPLOYMENT_ENVIRONMENT",
		"ENCORE_ENVIRONMENT", "ENCORE_CLOUD_ENV", "PLATFORM_ENVIRONMENT_TYPE", "PLATFORM_BRANCH_TYPE", "PANTHEON_ENVIRONMENT", "AH_SITE_ENVIRONMENT",
		"DOPPLER_CONFIG", "DOPPLER_ENVIRONMENT", "INFISICAL_ENV":
		return use{meaning: aStage, scope: inMode, weight: aPlatform}, true
	case "RAILWAY_ENVIRONMENT_NAME", "RAILWAY_ENVIRONMENT":
		return use{meaning: aStage, scope: inMode | inRailway, weight: aPlatform}, true
	case "CONTEXT": // Netlify: production, deploy-preview, branch-deploy, dev
		return use{meaning: aStage, scope: inMode, weight: aPlatform}, true
	case "HEROKU_APP_NAME", "HEROKU_APP":
		return use{meaning: aName, scope: inMode | inHeroku, weight: aPlatform, remote: true}, true
	case "FLY_APP", "FLY_APP_NAME":
		return use{meaning: aName, scope: inMode | inFly, weight: aPlatform, remote: true}, true
	case "RENDER_SERVICE_NAME", "KOYEB_SERVICE_NAME", "KOYEB_APP_NAME", "WEBSITE_SITE_NAME", "K_SERVICE", "GAE_SERVICE", "FUNCTION_TARGET",
		"AWS_LAMBDA_FUNCTION_NAME", "POD_NAMESPACE", "KUBERNETES_NAMESPACE", "ECS_CLUSTER", "ECS_SERVICE", "ELASTIC_BEANSTALK_ENVIRONMENT_NAME",
		"NOMAD_JOB_NAME", "MARATHON_APP_ID", "MY_POD_NAMESPACE", "POD_NAME":
		return use{meaning: aName, scope: inMachine, weight: aTarget, remote: true}, true
	case "CONVEX_DEPLOYMENT", "CONVEX_DEPLOY_KEY_NAME": // prod:name, dev:name, local:name
		return use{meaning: aStage, scope: inApp, weight: aTarget}, true
	// AWS.
	case "AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_VAULT", "AWSUME_PROFILE", "AWS_SSO_PROFILE", "AWS_OKTA_PROFILE", "AWS_ROLE_ARN",
		"AWS_ACCOUNT_ALIAS", "AWS_ACCOUNT_NAME", "AWS_ROLE_SESSION_NAME", "AWS_SSO_ACCOUNT_NAME", "AWS_ACCOUNT_ID", "CDK_DEFAULT_ACCOUNT", "GRANTED_PROFILE":
		return use{meaning: aName, scope: inAWS, soft: true}, true
	case "SAM_STACK_NAME", "COPILOT_ENVIRONMENT_NAME", "AMPLIFY_ENV", "USER_BRANCH":
		return use{meaning: aName, scope: inAWS | inServerless, soft: true}, true
	// Google Cloud.
	case "GOOGLE_CLOUD_PROJECT", "GCP_PROJECT", "GCLOUD_PROJECT", "CLOUDSDK_CORE_PROJECT", "CLOUDSDK_ACTIVE_CONFIG_NAME", "GCP_PROJECT_ID",
		"GOOGLE_PROJECT", "GOOGLE_PROJECT_ID", "CLOUDSDK_CORE_ACCOUNT", "GOOGLE_IMPERSONATE_SERVICE_ACCOUNT", "CLOUDSDK_CONTAINER_CLUSTER",
		"PROJECT_ID", "BIGQUERY_PROJECT", "SPANNER_INSTANCE", "INSTANCE_CONNECTION_NAME", "CLOUD_SQL_CONNECTION_NAME", "CLOUDSQL_INSTANCE",
		"CLOUD_SQL_INSTANCE", "GOOGLE_CLOUD_QUOTA_PROJECT", "DEVSHELL_PROJECT_ID":
		return use{meaning: aName, scope: inGoogle, soft: true}, true
	case "GOOGLE_APPLICATION_CREDENTIALS", "GOOGLE_CREDENTIALS":
		return use{meaning: aFolder, scope: inGoogle, soft: true}, true
	case "FIREBASE_PROJECT", "FIREBASE_PROJECT_ID", "NEXT_PUBLIC_FIREBASE_PROJECT_ID", "VITE_FIREBASE_PROJECT_ID", "REACT_APP_FIREBASE_PROJECT_ID":
		return use{meaning: aName, scope: inFirebase | inApp, soft: true}, true
	// Azure.
	case "AZURE_SUBSCRIPTION", "AZURE_SUBSCRIPTION_NAME", "ARM_SUBSCRIPTION_NAME", "AZURE_RESOURCE_GROUP", "AZURE_DEFAULTS_GROUP", "AZURE_ENV_NAME",
		"RESOURCE_GROUP", "AZURE_STORAGE_ACCOUNT", "AZURE_WEBAPP_NAME", "AZURE_KEYVAULT_NAME", "ARM_SUBSCRIPTION_ID", "AZURE_SUBSCRIPTION_ID":
		return use{meaning: aName, scope: inAzure, soft: true}, true
	// Terraform, Pulumi and their relatives.
	case "TF_WORKSPACE", "TF_VAR_environment", "TF_VAR_env", "TF_VAR_stage", "TF_VAR_workspace", "TF_VAR_environment_name", "TF_VAR_project",
		"TF_VAR_project_id", "TF_VAR_account", "TF_VAR_cluster_name", "TF_VAR_tier", "TF_VAR_name_prefix", "TF_VAR_namespace", "TF_CLOUD_WORKSPACE",
		"ATLANTIS_TERRAFORM_WORKSPACE", "WORKSPACE_NAME", "TFC_WORKSPACE_NAME", "SPACELIFT_STACK_ID":
		return use{meaning: aName, scope: inTerraform, soft: true}, true
	case "TERRAGRUNT_WORKING_DIR", "TERRAGRUNT_TFPATH_DIR", "TG_WORKING_DIR", "TERRAGRUNT_CONFIG", "TG_CONFIG", "TF_DATA_DIR":
		return use{meaning: aFolder, scope: inTerraform, soft: true}, true
	case "PULUMI_STACK", "PULUMI_STACK_NAME":
		return use{meaning: aName, scope: inPulumi, soft: true}, true
	case "ANSIBLE_INVENTORY", "ANSIBLE_CONFIG":
		return use{meaning: aFolder, scope: inTerraform, soft: true}, true
	// Kubernetes. KUBECONFIG has a source of its own.
	case "KUBE_CONTEXT", "KUBECONTEXT", "KUBECTX", "HELM_KUBECONTEXT", "HELM_NAMESPACE", "KUBE_NAMESPACE", "KUBECTL_CONTEXT", "KUBECTL_NAMESPACE",
		"SKAFFOLD_KUBE_CONTEXT", "SKAFFOLD_NAMESPACE", "SKAFFOLD_PROFILE", "CLUSTER_NAME", "EKS_CLUSTER", "EKS_CLUSTER_NAME", "GKE_CLUSTER",
		"AKS_CLUSTER", "KUBE_CLUSTER", "K8S_NAMESPACE", "K8S_CLUSTER", "ARGOCD_APP_NAME", "TELEPORT_CLUSTER", "HELM_KUBEAPISERVER":
		return use{meaning: aName, scope: inKube, soft: true}, true
	case "OC_PROJECT", "HELMFILE_ENVIRONMENT", "KUBE_ENV":
		return use{meaning: aName, scope: inKube, soft: true}, true
	// Databases without a URL.
	case "PGSERVICE": // with its file, in libpqService
		return use{}, true
	case "TWO_TASK", "LOCAL":
		return use{meaning: aName, scope: inOracle | inApp, remote: true}, name == "TWO_TASK"
	case "ORACLE_SID":
		return use{meaning: aName, scope: inOracle | inApp, soft: true}, true
	case "SNOWFLAKE_DATABASE", "SNOWFLAKE_ACCOUNT", "SNOWFLAKE_ROLE", "SNOWFLAKE_WAREHOUSE", "SNOWSQL_DATABASE", "SNOWSQL_ACCOUNT", "SNOWSQL_DB",
		"SNOWFLAKE_CONNECTION_NAME", "SNOWFLAKE_DEFAULT_CONNECTION_NAME", "DATABRICKS_CONFIG_PROFILE", "DATABRICKS_BUNDLE_ENV", "DATABRICKS_CATALOG":
		return use{meaning: aName, scope: inWarehouse | inApp, remote: true}, true
	case "DBT_PROFILE", "DBT_DATABASE", "DBT_SCHEMA", "DBT_DBNAME":
		return use{meaning: aName, scope: inWarehouse, soft: true}, true
	// Containers. DOCKER_HOST and DOCKER_CONTEXT have a source of their own.
	case "COMPOSE_PROJECT_NAME", "COMPOSE_FILE", "COMPOSE_PROFILES", "DOCKER_STACK", "DOCKER_MACHINE_NAME", "COMPOSE_ENV_FILES":
		return use{meaning: aName, scope: inDocker, soft: true}, true
	case "AWS_ENDPOINT_URL", "PUBSUB_EMULATOR_HOST", "SPANNER_EMULATOR_HOST", "FIRESTORE_EMULATOR_HOST", "FIREBASE_DATABASE_EMULATOR_HOST",
		"FIREBASE_AUTH_EMULATOR_HOST", "BIGTABLE_EMULATOR_HOST", "DATASTORE_EMULATOR_HOST", "STORAGE_EMULATOR_HOST", "BIGQUERY_EMULATOR_HOST":
		return use{meaning: anEndpoint, scope: inApp | inAWS | inGoogle}, true
	case "PRODUCTION", "PROD", "IS_PROD", "IS_PRODUCTION", "PRODUCTION_MODE", "LIVE_MODE", "IS_LIVE":
		return use{meaning: aFlag, scope: inMode, weight: aMode}, true
	case "ARGOCD_SERVER", "VAULT_ADDR", "CONSUL_HTTP_ADDR", "NOMAD_ADDR", "BOUNDARY_ADDR", "TEMPORAL_ADDRESS", "ETCDCTL_ENDPOINTS":
		return use{meaning: aHost, scope: inVault | inApp}, true
	case "VAULT_NAMESPACE", "NOMAD_NAMESPACE", "CONSUL_NAMESPACE", "TEMPORAL_NAMESPACE", "CONSUL_DATACENTER":
		return use{meaning: aName, scope: inVault, soft: true}, true
	}
	return use{}, false
}

// ignoredVariable tells of variables that are never a sign, whatever is in them:
// secrets, labels, texts, paths, switches of compilers and package managers, and
// what CI says about commits and branches (rule R7).
func ignoredVariable(name string) bool {
	for _, prefix := range [...]string{"npm_", "NPM_", "YARN_", "PNPM_", "BUNDLE_", "GEM_", "PIP_", "POETRY_", "UV_", "CARGO_", "RUSTUP_", "GOFLAGS",
		"GIT_", "LC_", "XDG_", "CONDA", "RBENV_", "PYENV_", "NVM_", "VIRTUAL_ENV", "VSCODE_", "TERM", "LESS", "LS_", "DIRENV_", "CI_COMMIT", "CI_MERGE",
		"CI_PROJECT", "CI_PIPELINE", "CI_JOB", "GITHUB_", "RUNNER_", "BUILD_", "JENKINS_", "BABEL_", "WEBPACK_", "KUBERNETES_SERVICE_", "CLAUDE", "CURSOR_", "CODEX_",
		"GEMINI_", "SENTRY_AUTH", "SHELL", "SSH_", "GPG_", "PROMPT", "PS1", "COMMIT_", "CHANGELOG", "MAIL", "HIST", "EDITOR", "VISUAL", "PAGER"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	for _, suffix := range [...]string{"PATH", "PASSWORD", "PASSWD", "PASS", "PWD", "SECRET", "TOKEN", "_KEY", "_KEY_ID", "_MSG", "MESSAGE", "_TITLE", "_DESCRIPTION",
		"_COMMENT", "_CERT", "_CA", "APPNAME", "_LEVEL", "_OPTIONS", "_OPTS", "_FLAGS", "_BRANCH", "_REF", "_SHA", "_TAG", "_VERSION", "_REGISTRY", "_DEBUG"} {
		if strings.HasSuffix(name, suffix) {
			return true
		}
	}
	return false
}

// useByWords goes by the last word of a name, and by whether it speaks of a
// database or service.
func useByWords(name string) use {
	last := name[strings.LastIndexByte(name, '_')+1:]
	service := speaksOfService(name)
	switch strings.ToUpper(last) {
	case "ENV", "ENVIRONMENT", "STAGE", "PROFILE", "PROFILES", "TIER", "ENVNAME":
		return use{meaning: aStage, scope: inMode, weight: aMode}
	case "PRODUCTION":
		return use{meaning: aFlag, scope: inMode, weight: aMode}
	case "BUCKET", "BUCKETS":
		return use{meaning: aName, scope: inApp | inCloud, soft: true}
	case "CLUSTER", "NAMESPACE":
		return use{meaning: aName, scope: inKube | inApp, soft: true}
	case "PROJECT", "SUBSCRIPTION":
		return use{meaning: aName, scope: inCloud, soft: true}
	case "WORKSPACE", "STACK":
		return use{}
	case "NAME":
		if strings.HasSuffix(name, "_BUCKET_NAME") || strings.HasSuffix(name, "_CLUSTER_NAME") || strings.HasSuffix(name, "_ENVIRONMENT_NAME") ||
			strings.HasSuffix(name, "_STACK_NAME") || strings.HasSuffix(name, "_ENV_NAME") || name == "BUCKET_NAME" || name == "ENVIRONMENT_NAME" || name == "ENV_NAME" {
			return use{meaning: aName, scope: inApp | inCloud | inMode, soft: true}
		}
	case "URL", "URI", "DSN", "DBSTRING", "CONNECTION", "CONN", "CONNSTR", "CONNSTRING", "STRING", "JDBC":
		if service {
			return use{meaning: aURL, scope: scopeOfService(name)}
		}
		return use{meaning: anEndpoint, scope: inApp}
	case "HOST", "HOSTS", "HOSTNAME", "HOSTADDR", "ADDR", "ADDRS", "ADDRESS", "SERVER", "SERVERS", "BROKERS", "BROKER", "ENDPOINT", "ENDPOINTS", "NODES", "POINTS":
		if service {
			return use{meaning: nothing} // with its database, in services
		}
		return use{meaning: anEndpoint, scope: inApp}
	}
	if service || strings.HasPrefix(name, "ConnectionStrings__") {
		return use{meaning: aURL, scope: scopeOfService(name)}
	}
	return use{meaning: aURL, scope: inApp}
}

// speaksOfService reports a word of a database in a name, also without a border:
// PGHOST, REDISHOST, MYSQL_HOST.
func speaksOfService(name string) bool { return serviceOf(name) != "" }

func serviceOf(name string) string {
	for rest := name; rest != ""; {
		var word string
		word, rest, _ = strings.Cut(rest, "_")
		if isService(word) {
			return strings.ToUpper(word)
		}
		for i := 2; i < len(word)-2; i++ { // PGHOST
			if isService(word[:i]) && isConnectionPart(word[i:]) {
				return strings.ToUpper(word[:i])
			}
		}
	}
	return ""
}

// isService knows the words of variables that speak of databases and other stores.
func isService(word string) bool {
	const longest = len("CONNECTIONSTRINGS")
	if len(word) < 2 || len(word) > longest {
		return false
	}
	var b [longest]byte
	for i := range len(word) {
		if b[i] = word[i]; 'a' <= b[i] && b[i] <= 'z' {
			b[i] -= 'a' - 'A'
		}
	}
	switch string(b[:len(word)]) {
	case "ALEMBIC", "AMQP", "APPWRITE", "ARANGO", "ARANGODB", "ATLAS", "BIGQUERY", "BROKER", "CACHE", "CASSANDRA", "CELERY", "CLEARDB", "CLICKHOUSE",
		"CLOUDAMQP", "COCKROACH", "COCKROACHDB", "CONNECTIONSTRING", "CONNECTIONSTRINGS", "CONSUL", "CONVEX", "COUCHBASE", "COUCHDB", "DATABASE",
		"DATABRICKS", "DATASOURCE", "DB", "DBMATE", "DGRAPH", "DIRECT", "DRUID", "DSN", "DUCKDB", "DYNAMO", "DYNAMODB", "EDGEDB", "ELASTIC",
		"ELASTICSEARCH", "ES", "ETCD", "ETCDCTL", "FAUNA", "FIRESTORE", "FLYWAY", "GEL", "GOOSE", "HASURA", "HIVE", "INFLUX", "INFLUXDB", "INFLUXDB2",
		"JAWSDB", "JDBC", "KAFKA", "KV", "LIBSQL", "LIQUIBASE", "MARIADB", "MEILI", "MEILISEARCH", "MEMCACHE", "MEMCACHED", "MIGRATE", "MIGRATION",
		"MIGRATIONS", "MINIO", "MONGO", "MONGODB", "MONGOLAB", "MSSQL", "MYSQL", "NATS", "NEO4J", "NEON", "NHOST", "OPENSEARCH", "ORACLE", "PG",
		"PLANETSCALE", "POCKETBASE", "POSTGRES", "POSTGRESQL", "PRESTO", "PRISMA", "PULSAR", "QDRANT", "QUEUE", "RABBITMQ", "RDS", "REDIS", "REDSHIFT",
		"RETHINKDB", "S3", "SCYLLA", "SEQUELIZE", "SINGLESTORE", "SNOWFLAKE", "SOLR", "SPANNER", "SQL", "SQLALCHEMY", "SQLITE", "SQLSERVER", "SUPABASE",
		"SURREAL", "SURREALDB", "TIDB", "TIMESCALE", "TIMESCALEDB", "TRINO", "TURSO", "TYPEORM", "TYPESENSE", "UPSTASH", "VALKEY", "VERTICA", "WEAVIATE",
		"YUGABYTE", "ZOOKEEPER":
		return true
	}
	return false
}

func isConnectionPart(word string) bool {
	switch word {
	case "HOST", "HOSTADDR", "DATABASE", "PORT", "USER", "URL", "URI", "DSN", "SERVER", "NAME":
		return true
	}
	return false
}

func scopeOfService(name string) scope {
	s := inApp
	switch serviceOf(name) {
	case "SUPABASE":
		s |= inSupabase
	case "SNOWFLAKE", "DATABRICKS":
		s |= inWarehouse
	}
	return s
}
