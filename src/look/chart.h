/* chart.h - drawings of figures: SVG written as text, the same on screen, on paper and in a mail.
   Pure functions of what they are given; whoever calls puts the table beside. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef LOOK_CHART_H
#define LOOK_CHART_H

#include "base/buf.h"

#include <math.h>

/* What is not known: leaves a gap, is never drawn as 0. */
#define CHART_NONE NAN

/* What every chart has. id is unique on the page and made of letters, digits, - and _; title and
   description are read aloud in place of the drawing; decimal is the reader's decimal mark. */
struct chart {
    str id;
    str title;
    str description;
    char decimal;
};

/* One series of lines. The place of a series decides colour, mark and dash, so keep their order
   through a page: at most four. */
struct chart_series {
    str name;
    const double *values; /* n_times of them, CHART_NONE for a gap */
};

struct chart_lines {
    struct chart chart;
    int width, height; /* 0: 340 by 250 */
    const str *times;
    size_t n_times;
    const struct chart_series *series;
    size_t n_series;
    double top;      /* of the axis; 0: found from the values */
    double step;     /* between grid lines; 0: found */
    int decimals;    /* of the figures at the marks */
    bool all_values; /* a figure at every mark, not at the last alone */
};

/* Levels of risk in stacked columns, n1 lowest. */
struct chart_stack {
    struct chart chart;
    int width, height; /* 0: 620 by 230, and a narrow form for phones beside it */
    const str *times;
    size_t n_times;
    const int *counts; /* n_times rows of n_levels, lowest level first */
    size_t n_levels;   /* up to 4 */
};

/* One horizontal bar, with how many it rests on. */
struct chart_bar {
    str name;
    double value; /* CHART_NONE: nothing is drawn, none_text stands there */
    str text;     /* the value as people write it: "64,0 %" */
    int64_t n;    /* shown as "n = 16"; 0: not shown */
    bool is_own;  /* the reader's own */
};

struct chart_bars {
    struct chart chart;
    int width;  /* 0: 620, and a narrow form */
    double top; /* of the axis; 0: the largest */
    const struct chart_bar *bars;
    size_t n_bars;
    str none_text; /* "no figure" */
};

struct chart_sparkline {
    int width, height; /* 0: 96 by 32 */
    const double *values;
    size_t n_values;
};

enum chart_activity_state { ACTIVITY_PLANNED, ACTIVITY_ONGOING, ACTIVITY_DONE, ACTIVITY_LATE };

/* One activity of the year: from and to are months since the year began, 0 to 12, fractions
 * allowed. */
struct chart_activity {
    int number; /* in the list beside */
    double from, to;
    enum chart_activity_state state;
};

struct chart_wheel {
    struct chart chart;
    const str *months; /* 12 short names */
    const struct chart_activity *activities;
    size_t n_activities;
    double now;      /* months since the year began; below 0 or above 12: not this year */
    str middle;      /* "2026" */
    str middle_note; /* "week 47" */
};

/* One square of a map, at a column and row. step 0 is no figure, 1..4 low to high; is_hatched when
   a figure exists but cannot be shared out. */
struct chart_tile {
    int column, row;
    str name;  /* short, in the square */
    str text;  /* the figure, in the square */
    str label; /* whole sentence: "Nordland: 64,0 %" */
    str href;  /* makes the square a link; may be empty */
    int step;
    bool is_hatched;
};

struct chart_map {
    struct chart chart;
    const struct chart_tile *tiles;
    size_t n_tiles;
};

/* Probability that the loss of a year is larger than an amount; the axis of amounts is logarithmic.
 */
struct chart_curve {
    str name;
    const double *amounts;       /* rising, above 0 */
    const double *probabilities; /* falling, 0..1 */
    size_t n_points;
};

struct chart_loss {
    struct chart chart;
    int width, height; /* 0: 620 by 280, and a narrow form */
    const struct chart_curve *curves;
    size_t n_curves;
    str axis; /* "Loss in a year (kroner)" */
    const str *
        ticks; /* words for 10 000, 100 000, 1 million ... from the power of ten `lowest` upwards */
    int lowest; /* power of ten at the left */
    size_t n_ticks;
    double mark; /* probability with a help line, 0.1; 0: none */
};

/* A chain of services: nodes in layers from left to right. */
struct chart_node {
    int layer, row;
    str name;
    str note;
    int level; /* 1..4, 0 none */
    str href;  /* may be empty */
};

struct chart_edge {
    size_t from, to; /* places in nodes */
    bool is_exposed; /* risk travels here */
};

struct chart_chain {
    struct chart chart;
    const struct chart_node *nodes;
    size_t n_nodes;
    const struct chart_edge *edges;
    size_t n_edges;
};

void chart_lines(struct buf *b, const struct chart_lines *c);
void chart_stack(struct buf *b, const struct chart_stack *c);
void chart_bars(struct buf *b, const struct chart_bars *c);
/* Decoration beside a figure in text, hidden from those who listen. */
void chart_sparkline(struct buf *b, const struct chart_sparkline *c);
void chart_wheel(struct buf *b, const struct chart_wheel *c);
void chart_map(struct buf *b, const struct chart_map *c);
void chart_loss(struct buf *b, const struct chart_loss *c);
void chart_chain(struct buf *b, const struct chart_chain *c);

/* Where the county `code` ("03", "46") stands on a tile map: the division of 2024 and that of 2020.
   False for an unknown code. */
bool chart_county_place(str code, int *column, int *row);

#endif
