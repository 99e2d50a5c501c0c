/* provider_test.c - what is filled in for a provider, what it may not be, and who gets in by it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/provider/provider.h"

#include "kind/kind_for_test.h"

static struct provider *draft(struct kind_test *k, const char *profile, const char *issuer)
{
    struct provider *p = (struct provider *)thing_new(&k->ctx, &provider_kind);
    p->title = str_of(profile);
    p->profile = str_of(profile);
    p->issuer = str_of(issuer);
    p->client_id = STR("samstyr");
    return p;
}

static err take(struct kind_test *k, struct provider *p, const char *verb)
{
    return thing_do(&k->ctx, &p->thing, p->thing.version, verb, STR_NONE);
}

/* As provider_secret.c leaves it. */
static void given_secret(struct kind_test *k, const struct provider *p)
{
    assert_done(k, db_run(k->ctx.db, "UPDATE provider SET secret = 'sealed' WHERE id = :id",
                          BINDS(B_INT("id", p->thing.id)), NULL));
}

static void filled(struct kind_test *k)
{
    kind_test_as(k, ROLE_OPERATOR);
    struct provider *p = draft(k, "ansattporten", "");
    assert_done(k, thing_create(&k->ctx, &p->thing));
    assert_str(p->issuer, "https://ansattporten.no");
    assert_str(p->hosts, "ansattporten.no login.ansattporten.no");
    assert_str(p->acr_values, "substantial high");
    p = draft(k, "idporten", "https://test.idporten.no");
    assert_done(k, thing_create(&k->ctx, &p->thing));
    assert_str(p->hosts, "test.idporten.no login.test.idporten.no");
    p = draft(k, "entra", "https://login.microsoftonline.com/7c0e/v2.0");
    assert_done(k, thing_create(&k->ctx, &p->thing));
    assert_str(p->hosts, "login.microsoftonline.com");
}

void test_provider__what_is_known_of_it_is_filled_in(void)
{
    kind_tell(filled);
}

static void wrong(struct kind_test *k)
{
    kind_test_as(k, ROLE_OPERATOR);
    assert_refused(k, thing_create(&k->ctx, &draft(k, "entra", "")->thing),
                   "provider.issuer_missing");
    assert_refused(k, thing_create(&k->ctx, &draft(k, "other", "https://a.example.no/?x")->thing),
                   "provider.issuer_form");
    struct provider *p = draft(k, "other", "https://a.example.no");
    p->hosts = STR("b.example.no");
    assert_refused(k, thing_create(&k->ctx, &p->thing), "provider.hosts_issuer");
    p->hosts = STR("a.example.no");
    p->scopes = STR("profile");
    assert_refused(k, thing_create(&k->ctx, &p->thing), "provider.scopes_openid");
    p->scopes = STR("openid");
    p->representation = STR("resource");
    assert_refused(k, thing_create(&k->ctx, &p->thing), "provider.resource_missing");
    kind_test_as(k, ROLE_OFFICER);
    assert_refused(k, thing_create(&k->ctx, &draft(k, "ansattporten", "")->thing), "error.denied");
}

void test_provider__is_an_operators_and_goes_together(void)
{
    kind_tell(wrong);
}

static void opened(struct kind_test *k)
{
    kind_test_as(k, ROLE_OPERATOR);
    struct provider *p = draft(k, "other", "https://a.example.no");
    p->authentication = STR("client_secret_basic");
    assert_done(k, thing_create(&k->ctx, &p->thing));
    assert_refused(k, take(k, p, "open"), "provider.no_secret");
    given_secret(k, p);
    assert_done(k, take(k, p, "open"));
    p->client_id = STR("another");
    assert_refused(k, thing_change(&k->ctx, &p->thing, p->thing.version), "error.locked");
    assert_done(k, take(k, p, "close"));
}

void test_provider__is_put_to_use_with_a_secret_and_not_changed_meanwhile(void)
{
    kind_tell(opened);
}

static void employed(struct kind_test *k)
{
    int64_t id = 0, roles = 0;
    k->ctx.actor = (struct actor){.person_id = -1};
    assert_done(k,
                provider_person_new(&k->ctx, k->body, STR("Ny Ansatt"), STR("ny@a.example"), &id));
    assert_done(k, db_int(k->ctx.db,
                          "SELECT sum(role_bit) FROM access WHERE person_id = :id AND "
                          "organisation_id = :body",
                          BINDS(B_INT("id", id), B_INT("body", k->body)), &roles));
    assert_int_equal(roles, ROLE_EMPLOYEE);
    assert_int_equal(k->ctx.actor.person_id, -1);
}

void test_provider__lets_in_an_employee_and_no_more(void)
{
    kind_tell(employed);
}
