/* trail_test.c - each change is an entry of its body's log, and what is in the log can be proved.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/trail.h"

#include "base/clock.h"
#include "kind/kind_for_test.h"
#include "trail/logbook.h"

#include <pthread.h>

/* Hashes every entry of the log anew and compares with the frontier that stands. */
static void whole(struct ctx *ctx, const struct logbook *b)
{
    struct tlog_tree t = {0};
    struct tlog_hash leaf, root, stands;
    struct entry e;
    str text;
    for (int64_t i = 0; i < b->tree.size; i++) {
        assert_int_equal(logbook_entry(ctx, b, i, &text), OK);
        assert_true(entry_read(ctx->arena, text, &e));
        assert_int_equal(e.number, i);
        assert_true(str_eq(e.log, b->origin));
        tlog_leaf(b->hasher, text, &leaf);
        tlog_grow(b->hasher, &t, &leaf);
    }
    tlog_root(b->hasher, &t, &root);
    tlog_root(b->hasher, &b->tree, &stands);
    assert_memory_equal(root.b, stands.b, sizeof root.b);
}

static void grown(struct kind_test *k)
{
    struct logbook before, b, other;
    struct trail_event *events;
    size_t n;
    assert_done(k, logbook_find(&k->ctx, k->body, &before));
    kind_test_as(k, ROLE_OFFICER);
    const struct change changes[] = {{"title", STR("old"), STR("new\nline")},
                                     {"due_on", STR_NONE, STR("x")}};
    assert_done(k,
                trail_append(&k->ctx, k->body, "risk", 7, 3, "change", STR("because"), changes, 2));
    assert_done(k, trail_append_instance(&k->ctx, "session", 1, "sign-in", STR_NONE, NULL, 0));
    assert_done(k, logbook_find(&k->ctx, k->body, &b));
    assert_int_equal(b.tree.size, before.tree.size + 1);
    whole(&k->ctx, &b);
    assert_done(k, logbook_find(&k->ctx, INSTANCE_LOG, &other));
    assert_true(other.tree.size >= 2);
    whole(&k->ctx, &other);
    assert_true(str_ends(b.origin, "/org/999900011/1"));
    assert_false(str_eq(b.pseudonym, other.pseudonym));
    assert_done(k, trail_read(&k->ctx, k->body, STR("risk"), 7, 0, 10, &events, &n));
    assert_int_equal(n, 1);
    assert_int_equal(events[0].number, before.tree.size);
    assert_int_equal(events[0].log_id, b.id);
    assert_done(k, trail_read(&k->ctx, INSTANCE_LOG, STR("session"), 1, 0, 10, &events, &n));
    assert_int_equal(n, 1);
    assert_str(events[0].verb, "sign-in");
}

void test_trail__writes_each_change_into_the_log_of_its_body(void)
{
    kind_tell(grown);
}

static void committed(struct kind_test *k)
{
    struct logbook b;
    struct entry e;
    struct tlog_hash again;
    str text, salts;
    const struct change change = {"title", STR("old"), STR("new")};
    assert_done(k, trail_append(&k->ctx, k->body, "risk", 7, 3, "change", STR("why"), &change, 1));
    assert_done(k, logbook_find(&k->ctx, k->body, &b));
    assert_done(k, logbook_entry(&k->ctx, &b, b.tree.size - 1, &text));
    assert_true(entry_read(k->ctx.arena, text, &e));
    assert_int_equal(e.n_fields, 2);
    assert_str(e.fields[0].name, "@reason");
    assert_str(e.fields[1].name, "title");
    assert_false(str_contains(text, STR("why")));
    struct rows *rows;
    assert_done(k, db_query(k->ctx.db,
                            "SELECT salts FROM event WHERE log_id = :log AND number = :number",
                            BINDS(B_INT("log", b.id), B_INT("number", e.number)), &rows));
    assert_true(rows_next(rows));
    salts = str_copy(k->ctx.arena, rows_blob(rows, 0));
    assert_done(k, rows_end(rows));
    assert_int_equal(salts.n, 2 * ENTRY_SALT);
    const unsigned char *salt = (const unsigned char *)salts.p;
    entry_commit(b.hasher, salt + ENTRY_SALT, STR("title"), STR("old"), STR("new"), &again);
    assert_memory_equal(again.b, e.fields[1].commitment.b, SHA256_BYTES);
    entry_commit(b.hasher, salt + ENTRY_SALT, STR("title"), STR("ol"), STR("dnew"), &again);
    assert_memory_not_equal(again.b, e.fields[1].commitment.b, SHA256_BYTES);
}

void test_trail__commits_to_each_value_and_shows_none(void)
{
    kind_tell(committed);
}

static void proved(struct kind_test *k)
{
    struct logbook b;
    struct tlog_hash proof[TLOG_PROOF], root, leaf;
    str text;
    size_t n;
    for (int i = 0; i < 600; i++) {
        assert_done(k, trail_append(&k->ctx, k->body, "risk", i, 1, "change", STR_NONE, NULL, 0));
    }
    assert_done(k, logbook_find(&k->ctx, k->body, &b));
    tlog_root(b.hasher, &b.tree, &root);
    struct logbook_hashes stored = {&k->ctx, &b};
    for (int64_t i = 0; i < b.tree.size; i += 37) {
        assert_done(k, logbook_entry(&k->ctx, &b, i, &text));
        tlog_leaf(b.hasher, text, &leaf);
        assert_done(k,
                    tlog_inclusion(b.hasher, logbook_subtree, &stored, i, b.tree.size, proof, &n));
        assert_true(tlog_included(b.hasher, &leaf, i, b.tree.size, proof, n, &root));
    }
    int64_t nodes;
    assert_done(k, db_int(k->ctx.db, "SELECT count(*) FROM trail_node WHERE log_id = :log",
                          BINDS(B_INT("log", b.id)), &nodes));
    assert_int_equal(nodes, b.tree.size / 256);
}

void test_trail__proves_any_entry_from_what_is_stored(void)
{
    kind_tell(proved);
}

static void taken_in(struct kind_test *k)
{
    struct logbook b;
    struct entry e;
    struct trail_event *events;
    str text;
    size_t n;
    int64_t body;
    static const char insert[] = "INSERT INTO event (organisation_id, kind, thing_id, "
                                 "thing_version, at, verb, reason, changes) "
                                 "VALUES (:body, 'risk', :thing, 1, :at, 'create', 'as it was', "
                                 "'{\"title\":[null,\"old\"]}')";
    /* As it was before there was a log: no verb of today makes a body without its history. */
    assert_done(k,
                db_int(k->ctx.db,
                       "INSERT INTO organisation (uuid, ref, name, level, created_at, updated_at) "
                       "VALUES ('u', 900, 'Old', 'state', 0, 0) RETURNING id",
                       NO_BINDS, &body));
    for (int i = 0; i < 1100; i++) {
        assert_done(k, db_run(k->ctx.db, insert,
                              BINDS(B_INT("body", body), B_INT("thing", i), B_INT("at", 1000 * i)),
                              NULL));
    }
    assert_done(k, trail_take_in(&k->ctx));
    assert_done(k, logbook_find(&k->ctx, body, &b));
    assert_int_equal(b.tree.size, 1101);
    whole(&k->ctx, &b);
    assert_done(k, logbook_entry(&k->ctx, &b, 0, &text));
    assert_true(entry_read(k->ctx.arena, text, &e));
    assert_str(e.type, "begin");
    assert_str(e.notes[0], "taken-in 1100");
    assert_done(k, logbook_entry(&k->ctx, &b, 8, &text));
    assert_true(entry_read(k->ctx.arena, text, &e));
    assert_int_equal(e.id, 7);
    assert_int_equal(e.at, 7000);
    assert_done(k, trail_read(&k->ctx, body, STR("risk"), 7, 0, 9, &events, &n));
    assert_int_equal(events[0].number, 8);
    assert_done(k, trail_take_in(&k->ctx));
    assert_done(k, logbook_find(&k->ctx, body, &b));
    assert_int_equal(b.tree.size, 1101);
}

void test_trail__takes_in_what_was_written_before_there_was_a_log(void)
{
    kind_tell(taken_in);
}

static void guarded(struct kind_test *k)
{
    static const char *const attempts[] = {
        "UPDATE trail_entry SET entry = 'other'", "DELETE FROM trail_entry",
        "UPDATE event SET verb = 'other'", "DELETE FROM event", "UPDATE event SET at = 0"};
    for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++) {
        assert_done(k, db_mark(k->ctx.db, "attempt"));
        assert_int_not_equal(db_run(k->ctx.db, attempts[i], NO_BINDS, NULL), OK);
        db_back_to(k->ctx.db, "attempt");
        fault_init(&k->ctx.fault, k->ctx.arena);
    }
}

void test_trail__lets_no_statement_change_what_happened(void)
{
    kind_tell(guarded);
}

/* ---- two writers at once
 * ----------------------------------------------------------------------------- */

enum { EACH = 40 };

struct writer {
    struct test_db *t;
    int64_t body;
    err e;
};

static void *write_many(void *data)
{
    struct writer *w = data;
    struct arena *a = arena_open();
    struct fault f;
    struct db *db = NULL;
    fault_init(&f, a);
    w->e = db_open(&db, w->t->address, &f);
    for (int i = 0; !w->e && i < EACH; i++) {
        struct ctx ctx;
        ctx_init(&ctx, a, db, KIND_TEST_NOW);
        w->e = db_begin_write(db);
        w->e = w->e ? w->e : trail_append(&ctx, w->body, "risk", i, 1, "change", STR_NONE, NULL, 0);
        w->e = w->e ? w->e : db_commit(db);
    }
    db_close(db);
    arena_close(a);
    return NULL;
}

static void at_once(struct test_db *t)
{
    struct kind_test k = {.t = t};
    ctx_init(&k.ctx, t->arena, t->db, KIND_TEST_NOW);
    assert_ok(t, db_begin_write(t->db));
    k.body = kind_test_body(&k, "999900011", 0);
    assert_ok(t, db_commit(t->db));
    pthread_t threads[3];
    struct writer writers[3];
    for (int i = 0; i < 3; i++) {
        writers[i] = (struct writer){t, k.body, OK};
        assert_int_equal(pthread_create(&threads[i], NULL, write_many, &writers[i]), 0);
    }
    for (int i = 0; i < 3; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(writers[i].e, OK);
    }
    struct logbook b;
    assert_ok(t, db_begin_read(t->db));
    assert_ok(t, logbook_find(&k.ctx, k.body, &b));
    assert_true(b.tree.size >= 3 * EACH + 1);
    whole(&k.ctx, &b);
    db_rollback(t->db);
}

void test_trail__gives_writers_at_once_a_place_each(void)
{
    on_each_migrated(at_once);
}

/* ---- two writers in two logs
 * ------------------------------------------------------------------------- */

struct crossing {
    struct test_db *t;
    int64_t first, then;
    int n_busy; /* how often the work had to be done again */
    int64_t longest_ms;
    err e;
};

static err in_both(struct ctx *ctx, const struct crossing *c, int64_t i)
{
    err e = db_begin_write(ctx->db);
    e = e ? e : trail_append(ctx, c->first, "risk", i, 1, "change", STR_NONE, NULL, 0);
    e = e ? e : trail_append(ctx, c->then, "risk", i, 1, "change", STR_NONE, NULL, 0);
    e = e ? e : db_commit(ctx->db);
    db_rollback(ctx->db);
    return e;
}

static void *cross(void *data)
{
    struct crossing *c = data;
    struct arena *a = arena_open();
    struct fault f;
    struct db *db = NULL;
    fault_init(&f, a);
    c->e = db_open(&db, c->t->address, &f);
    for (int i = 0; !c->e && i < EACH; i++) {
        struct ctx ctx;
        do {
            int64_t began = steady_ms();
            ctx_init(&ctx, a, db, KIND_TEST_NOW);
            db_report_to(db, &ctx.fault);
            c->e = in_both(&ctx, c, i);
            int64_t took = steady_ms() - began;
            c->longest_ms = took > c->longest_ms ? took : c->longest_ms;
            c->n_busy += c->e == ERR_BUSY;
        } while (c->e == ERR_BUSY && c->n_busy < 10000);
    }
    db_close(db);
    arena_close(a);
    return NULL;
}

/* PostgreSQL looks for a circle of waiting after a second; here there is none to find. */
static void in_opposite_order(struct test_db *t)
{
    struct kind_test k = {.t = t};
    if (db_engine(t->db) != DB_POSTGRES) {
        return; /* one lock, and one writer at a time */
    }
    ctx_init(&k.ctx, t->arena, t->db, KIND_TEST_NOW);
    assert_ok(t, db_begin_write(t->db));
    int64_t a = kind_test_body(&k, "999900011", 0), b = kind_test_body(&k, "999900038", 0);
    assert_ok(t, db_commit(t->db));
    struct crossing ways[] = {{.t = t, .first = a, .then = b}, {.t = t, .first = b, .then = a}};
    pthread_t threads[2];
    for (int i = 0; i < 2; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, cross, &ways[i]), 0);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(ways[i].e, OK);
        assert_in_range(ways[i].longest_ms, 0, 900);
    }
    assert_int_equal(ways[0].n_busy, 0);
    struct logbook book;
    assert_ok(t, db_begin_read(t->db));
    for (int i = 0; i < 2; i++) {
        assert_ok(t, logbook_find(&k.ctx, i ? b : a, &book));
        assert_true(book.tree.size >= 2 * EACH);
        whole(&k.ctx, &book);
    }
    db_rollback(t->db);
}

void test_trail__lets_nobody_wait_in_a_circle(void)
{
    on_each_migrated(in_opposite_order);
}
