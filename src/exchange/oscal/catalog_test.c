/* catalog_test.c - a catalog comes in whole, once, and goes out as it came. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "db/engine.h"
#include "exchange/exchange.h"
#include "exchange/oscal/prose.h"
#include "format/json/read.h"
#include "format/oscal/read.h"
#include "kind/kind_for_test.h"

static str file(struct arena *a, const char *path)
{
    enum { MOST = 1 << 20 };
    char *text = arena_alloc(a, MOST);
    FILE *f = fopen(path, "re");
    assert_non_null(f);
    size_t n = fread(text, 1, MOST, f);
    fclose(f);
    return str_n(text, n);
}

static struct oscal_counts counts_of(struct kind_test *k, str text)
{
    const struct oscal_catalog *c = NULL;
    assert_int_equal(oscal_read(k->ctx.arena, text, &json_limits_document, &c, NULL), OK);
    return c->counts;
}

static err import(struct kind_test *k, struct exchange_work *w, str text)
{
    w->file = STR("test.json");
    w->text = text;
    return exchange_named(STR("oscal-catalog"), EXCHANGE_IN)->in(&k->ctx, w);
}

static int64_t count(struct kind_test *k, const char *table)
{
    int64_t n = 0;
    assert_done(k, db_int(k->ctx.db, str_printf(k->ctx.arena, "SELECT count(*) FROM %s", table).p,
                          NO_BINDS, &n));
    return n;
}

static void there_and_back(struct kind_test *k)
{
    str text = file(k->ctx.arena, "src/format/oscal/cases/whole.json"), code;
    struct oscal_counts in = counts_of(k, text);
    struct exchange_work w = {0}, again = {0}, out = {0};
    struct buf b;
    assert_done(k, import(k, &w, text));
    assert_int_equal(count(k, "requirement WHERE node = 'group'"), in.groups);
    assert_int_equal(count(k, "requirement WHERE node <> 'group'"), in.controls);
    assert_int_equal(count(k, "requirement_part"), in.parts);
    assert_done(k, import(k, &again, text));
    assert_int_equal(again.n_counts, 0);
    assert_done(k, db_text(k->ctx.db, k->ctx.arena, "SELECT code FROM framework", NO_BINDS, &code));
    buf_init(&b, k->ctx.arena, MIB);
    out.out = &b;
    out.name = code;
    assert_done(k, exchange_named(STR("oscal-catalog"), EXCHANGE_OUT)->out(&k->ctx, &out));
    struct oscal_counts back = counts_of(k, buf_as_str(&b));
    assert_memory_equal(&in, &back, sizeof in);
}

void test_oscal_catalog__goes_out_as_it_came_in(void)
{
    kind_tell(there_and_back);
}

#define CATALOG(controls)                                                                          \
    "{\"catalog\":{\"uuid\":\"c3da6d1d-c20c-4c7c-ae73-4010a9ba5ba1\",\"metadata\":{\"title\":"     \
    "\"T\","                                                                                       \
    "\"last-modified\":\"2026-01-01T00:00:00Z\",\"version\":\"1\",\"oscal-version\":\"1.1.2\"},"   \
    "\"controls\":[" controls "]}}"

static void newer(struct kind_test *k)
{
    struct exchange_work w = {0};
    str state;
    assert_done(
        k, import(k, &w,
                  STR(CATALOG("{\"id\":\"a\",\"title\":\"A\"},{\"id\":\"b\",\"title\":\"B\"}"))));
    int64_t id = count(k, "requirement");
    assert_int_equal(id, 2);
    ctx_at(&k->ctx, KIND_TEST_NOW + DAY_MS);
    assert_done(
        k, import(k, &w,
                  STR(CATALOG("{\"id\":\"b\",\"title\":\"B\"},{\"id\":\"c\",\"title\":\"C\"}"))));
    assert_int_equal(count(k, "requirement"), 3);
    assert_int_equal(count(k, "framework"), 1);
    assert_done(k, db_text(k->ctx.db, k->ctx.arena,
                           "SELECT state FROM requirement WHERE code = 'a'", NO_BINDS, &state));
    assert_str(state, "withdrawn");
    assert_refused(k, import(k, &w, STR("{\"profile\":{}}")), "oscal.not_read");
}

void test_oscal_catalog__newer_one_withdraws_what_it_lacks(void)
{
    kind_tell(newer);
}

/* ---- a database that fails
 * ---------------------------------------------------------------------------------- */

#define EDITION(version, more)                                                                     \
    "{\"catalog\":{\"uuid\":\"c3da6d1d-c20c-4c7c-ae73-4010a9ba5ba1\",\"metadata\":{\"title\":"     \
    "\"T\",\"last-modified\":\"2026-01-01T00:00:00Z\",\"version\":\"" version                      \
    "\",\"oscal-version\":\"1.1.2\"},\"groups\":[{\"title\":\"G\",\"groups\":[{\"id\":\"g2\","     \
    "\"title\":\"G2\",\"controls\":[{\"id\":\"c1\",\"title\":\"C\",\"params\":[{\"id\":\"p1\","    \
    "\"label\":\"often\"}],\"parts\":[{\"name\":\"statement\",\"prose\":\"Do it {{ insert: "       \
    "param, p1 }}.\",\"parts\":[{\"id\":\"c1.a\",\"name\":\"item\",\"prose\":\"a\"}]}],"           \
    "\"controls\":[{\"id\":\"c1.1\",\"title\":\"E\"}]}]}]}],\"controls\":[{\"id\":\"c2\","         \
    "\"title\":\"C2\"" more "}]}}"

/* Does the work while each call of the database in turn fails, until none does; before that nothing
   of it may be there. */
static void in_whole_or_not(struct kind_test *k, const char *text, const char *census)
{
    int64_t before = count(k, census);
    err e = ERR_BROKEN;
    assert_done(k, db_commit(k->ctx.db));
    for (int64_t n = 1; e; n++) {
        struct exchange_work w = {0};
        assert_done(k, db_begin_write(k->ctx.db));
        k->ctx.db->fail_at = n;
        e = import(k, &w, str_of(text));
        bool failed = k->ctx.db->fail_at == 0;
        k->ctx.db->fail_at = 0;
        assert_int_equal(e, failed ? ERR_BROKEN : OK);
        if (e) {
            db_rollback(k->ctx.db);
            fault_init(&k->ctx.fault, k->ctx.arena);
            db_report_to(k->ctx.db, &k->ctx.fault);
            assert_int_equal(count(k, census), before);
        }
        assert_true(n < 1000);
    }
    assert_true(count(k, census) > before);
}

static void fails(struct kind_test *k)
{
    struct exchange_work out = {.name = STR("t")};
    struct buf b;
    in_whole_or_not(k, EDITION("1", ""), "requirement");
    ctx_at(&k->ctx, KIND_TEST_NOW + DAY_MS);
    in_whole_or_not(k, EDITION("2", "},{\"id\":\"c3\",\"title\":\"C3\""), "requirement");
    err e = ERR_BROKEN;
    for (int64_t n = 1; e; n++) {
        buf_init(&b, k->ctx.arena, MIB);
        out.out = &b;
        k->ctx.db->fail_at = n;
        e = exchange_named(STR("oscal-catalog"), EXCHANGE_OUT)->out(&k->ctx, &out);
        k->ctx.db->fail_at = 0;
        if (e) {
            assert_int_equal(b.n, 0);
            db_rollback(k->ctx.db);
            assert_done(k, db_begin_write(k->ctx.db));
            assert_true(n < 1000);
        }
    }
    assert_true(str_contains(buf_as_str(&b), STR("\"c1.1\"")));
}

void test_oscal_catalog__comes_in_and_goes_out_whole_or_not_at_all(void)
{
    kind_tell(fails);
}

/* ---- names
 * --------------------------------------------------------------------------------------------------
 */

/* By which name a catalog of that title is known here. */
static void assert_code(struct kind_test *k, const char *title, const char *code)
{
    struct exchange_work w = {0};
    str found;
    str text =
        str_printf(k->ctx.arena,
                   "{\"catalog\":{\"uuid\":\"c3da6d1d-c20c-4c7c-ae73-4010a9ba5ba1\","
                   "\"metadata\":{\"title\":\"%s\",\"last-modified\":\"2026-01-01T00:00:00Z\","
                   "\"version\":\"1\",\"oscal-version\":\"1.1.2\"}}}",
                   title);
    assert_done(k, import(k, &w, text));
    assert_done(k,
                db_text(k->ctx.db, k->ctx.arena,
                        "SELECT code FROM framework ORDER BY id DESC LIMIT 1", NO_BINDS, &found));
    assert_str(found, code);
}

static void names(struct kind_test *k)
{
    assert_code(k, "NIST SP 800-53 Revision 5 controls", "nist-800-53-5");
    assert_code(k, "NIST SP 800-53 Revision 5 LOW BASELINE",
                "nist-sp-800-53-revision-5-low-baseline");
    assert_code(k, "The Cybersecurity Framework 2.0", "nist-csf-2.0");
    assert_code(k, "  Grunnprinsipper {v. 2.1} ~", "grunnprinsipper-v.-2.1-");
    assert_code(k, "?!", "catalog");
    assert_code(k, "0123456789012345678901234567890123456789012345678901234567890123456789",
                "012345678901234567890123456789012345678901234567890123456789");
    struct exchange_work none = {.name = STR("none")};
    assert_refused(k, exchange_named(STR("oscal-catalog"), EXCHANGE_OUT)->out(&k->ctx, &none),
                   "oscal.no_catalog");
}

void test_oscal_catalog__has_the_name_that_others_use_or_one_of_its_title(void)
{
    kind_tell(names);
}

void test_oscal_prose__fills_in_parameters(void)
{
    struct arena *a = arena_open();
    const struct oscal_param params[] = {{.id = STR("p1"), .label = STR("how often")}};
    const struct oscal_prop label[] = {{.name = STR("label"), .value = STR("a.")}};
    const struct oscal_part items[] = {{.name = STR("item"),
                                        .props = label,
                                        .n_props = 1,
                                        .prose = STR("Test {{ insert: param, p1 }} and {{ x }}.")}};
    const struct oscal_part parts[] = {
        {.name = STR("statement"), .prose = STR("Do:"), .parts = items, .n_parts = 1}};
    const struct oscal_control c = {
        .id = STR("c"), .params = params, .n_params = 1, .parts = parts, .n_parts = 1};
    assert_str(oscal_prose(a, &c).text, "Do:\n\n- a. Test [how often] and {{ x }}.");
    arena_close(a);
}
