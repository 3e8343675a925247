package permission

import (
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/shell"
)

// functions says what languages have functions of their own for: to the same
// end as a program, of which a rule may be.
var functions = []struct{ words, command string }{
	{"os.chmod lchmod chmodSync fs.chmod fsPromises.chmod File.chmod FileUtils.chmod chmod( .chmod(", "chmod"}, {"os.chown lchown chownSync fs.chown File.chown FileUtils.chown shutil.chown chown(", "chown"},
	{"shutil.move os.rename os.replace renameSync fs.rename FileUtils.mv File.rename", "mv"}, {"shutil.copy copyFileSync fs.copyFile FileUtils.cp copytree cpSync", "cp"},
	{"os.kill process.kill Process.kill posix_kill os.killpg", "kill"}, {"os.symlink symlinkSync File.symlink FileUtils.ln_s", "ln"},
	{"smtplib Net::SMTP nodemailer sendmail( mail(", "mail"}, {"paramiko Net::SSH asyncssh ssh2", "ssh"}, {"paramiko Net::SCP SCPClient Net::SFTP pysftp", "scp"}, {"ftplib Net::FTP ftp_connect", "ftp"},
	{"socket.socket socket.create_connection net.connect net.createConnection TCPSocket fsockopen IO::Socket", "nc"},
	{".flushall .flushAll flushdb flushDb", "redis-cli FLUSHALL"}, {".drop_database .dropDatabase .drop_collection .dropCollection", "mongosh drop"},
	{".delete_object .delete_objects .delete_bucket DeleteObjectCommand DeleteBucketCommand deleteObject(", "aws s3 rm"}, {"delete_namespaced_ deleteNamespaced", "kubectl delete"},
	{"docker.from_env dockerode DockerClient", "docker"}, {"sqlite3. better-sqlite3 SQLite3", "sqlite3"}, {"psycopg asyncpg pg8000 sqlalchemy pg.Client PG.connect pg_query", "psql"}, {"pymysql mysql.connector MySQLdb mysql2 mysqli_query Mysql2", "mysql"},
	{"os.mkfifo mkfifoSync", "mkfifo"}, {"os.truncate truncateSync File.truncate", "truncate"}, {"crypt.crypt spwd.", "passwd"},
}

// functions asks about a program that does itself what a rule is about; what
// else the rule names must stand in the program.
func (h *hardener) functions(e *shell.Execution, lang, code, bare string) {
	switch lang {
	case "sed", "awk", "sql", "sqlite", "vim", "gdb", "make":
		return
	}
	for _, d := range [...]Decision{Deny, Ask} {
		l := &h.p.lists[d].bash
		for _, f := range functions {
			program, verb, _ := strings.Cut(f.command, " ")
			rules := l.byProgram[program]
			if len(rules) == 0 || !containsAny(code, strings.Fields(f.words)) && !(lang == "perl" && strings.Contains(bare, program+" ")) {
				continue
			}
			for _, i := range rules {
				r := l.list[i].rule
				tokens := strings.Fields(strings.TrimSuffix(r.Specifier, ":*"))
				named := func(token string) bool {
					token = strings.Trim(token, "*")
					return isDashed(token) || strings.Contains(verb, token) || strings.Contains(code, token) || strings.Contains(strings.ToUpper(code), token)
				}
				if len(tokens) > 0 && !slices.ContainsFunc(tokens[1:], func(t string) bool { return !named(t) }) {
					h.doubt("it does itself what a rule is about: "+r.String(), append(slices.Clip(e.Through), lang))
					return
				}
			}
		}
	}
}
