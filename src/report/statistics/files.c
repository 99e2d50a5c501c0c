/* files.c - every figure that a question asks for, one row each, in four formats. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/statistics/files.h"

#include "base/clock.h"
#include "format/csv/write.h"
#include "format/json/write.h"
#include "format/jsonstat/write.h"
#include "format/xlsx/write.h"
#include "report/indicator/indicator.h"

#define LICENCE "CC BY 4.0"
enum { N_COLUMNS = 13 };

/* One figure and where it stands. */
struct place {
    bool published;
    int indicator, level, size, county, year;
};

struct visit {
    struct ctx *ctx;
    const struct statistics *s;
    void (*row)(struct visit *v, const struct place *p, const struct figure *f);
    struct json_writer json;
    struct xlsx_writer *xlsx;
    struct buf *csv;
};

static struct figure figure_at(const struct statistics *s, const struct place *p)
{
    return p->published ? statistics_published_figure(s, p->level, p->year, p->indicator)
                        : statistics_figure(s, p->level, p->year, p->indicator, p->county, p->size);
}

static void walk_years(struct visit *v, struct place p, const struct places *years)
{
    for (size_t y = 0; y < years->n; y++) {
        p.year = years->at[y];
        struct figure f = figure_at(v->s, &p);
        v->row(v, &p, &f);
    }
}

static void walk(struct visit *v, const struct question *q)
{
    const struct places indicators = question_indicators(q), levels = question_levels(q),
                        sizes = question_sizes(q), counties = question_counties(v->s, q),
                        own = question_years(v->s, q, false),
                        published = question_years(v->s, q, true);
    for (size_t i = 0; i < indicators.n; i++) {
        for (size_t l = 0; l < levels.n; l++) {
            struct place p = {false, indicators.at[i], levels.at[l], ALL, ALL, 0};
            for (size_t z = 0; z < sizes.n; z++) {
                for (size_t c = 0; c < counties.n; c++) {
                    p.size = sizes.at[z];
                    p.county = counties.at[c];
                    walk_years(v, p, &own);
                }
            }
            if (q->size == ALL && q->county == ALL) {
                p.published = true;
                p.size = p.county = ALL;
                walk_years(v, p, &published);
            }
        }
    }
}

static str source_code(const struct place *p)
{
    return p->published ? STR("ssb-12042") : STR("samstyr");
}

static bool is_provisional(const struct statistics *s, const struct place *p)
{
    return !p->published && p->year >= s->this_year;
}

/* --- JSON --- */

static void json_row(struct visit *v, const struct place *p, const struct figure *f)
{
    struct json_writer *w = &v->json;
    json_object_start(w);
    json_member_text(w, "source", source_code(p));
    json_member_int(w, "indicator", p->indicator + 1);
    json_member_text(w, "level", str_of(statistics_levels[p->level]));
    json_member_text(w, "size", size_code(p->size));
    json_member_text(w, "county", county_code(v->s, p->county));
    json_member_int(w, "year", p->year);
    json_key(w, "percent");
    if (f->is_shown) {
        json_decimal(w, f->tenths, 1);
    } else {
        json_null_value(w);
    }
    json_key(w, "n");
    if (f->has_n) {
        json_int(w, f->n);
    } else {
        json_null_value(w);
    }
    json_key(w, "symbol");
    json_text_z(w, f->symbol);
    if (f->original) {
        json_key(w, "printed_as");
        json_text_z(w, f->original);
    }
    if (is_provisional(v->s, p)) {
        json_member_bool(w, "provisional", true);
    }
    json_object_end(w);
}

err files_json(struct ctx *ctx, const struct statistics *s, const struct question *q,
               struct reply *r)
{
    struct visit v = {.ctx = ctx, .s = s, .row = json_row};
    r->type = "application/json";
    json_start(&v.json, &r->body);
    json_object_start(&v.json);
    json_member_text(&v.json, "title", W("statistics.title"));
    json_member_text(&v.json, "unit", W("statistics.unit"));
    json_member_text(&v.json, "licence", STR(LICENCE));
    json_member_int(&v.json, "least_group", LEAST_BODIES);
    json_member_bool(&v.json, "demonstration", s->has_demo);
    json_member_text(&v.json, "note", W("statistics.note.symbols"));
    json_key(&v.json, "figures");
    json_array_start(&v.json);
    walk(&v, q);
    json_array_end(&v.json);
    json_object_end(&v.json);
    return OK;
}

/* --- CSV and XLSX --- */

static const char *const columns[N_COLUMNS] = {
    KEY("statistics.column.source"),    KEY("statistics.column.number"),
    KEY("statistics.column.indicator"), KEY("statistics.column.level_code"),
    KEY("statistics.column.level"),     KEY("statistics.column.size_code"),
    KEY("statistics.column.size"),      KEY("statistics.column.county_code"),
    KEY("statistics.column.county"),    KEY("statistics.column.year"),
    KEY("statistics.column.percent"),   KEY("statistics.column.n"),
    KEY("statistics.column.symbol"),
};

static void table_row(struct visit *v, const struct place *p, const struct figure *f)
{
    struct ctx *ctx = v->ctx;
    struct cell cells[N_COLUMNS] = {
        cell_text(source_code(p)),
        cell_int(ctx->arena, p->indicator + 1),
        cell_text(indicator_word(ctx, p->indicator + 1, NULL)),
        cell_text(str_of(statistics_levels[p->level])),
        cell_text(level_word(ctx, p->level)),
        cell_text(size_code(p->size)),
        cell_text(size_word(ctx, p->size)),
        cell_text(county_code(v->s, p->county)),
        cell_text(county_word(ctx, v->s, p->county)),
        cell_int(ctx->arena, p->year),
        f->is_shown ? cell_decimal(ctx->arena, f->tenths, 1) : cell_empty(),
        f->has_n ? cell_int(ctx->arena, f->n) : cell_empty(),
        cell_text(f->symbol                 ? str_of(f->symbol)
                  : is_provisional(v->s, p) ? STR("*")
                                            : STR_NONE),
    };
    if (v->xlsx) {
        xlsx_row(v->xlsx, cells, N_COLUMNS);
    } else {
        csv_row(v->csv, cells, N_COLUMNS);
    }
}

err files_table(struct ctx *ctx, const struct statistics *s, const struct question *q, bool is_xlsx,
                struct reply *r)
{
    struct visit v = {.ctx = ctx, .s = s, .row = table_row, .csv = &r->body};
    struct xlsx_column head[N_COLUMNS];
    struct cell cells[N_COLUMNS];
    for (int c = 0; c < N_COLUMNS; c++) {
        head[c] = (struct xlsx_column){word(ctx->lang, columns[c]), c == 2 ? 44 : 0};
        cells[c] = cell_text(head[c].title);
    }
    if (is_xlsx) {
        v.xlsx = xlsx_open(&r->body, W("report.statistics"), head, N_COLUMNS);
    } else {
        csv_start(&r->body);
        csv_row(&r->body, cells, N_COLUMNS);
    }
    walk(&v, q);
    r->type = is_xlsx ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                      : "text/csv; charset=utf-8";
    reply_attachment(r, str_printf(ctx->arena, "%.*s.%s", STR_ARG(W("statistics.file")),
                                   is_xlsx ? "xlsx" : "csv"));
    err e = is_xlsx ? xlsx_close(v.xlsx) : OK;
    return e ? fault(ctx, e, "error.xlsx") : OK;
}

/* --- JSON-stat --- */

static struct jsonstat_category *categories(struct ctx *ctx, const struct places *p,
                                            struct jsonstat_dimension *d)
{
    struct jsonstat_category *c = ARENA_ARRAY(ctx->arena, p->n + 1, struct jsonstat_category);
    for (size_t i = 0; i < p->n; i++) {
        c[i].decimals = -1;
    }
    d->categories = c;
    d->n_categories = p->n;
    return c;
}

static struct json whole(int64_t n)
{
    return (struct json){.type = JSON_IS_INT, .number = n};
}

static struct json decimal(struct ctx *ctx, int64_t tenths)
{
    str s = str_printf(ctx->arena, "%lld.%lld", (long long)(tenths / 10), (long long)(tenths % 10));
    return (struct json){.type = JSON_IS_DECIMAL, .n = (uint32_t)s.n, .text = s.p};
}

struct shape {
    struct places indicators, levels, sizes, counties, years;
};

enum { CONTENTS, INDICATOR, LEVEL, SIZE, COUNTY, YEAR, N_DIMENSIONS };

static void dimensions(struct ctx *ctx, const struct statistics *s, const struct shape *p,
                       struct jsonstat_dimension *d)
{
    struct places two = {{0, 1}, 2};
    struct jsonstat_category *c = categories(ctx, &two, &d[CONTENTS]);
    c[0] = (struct jsonstat_category){.id = STR("percent"),
                                      .label = W("statistics.unit.share"),
                                      .unit_label = W("statistics.unit"),
                                      .decimals = 1};
    c[1] = (struct jsonstat_category){.id = STR("n"),
                                      .label = W("statistics.unit.n"),
                                      .unit_label = W("statistics.unit.bodies"),
                                      .decimals = 0};
    c = categories(ctx, &p->indicators, &d[INDICATOR]);
    for (size_t i = 0; i < p->indicators.n; i++) {
        c[i].id = indicator_code(ctx, p->indicators.at[i]);
        c[i].label = indicator_word(ctx, p->indicators.at[i] + 1, NULL);
    }
    c = categories(ctx, &p->levels, &d[LEVEL]);
    for (size_t i = 0; i < p->levels.n; i++) {
        c[i].id = str_of(statistics_levels[p->levels.at[i]]);
        c[i].label = level_word(ctx, p->levels.at[i]);
    }
    c = categories(ctx, &p->sizes, &d[SIZE]);
    for (size_t i = 0; i < p->sizes.n; i++) {
        c[i].id = size_code(p->sizes.at[i]);
        c[i].label = size_word(ctx, p->sizes.at[i]);
    }
    c = categories(ctx, &p->counties, &d[COUNTY]);
    for (size_t i = 0; i < p->counties.n; i++) {
        c[i].id = county_code(s, p->counties.at[i]);
        c[i].label = county_word(ctx, s, p->counties.at[i]);
    }
    c = categories(ctx, &p->years, &d[YEAR]);
    for (size_t i = 0; i < p->years.n; i++) {
        c[i].id = str_from_int(ctx->arena, p->years.at[i]);
    }
    d[CONTENTS].id = STR("ContentsCode"), d[CONTENTS].label = W("statistics.column.contents");
    d[CONTENTS].role = JSONSTAT_METRIC;
    d[INDICATOR].id = STR("Indicator"), d[INDICATOR].label = W("statistics.column.indicator");
    d[LEVEL].id = STR("Level"), d[LEVEL].label = W("statistics.column.level");
    d[SIZE].id = STR("Size"), d[SIZE].label = W("statistics.column.size");
    d[COUNTY].id = STR("County"), d[COUNTY].label = W("statistics.column.county");
    d[COUNTY].role = JSONSTAT_GEO;
    d[YEAR].id = STR("Year"), d[YEAR].label = W("statistics.column.year");
    d[YEAR].role = JSONSTAT_TIME;
}

/* Cells in row-major order: the last dimension runs fastest. */
static void cells_fill(struct ctx *ctx, const struct statistics *s, const struct shape *p,
                       bool published, struct jsonstat *set)
{
    size_t half = set->n_cells / 2, at = 0;
    struct json *values = ARENA_ARRAY(ctx->arena, set->n_cells, struct json);
    str *status = ARENA_ARRAY(ctx->arena, set->n_cells, str);
    for (size_t i = 0; i < p->indicators.n; i++) {
        for (size_t l = 0; l < p->levels.n; l++) {
            for (size_t z = 0; z < p->sizes.n; z++) {
                for (size_t c = 0; c < p->counties.n; c++) {
                    for (size_t y = 0; y < p->years.n; y++, at++) {
                        struct place place = {published,      p->indicators.at[i], p->levels.at[l],
                                              p->sizes.at[z], p->counties.at[c],   p->years.at[y]};
                        struct figure f = figure_at(s, &place);
                        values[at] = f.is_shown ? decimal(ctx, f.tenths)
                                                : (struct json){.type = JSON_IS_NULL};
                        status[at] = f.symbol                    ? str_of(f.symbol)
                                     : is_provisional(s, &place) ? STR("*")
                                                                 : STR_NONE;
                        values[half + at] =
                            f.has_n ? whole(f.n) : (struct json){.type = JSON_IS_NULL};
                        status[half + at] = f.has_n ? STR_NONE : STR("..");
                    }
                }
            }
        }
    }
    set->values = values;
    set->status = status;
}

err files_jsonstat(struct ctx *ctx, const struct statistics *s, const struct question *q,
                   bool published, struct reply *r)
{
    struct jsonstat_dimension d[N_DIMENSIONS] = {0};
    struct json_writer w;
    struct shape p = {question_indicators(q), question_levels(q), question_sizes(q),
                      question_counties(s, q), question_years(s, q, published)};
    if (published) {
        p.sizes = p.counties = (struct places){{ALL}, 1};
    }
    if (!p.years.n) {
        return fault(ctx, ERR_MISSING, "statistics.empty");
    }
    dimensions(ctx, s, &p, d);
    struct jsonstat set = {
        .label = W(published ? "statistics.title.ssb" : "statistics.title"),
        .source = W(published ? "statistics.source.ssb" : "statistics.source.own"),
        .updated = moment_iso(ctx->arena, published ? s->loaded_at : ctx->now),
        .dimensions = d,
        .n_dimensions = N_DIMENSIONS,
        .n_cells = 2 * p.indicators.n * p.levels.n * p.sizes.n * p.counties.n * p.years.n,
    };
    struct json note = {.type = JSON_IS_TEXT};
    str text = W("statistics.note.symbols");
    note.text = text.p;
    note.n = (uint32_t)text.n;
    struct json notes = {.type = JSON_IS_ARRAY, .n = 1, .items = &note};
    set.note = &notes;
    cells_fill(ctx, s, &p, published, &set);
    r->type = "application/json";
    json_start(&w, &r->body);
    jsonstat_write(&w, &set);
    return OK;
}
