/* indicator.c - what figures measure, and figures that somebody else has published. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "exchange/library/library.h"

static err level_read(struct library *l, const struct json *row)
{
    struct ctx *ctx = l->ctx;
    struct texts name, note;
    struct reference r;
    str code = json_get_str(row, "id");
    const struct json *rank = json_get(row, "rank"), *counts = json_get(row, "counts");
    err e = texts_read(ctx, l->file, code, row, "name", &name);
    e = e ? e : texts_maybe(ctx, l->file, code, row, "note", &note);
    if (e) {
        return e;
    }
    reference_init(&r, ctx);
    reference_text(&r, "urn", l->urn);
    reference_text(&r, "code", code);
    reference_texts(&r, "name", &name);
    reference_int(&r, "is_ranked", rank && rank->type == JSON_IS_BOOL && rank->yes);
    reference_texts(&r, "note", &note);
    e = reference_put(&r, "figure_level", "urn, code");
    for (size_t i = 0; !e && i < json_count(counts); i++) {
        const struct json *c = json_item(counts, i);
        int64_t year = 0, n = 0;
        if (!json_to_int(json_get(c, "year"), &year) || !json_to_int(json_get(c, "n"), &n)) {
            return library_missing(l, code, "counts");
        }
        reference_init(&r, ctx);
        reference_text(&r, "urn", l->urn);
        reference_text(&r, "level", code);
        reference_int(&r, "year", year);
        reference_int(&r, "n", n);
        reference_text(&r, "basis", json_get_str(c, "basis"));
        e = reference_put(&r, "figure_count", "urn, level, year");
    }
    return e;
}

static err symbol_read(struct library *l, const struct json *row)
{
    struct texts text;
    struct reference r;
    err e = texts_read(l->ctx, l->file, json_get_str(row, "symbol"), row, "text", &text);
    if (e) {
        return e;
    }
    reference_init(&r, l->ctx);
    reference_text(&r, "urn", l->urn);
    reference_text(&r, "symbol", json_get_str(row, "symbol"));
    reference_text(&r, "reading", json_get_str(row, "reading"));
    reference_texts(&r, "text", &text);
    return reference_put(&r, "figure_symbol", "urn, symbol");
}

/* A figure that does not exist is null with the source's symbol; it is never 0. */
static err figure_read(struct library *l, str series, const struct json *row)
{
    struct reference r;
    const struct json *source = json_get(l->tree, "source"), *value = json_get(row, "value");
    int64_t year = 0, tenths = 0;
    str level = json_get_str(row, "level");
    if (!level.n || !json_to_int(json_get(row, "year"), &year)) {
        return library_missing(l, series, "figures");
    }
    bool known = value && value->type != JSON_IS_NULL;
    if (known ? !json_to_scaled(value, 1, &tenths) : !json_get_str(row, "symbol").n) {
        return library_missing(l,
                               str_printf(l->ctx->arena, "%.*s %.*s %lld", STR_ARG(series),
                                          STR_ARG(level), (long long)year),
                               known ? "value" : "symbol");
    }
    reference_init(&r, l->ctx);
    reference_text(&r, "series", series);
    reference_text(&r, "level", level);
    reference_int(&r, "year", year);
    if (known) {
        reference_int(&r, "value_tenths", tenths);
    } else {
        reference_null(&r, "value_tenths");
    }
    reference_text(&r, "symbol", json_get_str(row, "symbol"));
    reference_text(&r, "source",
                   str_printf(l->ctx->arena, "%.*s %.*s",
                              STR_ARG(json_get_str(source, "publisher")),
                              STR_ARG(json_get_str(source, "table"))));
    return reference_put(&r, "published_figure", "series, level, year");
}

static err indicator_read(struct library *l, const struct json *row, size_t at)
{
    struct ctx *ctx = l->ctx;
    struct texts name, definition;
    struct reference r;
    str code = json_get_str(row, "id");
    const struct json *figures = json_get(row, "figures"), *facts = json_get(row, "facts");
    if (!code.n) {
        return library_missing(l, STR("indicators"), "id");
    }
    err e = texts_read(ctx, l->file, code, row, "name", &name);
    e = e ? e : texts_read(ctx, l->file, code, row, "definition", &definition);
    if (e) {
        return e;
    }
    reference_init(&r, ctx);
    reference_text(&r, "code", code);
    reference_text(&r, "urn", l->urn);
    reference_int(&r, "position", (int64_t)at + 1);
    reference_text(&r, "unit", json_get_str(row, "unit"));
    reference_text(&r, "source_code", json_get_str(row, "source_code"));
    reference_texts(&r, "name", &name);
    reference_texts(&r, "definition", &definition);
    reference_text(&r, "requirements", texts_joined(ctx, json_get(row, "requirements"), " "));
    reference_text(&r, "facts", facts ? json_tree_text(ctx->arena, facts) : STR_NONE);
    e = reference_put(&r, "indicator", "code");
    for (size_t i = 0; !e && i < json_count(figures); i++) {
        e = figure_read(l, code, json_item(figures, i));
    }
    exchange_count(l->work, KEY("library.n.figures"), (int64_t)json_count(figures));
    return e;
}

err library_indicator(struct library *l)
{
    static const struct {
        const char *list;
        err (*read)(struct library *l, const struct json *row);
    } lists[] = {{"levels", level_read}, {"symbols", symbol_read}};
    err e = OK;
    for (size_t i = 0; i < 2; i++) {
        const struct json *rows = json_get(l->tree, lists[i].list);
        for (size_t j = 0; !e && j < json_count(rows); j++) {
            e = lists[i].read(l, json_item(rows, j));
        }
    }
    const struct json *rows = json_get(l->tree, "indicators");
    for (size_t i = 0; !e && i < json_count(rows); i++) {
        e = indicator_read(l, json_item(rows, i), i);
    }
    return e;
}
