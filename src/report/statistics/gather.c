/* gather.c - from rows to protected tables: the only place where unprotected counts are held. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "report/indicator/indicator.h"
#include "report/statistics/statistics.h"
#include "statements.h"

#include <string.h>

#define SOURCE "SSB 12042"

const char *const statistics_levels[N_LEVELS] = {"state", "county", "municipality"};
const char *const statistics_sizes[N_SIZES] = {"small", "medium", "large"};

/* Years that can be asked for: before the first questionnaire there is nothing. */
enum { FIRST_YEAR = 2018, MOST_YEARS = 40, N_COLUMNS = N_SIZES + 2 };

static int place(const char *const *names, int n, str name)
{
    for (int i = 0; i < n; i++) {
        if (str_is(name, names[i])) {
            return i;
        }
    }
    return -1;
}

int statistics_level_of(str name)
{
    return place(statistics_levels, N_LEVELS, name);
}

int statistics_size_of(str name)
{
    return place(statistics_sizes, N_SIZES, name);
}

static size_t slot(const struct statistics *s, int level, int year, int indicator)
{
    return ((size_t)level * (size_t)s->n_years + (size_t)(year - s->first_year)) * N_INDICATORS +
           (size_t)indicator;
}

static bool in_range(const struct statistics *s, int level, int64_t year, int64_t indicator)
{
    return level >= 0 && year >= s->first_year && year < s->first_year + s->n_years &&
           indicator >= 0 && indicator < N_INDICATORS;
}

static size_t county_row(const struct statistics *s, str code)
{
    size_t i = 0;
    while (i < s->n_counties && !(code.p && str_eq(s->counties[i].code, code))) {
        i++;
    }
    return i; /* n_counties is the row of those without */
}

static void count(struct statistics *s, int level, int64_t year, int64_t indicator, str county,
                  int64_t size, int64_t yes, int64_t n)
{
    if (in_range(s, level, year, indicator)) {
        cube_add(&s->tables[slot(s, level, (int)year, (int)indicator)], county_row(s, county),
                 (size_t)size, yes, n);
        s->has_own = true;
    }
}

static err read_counties(struct ctx *ctx, struct statistics *s)
{
    struct rows *r;
    s->counties = ARENA_ARRAY(ctx->arena, MOST_COUNTIES, struct county);
    err e = db_query(ctx->db, sql_statistics_counties, NO_BINDS, &r);
    if (e) {
        return e;
    }
    while (rows_next(r) && s->n_counties < MOST_COUNTIES) {
        str name = rows_text(r, 1);
        if (str_ends(name, " fylkeskommune")) {
            name = str_slice(name, 0, name.n - strlen(" fylkeskommune"));
        }
        s->counties[s->n_counties++] =
            (struct county){str_copy(ctx->arena, rows_text(r, 0)), str_copy(ctx->arena, name)};
    }
    return rows_end(r);
}

static err read_sector(struct ctx *ctx, struct statistics *s)
{
    struct rows *r;
    err e = db_query(ctx->db, sql_statistics_sector, NO_BINDS, &r);
    if (e) {
        return e;
    }
    while (rows_next(r)) {
        count(s, statistics_level_of(rows_text(r, 2)), rows_int(r, 0), rows_int(r, 1) - 1,
              rows_text(r, 3), rows_int(r, 4), rows_int(r, 5), rows_int(r, 6));
        s->has_demo |= rows_int(r, 7) != 0;
    }
    return rows_end(r);
}

/* --- bodies that govern their security here: their history is the source from its first year on
 * ---
 */

struct used {
    int64_t id, size;
    int level, since; /* year of the first event; 9999 before any */
    str county;
};

static err read_used(struct ctx *ctx, struct used **out, size_t *n)
{
    struct rows *r;
    size_t size = 64;
    struct used *used = ARENA_ARRAY(ctx->arena, size, struct used);
    *n = 0;
    err e = db_query(ctx->db, sql_statistics_in_use, NO_BINDS, &r);
    if (e) {
        return e;
    }
    while (rows_next(r)) {
        ARENA_GROW(ctx->arena, used, *n, &size);
        used[(*n)++] = (struct used){
            .id = rows_int(r, 0),
            .level = statistics_level_of(rows_text(r, 1)),
            .county = str_copy(ctx->arena, rows_text(r, 2)),
            .size = rows_int(r, 3),
            .since = rows_null(r, 4) ? 9999 : day_year(day_of(ctx->arena, rows_int(r, 4))),
        };
    }
    *out = used;
    return rows_end(r);
}

static const struct used *used_find(const struct used *used, size_t n, int64_t id)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (used[middle].id < id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < n && used[low].id == id ? &used[low] : NULL;
}

static err count_earlier(struct ctx *ctx, struct statistics *s, const struct used *used, size_t n)
{
    struct rows *r;
    err e = db_query(ctx->db, sql_statistics_in_use_earlier, NO_BINDS, &r);
    if (e) {
        return e;
    }
    while (rows_next(r)) {
        const struct used *u = used_find(used, n, rows_int(r, 0));
        if (u && rows_int(r, 1) < u->since) {
            count(s, u->level, rows_int(r, 1), rows_int(r, 2) - 1, u->county, u->size,
                  rows_int(r, 3), 1);
            s->has_demo |= rows_int(r, 4) != 0;
        }
    }
    return rows_end(r);
}

static err count_used(struct ctx *ctx, struct statistics *s, const struct used *used, size_t n)
{
    err e = n ? count_earlier(ctx, s, used, n) : OK;
    for (int year = s->first_year; year <= s->this_year && n && !e; year++) {
        bool *yes = ARENA_ARRAY(ctx->arena, n * N_INDICATORS, bool);
        struct rows *r;
        e = indicator_bodies(ctx, year, &r);
        if (e) {
            return e;
        }
        while (rows_next(r)) {
            const struct used *u = used_find(used, n, rows_int(r, 0));
            int64_t indicator = rows_int(r, 1) - 1;
            if (u && indicator >= 0 && indicator < N_INDICATORS) {
                yes[(u - used) * N_INDICATORS + indicator] = true;
            }
        }
        e = rows_end(r);
        for (size_t i = 0; i < n && !e; i++) {
            for (int k = 0; k < N_INDICATORS && year >= used[i].since; k++) {
                count(s, used[i].level, year, k, used[i].county, used[i].size,
                      yes[i * N_INDICATORS + (size_t)k], 1);
            }
        }
    }
    return e;
}

/* --- published figures --- */

/* The library names the levels as its source does. */
static int published_level(str name)
{
    return str_is(name, "county_municipality") ? 1 : statistics_level_of(name);
}

static const char *kept(struct ctx *ctx, str s)
{
    return s.n ? str_z(ctx->arena, s) : NULL;
}

static err read_published(struct ctx *ctx, struct statistics *s)
{
    struct rows *r;
    err e = db_query(ctx->db, sql_statistics_published, BINDS(B_TEXT("source", STR(SOURCE))), &r);
    if (e) {
        return e;
    }
    while (rows_next(r)) {
        int level = published_level(rows_text(r, 0));
        int64_t year = rows_int(r, 1), indicator = rows_int(r, 2) - 1;
        if (!in_range(s, level, year, indicator)) {
            continue;
        }
        /* What stands where a figure lacks is told by meaning: the source's dash is not its own
           sign for zero but says that there is no figure, which is "..". */
        bool shown = !rows_null(r, 3);
        const char *symbol = kept(ctx, rows_text(r, 4));
        bool withheld = symbol && strcmp(symbol, ":") == 0;
        s->published[slot(s, level, (int)year, (int)indicator)] = (struct figure){
            .is_shown = shown,
            .tenths = rows_int(r, 3),
            .symbol = shown      ? NULL
                      : withheld ? ":"
                                 : "..",
            .original = shown || withheld ? NULL : symbol,
            .has_n = !rows_null(r, 5),
            .n = rows_int(r, 5),
        };
        s->has_published = true;
    }
    e = rows_end(r);
    e = e ? e
          : db_query(ctx->db, sql_statistics_published_from, BINDS(B_TEXT("source", STR(SOURCE))),
                     &r);
    if (e) {
        return e;
    }
    if (rows_next(r)) {
        s->loaded_at = rows_int(r, 0);
        s->load_origin = str_copy(ctx->arena, rows_text(r, 1));
        s->load_hash = str_copy(ctx->arena, rows_text(r, 2));
    }
    return rows_end(r);
}

/* --- the whole --- */

static void tables_make(struct ctx *ctx, struct statistics *s)
{
    size_t n = (size_t)(N_LEVELS * s->n_years * N_INDICATORS), rows = s->n_counties + 2;
    s->tables = ARENA_ARRAY(ctx->arena, n, struct cube_table);
    s->published = ARENA_ARRAY(ctx->arena, n, struct figure);
    for (size_t i = 0; i < n; i++) {
        s->tables[i] = (struct cube_table){
            rows, N_COLUMNS, ARENA_ARRAY(ctx->arena, rows * N_COLUMNS, struct cube_cell)};
        s->published[i] = (struct figure){.symbol = ".."};
    }
}

err statistics_read(struct ctx *ctx, struct statistics *out)
{
    struct statistics *s = out;
    struct used *used = NULL;
    size_t n_used = 0;
    int this_year = day_year(ctx->today);
    *s = (struct statistics){.first_year = FIRST_YEAR, .this_year = this_year};
    s->n_years = this_year < FIRST_YEAR                 ? 1
                 : this_year >= FIRST_YEAR + MOST_YEARS ? MOST_YEARS
                                                        : this_year - FIRST_YEAR + 1;
    err e = read_counties(ctx, s);
    if (e) {
        return e;
    }
    tables_make(ctx, s);
    e = read_sector(ctx, s);
    e = e ? e : read_used(ctx, &used, &n_used);
    e = e ? e : count_used(ctx, s, used, n_used);
    e = e ? e : read_published(ctx, s);
    for (int i = 0; i < N_LEVELS * s->n_years * N_INDICATORS && !e; i++) {
        cube_sum(&s->tables[i]);
        cube_protect(&s->tables[i], LEAST_BODIES);
    }
    return e;
}

struct figure statistics_figure(const struct statistics *s, int level, int year, int indicator,
                                int county, int size)
{
    if (!in_range(s, level, year, indicator)) {
        return (struct figure){.symbol = ".."};
    }
    const struct cube_table *t = &s->tables[slot(s, level, year, indicator)];
    size_t row = county == ALL ? t->n_rows - 1 : (size_t)county;
    size_t column = size == ALL ? t->n_columns - 1 : (size_t)size;
    const struct cube_cell *c = cube_at(t, row, column);
    struct figure f = {.has_n = true, .n = c->n};
    if (c->mark == CUBE_SHOWN) {
        f.is_shown = true;
        f.tenths = share_tenths(c->yes, c->n);
    } else if (c->mark == CUBE_EMPTY) {
        bool any = cube_at(t, t->n_rows - 1, t->n_columns - 1)->n > 0;
        f.symbol = any ? "." : "..";
        f.has_n = any;
    } else {
        f.symbol = ":";
    }
    return f;
}

struct figure statistics_published_figure(const struct statistics *s, int level, int year,
                                          int indicator)
{
    return in_range(s, level, year, indicator) ? s->published[slot(s, level, year, indicator)]
                                               : (struct figure){.symbol = ".."};
}

bool statistics_has_year(const struct statistics *s, int year)
{
    for (int level = 0; level < N_LEVELS; level++) {
        if (in_range(s, level, year, 0)) {
            const struct cube_table *t = &s->tables[slot(s, level, year, 0)];
            if (cube_at(t, t->n_rows - 1, t->n_columns - 1)->n > 0) {
                return true;
            }
        }
    }
    return false;
}
