/* chart.c - charts of figures on axes: lines, columns, bars, losses. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "look/chart.h"
#include "look/draw.h"

#include <assert.h>
#include <stdio.h>

/* Without a width two forms are drawn, and the page shows the one that fits its card: text keeps
 * its size. */
#define NARROW 340
#define WIDE_BEGIN "<div class=\"wide-only\">"
#define NARROW_BEGIN "</div><div class=\"narrow-only\">"
#define BOTH_END "</div>"

/* The narrow form's id, in memory of the caller's. */
static str narrow_id(const struct chart *c, char *id, size_t size)
{
    int n = snprintf(id, size, "%.*s-n", STR_ARG(c->id));
    assert(n > 0 && (size_t)n < size);
    return str_n(id, (size_t)n);
}

/* A round step so that about `wanted` of them reach top: 1, 2, 2.5 or 5 times a power of ten. */
static double round_step(double top, int wanted)
{
    static const double nice[] = {1, 2, 2.5, 5, 10};
    double raw = top / wanted;
    double power = pow(10, floor(log10(raw)));
    for (size_t i = 0; i < sizeof nice / sizeof *nice; i++)
        if (raw <= nice[i] * power * 1.0000001)
            return nice[i] * power;
    return 10 * power;
}

/* ---- lines ---- */

/* A shape of its own for each series, so that colour is never alone. */
static void series_mark(struct buf *b, size_t series, double x, double y)
{
    buf_literal(b, "<path class=\"mark\" stroke=\"#ffffff\" stroke-width=\"1.5\" d=\"");
    switch (series) {
    case 0: /* circle */
        draw_point(b, 'M', x - 4.5, y);
        buf_literal(b, "a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z");
        break;
    case 1: /* square */
        draw_point(b, 'M', x - 4, y - 4);
        buf_literal(b, "h8v8h-8z");
        break;
    case 2: /* triangle */
        draw_point(b, 'M', x, y - 5.4);
        buf_literal(b, "l5.2 9h-10.4z");
        break;
    default: /* diamond */
        draw_point(b, 'M', x, y - 5.5);
        buf_literal(b, "l5.5 5.5l-5.5 5.5l-5.5-5.5z");
    }
    buf_literal(b, "\"/>");
}

struct plane {
    double left, top, width, height; /* of the drawing area */
    double highest, step;
    size_t n;
};

static double plane_x(const struct plane *p, size_t i)
{
    return p->n < 2 ? p->left + p->width / 2 : p->left + (double)i * p->width / (double)(p->n - 1);
}

static double plane_y(const struct plane *p, double v)
{
    return p->top + p->height - v / p->highest * p->height;
}

static void grid(struct buf *b, const struct plane *p, char mark)
{
    int decimals = p->step < 1 ? 1 : fmod(p->step, 1) > 0 ? 1 : 0;
    for (double v = 0; v <= p->highest * 1.0000001; v += p->step) {
        double y = plane_y(p, v);
        draw_line(b, "grid", LINE_COLOR, p->left, y, p->left + p->width, y);
        draw_label_begin(b, "axis", MUTED_COLOR, 12, "end", p->left - 8, y + 4);
        draw_figure(b, v, decimals, mark);
        buf_literal(b, "</text>");
    }
}

static void time_axis(struct buf *b, const struct plane *p, const str *times, double y)
{
    for (size_t i = 0; i < p->n; i++) {
        const char *anchor = p->n > 1 && i == 0          ? "start"
                             : p->n > 1 && i + 1 == p->n ? "end"
                                                         : "middle";
        draw_label(b, "axis", MUTED_COLOR, 12, anchor, plane_x(p, i), y, times[i]);
    }
}

/* Place of the last known value, or n_times. */
static size_t last_known(const struct chart_lines *c, size_t series)
{
    size_t i = c->n_times;
    while (i > 0 && !draw_known(c->series[series].values[i - 1]))
        i--;
    return i > 0 ? i - 1 : c->n_times;
}

/* Heights of the labels at the right edge, pushed apart where they would cover each other. */
static void spread(const struct chart_lines *c, const struct plane *p, double *at)
{
    size_t order[4], n = 0;
    for (size_t s = 0; s < c->n_series; s++) {
        size_t i = last_known(c, s);
        at[s] = i < c->n_times ? plane_y(p, c->series[s].values[i]) + 4 : 0;
        if (i + 1 != c->n_times)
            continue;
        size_t k = n++;
        for (; k > 0 && at[order[k - 1]] > at[s]; k--)
            order[k] = order[k - 1];
        order[k] = s;
    }
    for (size_t k = 1; k < n; k++)
        if (at[order[k]] < at[order[k - 1]] + 15)
            at[order[k]] = at[order[k - 1]] + 15;
}

static void series_value(struct buf *b, const struct chart_lines *c, double v, const char *anchor,
                         double x, double y)
{
    buf_literal(b, "<text class=\"value\" font-size=\"12.5\" font-weight=\"600\"");
    draw_attribute(b, "x", x);
    draw_attribute(b, "y", y);
    buf_printf(b, " text-anchor=\"%s\">", anchor);
    draw_figure(b, v, c->decimals, c->chart.decimal);
    buf_literal(b, "</text>");
}

static void series(struct buf *b, const struct chart_lines *c, const struct plane *p, size_t s,
                   double label_y)
{
    const double *values = c->series[s].values;
    buf_printf(b,
               "<g class=\"series series-%zu\" fill=\"%s\"><path class=\"line\" fill=\"none\" "
               "stroke=\"%s\" stroke-width=\"2.25\""
               " stroke-linejoin=\"round\"",
               s + 1, draw_series_color[s], draw_series_color[s]);
    if (*draw_series_dash[s])
        buf_printf(b, " stroke-dasharray=\"%s\"", draw_series_dash[s]);
    buf_literal(b, " d=\"");
    bool is_down = false; /* the pen; a gap lifts it */
    for (size_t i = 0; i < c->n_times; i++) {
        if (draw_known(values[i]))
            draw_point(b, is_down ? 'L' : 'M', plane_x(p, i), plane_y(p, values[i]));
        is_down = draw_known(values[i]);
    }
    buf_literal(b, "\"/>");
    size_t last = last_known(c, s);
    for (size_t i = 0; i < c->n_times; i++) {
        if (!draw_known(values[i]))
            continue;
        series_mark(b, s, plane_x(p, i), plane_y(p, values[i]));
        if (i == last && i + 1 == c->n_times)
            series_value(b, c, values[i], "start", plane_x(p, i) + 10, label_y);
        else if (i == last || c->all_values)
            series_value(b, c, values[i], "middle", plane_x(p, i), plane_y(p, values[i]) - 11);
    }
    buf_literal(b, "</g>");
}

void chart_lines(struct buf *b, const struct chart_lines *c)
{
    assert(c->n_series <= 4 && c->n_times > 0);
    double width = c->width ? c->width : 340, height = c->height ? c->height : 250;
    double highest = c->top;
    if (highest <= 0) {
        for (size_t s = 0; s < c->n_series; s++)
            for (size_t i = 0; i < c->n_times; i++)
                if (draw_known(c->series[s].values[i]))
                    highest = fmax(highest, c->series[s].values[i]);
        highest = highest > 0 ? highest : 1;
    }
    struct plane p = {.left = 38,
                      .top = 16,
                      .width = width - 38 - 50,
                      .height = height - 16 - 28,
                      .n = c->n_times,
                      .step = c->step > 0 ? c->step : round_step(highest, 4)};
    p.highest = c->top > 0 ? c->top : ceil(highest / p.step - 1e-9) * p.step;
    double at[4];
    spread(c, &p, at);
    draw_begin(b, &c->chart, "lines", width, height, false);
    grid(b, &p, c->chart.decimal);
    time_axis(b, &p, c->times, height - 6);
    for (size_t s = 0; s < c->n_series; s++)
        series(b, c, &p, s, at[s]);
    draw_end(b);
}

/* ---- stacked columns ---- */

static void stack_column(struct buf *b, const int *counts, size_t n, const struct plane *p,
                         double x, double w)
{
    int sum = 0;
    for (size_t k = 0; k < n; k++) {
        if (counts[k] <= 0)
            continue;
        double top = plane_y(p, sum + counts[k]), h = plane_y(p, sum) - top;
        sum += counts[k];
        char class[40], on[32];
        snprintf(class, sizeof class, "n%zu bar", k + 1);
        snprintf(on, sizeof on, "on-n%zu", k + 1);
        draw_rectangle(b, class, draw_level_color[k + 1], x, top + 1, w, fmax(2, h - 2), 2.5);
        bool fits = h > 17;
        draw_label_begin(b, fits ? on : "value", fits ? draw_on_level_color[k + 1] : TEXT_COLOR, 12,
                         fits ? "middle" : "start", fits ? x + w / 2 : x + w + 5, top + h / 2 + 4);
        buf_int(b, counts[k]);
        buf_literal(b, "</text>");
    }
    draw_label_begin(b, "total", TEXT_COLOR, 13, "middle", x + w / 2, plane_y(p, sum) - 6);
    buf_int(b, sum);
    buf_literal(b, "</text>");
}

static void stack_of_width(struct buf *b, const struct chart_stack *c)
{
    assert(c->n_levels <= 4 && c->n_times > 0);
    double width = c->width ? c->width : 620, height = c->height ? c->height : 230;
    int highest = 1;
    for (size_t i = 0; i < c->n_times; i++) {
        int sum = 0;
        for (size_t k = 0; k < c->n_levels; k++)
            sum += c->counts[i * c->n_levels + k];
        highest = sum > highest ? sum : highest;
    }
    struct plane p = {.left = 32,
                      .top = 20,
                      .width = width - 36,
                      .height = height - 48,
                      .n = c->n_times,
                      .step = fmax(1, round_step(highest, 4))};
    p.step = ceil(p.step); /* of things, which are whole */
    p.highest = ceil(highest / p.step) * p.step;
    draw_begin(b, &c->chart, "stack", width, height, false);
    grid(b, &p, c->chart.decimal);
    double band = p.width / (double)c->n_times, w = fmin(46, band * .62);
    for (size_t i = 0; i < c->n_times; i++) {
        double x = p.left + (double)i * band + (band - w) / 2;
        stack_column(b, &c->counts[i * c->n_levels], c->n_levels, &p, x, w);
        draw_label(b, "axis", MUTED_COLOR, 12, "middle", x + w / 2, height - 6, c->times[i]);
    }
    draw_end(b);
}

void chart_stack(struct buf *b, const struct chart_stack *c)
{
    if (c->width > 0) {
        stack_of_width(b, c);
        return;
    }
    char id[80];
    struct chart_stack narrow = *c;
    narrow.width = NARROW;
    narrow.chart.id = narrow_id(&c->chart, id, sizeof id);
    buf_literal(b, WIDE_BEGIN);
    stack_of_width(b, c);
    buf_literal(b, NARROW_BEGIN);
    stack_of_width(b, &narrow);
    buf_literal(b, BOTH_END);
}

/* ---- horizontal bars ---- */

static void bars_of_width(struct buf *b, const struct chart_bars *c)
{
    double width = c->width ? c->width : 620, row = 44, top = c->top;
    for (size_t i = 0; i < c->n_bars && c->top <= 0; i++)
        if (draw_known(c->bars[i].value))
            top = fmax(top, c->bars[i].value);
    top = top > 0 ? top : 1;
    draw_begin(b, &c->chart, "bars", width, row * (double)c->n_bars + 4, false);
    for (size_t i = 0; i < c->n_bars; i++) {
        const struct chart_bar *bar = &c->bars[i];
        double y = row * (double)i;
        draw_label_begin(b, bar->is_own ? "total" : "label", TEXT_COLOR, 14, "start", 0, y + 16);
        draw_text_cut(b, bar->name, (size_t)(width / 14));
        if (bar->n > 0)
            buf_printf(b,
                       " <tspan class=\"note\" fill=\"" MUTED_COLOR
                       "\" font-size=\"12\">n = %lld</tspan>",
                       (long long)bar->n);
        buf_literal(b, "</text>");
        draw_label(b, draw_known(bar->value) ? "value" : "note",
                   draw_known(bar->value) ? TEXT_COLOR : MUTED_COLOR, 14, "end", width, y + 16,
                   draw_known(bar->value) ? bar->text : c->none_text);
        draw_rectangle(b, "track", "#e7ecee", 0, y + 24, width, 10, 5);
        if (draw_known(bar->value) && bar->value > 0)
            draw_rectangle(b, bar->is_own ? "own-bar" : "plain-bar",
                           bar->is_own ? "#0b5670" : "#9db4bd", 0, y + 24,
                           fmin(1, bar->value / top) * width, 10, 5);
    }
    draw_end(b);
}

void chart_bars(struct buf *b, const struct chart_bars *c)
{
    if (c->width > 0) {
        bars_of_width(b, c);
        return;
    }
    char id[80];
    struct chart_bars narrow = *c;
    narrow.width = NARROW;
    narrow.chart.id = narrow_id(&c->chart, id, sizeof id);
    buf_literal(b, WIDE_BEGIN);
    bars_of_width(b, c);
    buf_literal(b, NARROW_BEGIN);
    bars_of_width(b, &narrow);
    buf_literal(b, BOTH_END);
}

/* ---- sparkline ---- */

void chart_sparkline(struct buf *b, const struct chart_sparkline *c)
{
    double width = c->width ? c->width : 96, height = c->height ? c->height : 32;
    double low = INFINITY, high = -INFINITY;
    size_t last = c->n_values;
    for (size_t i = 0; i < c->n_values; i++)
        if (draw_known(c->values[i])) {
            low = fmin(low, c->values[i]);
            high = fmax(high, c->values[i]);
            last = i;
        }
    if (last == c->n_values)
        return;
    double span = high > low ? high - low : 1,
           wide = c->n_values > 1 ? (double)(c->n_values - 1) : 1;
    buf_printf(b,
               "<svg class=\"sparkline\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" "
               "aria-hidden=\"true\" focusable=\"false\">"
               "<path class=\"line\" fill=\"none\" stroke=\"#0b5670\" stroke-width=\"2\" "
               "stroke-linejoin=\"round\" d=\"",
               (int)width, (int)height, (int)width, (int)height);
    bool is_down = false;
    for (size_t i = 0; i < c->n_values; i++) {
        if (draw_known(c->values[i]))
            draw_point(b, is_down ? 'L' : 'M', 3 + (double)i * (width - 8) / wide,
                       height - 5 - (c->values[i] - low) / span * (height - 10));
        is_down = draw_known(c->values[i]);
    }
    buf_literal(b, "\"/><circle class=\"dot\" fill=\"#0b5670\"");
    draw_attribute(b, "cx", 3 + (double)last * (width - 8) / wide);
    draw_attribute(b, "cy", height - 5 - (c->values[last] - low) / span * (height - 10));
    buf_literal(b, " r=\"3\"/></svg>");
}

/* ---- loss exceedance ---- */

/* The amount at which a curve passes a probability; CHART_NONE when it never does. */
static double amount_at(const struct chart_curve *c, double probability)
{
    for (size_t i = 1; i < c->n_points; i++) {
        double above = c->probabilities[i - 1], below = c->probabilities[i];
        if (above >= probability && below < probability && above > below) {
            double part = (above - probability) / (above - below);
            return exp(log(c->amounts[i - 1]) +
                       part * (log(c->amounts[i]) - log(c->amounts[i - 1])));
        }
    }
    return CHART_NONE;
}

struct loss_plane {
    struct plane plane;
    double lowest, powers; /* of ten */
};

static double loss_x(const struct loss_plane *p, double amount)
{
    double at = (log10(amount) - p->lowest) / p->powers;
    return p->plane.left + fmax(0, fmin(1, at)) * p->plane.width;
}

static void loss_axes(struct buf *b, const struct chart_loss *c, const struct loss_plane *p,
                      double height)
{
    const struct plane *q = &p->plane;
    for (double v = 0; v <= q->highest * 1.0000001; v += q->step) {
        draw_line(b, "grid", LINE_COLOR, q->left, plane_y(q, v), q->left + q->width, plane_y(q, v));
        draw_label_begin(b, "axis", MUTED_COLOR, 12, "end", q->left - 8, plane_y(q, v) + 4);
        draw_figure(b, v * 100, 0, ',');
        buf_literal(b, "\u00a0%</text>");
    }
    for (size_t i = 0; i < c->n_ticks; i++) {
        double x = q->left + (double)i * q->width / (double)(c->n_ticks - 1);
        draw_line(b, "grid", LINE_COLOR, x, q->top, x, q->top + q->height);
        draw_label(b, "axis", MUTED_COLOR, 12,
                   i == 0                ? "start"
                   : i + 1 == c->n_ticks ? "end"
                                         : "middle",
                   x, q->top + q->height + 18, c->ticks[i]);
    }
    draw_label(b, "axis", MUTED_COLOR, 12, "middle", q->left + q->width / 2, height - 4, c->axis);
}

static void loss_curve(struct buf *b, const struct chart_loss *c, const struct loss_plane *p,
                       size_t i)
{
    const struct chart_curve *curve = &c->curves[i];
    const struct plane *q = &p->plane;
    buf_printf(b,
               "<g class=\"series series-%zu\" fill=\"%s\"><path class=\"line\" fill=\"none\" "
               "stroke=\"%s\" stroke-width=\"2.25\"",
               i + 1, draw_series_color[i], draw_series_color[i]);
    if (*draw_series_dash[i])
        buf_printf(b, " stroke-dasharray=\"%s\"", draw_series_dash[i]);
    buf_literal(b, " d=\"");
    for (size_t k = 0; k < curve->n_points; k++)
        draw_point(b, k ? 'L' : 'M', loss_x(p, curve->amounts[k]),
                   plane_y(q, fmin(curve->probabilities[k], q->highest)));
    buf_literal(b, "\"/>");
    double amount = c->mark > 0 ? amount_at(curve, c->mark) : CHART_NONE;
    if (draw_known(amount)) {
        draw_line(b, "grid", MUTED_COLOR, loss_x(p, amount), plane_y(q, c->mark), loss_x(p, amount),
                  q->top + q->height);
        series_mark(b, i, loss_x(p, amount), plane_y(q, c->mark));
    }
    /* The name stands where the curve leaves the upper half, each a line below the one before. */
    double at = amount_at(curve, q->highest / 2);
    buf_literal(b, "<text class=\"value\" font-size=\"12.5\" font-weight=\"600\"");
    draw_attribute(b, "x", loss_x(p, draw_known(at) ? at : curve->amounts[0]) + 10);
    draw_attribute(b, "y", plane_y(q, q->highest / 2) - 4 - 18 * (double)i);
    buf_literal(b, ">");
    draw_text(b, curve->name);
    buf_literal(b, "</text></g>");
}

static void loss_of_width(struct buf *b, const struct chart_loss *c)
{
    assert(c->n_curves <= 4 && c->n_ticks > 1);
    double width = c->width ? c->width : 620, height = c->height ? c->height : 280,
           highest = c->mark;
    for (size_t i = 0; i < c->n_curves; i++)
        for (size_t k = 0; k < c->curves[i].n_points; k++)
            highest = fmax(highest, c->curves[i].probabilities[k]);
    highest = fmin(1, fmax(highest, .01));
    struct loss_plane p = {.plane = {.left = 48,
                                     .top = 14,
                                     .width = width - 62,
                                     .height = height - 56,
                                     .step = round_step(highest, 5)},
                           .lowest = c->lowest,
                           .powers = (double)(c->n_ticks - 1)};
    p.plane.highest = ceil(highest / p.plane.step - 1e-9) * p.plane.step;
    draw_begin(b, &c->chart, "loss", width, height, false);
    loss_axes(b, c, &p, height);
    for (size_t i = 0; i < c->n_curves; i++)
        if (c->curves[i].n_points > 0)
            loss_curve(b, c, &p, i);
    draw_end(b);
}

void chart_loss(struct buf *b, const struct chart_loss *c)
{
    if (c->width > 0) {
        loss_of_width(b, c);
        return;
    }
    char id[80];
    struct chart_loss narrow = *c;
    narrow.width = NARROW;
    narrow.chart.id = narrow_id(&c->chart, id, sizeof id);
    buf_literal(b, WIDE_BEGIN);
    loss_of_width(b, c);
    buf_literal(b, NARROW_BEGIN);
    loss_of_width(b, &narrow);
    buf_literal(b, BOTH_END);
}
