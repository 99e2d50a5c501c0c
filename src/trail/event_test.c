/* event_test.c - events are read back as they were written, or not at all. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/event.h"

#include "trail/signing_for_test.h"

enum { SOMEBODY = 4711 };

static void write_five(struct signing *t)
{
    assert_done(&t->k, db_begin_write(t->k.t->db));
    for (int i = 0; i < 5; i++) {
        const struct change change = {"title", str_from_int(t->k.ctx.arena, i), STR_NONE};
        t->k.ctx.actor.person_id = i == 4 ? SOMEBODY : 0;
        assert_done(&t->k,
                    trail_append(&t->k.ctx, t->k.body, "risk", 70 + i % 2, i, "change",
                                 i % 2 ? STR("VEDTATT i m\xC3\xB8te") : STR_NONE, &change, 1));
    }
    t->k.ctx.actor.person_id = 0;
    assert_done(&t->k, db_commit(t->k.t->db));
}

static void are_read(struct signing *t)
{
    struct trail_event *events, *older;
    size_t n;
    write_five(t);
    assert_done(&t->k, trail_read(&t->k.ctx, t->k.body, STR("risk"), 70, 0, 2, &events, &n));
    assert_int_equal(n, 2);
    assert_int_equal(events[0].thing_version, 4);
    assert_int_equal(events[0].actor_id, SOMEBODY);
    assert_false(events[0].is_actor_erased);
    assert_str(events[1].changes[0].before, "2");
    assert_null(events[1].changes[0].after.p);
    assert_done(&t->k, trail_read(&t->k.ctx, t->k.body, STR_NONE, 0, events[1].id, 50, &older, &n));
    assert_true(n > 5 && n < 50);
    assert_int_equal(older[0].thing_version, 1);
    signing_off_the_rail(t);
    assert_done(&t->k, db_begin_write(t->k.t->db));
    assert_done(&t->k,
                db_run(t->k.t->db, "UPDATE event SET actor_id = 0 WHERE actor_id = :somebody",
                       BINDS(B_INT("somebody", SOMEBODY)), NULL));
    assert_done(&t->k, trail_read(&t->k.ctx, t->k.body, STR("risk"), 70, 0, 1, &events, &n));
    assert_true(events[0].is_actor_erased);
    assert_done(&t->k, db_run(t->k.t->db,
                              "UPDATE event SET changes = '{\"title\":[1]}' WHERE thing_id = 70",
                              NO_BINDS, NULL));
    assert_done(&t->k, trail_read(&t->k.ctx, t->k.body, STR("risk"), 70, 0, 1, &events, &n));
    assert_null(events[0].changes[0].before.p); /* what is no text is no value */
    assert_done(&t->k, db_run(t->k.t->db, "UPDATE event SET changes = 'no' WHERE thing_id = 70",
                              NO_BINDS, NULL));
    assert_refused(&t->k, trail_read(&t->k.ctx, t->k.body, STR("risk"), 70, 0, 9, &events, &n),
                   "error.history_broken");
    int64_t total;
    const struct trail_search all = {.max = 9};
    assert_refused(&t->k, trail_search(&t->k.ctx, t->k.body, &all, &events, &n, &total),
                   "error.history_broken");
    db_rollback(t->k.t->db);
}

void test_event__is_read_as_it_was_written(void)
{
    signing_tell(are_read);
}

static const struct bind of_70[] = {{.name = "thing", .type = BIND_INT, .i = 70}};

static void are_found(struct signing *t)
{
    struct trail_event *events;
    size_t n;
    int64_t total, all;
    write_five(t);
    struct trail_search s = {.max = 2};
    assert_done(&t->k, trail_search(&t->k.ctx, t->k.body, &s, &events, &n, &all));
    assert_int_equal(n, 2);
    assert_true(all > 10);
    assert_int_equal(events[0].thing_version, 4);
    s = (struct trail_search){.condition = "e.thing_id = :thing AND e.kind = 'risk'",
                              .binds = of_70,
                              .n_binds = 1,
                              .oldest_first = true,
                              .skip = 1,
                              .max = 9};
    assert_done(&t->k, trail_search(&t->k.ctx, t->k.body, &s, &events, &n, &total));
    assert_true(total >= 3);
    assert_int_equal((int64_t)n, total - 1);
    s = (struct trail_search){.text = STR("vedtatt I M\xC3\xB8TE"), .max = 9};
    assert_done(&t->k, trail_search(&t->k.ctx, t->k.body, &s, &events, &n, &total));
    assert_int_equal(total, 2);
    assert_int_equal(n, 2);
    assert_int_equal(events[0].thing_version, 3);
    s.skip = 1;
    s.max = 1;
    assert_done(&t->k, trail_search(&t->k.ctx, t->k.body, &s, &events, &n, &total));
    assert_int_equal(total, 2);
    assert_int_equal(n, 1);
    assert_int_equal(events[0].thing_version, 1);
    s.skip = 0;
    assert_done(&t->k, trail_search(&t->k.ctx, t->k.body, &s, &events, &n, &total));
    assert_int_equal(total, 2);
    assert_int_equal(n, 1);
    s = (struct trail_search){.max = 9};
    assert_done(&t->k, trail_search(&t->k.ctx, INSTANCE_LOG, &s, &events, &n, &total));
    assert_int_equal(total, 0);
}

void test_event__is_found_by_what_is_asked(void)
{
    signing_tell(are_found);
}

static err search_by(struct signing *t, str text)
{
    struct trail_event *events;
    size_t n;
    int64_t total;
    const struct trail_search s = {.text = text, .max = 3};
    err e = db_begin_read(t->k.t->db);
    return e ? e : trail_search(&t->k.ctx, t->k.body, &s, &events, &n, &total);
}

static err search_all(struct signing *t)
{
    return search_by(t, STR_NONE);
}

static err search_words(struct signing *t)
{
    return search_by(t, STR("vedtatt"));
}

static void fails_whole(struct signing *t)
{
    write_five(t);
    signing_sweep(t, search_all);
    signing_sweep(t, search_words);
}

void test_event__is_not_found_by_halves(void)
{
    signing_tell(fails_whole);
}
