/* erasing_test.c - what is erased goes however much it is, and the log says each of it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/erase.h"

#include "trail/signing_for_test.h"

enum { EVENTS = 450 };

/* A long name, so that one entry cannot say all of it. */
#define LONG_NAME                                                                                  \
    "a_field_with_a_name_of_a_hundred_letters_so_that_one_entry_cannot_tell_of_all_of_them_at_"    \
    "once_______"

static void write_events(struct signing *t)
{
    assert_done(&t->k, db_begin_write(t->k.t->db));
    for (int i = 0; i < EVENTS; i++) {
        const struct change changes[] = {{LONG_NAME, STR_NONE, STR("Kari")},
                                         {"due_on", STR_NONE, STR("x")}};
        assert_done(&t->k, trail_append(&t->k.ctx, t->k.body, "risk", 70, i, "change", STR_NONE,
                                        changes, 2));
    }
    assert_done(&t->k, db_commit(t->k.t->db));
}

static void count_values(void *p, str kind, int64_t thing_id, int64_t n)
{
    assert_str(kind, "risk");
    assert_int_equal(thing_id, 70);
    *(int64_t *)p += n;
}

static int64_t erased(struct signing *t, const struct erasure *what)
{
    int64_t n;
    assert_done(&t->k, db_begin_write(t->k.t->db));
    assert_done(&t->k, trail_erase(&t->k.ctx, what, &n));
    assert_done(&t->k, db_commit(t->k.t->db));
    return n;
}

static void much(struct signing *t)
{
    int64_t told = 0;
    const str fields[] = {STR(LONG_NAME)}, other[] = {STR("due_on")}, nothing[] = {STR("")};
    struct erasure what = {.organisation_id = t->k.body,
                           .kind = "risk",
                           .thing_id = 70,
                           .thing_version = EVENTS,
                           .fields = fields,
                           .n_fields = 1,
                           .basis = STR("art. 17"),
                           .tell = count_values,
                           .p = &told};
    write_events(t);
    int64_t size = signing_book(t).tree.size;
    assert_int_equal(erased(t, &what), EVENTS);
    assert_int_equal(told, EVENTS);
    assert_int_equal(signing_book(t).tree.size, size + 2);
    assert_string_equal(signing_found(t), "");
    what.fields = other; /* what went before stays gone */
    what.tell = NULL;
    assert_int_equal(erased(t, &what), EVENTS);
    assert_string_equal(signing_found(t), "");
    assert_int_equal(erased(t, &what), 0);
    what.n_fields = 0;
    what.values = nothing;
    what.n_values = 1;
    assert_int_equal(erased(t, &what), 0);
    assert_string_equal(signing_found(t), "");
    int64_t n;
    what.organisation_id = 999999;
    assert_refused(&t->k, trail_erase(&t->k.ctx, &what, &n), "error.missing");
}

void test_erasing__goes_on_until_all_of_it_is_gone(void)
{
    signing_tell(much);
}

static err purge(struct signing *t)
{
    return trail_purge(t->k.t->db);
}

static void purges(struct signing *t)
{
    signing_sweep(t, purge);
}

void test_erasing__of_what_was_overwritten_says_when_it_could_not(void)
{
    signing_tell(purges);
}
