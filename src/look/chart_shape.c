/* chart_shape.c - charts that are pictures of something: the year, the country, a chain of
 * services. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "look/chart.h"
#include "look/draw.h"

#include <stdio.h>

static const char *const step_color[] = {"#e3e7e9", "#cfe3ea", "#8fbccb", "#33788f", "#0b4a61"};
static const char *const on_step_color[] = {"#12333f", "#12333f", "#0d2a35", "#ffffff", "#ffffff"};

#define PI 3.14159265358979323846

/* ---- year wheel ---- */

#define WHEEL_SIZE 420.0
#define WHEEL_LANES 3

static double turn_x(double radius, double month)
{
    return WHEEL_SIZE / 2 + radius * cos(month / 12 * 2 * PI - PI / 2);
}

static double turn_y(double radius, double month)
{
    return WHEEL_SIZE / 2 + radius * sin(month / 12 * 2 * PI - PI / 2);
}

/* d of a ring's piece from month `from` to month `to`. */
static void arc(struct buf *b, double inner, double outer, double from, double to)
{
    int large = to - from > 6;
    draw_point(b, 'M', turn_x(outer, from), turn_y(outer, from));
    buf_printf(b, "A%d %d 0 %d 1 ", (int)outer, (int)outer, large);
    draw_number(b, turn_x(outer, to));
    buf_char(b, ' ');
    draw_number(b, turn_y(outer, to));
    draw_point(b, 'L', turn_x(inner, to), turn_y(inner, to));
    buf_printf(b, "A%d %d 0 %d 0 ", (int)inner, (int)inner, large);
    draw_number(b, turn_x(inner, from));
    buf_char(b, ' ');
    draw_number(b, turn_y(inner, from));
    buf_char(b, 'z');
}

static void wheel_months(struct buf *b, const struct chart_wheel *c)
{
    for (int m = 0; m < 12; m++) {
        bool is_now = c->now >= m && c->now < m + 1;
        buf_printf(b, "<path class=\"month%s%s\" fill=\"%s\" d=\"", m % 2 ? " odd" : "",
                   is_now ? " is-now" : "",
                   is_now  ? "#15343f"
                   : m % 2 ? "#e3e9eb"
                           : "#eef2f3");
        arc(b, 172, 204, m, m + 1);
        buf_literal(b, "\"/>");
        draw_label(b, is_now ? "month-name is-now" : "month-name", is_now ? "#ffffff" : TEXT_COLOR,
                   12, "middle", turn_x(188, m + .5), turn_y(188, m + .5) + 4, c->months[m]);
    }
}

/* A month at least, so that the number can be read. */
static double activity_end(const struct chart_activity *a)
{
    return fmin(12, fmax(a->to, a->from + .9));
}

static void wheel_activities(struct buf *b, const struct chart_wheel *c)
{
    static const char *const words[] = {"planned", "ongoing", "done", "late"};
    static const char *const fills[] = {"#cfe3ea", "#0b5670", "#bfe0cc", "#a8231b"};
    static const char *const inks[] = {"#083f53", "#ffffff", "#0f3f29", "#ffffff"};
    double until[WHEEL_LANES] = {0};
    for (size_t i = 0; i < c->n_activities; i++) {
        const struct chart_activity *a = &c->activities[i];
        double from = fmin(a->from, 11.1), to = activity_end(a);
        size_t lane = 0; /* the outermost that is free; the innermost takes what is left */
        while (lane + 1 < WHEEL_LANES && until[lane] > from + .01)
            lane++;
        until[lane] = fmax(until[lane], to);
        double outer = 166 - 36 * (double)lane, inner = outer - 32, middle = (from + to) / 2;
        char class[48];
        snprintf(class, sizeof class, "activity-number %s", words[a->state]);
        buf_printf(b, "<path class=\"activity %s\" fill=\"%s\" d=\"", words[a->state],
                   fills[a->state]);
        arc(b, inner, outer, from + .02, to - .02);
        buf_literal(b, "\"/>");
        draw_label_begin(b, class, inks[a->state], 13, "middle", turn_x(outer - 16, middle),
                         turn_y(outer - 16, middle) + 4.5);
        buf_int(b, a->number);
        buf_literal(b, "</text>");
    }
}

void chart_wheel(struct buf *b, const struct chart_wheel *c)
{
    draw_begin(b, &c->chart, "wheel", WHEEL_SIZE, WHEEL_SIZE, false);
    wheel_months(b, c);
    wheel_activities(b, c);
    if (c->now >= 0 && c->now <= 12)
        draw_line(b, "now", "#c2410c", turn_x(169, c->now), turn_y(169, c->now), turn_x(56, c->now),
                  turn_y(56, c->now));
    draw_label(b, "middle", TEXT_COLOR, 22, "middle", WHEEL_SIZE / 2, WHEEL_SIZE / 2 - 1,
               c->middle);
    draw_label(b, "note", MUTED_COLOR, 13, "middle", WHEEL_SIZE / 2, WHEEL_SIZE / 2 + 18,
               c->middle_note);
    draw_end(b);
}

/* ---- tile map ---- */

#define TILE 72.0
#define TILE_GAP 4.0

static void tile(struct buf *b, const struct chart *c, const struct chart_tile *t)
{
    int step = t->step >= 0 && t->step <= 4 ? t->step : 0;
    double x = (TILE + TILE_GAP) * t->column, y = (TILE + TILE_GAP) * t->row;
    bool is_link = draw_is_href(t->href);
    char class[40], ink[24];
    snprintf(class, sizeof class, "tile k%d", step);
    snprintf(ink, sizeof ink, "tile-text k%d", step);
    if (is_link) {
        buf_literal(b, "<a href=\"");
        draw_text(b, t->href);
        buf_literal(b, "\">");
    } else {
        buf_literal(b, "<g>");
    }
    buf_literal(b, "<title>");
    draw_text(b, t->label);
    buf_literal(b, "</title>");
    draw_rectangle(b, class, step_color[step], x, y, TILE, TILE, 6);
    if (t->is_hatched) {
        char fill[96];
        snprintf(fill, sizeof fill, "url(#%.*s-h)", (int)(c->id.n < 64 ? c->id.n : 64), c->id.p);
        draw_rectangle(b, "hatched", fill, x, y, TILE, TILE, 6);
    }
    draw_label_begin(b, ink, on_step_color[step], 12, "middle", x + TILE / 2, y + 25);
    draw_text_cut(b, t->name, 10);
    buf_literal(b, "</text>");
    draw_label_begin(b, ink, on_step_color[step], 15, "middle", x + TILE / 2, y + 50);
    draw_text(b, t->text);
    buf_literal(b, "</text>");
    buf_z(b, is_link ? "</a>" : "</g>");
}

void chart_map(struct buf *b, const struct chart_map *c)
{
    int columns = 1, rows = 1;
    bool has_links = false, has_hatch = false;
    for (size_t i = 0; i < c->n_tiles; i++) {
        const struct chart_tile *t = &c->tiles[i];
        columns = t->column + 1 > columns ? t->column + 1 : columns;
        rows = t->row + 1 > rows ? t->row + 1 : rows;
        has_links |= draw_is_href(t->href);
        has_hatch |= t->is_hatched;
    }
    draw_begin(b, &c->chart, "tiles", columns * (TILE + TILE_GAP) - TILE_GAP,
               rows * (TILE + TILE_GAP) - TILE_GAP, has_links);
    if (has_hatch) {
        buf_printf(
            b,
            "<defs><pattern id=\"%.*s-h\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\""
            " patternTransform=\"rotate(45)\">",
            STR_ARG(c->chart.id));
        draw_line(b, "hatch", "#87959d", 0, 0, 0, 6);
        buf_literal(b, "</pattern></defs>");
    }
    for (size_t i = 0; i < c->n_tiles; i++)
        tile(b, &c->chart, &c->tiles[i]);
    draw_end(b);
}

bool chart_county_place(str code, int *column, int *row)
{
    static const struct {
        const char *code;
        int column, row;
    } places[] = {
        {"55", 3, 0},
        {"56", 4, 0},
        {"18", 2, 1},
        {"50", 2, 2},
        {"15", 1, 3},
        {"34", 2, 3},
        {"46", 0, 4},
        {"33", 1, 4},
        {"03", 2, 4},
        {"32", 3, 4},
        {"11", 0, 5},
        {"40", 1, 5},
        {"39", 2, 5},
        {"31", 3, 5},
        {"42", 1, 6},
        /* the division of 2020-2023 */
        {"54", 3, 0},
        {"30", 3, 4},
        {"38", 1, 5},
    };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (str_is(code, places[i].code)) {
            *column = places[i].column;
            *row = places[i].row;
            return true;
        }
    return false;
}

/* ---- chain of services ---- */

#define NODE_WIDTH 172.0
#define NODE_HEIGHT 58.0
#define LAYER_GAP 52.0
#define ROW_GAP 20.0

static double node_x(const struct chart_node *n)
{
    return 2 + n->layer * (NODE_WIDTH + LAYER_GAP);
}

static double node_y(const struct chart_node *n)
{
    return 2 + n->row * (NODE_HEIGHT + ROW_GAP);
}

static void edge(struct buf *b, const struct chart_chain *c, const struct chart_edge *e)
{
    const struct chart_node *from = &c->nodes[e->from], *to = &c->nodes[e->to];
    double x1 = node_x(from) + NODE_WIDTH, y1 = node_y(from) + NODE_HEIGHT / 2;
    double x2 = node_x(to) - 2, y2 = node_y(to) + NODE_HEIGHT / 2, bend = fmax(20, (x2 - x1) / 2);
    buf_printf(b, "<path class=\"edge%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\" d=\"",
               e->is_exposed ? " exposed" : "", e->is_exposed ? "#a8231b" : "#87959d",
               e->is_exposed ? "3" : "1.5");
    draw_point(b, 'M', x1, y1);
    draw_point(b, 'C', x1 + bend, y1);
    draw_point(b, ' ', x2 - bend, y2);
    draw_point(b, ' ', x2, y2);
    buf_printf(b, "\"/><path class=\"arrow%s\" fill=\"%s\" d=\"", e->is_exposed ? " exposed" : "",
               e->is_exposed ? "#a8231b" : "#6d7b84");
    draw_point(b, 'M', x2 + 1, y2);
    buf_literal(b, "l-8-4v8z\"/>");
}

static void node(struct buf *b, const struct chart_node *n)
{
    bool is_link = draw_is_href(n->href);
    int level = n->level >= 0 && n->level <= 4 ? n->level : 0;
    double x = node_x(n), y = node_y(n);
    if (is_link) {
        buf_literal(b, "<a href=\"");
        draw_text(b, n->href);
        buf_literal(b, "\">");
    } else {
        buf_literal(b, "<g>");
    }
    buf_literal(b, "<title>");
    draw_text(b, n->name);
    buf_literal(b, "</title>");
    buf_printf(b, "<rect class=\"node%s\" fill=\"#ffffff\" stroke=\"%s\"",
               level == 4 ? " worst" : "", level == 4 ? "#a8231b" : "#cbd3d6");
    draw_attribute(b, "x", x);
    draw_attribute(b, "y", y);
    buf_printf(b, " width=\"%d\" height=\"%d\" rx=\"9\"/>", (int)NODE_WIDTH, (int)NODE_HEIGHT);
    if (level > 0) {
        char class[16];
        snprintf(class, sizeof class, "n%d bar", level);
        draw_rectangle(b, class, draw_level_color[level], x, y, 7, NODE_HEIGHT, 3.5);
    }
    draw_label_begin(b, "total", TEXT_COLOR, 14, "start", x + 18, y + 25);
    draw_text_cut(b, n->name, 17);
    buf_literal(b, "</text>");
    draw_label_begin(b, "note", MUTED_COLOR, 12, "start", x + 18, y + 43);
    draw_text_cut(b, n->note, 24);
    buf_literal(b, "</text>");
    buf_z(b, is_link ? "</a>" : "</g>");
}

void chart_chain(struct buf *b, const struct chart_chain *c)
{
    int layers = 1, rows = 1;
    bool has_links = false;
    for (size_t i = 0; i < c->n_nodes; i++) {
        layers = c->nodes[i].layer + 1 > layers ? c->nodes[i].layer + 1 : layers;
        rows = c->nodes[i].row + 1 > rows ? c->nodes[i].row + 1 : rows;
        has_links |= draw_is_href(c->nodes[i].href);
    }
    draw_begin(b, &c->chart, "chain", layers * (NODE_WIDTH + LAYER_GAP) - LAYER_GAP + 4,
               rows * (NODE_HEIGHT + ROW_GAP) - ROW_GAP + 4, has_links);
    for (size_t i = 0; i < c->n_edges; i++)
        edge(b, c, &c->edges[i]);
    for (size_t i = 0; i < c->n_nodes; i++)
        node(b, &c->nodes[i]);
    draw_end(b);
}
