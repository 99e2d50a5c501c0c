/* need_to_know_test.c - what is restricted is seen by those named and those who decide, by every
 * road. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/input.h"
#include "kind/kind_for_test.h"
#include "kind/query.h"
#include "trail/reading.h"

#include <string.h>

static const char *const kinds[] = {"incident", "risk", "evidence"};
enum { N_KINDS = sizeof kinds / sizeof *kinds };

static struct thing *make(struct kind_test *k, const struct kind *kind, const char *class)
{
    struct thing *t = thing_new(&k->ctx, kind);
    *field_str(t, kind_field(kind, STR("title"))) = STR("hemmelegheit");
    if (kind_field(kind, STR("description"))) {
        *field_str(t, kind_field(kind, STR("description"))) = STR("what happened");
    }
    *field_str(t, kind_field(kind, STR("classification"))) = str_of(class);
    assert_done(k, thing_create(&k->ctx, t));
    return t;
}

static bool is_named(struct kind_test *k, struct thing *t)
{
    const struct ids *ids = field_ids(t, kind_field(t->kind, STR("named_ids")));
    for (size_t i = 0; i < ids->n; i++) {
        if (ids->at[i] == k->ctx.actor.person_id) {
            return true;
        }
    }
    return false;
}

/* By id, list, count, search, choices, label and link: all say the same. */
static void sees(struct kind_test *k, const struct thing *t, bool expected)
{
    struct thing *found;
    struct query q;
    int64_t n;
    struct label label, *labels;
    size_t n_labels;
    err e = thing_get(&k->ctx, t->kind, t->id, &found);
    assert_int_equal(e, expected ? OK : ERR_MISSING);
    fault_init(&k->ctx.fault, k->ctx.arena);
    assert_done(k, query_of(&k->ctx, t->kind, "q=hemmelegheit", &q));
    assert_done(k, query_count(&k->ctx, &q, &n));
    assert_int_equal(n, expected);
    assert_done(k, query_of(&k->ctx, t->kind, "classification=restricted&sort=title", &q));
    assert_done(k, query_count(&k->ctx, &q, &n));
    assert_int_equal(n, expected);
    assert_done(k, thing_choices(&k->ctx, t->kind, 100, &labels, &n_labels));
    assert_int_equal(n_labels, expected);
    assert_done(k, thing_label(&k->ctx, t->kind, t->id, &label));
    assert_int_equal(label.is_withheld, !expected);
    assert_int_equal(label.title.p != NULL, expected);
}

static void everywhere(struct kind_test *k)
{
    for (size_t i = 0; i < N_KINDS; i++) {
        const struct kind *kind = kind_named(str_of(kinds[i]));
        kind_test_as(k, ROLE_OFFICER);
        struct thing *t = make(k, kind, "restricted");
        sees(k, t, true);
        kind_test_as(k, ROLE_TOP_MANAGEMENT);
        sees(k, t, true);
        kind_test_as(k, ROLE_LINE_MANAGER);
        sees(k, t, false);
        kind_test_as(k, ROLE_AUDITOR);
        sees(k, t, false);
        /* Naming lets in; the role must be there too. */
        int64_t named[] = {kind_test_person(k, ROLE_AUDITOR), kind_test_person(k, ROLE_EMPLOYEE)};
        kind_test_as(k, ROLE_OFFICER);
        assert_done(k, thing_get(&k->ctx, kind, t->id, &t));
        *field_ids(t, kind_field(kind, STR("named_ids"))) = (struct ids){named, 2};
        assert_done(k, thing_change(&k->ctx, t, t->version));
        kind_test_as(k, ROLE_AUDITOR);
        sees(k, t, true);
        kind_test_as(k, ROLE_LINE_MANAGER);
        sees(k, t, false);
        kind_test_as(k, ROLE_EMPLOYEE);
        assert_refused(k, thing_get(&k->ctx, kind, t->id, &t), "error.missing");
    }
}

void test_need_to_know__holds_by_every_road(void)
{
    kind_tell(everywhere);
}

static void deciding(struct kind_test *k)
{
    const struct kind *kind = kind_named(STR("risk"));
    kind_test_as(k, ROLE_LINE_MANAGER);
    struct thing *t = make(k, kind, "restricted");
    assert_done(k, thing_get(&k->ctx, kind, t->id, &t));
    assert_true(is_named(k, t));
    *field_str(t, kind_field(kind, STR("classification"))) = STR("ordinary");
    assert_refused(k, thing_change(&k->ctx, t, t->version), "need_to_know.by_roles");
    assert_done(k, thing_get(&k->ctx, kind, t->id, &t));
    field_ids(t, kind_field(kind, STR("named_ids")))->n = 0;
    assert_refused(k, thing_change(&k->ctx, t, t->version), "need_to_know.by_roles");
    kind_test_as(k, ROLE_OFFICER);
    assert_done(k, thing_get(&k->ctx, kind, t->id, &t));
    *field_str(t, kind_field(kind, STR("classification"))) = STR("ordinary");
    assert_done(k, thing_change(&k->ctx, t, t->version));
}

void test_need_to_know__is_lifted_by_those_who_decide_it(void)
{
    kind_tell(deciding);
}

static void linking(struct kind_test *k)
{
    const struct kind *lesson = kind_named(STR("lesson"));
    kind_test_as(k, ROLE_OFFICER);
    struct thing *t = make(k, kind_named(STR("incident")), "restricted");
    kind_test_as(k, ROLE_LINE_MANAGER);
    int64_t id = 1; /* nor by its title, in a file or a filter */
    assert_done(k, input_link(&k->ctx, t->kind, STR("hemmelegheit"), &id));
    assert_int_equal(id, 0);
    for (int i = 0; i < 2; i++) { /* what may not be seen and what is not there are refused alike */
        struct thing *l = thing_new(&k->ctx, lesson);
        *field_str(l, kind_field(lesson, STR("title"))) = STR("lesson");
        *field_str(l, kind_field(lesson, STR("source"))) = STR("incident");
        *field_int(l, kind_field(lesson, STR("incident_id"))) = i ? t->id : 4711;
        assert_refused(k, thing_create(&k->ctx, l), "form.error.link");
    }
}

void test_need_to_know__cannot_be_linked_to_by_others(void)
{
    kind_tell(linking);
}

static int64_t n_readings(struct kind_test *k)
{
    int64_t n = 0;
    assert_done(k, readings_write(&k->ctx));
    assert_done(k,
                db_int(k->ctx.db, "SELECT count(*) FROM event WHERE verb = 'read'", NO_BINDS, &n));
    return n;
}

static void readings(struct kind_test *k)
{
    const struct kind *kind = kind_named(STR("incident"));
    struct thing *found;
    struct query q;
    struct thing **all;
    size_t n;
    kind_test_as(k, ROLE_OFFICER);
    struct thing *t = make(k, kind, "restricted");
    make(k, kind, "ordinary");
    assert_int_equal(n_readings(k), 0);
    kind_test_as(k, ROLE_TOP_MANAGEMENT);
    assert_done(k, thing_get(&k->ctx, kind, t->id, &found));
    assert_done(k, thing_get(&k->ctx, kind, t->id, &found));
    assert_int_equal(n_readings(k), 1);
    assert_done(k, query_of(&k->ctx, kind, "", &q));
    assert_done(k, query_all(&k->ctx, &q, &all, &n));
    assert_int_equal(n, 2);
    assert_int_equal(n_readings(k), 1);
    ctx_at(&k->ctx, k->ctx.now + 2 * HOUR_MS);
    assert_done(k, query_all(&k->ctx, &q, &all, &n));
    assert_int_equal(n_readings(k), 2);
}

void test_need_to_know__readings_are_in_the_history_once_an_hour(void)
{
    kind_tell(readings);
}
