/* page.c - the sector's statistics as a page, and the addresses of its files. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "definitions_view.html.h"
#include "kind/address.h"
#include "kind/kind.h"
#include "kind/page.h"
#include "look/chart.h"
#include "report/indicator/indicator.h"
#include "report/statistics/files.h"
#include "report/statistics/finding.h"
#include "report/statistics/statistics_view.h"
#include "statistics_view.html.h"
#include "web/route.h"

#define PATH "/statistics/internal-control"

enum { MUNICIPALITY = 2, MOST_OPTIONS = 48, N_FILTERS = 5, N_STEPS = 4, WIDE_YEARS = 6 };

/* A page while it is made. */
struct making {
    struct ctx *ctx;
    const struct request *q;
    struct statistics s;
    struct question asked;
    struct statistics_view v;
};

static char decimal_mark(const struct ctx *ctx)
{
    return ctx->lang == LANG_EN ? '.' : ',';
}

static str reason_of(struct ctx *ctx, const struct figure *f)
{
    if (f->is_shown || !f->symbol) {
        return STR_NONE;
    }
    if (f->original) {
        str original = str_of(f->original);
        return word_args(ctx->arena, ctx->lang, "statistics.symbol.source", &original, 1);
    }
    return f->symbol[0] == ':'   ? W("statistics.symbol.few")
           : f->symbol[1] == '.' ? W("statistics.symbol.missing")
                                 : W("statistics.symbol.none");
}

static str figure_text(struct ctx *ctx, const struct figure *f)
{
    return f->is_shown ? tenths_text(ctx, f->tenths) : str_of(f->symbol);
}

static str year_text(const struct making *m, int year)
{
    return str_printf(m->ctx->arena, "%d%s", year, year >= m->s.this_year ? "*" : "");
}

/* The same page with one thing chosen otherwise. */
static str href_with(struct making *m, const char *name, str value)
{
    const char *const without[] = {name, "lang", "theme", "done", NULL};
    return address_of(m->ctx->arena, STR(PATH),
                      address_with(m->ctx->arena, &m->q->query, without, name, value));
}

static str file_href(struct making *m, const char *ending, const char *extra)
{
    static const char *const without[] = {"lang", "theme", "done", "source", NULL};
    str query = address_with(m->ctx->arena, &m->q->query, without, "source", str_of(extra));
    return address_of(m->ctx->arena, str_printf(m->ctx->arena, PATH "%s", ending), query);
}

/* --- filters --- */

static void option(struct statistics_filter *f, str value, str word, bool is_chosen)
{
    f->options[f->n_options++] = (struct statistics_option){value, word, is_chosen};
}

static struct statistics_filter *filter(struct making *m, const char *name, str label, str all,
                                        bool none)
{
    struct statistics_filter *f = &m->v.filters[m->v.n_filters++];
    *f = (struct statistics_filter){
        str_of(name), label, ARENA_ARRAY(m->ctx->arena, MOST_OPTIONS, struct statistics_option), 0};
    option(f, STR(""), all, none);
    m->v.is_filtered |= !none;
    return f;
}

static void filters(struct making *m)
{
    struct ctx *ctx = m->ctx;
    const struct question *a = &m->asked;
    m->v.filters = ARENA_ARRAY(ctx->arena, N_FILTERS, struct statistics_filter);
    struct statistics_filter *f = filter(m, "indicator", W("statistics.column.indicator"),
                                         W("statistics.indicator.all"), a->indicator == ALL);
    for (int i = 0; i < N_INDICATORS; i++) {
        option(f, indicator_code(ctx, i), indicator_word(ctx, i + 1, NULL), a->indicator == i);
    }
    f = filter(m, "level", W("statistics.column.level"), W("statistics.level.all"),
               a->level == ALL);
    for (int i = 0; i < N_LEVELS; i++) {
        option(f, str_of(statistics_levels[i]), level_word(ctx, i), a->level == i);
    }
    f = filter(m, "size", W("statistics.column.size"), size_word(ctx, ALL), a->size == ALL);
    for (int i = 0; i < N_SIZES; i++) {
        option(f, size_code(i), size_word(ctx, i), a->size == i);
    }
    f = filter(m, "county", W("statistics.column.county"), W("statistics.county.all"),
               a->county == ALL);
    for (int i = 0; i < (int)m->s.n_counties; i++) {
        option(f, m->s.counties[i].code, m->s.counties[i].name, a->county == i);
    }
    f = filter(m, "year", W("statistics.column.year"), W("statistics.year.all"), a->year == ALL);
    for (int year = m->s.first_year + m->s.n_years - 1; year >= m->s.first_year; year--) {
        option(f, str_from_int(ctx->arena, year), year_text(m, year), a->year == year);
    }
}

/* --- small multiples --- */

/* Sentences that say what the lines show, for those who do not see them. */
static str chart_words(struct making *m, const struct series *r, int indicator)
{
    struct ctx *ctx = m->ctx;
    struct buf b;
    buf_init(&b, ctx->arena, 8 * KIB);
    for (int level = 0; level < N_LEVELS; level++) {
        if (m->asked.level != ALL && m->asked.level != level) {
            continue;
        }
        buf_str(&b, level_word(ctx, level));
        buf_literal(&b, ": ");
        for (size_t y = 0; y < r->n_years; y++) {
            struct figure f = series_figure(r, level, r->years[y], indicator);
            buf_printf(&b, "%s%d %.*s", y ? ", " : "", r->years[y],
                       STR_ARG(f.is_shown ? tenths_text(ctx, f.tenths) : reason_of(ctx, &f)));
        }
        buf_literal(&b, ". ");
    }
    return buf_as_str(&b);
}

static struct markup chart(struct making *m, const struct series *r, int indicator)
{
    struct ctx *ctx = m->ctx;
    struct chart_series lines[N_LEVELS];
    struct buf *b = ARENA_NEW(ctx->arena, struct buf);
    str *times = ARENA_ARRAY(ctx->arena, r->n_years, str);
    size_t every = r->n_years > WIDE_YEARS ? 2 : 1;
    buf_init(b, ctx->arena, 256 * KIB);
    for (size_t y = 0; y < r->n_years; y++) {
        bool named = (r->n_years - 1 - y) % every == 0;
        times[y] = !named         ? STR("")
                   : r->published ? str_from_int(ctx->arena, r->years[y])
                                  : year_text(m, r->years[y]);
    }
    for (int level = 0; level < N_LEVELS; level++) {
        double *values = ARENA_ARRAY(ctx->arena, r->n_years, double);
        bool chosen = m->asked.level == ALL || m->asked.level == level;
        for (size_t y = 0; y < r->n_years; y++) {
            struct figure f = series_figure(r, level, r->years[y], indicator);
            values[y] = f.is_shown && chosen ? (double)f.tenths / 10 : CHART_NONE;
        }
        lines[level] = (struct chart_series){level_word(ctx, level), values};
    }
    chart_lines(b, &(struct chart_lines){
                       .chart = {.id = str_printf(ctx->arena, "%s-%d", r->published ? "ssb" : "own",
                                                  indicator + 1),
                                 .title = indicator_word(ctx, indicator + 1, NULL),
                                 .description = chart_words(m, r, indicator),
                                 .decimal = decimal_mark(ctx)},
                       .times = times,
                       .n_times = r->n_years,
                       .series = lines,
                       .n_series = N_LEVELS,
                       .top = 100,
                       .step = 25,
                       .decimals = 1,
                   });
    return (struct markup){buf_as_str(b)};
}

static struct statistics_run run_of(struct making *m, const struct series *r, str note)
{
    struct places indicators = question_indicators(&m->asked);
    struct statistics_run run = {
        .heading = finding_heading(m->ctx, r),
        .note = note,
        .panels = ARENA_ARRAY(m->ctx->arena, indicators.n, struct statistics_panel),
    };
    for (size_t i = 0; i < indicators.n && r->n_years; i++) {
        run.panels[run.n_panels++] = (struct statistics_panel){
            indicator_word(m->ctx, indicators.at[i] + 1, NULL), chart(m, r, indicators.at[i])};
    }
    return run;
}

/* "Municipalities below 5,000 inhabitants in Nordland", as far as something was chosen. */
static str group_note(struct making *m)
{
    struct ctx *ctx = m->ctx;
    str args[] = {size_word(ctx, m->asked.size), county_word(ctx, &m->s, m->asked.county)};
    return m->asked.size == ALL && m->asked.county == ALL
               ? W("statistics.own.note")
               : word_args(ctx->arena, ctx->lang, "statistics.own.note.group", args, 2);
}

static void runs(struct making *m)
{
    struct ctx *ctx = m->ctx;
    struct series own = series_of(&m->s, &m->asked, false),
                  published = series_of(&m->s, &m->asked, true);
    struct finding found[3];
    m->v.has_own = own.n_years > 0;
    m->v.has_published = published.n_years > 0;
    m->v.own = run_of(m, &own, group_note(m));
    m->v.published = run_of(m, &published, W("statistics.ssb.note"));
    m->v.findings = ARENA_ARRAY(ctx->arena, 3, struct statistics_finding);
    bool is_real = published.n_years && m->asked.size == ALL && m->asked.county == ALL;
    size_t n = findings(ctx, is_real ? &published : &own, found);
    for (size_t i = 0; i < n; i++) {
        m->v.findings[m->v.n_findings++] =
            (struct statistics_finding){found[i].figure, found[i].text};
    }
    m->v.findings_source = is_real         ? W("statistics.source.ssb")
                           : m->s.has_demo ? W("statistics.source.demo")
                                           : W("statistics.source.own");
}

/* --- map --- */

static int map_year(const struct making *m)
{
    if (m->asked.year != ALL) {
        return m->asked.year;
    }
    int year = m->s.this_year - 1;
    while (year > m->s.first_year && !statistics_has_year(&m->s, year)) {
        year--;
    }
    return statistics_has_year(&m->s, year) ? year : m->s.this_year;
}

static int step_of(int64_t tenths)
{
    return tenths < 250 ? 1 : tenths < 500 ? 2 : tenths < 750 ? 3 : 4;
}

static str county_label(struct making *m, const struct figure *f, int county)
{
    struct ctx *ctx = m->ctx;
    str share = f->is_shown ? tenths_text(ctx, f->tenths) : reason_of(ctx, f);
    str args[] = {m->s.counties[county].name, share, text_int(ctx->arena, ctx->lang, f->n)};
    return word_args(ctx->arena, ctx->lang,
                     f->is_shown ? "statistics.map.label" : "statistics.map.label.none", args, 3);
}

static void map(struct making *m)
{
    struct ctx *ctx = m->ctx;
    struct statistics_view *v = &m->v;
    int year = map_year(m), indicator = m->asked.indicator == ALL ? 0 : m->asked.indicator;
    struct chart_tile *tiles = ARENA_ARRAY(ctx->arena, m->s.n_counties, struct chart_tile);
    size_t n_tiles = 0;
    v->counties = ARENA_ARRAY(ctx->arena, m->s.n_counties, struct statistics_county);
    for (int c = 0; c < (int)m->s.n_counties && statistics_has_year(&m->s, year); c++) {
        struct figure f = statistics_figure(&m->s, MUNICIPALITY, year, indicator, c, m->asked.size);
        str href = href_with(m, "county", m->s.counties[c].code);
        struct chart_tile t = {
            .name = m->s.counties[c].name,
            .text = figure_text(ctx, &f),
            .label = county_label(m, &f, c),
            .href = href,
            .step = f.is_shown ? step_of(f.tenths) : 0,
            .is_hatched = !f.is_shown && f.symbol[0] == ':',
        };
        if (chart_county_place(m->s.counties[c].code, &t.column, &t.row)) {
            tiles[n_tiles++] = t;
        }
        v->counties[v->n_counties++] =
            (struct statistics_county){m->s.counties[c].name,
                                       href,
                                       figure_text(ctx, &f),
                                       reason_of(ctx, &f),
                                       f.has_n ? text_int(ctx->arena, ctx->lang, f.n) : STR(""),
                                       m->asked.county == c};
    }
    str args[] = {indicator_word(ctx, indicator + 1, NULL), year_text(m, year),
                  size_word(ctx, m->asked.size)};
    v->map_heading = word_args(ctx->arena, ctx->lang, "statistics.map.heading", args, 3);
    v->map_note = word_args(ctx->arena, ctx->lang, "statistics.map.note", args, 3);
    struct buf *b = ARENA_NEW(ctx->arena, struct buf);
    buf_init(b, ctx->arena, 256 * KIB);
    chart_map(b, &(struct chart_map){
                     .chart = {STR("counties"), v->map_heading, v->map_note, decimal_mark(ctx)},
                     .tiles = tiles,
                     .n_tiles = n_tiles});
    v->map = (struct markup){buf_as_str(b)};
    static const char *const steps[] = {KEY("statistics.step.1"), KEY("statistics.step.2"),
                                        KEY("statistics.step.3"), KEY("statistics.step.4")};
    v->steps = ARENA_ARRAY(ctx->arena, N_STEPS, struct statistics_legend);
    for (int i = 0; i < N_STEPS; i++) {
        v->steps[v->n_steps++] = (struct statistics_legend){i + 1, word(ctx->lang, steps[i])};
    }
}

/* --- the numbers --- */

static void add_cells(struct making *m, struct statistics_row *row, int level, int year,
                      int indicator)
{
    struct ctx *ctx = m->ctx;
    struct figure own = statistics_figure(&m->s, level, year, indicator, m->asked.county,
                                          m->asked.size),
                  published = statistics_published_figure(&m->s, level, year, indicator);
    str text = figure_text(ctx, &published);
    if (published.has_n) {
        text = str_printf(ctx->arena, "%.*s (n = %lld)", STR_ARG(text), (long long)published.n);
    }
    row->cells[row->n_cells++] =
        (struct statistics_cell){figure_text(ctx, &own), reason_of(ctx, &own), true};
    row->cells[row->n_cells++] = (struct statistics_cell){
        own.has_n ? text_int(ctx->arena, ctx->lang, own.n) : STR(""), STR_NONE, false};
    row->cells[row->n_cells++] = (struct statistics_cell){text, reason_of(ctx, &published), false};
}

static void columns(struct making *m, const struct places *levels)
{
    struct statistics_view *v = &m->v;
    struct ctx *ctx = m->ctx;
    v->levels_shown = ARENA_ARRAY(ctx->arena, levels->n, struct statistics_column);
    v->columns = ARENA_ARRAY(ctx->arena, levels->n * 3, struct statistics_column);
    for (size_t i = 0; i < levels->n; i++) {
        v->levels_shown[v->n_levels_shown++] =
            (struct statistics_column){level_word(ctx, levels->at[i]), STR(""), true};
        v->columns[v->n_columns++] = (struct statistics_column){
            W("statistics.short.share"), W("statistics.short.share.help"), true};
        v->columns[v->n_columns++] =
            (struct statistics_column){STR("n"), W("statistics.unit.n"), false};
        v->columns[v->n_columns++] =
            (struct statistics_column){STR("SSB"), W("statistics.short.ssb.help"), false};
    }
}

static void numbers(struct making *m)
{
    struct ctx *ctx = m->ctx;
    struct statistics_view *v = &m->v;
    struct places indicators = question_indicators(&m->asked), levels = question_levels(&m->asked);
    int years[MOST_OPTIONS], n_years = 0;
    for (int year = m->s.first_year; year < m->s.first_year + m->s.n_years; year++) {
        struct question one = m->asked;
        one.year = m->asked.year == ALL ? year : m->asked.year;
        bool any = question_years(&m->s, &one, false).n + question_years(&m->s, &one, true).n > 0;
        if (any && (m->asked.year == ALL || m->asked.year == year) && n_years < MOST_OPTIONS) {
            years[n_years++] = year;
        }
    }
    columns(m, &levels);
    v->rows = ARENA_ARRAY(ctx->arena, indicators.n * (size_t)n_years, struct statistics_row);
    for (size_t i = 0; i < indicators.n; i++) {
        for (int y = 0; y < n_years; y++) {
            struct statistics_row *row = &v->rows[v->n_rows++];
            row->name = y ? STR_NONE : indicator_word(ctx, indicators.at[i] + 1, NULL);
            row->span = n_years;
            row->year = year_text(m, years[y]);
            row->cells = ARENA_ARRAY(ctx->arena, levels.n * 3, struct statistics_cell);
            for (size_t l = 0; l < levels.n; l++) {
                add_cells(m, row, levels.at[l], years[y], indicators.at[i]);
            }
        }
    }
    v->table_note = group_note(m);
}

static str loaded_text(struct ctx *ctx, const struct statistics *s)
{
    str args[] = {text_moment(ctx->arena, ctx->lang, s->loaded_at), s->load_origin};
    return s->loaded_at ? word_args(ctx->arena, ctx->lang, "statistics.loaded", args, 2) : STR_NONE;
}

static err show_page(struct making *m, struct reply *r)
{
    struct ctx *ctx = m->ctx;
    struct statistics_view *v = &m->v;
    v->title = W("statistics.title");
    v->intro = W("statistics.intro");
    v->demo = m->s.has_demo ? W("statistics.demo") : STR_NONE;
    v->action = v->reset_href = STR(PATH);
    v->definitions_href = STR(PATH "/definitions");
    v->json_href = file_href(m, ".json", "");
    v->csv_href = file_href(m, ".csv", "");
    v->xlsx_href = file_href(m, ".xlsx", "");
    v->jsonstat_href = file_href(m, "/jsonstat.json", "");
    v->jsonstat_ssb_href = file_href(m, "/jsonstat.json", "ssb");
    v->loaded = loaded_text(ctx, &m->s);
    for (int level = 0; level < N_LEVELS; level++) {
        v->levels[level] = level_word(ctx, level);
    }
    filters(m);
    runs(m);
    map(m);
    numbers(m);
    struct html *h = page_begin(ctx);
    statistics_view_html(h, v);
    return page_send(ctx, m->q, r,
                     &(struct page){.title = v->title, .current = STR(PATH), .is_wide = true}, h);
}

static err begin(struct ctx *ctx, const struct request *q, struct making *m)
{
    *m = (struct making){.ctx = ctx, .q = q};
    err e = statistics_read(ctx, &m->s);
    return e ? e : question_read(ctx, &m->s, &q->query, &m->asked);
}

static bool wants_published(const struct request *q)
{
    return str_is(params_get(&q->query, "source"), "ssb");
}

static err show(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct making m;
    if (page_tidy(ctx, q, r)) {
        return OK;
    }
    err e = begin(ctx, q, &m);
    if (e) {
        return e;
    }
    if (q->ending == ENDING_JSON) {
        return str_is(params_get(&q->query, "format"), "jsonstat")
                   ? files_jsonstat(ctx, &m.s, &m.asked, wants_published(q), r)
                   : files_json(ctx, &m.s, &m.asked, r);
    }
    if (q->ending == ENDING_CSV || q->ending == ENDING_XLSX) {
        return files_table(ctx, &m.s, &m.asked, q->ending == ENDING_XLSX, r);
    }
    return show_page(&m, r);
}

static err show_jsonstat(struct ctx *ctx, const struct request *q, struct reply *r,
                         const void *data)
{
    struct making m;
    err e = begin(ctx, q, &m);
    return e ? e : files_jsonstat(ctx, &m.s, &m.asked, wants_published(q), r);
}

static err show_definitions(struct ctx *ctx, const struct request *q, struct reply *r,
                            const void *data)
{
    struct making m;
    struct definition items[N_INDICATORS];
    err e = begin(ctx, q, &m);
    if (e) {
        return e;
    }
    for (int i = 0; i < N_INDICATORS; i++) {
        items[i] = (struct definition){i + 1, indicator_word(ctx, i + 1, NULL),
                                       indicator_word(ctx, i + 1, "question"),
                                       indicator_word(ctx, i + 1, "counts")};
    }
    struct definitions_view v = {
        .items = items,
        .n_items = N_INDICATORS,
        .statistics_href = STR(PATH),
        .jsonstat_href = STR(PATH "/jsonstat.json"),
        .jsonstat_ssb_href = STR(PATH "/jsonstat.json?source=ssb"),
        .csv_href = STR(PATH ".csv"),
        .loaded = loaded_text(ctx, &m.s),
        .hash = m.s.load_hash,
    };
    struct html *h = page_begin(ctx);
    definitions_view_html(h, &v);
    struct frame_link crumbs[] = {{.word = W("statistics.title"), .href = STR(PATH)},
                                  {.word = W("definitions.title"), .is_current = true}};
    return page_send(
        ctx, q, r,
        &(struct page){
            .title = W("definitions.title"), .current = STR(PATH), .crumbs = crumbs, .n_crumbs = 2},
        h);
}

const struct route statistics_routes[] = {
    ROUTE(
        METHOD_GET, PATH, 0, ROUTE_SIGNED_IN, show, NULL,
        "The sector's indicators by level, size, county and year; groups under five are withheld"),
    ROUTE(METHOD_GET, PATH "/jsonstat", 0, ROUTE_SIGNED_IN, show_jsonstat, NULL,
          "The same as JSON-stat 2.0; source=ssb: the published figures"),
    ROUTE(METHOD_GET, PATH "/definitions", 0, ROUTE_SIGNED_IN, show_definitions, NULL,
          "What each figure counts, its source, breaks in the series, and how to make it again"),
    {0},
};

const struct report statistics_report = {
    .name = "statistics",
    .path = PATH,
    .group = "sector",
    .icon = "LineGraph",
    .order = 10,
    .is_sector = true,
    .roles = ROLES_ALL,
};
