/* catalog_test.c - a catalog comes in whole, once, and goes out as it came. */
/* SPDX-License-Identifier: EUPL-1.2 */
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
