/* speed_test.c - what a change costs more since it is also an entry of the log, with SAMSTYR_SPEED
 * set. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/kind_for_test.h"
#include "trail/proof.h"
#include "trail/trail.h"

enum { FIELDS = 8 };

static double now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); /* the wall tells of others too */
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void measured(struct test_db *t)
{
    int n = getenv("SAMSTYR_SPEED") ? 20000 : 300;
    struct kind_test k = {.t = t};
    struct logbook b;
    struct change changes[FIELDS];
    str proof, note = STR("note\n");
    ctx_init(&k.ctx, t->arena, t->db, KIND_TEST_NOW);
    assert_ok(t, db_begin_write(t->db));
    k.body = kind_test_body(&k, "999900011", 0);
    for (int i = 0; i < FIELDS; i++) {
        changes[i] =
            (struct change){str_printf(t->arena, "field_%d", i).p, STR_NONE, STR("some words")};
    }
    struct arena *a = arena_open();
    double from = now_us();
    for (int i = 0; i < n; i++) { /* what was written before there was a log */
        assert_ok(
            t,
            db_run(t->db,
                   "INSERT INTO event (organisation_id, kind, thing_id, thing_version, at, verb, "
                   "changes) "
                   "VALUES (:body, 'speed', :i, 1, 0, 'create', :changes)",
                   BINDS(B_INT("body", k.body), B_INT("i", i),
                         B_TEXT("changes",
                                STR("{\"field_0\":[null,\"some words\"],\"field_1\":[null,\"some "
                                    "words\"],\"field_2\":[null,\"some words\"],\"field_3\":[null,"
                                    "\"some words\"],\"field_4\":[null,\"some words\"]}"))),
                   NULL));
    }
    double event = (now_us() - from) / n;
    from = now_us();
    for (int i = 0; i < n; i++) {
        struct ctx ctx = k.ctx;
        ctx.arena = a;
        assert_ok(t, trail_append(&ctx, k.body, "risk", i, 1, "create", STR_NONE, changes, FIELDS));
        arena_reset(a);
    }
    double append = (now_us() - from) / n;
    assert_ok(t, logbook_find(&k.ctx, k.body, &b));
    from = now_us();
    for (int i = 0; i < 200; i++) {
        assert_ok(t, proof_write(&k.ctx, &b, i * (n / 200), note, b.tree.size, &proof));
    }
    double each_proof = (now_us() - from) / 200;
    struct hasher *h = hasher_new(t->arena);
    struct tlog_tree tree = {0};
    struct tlog_hash leaf;
    str text;
    assert_ok(t, logbook_entry(&k.ctx, &b, b.tree.size - 1, &text));
    from = now_us();
    for (int i = 0; i < n; i++) {
        tlog_leaf(h, text, &leaf);
        tlog_grow(h, &tree, &leaf);
    }
    double hashed = (now_us() - from) / n;
    print_message("speed %s: event alone %.1f us, event and entry of %d fields %.1f us, proof %.0f "
                  "us, leaf and tree "
                  "%.2f us an entry\n",
                  db_engine_name(t->db), event, FIELDS, append, each_proof, hashed);
    arena_close(a);
    db_rollback(t->db);
}

void test_speed__of_the_log_is_told(void)
{
    on_each_migrated(measured);
}
