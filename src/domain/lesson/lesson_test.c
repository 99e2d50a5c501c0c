/* lesson_test.c - the rules of lessons: one source, and no use without a place of use. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/lesson/lesson.h"
#include "domain/measure/measure.h"
#include "kind/kind_for_test.h"

static int64_t measure(struct kind_test *k)
{
    struct measure *m = (struct measure *)thing_new(&k->ctx, &measure_kind);
    m->title = STR("Varslingsliste på papir");
    assert_done(k, thing_create(&k->ctx, &m->thing));
    return m->thing.id;
}

static int64_t incident(struct kind_test *k)
{
    struct thing *t = thing_new(&k->ctx, kind_named(STR("incident")));
    *field_str(t, kind_field(t->kind, STR("title"))) = STR("Strøm borte");
    *field_str(t, kind_field(t->kind, STR("description"))) = STR("I elleve timer.");
    assert_done(k, thing_create(&k->ctx, t));
    return t->id;
}

static struct lesson *learned(struct kind_test *k)
{
    struct lesson *l = (struct lesson *)thing_new(&k->ctx, &lesson_kind);
    l->title = STR("Listen må finnes på papir");
    return l;
}

static void takes_its_source_from_its_link(struct kind_test *k)
{
    struct lesson *l = learned(k);
    assert_refused(k, thing_create(&k->ctx, &l->thing), "lesson.source.missing");
    l->source = STR("incident");
    assert_refused(k, thing_create(&k->ctx, &l->thing), "lesson.incident.missing");
    l->incident_id = incident(k);
    l->source = STR("exercise");
    assert_refused(k, thing_create(&k->ctx, &l->thing), "lesson.link.other");
    l->source = STR_NONE;
    assert_done(k, thing_create(&k->ctx, &l->thing));
    assert_str(l->source, "incident");
}

void test_lesson__takes_its_source_from_its_link(void)
{
    kind_tell(takes_its_source_from_its_link);
}

static void counts_only_where_it_was_used(struct kind_test *k)
{
    struct lesson *l = learned(k);
    l->source = STR("other");
    assert_done(k, thing_create(&k->ctx, &l->thing));
    assert_refused(k, thing_do(&k->ctx, &l->thing, l->thing.version, "use", STR_NONE),
                   "lesson.no_link");
    int64_t ids[] = {measure(k)};
    l->measure_ids = (struct ids){ids, 1};
    assert_done(k, thing_do(&k->ctx, &l->thing, l->thing.version, "use", STR_NONE));
    assert_str(l->used_on, "2026-11-21");
    l->measure_ids.n = 0;
    assert_refused(k, thing_change(&k->ctx, &l->thing, l->thing.version), "lesson.no_link");
}

void test_lesson__counts_only_where_it_was_used(void)
{
    kind_tell(counts_only_where_it_was_used);
}

static void closed_without_use_says_why(struct kind_test *k)
{
    struct lesson *l = learned(k);
    l->source = STR("other");
    assert_done(k, thing_create(&k->ctx, &l->thing));
    assert_refused(k, thing_do(&k->ctx, &l->thing, l->thing.version, "close-without-use", STR_NONE),
                   "form.error.required");
    assert_done(
        k, thing_do(&k->ctx, &l->thing, l->thing.version, "close-without-use", STR("For dyrt")));
    assert_true(str_empty(l->used_on));
}

void test_lesson__closed_without_use_says_why(void)
{
    kind_tell(closed_without_use_says_why);
}
