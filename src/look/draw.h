/* draw.h - the pen that charts share. Colours are the light ones, as attributes: they hold where
   the page's style sheet does not reach, in a saved drawing or a mail; on a page the classes win.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef LOOK_DRAW_H
#define LOOK_DRAW_H

#include "look/chart.h"

#define LINE_COLOR "#dfe4e6"
#define MUTED_COLOR "#51606a"
#define TEXT_COLOR "#222d36"
extern const char *const draw_series_color[];   /* by place of the series, four */
extern const char *const draw_series_dash[];    /* "" is a whole line */
extern const char *const draw_level_color[];    /* by level, 0..4 */
extern const char *const draw_on_level_color[]; /* of text on it */

/* Text for an element or a quoted attribute. */
void draw_text(struct buf *b, str s);
/* The first n characters, with an ellipsis when something was left out. */
void draw_text_cut(struct buf *b, str s, size_t n);
/* A coordinate: at most one decimal. */
void draw_number(struct buf *b, double v);
/* name="v", with a space before. */
void draw_attribute(struct buf *b, const char *name, double v);
void draw_point(struct buf *b, char step, double x, double y);
/* A figure as people write it, thousands apart by a no-break space. */
void draw_figure(struct buf *b, double v, int decimals, char mark);
void draw_begin(struct buf *b, const struct chart *c, const char *class, double width,
                double height, bool has_links);
void draw_end(struct buf *b);
void draw_line(struct buf *b, const char *class, const char *color, double x1, double y1, double x2,
               double y2);
/* <text ...>, to be followed by its words and </text>. */
void draw_label_begin(struct buf *b, const char *class, const char *color, double size,
                      const char *anchor, double x, double y);
void draw_label(struct buf *b, const char *class, const char *color, double size,
                const char *anchor, double x, double y, str words);
void draw_rectangle(struct buf *b, const char *class, const char *fill, double x, double y,
                    double w, double h, double r);
/* Only addresses that stay here, or are plain web addresses. */
bool draw_is_href(str s);
bool draw_known(double v);

#endif
