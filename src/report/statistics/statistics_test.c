/* statistics_test.c - known shares from known facts, and what nobody may work out. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/measure/measure.h"
#include "exchange/library/library.h"
#include "kind/kind_for_test.h"
#include "report/statistics/question.h"

static struct statistics s;

static void put(struct kind_test *k, int64_t body, int year, int indicator, int value)
{
    assert_done(k, db_run(k->ctx.db,
                          "INSERT INTO yearly_fact (organisation_id, year, indicator, value, "
                          "source, demo) VALUES (:body, :year, :indicator, :value, 'test', 0)",
                          BINDS(B_INT("body", body), B_INT("year", year),
                                B_INT("indicator", indicator), B_INT("value", value)),
                          NULL));
}

static int64_t body(struct kind_test *k, int number, const char *county, int64_t population,
                    bool in_use)
{
    struct thing *t = thing_new(&k->ctx, kind_named(STR("organisation")));
    *field_str(t, kind_field(t->kind, STR("name"))) = str_printf(k->ctx.arena, "Body %d", number);
    *field_str(t, kind_field(t->kind, STR("code"))) = str_printf(k->ctx.arena, "T%d", number);
    *field_str(t, kind_field(t->kind, STR("level"))) = STR("municipality");
    *field_str(t, kind_field(t->kind, STR("county_code"))) = str_of(county);
    *field_int(t, kind_field(t->kind, STR("population"))) = population;
    *field_int(t, kind_field(t->kind, STR("in_use"))) = in_use;
    assert_done(k, thing_create(&k->ctx, t));
    return t->id;
}

static int county(const char *code)
{
    int i = (int)s.n_counties - 1;
    while (i >= 0 && !str_is(s.counties[i].code, code)) {
        i--;
    }
    return i;
}

/* The test's own body has no place and is left out. */
static void leave_out_own(struct kind_test *k)
{
    assert_done(k, db_run(k->ctx.db, "UPDATE organisation SET in_use = 0 WHERE id = :id",
                          BINDS(B_INT("id", k->body)), NULL));
}

/* 12 small in one county, 3 and 10 large in two others. */
static void known_shares(struct kind_test *k)
{
    leave_out_own(k);
    for (int i = 0; i < 25; i++) {
        const char *where = i < 12 ? "46" : i < 15 ? "03" : "11";
        int64_t id = body(k, i, where, i < 12 ? 3000 : 50000, false);
        put(k, id, 2024, 1, i % 3 == 0);
    }
    assert_done(k, statistics_read(&k->ctx, &s));
    struct figure f = statistics_figure(&s, 2, 2024, 0, ALL, ALL);
    assert_true(f.is_shown);
    assert_int_equal(f.n, 25);
    assert_int_equal(f.tenths, 360); /* 9 of 25 */
    f = statistics_figure(&s, 2, 2024, 0, county("03"), ALL);
    assert_false(f.is_shown);
    assert_string_equal(f.symbol, ":");
    assert_int_equal(f.n, 3);
    /* One more is hidden, or the three would be the rest of 25: the smallest, with ten. */
    assert_string_equal(statistics_figure(&s, 2, 2024, 0, county("11"), ALL).symbol, ":");
    f = statistics_figure(&s, 2, 2024, 0, county("46"), ALL);
    assert_int_equal(f.tenths, 333); /* 4 of 12 */
    assert_string_equal(statistics_figure(&s, 0, 2024, 0, ALL, ALL).symbol, "..");
    assert_string_equal(statistics_figure(&s, 2, 2024, 0, ALL, 1).symbol, ".");
}

void test_statistics__hides_the_few_and_one_more(void)
{
    kind_tell(known_shares);
}

/* Whoever asks for every choice there is and subtracts gets nowhere: the shown figures of one
   level, year and indicator are one table, whatever was chosen. */
static void all_choices(struct kind_test *k)
{
    struct exchange_work w = {0};
    assert_done(k, library_read_all(&k->ctx, &w));
    assert_done(k, statistics_demo(&k->ctx, 1));
    leave_out_own(k);
    assert_done(k, statistics_read(&k->ctx, &s));
    assert_int_equal(s.n_counties, 15);
    int64_t hidden = 0;
    for (int year = 2019; year <= 2026; year++) {
        for (int i = 0; i < N_INDICATORS; i++) {
            assert_true(statistics_figure(&s, 2, year, i, ALL, ALL).is_shown);
            for (int c = ALL; c < (int)s.n_counties; c++) {
                int shown = 0;
                for (int z = ALL; z < N_SIZES; z++) {
                    struct figure f = statistics_figure(&s, 2, year, i, c, z);
                    assert_true(!f.is_shown || (f.n >= LEAST_BODIES && f.tenths > 0));
                    hidden += !f.is_shown && f.n > 0;
                    shown += f.is_shown || f.n == 0;
                }
                assert_int_not_equal(shown, N_SIZES); /* one hidden of four would follow */
            }
        }
    }
    assert_true(hidden > 0);
    /* Oslo is alone in its county. */
    assert_string_equal(statistics_figure(&s, 2, 2025, 0, county("03"), ALL).symbol, ":");
    /* County municipalities are shown together, never one by one. */
    struct figure f = statistics_figure(&s, 1, 2025, 0, ALL, ALL);
    assert_true(f.is_shown && f.n == 14);
    for (int c = 0; c < (int)s.n_counties; c++) {
        assert_false(statistics_figure(&s, 1, 2025, 0, c, ALL).is_shown);
    }
}

void test_statistics__withstands_every_choice_in_the_demonstration(void)
{
    kind_tell(all_choices);
}

static void beside_ssb(struct kind_test *k)
{
    struct exchange_work w = {0};
    assert_done(k, library_read_all(&k->ctx, &w));
    assert_done(k, statistics_read(&k->ctx, &s));
    struct figure f = statistics_published_figure(&s, 2, 2020, 4);
    assert_true(f.is_shown);
    assert_int_equal(f.tenths, 258);
    f = statistics_published_figure(&s, 1, 2020, 4);
    assert_false(f.is_shown); /* a dash in the source: no figure, not zero */
    assert_string_equal(f.symbol, "..");
    assert_string_equal(f.original, "-");
    f = statistics_published_figure(&s, 1, 2019, 4);
    assert_int_equal(f.tenths, 313);
    assert_int_equal(f.n, 16);
    assert_false(statistics_has_year(&s, 2020));
}

void test_statistics__shows_published_figures_as_they_are(void)
{
    kind_tell(beside_ssb);
}

/* A body's own history counts from its first year on, what was loaded before that. */
static void own_history(struct kind_test *k)
{
    int64_t ids[6];
    leave_out_own(k);
    for (int i = 0; i < 6; i++) {
        ids[i] = body(k, i, "46", 3000, i == 0);
        for (int year = 2025; year <= 2026; year++) {
            put(k, ids[i], year, 2, i < 3);
        }
    }
    assert_done(k, ctx_body(&k->ctx, ids[0]));
    struct measure *m = (struct measure *)thing_new(&k->ctx, &measure_kind);
    m->title = STR("Nytt");
    assert_done(k, thing_create(&k->ctx, &m->thing));
    assert_done(k, statistics_read(&k->ctx, &s));
    struct figure f = statistics_figure(&s, 2, 2026, 1, ALL, 0);
    assert_int_equal(f.n, 6);
    assert_int_equal(f.tenths, 333); /* two of six: the first has done nothing yet */
    m->owner_id = kind_test_employ(k, "eier");
    assert_done(k, thing_do(&k->ctx, &m->thing, m->thing.version, "put-in-operation", STR_NONE));
    assert_done(k, statistics_read(&k->ctx, &s));
    f = statistics_figure(&s, 2, 2026, 1, ALL, 0);
    assert_int_equal(f.tenths, 500);
    f = statistics_figure(&s, 2, 2025, 1, ALL, 0);
    assert_int_equal(f.tenths, 500);
}

void test_statistics__counts_a_body_by_its_history_once_it_has_one(void)
{
    kind_tell(own_history);
}

static void same_seed(struct kind_test *k)
{
    struct exchange_work w = {0};
    int64_t n[2], sum[2];
    assert_done(k, library_read_all(&k->ctx, &w));
    for (int i = 0; i < 2; i++) {
        assert_done(k, db_run(k->ctx.db, "DELETE FROM yearly_fact", NO_BINDS, NULL));
        assert_done(k, statistics_demo(&k->ctx, 7));
        assert_done(k, db_int(k->ctx.db, "SELECT count(*) FROM yearly_fact WHERE demo = 1",
                              NO_BINDS, &n[i]));
        assert_done(k, db_int(k->ctx.db,
                              "SELECT sum((organisation_id * 7 + year * 11 + indicator) * value) "
                              "FROM yearly_fact",
                              NO_BINDS, &sum[i]));
    }
    assert_int_equal(n[0], n[1]);
    assert_int_equal(n[0] % 40, 0);
    assert_true(sum[0] == sum[1] && sum[0] > 0);
}

void test_statistics__makes_the_same_sector_of_the_same_seed(void)
{
    kind_tell(same_seed);
}
