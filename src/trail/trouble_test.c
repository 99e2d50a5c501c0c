/* trouble_test.c - when the database fails in the middle of something, whatever the place, nothing
 * is half done and every log holds. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/log.h"
#include "trail/erase.h"
#include "trail/handover.h"
#include "trail/pack.h"
#include "trail/proof.h"
#include "trail/reading.h"
#include "trail/signing_for_test.h"

#include <pthread.h>

enum { SOMEBODY = 4711 };

static void as_somebody(struct signing *t)
{
    t->k.ctx.actor = (struct actor){.person_id = SOMEBODY, .roles = ROLES_ALL};
}

/* In a transaction of its own. */
static err in_write(struct signing *t, err (*work)(struct signing *t))
{
    err e = db_begin_write(t->k.t->db);
    e = e ? e : work(t);
    return e ? e : db_commit(t->k.t->db);
}

static err in_read(struct signing *t, err (*work)(struct signing *t))
{
    err e = db_begin_read(t->k.t->db);
    return e ? e : work(t);
}

/* ---- writing
 * ------------------------------------------------------------------------------------------ */

static err append_now(struct signing *t)
{
    const struct change changes[] = {{"title", STR("old"), STR("new")},
                                     {"due_on", STR_NONE, STR("x")}};
    return trail_append(&t->k.ctx, t->k.body, "risk", 7, 3, "change", STR("why"), changes, 2);
}

static err append_alone(struct signing *t)
{
    return in_write(t, append_now);
}

static void appends(struct signing *t)
{
    as_somebody(t); /* whom the log does not know */
    signing_sweep(t, append_alone);
    int64_t size = signing_book(t).tree.size;
    signing_append(t, (int)(256 - size - 1));
    signing_sweep(t, append_alone); /* which makes a hash of the level above */
    assert_int_equal(signing_book(t).tree.size, 256);
}

void test_trouble__an_append_is_whole_or_not_there(void)
{
    signing_tell(appends);
}

static err append_instance_now(struct signing *t)
{
    return trail_append_instance(&t->k.ctx, "session", 1, "sign-in", STR("by key"), NULL, 0);
}

static err append_instance_alone(struct signing *t)
{
    return in_write(t, append_instance_now);
}

/* In the installation's log first: then the body's is not waited for. */
static err append_crosswise_now(struct signing *t)
{
    err e = append_instance_now(t);
    return e ? e : append_now(t);
}

static err append_crosswise(struct signing *t)
{
    return in_write(t, append_crosswise_now);
}

static void appends_crosswise(struct signing *t)
{
    signing_sweep(t, append_crosswise);
}

void test_trouble__two_logs_are_written_whole_in_whatever_order(void)
{
    signing_tell(appends_crosswise);
}

static err take_in_now(struct signing *t)
{
    return trail_take_in(&t->k.ctx);
}

static err take_in_alone(struct signing *t)
{
    return in_write(t, take_in_now);
}

/* As it was before there was a log: bodies with a number and without, events by somebody and by
   nobody. */
static void before_the_log(struct test_db *db, struct signing *t)
{
    *t = (struct signing){.k.t = db, .now = KIND_TEST_NOW};
    ctx_init(&t->k.ctx, db->arena, db->db, KIND_TEST_NOW);
    assert_ok(db, db_begin_write(db->db));
    for (int i = 0; i < 2; i++) {
        str number = i ? STR_NONE : STR("999900011");
        assert_ok(db, db_int(db->db,
                             "INSERT INTO organisation (uuid, ref, name, number, level, "
                             "created_at, updated_at) VALUES (:uuid, :ref, 'Old', :number, "
                             "'state', 0, 0) RETURNING id",
                             BINDS(B_TEXT("uuid", str_from_int(db->arena, i)),
                                   B_INT("ref", 900 + i), B_TEXT("number", number)),
                             &t->k.body));
        for (int j = 0; j < 3; j++) {
            assert_ok(db, db_run(db->db,
                                 "INSERT INTO event (organisation_id, kind, thing_id, "
                                 "thing_version, at, actor_id, verb, reason, changes, request) "
                                 "VALUES (:body, 'risk', :thing, 1, 1000, :actor, 'create', 'as "
                                 "it was', '{\"title\":[null,\"old\"]}', 'r-1')",
                                 BINDS(B_INT("body", t->k.body), B_INT("thing", j),
                                       B_ID("actor", j ? SOMEBODY : 0)),
                                 NULL));
        }
    }
    assert_ok(db, db_commit(db->db));
}

static void takes_in(struct test_db *db)
{
    struct signing t;
    before_the_log(db, &t);
    as_somebody(&t);
    signing_sweep(&t, take_in_alone);
    assert_int_equal(signing_book(&t).tree.size, 4);
    signing_sweep(&t, take_in_alone); /* a second time there is nothing to take in */
    assert_int_equal(signing_book(&t).tree.size, 4);
}

/* More bodies than are looked up at once. */
static void takes_in_many(struct test_db *db)
{
    enum { BODIES = 501 };
    struct signing t;
    int64_t logs;
    before_the_log(db, &t);
    assert_done(&t.k, db_begin_write(db->db));
    for (int i = 2; i < BODIES; i++) {
        assert_done(&t.k,
                    db_int(db->db,
                           "INSERT INTO organisation (uuid, ref, name, level, created_at, "
                           "updated_at) VALUES (:uuid, :ref, 'Old', 'state', 0, 0) "
                           "RETURNING id",
                           BINDS(B_TEXT("uuid", str_from_int(db->arena, i)), B_INT("ref", 900 + i)),
                           &t.k.body));
        assert_done(&t.k, db_run(db->db,
                                 "INSERT INTO event (organisation_id, kind, thing_id, "
                                 "thing_version, at, verb, changes) VALUES (:body, 'risk', 1, 1, "
                                 "1000, 'create', '{}')",
                                 BINDS(B_INT("body", t.k.body)), NULL));
    }
    assert_done(&t.k, trail_take_in(&t.k.ctx));
    assert_done(&t.k, db_commit(db->db));
    assert_done(&t.k, db_int(db->db, "SELECT count(*) FROM trail_log", NO_BINDS, &logs));
    assert_int_equal(logs, BODIES + 1);
    assert_string_equal(signing_found(&t), "");
}

void test_trouble__however_many_bodies_there_were_all_are_taken_in(void)
{
    on_each_migrated(takes_in_many);
}

static void is_broken(struct test_db *db)
{
    struct signing t;
    before_the_log(db, &t);
    assert_done(&t.k, db_begin_write(db->db));
    assert_done(&t.k, db_run(db->db, "UPDATE event SET changes = 'no json' WHERE thing_id = 2",
                             NO_BINDS, NULL));
    assert_done(&t.k, db_commit(db->db));
    str before = signing_census(&t);
    assert_refused(&t.k, take_in_alone(&t), "error.history_broken");
    db_rollback(db->db);
    assert_str(signing_census(&t), str_z(db->arena, before));
}

void test_trouble__what_cannot_be_read_is_not_taken_in(void)
{
    on_each_migrated(is_broken);
}

void test_trouble__what_is_older_than_the_log_is_taken_in_whole_or_not(void)
{
    on_each_migrated(takes_in);
}

static void begins(struct test_db *db)
{
    struct signing t;
    before_the_log(db, &t);
    signing_sweep(&t, append_instance_alone);
    signing_sweep(&t, append_alone); /* which takes the older ones in first */
    assert_int_equal(signing_book(&t).tree.size, 5);
}

void test_trouble__a_log_begins_whole_or_not_at_all(void)
{
    on_each_migrated(begins);
}

/* ---- two who write first at once
 * -------------------------------------------------------------------------- */

struct second {
    struct signing *t;
    err e;
};

static void *write_second(void *p)
{
    struct second *s = p;
    struct signing t = {.k.t = s->t->k.t, .k.body = s->t->k.body};
    struct arena *a = arena_open();
    struct fault f;
    struct db *db = NULL;
    fault_init(&f, a);
    s->e = db_open(&db, s->t->k.t->address, &f);
    ctx_init(&t.k.ctx, a, db, KIND_TEST_NOW);
    s->e = s->e ? s->e : db_begin_write(db);
    s->e = s->e ? s->e : append_now(&t);
    s->e = s->e ? s->e : append_instance_now(&t);
    s->e = s->e ? s->e : db_commit(db);
    db_close(db);
    arena_close(a);
    return NULL;
}

static void begins_twice(struct test_db *db)
{
    struct signing t;
    pthread_t thread;
    before_the_log(db, &t);
    assert_done(&t.k, db_begin_write(db->db));
    assert_done(&t.k, append_now(&t)); /* the body's log, and the installation's */
    struct second s = {.t = &t};
    assert_int_equal(pthread_create(&thread, NULL, write_second, &s), 0);
    nanosleep(&(struct timespec){.tv_nsec = 400000000}, NULL); /* until the second one waits */
    assert_done(&t.k, db_commit(db->db));
    pthread_join(thread, NULL);
    assert_int_equal(s.e, OK);
    assert_int_equal(signing_book(&t).generation, 1);
    assert_int_equal(signing_book(&t).tree.size, 1 + 3 + 2);
    assert_string_equal(signing_found(&t), "");
}

void test_trouble__a_log_begins_once_when_two_write_first(void)
{
    on_each_migrated(begins_twice);
}

/* ---- readings
 * ----------------------------------------------------------------------------------------- */

static err read_and_note(struct signing *t)
{
    t->k.ctx.readings = NULL;
    reading_note(&t->k.ctx, "risk", t->k.body, 7, 3);
    reading_note(&t->k.ctx, "risk", t->k.body, 8, 1);
    reading_note(&t->k.ctx, "risk", t->k.body, 7, 3);
    reading_note(&t->k.ctx, "incident", t->k.body, 7, 1);
    return readings_write(&t->k.ctx);
}

static err read_alone(struct signing *t)
{
    return in_write(t, read_and_note);
}

static void notes_readings(struct signing *t)
{
    int64_t size = signing_book(t).tree.size;
    signing_sweep(t, read_alone);
    assert_int_equal(signing_book(t).tree.size, size); /* the system's own are not noted */
    as_somebody(t);
    signing_sweep(t, read_alone);
    assert_int_equal(signing_book(t).tree.size, size + 3);
    signing_sweep(t, read_alone);
    assert_int_equal(signing_book(t).tree.size, size + 3); /* nor those of the same hour again */
}

void test_trouble__a_reading_is_noted_or_the_work_fails(void)
{
    signing_tell(notes_readings);
}

/* ---- erasing
 * ------------------------------------------------------------------------------ */

static err erase_now(struct signing *t)
{
    const str fields[] = {STR("title")}, values[] = {STR("Kari"), STR("x")};
    const struct erasure what = {.organisation_id = t->k.body,
                                 .kind = "risk",
                                 .thing_id = 7,
                                 .thing_version = 3,
                                 .fields = fields,
                                 .n_fields = 1,
                                 .and_reasons = true,
                                 .values = values,
                                 .n_values = 2,
                                 .actor_id = SOMEBODY,
                                 .basis = STR("art. 17")};
    int64_t n;
    return trail_erase(&t->k.ctx, &what, &n);
}

static err erase_alone(struct signing *t)
{
    return in_write(t, erase_now);
}

static void erases(struct signing *t)
{
    as_somebody(t);
    assert_done(&t->k, append_alone(t));
    t->k.ctx.actor = (struct actor){.roles = ROLES_ALL};
    signing_sweep(t, erase_alone);
    struct trail_event *events;
    size_t n;
    assert_done(&t->k, trail_read(&t->k.ctx, t->k.body, STR("risk"), 7, 0, 2, &events, &n));
    assert_int_equal(n, 2);
    assert_str(events[0].verb, "erase");
    assert_true(events[1].changes[0].is_erased && events[1].changes[1].is_erased);
    assert_true(events[1].is_actor_erased);
}

void test_trouble__an_erasure_is_whole_or_not_done(void)
{
    signing_tell(erases);
}

/* ---- reading
 * ------------------------------------------------------------------------------------------ */

static err proof_now(struct signing *t)
{
    struct logbook b;
    str note, proof, entry;
    int64_t size, at;
    err e = logbook_find(&t->k.ctx, t->k.body, &b);
    e = e ? e : logbook_checkpoint(&t->k.ctx, &b, 3, &note, &size, &at);
    e = e ? e : proof_write(&t->k.ctx, &b, 3, note, size, &proof);
    e = e ? e : logbook_entry(&t->k.ctx, &b, 3, &entry);
    if (!e) {
        struct note_key key;
        unsigned char public[NOTE_PUBLIC];
        signer_public(t->s, public);
        note_key_of(public, b.origin, &key);
        assert_true(proof_check(t->k.ctx.arena, proof, entry, &key));
    }
    return e;
}

static err proof_alone(struct signing *t)
{
    return in_read(t, proof_now);
}

static err pack_now(struct signing *t)
{
    struct logbook b;
    struct buf out;
    struct pack_verdict v;
    buf_init(&out, t->k.ctx.arena, 4 * MIB);
    err e = logbook_find(&t->k.ctx, t->k.body, &b);
    e = e ? e : pack_write(&t->k.ctx, &b, &out);
    if (!e) {
        pack_check(t->k.ctx.arena, buf_as_str(&out), &(struct pack_known){0}, NULL, NULL, &v);
        assert_null(v.problem);
    }
    return e;
}

static err pack_alone(struct signing *t)
{
    return in_read(t, pack_now);
}

static err check_alone(struct signing *t)
{
    struct trail_check c;
    err e = signing_check_once(t, &c);
    if (!e) {
        assert_int_equal(buf_as_str(&t->found).n, 0);
    }
    return e;
}

static err look_up_now(struct signing *t)
{
    struct trail_event *events;
    int64_t last;
    size_t n;
    err e = trail_read(&t->k.ctx, t->k.body, STR("risk"), 2, 0, 10, &events, &n);
    return e ? e : trail_last(&t->k.ctx, t->k.body, &last);
}

static err look_up_alone(struct signing *t)
{
    return in_read(t, look_up_now);
}

static void reads(struct signing *t)
{
    as_somebody(t);
    assert_done(&t->k, append_alone(t));
    signing_append(t, 5);
    signing_pass(t);
    signing_sweep(t, proof_alone);
    signing_sweep(t, pack_alone);
    signing_sweep(t, check_alone);
    signing_sweep(t, look_up_alone);
    signing_append(t, 300); /* and across a hash of the level above */
    signing_pass(t);
    signing_sweep(t, proof_alone);
}

void test_trouble__half_a_history_is_not_read(void)
{
    signing_tell(reads);
}

/* ---- signing
 * ------------------------------------------------------------------------------------------ */

/* A pass, again and again, until no call fails; how often somebody was told of a log that was
   closed. */
static int passes(struct signing *t)
{
    t->n_heard = 0;
    log_open("/dev/null"); /* a line for each that failed */
    for (int64_t n = 1;; n++) {
        signing_failing(t, n);
        err e = signer_pass(t->s, t->k.t->db, t->now, signing_hear, t);
        if (!signing_failing(t, 0)) {
            assert_int_equal(e, OK);
            break;
        }
        assert_int_not_equal(e, OK);
        assert_true(n < 10000);
    }
    log_open(NULL);
    assert_signing_signed(t);
    return t->n_heard;
}

static void signs(struct signing *t)
{
    assert_int_equal(passes(t), 0);
    signing_append(t, 3);
    assert_int_equal(passes(t), 0);
    signing_reopen(t);
    signing_append(t, 3);
    assert_int_equal(passes(t), 0);
    assert_int_equal(signing_book(t).generation, 1);
    assert_string_equal(signing_found(t), "");
}

void test_trouble__a_signer_that_could_not_sign_signs_the_next_time(void)
{
    signing_tell(signs);
}

static void begins_anew(struct signing *t)
{
    signing_append(t, 3);
    signing_pass(t);
    signing_cut(t, 4);
    assert_int_equal(passes(t), 1);
    assert_int_equal(signing_book(t).generation, 2);
    unlink(t->path); /* and without its key: both logs, each told of once */
    signing_reopen(t);
    assert_int_equal(passes(t), 2);
    assert_int_equal(signing_book(t).generation, 3);
}

void test_trouble__a_generation_begins_once(void)
{
    signing_tell(begins_anew);
}

static void changes_key(struct signing *t)
{
    unsigned char old[NOTE_PUBLIC], new[NOTE_PUBLIC];
    signing_pass(t);
    signer_public(t->s, old);
    for (int64_t n = 1;; n++) {
        str before = signing_census(t);
        signing_failing(t, n);
        err e = handover_make(&t->k.ctx, t->path);
        if (!signing_failing(t, 0)) {
            assert_int_equal(e, OK);
            break;
        }
        assert_int_not_equal(e, OK);
        assert_str(signing_census(t), str_z(t->k.ctx.arena, before));
        signing_reopen(t);
        signer_public(t->s, new);
        assert_memory_equal(old, new, sizeof old);
        assert_true(n < 1000);
    }
    assert_int_equal(passes(t), 0);
    signer_public(t->s, new);
    assert_memory_not_equal(old, new, sizeof old);
    assert_int_equal(signing_book(t).generation, 1);
    assert_string_equal(signing_found(t), "");
    signing_reopen(t);
    t->now += 2 * DAY_MS;
    assert_int_equal(passes(t), 0);
}

void test_trouble__a_key_changes_in_every_log_or_in_none(void)
{
    signing_tell(changes_key);
}
