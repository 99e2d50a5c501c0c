/* access_review_test.c - every role is judged by somebody else, and the year wheel knows when it is
 * done. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/access_review/access_review.h"
#include "domain/grant/grant.h"
#include "kind/kind_for_test.h"

static struct thing *begin(struct kind_test *k)
{
    struct thing *t = thing_new(&k->ctx, &access_review_kind);
    ((struct access_review *)t)->title = STR("Roller");
    assert_done(k, thing_create(&k->ctx, t));
    return t;
}

static struct access_review *as_review(struct thing *t)
{
    return (struct access_review *)t;
}

static size_t rights(struct kind_test *k, struct thing *t, const struct rights_asked *asked,
                     struct reviewed_grant **out)
{
    size_t n;
    int64_t total;
    assert_done(k, access_review_rows(&k->ctx, as_review(t), asked, 0, INT64_MAX, out, &n, &total));
    assert_int_equal(n, total);
    return n;
}

/* Confirms all that the actor may, and tells how many were left. */
static size_t confirm_all(struct kind_test *k, struct thing *t)
{
    struct reviewed_grant *rows;
    size_t n, left = 0;
    n = rights(k, t, &(struct rights_asked){0}, &rows);
    for (size_t i = 0; i < n; i++) {
        if (rows[i].decision.n) {
            continue;
        }
        err e = access_review_decide(&k->ctx, as_review(t), rows[i].id, false, STR_NONE);
        left += e != OK;
        fault_init(&k->ctx.fault, k->ctx.arena);
    }
    return left;
}

static int64_t planned(struct kind_test *k)
{
    const struct kind *activity = kind_named(STR("activity"));
    struct thing *t = thing_new(&k->ctx, activity);
    *field_str(t, kind_field(activity, STR("title"))) = STR("Review of access");
    *field_str(t, kind_field(activity, STR("due_on"))) = STR("2026-12-01");
    *field_str(t, kind_field(activity, STR("template"))) = STR("access-review");
    assert_done(k, thing_create(&k->ctx, t));
    return t->id;
}

static void whole(struct kind_test *k)
{
    int64_t activity = planned(k), n = 0;
    kind_test_as(k, ROLE_OFFICER);
    struct thing *t = begin(k);
    assert_refused(k, thing_do(&k->ctx, t, t->version, "finish", STR_NONE), "access_review.left");
    assert_int_equal(confirm_all(k, t), 1); /* his own role is another's to judge */
    assert_refused(k, thing_do(&k->ctx, t, t->version, "finish", STR_NONE), "access_review.left");
    kind_test_as(k, ROLE_TOP_MANAGEMENT);
    assert_int_equal(confirm_all(k, t), 0);
    assert_done(k, thing_get(&k->ctx, &access_review_kind, t->id, &t));
    assert_done(k, thing_do(&k->ctx, t, t->version, "finish", STR_NONE));
    assert_int_equal(as_review(t)->n_confirmed, N_ROLES);
    assert_int_equal(as_review(t)->n_revoked, 0);
    assert_done(k, db_int(k->ctx.db, "SELECT count(*) FROM activity_done WHERE activity_id = :id",
                          BINDS(B_INT("id", activity)), &n));
    assert_int_equal(n, 1);
    struct reviewed_grant *rows;
    size_t n_rows;
    n_rows = rights(k, t, &(struct rights_asked){0}, &rows);
    assert_int_equal(n_rows, N_ROLES);
    assert_refused(k, access_review_decide(&k->ctx, as_review(t), rows[0].id, false, STR_NONE),
                   "access_review.is_finished");
}

void test_access_review__judges_every_role_and_does_the_activity(void)
{
    kind_tell(whole);
}

static void taking_away(struct kind_test *k)
{
    int64_t n = 1;
    kind_test_as(k, ROLE_OFFICER);
    struct thing *t = begin(k);
    struct reviewed_grant *rows;
    size_t n_rows, at = 0;
    n_rows = rights(k, t, &(struct rights_asked){0}, &rows);
    while (at < n_rows && !str_is(rows[at].role, "employee")) {
        at++;
    }
    assert_refused(k, access_review_decide(&k->ctx, as_review(t), rows[at].id, true, STR("  ")),
                   "form.error.required");
    assert_done(k, access_review_decide(&k->ctx, as_review(t), rows[at].id, true, STR("moved")));
    assert_done(k, db_int(k->ctx.db, "SELECT count(*) FROM access WHERE person_id = :person",
                          BINDS(B_INT("person", kind_test_person(k, ROLE_EMPLOYEE))), &n));
    assert_int_equal(n, 0);
    assert_refused(k, access_review_decide(&k->ctx, as_review(t), rows[at].id, false, STR_NONE),
                   "access_review.is_revoked");
    kind_test_as(k, ROLE_AUDITOR);
    assert_refused(k, access_review_decide(&k->ctx, as_review(t), rows[0].id, false, STR_NONE),
                   "error.denied");
}

void test_access_review__takes_a_role_away_with_a_reason(void)
{
    kind_tell(taking_away);
}

static void found(struct kind_test *k)
{
    enum { MANY = 130 };
    struct reviewed_grant *rows;
    size_t n;
    int64_t total, left, all;
    kind_test_as(k, ROLE_OPERATOR);
    for (int i = 0; i < MANY; i++) {
        str name = str_printf(k->ctx.arena, "Quillfeather%d", i);
        assert_done(k, grant_give(&k->ctx, kind_test_employ(k, name.p), ROLE_ANALYST, false));
    }
    struct thing *t = begin(k);
    assert_int_equal(rights(k, t, &(struct rights_asked){0}, &rows), N_ROLES + MANY);
    assert_int_equal(rights(k, t, &(struct rights_asked){.text = STR("quillfeather77")}, &rows), 1);
    assert_int_equal(rights(k, t, &(struct rights_asked){.text = STR("!")}, &rows), 0);
    assert_int_equal(rights(k, t, &(struct rights_asked){.role = STR("analyst")}, &rows), MANY + 1);
    assert_done(k, access_review_decide(&k->ctx, as_review(t), rows[3].id, false, STR_NONE));
    assert_int_equal(rights(k, t, &(struct rights_asked){.decision = STR("confirmed")}, &rows), 1);
    assert_done(k, access_review_counts(&k->ctx, as_review(t), &left, &all));
    assert_int_equal(left, N_ROLES + MANY - 1);
    assert_int_equal(all, N_ROLES + MANY);
    struct rights_asked undecided = {.decision = STR("undecided"), .longest_away_first = true};
    assert_done(k,
                access_review_rows(&k->ctx, as_review(t), &undecided, 100, 100, &rows, &n, &total));
    assert_int_equal(total, left);
    assert_int_equal(n, left - 100);
}

void test_access_review__finds_every_role_however_many(void)
{
    kind_tell(found);
}
