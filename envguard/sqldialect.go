package envguard

import (
	"fmt"
	"strings"
)

// A Dialect is a dialect of SQL together with the command language of its client.
// The zero Dialect, AnySQL, is one that nobody named: a text is read as each of
// them would read it, and the worst reading counts.
type Dialect uint8

// The dialects. Systems that read like another are under that name: MariaDB and
// TiDB are MySQL, CockroachDB, Redshift and DuckDB are PostgreSQL, Databricks is Spark.
const (
	AnySQL Dialect = iota
	PostgreSQL
	MySQL
	SQLite
	SQLServer
	Oracle
	ClickHouse
	Snowflake
	BigQuery
	Spark
	Cassandra
	dialects // their number
)

var dialectNames = [dialects]string{ //nolint:gochecknoglobals // a table that nothing writes to
	"any", "postgres", "mysql", "sqlite", "mssql", "oracle", "clickhouse", "snowflake", "bigquery", "spark", "cassandra",
}

// String returns the shortest usual name in lower case, such as "postgres" or
// "mssql", and "any" for AnySQL.
func (d Dialect) String() string {
	if d < dialects {
		return dialectNames[d]
	}
	return fmt.Sprintf("Dialect(%d)", uint8(d))
}

// MarshalText returns the same as String.
func (d Dialect) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// ParseDialect returns the dialect of a system, a client or a URL's scheme, such as
// "postgres", "psql", "mariadb" or "sqlserver", in any case. The empty name is AnySQL.
func ParseDialect(name string) (Dialect, error) {
	switch strings.ToLower(name) {
	case "", "any", "unknown", "sql", "ansi", "generic":
		return AnySQL, nil
	case "postgres", "postgresql", "pg", "psql", "pgsql", "pgcli", "plpgsql", "cockroach", "cockroachdb", "crdb", "redshift",
		"greenplum", "timescale", "timescaledb", "yugabyte", "yugabytedb", "ysqlsh", "edb", "alloydb", "materialize", "duckdb",
		"supabase", "neon", "vertica":
		return PostgreSQL, nil
	case "mysql", "mariadb", "tidb", "mycli", "percona", "planetscale", "vitess", "singlestore", "memsql", "aurora-mysql",
		"doris", "starrocks":
		return MySQL, nil
	case "sqlite", "sqlite3", "litecli", "libsql", "turso", "d1", "rqlite":
		return SQLite, nil
	case "mssql", "sqlserver", "sql-server", "tsql", "t-sql", "transact-sql", "sqlcmd", "azuresql", "synapse", "sybase", "ase":
		return SQLServer, nil
	case "oracle", "plsql", "pl/sql", "sqlplus", "sqlcl", "oci":
		return Oracle, nil
	case "clickhouse", "clickhouse-client", "ch":
		return ClickHouse, nil
	case "snowflake", "snowsql", "snow":
		return Snowflake, nil
	case "bigquery", "bq", "googlesql", "spanner":
		return BigQuery, nil
	case "spark", "sparksql", "databricks", "hive", "hiveql", "beeline", "impala":
		return Spark, nil
	case "cassandra", "cql", "cqlsh", "scylla", "scylladb":
		return Cassandra, nil
	}
	return AnySQL, fmt.Errorf("envguard: %q is no SQL dialect that is known here; use %s", name, strings.Join(dialectNames[:], ", "))
}

// A lexis is how a dialect's texts fall into tokens, as a set of habits. Only the
// habits on which dialects differ are in it.
type lexis uint32

const (
	backslashes    lexis = 1 << iota // \ escapes in '…'
	escapeStrings                    // E'…' alone has them
	doubleStrings                    // "…" is a string, with \ escapes
	backticks                        // `…` is a name
	brackets                         // […] is a name
	hashComments                     // # to the end of the line
	hashNames                        // #x is a temporary table
	spacedDashes                     // -- is a comment before a blank only
	slashComments                    // // to the end of the line
	nestedComments                   // /* /* */ */
	runComments                      // /*! … */ runs
	dollarQuotes                     // $tag$ … $tag$
	quoteQuotes                      // q'[ … ]'
	tripleQuotes                     // ''' … ''' and """ … """
	rawStrings                       // r'…'
)

// dialectLexis is by the vendors' manuals; spec/envguard-libraries.md §1 tells which
// habits decided cases.
var dialectLexis = [dialects]lexis{ //nolint:gochecknoglobals // a table that nothing writes to
	PostgreSQL: escapeStrings | nestedComments | dollarQuotes,
	MySQL:      backslashes | doubleStrings | backticks | hashComments | spacedDashes | runComments,
	SQLite:     backticks | brackets,
	SQLServer:  brackets | nestedComments | hashNames,
	Oracle:     quoteQuotes | hashNames,
	ClickHouse: backslashes | backticks | hashComments | nestedComments | dollarQuotes,
	Snowflake:  backslashes | slashComments | dollarQuotes,
	BigQuery:   backslashes | doubleStrings | backticks | hashComments | tripleQuotes | rawStrings,
	Spark:      backslashes | doubleStrings | backticks | rawStrings | nestedComments,
	Cassandra:  slashComments | dollarQuotes,
}

// sqlNoted are the habits that a text gives occasion for: the others make no difference
// to it. One pass over the bytes that are seldom anything but this.
func sqlNoted(text string) lexis {
	var l lexis
	for i := 0; i < len(text); i++ {
		c := text[i]
		if !tellsDialect[c] {
			continue
		}
		var next byte
		if i+1 < len(text) {
			next = text[i+1]
		}
		switch c {
		case '\\':
			l |= backslashes | escapeStrings | doubleStrings
		case '`':
			l |= backticks
		case '[':
			l |= brackets
		case '#':
			l |= hashComments | hashNames
		case '$':
			l |= dollarQuotes
		case '-':
			if next == '-' && i+2 < len(text) && !sqlSpace[text[i+2]] {
				l |= spacedDashes
			}
		case '/':
			switch {
			case next == '/':
				l |= slashComments
			case next == '*' && i+2 < len(text) && (text[i+2] == '!' || text[i+2]|0x20 == 'm'):
				l |= runComments
			case next == '*':
				l |= nestedComments // if it stands in another; that is looked up by reading
			}
		case '\'', '"':
			if c == '"' {
				l |= doubleStrings
			}
			if next == c && i+2 < len(text) && text[i+2] == c {
				l |= tripleQuotes
			}
			if i > 0 && sqlPrefixed(text[:i]) { // a prefix, or the last letter of a string
				if text[i-1]|0x20 == 'q' {
					l |= quoteQuotes
				} else {
					l |= rawStrings
				}
			}
		}
	}
	return l
}

// sqlPrefixed reports whether before ends with q, r, nq, br or rb as a word.
func sqlPrefixed(before string) bool {
	n := len(before)
	last := before[n-1] | 0x20
	if last != 'q' && last != 'r' && last != 'b' || n > 1 && last == 'b' && before[n-2]|0x20 != 'r' {
		return false
	}
	if n > 1 && (before[n-2]|0x20 == 'n' || before[n-2]|0x20 == 'b' || last == 'b') {
		n--
	}
	return n < 2 || !sqlWord(before[n-2])
}

var tellsDialect = [256]bool{ //nolint:gochecknoglobals // a table that nothing writes to
	'\\': true, '`': true, '[': true, '#': true, '$': true, '-': true, '/': true, '\'': true, '"': true,
}
