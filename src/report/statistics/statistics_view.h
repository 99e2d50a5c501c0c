/* statistics_view.h - the page of the sector's statistics: findings, small multiples, map, numbers.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef REPORT_STATISTICS_STATISTICS_VIEW_H
#define REPORT_STATISTICS_STATISTICS_VIEW_H

#include "web/html.h"

struct statistics_option {
    str value, word;
    bool is_chosen;
};

struct statistics_filter {
    str name, label;
    struct statistics_option *options;
    size_t n_options;
};

struct statistics_finding {
    str figure, text;
};

/* One small chart. */
struct statistics_panel {
    str name;
    struct markup chart;
};

/* A section of small charts from one source. */
struct statistics_run {
    str heading, note;
    struct statistics_panel *panels;
    size_t n_panels;
};

struct statistics_cell {
    str text;      /* "61,2" or a symbol */
    str reason;    /* of a symbol, in words */
    bool is_group; /* a level begins */
};

struct statistics_row {
    str name; /* of the indicator, in its first row */
    int64_t span;
    str year;
    struct statistics_cell *cells;
    size_t n_cells;
};

struct statistics_column {
    str word, help;
    bool is_group;
};

struct statistics_county {
    str name, href, share, reason, n;
    bool is_chosen;
};

struct statistics_legend {
    int step;
    str word;
};

struct statistics_view {
    str title, intro;
    str demo; /* a sentence when figures are made up */
    str action, reset_href;
    bool is_filtered;
    struct statistics_filter *filters;
    size_t n_filters;
    struct statistics_finding *findings;
    size_t n_findings;
    str findings_source;
    str levels[3];
    struct statistics_run own, published;
    bool has_own, has_published;
    str map_heading, map_note;
    struct markup map;
    struct statistics_county *counties;
    size_t n_counties;
    struct statistics_legend *steps;
    size_t n_steps;
    str table_note;
    struct statistics_column *levels_shown; /* each over three columns */
    size_t n_levels_shown;
    struct statistics_column *columns;
    size_t n_columns;
    struct statistics_row *rows;
    size_t n_rows;
    str definitions_href, json_href, csv_href, xlsx_href, jsonstat_href, jsonstat_ssb_href;
    str loaded; /* when and from where the published figures came */
};

struct definition {
    int number;
    str name, question, counts;
};

struct definitions_view {
    struct definition *items;
    size_t n_items;
    str statistics_href, jsonstat_href, jsonstat_ssb_href, csv_href;
    str loaded, hash;
};

#endif
