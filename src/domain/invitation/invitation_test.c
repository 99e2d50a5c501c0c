/* invitation_test.c - who is invited gets what the inviter could give, and only he. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/invitation/invitation.h"
#include "kind/kind_for_test.h"
#include "kind/store.h"

/* Somebody employed in another body, and the work back in the first one. */
static int64_t outsider(struct kind_test *k, const char *name)
{
    int64_t other = kind_test_body(k, "991825827", 0);
    assert_done(k, ctx_body(&k->ctx, other));
    int64_t id = kind_test_employ(k, name);
    assert_done(k, ctx_body(&k->ctx, k->body));
    return id;
}

static str address_of_person(struct kind_test *k, int64_t id)
{
    str email;
    assert_done(k, db_text(k->ctx.db, k->ctx.arena, "SELECT email FROM person WHERE id = :id",
                           BINDS(B_INT("id", id)), &email));
    return email;
}

static struct thing *invited(struct kind_test *k, str email, const char *role)
{
    struct thing *t = thing_new(&k->ctx, &invitation_kind);
    ((struct invitation *)t)->email = email;
    ((struct invitation *)t)->role = str_of(role);
    return t;
}

static void as_outsider(struct kind_test *k, int64_t id)
{
    k->ctx.actor = (struct actor){.person_id = id, .email = address_of_person(k, id)};
    k->ctx.body = (struct body){0};
}

static int64_t n_roles(struct kind_test *k, int64_t person_id, enum role role)
{
    int64_t n = 0;
    assert_done(k, db_int(k->ctx.db,
                          "SELECT count(*) FROM access WHERE person_id = :person AND "
                          "organisation_id = :body AND role_bit = :role",
                          BINDS(B_INT("person", person_id), B_INT("body", k->body),
                                B_INT("role", role)),
                          &n));
    return n;
}

static void accepting(struct kind_test *k)
{
    int64_t auditor = outsider(k, "auditor-elsewhere");
    str email = address_of_person(k, auditor), secret;
    struct offer o;
    kind_test_as(k, ROLE_OFFICER);
    struct thing *t = invited(k, email, "auditor");
    assert_done(k, thing_create(&k->ctx, t));
    assert_done(k, invitation_link(&k->ctx, t, &secret));
    /* Nobody else can use the link, and it says nothing to them. */
    as_outsider(k, kind_test_person(k, ROLE_EMPLOYEE));
    assert_refused(k, invitation_find(&k->ctx, secret, &o), "error.missing");
    as_outsider(k, auditor);
    assert_refused(k, invitation_find(&k->ctx, STR("guessed"), &o), "error.missing");
    assert_int_equal(n_roles(k, auditor, ROLE_AUDITOR), 0);
    assert_done(k, invitation_find(&k->ctx, secret, &o));
    assert_true(str_is(o.role, "auditor"));
    assert_done(k, invitation_accept(&k->ctx, &o));
    assert_int_equal(n_roles(k, auditor, ROLE_AUDITOR), 1);
    /* Once. */
    as_outsider(k, auditor);
    assert_refused(k, invitation_find(&k->ctx, secret, &o), "error.missing");
}

void test_invitation__gives_the_role_to_the_one_it_was_meant_for(void)
{
    kind_tell(accepting);
}

static void limits(struct kind_test *k)
{
    int64_t person = outsider(k, "somebody-elsewhere");
    str email = address_of_person(k, person), secret;
    kind_test_as(k, ROLE_OFFICER);
    k->ctx.actor.email = STR("me@body.example");
    assert_refused(k, thing_create(&k->ctx, invited(k, email, "operator")), "grant.above_granter");
    assert_refused(k, thing_create(&k->ctx, invited(k, STR("Me@body.example"), "employee")),
                   "grant.to_oneself");
    /* An address that nobody has is invited in the same way. */
    assert_done(k, thing_create(&k->ctx, invited(k, STR("nobody@elsewhere.example"), "auditor")));
    struct thing *t = invited(k, email, "auditor");
    ((struct invitation *)t)->subtree = 1;
    assert_refused(k, thing_create(&k->ctx, t), "grant.outside_subtree");
    kind_test_as(k, ROLE_EMPLOYEE);
    assert_refused(k, thing_create(&k->ctx, invited(k, email, "employee")), "error.denied");
    /* What a stronger one offered, a weaker one cannot make a link for. */
    kind_test_as(k, ROLE_OPERATOR);
    t = invited(k, email, "operator");
    assert_done(k, thing_create(&k->ctx, t));
    kind_test_as(k, ROLE_OFFICER);
    assert_refused(k, invitation_link(&k->ctx, t, &secret), "grant.above_granter");
}

void test_invitation__is_within_the_rights_of_the_inviter(void)
{
    kind_tell(limits);
}

static void lapsed(struct kind_test *k)
{
    int64_t person = outsider(k, "somebody-elsewhere");
    str secret;
    struct offer o;
    kind_test_as(k, ROLE_OFFICER);
    struct thing *t = invited(k, address_of_person(k, person), "auditor");
    assert_done(k, thing_create(&k->ctx, t));
    assert_done(k, invitation_link(&k->ctx, t, &secret));
    assert_done(k, db_run(k->ctx.db, "UPDATE role_grant SET state = 'revoked' WHERE person_id = :id",
                          BINDS(B_INT("id", kind_test_person(k, ROLE_OFFICER))), NULL));
    as_outsider(k, person);
    assert_done(k, invitation_find(&k->ctx, secret, &o));
    assert_refused(k, invitation_accept(&k->ctx, &o), "invitation.stale");
    assert_int_equal(n_roles(k, person, ROLE_AUDITOR), 0);
    ctx_at(&k->ctx, k->ctx.now + (INVITATION_DAYS + 1) * DAY_MS);
    assert_refused(k, invitation_find(&k->ctx, secret, &o), "error.missing");
}

void test_invitation__lapses_with_the_inviters_rights_and_with_time(void)
{
    kind_tell(lapsed);
}
