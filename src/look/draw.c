/* draw.c - the pen: text, lines and rectangles as SVG. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "look/draw.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

const char *const draw_series_color[] = {"#0b5670", "#6a4fa3", "#b4511f", "#2c6b3f"};
const char *const draw_series_dash[] = {"", "6 4", "2 3", "9 3 2 3"};
const char *const draw_level_color[] = {"#ffffff", "#d5ebdd", "#f8e9ae", "#f2b47a", "#a8231b"};
const char *const draw_on_level_color[] = {TEXT_COLOR, "#0f3f29", "#4a3b00", "#482100", "#ffffff"};

/* Text for an element or a quoted attribute. */
void draw_text(struct buf *b, str s)
{
    for (size_t i = 0; i < s.n; i++) {
        switch (s.p[i]) {
        case '&':
            buf_literal(b, "&amp;");
            break;
        case '<':
            buf_literal(b, "&lt;");
            break;
        case '>':
            buf_literal(b, "&gt;");
            break;
        case '"':
            buf_literal(b, "&quot;");
            break;
        default:
            buf_char(b, s.p[i]);
        }
    }
}

/* The first n characters, with an ellipsis when something was left out. */
void draw_text_cut(struct buf *b, str s, size_t n)
{
    size_t at = 0;
    for (size_t seen = 0; at < s.n; at++) {
        bool begins = ((unsigned char)s.p[at] & 0xc0) != 0x80;
        if (begins && seen++ == n)
            break;
    }
    draw_text(b, str_slice(s, 0, at));
    if (at < s.n)
        buf_literal(b, "…");
}

/* A coordinate: at most one decimal. */
void draw_number(struct buf *b, double v)
{
    long tenths = lround(v * 10);
    if (tenths < 0)
        buf_char(b, '-');
    tenths = labs(tenths);
    buf_int(b, tenths / 10);
    if (tenths % 10) {
        buf_char(b, '.');
        buf_char(b, (char)('0' + tenths % 10));
    }
}

/* name="v", with a space before. */
void draw_attribute(struct buf *b, const char *name, double v)
{
    buf_char(b, ' ');
    buf_z(b, name);
    buf_literal(b, "=\"");
    draw_number(b, v);
    buf_char(b, '"');
}

void draw_point(struct buf *b, char step, double x, double y)
{
    buf_char(b, step);
    draw_number(b, x);
    buf_char(b, ' ');
    draw_number(b, y);
}

/* A figure as people write it, thousands apart by a no-break space. */
void draw_figure(struct buf *b, double v, int decimals, char mark)
{
    assert(decimals >= 0 && decimals <= 3);
    long scale = 1;
    for (int i = 0; i < decimals; i++)
        scale *= 10;
    long whole = lround(fabs(v) * (double)scale);
    char digits[32];
    int n = snprintf(digits, sizeof digits, "%ld", whole / scale);
    if (v < 0 && whole > 0)
        buf_literal(b, "−");
    for (int i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0)
            buf_literal(b, "\u00a0");
        buf_char(b, digits[i]);
    }
    if (decimals > 0)
        buf_printf(b, "%c%0*ld", mark ? mark : ',', decimals, whole % scale);
}

void draw_begin(struct buf *b, const struct chart *c, const char *class, double width,
                double height, bool has_links)
{
    buf_printf(b, "<svg class=\"chart %s\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ",
               class);
    draw_number(b, width);
    buf_char(b, ' ');
    draw_number(b, height);
    buf_printf(b,
               "\" role=\"%s\" aria-labelledby=\"%.*s-t %.*s-d\" font-family=\"Inter, "
               "sans-serif\"><title id=\"%.*s-t\">",
               has_links ? "group" : "img", STR_ARG(c->id), STR_ARG(c->id), STR_ARG(c->id));
    draw_text(b, c->title);
    buf_printf(b, "</title><desc id=\"%.*s-d\">", STR_ARG(c->id));
    draw_text(b, c->description);
    buf_literal(b, "</desc>");
}

void draw_end(struct buf *b)
{
    buf_literal(b, "</svg>");
}

void draw_line(struct buf *b, const char *class, const char *color, double x1, double y1, double x2,
               double y2)
{
    buf_printf(b, "<line class=\"%s\" stroke=\"%s\"", class, color);
    draw_attribute(b, "x1", x1);
    draw_attribute(b, "y1", y1);
    draw_attribute(b, "x2", x2);
    draw_attribute(b, "y2", y2);
    buf_literal(b, "/>");
}

/* <text ...>, to be followed by its words and </text>. */
void draw_label_begin(struct buf *b, const char *class, const char *color, double size,
                      const char *anchor, double x, double y)
{
    buf_printf(b, "<text class=\"%s\" fill=\"%s\"", class, color);
    draw_attribute(b, "font-size", size);
    draw_attribute(b, "x", x);
    draw_attribute(b, "y", y);
    buf_printf(b, " text-anchor=\"%s\">", anchor);
}

void draw_label(struct buf *b, const char *class, const char *color, double size,
                const char *anchor, double x, double y, str words)
{
    draw_label_begin(b, class, color, size, anchor, x, y);
    draw_text(b, words);
    buf_literal(b, "</text>");
}

void draw_rectangle(struct buf *b, const char *class, const char *fill, double x, double y,
                    double w, double h, double r)
{
    buf_printf(b, "<rect class=\"%s\" fill=\"%s\"", class, fill);
    draw_attribute(b, "x", x);
    draw_attribute(b, "y", y);
    draw_attribute(b, "width", w);
    draw_attribute(b, "height", h);
    draw_attribute(b, "rx", r);
    buf_literal(b, "/>");
}

/* Only addresses that stay here, or are plain web addresses. */
bool draw_is_href(str s)
{
    return str_starts(s, "/") || str_starts(s, "?") || str_starts(s, "#") ||
           str_starts(s, "https://");
}

bool draw_known(double v)
{
    return !isnan(v);
}
