/* index_test.c - what an earlier release left out of the search is found after the upgrade. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/index.h"

#include "db/search.h"
#include "kind/kind_for_test.h"
#include "kind/query.h"

static int64_t found(struct kind_test *k, const char *kind, const char *query)
{
    struct query q;
    int64_t n = 0;
    assert_done(k, query_of(&k->ctx, kind_named(str_of(kind)), query, &q));
    assert_done(k, query_count(&k->ctx, &q, &n));
    return n;
}

/* One of a kind whose texts stand in three languages, written past the verbs. */
static int64_t basis(struct kind_test *k)
{
    int64_t id = 0;
    assert_done(k, db_int(k->ctx.db,
                          "INSERT INTO legal_basis (uuid, ref, version, state, created_at, "
                          "updated_at, code, name_nb, name_nn, name_en) VALUES ('u', 900, 1, "
                          "'active', 0, 0, 'c', 'Sikkerhetsloven', 'Tryggingslova', 'Quillfeather "
                          "Act') RETURNING id",
                          NO_BINDS, &id));
    return id;
}

static void upgraded(struct kind_test *k)
{
    enum { MANY = 450 }; /* more than are taken at once */
    int64_t ids[MANY];
    basis(k);
    for (int i = 0; i < MANY; i++) {
        ids[i] = kind_test_employ(k, str_printf(k->ctx.arena, "Quillfeather%d", i).p);
    }
    kind_test_as(k, ROLE_OFFICER);
    assert_int_equal(found(k, "person", "q=quillfeather449"), 1);
    for (int i = 0; i < MANY; i++) {
        assert_done(k, search_drop(k->ctx.db, "person", ids[i]));
    }
    assert_done(k, db_run(k->ctx.db, "UPDATE person SET deleted_at = 1 WHERE id = :id",
                          BINDS(B_INT("id", ids[0])), NULL));
    assert_int_equal(found(k, "person", "q=quillfeather449"), 0);
    assert_int_equal(found(k, "legal_basis", "q=quillfeather"), 0);
    assert_done(k, index_complete(&k->ctx));
    assert_int_equal(found(k, "person", "q=quillfeather449"), 1);
    assert_int_equal(found(k, "person", "q=quillfeather"), MANY - 1);
    assert_int_equal(found(k, "legal_basis", "q=quillfeather"), 1);
    assert_int_equal(found(k, "legal_basis", "q=tryggingslova"), 1);

    int64_t n = 0;
    const char *in_index = "SELECT count(*) FROM search WHERE kind = 'person' AND thing_id = :id";
    assert_done(k, db_int(k->ctx.db, in_index, BINDS(B_INT("id", ids[0])), &n));
    assert_int_equal(n, 0); /* what lies in the wastebasket is not found */
}

void test_index__finds_what_an_earlier_release_did_not_search(void)
{
    kind_tell(upgraded);
}
