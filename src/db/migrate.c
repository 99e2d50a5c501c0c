/* migrate.c - schema steps, forward only, each once, all of them or none. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "db/migrate.h"

#include "base/hash.h"
#include "base/text.h"
#include "db/engine.h"

#include <string.h>

static const char own_table[] = "CREATE TABLE IF NOT EXISTS schema_step (\n"
                                "    name TEXT PRIMARY KEY,   -- of the step's file\n"
                                "    run_at INTEGER NOT NULL, -- moment\n"
                                "    sha256 TEXT NOT NULL     -- of the step's text\n"
                                ") STRICT;";

static err tell(struct db *db, err code, const char *key, const char *name)
{
    return db->fault ? fault_tell(db->fault, code, key, FAULT_LIST(str_of(name))) : code;
}

static const struct schema_step *step_named(const struct schema_step *steps, str name)
{
    while (steps->name && !str_is(name, steps->name)) {
        steps++;
    }
    return steps->name ? steps : NULL;
}

/* Every step that was run is known here, with the same text. */
static err check_old(struct db *db, struct arena *a, const struct schema_step *steps)
{
    struct rows *r;
    err e = db_query(db, "SELECT name, sha256 FROM schema_step ORDER BY name", NO_BINDS, &r);
    if (e) {
        return e;
    }
    while (!e && rows_next(r)) {
        const struct schema_step *step = step_named(steps, rows_text(r, 0));
        const char *name = str_z(a, rows_text(r, 0));
        if (!step) {
            e = tell(db, ERR_CONFLICT, KEY("db.newer"), name);
        } else if (!str_eq(rows_text(r, 1), sha256_hex(a, str_of(step->sql)))) {
            e = tell(db, ERR_CONFLICT, KEY("db.step_changed"), name);
        }
    }
    err end = rows_end(r);
    return e ? e : end;
}

static err has_run(struct db *db, const struct schema_step *step, bool *out)
{
    int64_t n = 0;
    err e = db_int(db, "SELECT count(*) FROM schema_step WHERE name = :name",
                   BINDS(B_TEXT("name", str_of(step->name))), &n);
    *out = n != 0;
    return e;
}

/* The step by its name in the trouble, so that the one who starts the server knows where to look.
 */
static err run_script(struct db *db, const struct schema_step *step)
{
    struct fault *f = db->fault, own;
    if (f) {
        fault_init(&own, f->arena);
        db->fault = &own;
    }
    err e = db_script(db, step->sql);
    db->fault = f;
    if (e && f) {
        bool ours = e == ERR_BROKEN || e == ERR_CONFLICT;
        e = fault_tell(f, ours ? ERR_BROKEN : e, ours ? KEY("db.step_failed") : own.key,
                       FAULT_LIST(str_of(step->name)));
        fault_detail(f, "%.*s", STR_ARG(own.detail));
    }
    return e;
}

static err run_step(struct db *db, struct arena *a, const struct schema_step *step, int64_t now_ms)
{
    err e = run_script(db, step);
    return e ? e
             : db_run(db,
                      "INSERT INTO schema_step (name, run_at, sha256)"
                      " VALUES (:name, :run_at, :sha256)",
                      BINDS(B_TEXT("name", str_of(step->name)), B_INT("run_at", now_ms),
                            B_TEXT("sha256", sha256_hex(a, str_of(step->sql)))),
                      NULL);
}

static err run_all(struct db *db, struct arena *a, const struct schema_step *steps, int64_t now_ms,
                   migrate_ran *ran, void *p)
{
    err e = db->engine->lock_schema(db);
    e = e ? e : db_script(db, own_table);
    e = e ? e : check_old(db, a, steps);
    for (; !e && steps->name; steps++) {
        bool done;
        e = has_run(db, steps, &done);
        if (!e && !done) {
            e = run_step(db, a, steps, now_ms);
            if (!e && ran) {
                ran(p, steps->name);
            }
        }
    }
    return e;
}

err migrate_within(struct db *db, const struct schema_step *steps, int64_t now_ms, migrate_ran *ran,
                   void *p)
{
    struct arena *a = arena_open();
    err e = run_all(db, a, steps, now_ms, ran, p);
    arena_close(a);
    return e;
}

static void count(void *p, const char *name)
{
    (void)name;
    ++*(int *)p;
}

err migrate(struct db *db, const struct schema_step *steps, int64_t now_ms, int *n_run)
{
    int n = 0;
    err e = db_begin_write(db);
    if (!e) {
        e = migrate_within(db, steps, now_ms, count, &n);
        e = e ? e : db_commit(db);
        db_rollback(db);
    }
    if (n_run) {
        *n_run = e ? 0 : n;
    }
    return e;
}

static err check_all(struct db *db, struct arena *a, const struct schema_step *steps)
{
    int64_t exists = 0;
    err e =
        db_int(db, db->engine->table_exists, BINDS(B_TEXT("name", STR("schema_step"))), &exists);
    if (!e && !exists) {
        return steps->name ? tell(db, ERR_STALE, KEY("db.step_waiting"), steps->name) : OK;
    }
    e = e ? e : check_old(db, a, steps);
    for (; !e && steps->name; steps++) {
        bool done;
        e = has_run(db, steps, &done);
        if (!e && !done) {
            e = tell(db, ERR_STALE, KEY("db.step_waiting"), steps->name);
        }
    }
    return e;
}

err migrate_check(struct db *db, const struct schema_step *steps)
{
    err e = db_begin_read(db);
    if (!e) {
        struct arena *a = arena_open();
        e = check_all(db, a, steps);
        arena_close(a);
        db_rollback(db);
    }
    return e;
}
