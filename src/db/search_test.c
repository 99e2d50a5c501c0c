/* search_test.c - the same words find the same things on both engines. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "db/db_for_test.h"
#include "db/search.h"

/* The things that are found, as "1 3". */
static str found(struct test_db *t, int64_t organisation_id, const char *kind, const char *typed)
{
    str match = search_query_in(t->arena, t->db, organisation_id, kind, str_of(typed));
    if (!match.p) {
        return STR("nothing asked");
    }
    str sql = str_printf(t->arena, "SELECT thing_id FROM search WHERE %s ORDER BY thing_id",
                         search_condition(t->db));
    struct rows *r;
    assert_ok(t, db_query(t->db, sql.p, BINDS(B_TEXT("search_match", match)), &r));
    str out = STR("");
    while (rows_next(r)) {
        out = str_printf(t->arena, "%.*s%s%d", STR_ARG(out), out.n ? " " : "", (int)rows_int(r, 0));
    }
    assert_ok(t, rows_end(r));
    return out;
}

static void put(struct test_db *t, int64_t organisation_id, const char *kind, int64_t id,
                const char *title, const char *body)
{
    assert_ok(t, db_begin_write(t->db));
    assert_ok(t, search_put(t->db, organisation_id, kind, id, str_of(title), str_of(body)));
    assert_ok(t, db_commit(t->db));
}

static void drop(struct test_db *t, const char *kind, int64_t id)
{
    assert_ok(t, db_begin_write(t->db));
    assert_ok(t, search_drop(t->db, kind, id));
    assert_ok(t, db_commit(t->db));
}

static void finds_by_words(struct test_db *t)
{
    put(t, 1, "risk", 1, "Risikovurdering av e-post",
        "Tilgangene til systemet er ikke gjennomgått.");
    put(t, 1, "risk", 2, "Tap av tilgang", "Skytjenesten er nede. CAFÉ, R-10");
    put(t, 1, "measure", 3, "Gå gjennom tilgangane", "Øving på beredskap; informasjonstryggleik");
    put(t, 2, "risk", 4, "Risikovurderinger", "a\xCC\x8Arsplan"); /* å as two signs */
    static const struct {
        int64_t organisation_id;
        const char *kind, *typed, *ids;
    } cases[] = {
        {0, NULL, "risikovurderinger", "1 4"},
        {0, NULL, "RISIKOVURDERINGEN", "1 4"},
        {1, NULL, "risikovurdering", "1"},
        {0, NULL, "Tilgangene", "1 2 3"},
        {1, "risk", "tilgang", "1 2"},
        {0, "measure", "tilgang", "3"},
        {0, NULL, "risikov", "1 4"},
        {0, NULL, "risikov e-post", ""}, /* only the last word may be a beginning */
        {0, NULL, "e-post risikov", "1"},
        {0, NULL, "informasjons", "3"},
        {0, NULL, "øving", "3"},
        {0, NULL, "øvinga", "3"},
        {0, NULL, "årsplan", "4"},
        {0, NULL, "café", "2"},
        {0, NULL, "R-10", "2"},
        {0, NULL, "tilgang finnesikke", ""},
        {1, "risk", "2_risikovurdering", ""},
        {2, NULL, "tilgang", ""},
        {2, "risk", "risikov", "4"},
        {0, NULL, "  \t ", "nothing asked"},
        {0, NULL, "\"*() -- ;", "nothing asked"},
        {0, NULL, "tilgang\" OR \"beredskap", ""},
        {0, NULL, "tilgang' | 'beredskap", "3"},
        {0, NULL, "NEAR(tilgang) AND", ""},
        {0, NULL, "stemmed:tilgang", ""},
        {0, NULL, "\xFF\xFE", "nothing asked"},
        {0, NULL,
         "\xFF"
         "beredskap\xC3",
         "3"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        str ids = found(t, cases[i].organisation_id, cases[i].kind, cases[i].typed);
        if (!str_is(ids, cases[i].ids)) {
            print_error("\"%s\"\n", cases[i].typed);
        }
        assert_str(ids, cases[i].ids);
    }
}

void test_search__finds_things_by_their_words(void)
{
    on_each_migrated(finds_by_words);
}

static void follows_changes(struct test_db *t)
{
    put(t, 1, "risk", 1, "Brann i serverrom", "");
    put(t, 1, "risk", 1, "Flom i kjeller", "");
    assert_str(found(t, 1, NULL, "brann"), "");
    assert_str(found(t, 1, NULL, "flom"), "1");
    drop(t, "measure", 1);
    assert_str(found(t, 1, NULL, "flom"), "1");
    drop(t, "risk", 1);
    assert_str(found(t, 1, NULL, "flom"), "");
    assert_ok(t, db_begin_write(t->db));
    assert_ok(t, search_put(t->db, 1, "risk", 2, STR("Strømbrudd"), STR("")));
    db_rollback(t->db);
    assert_str(found(t, 1, NULL, "strømbrudd"), "");
    assert_ok(t, search_purge(t->db));
}

void test_search__follows_what_changes(void)
{
    on_each_migrated(follows_changes);
}
