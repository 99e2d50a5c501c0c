/* demo.c - a made-up sector: what every real body could have done in eight years. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "report/statistics/statistics.h"
#include "sim/splitmix.h"
#include "statements.h"

enum { FIRST = 2019, LAST = 2026, WHOLE = 10000 };

/* Hundredths of a per cent in 2019 and 2020, near the published ones (for county municipalities in
   2020 near those of 2019), and what a year adds from then on. */
static const int start[N_LEVELS][N_INDICATORS][3] = {
    {{8630, 8220, 90}, {8630, 8490, 60}, {8960, 8680, 50}, {7540, 6850, 160}, {6070, 5800, 220}},
    {{7500, 7700, 180}, {9380, 9000, 40}, {8750, 8700, 60}, {7500, 7400, 130}, {3130, 3400, 420}},
    {{6440, 6120, 260}, {7520, 7450, 130}, {7620, 7290, 160}, {5360, 5480, 230}, {2680, 2580, 400}},
};

/* Small municipalities lag: 174 of 357 have fewer than 5,000 inhabitants, 114 fewer than 20,000. */
static const int by_size[N_SIZES] = {-800, 250, 1500};

static int size_of(int64_t population)
{
    return population < 5000 ? 0 : population < 20000 ? 1 : 2;
}

static int chance(int level, int indicator, int year, int64_t population)
{
    const int *s = start[level][indicator];
    int p = year == FIRST ? s[0] : s[1] + (year - 2020) * s[2];
    p += level == 2 ? by_size[size_of(population)] : 0;
    return p < 300 ? 300 : p > 9700 ? 9700 : p;
}

/* A body that did well one year mostly does so the next: its luck is drawn anew every third year or
   so, which leaves each year's share as it is. */
static err add_body(struct ctx *ctx, uint64_t seed, int64_t body, int level, int64_t population)
{
    for (int indicator = 0; indicator < N_INDICATORS; indicator++) {
        struct splitmix random = splitmix_of(seed, (uint64_t)body, (uint64_t)indicator);
        int luck = (int)splitmix_below(&random, WHOLE);
        for (int year = FIRST; year <= LAST; year++) {
            if (splitmix_below(&random, 100) < 35) {
                luck = (int)splitmix_below(&random, WHOLE);
            }
            int value = luck < chance(level, indicator, year, population);
            err e = year > day_year(ctx->today)
                        ? OK
                        : db_run(ctx->db, sql_statistics_demo_add,
                                 BINDS(B_INT("body", body), B_INT("year", year),
                                       B_INT("indicator", indicator + 1), B_INT("value", value)),
                                 NULL);
            if (e) {
                return e;
            }
        }
    }
    return OK;
}

err statistics_demo(struct ctx *ctx, uint64_t seed)
{
    struct body {
        int64_t id, population;
        int level;
    } * bodies;
    int64_t n = 0, most = 0;
    struct rows *r;
    err e = db_int(ctx->db, "SELECT COUNT(*) FROM organisation", NO_BINDS, &most);
    e = e ? e : db_query(ctx->db, sql_statistics_demo_bodies, NO_BINDS, &r);
    if (e) {
        return e;
    }
    bodies = ARENA_ARRAY(ctx->arena, (size_t)most + 1, struct body);
    while (rows_next(r) && n < most) {
        bodies[n++] = (struct body){.id = rows_int(r, 0),
                                    .level = statistics_level_of(rows_text(r, 1)),
                                    .population = rows_int(r, 2)};
    }
    e = rows_end(r);
    for (int64_t i = 0; i < n && !e; i++) {
        e = add_body(ctx, seed, bodies[i].id, bodies[i].level, bodies[i].population);
    }
    return e;
}
