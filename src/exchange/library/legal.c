/* legal.c - laws, what they demand, and their deadlines. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "exchange/library/library.h"

#include "domain/legal_basis/legal_basis.h"

static err deadline_read(struct library *l, int64_t basis_id, str basis, const struct json *row)
{
    struct reference r;
    struct texts name, recipient;
    str where =
        str_printf(l->ctx->arena, "%.*s/%.*s", STR_ARG(basis), STR_ARG(json_get_str(row, "id")));
    err e = texts_read(l->ctx, l->file, where, row, "name", &name);
    e = e ? e : texts_maybe(l->ctx, l->file, where, row, "recipient", &recipient);
    if (e) {
        return e;
    }
    int64_t amount;
    reference_init(&r, l->ctx);
    reference_int(&r, "legal_basis_id", basis_id);
    reference_text(&r, "code", json_get_str(row, "id"));
    reference_texts(&r, "name", &name);
    if (json_to_int(json_get(row, "amount"), &amount)) {
        reference_int(&r, "amount", amount);
    } else {
        reference_null(&r, "amount");
    }
    reference_text(&r, "unit", json_get_str(row, "unit"));
    reference_text(&r, "begins", json_get_str(row, "from"));
    reference_texts(&r, "recipient", &recipient);
    reference_text(&r, "checked", json_get_str(row, "checked"));
    return reference_put(&r, "legal_deadline", "legal_basis_id, code");
}

static err basis_put(struct library *l, const struct json *row, str code, int64_t *id)
{
    struct reference r;
    struct texts name, scope, duty, to_check;
    err e = texts_read(l->ctx, l->file, code, row, "short_name", &name);
    e = e ? e : texts_read(l->ctx, l->file, code, row, "scope", &scope);
    e = e ? e : texts_read(l->ctx, l->file, code, row, "duty", &duty);
    e = e ? e : texts_maybe(l->ctx, l->file, code, row, "to_check", &to_check);
    e = e ? e : legal_basis_find(l->ctx, code, id);
    if (e) {
        return e;
    }
    reference_init(&r, l->ctx);
    reference_text(&r, "code", code);
    reference_texts(&r, "name", &name);
    reference_text(&r, "citation", json_get_str(row, "citation"));
    reference_text(&r, "url", json_get_str(row, "url"));
    reference_text(&r, "in_force_on", json_get_str(row, "in_force"));
    reference_text(&r, "applies_to", texts_joined(l->ctx, json_get(row, "applies_to"), " "));
    reference_texts(&r, "scope", &scope);
    reference_texts(&r, "duty", &duty);
    reference_text(&r, "citation_checked", json_get_str(row, "citation_checked"));
    reference_text(&r, "duty_checked", json_get_str(row, "duty_checked"));
    reference_texts(&r, "to_check", &to_check);
    return reference_thing(&r, &legal_basis_kind, *id, STR("active"), id);
}

err library_legal(struct library *l)
{
    const struct json *rows = json_get(l->tree, "bases");
    for (size_t i = 0; i < json_count(rows); i++) {
        const struct json *row = json_item(rows, i), *deadlines = json_get(row, "deadlines");
        str code = json_get_str(row, "id");
        int64_t id = 0;
        err e = code.n ? basis_put(l, row, code, &id) : library_missing(l, STR("bases"), "id");
        for (size_t j = 0; !e && j < json_count(deadlines); j++) {
            e = deadline_read(l, id, code, json_item(deadlines, j));
        }
        if (e) {
            return e;
        }
    }
    exchange_count(l->work, KEY("library.n.legal_bases"), (int64_t)json_count(rows));
    return OK;
}
