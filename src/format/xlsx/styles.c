/* styles.c - which cells of a workbook hold days, moments or times. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/xlsx/styles.h"

#include "base/clock.h"
#include "format/xlsx/markup.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FORMATS_MOST = 4096, DAYS_1904 = 1462, LAST_SERIAL = 109574 /* 2199-12-31 */ };

bool styles_is_date_code(str code)
{
    char closing = 0;
    for (size_t i = 0; i < code.n; i++) {
        char c = code.p[i];
        if (closing) {
            closing = c == closing ? 0 : closing;
        } else if (c == '"') {
            closing = '"';
        } else if (c == '[') {
            closing = ']';
        } else if (c == '\\' || c == '_' || c == '*') {
            i++;
        } else if (c == ';') {
            return false; /* the first section decides */
        } else if (memchr("dDmMyYhHsS", c, 10)) {
            return true;
        }
    }
    return false;
}

/* Formats that need no code in the file (ECMA-376-1, 18.8.30). */
static bool is_date_built_in(int64_t id)
{
    return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) ||
           (id >= 50 && id <= 58);
}

struct reading {
    struct styles *styles;
    int64_t formats[FORMATS_MOST]; /* ids of the formats with a date code */
    size_t n_formats;
    bool in_cells; /* within cellXfs */
};

static bool is_date_id(const struct reading *in, int64_t id)
{
    for (size_t i = 0; i < in->n_formats; i++) {
        if (in->formats[i] == id) {
            return true;
        }
    }
    return is_date_built_in(id);
}

static err on_start(void *with, const char *name, const char *const *attributes)
{
    struct reading *in = with;
    struct styles *styles = in->styles;
    int64_t id = 0;
    str_to_int(markup_attribute(attributes, "numFmtId"), &id);
    if (strcmp(name, "numFmt") == 0) {
        if (styles_is_date_code(markup_attribute(attributes, "formatCode")) &&
            in->n_formats < FORMATS_MOST) {
            in->formats[in->n_formats++] = id;
        }
    } else if (strcmp(name, "cellXfs") == 0) {
        in->in_cells = true;
    } else if (strcmp(name, "xf") == 0 && in->in_cells && styles->n < STYLES_MOST) {
        styles->is_date[styles->n++] = is_date_id(in, id);
    }
    return OK;
}

static err on_end(void *with, const char *name)
{
    struct reading *in = with;
    if (strcmp(name, "cellXfs") == 0) {
        in->in_cells = false;
    }
    return OK;
}

err styles_read(struct package *p, struct arena *a, str member, struct styles *out,
                struct refusal *r)
{
    static const struct markup_taker taker = {.start = on_start, .end = on_end};
    struct reading *in = ARENA_NEW(a, struct reading);
    *out = (struct styles){.is_date = ARENA_ARRAY(a, STYLES_MOST, bool)};
    in->styles = out;
    return markup_read(p, a, member, &taker, in, r);
}

/* The 29th of February 1900, which the 1900 system counts and the calendar has not, becomes the 1st
   of March. */
static str day_of_serial(struct arena *a, int64_t serial)
{
    return serial < 61 ? day_plus(a, STR("1900-01-01"), (int)serial - 1)
                       : day_plus(a, STR("1900-03-01"), (int)serial - 61);
}

static void date_cell(struct arena *a, double value, struct cell *out)
{
    int64_t seconds = llround(value * 86400);
    int64_t serial = seconds / 86400;
    int rest = (int)(seconds % 86400);
    str clock = str_printf(a, "%02d:%02d:%02d", rest / 3600, rest / 60 % 60, rest % 60);
    if (serial == 0) {
        *out = cell_text(rest % 60 ? clock : str_slice(clock, 0, 5));
    } else if (rest == 0) {
        *out = cell_day(day_of_serial(a, serial));
    } else {
        str day = day_of_serial(a, serial);
        *out = cell_moment(str_printf(a, "%.*sT%.*s", STR_ARG(day), STR_ARG(clock)));
    }
}

bool styles_cell(struct arena *a, str text, bool is_date, bool since_1904, struct cell *out)
{
    char digits[40], *end;
    text = str_trim(text);
    if (!text.n || text.n >= sizeof digits) {
        return false;
    }
    memcpy(digits, text.p, text.n);
    digits[text.n] = 0;
    if (strspn(digits, "0123456789+-.eE") != text.n) {
        return false;
    }
    double value = strtod(digits, &end);
    if (*end || !isfinite(value)) {
        return false;
    }
    if (is_date) {
        value += since_1904 ? DAYS_1904 : 0;
        if (value >= 0 && value < LAST_SERIAL + 1) {
            date_cell(a, value, out);
            return true;
        }
    }
    if (value == 0) {
        value = 0; /* no minus nought */
    }
    snprintf(digits, sizeof digits, fabs(value) < 1e15 && value == floor(value) ? "%.0f" : "%.15g",
             value);
    *out = (struct cell){CELL_NUMBER, str_copy(a, str_of(digits))};
    return true;
}
