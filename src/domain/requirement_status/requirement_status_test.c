/* requirement_status_test.c - each requirement is answered once, and what is left out is left out
 * for a reason. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/requirement_status/requirement_status.h"
#include "kind/kind_for_test.h"

static void norm(struct kind_test *k)
{
    assert_done(k, db_run(k->ctx.db,
                          "INSERT INTO framework (uuid, ref, version, state, urn, code, is_norm, "
                          "created_at, updated_at) "
                          "VALUES ('f', 1, 1, 'active', 'urn:f', 'common-norm', 1, 1, 1)",
                          NO_BINDS, NULL));
    static const char *const codes[] = {"A", "A.1", "A.2"};
    for (int i = 0; i < 3; i++) {
        assert_done(k, db_run(k->ctx.db,
                              "INSERT INTO requirement (uuid, ref, version, state, framework_id, "
                              "urn, code, sort_key, node, "
                              "title_nb, is_assessable, created_at, updated_at) "
                              "SELECT :code, :i, 1, 'active', id, :code, :code, :code, 'control', "
                              ":code, :assessable, 1, 1 "
                              "FROM framework",
                              BINDS(B_TEXT("code", str_of(codes[i])), B_INT("i", i + 1),
                                    B_INT("assessable", i > 0)),
                              NULL));
    }
}

static struct requirement_status *status(struct kind_test *k, const char *title)
{
    struct thing *t = NULL;
    assert_done(k, thing_find_by(&k->ctx, &requirement_status_kind, "title", str_of(title), &t));
    return (struct requirement_status *)t;
}

static void filling(struct kind_test *k)
{
    int64_t n = 0;
    norm(k);
    assert_done(k, requirement_status_fill(&k->ctx, &n));
    assert_int_equal(n, 2);
    assert_done(k, requirement_status_fill(&k->ctx, &n));
    assert_int_equal(n, 0);
    struct thing *t = thing_new(&k->ctx, &requirement_status_kind);
    struct requirement_status *s = (struct requirement_status *)t;
    s->requirement_id = status(k, "A.1")->requirement_id;
    assert_refused(k, thing_create(&k->ctx, t), "form.error.taken");
    assert_done(k, db_int(k->ctx.db, "SELECT id FROM requirement WHERE code = 'A'", NO_BINDS,
                          &s->requirement_id));
    assert_refused(k, thing_create(&k->ctx, t), "requirement_status.group_only");
}

void test_requirement_status__is_made_once_for_each_requirement(void)
{
    kind_tell(filling);
}

static void assessing(struct kind_test *k)
{
    norm(k);
    assert_done(k, requirement_status_fill(&k->ctx, NULL));
    kind_test_as(k, ROLE_LINE_MANAGER);
    struct requirement_status *s = status(k, "A.1");
    s->applicability = STR("not_applicable");
    assert_refused(k, thing_do(&k->ctx, &s->thing, 1, "assess", STR_NONE),
                   "requirement_status.reason_missing");
    s = status(k, "A.1");
    s->status = STR("in_place");
    assert_done(k, thing_do(&k->ctx, &s->thing, 1, "assess", STR_NONE));
    s = status(k, "A.1");
    assert_str(s->assessed_on, "2026-11-21");
    assert_str(s->next_on, "2027-11-21");
    s->requirement_id = status(k, "A.2")->requirement_id;
    assert_refused(k, thing_change(&k->ctx, &s->thing, 2), "form.error.taken");
    kind_test_as(k, ROLE_AUDITOR);
    s = status(k, "A.2");
    assert_refused(k, thing_do(&k->ctx, &s->thing, 1, "assess", STR_NONE), "error.denied");
    kind_test_as(k, ROLE_EMPLOYEE);
    struct thing *t;
    assert_refused(k, thing_get(&k->ctx, &requirement_status_kind, s->thing.id, &t),
                   "error.missing");
}

void test_requirement_status__assessment_is_a_dated_fact(void)
{
    kind_tell(assessing);
}
