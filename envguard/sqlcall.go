package envguard

// call reports what the function at i does beyond reading. The name may be in
// quotes, and qualified.
func (c sqlClause) call(i int) {
	t := c.toks[i]
	w := c.low[t.start:t.end]
	if t.kind == tokName {
		if len(w) < 3 {
			return
		}
		w = w[1 : len(w)-1]
	}
	if len(w) < 3 {
		return
	}
	var of []byte // the schema or package
	if c.sign(i-1, ".") {
		of = c.word(i - 2)
	}
	args := func() (int, int) {
		if t.depth > 4*maxNesting { // so that the time stays in proportion to the text
			return i + 2, min(i+64, c.hi)
		}
		return i + 2, c.closing(i + 1)
	}
	switch string(w) { // those whose argument is SQL
	case "dblink_exec", "dblink", "dblink_send_query", "dblink_open":
		lo, hi := args()
		c.dynamic("sql.dblink", lo, hi, "")
		return
	case "schedule", "schedule_in_database", "alter_job":
		if string(of) == "cron" {
			lo, hi := args()
			c.dynamic("sql.cron", lo, hi, "")
		}
		return
	case "openquery", "openrowset", "external_query":
		lo, hi := args()
		if c.is(lo, "bulk") {
			c.report(c, finding{kind: "sql.server_file", class: Read, severity: Medium, why: "a file of the server is read"})
			return
		}
		c.dynamic("sql.openquery", lo, hi, "")
		return
	case "create_job", "submit", "create_program":
		if string(of) == "dbms_scheduler" || string(of) == "dbms_job" {
			lo, hi := args()
			c.dynamic("sql.cron", lo, hi, "")
		}
		return
	case "parse", "exec_ddl_statement", "getxml", "getxmltype", "parse_as_user":
		if string(of) == "dbms_sql" || string(of) == "dbms_utility" || string(of) == "dbms_xmlgen" || string(of) == "dbms_sys_sql" {
			lo, hi := args()
			c.dynamic("sql.dynamic", lo, hi, "")
		}
		return
	case "query_to_xml", "query_to_xml_and_xmlschema", "eval", "query_export_to_s3", "run_on_all_nodes", "run_command_on_workers",
		"run_command_on_all_nodes", "run_command_on_shards", "run_command_on_placements", "master_run_on_worker", "ts_stat", "ts_rewrite",
		"crosstab", "connectby", "prepare_exec":
		if string(w) == "eval" && c.dialect != SQLite {
			return
		}
		lo, hi := args()
		c.dynamic("sql.dynamic", lo, hi, "")
		return
	}
	if c.any(i-1, "into", "table", "exists", "references", "on", "view", "index", "update") || string(w) == "edit" && c.dialect != SQLite {
		return // a table with its columns
	}
	if f := knownFunction(string(w), string(of)); f.kind != "" {
		f.undo = lasting
		c.report(c, f)
	}
}

// knownFunction is the finding for a function that does more than read, by the
// vendors' manuals; of is its schema or package, if it was written.
func knownFunction(name, of string) finding {
	switch name {
	case "pg_drop_replication_slot", "pg_replication_origin_drop":
		return finding{kind: "sql.drop_replication_slot", class: Destructive, severity: High, why: "the replica behind the slot must be built anew"}
	case "pg_terminate_backend", "pg_cancel_backend":
		return finding{kind: "sql.cancel_backend", class: Availability, severity: Medium, why: "a session or a query of someone is broken off"}
	case "pg_promote":
		return finding{kind: "sql.failover", class: Availability, severity: High, why: "the replica becomes a primary"}
	case "pg_wal_replay_pause", "pg_wal_replay_resume", "pg_reload_conf", "pg_rotate_logfile", "pg_replication_slot_advance",
		"pg_logical_slot_get_changes", "pg_replication_origin_advance":
		return finding{kind: "sql.server", class: Availability, severity: Medium, why: "the server or a replica is affected"}
	case "lo_unlink":
		return finding{kind: "sql.lo_unlink", class: Destructive, severity: High, why: "large objects are removed", safer: "look first: SELECT count(*) of the same"}
	case "lo_export":
		return finding{kind: "sql.lo_export", class: Write, severity: Medium, why: "a file is written on the server"}
	case "lo_import":
		return finding{kind: "sql.server_file", class: Read, severity: Medium, why: "a file of the server is read"}
	case "lo_put", "lo_truncate", "lowrite", "lo_create", "lo_creat", "lo_from_bytea":
		return finding{kind: "sql.lo_write", class: Write, severity: Low, why: "a large object is written"}
	case "drop_chunks", "drop_partition_time", "drop_partition_id", "undo_partition", "citus_drop_all_shards", "master_drop_all_shards":
		return finding{kind: "sql.drop_chunks", class: Destructive, severity: High, why: "the rows of whole partitions are gone"}
	case "dropgeometrytable":
		return finding{kind: "sql.drop_table", class: Destructive, severity: High, why: "the table and all of its rows are gone"}
	case "dropgeometrycolumn", "heap_force_kill":
		return finding{kind: "sql.drop_column", class: Destructive, severity: High, why: "values are gone"}
	case "add_retention_policy", "remove_retention_policy", "run_maintenance", "run_job", "delete_job", "unschedule":
		return finding{kind: "sql.cron", class: Write, severity: Medium, why: "what is removed or run on a schedule is changed"}
	case "pg_read_file", "pg_read_binary_file", "pg_ls_dir", "pg_ls_logdir", "pg_ls_waldir", "pg_stat_file", "load_file", "readfile", "pg_ls_tmpdir",
		"pg_ls_archive_statusdir", "pg_read_server_files", "fn_xe_file_target_read_file", "bfilename":
		return finding{kind: "sql.server_file", class: Read, severity: Medium, why: "a file of the server is read"}
	case "pg_file_write", "writefile", "pg_file_sync":
		return finding{kind: "sql.server_file", class: Write, severity: Medium, why: "a file is written on the server"}
	case "pg_file_unlink", "pg_file_rename", "fremove", "frename":
		if name[0] == 'p' || of == "utl_file" {
			return finding{kind: "sql.server_file", class: Destructive, severity: High, why: "a file of the server is removed"}
		}
	case "load_extension":
		return finding{kind: "sql.load_library", class: Execute, severity: High, why: "code is loaded into the server"}
	case "sys_exec", "sys_eval", "xp_cmdshell":
		return finding{kind: "sql.xp_cmdshell", class: Execute, severity: Critical, why: "a shell command is run on the server"}
	case "executable", "java_method", "reflect", "edit":
		return finding{kind: "sql.program", class: Execute, severity: High, why: "a program is run"}
	case "opendatasource", "dblink_connect", "dblink_connect_u":
		kind := "sql.dblink"
		if name[0] == 'o' {
			kind = "sql.opendatasource"
		}
		return finding{kind: kind, class: Execute, severity: Medium, why: "another server is reached"}
	case "http_get", "http_post", "http_put", "http_patch", "http_delete", "http":
		if name == "http" && of == "" || of == "net" || name != "http" {
			return finding{kind: "sql.http", class: Execute, severity: Medium, why: "another server is reached from the database"}
		}
	case "setval", "nextval":
		return finding{kind: "sql.setval", class: Write, severity: Low, why: "a sequence moves on"}
	case "get_lock", "release_lock", "release_all_locks", "sleep", "benchmark", "pg_sleep", "pg_sleep_for", "pg_sleep_until", "is_free_lock":
		if name != "is_free_lock" {
			return finding{kind: "sql.get_lock", class: Availability, severity: Low, why: "others may have to wait"}
		}
	case "pg_advisory_lock", "pg_advisory_xact_lock", "pg_advisory_unlock", "pg_advisory_unlock_all", "pg_try_advisory_lock", "pg_try_advisory_xact_lock",
		"pg_advisory_lock_shared", "pg_advisory_xact_lock_shared":
		return finding{kind: "sql.advisory", class: Write, severity: Low, why: "others may have to wait"}
	case "pg_notify", "pg_switch_wal", "pg_create_restore_point", "pg_backup_start", "pg_backup_stop", "pg_start_backup", "pg_stop_backup",
		"pg_stat_reset", "pg_stat_statements_reset", "pg_stat_reset_shared", "pg_create_physical_replication_slot",
		"pg_create_logical_replication_slot", "pg_logical_emit_message", "pg_log_backend_memory_contexts":
		return finding{kind: "sql.server", class: Write, severity: Low, why: "the server is affected slightly"}
	case "drop_queue", "purge_queue", "drop_queue_table", "purge_queue_table", "anonymize_database", "anonymize_table", "drop_schema":
		return finding{kind: "sql.purge_queue", class: Destructive, severity: High, why: "everything in it is gone"}
	case "drop_policy", "disable_policy":
		if of == "dbms_rls" || of == "dbms_fga" {
			return finding{kind: "sql.drop_policy", class: Privilege, severity: High, why: "rows that were hidden can be read"}
		}
	case "deletefile", "delete_object", "restoredatafileto", "deletebackuppiece":
		if of == "dbms_backup_restore" || of == "dbms_cloud" {
			return finding{kind: "sql.server_file", class: Destructive, severity: High, why: "a file of the server or a bucket is removed"}
		}
	case "request", "put_line", "fopen":
		if of == "utl_http" || of == "utl_file" {
			return finding{kind: "sql.server_file", class: Write, severity: Medium, why: "files or other servers are reached from the database"}
		}
	case "system$abort_session", "system$cancel_all_queries", "system$cancel_query", "system$abort_transaction":
		return finding{kind: "sql.cancel_backend", class: Availability, severity: Medium, why: "a session or a query of someone is broken off"}
	case "set_config":
		return finding{kind: "sql.set", class: Write, severity: Low, why: "a setting of the session is changed"}
	}
	return finding{}
}
