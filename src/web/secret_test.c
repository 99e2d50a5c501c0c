/* secret_test.c - what rests sealed is sealed anew, whole or as it was, and what nothing opens is
 * let be. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/secret.h"

#include "db/db_for_test.h"
#include "db/engine.h"

#include "lists.h"

#define NOW ((int64_t)1795000000000)

enum { PERSONS = 450 }; /* more than two transactions take */

struct house {
    struct test_db *t;
    struct ctx ctx;
    char folder[40];
    struct seal *old, *older, *new, *foreign;
};

static struct seal *key(struct house *h, const char *name)
{
    struct seal *s = seal_open(str_printf(h->ctx.arena, "%s/%s", h->folder, name).p);
    assert_non_null(s);
    return s;
}

static const struct secret *secret_of(const char *purpose)
{
    for (const struct secret *const *s = all_secrets; *s; s++) {
        if (strcmp((*s)->purpose, purpose) == 0) {
            return *s;
        }
    }
    fail_msg("nothing rests for \"%s\"", purpose);
    return NULL;
}

static void insert(struct house *h, const char *sql, const char *purpose, const char *owner,
                   const struct seal *s)
{
    str sealed = secret_seal(&h->ctx, s, secret_of(purpose), str_of(owner), STR("plain"));
    assert_ok(h->t, db_run(h->t->db, sql,
                           BINDS(B_TEXT("owner", str_of(owner)), B_TEXT("sealed", sealed)), NULL));
}

#define PROVIDER(column)                                                                           \
    "UPDATE provider SET " column " = :sealed WHERE uuid = :owner AND " column " IS NULL"

/* Something of every sort, under one of three keys; that of the last person under a foreign one. */
static void house_open(struct house *h, struct test_db *t)
{
    *h = (struct house){.t = t, .folder = "/tmp/samstyr-secret-XXXXXX"};
    assert_non_null(mkdtemp(h->folder));
    ctx_init(&h->ctx, t->arena, t->db, NOW);
    db_report_to(t->db, &t->fault);
    h->old = key(h, "old");
    h->older = key(h, "older");
    h->new = key(h, "new");
    h->foreign = key(h, "foreign");
    assert_ok(t, db_script(t->db,
                           "INSERT INTO organisation (id, uuid, ref, number, name, level, "
                           "created_at, updated_at) VALUES (1, 'o1', 1, '999900011', 'Under', "
                           "'municipality', 1, 1); INSERT INTO provider (id, uuid, "
                           "organisation_id, ref, version, state, title, profile, issuer, "
                           "client_id, authentication, provisioning, created_at, updated_at) "
                           "VALUES (1, 'u1', 1, 1, 1, 'active', 'Entra', 'other', 'https://x.no', "
                           "'c', 'client_secret_post', 'linked', 1, 1)"));
    assert_ok(t, db_begin_write(t->db));
    for (int i = 1; i <= PERSONS; i++) {
        const char *id = str_from_int(t->arena, i).p;
        assert_ok(t, db_run(t->db,
                            "INSERT INTO person (id, uuid, organisation_id, ref, name, email, "
                            "created_at, updated_at) VALUES (:id, :uuid, 1, :id, 'P', :uuid, 1, 1)",
                            BINDS(B_INT("id", i), B_TEXT("uuid", str_of(id))), NULL));
        insert(h,
               "INSERT INTO totp (person_id, secret, created_at, used_step) VALUES (CAST(:owner AS "
               "BIGINT), :sealed, 1, 0)",
               "totp of person ", id,
               i == PERSONS ? h->foreign
               : i % 2      ? h->old
                            : h->older);
    }
    insert(h,
           "INSERT INTO recovery (person_id, key, created_at) VALUES (CAST(:owner AS BIGINT), "
           ":sealed, 1)",
           "recovery codes of person ", "1", h->old);
    insert(h, PROVIDER("secret"), "secret of provider ", "u1", h->old);
    insert(h, PROVIDER("private_key"), "key of provider ", "u1", h->old);
    assert_ok(t, db_commit(t->db));
}

static void house_close(struct house *h)
{
    static const char *const names[] = {"old", "older", "new", "foreign"};
    struct seal *const seals[] = {h->old, h->older, h->new, h->foreign};
    for (size_t i = 0; i < 4; i++) {
        seal_close(seals[i]);
        unlink(str_printf(h->ctx.arena, "%s/%s", h->folder, names[i]).p);
    }
    assert_int_equal(rmdir(h->folder), 0);
}

static err reseal(struct house *h, struct resealing *r)
{
    err e = OK;
    *r = (struct resealing){.to = h->new, .from = {h->old, h->older}};
    for (const struct secret *const *s = all_secrets; *s && !e; s++) {
        e = secret_reseal(&h->ctx, *s, r);
    }
    return e;
}

/* How many secrets of all sorts that key opens. */
static int opened_by(struct house *h, const struct seal *s)
{
    int n = 0;
    for (const struct secret *const *what = all_secrets; *what; what++) {
        struct rows *rows;
        str plain;
        assert_ok(h->t, db_query(h->t->db, (*what)->all, NO_BINDS, &rows));
        while (rows_next(rows)) {
            bool opened =
                secret_open(&h->ctx, s, *what, rows_text(rows, 0), rows_text(rows, 1), &plain);
            assert_true(!opened || str_is(plain, "plain"));
            n += opened;
        }
        assert_ok(h->t, rows_end(rows));
    }
    return n;
}

static void all_of_it(struct test_db *t)
{
    struct house h;
    struct resealing r;
    house_open(&h, t);
    assert_int_equal(opened_by(&h, h.new), 0);
    for (int again = 0; again < 2; again++) {
        assert_ok(t, reseal(&h, &r));
        assert_int_equal(r.n_sealed, PERSONS - 1 + 3);
        assert_int_equal(r.n_lost, 1);
        assert_int_equal(opened_by(&h, h.new), PERSONS - 1 + 3);
        assert_int_equal(opened_by(&h, h.old) + opened_by(&h, h.older), 0);
        assert_int_equal(opened_by(&h, h.foreign), 1); /* untouched */
    }
    house_close(&h);
}

void test_secret__every_sort_is_sealed_anew_and_once(void **state)
{
    (void)state;
    on_each_migrated(all_of_it);
}

/* Whatever call of the database fails, each secret is opened by the one key or the other, and the
   next go does the rest. */
static void broken_off(struct test_db *t)
{
    struct house h;
    struct resealing r;
    int before = 0;
    house_open(&h, t);
    for (int64_t at = 1; at < 2000; at += 97) {
        t->db->fail_at = at;
        err e = reseal(&h, &r);
        bool failed = t->db->fail_at == 0;
        t->db->fail_at = 0;
        assert_int_equal(e, failed ? ERR_BROKEN : OK);
        assert_false(db_in_transaction(t->db));
        int now = opened_by(&h, h.new);
        assert_true(now >= before);
        assert_int_equal(now + opened_by(&h, h.old) + opened_by(&h, h.older), PERSONS - 1 + 3);
        before = now;
    }
    assert_ok(t, reseal(&h, &r));
    assert_int_equal(opened_by(&h, h.new), PERSONS - 1 + 3);
    house_close(&h);
}

void test_secret__sealing_anew_goes_on_where_it_was_broken_off(void **state)
{
    (void)state;
    on_each_migrated(broken_off);
}
