/* list_filters.c - what the standard list can be narrowed by, and what it is narrowed by now. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/address.h"
#include "kind/list.h"
#include "kind/value.h"

enum { MOST_OPTIONS = 300, MOST_STATES = 20 };

static bool asked(struct list *l, const char *name, str value)
{
    for (size_t i = 0; i < l->params.n; i++) {
        if (str_is(l->params.at[i].name, name) && str_eq(l->params.at[i].value, value)) {
            return true;
        }
    }
    return false;
}

static void option_add(struct list *l, struct list_filter *f, str value, str word)
{
    f->options[f->n_options++] = (struct list_option){
        value, word, value.n && asked(l, str_z(l->ctx->arena, f->name), value)};
}

static void state_filter(struct list *l)
{
    struct ctx *ctx = l->ctx;
    struct list_filter *f = &l->v->filters[l->v->n_filters++];
    *f = (struct list_filter){.name = STR("state"),
                              .label = W("value.state"),
                              .is_choice = true,
                              .options =
                                  ARENA_ARRAY(ctx->arena, MOST_STATES + 1, struct list_option)};
    option_add(l, f, STR(""), W("list.all"));
    for (int i = 0; l->k->states[i] && i < MOST_STATES; i++) {
        option_add(l, f, str_of(l->k->states[i]), kind_word(ctx, l->k, "state", l->k->states[i]));
    }
}

static err link_options(struct list *l, struct list_filter *f, const struct field *field)
{
    const struct kind *to = kind_named(str_of(field->link));
    struct label *labels;
    size_t n;
    err e = thing_choices(l->ctx, to, MOST_OPTIONS, &labels, &n);
    f->options = ARENA_ARRAY(l->ctx->arena, n + 1, struct list_option);
    option_add(l, f, STR(""), word(l->ctx->lang, "list.all"));
    for (size_t i = 0; i < n; i++) {
        label_keep(l->book, to, &labels[i]); /* rows that link to it need not ask */
        option_add(l, f, str_from_int(l->ctx->arena, labels[i].id), labels[i].title);
        if (labels[i].id == l->ctx->actor.person_id && asked(l, field->name, STR("me"))) {
            f->options[f->n_options - 1].is_chosen = true;
        }
    }
    return e;
}

static err filter_add(struct list *l, const struct field *field)
{
    struct ctx *ctx = l->ctx;
    struct list_filter *f = &l->v->filters[l->v->n_filters++];
    *f = (struct list_filter){.name = str_of(field->name), .label = value_label(ctx, l->k, field)};
    if (field->type == FIELD_DAY) {
        str gte = str_printf(ctx->arena, "%s[gte]", field->name),
            lte = str_printf(ctx->arena, "%s[lte]", field->name);
        f->is_period = true;
        f->from = params_get(&l->params, gte.p);
        f->to = params_get(&l->params, lte.p);
        return OK;
    }
    f->is_choice = true;
    if (field->type == FIELD_LINK || field->type == FIELD_LINKS) {
        return link_options(l, f, field);
    }
    if (field->type == FIELD_YES) {
        f->options = ARENA_ARRAY(ctx->arena, 3, struct list_option);
        option_add(l, f, STR(""), W("list.all"));
        option_add(l, f, STR("1"), W("value.yes"));
        option_add(l, f, STR("0"), W("value.no"));
        return OK;
    }
    size_t n = 1;
    while (field_choice(field, n - 1)) {
        n++;
    }
    int64_t steps = field->flags & FIELD_SCALE ? field->max - field->min + 1 : 0;
    f->options = ARENA_ARRAY(ctx->arena, n + (size_t)steps, struct list_option);
    option_add(l, f, STR(""), W("list.all"));
    for (size_t i = 0; i + 1 < n; i++) {
        const char *c = field_choice(field, i);
        option_add(l, f, str_of(c), field_choice_word(ctx, l->k, field, c));
    }
    for (int64_t i = 0; i < steps; i++) {
        str step = str_from_int(ctx->arena, field->min + i);
        option_add(l, f, step, kind_word(ctx, l->k, field->name, step.p));
    }
    return OK;
}

err list_filters(struct list *l)
{
    l->v->filters = ARENA_ARRAY(l->ctx->arena, l->k->n_fields + 1, struct list_filter);
    if (l->k->states) {
        state_filter(l);
    }
    for (size_t i = 0; i < l->k->n_fields; i++) {
        const struct field *f = &l->k->fields[i];
        if ((f->flags & FIELD_FILTER) && field_visible(l->ctx, f)) {
            err e = filter_add(l, f);
            if (e) {
                return e;
            }
        }
    }
    return OK;
}

static bool in_filter_form(struct list *l, str name)
{
    ptrdiff_t open = str_index(name, '[');
    str plain = open < 0 ? name : str_slice(name, 0, (size_t)open);
    for (size_t i = 0; i < l->v->n_filters; i++) {
        const struct list_filter *f = &l->v->filters[i];
        if (str_eq(f->name, plain) &&
            (open < 0 ? f->is_choice
                      : f->is_period && (str_ends(name, "[gte]") || str_ends(name, "[lte]")))) {
            return true;
        }
    }
    return false;
}

void list_kept(struct list *l)
{
    l->v->kept = ARENA_ARRAY(l->ctx->arena, l->params.n + 1, struct list_kept);
    for (size_t i = 0; i < l->params.n; i++) {
        struct param p = l->params.at[i];
        if (str_is(p.name, "q") || str_is(p.name, "after") || str_is(p.name, "done") ||
            str_is(p.name, "n") || str_is(p.name, "m") || str_is(p.name, "undo") ||
            str_is(p.name, "lang") || str_is(p.name, "theme") || in_filter_form(l, p.name)) {
            continue;
        }
        l->v->kept[l->v->n_kept++] = (struct list_kept){p.name, p.value};
    }
}

static err chip_value(struct list *l, const struct condition *c, size_t i, str *out)
{
    struct ctx *ctx = l->ctx;
    *out = c->values[i];
    if (!c->f) {
        if (str_is(c->field, "state")) {
            *out = kind_has_state(l->k->states, c->values[i])
                       ? kind_word(ctx, l->k, "state", str_z(ctx->arena, c->values[i]))
                       : c->values[i];
        }
        return OK;
    }
    if (c->f->type == FIELD_LINK || c->f->type == FIELD_LINKS) {
        struct label label;
        int64_t id = 0;
        str_to_int(c->values[i], &id);
        err e = label_find(l->book, kind_named(str_of(c->f->link)), id, &label);
        *out = label.title.p ? label.title : c->values[i];
        return e;
    }
    if (c->f->type == FIELD_CHOICE && field_has_choice(c->f, c->values[i])) {
        *out = field_choice_word(ctx, l->k, c->f, str_z(ctx->arena, c->values[i]));
    } else if (c->f->type == FIELD_DAY) {
        *out = text_day_short(ctx->arena, ctx->lang, c->values[i]);
    } else if (c->f->type == FIELD_YES) {
        *out = str_is(c->values[i], "1") ? W("value.yes") : W("value.no");
    }
    return OK;
}

static const char *const op_names[] = {
    [OP_IS] = "is", [OP_NOT] = "not", [OP_GTE] = "gte",   [OP_LTE] = "lte",
    [OP_GT] = "gt", [OP_LT] = "lt",   [OP_NONE] = "none", [OP_SOME] = "some"};

err list_chips(struct list *l)
{
    struct ctx *ctx = l->ctx;
    l->v->chips = ARENA_ARRAY(ctx->arena, l->query.n_conditions + 1, struct list_chip);
    if (l->query.search.n) {
        static const char *const q[] = {"q", "after", "done", NULL};
        l->v->chips[l->v->n_chips++] =
            (struct list_chip){str_printf(ctx->arena, "«%.*s»", STR_ARG(l->query.search)),
                               list_href(l, q, NULL, STR_NONE)};
    }
    for (size_t i = 0; i < l->query.n_conditions; i++) {
        const struct condition *c = &l->query.conditions[i];
        struct buf values;
        buf_init(&values, ctx->arena, 8 * KIB);
        for (size_t j = 0; j < c->n; j++) {
            str value;
            err e = chip_value(l, c, j, &value);
            if (e) {
                return e;
            }
            buf_z(&values, j ? ", " : "");
            buf_str(&values, value);
        }
        str label =
            c->f ? value_label(ctx, l->k, c->f)
                 : word(ctx->lang, str_printf(ctx->arena, "value.%.*s", STR_ARG(c->field)).p);
        str args[] = {label, buf_as_str(&values)};
        str key = str_printf(ctx->arena, "list.chip.%s", op_names[c->op]);
        str name = c->op == OP_IS
                       ? c->field
                       : str_printf(ctx->arena, "%.*s[%s]", STR_ARG(c->field), op_names[c->op]);
        const char *without[] = {str_z(ctx->arena, name), "after", "done", NULL};
        l->v->chips[l->v->n_chips++] =
            (struct list_chip){word_args(ctx->arena, ctx->lang, key.p, args, 2),
                               list_href(l, without, NULL, STR_NONE)};
    }
    return OK;
}
