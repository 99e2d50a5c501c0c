/* finding_test.c - the rules of findings: who mends does not approve. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/finding/finding.h"
#include "kind/kind_for_test.h"

static struct finding *found(struct kind_test *k, enum role owner)
{
    struct finding *f = (struct finding *)thing_new(&k->ctx, &finding_kind);
    kind_test_as(k, ROLE_AUDITOR);
    f->title = STR("Vikarer beholder tilgangen");
    f->severity = STR("major");
    assert_done(k, thing_create(&k->ctx, &f->thing));
    kind_test_as(k, owner);
    f->owner_id = kind_test_person(k, owner);
    f->due_on = STR("2026-12-31");
    f->action = STR("Slette kontoer hver natt");
    return f;
}

static void plan_names_owner_day_and_action(struct kind_test *k)
{
    struct finding *f = found(k, ROLE_LINE_MANAGER);
    f->due_on = STR_NONE;
    assert_refused(k, thing_do(&k->ctx, &f->thing, f->thing.version, "correct", STR_NONE),
                   "form.error.required");
}

void test_finding__plan_names_owner_day_and_action(void)
{
    kind_tell(plan_names_owner_day_and_action);
}

static void nobody_verifies_his_own_work(struct kind_test *k)
{
    struct finding *f = found(k, ROLE_OFFICER);
    assert_done(k, thing_do(&k->ctx, &f->thing, f->thing.version, "correct", STR_NONE));
    kind_test_as(k, ROLE_TOP_MANAGEMENT);
    assert_done(k, thing_do(&k->ctx, &f->thing, f->thing.version, "report-corrected", STR_NONE));
    assert_refused(k, thing_do(&k->ctx, &f->thing, f->thing.version, "verify", STR_NONE),
                   "finding.own_work");
    kind_test_as(k, ROLE_OFFICER);
    assert_refused(k, thing_do(&k->ctx, &f->thing, f->thing.version, "verify", STR_NONE),
                   "finding.own_work");
    kind_test_as(k, ROLE_LINE_MANAGER);
    assert_refused(k, thing_do(&k->ctx, &f->thing, f->thing.version, "verify", STR_NONE),
                   "error.denied");
    kind_test_as(k, ROLE_AUDITOR);
    assert_done(k, thing_do(&k->ctx, &f->thing, f->thing.version, "verify", STR_NONE));
    assert_str(f->verified_on, "2026-11-21");
    assert_done(k,
                thing_do(&k->ctx, &f->thing, f->thing.version, "reopen", STR("To kontoer igjen")));
    assert_str(f->thing.state, "correcting");
    assert_true(str_empty(f->corrected_on) && str_empty(f->verified_on));
}

void test_finding__nobody_verifies_his_own_work(void)
{
    kind_tell(nobody_verifies_his_own_work);
}
