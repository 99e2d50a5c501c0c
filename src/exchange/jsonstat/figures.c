/* figures.c - published figures out of a JSON-stat file, as statistics offices hand them out. What
   a dimension or category means is read from roles and labels, since codes differ from office to
   office and from year to year; the words to look for stand in the library file. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/hash.h"
#include "exchange/exchange.h"
#include "exchange/reference.h"
#include "exchange/seed.h"
#include "format/jsonstat/read.h"
#include "statements.h"

#define DEFINITION "library/indicator/ssb-12042.yaml"

enum { MOST_CATEGORIES = 200 };

/* One file on its way in. */
struct figures {
    struct ctx *ctx;
    struct exchange_work *work;
    const struct json *definition; /* the library file */
    struct jsonstat set;
    const struct jsonstat_dimension *metric, *level, *time;
    str series[MOST_CATEGORIES], levels[MOST_CATEGORIES]; /* STR_NONE: not one of ours */
    str source;
};

/* Length of the longest word of the list that occurs in the label; 0 for none. */
static size_t match(struct ctx *ctx, const struct json *words, str label)
{
    size_t longest = 0;
    str lower = str_lower(ctx->arena, label);
    for (size_t i = 0; i < json_count(words); i++) {
        str w = json_str(json_item(words, i));
        if (w.n > longest && str_contains(lower, str_lower(ctx->arena, w))) {
            longest = w.n;
        }
    }
    return longest;
}

/* The entry of the list whose code is the category's or whose words fit its label best. */
static str meaning(struct figures *f, const char *list, const struct jsonstat_category *c)
{
    const struct json *entries = json_get(f->definition, list);
    size_t best = 0;
    str found = STR_NONE, label = c->label.n ? c->label : c->id;
    for (size_t i = 0; i < json_count(entries); i++) {
        const struct json *e = json_item(entries, i);
        str code = json_get_str(e, "source_code");
        if (code.n && str_eq(code, c->id)) {
            return json_get_str(e, "id");
        }
        size_t n = match(f->ctx, json_get(e, "match"), label);
        if (n > best) {
            best = n;
            found = json_get_str(e, "id");
        }
    }
    return found;
}

static err learn(struct figures *f, const struct jsonstat_dimension *d, const char *list, str *out,
                 int64_t *unknown)
{
    size_t n = 0;
    for (size_t i = 0; i < d->n_categories; i++) {
        out[i] = meaning(f, list, &d->categories[i]);
        n += out[i].n > 0;
        *unknown += !out[i].n;
        for (size_t j = 0; j < i && out[i].n; j++) {
            if (str_eq(out[i], out[j])) {
                return fault(f->ctx, ERR_INVALID, "jsonstat.twice", f->work->file,
                             d->categories[j].label, d->categories[i].label);
            }
        }
    }
    return n ? OK : fault(f->ctx, ERR_INVALID, "jsonstat.nothing_known", f->work->file, d->label);
}

/* By role; what neither counts nor tells time, and is not the same all through, is the level. */
static err find_dimensions(struct figures *f)
{
    for (size_t i = 0; i < f->set.n_dimensions; i++) {
        const struct jsonstat_dimension *d = &f->set.dimensions[i];
        bool is_metric = d->role == JSONSTAT_METRIC || str_is(d->id, "ContentsCode");
        bool is_time = d->role == JSONSTAT_TIME || str_is(d->id, "Tid");
        if (d->n_categories > MOST_CATEGORIES) {
            return fault(f->ctx, ERR_TOO_BIG, "error.too_big");
        }
        if (is_metric) {
            f->metric = d;
        } else if (is_time) {
            f->time = d;
        } else if (d->n_categories > 1 && f->level) {
            return fault(f->ctx, ERR_INVALID, "jsonstat.dimension", f->work->file, d->label);
        } else if (d->n_categories > 1) {
            f->level = d;
        }
    }
    return f->metric && f->time && f->level
               ? OK
               : fault(f->ctx, ERR_INVALID, "jsonstat.lacks_dimension", f->work->file);
}

static err read_set(struct figures *f)
{
    struct refusal refusal;
    const struct json *source;
    err e = seed_file(f->ctx, DEFINITION, &f->definition);
    if (e) {
        return e;
    }
    if (jsonstat_read(f->ctx->arena, f->work->text, &json_limits_document, &f->set, &refusal)) {
        return refusal_tell(&refusal, &f->ctx->fault);
    }
    source = json_get(f->definition, "source");
    str table = json_get_str(source, "table");
    if (!str_contains(f->set.label, table) && !str_contains(f->set.source, table)) {
        return fault(f->ctx, ERR_INVALID, "jsonstat.other_table", f->work->file, table,
                     f->set.label);
    }
    f->source = str_printf(f->ctx->arena, "%.*s %.*s", STR_ARG(json_get_str(source, "publisher")),
                           STR_ARG(table));
    return find_dimensions(f);
}

static size_t cell_of(const struct figures *f, size_t metric, size_t level, size_t time)
{
    size_t at[JSONSTAT_DIMENSIONS] = {0};
    at[f->metric - f->set.dimensions] = metric;
    at[f->level - f->set.dimensions] = level;
    at[f->time - f->set.dimensions] = time;
    return jsonstat_cell(&f->set, at);
}

/* A cell without a figure is null with the sign that the source prints; never 0. */
static err put(struct figures *f, str series, str level, int64_t year, size_t cell)
{
    struct reference r;
    const struct json *value = &f->set.values[cell];
    str symbol = f->set.status ? f->set.status[cell] : STR_NONE;
    int64_t tenths = 0;
    bool known = value->type != JSON_IS_NULL;
    if (known && (!json_to_scaled(value, 1, &tenths) || tenths < 0 || tenths > 1000)) {
        return fault(f->ctx, ERR_INVALID, "jsonstat.not_per_cent", f->work->file, series, level,
                     str_from_int(f->ctx->arena, year));
    }
    reference_init(&r, f->ctx);
    reference_text(&r, "series", series);
    reference_text(&r, "level", level);
    reference_int(&r, "year", year);
    if (known) {
        reference_int(&r, "value_tenths", tenths);
    } else {
        reference_null(&r, "value_tenths");
    }
    reference_text(&r, "symbol", known ? STR_NONE : symbol.n ? symbol : STR(".."));
    reference_text(&r, "source", f->source);
    exchange_count(f->work, KEY("jsonstat.n.figures"), 1);
    return reference_put(&r, "published_figure", "series, level, year");
}

static err put_all(struct figures *f)
{
    err e = OK;
    for (size_t t = 0; t < f->time->n_categories && !e; t++) {
        int64_t year;
        if (!str_to_int(f->time->categories[t].id, &year) || year < 1900 || year > 2199) {
            return fault(f->ctx, ERR_INVALID, "jsonstat.year", f->work->file,
                         f->time->categories[t].id);
        }
        for (size_t m = 0; m < f->metric->n_categories && !e; m++) {
            for (size_t l = 0; l < f->level->n_categories && !e; l++) {
                if (f->series[m].n && f->levels[l].n) {
                    e = put(f, f->series[m], f->levels[l], year, cell_of(f, m, l, t));
                }
            }
        }
    }
    return e;
}

/* The file itself is kept, so that what was read of it can be looked at again. */
static err keep(struct figures *f, bool *is_new)
{
    struct ctx *ctx = f->ctx;
    str hash = sha256_hex(ctx->arena, f->work->text);
    int64_t changed = 0;
    err e = db_run(ctx->db, sql_published_load_add,
                   BINDS(B_TEXT("source", f->source), B_TEXT("origin", f->work->file),
                         B_TEXT("hash", hash), B_INT("now", ctx->now),
                         B_ID("actor", ctx->actor.person_id), B_TEXT("payload", f->work->text)),
                   &changed);
    *is_new = changed > 0;
    return e;
}

static err in(struct ctx *ctx, struct exchange_work *w)
{
    struct figures f = {.ctx = ctx, .work = w};
    int64_t unknown = 0;
    bool is_new = false;
    err e = read_set(&f);
    e = e ? e : learn(&f, f.metric, "indicators", f.series, &unknown);
    e = e ? e : learn(&f, f.level, "levels", f.levels, &unknown);
    e = e ? e : keep(&f, &is_new);
    e = e || !is_new ? e : put_all(&f);
    if (!e && unknown) {
        exchange_count(w, KEY("jsonstat.n.unknown"), unknown);
    }
    return e;
}

const struct exchange jsonstat_exchange = {
    .name = "jsonstat",
    .summary = KEY("exchange.jsonstat"),
    .flags = EXCHANGE_IN,
    .in = in,
};
