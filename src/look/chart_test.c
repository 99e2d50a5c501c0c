/* chart_test.c - what a reader of the drawings would notice. With SAMSTYR_PAGES=DIR one page of
 * them all is written there. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "look/chart.h"

#include "base/test.h"

#include <stdio.h>
#include <stdlib.h>

#define N(array) (sizeof(array) / sizeof *(array))

static const str years[] = {STR("2018"), STR("2019"), STR("2020")};
static const double state[] = {77.6, 79.1, 73.5};
static const double county[] = {81.3, 87.5, CHART_NONE};
static const double municipality[] = {48.2, 60.5, 52.1};

static struct chart_lines lines(void)
{
    static const struct chart_series series[] = {
        {STR("Stat"), state}, {STR("Fylke"), county}, {STR("Kommune"), municipality}};
    return (struct chart_lines){
        .chart = {STR("c1"), STR("Styringssystemet ble evaluert"), STR("Tre år & tre nivåer"), ','},
        .times = years,
        .n_times = 3,
        .series = series,
        .n_series = 3,
        .top = 100,
        .step = 25,
        .decimals = 1};
}

static struct chart_stack stack(void)
{
    static const int counts[] = {6, 9, 9, 3, 7, 10, 8, 3, 10, 11, 5, 1};
    return (struct chart_stack){
        .chart = {STR("c2"), STR("Risikoer per nivå"), STR("Færre alvorlige"), ','},
        .times = years,
        .n_times = 3,
        .counts = counts,
        .n_levels = 4};
}

static struct chart_bars bars(void)
{
    static const struct chart_bar all[] = {
        {.name = STR("Eksempelvik <kommune>"), .value = 64, .text = STR("64,0 %"), .is_own = true},
        {.name = STR("Median for gruppen"), .value = 58, .text = STR("58,0 %"), .n = 41},
        {.name = STR("Fylkeskommuner"), .value = CHART_NONE, .n = 3},
    };
    return (struct chart_bars){.chart = {STR("c3"), STR("Hvor står vi"), STR("Mot andre"), ','},
                               .top = 100,
                               .bars = all,
                               .n_bars = N(all),
                               .none_text = STR("For få til å vise tall")};
}

static struct chart_wheel wheel(void)
{
    static const str months[] = {STR("jan"), STR("feb"), STR("mar"), STR("apr"),
                                 STR("mai"), STR("jun"), STR("jul"), STR("aug"),
                                 STR("sep"), STR("okt"), STR("nov"), STR("des")};
    static const struct chart_activity all[] = {{1, 0, 2, ACTIVITY_DONE},
                                                {2, 1, 3, ACTIVITY_DONE},
                                                {3, 4.5, 5, ACTIVITY_LATE},
                                                {4, 10, 11.5, ACTIVITY_ONGOING},
                                                {5, 11.8, 12, ACTIVITY_PLANNED}};
    return (struct chart_wheel){
        .chart = {STR("c4"), STR("Årshjul 2026"), STR("Fem aktiviteter"), ','},
        .months = months,
        .activities = all,
        .n_activities = N(all),
        .now = 10.7,
        .middle = STR("2026"),
        .middle_note = STR("uke 47")};
}

static struct chart_map map(void)
{
    static struct chart_tile tiles[] = {
        {.name = STR("Troms"),
         .text = STR("81"),
         .label = STR("Troms: 81 %"),
         .step = 4,
         .href = STR("/statistics/55")},
        {.name = STR("Finnmark"),
         .text = STR(".."),
         .label = STR("Finnmark: ikke fordelt"),
         .is_hatched = true,
         .href = STR("javascript:alert(1)")},
        {.name = STR("Nordland"), .text = STR("52"), .label = STR("Nordland: 52 %"), .step = 2},
        {.name = STR("Møre og Romsdal"),
         .text = STR("–"),
         .label = STR("Møre og Romsdal: ingen tall")},
    };
    static const char *const codes[] = {"55", "56", "18", "15"};
    for (size_t i = 0; i < N(tiles); i++)
        assert_true(chart_county_place(str_of(codes[i]), &tiles[i].column, &tiles[i].row));
    return (struct chart_map){
        .chart = {STR("c5"), STR("Kart"), STR("Fylker"), ','}, .tiles = tiles, .n_tiles = N(tiles)};
}

static struct chart_loss loss(void)
{
    static const double amounts[] = {1e5, 1e6, 1e7, 1e8};
    static const double today[] = {.45, .3, .08, .01}, after[] = {.3, .12, .02, 0};
    static const struct chart_curve curves[] = {{STR("I dag"), amounts, today, 4},
                                                {STR("Etter tiltak"), amounts, after, 4}};
    static const str ticks[] = {STR("100 000"), STR("1 mill."), STR("10 mill."), STR("100 mill.")};
    return (struct chart_loss){.chart = {STR("c6"), STR("Tap"), STR("Sannsynlighet for tap"), ','},
                               .curves = curves,
                               .n_curves = 2,
                               .axis = STR("Tap i ett år (kroner, logaritmisk)"),
                               .ticks = ticks,
                               .n_ticks = 4,
                               .lowest = 5,
                               .mark = .1};
}

static struct chart_chain chain(void)
{
    static const struct chart_node nodes[] = {
        {0, 0, STR("Hjemmetjenesten"), STR("Tjeneste · 410 brukere"), 3, STR("/o/1/services/1")},
        {0, 1, STR("Legevakt"), STR("Tjeneste"), 3, STR("/o/1/services/2")},
        {1, 0, STR("Journalsystem med et svært langt navn"), STR("Eget system"), 4,
         STR("/o/1/systems/1")},
        {2, 1, STR("Helsenettet"), STR("Nasjonal fellesløsning"), 1, STR_NONE},
    };
    static const struct chart_edge edges[] = {{0, 2, true}, {1, 2, true}, {2, 3, false}};
    return (struct chart_chain){
        .chart = {STR("c7"), STR("Tjenestekjede"), STR("Hvem bruker hva"), ','},
        .nodes = nodes,
        .n_nodes = N(nodes),
        .edges = edges,
        .n_edges = N(edges)};
}

static struct buf *drawing(struct arena *a)
{
    struct buf *b = ARENA_NEW(a, struct buf);
    buf_init(b, a, MIB);
    return b;
}

static size_t count(str s, str part)
{
    size_t n = 0;
    for (size_t i = 0; i + part.n <= s.n; i++)
        n += str_eq(str_slice(s, i, part.n), part);
    return n;
}

void test_chart__a_missing_figure_leaves_a_gap(void **state_)
{
    struct arena *a = arena_open();
    struct buf *b = drawing(a);
    struct chart_lines c = lines();
    chart_lines(b, &c);
    str svg = buf_as_str(b);
    assert_int_equal(count(svg, STR("class=\"mark\"")), 8);  /* of nine, one is missing */
    assert_int_equal(count(svg, STR("class=\"value\"")), 3); /* one figure a series, at its last */
    assert_true(str_contains(svg, STR(">73,5</text>")));
    assert_true(str_contains(svg, STR(">87,5</text>")));
    assert_false(str_contains(svg, STR("nan")));
    arena_close(a);
}

void test_chart__every_series_has_its_own_mark_and_dash(void **state_)
{
    struct arena *a = arena_open();
    struct buf *b = drawing(a);
    struct chart_lines c = lines();
    chart_lines(b, &c);
    str svg = buf_as_str(b);
    assert_true(str_contains(svg, STR("a4.5 4.5 0 1 0")));
    assert_true(str_contains(svg, STR("h8v8h-8z")));
    assert_true(str_contains(svg, STR("l5.2 9h-10.4z")));
    assert_int_equal(count(svg, STR("stroke-dasharray")), 2);
    arena_close(a);
}

void test_chart__says_what_it_shows(void **state_)
{
    struct arena *a = arena_open();
    struct buf *b = drawing(a);
    struct chart_lines c = lines();
    chart_lines(b, &c);
    str svg = buf_as_str(b);
    assert_true(str_contains(svg, STR("role=\"img\" aria-labelledby=\"c1-t c1-d\"")));
    assert_true(str_contains(svg, STR("<title id=\"c1-t\">Styringssystemet ble evaluert</title>")));
    assert_true(str_contains(svg, STR("Tre år &amp; tre nivåer")));
    arena_close(a);
}

void test_chart__a_stack_shows_counts_and_sums(void **state_)
{
    struct arena *a = arena_open();
    struct buf *b = drawing(a);
    struct chart_stack c = stack();
    c.width = 620;
    chart_stack(b, &c);
    str svg = buf_as_str(b);
    assert_int_equal(count(svg, STR("class=\"total\"")), 3);
    assert_true(str_contains(svg, STR(">28</text>")));
    assert_int_equal(count(svg, STR(" bar\"")), 12);
    arena_close(a);
}

void test_chart__a_withheld_bar_is_words_not_zero(void **state_)
{
    struct arena *a = arena_open();
    struct buf *b = drawing(a);
    struct chart_bars c = bars();
    c.width = 620;
    chart_bars(b, &c);
    str svg = buf_as_str(b);
    assert_true(str_contains(svg, STR("Eksempelvik &lt;kommune&gt;")));
    assert_true(str_contains(svg, STR("For få til å vise tall")));
    assert_true(str_contains(svg, STR("n = 41")));
    assert_int_equal(count(svg, STR("own-bar")), 1);
    assert_int_equal(count(svg, STR("plain-bar")), 1);
    arena_close(a);
}

void test_chart__a_sparkline_needs_something_to_show(void **state_)
{
    struct arena *a = arena_open();
    struct buf *b = drawing(a);
    const double none[] = {CHART_NONE, CHART_NONE}, flat[] = {3, 3, 3};
    chart_sparkline(b, &(struct chart_sparkline){.values = none, .n_values = 2});
    assert_int_equal(b->n, 0);
    chart_sparkline(b, &(struct chart_sparkline){.values = flat, .n_values = 3});
    assert_true(str_contains(buf_as_str(b), STR("aria-hidden=\"true\"")));
    arena_close(a);
}

void test_chart__a_wheel_shows_all_activities(void **state_)
{
    struct arena *a = arena_open();
    struct buf *b = drawing(a);
    struct chart_wheel c = wheel();
    chart_wheel(b, &c);
    str svg = buf_as_str(b);
    assert_int_equal(count(svg, STR("class=\"activity-number")), 5);
    assert_int_equal(count(svg, STR("is-now")), 2);
    assert_int_equal(count(svg, STR("activity late\"")), 1);
    arena_close(a);
}

void test_chart__a_map_links_only_to_addresses(void **state_)
{
    struct arena *a = arena_open();
    struct buf *b = drawing(a);
    struct chart_map c = map();
    chart_map(b, &c);
    str svg = buf_as_str(b);
    assert_true(str_contains(svg, STR("<a href=\"/statistics/55\"")));
    assert_false(str_contains(svg, STR("javascript")));
    assert_true(str_contains(svg, STR("role=\"group\""))); /* an image has no links inside */
    assert_true(str_contains(svg, STR("url(#c5-h)")));
    int column, row;
    assert_false(chart_county_place(STR("99"), &column, &row));
    arena_close(a);
}

void test_chart__a_loss_curve_marks_the_probability(void **state_)
{
    struct arena *a = arena_open();
    struct buf *b = drawing(a);
    struct chart_loss c = loss();
    c.width = 620;
    chart_loss(b, &c);
    str svg = buf_as_str(b);
    assert_int_equal(count(svg, STR("class=\"mark\"")), 2);
    assert_true(str_contains(svg, STR(">I dag</text>")));
    arena_close(a);
}

void test_chart__a_chain_draws_the_exposed_road(void **state_)
{
    struct arena *a = arena_open();
    struct buf *b = drawing(a);
    struct chart_chain c = chain();
    chart_chain(b, &c);
    str svg = buf_as_str(b);
    assert_int_equal(count(svg, STR("edge exposed")), 2);
    assert_true(str_contains(svg, STR("Journalsystem med…")));
    assert_true(str_contains(svg, STR("<title>Journalsystem med et svært langt navn</title>")));
    arena_close(a);
}

void test_chart__one_page_of_them_all(void **state_)
{
    struct arena *a = arena_open();
    struct buf *b = drawing(a);
    struct chart_lines c1 = lines();
    struct chart_stack c2 = stack();
    struct chart_bars c3 = bars();
    struct chart_wheel c4 = wheel();
    struct chart_map c5 = map();
    struct chart_loss c6 = loss();
    struct chart_chain c7 = chain();
    buf_literal(b,
                "<!doctype html><html lang=\"nb\" data-color-scheme=\"auto\"><head><meta "
                "charset=\"utf-8\"><meta name=\"viewport\""
                " content=\"width=device-width, initial-scale=1\"><title>Diagrammer</title><link "
                "rel=\"stylesheet\" href=\"samstyr.css\">"
                "</head><body data-size=\"sm\"><main class=\"wide\"><h1>Diagrammer</h1><section "
                "class=\"card\"><h2>Linjer</h2><div class=\"small-multiples\">");
    chart_lines(b, &c1);
    buf_literal(b, "</div></section><section class=\"card\"><h2>Stabler</h2>");
    chart_stack(b, &c2);
    buf_literal(b, "</section><section class=\"card\"><h2>Liggende</h2>");
    chart_bars(b, &c3);
    chart_sparkline(b, &(struct chart_sparkline){.values = state, .n_values = 3});
    buf_literal(b, "</section><section class=\"card\"><h2>Årshjul</h2><div class=\"wheel\">");
    chart_wheel(b, &c4);
    buf_literal(b, "</div></section><section class=\"card\"><h2>Kart</h2>");
    chart_map(b, &c5);
    buf_literal(b, "</section><section class=\"card\"><h2>Tap</h2>");
    chart_loss(b, &c6);
    buf_literal(b, "</section><section class=\"card\"><h2>Kjede</h2><div class=\"scroll\" "
                   "tabindex=\"0\" role=\"region\" aria-label=\"Tjenestekjede\">");
    chart_chain(b, &c7);
    buf_literal(b, "</div></section></main></body></html>\n");
    assert_false(b->full);
    const char *dir = getenv("SAMSTYR_PAGES");
    FILE *f = dir ? fopen(str_z(a, str_printf(a, "%s/charts-nb.html", dir)), "w") : NULL;
    if (f != NULL) {
        fwrite(b->data, 1, b->n, f);
        fclose(f);
    }
    arena_close(a);
}
