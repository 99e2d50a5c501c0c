/* query.c - a list asked for in an address, read into conditions. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/query.h"

#include "base/clock.h"
#include "base/limit.h"
#include "kind/check.h"
#include "kind/input.h"
#include "kind/sql.h"
#include "web/parse/urlencoded.h"

#include <string.h>

enum { MOST_CONDITIONS = 40, MOST_VALUES = 100, MOST_ROWS = 1000 };

static const struct {
    const char *name;
    enum op op;
} ops[] = {
    {"not", OP_NOT}, {"gte", OP_GTE},   {"lte", OP_LTE},   {"gt", OP_GT},
    {"lt", OP_LT},   {"none", OP_NONE}, {"some", OP_SOME},
};

/* "due_on[lt]" into name and op; false when the op is none of ours. */
static bool parameter_parse(str text, str *name, enum op *op)
{
    ptrdiff_t open = str_index(text, '[');
    *name = text;
    *op = OP_IS;
    if (open < 0) {
        return true;
    }
    *name = str_slice(text, 0, (size_t)open);
    str word = str_slice(text, (size_t)open + 1, text.n);
    if (!str_ends(word, "]")) {
        return false;
    }
    word.n--;
    for (size_t i = 0; i < sizeof ops / sizeof *ops; i++) {
        if (str_is(word, ops[i].name)) {
            *op = ops[i].op;
            return true;
        }
    }
    return false;
}

static err refuse(struct ctx *ctx, str parameter, const char *key, str value)
{
    return fault_field(&ctx->fault, parameter, 0, key, &value, 1);
}

static err condition_add(struct ctx *ctx, struct query *q, str parameter, str value)
{
    str name;
    enum op op;
    enum field_type type = FIELD_TEXT;
    if (!parameter_parse(parameter, &name, &op)) {
        return refuse(ctx, parameter, "list.unknown_operator", parameter);
    }
    const struct field *f = kind_field(q->kind, name);
    if (f ? !field_visible(ctx, f) : !sql_common_type(name, &type)) {
        return refuse(ctx, parameter, "list.unknown_parameter", parameter);
    }
    type = f ? f->type : type;
    if (str_empty(value)) {
        return OK; /* an empty filter field asks for nothing */
    }
    bool is_me = str_is(value, "me");
    bool is_number = (f ? !field_is_text(f) : type != FIELD_TEXT) && !is_me;
    if (str_is(value, "today") && (type == FIELD_DAY)) {
        value = ctx->today;
    } else if (is_me) {
        value = str_from_int(ctx->arena, ctx->actor.person_id);
    }
    if (type == FIELD_DAY && op != OP_NONE && op != OP_SOME &&
        !day_read(ctx->arena, value, &value)) {
        return refuse(ctx, parameter, "form.error.day", value);
    }
    if (is_number && op != OP_NONE && op != OP_SOME) {
        int64_t number;
        bool is_id = type == FIELD_LINK && str_to_int(value, &number); /* also of what is gone */
        bool is_read = is_id || (type == FIELD_MOMENT ? moment_read(value, &number)
                                                      : input_number(ctx, f, value, &number));
        if (!is_read) {
            return refuse(ctx, parameter, "form.error.number", value);
        }
        value = str_from_int(ctx->arena, number);
    }
    struct condition *c = NULL;
    for (size_t i = 0; i < q->n_conditions; i++) {
        if (str_eq(q->conditions[i].field, name) && q->conditions[i].op == op) {
            c = &q->conditions[i];
        }
    }
    if (!c) {
        if (q->n_conditions == MOST_CONDITIONS) {
            return refuse(ctx, parameter, "list.too_many_conditions", parameter);
        }
        c = &q->conditions[q->n_conditions++];
        *c = (struct condition){.field = str_copy(ctx->arena, name),
                                .f = f,
                                .op = op,
                                .values = ARENA_ARRAY(ctx->arena, MOST_VALUES, str)};
    }
    if (c->n == MOST_VALUES) {
        return refuse(ctx, parameter, "list.too_many_conditions", parameter);
    }
    c->values[c->n++] = value;
    return OK;
}

static bool sortable(const struct ctx *ctx, const struct kind *k, str name)
{
    enum field_type type;
    const struct field *f = kind_field(k, name);
    return f ? f->type != FIELD_LINKS && field_visible(ctx, f) : sql_common_type(name, &type);
}

static err sort_read(struct ctx *ctx, struct query *q, str text)
{
    str rest = text, part;
    while (str_split(&rest, ',', &part)) {
        str name = str_starts(part, "-") ? str_slice(part, 1, part.n) : part;
        if (!sortable(ctx, q->kind, name)) {
            return refuse(ctx, STR("sort"), "list.unknown_parameter", name);
        }
    }
    q->sort = text;
    return OK;
}

static err columns_read(struct ctx *ctx, struct query *q, str text)
{
    str rest = text, part;
    while (str_split(&rest, ',', &part)) {
        const struct field *f = kind_field(q->kind, part);
        bool had = false;
        if (str_empty(part)) {
            continue;
        }
        if (!f || !field_visible(ctx, f)) {
            return refuse(ctx, STR("columns"), "list.unknown_parameter", part);
        }
        for (size_t i = 0; i < q->n_columns; i++) {
            had |= q->columns[i] == f;
        }
        if (!had) {
            q->columns[q->n_columns++] = f;
        }
    }
    return OK;
}

static void standard_columns(struct ctx *ctx, struct query *q)
{
    for (size_t i = 0; i < q->kind->n_fields; i++) {
        const struct field *f = &q->kind->fields[i];
        if ((f->flags & FIELD_COLUMN) && field_visible(ctx, f)) {
            q->columns[q->n_columns++] = f;
        }
    }
}

/* The cursor is opaque to others: how many rows have been given. */
static err after_read(struct ctx *ctx, struct query *q, str value)
{
    if (!str_starts(value, "n") || !str_to_int(str_slice(value, 1, value.n), &q->offset) ||
        q->offset < 0) {
        return refuse(ctx, STR("after"), "list.unknown_cursor", value);
    }
    return OK;
}

static err limit_read(struct ctx *ctx, struct query *q, str value)
{
    if (!str_to_int(value, &q->limit) || q->limit < 1 || q->limit > MOST_ROWS) {
        return refuse(ctx, STR("limit"), "list.limit", value);
    }
    return OK;
}

static err parameter(struct ctx *ctx, struct query *q, str name, str value)
{
    if (str_is(name, "q")) {
        q->search = str_trim(value);
        return OK;
    }
    if (str_is(name, "sort")) {
        return str_empty(value) ? OK : sort_read(ctx, q, value);
    }
    if (str_is(name, "columns")) {
        return columns_read(ctx, q, value);
    }
    if (str_is(name, "limit")) {
        return str_empty(value) ? OK : limit_read(ctx, q, value);
    }
    if (str_is(name, "after")) {
        return str_empty(value) ? OK : after_read(ctx, q, value);
    }
    if (str_is(name, "removed")) {
        /* Only who could take a thing back sees what was deleted. */
        q->removed = str_is(value, "1") && ctx_may(ctx, q->kind->remove);
        return OK;
    }
    if (str_is(name, "lang") || str_is(name, "view") || str_is(name, "done") ||
        str_is(name, "size")) {
        return OK;
    }
    return condition_add(ctx, q, name, value);
}

err query_read(struct ctx *ctx, const struct kind *k, const struct params *p, struct query *out)
{
    *out = (struct query){
        .kind = k,
        .sort = str_of(k->sort ? k->sort : "-ref"),
        .conditions = ARENA_ARRAY(ctx->arena, MOST_CONDITIONS, struct condition),
        .columns = ARENA_ARRAY(ctx->arena, k->n_fields + 1, const struct field *),
    };
    err worst = OK;
    for (size_t i = 0; i < p->n; i++) {
        err e = parameter(ctx, out, p->at[i].name, p->at[i].value);
        worst = e ? e : worst;
    }
    if (!out->n_columns) {
        standard_columns(ctx, out);
    }
    return worst ? fault(ctx, ERR_INVALID, "list.invalid") : OK;
}

err query_of(struct ctx *ctx, const struct kind *k, const char *text, struct query *out)
{
    struct params p;
    err e = urlencoded_parse(ctx->arena, str_of(text), &p);
    return e ? fault(ctx, ERR_INVALID, "list.invalid") : query_read(ctx, k, &p, out);
}

const struct limit query_limits[] = {
    {"Lists", "conditions of one search", MOST_CONDITIONS, LIMIT_COUNT, "422"},
    {"Lists", "values of one condition", MOST_VALUES, LIMIT_COUNT, "422"},
    {"Lists", "rows of one page; CSV and XLSX are complete", MOST_ROWS, LIMIT_COUNT,
     "422 when more is asked for"},
    {0},
};
