/* logbook_test.c - a log gives each entry its place, reads again what it kept, and proves nothing
 * from hashes that are not there. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/logbook.h"

#include "trail/erase.h"
#include "trail/pack.h"
#include "trail/proof.h"
#include "trail/signing_for_test.h"

static err append_one(struct signing *t, const char *reason)
{
    const struct change change = {"title", STR("old"), STR("new")};
    return trail_append(&t->k.ctx, t->k.body, "risk", 70, 1, "change", str_of(reason), &change, 1);
}

static void run_sql(struct signing *t, const char *sql)
{
    assert_done(&t->k,
                db_run(t->k.t->db, sql,
                       BINDS(B_INT("log", signing_book(t).id), B_BLOB("short", STR("abc"))), NULL));
}

/* ---- places
 * ------------------------------------------------------------------------------------------- */

static struct entry said(struct logbook *b)
{
    return (struct entry){.type = STR("change"),
                          .kind = STR("log"),
                          .id = b->id,
                          .version = b->generation,
                          .actor = STR("system")};
}

static void places(struct signing *t)
{
    struct logbook late = signing_book(t), again = late;
    struct entry e = said(&late);
    str text;
    signing_append(t, 2);
    assert_done(&t->k, db_begin_write(t->k.t->db));
    assert_done(&t->k, logbook_next(&t->k.ctx, &late, &e, &text)); /* after those, then */
    assert_int_equal(e.number, again.tree.size + 2);
    assert_done(&t->k, logbook_keep(&t->k.ctx, &late, &e, text, 0));
    assert_done(&t->k, db_commit(t->k.t->db));
    assert_string_equal(signing_found(t), "");

    late = again; /* in a log that was closed, and none follows it */
    assert_done(&t->k, db_begin_write(t->k.t->db));
    run_sql(t, "UPDATE trail_log SET is_open = 0 WHERE id = :log");
    e = said(&late);
    assert_refused(&t->k, logbook_next(&t->k.ctx, &late, &e, &text), "error.history_broken");
    db_rollback(t->k.t->db);

    for (int64_t n = 1; n < 10; n++) { /* and when that cannot be looked up */
        late = again;
        e = said(&late);
        assert_done(&t->k, db_begin_write(t->k.t->db));
        signing_failing(t, n);
        err trouble = logbook_next(&t->k.ctx, &late, &e, &text);
        if (!signing_failing(t, 0)) {
            assert_int_equal(trouble, OK);
            break;
        }
        assert_int_equal(trouble, ERR_BROKEN);
    }
    db_rollback(t->k.t->db);
}

void test_logbook__gives_a_place_after_whoever_was_first(void)
{
    signing_tell(places);
}

static void never_gives_way(struct signing *t)
{
    bool lite = db_engine(t->k.t->db) == DB_SQLITE;
    assert_done(&t->k, db_begin_write(t->k.t->db));
    assert_done(&t->k,
                db_script(t->k.t->db,
                          lite ? "CREATE TRIGGER held BEFORE UPDATE ON trail_log BEGIN SELECT "
                                 "RAISE(IGNORE); END;"
                               : "CREATE FUNCTION held() RETURNS trigger LANGUAGE plpgsql AS "
                                 "'BEGIN RETURN NULL; END'; CREATE TRIGGER held BEFORE UPDATE ON "
                                 "trail_log FOR EACH ROW EXECUTE FUNCTION held();"));
    assert_refused(&t->k, append_one(t, NULL), "db.busy");
    db_rollback(t->k.t->db);
}

void test_logbook__gives_up_when_its_place_is_always_taken(void)
{
    signing_tell(never_gives_way);
}

/* ---- what is too much
 * --------------------------------------------------------------------------------------- */

static void too_much(struct signing *t)
{
    struct arena *a = t->k.ctx.arena;
    enum { MANY = 900 };
    struct change *changes = ARENA_ARRAY(a, MANY, struct change);
    for (int i = 0; i < MANY; i++) {
        changes[i] = (struct change){str_printf(a, "field_%d", i).p, STR_NONE, STR("x")};
    }
    assert_done(&t->k, db_begin_write(t->k.t->db));
    assert_refused(
        &t->k, trail_append(&t->k.ctx, t->k.body, "risk", 1, 1, "change", STR_NONE, changes, MANY),
        "error.too_big");
    char *much = arena_raw(a, 5 << 20);
    memset(much, 'x', 5 << 20);
    changes[0].after = str_n(much, 5 << 20);
    assert_refused(&t->k,
                   trail_append(&t->k.ctx, t->k.body, "risk", 1, 1, "change", STR_NONE, changes, 1),
                   "error.too_big");
    changes[0].after = str_n(much, 60000);
    assert_done(&t->k,
                trail_append(&t->k.ctx, t->k.body, "risk", 1, 1, "change", STR_NONE, changes, 1));
    assert_done(&t->k, db_commit(t->k.t->db));
    struct logbook b = signing_book(t);
    struct buf out;
    str proof;
    buf_init(&out, a, 1 * MIB);
    assert_refused(&t->k, pack_write(&t->k.ctx, &b, &out), "trail.unsigned");
    signing_pass(t);
    b = signing_book(t);
    static const size_t little[] = {2000, 50000}; /* for the file; for that one value */
    for (size_t i = 0; i < 2; i++) {
        buf_init(&out, a, little[i]);
        assert_refused(&t->k, pack_write(&t->k.ctx, &b, &out), "error.too_big");
    }
    assert_refused(&t->k, proof_write(&t->k.ctx, &b, 1, str_n(much, 70000), b.tree.size, &proof),
                   "error.too_big");
    assert_refused(&t->k, logbook_entry(&t->k.ctx, &b, b.tree.size, &proof), "error.missing");
}

void test_logbook__refuses_what_is_too_much(void)
{
    signing_tell(too_much);
}

/* ---- a store that lies
 * ------------------------------------------------------------------------------------------ */

static void reads_again(struct signing *t)
{
    bool lite = db_engine(t->k.t->db) == DB_SQLITE;
    static const char *const lite_lies[] = {
        "DELETE FROM trail_entry WHERE log_id = NEW.log_id AND number = NEW.number",
        "UPDATE trail_entry SET leaf = X'00' WHERE log_id = NEW.log_id AND number = NEW.number",
        "UPDATE trail_entry SET entry = 'other' WHERE log_id = NEW.log_id AND number = NEW.number"};
    static const char *const lies[] = {"RETURN NULL", "NEW.leaf := NULL; RETURN NEW",
                                       "NEW.entry := ''other''; RETURN NEW"};
    signing_off_the_rail(t);
    struct arena *a = t->k.ctx.arena;
    for (size_t i = 0; i < 3; i++) {
        const char *sql =
            lite ? str_printf(a, "CREATE TRIGGER lie AFTER INSERT ON trail_entry BEGIN %s; END;",
                              lite_lies[i])
                       .p
                 : str_printf(a,
                              "ALTER TABLE trail_entry ALTER leaf DROP NOT NULL; CREATE FUNCTION "
                              "lie() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN %s; END'; CREATE "
                              "TRIGGER lie BEFORE INSERT ON trail_entry FOR EACH ROW EXECUTE "
                              "FUNCTION lie();",
                              lies[i])
                       .p;
        assert_done(&t->k, db_begin_write(t->k.t->db));
        assert_done(&t->k, db_script(t->k.t->db, sql));
        assert_refused(&t->k, append_one(t, NULL), "error.history_broken");
        db_rollback(t->k.t->db);
    }
}

void test_logbook__reads_again_what_it_kept(void)
{
    signing_tell(reads_again);
}

static void proves_nothing(struct signing *t)
{
    str proof;
    struct logbook b;
    static const char *const damages[] = {
        "UPDATE trail_entry SET leaf = :short WHERE log_id = :log AND number = 3",
        "DELETE FROM trail_entry WHERE log_id = :log AND number = 3",
        "UPDATE trail_node SET hash = :short WHERE log_id = :log",
        "DELETE FROM trail_node WHERE log_id = :log",
    };
    signing_append(t, (int)(300 - signing_book(t).tree.size));
    signing_off_the_rail(t);
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        assert_done(&t->k, db_begin_write(t->k.t->db));
        run_sql(t, damages[i]);
        b = signing_book(t);
        int64_t of = i < 2 ? 2 : 299; /* beside the leaf, or the other side of the hash */
        assert_refused(&t->k, proof_write(&t->k.ctx, &b, of, STR("note\n"), b.tree.size, &proof),
                       "error.history_broken");
        db_rollback(t->k.t->db);
    }
}

void test_logbook__proves_nothing_from_hashes_that_are_not_there(void)
{
    signing_tell(proves_nothing);
}

/* ---- a log that is taken away
 * ---------------------------------------------------------------------------------- */

static void is_not_packed(struct signing *t)
{
    static const char *const damages[] = {
        "UPDATE event SET changes = 'no json' WHERE thing_id = 70",
        "UPDATE event SET changes = '{}' WHERE thing_id = 70",
        "UPDATE event SET salts = :short WHERE thing_id = 70",
        "UPDATE trail_entry SET entry = 'no entry' WHERE log_id = :log AND number = 2",
        "UPDATE trail_entry SET number = 900000 WHERE log_id = :log AND number = 2",
        "DELETE FROM trail_entry WHERE log_id = :log AND entry LIKE '%object risk 70 %'",
    };
    struct arena *a = t->k.ctx.arena;
    struct pack_verdict v;
    struct buf out;
    t->k.ctx.request = STR("r-1");
    assert_done(&t->k, db_begin_write(t->k.t->db));
    assert_done(&t->k, append_one(t, "why\\so"));
    assert_done(&t->k, trail_append_instance(&t->k.ctx, "token", 1, "make", STR("why"), NULL, 0));
    assert_done(&t->k, db_commit(t->k.t->db));
    signing_pass(t);
    signing_off_the_rail(t);
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        assert_done(&t->k, db_begin_write(t->k.t->db));
        run_sql(t, damages[i]);
        struct logbook b = signing_book(t);
        buf_init(&out, a, 4 * MIB);
        assert_refused(&t->k, pack_write(&t->k.ctx, &b, &out), "error.history_broken");
        db_rollback(t->k.t->db);
    }
    struct logbook both[] = {signing_book(t), {0}};
    assert_done(&t->k, logbook_find(&t->k.ctx, INSTANCE_LOG, &both[1]));
    for (size_t i = 0; i < 2; i++) {
        buf_init(&out, a, 4 * MIB);
        assert_done(&t->k, pack_write(&t->k.ctx, &both[i], &out));
        pack_check(a, buf_as_str(&out), &(struct pack_known){0}, NULL, NULL, &v);
        assert_null(v.problem);
        assert_true(str_contains(buf_as_str(&out), i ? STR("\twhy\n") : STR("\twhy\\\\so\n")));
        assert_true(str_contains(buf_as_str(&out), STR("\tr-1\n")));
    }
    const str fields[] = {STR("title")};
    const struct erasure what = {.organisation_id = t->k.body,
                                 .kind = "risk",
                                 .thing_id = 70,
                                 .thing_version = 1,
                                 .fields = fields,
                                 .n_fields = 1,
                                 .and_reasons = true,
                                 .basis = STR("art. 17")};
    int64_t n;
    assert_done(&t->k, db_begin_write(t->k.t->db));
    assert_done(&t->k, trail_erase(&t->k.ctx, &what, &n));
    assert_done(&t->k, db_commit(t->k.t->db));
    assert_int_equal(n, 2);
    signing_pass(t);
    struct logbook b = signing_book(t);
    buf_init(&out, a, 4 * MIB);
    assert_done(&t->k, pack_write(&t->k.ctx, &b, &out));
    pack_check(a, buf_as_str(&out), &(struct pack_known){0}, NULL, NULL, &v);
    assert_null(v.problem);
    assert_int_equal(v.n_erased, 2);
    assert_false(str_contains(buf_as_str(&out), STR("why\\\\so")));
}

void test_logbook__packs_no_log_that_is_not_whole(void)
{
    signing_tell(is_not_packed);
}
