/* question.c - what was asked of the statistics, read from an address. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/statistics/question.h"

static err refuse_value(struct ctx *ctx, const char *name, str value)
{
    return fault(ctx, ERR_INVALID, "statistics.unknown", str_of(name), value);
}

static bool is_all(str s)
{
    return !s.n || str_is(s, "all");
}

err question_read(struct ctx *ctx, const struct statistics *s, const struct params *p,
                  struct question *out)
{
    str indicator = params_get(p, "indicator"), level = params_get(p, "level"),
        size = params_get(p, "size"), county = params_get(p, "county"),
        year = params_get(p, "year");
    int64_t number;
    *out = (struct question){ALL, ALL, ALL, ALL, ALL};
    if (!is_all(indicator)) {
        if (!str_to_int(indicator, &number) || number < 1 || number > N_INDICATORS) {
            return refuse_value(ctx, "indicator", indicator);
        }
        out->indicator = (int)number - 1;
    }
    if (!is_all(level) && (out->level = statistics_level_of(level)) < 0) {
        return refuse_value(ctx, "level", level);
    }
    if (!is_all(size) && (out->size = statistics_size_of(size)) < 0) {
        return refuse_value(ctx, "size", size);
    }
    for (size_t i = 0; i < s->n_counties && !is_all(county); i++) {
        out->county = str_eq(s->counties[i].code, county) ? (int)i : out->county;
    }
    if (!is_all(county) && out->county == ALL) {
        return refuse_value(ctx, "county", county);
    }
    if (!is_all(year)) {
        if (!str_to_int(year, &number) || number < s->first_year ||
            number >= s->first_year + s->n_years) {
            return refuse_value(ctx, "year", year);
        }
        out->year = (int)number;
    }
    return OK;
}

static struct places choose(int chosen, int n, bool with_sum)
{
    struct places p = {.n = 0};
    if (chosen != ALL) {
        p.at[p.n++] = chosen;
        return p;
    }
    for (int i = with_sum ? ALL : 0; i < n; i++) {
        p.at[p.n++] = i;
    }
    return p;
}

struct places question_indicators(const struct question *q)
{
    return choose(q->indicator, N_INDICATORS, false);
}

struct places question_levels(const struct question *q)
{
    return choose(q->level, N_LEVELS, false);
}

struct places question_sizes(const struct question *q)
{
    return choose(q->size, N_SIZES, true);
}

struct places question_counties(const struct statistics *s, const struct question *q)
{
    return choose(q->county, (int)s->n_counties, true);
}

static bool is_published(const struct statistics *s, int year)
{
    for (int level = 0; level < N_LEVELS; level++) {
        for (int i = 0; i < N_INDICATORS; i++) {
            if (statistics_published_figure(s, level, year, i).is_shown) {
                return true;
            }
        }
    }
    return false;
}

struct places question_years(const struct statistics *s, const struct question *q, bool published)
{
    struct places p = {.n = 0};
    for (int year = s->first_year; year < s->first_year + s->n_years; year++) {
        bool has = published ? is_published(s, year) : statistics_has_year(s, year);
        if (has && (q->year == ALL || q->year == year)) {
            p.at[p.n++] = year;
        }
    }
    return p;
}

str indicator_code(struct ctx *ctx, int indicator)
{
    return str_from_int(ctx->arena, indicator + 1);
}

str size_code(int size)
{
    return size == ALL ? STR("all") : str_of(statistics_sizes[size]);
}

str county_code(const struct statistics *s, int county)
{
    return county == ALL ? STR("all") : s->counties[county].code;
}

str level_word(struct ctx *ctx, int level)
{
    str key = str_printf(ctx->arena, "statistics.level.%s", statistics_levels[level]);
    return word(ctx->lang, key.p);
}

str size_word(struct ctx *ctx, int size)
{
    str key = str_printf(ctx->arena, "statistics.size.%.*s", STR_ARG(size_code(size)));
    return word(ctx->lang, key.p);
}

str county_word(struct ctx *ctx, const struct statistics *s, int county)
{
    return county == ALL ? W("statistics.county.all") : s->counties[county].name;
}
