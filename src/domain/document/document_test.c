/* document_test.c - who may approve a document, and what is kept of it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/document/document.h"
#include "kind/kind_for_test.h"

static struct document *draft(struct kind_test *k)
{
    struct document *d = (struct document *)thing_new(&k->ctx, &document_kind);
    d->title = STR("Policy");
    d->type = STR("policy");
    d->body = STR("First text");
    d->next_review_on = STR("2027-11-01");
    assert_done(k, thing_create(&k->ctx, &d->thing));
    return d;
}

static err take(struct kind_test *k, struct document *d, const char *verb, str reason)
{
    return thing_do(&k->ctx, &d->thing, d->thing.version, verb, reason);
}

static void only_top_management(struct kind_test *k)
{
    struct document *d = draft(k);
    kind_test_as(k, ROLE_OFFICER);
    assert_refused(k, take(k, d, "approve", STR_NONE), "error.denied");
    kind_test_as(k, ROLE_TOP_MANAGEMENT);
    assert_done(k, take(k, d, "approve", STR_NONE));
    assert_str(d->thing.state, "approved");
    assert_str(d->approved_on, "2026-11-21");
    assert_str(d->version_label, "1");
}

void test_document__is_approved_by_top_management_only(void)
{
    kind_tell(only_top_management);
}

static void review_to_come(struct kind_test *k)
{
    struct document *d = draft(k);
    d->next_review_on = STR("2026-11-21");
    assert_refused(k, take(k, d, "approve", STR_NONE), "document.review_passed");
    d->next_review_on = STR("2027-01-01");
    d->body = STR(" ");
    assert_refused(k, take(k, d, "approve", STR_NONE), "document.no_body");
}

void test_document__needs_a_text_and_a_day_of_review(void)
{
    kind_tell(review_to_come);
}

static void versions_stay(struct kind_test *k)
{
    struct document *d = draft(k);
    struct document_version *versions;
    size_t n;
    assert_done(k, take(k, d, "approve", STR_NONE));
    d->body = STR("Changed behind their backs");
    assert_refused(k, thing_change(&k->ctx, &d->thing, d->thing.version), "error.locked");
    assert_refused(k, take(k, d, "revise", STR(" ")), "form.error.required");
    assert_done(k, take(k, d, "revise", STR("New law")));
    assert_int_equal(d->approved_on.n, 0);
    d->body = STR("Second text");
    assert_done(k, thing_change(&k->ctx, &d->thing, d->thing.version));
    assert_done(k, take(k, d, "approve", STR_NONE));
    assert_done(k, document_versions(&k->ctx, d, true, &versions, &n));
    assert_int_equal(n, 2);
    assert_str(versions[0].text, "Second text");
    assert_str(versions[0].label, "2");
    assert_str(versions[1].text, "First text");
}

void test_document__keeps_every_approved_text(void)
{
    kind_tell(versions_stay);
}
