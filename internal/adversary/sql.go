package adversary

import (
	"math/rand/v2"
	"strings"
)

// An SQLMutation writes a statement another way.
type SQLMutation struct {
	Family string
	SQLite bool // SQLite understands the result, too
	Apply  func(r *rand.Rand, statement string) string
}

// SQLMutations is the grammar for statements. They are PostgreSQL's unless the
// family names another.
func SQLMutations() []SQLMutation {
	return []SQLMutation{
		{"case", true, func(r *rand.Rand, s string) string {
			return strings.Map(func(c rune) rune {
				if r.IntN(2) == 0 {
					return []rune(strings.ToUpper(string(c)))[0]
				}
				return []rune(strings.ToLower(string(c)))[0]
			}, s)
		}},
		{"comments and blanks", true, func(r *rand.Rand, s string) string {
			gaps := []string{"/**/", "/* x */ ", "\n", "\t", " -- x\n", "  ", "/*;*/", "\r\n", "\f"}
			words := strings.Fields(s)
			var b strings.Builder
			for i, w := range words {
				if i > 0 {
					b.WriteString(gaps[r.IntN(len(gaps))])
				}
				b.WriteString(w)
			}
			return b.String()
		}},
		{"among others", true, func(r *rand.Rand, s string) string {
			return pick("SELECT 1; %s; SELECT 2", "BEGIN; %s; COMMIT", "SELECT ';'; %s", "SELECT '--'; %s", "SELECT 'it''s'; %s", "-- x\n%s", "/* x */ %s", ";;%s;")(r, s)
		}},
		{"quoted names", true, func(_ *rand.Rand, s string) string {
			return strings.ReplaceAll(strings.ReplaceAll(s, `"users"`, "users"), "users", `"users"`)
		}},
		{"blocks", false, func(r *rand.Rand, s string) string {
			literal := "'" + strings.ReplaceAll(s, "'", "''") + "'"
			return strings.ReplaceAll(pick("DO $$ BEGIN %s; END $$", "DO $x$ BEGIN EXECUTE %l; END $x$")(r, s),
				"%l", literal)
		}},
		{"dollars before", false, func(r *rand.Rand, s string) string {
			return pick("SELECT $$;$$; %s", "SELECT $a$ $$ $a$; %s", `SELECT E'\''; %s`, "SELECT U&'x'; %s")(r, s)
		}},
		{"prepared", false, func(r *rand.Rand, s string) string {
			return pick("PREPARE x AS %s; EXECUTE x", "EXPLAIN ANALYZE %s")(r, s)
		}},
	}
}

// sqlCarriers bring a statement to a database; %w is the quoted statement, %s the
// bare one.
func sqlCarriers() []string {
	return []string{
		"psql -c %w", `psql "$DATABASE_URL" -c %w`, "psql <<< %w", "echo %w | psql", "psql <<'END'\n%s\nEND", "psql --command=%w",
		"printf '%%s\\n' %w | psql -f -", "psql -qAt -c %w -d app", "PGOPTIONS= psql -c 'SELECT 1' -c %w", "cat <<'END' | psql -1\n%s\nEND",
	}
}

// Carry makes a command line of a statement.
func Carry(r *rand.Rand, statement string) string {
	carriers := sqlCarriers()
	form := carriers[r.IntN(len(carriers))]
	return strings.NewReplacer("%w", quote(statement), "%s", statement, "%%", "%").Replace(form)
}
