/* erase_test.c - what is known of a person goes, the log holds and says so, and a hold forbids it.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/erase.h"

#include "kind/kind_for_test.h"
#include "trail/check.h"
#include "trail/erase.h"
#include "trail/logbook.h"

static void wrong(void *p, str origin, const char *key, str a, str b)
{
    print_error("%.*s: %s %.*s %.*s\n", STR_ARG(origin), key, STR_ARG(a), STR_ARG(b));
    ++*(int *)p;
}

static void assert_sound(struct kind_test *k, int64_t erased)
{
    int n = 0;
    struct trail_check c = {.ctx = &k->ctx, .problem = wrong, .p = &n};
    assert_done(k, trail_check(&c, k->body));
    assert_int_equal(n, 0);
    assert_int_equal(c.n_erased, erased);
}

static int64_t hits(struct kind_test *k, const char *sql, const char *value)
{
    int64_t n;
    str like = str_printf(k->ctx.arena, "%%%s%%", value);
    assert_done(k, db_int(k->ctx.db, sql, BINDS(B_TEXT("like", like)), &n));
    return n;
}

static int64_t everywhere(struct kind_test *k, const char *value)
{
    return hits(k, "SELECT count(*) FROM event WHERE changes LIKE :like OR reason LIKE :like",
                value) +
           hits(k, "SELECT count(*) FROM person WHERE name LIKE :like OR email LIKE :like", value) +
           hits(k, "SELECT count(*) FROM role_grant WHERE name LIKE :like", value) +
           hits(k, "SELECT count(*) FROM search WHERE title LIKE :like", value) +
           hits(k, "SELECT count(*) FROM measure WHERE description LIKE :like", value) +
           hits(k, "SELECT count(*) FROM trail_entry WHERE entry LIKE :like", value);
}

static struct thing *quill(struct kind_test *k)
{
    struct thing *t;
    int64_t id = kind_test_employ(k, "Quillfeather");
    kind_test_grant(k, id, ROLE_LINE_MANAGER, false);
    assert_done(k, thing_get(&k->ctx, kind_named(STR("person")), id, &t));
    struct thing *other = thing_copy(&k->ctx, t);
    *field_str(other, kind_field(t->kind, STR("phone"))) = STR("99887766");
    assert_done(k, thing_change(&k->ctx, other, t->version));
    struct thing *m = thing_new(&k->ctx, kind_named(STR("measure")));
    *field_str(m, kind_field(m->kind, STR("title"))) = STR("Rydde");
    *field_str(m, kind_field(m->kind, STR("description"))) = STR("Spør Quillfeather om dette.");
    assert_done(k, thing_create(&k->ctx, m));
    assert_done(k, thing_get(&k->ctx, t->kind, id, &t));
    return t;
}

static void gone(struct kind_test *k)
{
    struct thing *t = quill(k);
    bool refused;
    int64_t n;
    assert_true(everywhere(k, "Quillfeather") >= 6);
    kind_test_as(k, ROLE_EMPLOYEE);
    assert_refused(k, thing_erase(&k->ctx, t, STR("art. 17"), 0, &refused, &n), "error.denied");
    kind_test_as(k, ROLE_OFFICER);
    assert_refused(k, thing_erase(&k->ctx, t, STR_NONE, 0, &refused, &n), "erase.no_basis");
    assert_done(k,
                thing_erase(&k->ctx, t, STR("art. 17"), ERASE_IN_TEXTS | ERASE_WHO, &refused, &n));
    assert_false(refused);
    assert_true(n >= 5);
    assert_int_equal(everywhere(k, "Quillfeather"), 0);
    assert_int_equal(everywhere(k, "quillfeather"), 0);
    assert_int_equal(everywhere(k, "99887766"), 0);
    assert_sound(k, n);
}

void test_erase__leaves_nothing_and_the_history_holds(void)
{
    kind_tell(gone);
}

/* A value that was emptied without saying so is tampering, not erasing. */
static void unsaid(struct kind_test *k)
{
    int n = 0;
    struct trail_check c = {.ctx = &k->ctx, .problem = wrong, .p = &n};
    assert_done(
        k,
        db_run(
            k->ctx.db,
            "UPDATE event SET changes = '{\"name\":null,\"email\":null,\"state\":null}' WHERE id = "
            "(SELECT min(id) FROM event WHERE kind = 'person')",
            NO_BINDS, NULL));
    assert_done(k, trail_check(&c, k->body));
    assert_true(n > 0);
}

void test_erase__that_no_entry_tells_of_is_found(void)
{
    kind_tell(unsaid);
}

static void held(struct kind_test *k)
{
    struct thing *t = quill(k);
    struct trail_event *events;
    bool refused;
    int64_t n;
    size_t n_events;
    struct thing *hold = thing_new(&k->ctx, kind_named(STR("hold")));
    *field_str(hold, kind_field(hold->kind, STR("title"))) = STR("tvist");
    *field_str(hold, kind_field(hold->kind, STR("kind"))) = STR("person");
    assert_done(k, thing_create(&k->ctx, hold));
    assert_done(k, thing_erase(&k->ctx, t, STR("art. 17"), 0, &refused, &n));
    assert_true(refused);
    assert_true(everywhere(k, "Quillfeather") > 0);
    assert_done(k, trail_read(&k->ctx, k->body, STR("person"), t->id, 0, 1, &events, &n_events));
    assert_str(events[0].verb, "erase-refused");
    assert_done(k, thing_do(&k->ctx, hold, hold->version, "lift", STR("forlik")));
    assert_refused(k, thing_do(&k->ctx, hold, hold->version, "lift", STR("igjen")),
                   "error.wrong_state");
    assert_done(k, thing_erase(&k->ctx, t, STR("art. 17"), ERASE_IN_TEXTS, &refused, &n));
    assert_false(refused);
    assert_int_equal(everywhere(k, "Quillfeather"), 0);
    assert_sound(k, n);
}

void test_erase__is_refused_under_a_hold_and_that_is_written(void)
{
    kind_tell(held);
}

static void due(struct kind_test *k)
{
    struct thing *t = quill(k);
    int64_t n;
    assert_done(
        k,
        db_run(
            k->ctx.db,
            "INSERT INTO trail_retention (organisation_id, kind, months) VALUES (:b, 'person', 6)",
            BINDS(B_INT("b", k->body)), NULL));
    assert_done(k, thing_erase_due(&k->ctx, &n));
    assert_int_equal(n, 0);
    assert_done(k,
                db_run(k->ctx.db, "UPDATE person SET deleted_at = :at WHERE id = :id",
                       BINDS(B_INT("at", KIND_TEST_NOW - 200 * DAY_MS), B_INT("id", t->id)), NULL));
    assert_done(k, thing_erase_due(&k->ctx, &n));
    assert_int_equal(n, 1);
    assert_done(k, thing_erase_due(&k->ctx, &n));
    assert_int_equal(n, 0);
    assert_int_equal(hits(k, "SELECT count(*) FROM person WHERE name LIKE :like", "Quillfeather"),
                     0);
}

void test_erase__comes_when_its_time_has_come(void)
{
    kind_tell(due);
}
