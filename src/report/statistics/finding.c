/* finding.c - what the figures show, as sentences. State bodies and municipalities are compared;
   county municipalities are too few to be. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/statistics/finding.h"
#include "report/indicator/indicator.h"

enum { STATE = 0, MUNICIPALITY = 2 };

struct series series_of(const struct statistics *s, const struct question *q, bool published)
{
    struct question any_year = *q;
    any_year.year = ALL;
    struct places years = question_years(s, &any_year, published);
    struct series r = {.s = s, .published = published, .county = q->county, .size = q->size};
    for (size_t i = 0; i < years.n; i++) {
        r.years[r.n_years++] = years.at[i];
    }
    return r;
}

/* The state has neither counties nor sizes: its whole is what municipalities are held against. */
struct figure series_figure(const struct series *r, int level, int year, int indicator)
{
    bool whole = level == STATE;
    return r->published ? statistics_published_figure(r->s, level, year, indicator)
                        : statistics_figure(r->s, level, year, indicator, whole ? ALL : r->county,
                                            whole ? ALL : r->size);
}

str tenths_text(struct ctx *ctx, int64_t tenths)
{
    return text_decimal(ctx->arena, ctx->lang, tenths, 1);
}

str points_text(struct ctx *ctx, int64_t tenths)
{
    str digits = tenths_text(ctx, tenths < 0 ? -tenths : tenths);
    const char *sign = tenths < 0 ? "\xe2\x88\x92" : tenths > 0 ? "+" : "";
    return str_printf(ctx->arena, "%s%.*s", sign, STR_ARG(digits));
}

/* Years that are over: a year's figures rise until it ends. */
static bool ends(const struct series *r, int *first, int *last)
{
    size_t n = r->n_years;
    while (n && r->years[n - 1] >= r->s->this_year) {
        n--;
    }
    if (n < 2) {
        return false;
    }
    *first = r->years[0];
    *last = r->years[n - 1];
    return true;
}

/* Both levels' figures of one indicator in one year. */
static bool both(const struct series *r, int year, int i, int64_t *state, int64_t *municipality)
{
    struct figure a = series_figure(r, STATE, year, i), b = series_figure(r, MUNICIPALITY, year, i);
    *state = a.tenths;
    *municipality = b.tenths;
    return a.is_shown && b.is_shown;
}

static str who(struct ctx *ctx, const struct series *r, const char *form)
{
    if (!r->published && r->county != ALL) {
        str key = str_printf(ctx->arena, "statistics.who.county.%s", form);
        return word_args(ctx->arena, ctx->lang, key.p, &r->s->counties[r->county].name, 1);
    }
    str key = str_printf(ctx->arena, "statistics.who.%.*s.%s",
                         STR_ARG(size_code(r->published ? ALL : r->size)), form);
    return word(ctx->lang, key.p);
}

str finding_heading(struct ctx *ctx, const struct series *r)
{
    int first, last, compared = 0, nearer = 0, other = -1;
    if (!ends(r, &first, &last)) {
        return W("statistics.finding.none");
    }
    for (int i = 0; i < N_INDICATORS; i++) {
        int64_t s0, m0, s1, m1;
        if (!both(r, first, i, &s0, &m0) || !both(r, last, i, &s1, &m1)) {
            continue;
        }
        compared++;
        if (s1 - m1 < s0 - m0) {
            nearer++;
        } else {
            other = i;
        }
    }
    if (!compared) {
        return W("statistics.finding.none");
    }
    str args[] = {str_from_int(ctx->arena, nearer),
                  str_from_int(ctx->arena, compared),
                  str_from_int(ctx->arena, first),
                  str_from_int(ctx->arena, last),
                  who(ctx, r, "begin"),
                  other < 0 ? STR_NONE : indicator_word(ctx, other + 1, NULL)};
    const char *key = nearer == compared                       ? "statistics.finding.all"
                      : nearer == compared - 1 && compared > 1 ? "statistics.finding.but"
                                                               : "statistics.finding.some";
    return word_args(ctx->arena, ctx->lang, key, args, 6);
}

static bool find_rise(struct ctx *ctx, const struct series *r, int first, int last,
                      struct finding *out)
{
    int best = -1;
    int64_t rise = 0, state = 0;
    for (int i = 0; i < N_INDICATORS; i++) {
        int64_t s0, m0, s1, m1;
        if (both(r, first, i, &s0, &m0) && both(r, last, i, &s1, &m1) &&
            (best < 0 || m1 - m0 > rise)) {
            best = i;
            rise = m1 - m0;
            state = s1 - s0;
        }
    }
    if (best < 0) {
        return false;
    }
    str args[] = {who(ctx, r, "middle"), str_from_int(ctx->arena, first),
                  str_from_int(ctx->arena, last), indicator_word(ctx, best + 1, NULL),
                  points_text(ctx, state)};
    *out = (struct finding){points_text(ctx, rise),
                            word_args(ctx->arena, ctx->lang, "statistics.card.rise", args, 5)};
    return true;
}

static bool find_distance(struct ctx *ctx, const struct series *r, int last, struct finding *out)
{
    int best = -1;
    int64_t state = 0, municipality = 0;
    for (int i = 0; i < N_INDICATORS; i++) {
        int64_t s, m;
        if (both(r, last, i, &s, &m) && (best < 0 || s - m > state - municipality)) {
            best = i;
            state = s;
            municipality = m;
        }
    }
    if (best < 0 || state <= municipality) {
        return false;
    }
    str args[] = {who(ctx, r, "middle"), str_from_int(ctx->arena, last),
                  indicator_word(ctx, best + 1, NULL), tenths_text(ctx, municipality),
                  tenths_text(ctx, state)};
    *out = (struct finding){points_text(ctx, municipality - state),
                            word_args(ctx->arena, ctx->lang, "statistics.card.distance", args, 5)};
    return true;
}

static bool find_falls(struct ctx *ctx, const struct series *r, int last, struct finding *out)
{
    int fell = 0, compared = 0;
    for (int i = 0; i < N_INDICATORS; i++) {
        int64_t s0, m0, s1, m1;
        if (both(r, last - 1, i, &s0, &m0) && both(r, last, i, &s1, &m1)) {
            compared += 2;
            fell += (s1 < s0) + (m1 < m0);
        }
    }
    if (!compared) {
        return false;
    }
    str counts[] = {str_from_int(ctx->arena, fell), str_from_int(ctx->arena, compared)};
    str args[] = {str_from_int(ctx->arena, last - 1), str_from_int(ctx->arena, last),
                  who(ctx, r, "middle")};
    *out = (struct finding){word_args(ctx->arena, ctx->lang, "statistics.card.of", counts, 2),
                            word_args(ctx->arena, ctx->lang, "statistics.card.falls", args, 3)};
    return true;
}

size_t findings(struct ctx *ctx, const struct series *r, struct finding out[3])
{
    int first, last;
    size_t n = 0;
    if (!ends(r, &first, &last)) {
        return 0;
    }
    n += find_rise(ctx, r, first, last, &out[n]);
    n += find_distance(ctx, r, last, &out[n]);
    n += find_falls(ctx, r, last, &out[n]);
    return n;
}
