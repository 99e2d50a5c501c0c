/* statistics.h - the sector's figures: shares of bodies that did each of five things, protected
   once for every page, format and program that asks. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef REPORT_STATISTICS_STATISTICS_H
#define REPORT_STATISTICS_STATISTICS_H

#include "ctx/ctx.h"
#include "cube/share.h"

enum {
    N_INDICATORS = 5,
    N_LEVELS = 3,       /* state, county, municipality */
    N_SIZES = 3,        /* below 5,000; below 20,000; 20,000 and more inhabitants */
    MOST_COUNTIES = 29, /* with those unknown and the sum within what a table takes */
    LEAST_BODIES = 5,   /* smaller groups are not shown */
    ALL = -1,           /* the sum over counties or sizes */
};

extern const char *const statistics_levels[N_LEVELS]; /* "state", "county", "municipality" */
extern const char *const statistics_sizes[N_SIZES];   /* "small", "medium", "large" */

/* A figure ready to be shown: tenths of a per cent, or a symbol that says why there is none:
   ":" withheld, ".." no data, "." no such bodies. */
struct figure {
    bool is_shown;
    int64_t tenths;
    bool has_n;
    int64_t n;
    const char *symbol;   /* NULL when shown */
    const char *original; /* what the source printed in its place, when that is another sign */
};

struct county {
    str code, name;
};

struct statistics {
    int first_year, n_years; /* of all figures, ours and published */
    int this_year;           /* not ended: its figures are provisional */
    struct county *counties;
    size_t n_counties;
    struct cube_table *tables; /* by level, year, indicator */
    struct figure *published;  /* likewise */
    bool has_demo, has_own, has_published;
    int64_t loaded_at; /* of the published figures */
    str load_origin, load_hash;
};

/* Gathers and protects. Same answer for everybody: nothing in it depends on the asker. */
err statistics_read(struct ctx *ctx, struct statistics *out);
/* level, indicator 0-based; year as in the calendar; county 0-based or ALL; size 0-based or ALL. */
struct figure statistics_figure(const struct statistics *s, int level, int year, int indicator,
                                int county, int size);
struct figure statistics_published_figure(const struct statistics *s, int level, int year,
                                          int indicator);
/* Is there any figure of ours in that year? */
bool statistics_has_year(const struct statistics *s, int year);
/* Place of a name in the lists above, or -1. */
int statistics_level_of(str name);
int statistics_size_of(str name);

/* Made-up facts 2019-2026 for every registered, real body that does not use Samstyr itself; the
   same seed gives the same facts. */
err statistics_demo(struct ctx *ctx, uint64_t seed);

#endif
