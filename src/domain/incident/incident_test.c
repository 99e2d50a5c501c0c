/* incident_test.c - the rules of incidents: clocks, markings, who sees what. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/incident/incident.h"
#include "kind/kind_for_test.h"

static struct incident *reported(struct kind_test *k)
{
    struct incident *i = (struct incident *)thing_new(&k->ctx, &incident_kind);
    i->title = STR("Liste sendt til feil mottakere");
    i->description = STR("31 elever sto i vedlegget.");
    assert_done(k, thing_create(&k->ctx, &i->thing));
    return i;
}

static void judged(struct kind_test *k, struct incident *i, const char *personal_data)
{
    i->personal_data = str_of(personal_data);
    assert_done(k, thing_change(&k->ctx, &i->thing, i->thing.version));
}

static struct incident_notice notice(struct kind_test *k, const struct incident *i,
                                     const char *kind)
{
    struct incident_notice *all;
    size_t n;
    assert_done(k, incident_notices(&k->ctx, i->thing.id, &all, &n));
    for (size_t c = 0; c < n; c++) {
        if (str_is(all[c].kind, kind)) {
            return all[c];
        }
    }
    return (struct incident_notice){.applies = false};
}

static void clocks_follow_the_judgement(struct kind_test *k)
{
    struct incident *i = reported(k);
    assert_false(notice(k, i, "data-protection").applies);
    judged(k, i, "special");
    assert_true(notice(k, i, "data-protection").applies);
    assert_true(notice(k, i, "data-protection").due_at == i->noticed_at + 72 * HOUR_MS);
    assert_false(notice(k, i, "persons").applies);
    i->high_risk_to_persons = i->in_scope_digital_security = 1;
    judged(k, i, "special");
    assert_true(notice(k, i, "persons").applies);
    assert_true(notice(k, i, "digital-security-first").due_at == i->noticed_at + 24 * HOUR_MS);
    assert_str(moment_local(k->ctx.arena, notice(k, i, "digital-security-final").due_at),
               "2026-12-21T10:00");
    judged(k, i, "none");
    assert_false(notice(k, i, "data-protection").applies);
}

void test_incident__clocks_follow_the_judgement(void)
{
    kind_tell(clocks_follow_the_judgement);
}

static void hours_are_exact_over_summer_time(struct kind_test *k)
{
    struct incident_clock clock = {"data-protection", "data_protection_authority", 72, 0};
    int64_t noticed =
        day_moment(STR("2026-10-24"), 12, 0); /* the night to Sunday has an hour more */
    assert_str(moment_local(k->ctx.arena, incident_clock_due(&k->ctx, &clock, noticed)),
               "2026-10-27T11:00");
    noticed = day_moment(STR("2026-03-28"), 12, 0);
    assert_str(moment_local(k->ctx.arena, incident_clock_due(&k->ctx, &clock, noticed)),
               "2026-03-31T13:00");
}

void test_incident__hours_are_exact_over_summer_time(void)
{
    kind_tell(hours_are_exact_over_summer_time);
}

static void a_clock_that_has_run_out_stays(struct kind_test *k)
{
    struct incident *i = reported(k);
    judged(k, i, "ordinary");
    int64_t due = notice(k, i, "data-protection").due_at;
    ctx_at(&k->ctx, due + HOUR_MS);
    i->noticed_at += 5 * HOUR_MS;
    assert_refused(k, thing_change(&k->ctx, &i->thing, i->thing.version),
                   "incident.noticed_at.passed");
    i->noticed_at -= 5 * HOUR_MS;
    judged(k, i, "none");
    assert_true(notice(k, i, "data-protection").due_at == due);
}

void test_incident__a_clock_that_has_run_out_stays(void)
{
    kind_tell(a_clock_that_has_run_out_stays);
}

static void a_late_notice_needs_a_reason(struct kind_test *k)
{
    struct incident *i = reported(k);
    str kind = STR("data-protection");
    judged(k, i, "ordinary");
    ctx_at(&k->ctx, i->noticed_at + 80 * HOUR_MS);
    kind_test_as(k, ROLE_OFFICER);
    assert_refused(k, incident_notice_sent(&k->ctx, i, kind, k->ctx.now, STR_NONE, STR(" ")),
                   "incident.late_reason.required");
    assert_refused(k,
                   incident_notice_sent(&k->ctx, i, kind, k->ctx.now + DAY_MS, STR_NONE, STR("x")),
                   "incident.sent_at.future");
    assert_refused(k, incident_notice_sent(&k->ctx, i, kind, i->noticed_at - 1, STR_NONE, STR_NONE),
                   "incident.sent_at.early");
    assert_done(k, incident_notice_sent(&k->ctx, i, kind, k->ctx.now, STR("26/00123"),
                                        STR("Oppdaget i helgen")));
    assert_str(notice(k, i, "data-protection").reference, "26/00123");
    assert_refused(k, incident_notice_explain(&k->ctx, i, kind, STR("ingen risiko")),
                   "incident.notice.answered");
}

void test_incident__a_late_notice_needs_a_reason(void)
{
    kind_tell(a_late_notice_needs_a_reason);
}

static void closes_when_each_clock_is_answered(struct kind_test *k)
{
    struct incident *i = reported(k);
    judged(k, i, "ordinary");
    kind_test_as(k, ROLE_OFFICER);
    i->handler_id = kind_test_person(k, ROLE_OFFICER);
    i->severity = STR("moderate");
    assert_done(k, thing_do(&k->ctx, &i->thing, i->thing.version, "handle", STR_NONE));
    assert_refused(k, thing_do(&k->ctx, &i->thing, i->thing.version, "close", STR_NONE),
                   "form.error.required");
    i->cause = STR("Like filnavn");
    assert_refused(k, thing_do(&k->ctx, &i->thing, i->thing.version, "close", STR_NONE),
                   "incident.clocks_open");
    assert_done(
        k, incident_notice_explain(&k->ctx, i, STR("data-protection"), STR("Filen var kryptert")));
    assert_done(k, thing_do(&k->ctx, &i->thing, i->thing.version, "close", STR_NONE));
    assert_str(i->closed_on, "2026-11-21");
    i->title = STR("Noe annet");
    assert_refused(k, thing_change(&k->ctx, &i->thing, i->thing.version), "error.locked");
}

void test_incident__closes_when_each_clock_is_answered(void)
{
    kind_tell(closes_when_each_clock_is_answered);
}

static void employees_see_their_own(struct kind_test *k)
{
    struct thing *found;
    struct incident *other = reported(k);
    kind_test_as(k, ROLE_EMPLOYEE);
    struct incident *mine = (struct incident *)thing_new(&k->ctx, &incident_kind);
    mine->title = STR("Rar e-post");
    mine->description = STR("Ba om passord.");
    mine->reported_by_id = kind_test_person(k, ROLE_OFFICER); /* it is his own all the same */
    assert_done(k, thing_create(&k->ctx, &mine->thing));
    assert_done(k, thing_get(&k->ctx, &incident_kind, mine->thing.id, &found));
    assert_refused(k, thing_get(&k->ctx, &incident_kind, other->thing.id, &found), "error.missing");
    assert_refused(
        k,
        incident_notice_sent(&k->ctx, mine, STR("data-protection"), k->ctx.now, STR_NONE, STR_NONE),
        "error.denied");
    kind_test_as(k, ROLE_AUDITOR);
    mine->cause = STR("Nysgjerrighet");
    assert_refused(k, thing_change(&k->ctx, &mine->thing, mine->thing.version), "error.denied");
}

void test_incident__employees_see_their_own(void)
{
    kind_tell(employees_see_their_own);
}

void test_incident__knows_classified_markings(void)
{
    str marking;
    assert_true(incident_is_classified(STR("Notat. BEGRENSET. Se sikkerhetsloven"), &marking));
    assert_str(marking, "BEGRENSET");
    assert_true(incident_is_classified(STR("Til NSM\n Strengt hemmelig \nTekst"), &marking));
    assert_true(incident_is_classified(STR("NATO RESTRICTED"), &marking));
    assert_false(incident_is_classified(STR("Skaden var begrenset til en mappe"), &marking));
    assert_false(incident_is_classified(STR("UBEGRENSET tilgang"), &marking));
    assert_false(incident_is_classified(STR_NONE, &marking));
}

static void classified_text_is_refused(struct kind_test *k)
{
    struct incident *i = (struct incident *)thing_new(&k->ctx, &incident_kind);
    i->title = STR("Avvik");
    i->description = STR("KONFIDENSIELT etter sikkerhetsloven");
    assert_refused(k, thing_create(&k->ctx, &i->thing), "incident.classified");
}

void test_incident__classified_text_is_refused(void)
{
    kind_tell(classified_text_is_refused);
}
