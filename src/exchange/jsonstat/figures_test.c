/* figures_test.c - a statistics office's file: read by meaning, kept whole, read once. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "exchange/exchange.h"
#include "exchange/library/library.h"
#include "kind/kind_for_test.h"

/* As SSB writes: codes of its own, a dash where there is no figure, a newer year than we have. */
#define SET(label, second)                                                                         \
    "{\"version\":\"2.0\",\"class\":\"dataset\",\"label\":\"" label "\",\"source\":\"SSB\","       \
    "\"id\":[\"ContentsCode\",\"Forvaltningsniva\",\"Tid\"],\"size\":[2,3,2],"                     \
    "\"role\":{\"time\":[\"Tid\"],\"metric\":[\"ContentsCode\"]},\"dimension\":{"                  \
    "\"ContentsCode\":{\"label\":\"innhold\",\"category\":{\"index\":[\"A1\",\"B2\"],\"label\":{"  \
    "\"A1\":\"Rapportert erfaringer fra \xc3\xb8velser\",\"B2\":\"" second "\"}}},"                \
    "\"Forvaltningsniva\":{\"label\":\"niv\xc3\xa5\",\"category\":{\"index\":[\"1\",\"2\",\"3\"]," \
    "\"label\":{\"1\":\"Statlige virksomheter\",\"2\":\"Fylkeskommuner\",\"3\":\"Kommuner\"}}},"   \
    "\"Tid\":{\"label\":\"\xc3\xa5r\",\"category\":{\"index\":[\"2020\",\"2021\"]}}},"             \
    "\"value\":[58,61.5,null,null,25.8,30.1,82.2,84.0,null,80,61.2,63.3],"                         \
    "\"status\":{\"2\":\"-\",\"3\":\":\",\"8\":\"-\"}}"

static err read_file(struct kind_test *k, const char *text, struct exchange_work *w)
{
    *w = (struct exchange_work){.file = STR("12042.json"), .text = str_of(text)};
    return exchange_named(STR("jsonstat"), EXCHANGE_IN)->in(&k->ctx, w);
}

static int64_t count(struct kind_test *k, const char *sql)
{
    int64_t n = -1;
    assert_done(k, db_int(k->ctx.db, sql, NO_BINDS, &n));
    return n;
}

static void by_meaning(struct kind_test *k)
{
    struct exchange_work w = {0};
    assert_done(k, library_read_all(&k->ctx, &w));
    assert_done(k, read_file(k, SET("12042: Tiltak", "Evaluert styringssystemet"), &w));
    assert_int_equal(w.counts[0].n, 12);
    assert_int_equal(count(k, "SELECT value_tenths FROM published_figure WHERE year = 2021 AND "
                              "series = 'lessons-exercises' AND level = 'state'"),
                     615);
    assert_int_equal(count(k, "SELECT value_tenths FROM published_figure WHERE year = 2021 AND "
                              "series = 'system-evaluated' AND level = 'county_municipality'"),
                     800);
    assert_int_equal(count(k, "SELECT count(*) FROM published_figure WHERE value_tenths IS NULL "
                              "AND symbol = '-' AND level = 'county_municipality'"),
                     5); /* those of 2020, as before */
    assert_int_equal(count(k, "SELECT count(*) FROM published_figure WHERE symbol = ':'"), 1);
    assert_int_equal(count(k, "SELECT count(*) FROM published_figure WHERE value_tenths = 0"), 0);
    assert_done(k, read_file(k, SET("12042: Tiltak", "Evaluert styringssystemet"), &w));
    assert_int_equal(w.n_counts, 0); /* the same file once more */
    assert_int_equal(count(k, "SELECT count(*) FROM published_load WHERE length(hash) = 64"), 1);
}

void test_jsonstat_figures__are_read_by_meaning_and_once(void)
{
    kind_tell(by_meaning);
}

static void of_others(struct kind_test *k)
{
    struct exchange_work w = {0};
    assert_done(k, library_read_all(&k->ctx, &w));
    assert_refused(k, read_file(k, SET("10855: Noe annet", "Evaluert styringssystemet"), &w),
                   "jsonstat.other_table");
    assert_refused(k, read_file(k, SET("12042: Tiltak", "Erfaringer fra \xc3\xb8velser igjen"), &w),
                   "jsonstat.twice");
    assert_refused(k, read_file(k, "{\"class\":\"dataset\"}", &w), "format.jsonstat.version");
    assert_done(k, read_file(k, SET("12042: Tiltak", "Antall svar"), &w));
    assert_int_equal(w.counts[0].n, 6);
    assert_string_equal(w.counts[1].key, "jsonstat.n.unknown");
}

void test_jsonstat_figures__refuses_tables_that_are_not_ours(void)
{
    kind_tell(of_others);
}

/* ---- what a file must be
 * --------------------------------------------------------------------------------- */

static const char good[] = SET("12042: Tiltak", "Evaluert styringssystemet");

/* The good file with one thing in it changed for another. */
static const char *with(struct kind_test *k, const char *what, const char *other)
{
    const char *at = strstr(good, what);
    if (!at) {
        fail_msg("no %s in it", what);
    }
    return str_printf(k->ctx.arena, "%.*s%s%s", (int)(at - good), good, other, at + strlen(what)).p;
}

static void changed(struct kind_test *k)
{
    static const struct {
        const char *what, *other, *refusal;
    } files[] = {
        {"61.5", "100.1", "jsonstat.not_per_cent"},
        {"61.5", "-0.1", "jsonstat.not_per_cent"},
        {"61.5", "\"many\"", "jsonstat.not_per_cent"},
        {"\"2020\",\"2021\"", "\"2020\",\"in 2021\"", "jsonstat.year"},
        {"\"2020\",\"2021\"", "\"1899\",\"2021\"", "jsonstat.year"},
        {"\"2020\",\"2021\"", "\"2020\",\"2200\"", "jsonstat.year"},
        {"12042: Tiltak", "Tiltak", "jsonstat.other_table"},
        {"\"time\":[\"Tid\"],", "\"time\":[\"Forvaltningsniva\"],", "jsonstat.lacks_dimension"},
        {"\"metric\":[\"ContentsCode\"]", "\"metric\":[\"Forvaltningsniva\"]",
         "jsonstat.lacks_dimension"},
        {"Rapportert erfaringer fra \xc3\xb8velser\",\"B2\":\"Evaluert styringssystemet",
         "Svar\",\"B2\":\"Alle", "jsonstat.nothing_known"},
    };
    struct exchange_work w;
    struct exchange_work library = {0};
    assert_done(k, library_read_all(&k->ctx, &library));
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        assert_refused(k, read_file(k, with(k, files[i].what, files[i].other), &w),
                       files[i].refusal);
    }
}

void test_jsonstat_figures__each_thing_in_a_file_is_asked(void)
{
    kind_tell(changed);
}
