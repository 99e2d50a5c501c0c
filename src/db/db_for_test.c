/* db_for_test.c - fresh databases for tests, made quickly. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "db/db_for_test.h"

#include "base/buf.h"
#include "db/migrate.h"

#include "lists.h"

/* A PostgreSQL schema whose catalogue says `mark` is as the migration left it. One that a test has,
   or had when it failed, is nobody else's. */
static struct {
    char schema[64], mark[128];
    int n_uses;
} spare;

enum { USES = 50 }; /* rows that went leave gaps, since nothing sweeps there */

/* What a migrated SQLite database is, byte for byte. */
static struct {
    char *bytes;
    size_t n;
} file;

static const char mark_of_schema[] =
    "WITH class AS (SELECT oid, xmin FROM pg_class WHERE relnamespace = to_regnamespace(:schema)),"
    " all_of_it AS (SELECT xmin AS x FROM class"
    "  UNION ALL SELECT a.xmin FROM pg_attribute a JOIN class ON a.attrelid = class.oid"
    "  UNION ALL SELECT t.xmin FROM pg_trigger t JOIN class ON t.tgrelid = class.oid"
    "  UNION ALL SELECT c.xmin FROM pg_constraint c JOIN class ON c.conrelid = class.oid"
    "  UNION ALL SELECT p.xmin FROM pg_proc p WHERE p.pronamespace = to_regnamespace(:schema))"
    " SELECT count(*) || ' ' || max(CAST(CAST(x AS text) AS bigint)) FROM all_of_it";

/* The rows of every table that has any, whatever rules watch over them, and what was numbered. */
static const char sweep[] =
    "DO $$ DECLARE c record; BEGIN"
    " SET LOCAL session_replication_role = replica;"
    " FOR c IN SELECT oid, relname, relkind FROM pg_class"
    "  WHERE relnamespace = to_regnamespace(current_schema()) AND relname <> 'schema_step' LOOP"
    "  IF c.relkind = 'r' AND pg_relation_size(c.oid) > 0 THEN"
    "   EXECUTE format('DELETE FROM %I', c.relname);"
    "  ELSIF c.relkind = 'S' AND pg_sequence_last_value(c.oid) IS NOT NULL THEN"
    "   PERFORM setval(CAST(c.oid AS regclass), 1, false);"
    "  END IF;"
    " END LOOP; END $$";

void test_db_ok(struct test_db *t, err e, const char *path, int line)
{
    if (e) {
        print_error("%s: %s: %.*s\n", err_name(e), t->fault.key ? t->fault.key : "(nothing told)",
                    STR_ARG(t->fault.detail));
        _fail(path, line);
    }
}

void test_db_forget(struct test_db *t)
{
    fault_init(&t->fault, t->arena);
}

static struct db *connect_to(struct test_db *t, const char *address)
{
    struct db *db = NULL;
    assert_ok(t, db_open(&db, address, &t->fault));
    return db;
}

struct db *test_db_again(struct test_db *t)
{
    return connect_to(t, t->address);
}

static void say(struct test_db *t, const char *sql)
{
    struct db *db = connect_to(t, t->server);
    assert_ok(t, db_script(db, sql));
    db_close(db);
}

/* ---- SQLite
 * -------------------------------------------------------------------------------------- */

static str path_of(struct test_db *t, const char *ending)
{
    return str_printf(t->arena, "%s/t.db%s", t->folder, ending);
}

static void make_folder(struct test_db *t)
{
    const char *tmp = getenv("TMPDIR");
    snprintf(t->folder, sizeof t->folder, "%.40s/samstyr-XXXXXX", tmp ? tmp : "/tmp");
    assert_non_null(mkdtemp(t->folder));
    snprintf(t->address, sizeof t->address, "sqlite:%s/t.db", t->folder);
}

static void remove_folder(struct test_db *t)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < 3; i++) {
        unlink(path_of(t, ends[i]).p);
    }
    rmdir(t->folder);
}

static void keep_file(struct test_db *t)
{
    FILE *f = fopen(path_of(t, "").p, "rb");
    assert_non_null(f);
    assert_int_equal(fseek(f, 0, SEEK_END), 0);
    file.n = (size_t)ftell(f);
    rewind(f);
    file.bytes = malloc(file.n);
    assert_non_null(file.bytes);
    assert_int_equal(fread(file.bytes, 1, file.n, f), file.n);
    fclose(f);
}

static void migrate_sqlite(struct test_db *t)
{
    if (!file.bytes) {
        struct db *db = test_db_again(t);
        assert_ok(t, migrate(db, all_schema_steps, 1, NULL));
        db_close(db); /* what stands in the log beside it goes into the file */
        keep_file(t);
        return;
    }
    FILE *f = fopen(path_of(t, "").p, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(file.bytes, 1, file.n, f), file.n);
    assert_int_equal(fclose(f), 0);
}

/* ---- PostgreSQL
 * ---------------------------------------------------------------------------------- */

static void name_schema(struct test_db *t, const char *name)
{
    snprintf(t->schema, sizeof t->schema, "%s", name);
    snprintf(t->address, sizeof t->address, "%.400s%coptions=-csearch_path%%3D%s", t->server,
             strchr(t->server, '?') ? '&' : '?', t->schema);
}

static void make_schema(struct test_db *t)
{
    static int n;
    name_schema(t, str_printf(t->arena, "test_%d_%d", (int)getpid(), ++n).p);
    say(t, str_printf(t->arena, "CREATE SCHEMA %s", t->schema).p);
}

static void drop_schema(struct test_db *t)
{
    say(t, str_printf(t->arena, "DROP SCHEMA %s CASCADE", t->schema).p);
}

static str mark_now(struct test_db *t, struct db *db)
{
    str mark;
    assert_ok(t, db_text(db, t->arena, mark_of_schema, BINDS(B_TEXT("schema", str_of(t->schema))),
                         &mark));
    return mark;
}

static void migrate_postgres(struct test_db *t)
{
    if (spare.schema[0]) {
        name_schema(t, spare.schema);
        spare.schema[0] = 0;
        return;
    }
    make_schema(t);
    struct db *db = test_db_again(t);
    assert_ok(t, migrate(db, all_schema_steps, 1, NULL));
    snprintf(spare.mark, sizeof spare.mark, "%s", mark_now(t, db).p);
    spare.n_uses = 0;
    db_close(db);
}

/* Swept, it is the next test's, unless this one has built in it. */
static void give_back(struct test_db *t)
{
    struct db *db = test_db_again(t);
    bool is_as_made = str_is(mark_now(t, db), spare.mark) && ++spare.n_uses < USES;
    if (is_as_made) {
        assert_ok(t, db_script(db, sweep));
        snprintf(spare.schema, sizeof spare.schema, "%s", t->schema);
    }
    db_close(db);
    if (!is_as_made) {
        drop_schema(t);
    }
}

/* ---- both
 * ---------------------------------------------------------------------------------------- */

static void begin(struct test_db *t, const char *server)
{
    *t = (struct test_db){.arena = arena_open(), .server = server};
    fault_init(&t->fault, t->arena);
}

void test_db_open(struct test_db *t, enum db_engine engine, const char *server)
{
    begin(t, server);
    if (engine == DB_SQLITE) {
        make_folder(t);
    } else {
        make_schema(t);
    }
    t->db = test_db_again(t);
}

void test_db_open_migrated(struct test_db *t, enum db_engine engine, const char *server)
{
    begin(t, server);
    t->is_migrated = true;
    if (engine == DB_SQLITE) {
        make_folder(t);
        migrate_sqlite(t);
    } else {
        migrate_postgres(t);
    }
    t->db = test_db_again(t);
}

void test_db_close(struct test_db *t)
{
    db_close(t->db);
    if (t->folder[0]) {
        remove_folder(t);
    } else if (t->is_migrated) {
        give_back(t);
    } else {
        drop_schema(t);
    }
    arena_close(t->arena);
}

static void tell(void open(struct test_db *t, enum db_engine engine, const char *server),
                 void (*story)(struct test_db *t))
{
    struct test_db t;
    open(&t, DB_SQLITE, NULL);
    story(&t);
    test_db_close(&t);
    const char *server = getenv("SAMSTYR_TEST_POSTGRES");
    if (!server || !*server) {
        print_message("skipped on postgresql: SAMSTYR_TEST_POSTGRES is not set\n");
        return;
    }
    open(&t, DB_POSTGRES, server);
    story(&t);
    test_db_close(&t);
}

void on_each_engine(void (*story)(struct test_db *t))
{
    tell(test_db_open, story);
}

void on_each_migrated(void (*story)(struct test_db *t))
{
    tell(test_db_open_migrated, story);
}
