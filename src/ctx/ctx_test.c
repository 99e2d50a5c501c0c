/* ctx_test.c - where a piece of work stands, and what names roles have. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctx/ctx.h"
#include "db/db_for_test.h"
#include "db/engine.h"

static void bodies(struct test_db *t)
{
    assert_ok(t, db_script(t->db, "INSERT INTO organisation (id, uuid, ref, number, name, level, "
                                  "language, demo, created_at, updated_at) VALUES "
                                  "(1, 'o1', 1, '111111111', 'Over', 'state', 'nn', 1, 1, 1);"
                                  "INSERT INTO organisation (id, uuid, ref, number, name, level, "
                                  "language, created_at, updated_at, deleted_at) VALUES "
                                  "(2, 'o2', 2, '222222222', 'Borte', 'state', 'nb', 1, 1, 1)"));
    struct ctx ctx;
    ctx_init(&ctx, t->arena, t->db, 1795000000000);
    assert_int_equal(ctx_body(&ctx, 1), OK);
    assert_str(ctx.body.number, "111111111");
    assert_str(ctx.body.name, "Over");
    assert_int_equal(ctx.body.lang, LANG_NN);
    assert_true(ctx.body.demo);

    assert_int_equal(ctx_body(&ctx, 2), ERR_MISSING); /* was taken away */
    assert_string_equal(ctx.fault.key, "error.missing_body");
    assert_int_equal(ctx.body.id, 1); /* the work stands where it stood */
    for (int64_t at = 1; at <= 2; at++) {
        ctx_init(&ctx, t->arena, t->db, 1795000000000);
        t->db->fail_at = at;
        assert_int_equal(ctx_body(&ctx, 1), ERR_BROKEN);
        assert_int_equal(t->db->fail_at, 0);
    }
    assert_ok(t, db_script(t->db, "UPDATE organisation SET language = 'neutral' WHERE id = 1"));
    assert_int_equal(ctx_body(&ctx, 1), OK);
    assert_int_equal(ctx.body.lang, LANG_NB);
}

void test_ctx__stands_in_a_body_that_is_there(void **state)
{
    on_each_migrated(bodies);
}

void test_ctx__the_system_may_everything_and_others_what_their_roles_may(void **state)
{
    struct arena *a = arena_open();
    struct ctx ctx;
    ctx_init(&ctx, a, NULL, 1795000000000);
    assert_str(ctx.today, "2026-11-18");
    assert_true(ctx_may(&ctx, ROLE_OFFICER));
    assert_int_equal(ctx_proved(&ctx), OK);
    ctx.actor = (struct actor){.person_id = 1, .roles = ROLE_EMPLOYEE};
    assert_false(ctx_may(&ctx, ROLES_MANAGERS));
    assert_true(ctx_may(&ctx, ROLES_BODY));
    assert_int_equal(ctx_proved(&ctx), ERR_PROOF);
    ctx.actor.proved = true;
    assert_int_equal(ctx_proved(&ctx), OK);
    arena_close(a);
}

void test_role__each_has_a_name_and_no_other_has(void **state)
{
    for (int i = 0; i < N_ROLES; i++) {
        enum role role = (enum role)(1 << i);
        assert_int_equal(role_of(str_of(role_name(role))), role);
    }
    assert_int_equal(role_of(STR("emperor")), 0);
    assert_string_equal(role_name((enum role)0), "");
    assert_string_equal(role_name((enum role)(ROLE_OFFICER | ROLE_AUDITOR)), "");
}
