/* ask.c - a small form on a page of its own. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/ask.h"

#include "kind/kind_form_view.h"
#include "kind/store.h"
#include "kind_form_view.html.h"

enum { MOST_PERSONS = 500 };

static str error_of(struct ctx *ctx, const char *name)
{
    for (size_t i = 0; i < ctx->fault.n_fields; i++) {
        if (str_is(ctx->fault.fields[i].field, name)) {
            return page_fault(ctx, &ctx->fault.fields[i]);
        }
    }
    return STR_NONE;
}

static err persons(struct ctx *ctx, struct form_field *out)
{
    struct label *labels;
    size_t n;
    err e = thing_choices(ctx, kind_named(STR("person")), MOST_PERSONS, &labels, &n);
    if (e) {
        return e;
    }
    out->shape = FORM_SELECT;
    out->options = ARENA_ARRAY(ctx->arena, n + 1, struct form_option);
    out->options[out->n_options++] = (struct form_option){
        .value = STR(""), .word = W("form.choose"), .is_chosen = str_empty(out->value)};
    for (size_t i = 0; i < n; i++) {
        str id = str_from_int(ctx->arena, labels[i].id);
        out->options[out->n_options++] = (struct form_option){
            .value = id, .word = labels[i].title, .is_chosen = str_eq(id, out->value)};
    }
    return OK;
}

static err field(struct ctx *ctx, const struct request *q, const struct ask_field *f,
                 struct form_field *out)
{
    *out = (struct form_field){
        .shape = f->type == ASK_AREA ? FORM_AREA : FORM_LINE,
        .name = str_of(f->name),
        .label = word(ctx->lang, f->label),
        .error = error_of(ctx, f->name),
        .is_required = f->is_required,
        .value = params_has(&q->form, f->name) ? params_get(&q->form, f->name) : f->value,
        .type = STR("text"),
        .input_mode = f->type == ASK_DAY ? STR("numeric") : STR("text"),
        .autocomplete = STR("off"),
        .is_short = f->type == ASK_DAY || f->type == ASK_MOMENT,
        .rows = 5,
    };
    out->help = f->help                 ? word(ctx->lang, f->help)
                : f->type == ASK_DAY    ? W("form.day.help")
                : f->type == ASK_MOMENT ? W("form.moment.help")
                                        : STR_NONE;
    return f->type == ASK_PERSON ? persons(ctx, out) : OK;
}

static void errors(struct ctx *ctx, struct kind_form_view *v)
{
    const struct fault *fault = &ctx->fault;
    v->errors = ARENA_ARRAY(ctx->arena, fault->n_fields + 1, struct form_error);
    for (size_t i = 0; i < fault->n_fields; i++) {
        v->errors[v->n_errors++] =
            (struct form_error){fault->fields[i].field, page_fault(ctx, &fault->fields[i])};
    }
    if (fault->code && !fault->n_fields) {
        v->errors[v->n_errors++] = (struct form_error){.text = page_fault_text(ctx, fault)};
    }
}

err ask_send(struct ctx *ctx, const struct request *q, struct reply *r, const struct ask *ask)
{
    const struct thing *t = ask->thing;
    str address = kind_address(ctx, t->kind, t->id), list = kind_address(ctx, t->kind, 0);
    struct form_group group = {.fields = ARENA_ARRAY(ctx->arena, ask->n_fields, struct form_field)};
    struct kind_form_view v = {
        .title = ask->title,
        .intro = ask->intro,
        .action = ask->action,
        .csrf = ctx->actor.form_token,
        .groups = &group,
        .n_groups = ask->n_fields ? 1 : 0,
        .save_word = ask->save_word,
        .cancel_href = address,
    };
    for (size_t i = 0; i < ask->n_fields; i++) {
        err e = field(ctx, q, &ask->fields[i], &group.fields[group.n_fields++]);
        if (e) {
            return e;
        }
    }
    str window = ask->title;
    errors(ctx, &v);
    if (v.n_errors) {
        str args[] = {text_int(ctx->arena, ctx->lang, (int64_t)v.n_errors), ask->title};
        window = word_args(ctx->arena, ctx->lang, "form.errors.title", args, 2);
        r->status = fault_status(ctx->fault.code);
    }
    struct html *h = page_begin(ctx);
    kind_form_view_html(h, &v);
    struct frame_link crumbs[] = {
        {.word = kind_word(ctx, t->kind, "many", NULL), .href = list},
        {.word = kind_ref(ctx->arena, t->kind, t->ref), .href = address},
        {.word = ask->title, .href = ask->action, .is_current = true},
    };
    struct page page = {.title = window, .current = list, .crumbs = crumbs, .n_crumbs = 3};
    return page_send(ctx, q, r, &page, h);
}

err ask_again(struct ctx *ctx, const struct request *q, struct reply *r, const struct ask *ask,
              err why)
{
    if ((why != ERR_INVALID && why != ERR_CONFLICT) || q->is_api) {
        return why;
    }
    err e = ask_send(ctx, q, r, ask);
    return e ? e : why;
}
