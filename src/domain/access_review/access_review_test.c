/* access_review_test.c - every role is judged by somebody else, and the year wheel knows when it is
 * done. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/access_review/access_review.h"
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

/* Confirms all that the actor may, and tells how many were left. */
static size_t confirm_all(struct kind_test *k, struct thing *t)
{
    struct reviewed_grant *rows;
    size_t n, left = 0;
    assert_done(k, access_review_rows(&k->ctx, as_review(t), &rows, &n));
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
    assert_done(k, access_review_rows(&k->ctx, as_review(t), &rows, &n_rows));
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
    assert_done(k, access_review_rows(&k->ctx, as_review(t), &rows, &n_rows));
    while (!str_is(rows[at].role, "employee")) {
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
