/* organisation_pages.c - the page on which a body says what it is called, how big it is and how it
 * writes. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/organisation/organisation.h"
#include "kind/input.h"
#include "kind/kind_form_view.h"
#include "kind/pages.h"
#include "kind/store.h"
#include "kind_form_view.html.h"
#include "web/route.h"

enum { KEEPERS = ROLE_TOP_MANAGEMENT | ROLE_OFFICER | ROLE_OPERATOR, MOST_ERRORS = 8 };

/* What a body says of itself; number, place and whether it is in use are the register's and the
 * system's. */
static const char *const own[] = {"name", "name_nn", "language", "employees", "population"};
enum { N_OWN = sizeof own / sizeof *own };

static str address(struct ctx *ctx)
{
    return str_printf(ctx->arena, "/o/%.*s/settings", STR_ARG(ctx->body.number));
}

static str error_at(struct ctx *ctx, const char *name)
{
    for (size_t i = 0; i < ctx->fault.n_fields; i++) {
        if (str_is(ctx->fault.fields[i].field, name)) {
            return page_fault(ctx, &ctx->fault.fields[i]);
        }
    }
    return STR_NONE;
}

static void choices_fill(struct ctx *ctx, struct form_field *to, const struct field *f)
{
    to->shape = FORM_SELECT;
    to->options = ARENA_ARRAY(ctx->arena, 8, struct form_option);
    for (const char *const *c = f->choices; *c; c++) {
        to->options[to->n_options++] =
            (struct form_option){.value = str_of(*c),
                                 .word = kind_word(ctx, &organisation_kind, f->name, *c),
                                 .is_chosen = str_is(to->value, *c)};
    }
}

static struct form_field field_of(struct ctx *ctx, const struct request *q, const struct thing *t,
                                  const char *name)
{
    const struct field *f = kind_field(&organisation_kind, str_of(name));
    bool number = f->type == FIELD_NUMBER;
    struct form_field to = {
        .shape = FORM_LINE,
        .name = str_of(name),
        .label = kind_word(ctx, &organisation_kind, name, NULL),
        .error = error_at(ctx, name),
        .is_required = f->flags & FIELD_REQUIRED,
        .value = ctx->fault.n_fields ? params_get(&q->form, name) : input_text(ctx, t, f),
        .type = STR("text"),
        .input_mode = number ? STR("numeric") : STR("text"),
        .autocomplete = STR("off"),
        .is_short = number,
    };
    if (f->type == FIELD_CHOICE) {
        choices_fill(ctx, &to, f);
    }
    return to;
}

static err draw(struct ctx *ctx, const struct request *q, struct reply *r, const struct thing *t)
{
    struct form_group group = {.fields = ARENA_ARRAY(ctx->arena, N_OWN, struct form_field)};
    struct kind_form_view v = {
        .title = W("report.settings"),
        .intro = word_args(ctx->arena, ctx->lang, "organisation.settings.intro",
                           (const str[]){ctx->body.name, ctx->body.number}, 2),
        .action = address(ctx),
        .csrf = ctx->actor.form_token,
        .version = str_from_int(ctx->arena, t->version),
        .groups = &group,
        .n_groups = 1,
        .errors = ARENA_ARRAY(ctx->arena, MOST_ERRORS, struct form_error),
        .save_word = W("form.save"),
        .cancel_href = str_printf(ctx->arena, "/o/%.*s", STR_ARG(ctx->body.number)),
    };
    for (size_t i = 0; i < N_OWN; i++) {
        group.fields[group.n_fields++] = field_of(ctx, q, t, own[i]);
    }
    for (size_t i = 0; i < ctx->fault.n_fields && v.n_errors < MOST_ERRORS; i++) {
        const struct field_fault *f = &ctx->fault.fields[i];
        v.errors[v.n_errors++] = (struct form_error){f->field, page_fault(ctx, f)};
    }
    struct html *h = page_begin(ctx);
    kind_form_view_html(h, &v);
    return page_send(ctx, q, r, &(struct page){.title = v.title, .current = address(ctx)}, h);
}

static err show(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct thing *t;
    err e = thing_get(ctx, &organisation_kind, ctx->body.id, &t);
    return e ? e : draw(ctx, q, r, t);
}

/* Only what is the body's own is read, whatever else the form was made to carry. */
static err keep(struct ctx *ctx, const struct request *q, struct thing *t)
{
    struct params p = {ARENA_ARRAY(ctx->arena, N_OWN, struct param), 0};
    int64_t version = 0;
    for (size_t i = 0; i < N_OWN; i++) {
        str value = params_get(&q->form, own[i]);
        if (value.p) {
            p.at[p.n++] = (struct param){str_of(own[i]), value};
        }
    }
    str_to_int(params_get(&q->form, "version"), &version);
    err e = input_read(ctx, &p, 0, t);
    return e ? e : thing_change(ctx, t, version);
}

static err save(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct thing *t;
    err e = thing_get(ctx, &organisation_kind, ctx->body.id, &t);
    e = e ? e : keep(ctx, q, t);
    if (e == ERR_INVALID && ctx->fault.n_fields) {
        r->status = 422;
        err trouble = draw(ctx, q, r, t);
        return trouble ? trouble : e;
    }
    return e ? e : page_see(ctx, r, address(ctx), KEY("page.saved"), STR_NONE);
}

const struct route organisation_routes[] = {
    ROUTE(METHOD_GET, "/o/{organisation}/settings", KEEPERS, 0, show, NULL,
          "What a body says of itself"),
    ROUTE(METHOD_POST, "/o/{organisation}/settings", KEEPERS, 0, save, NULL,
          "Change what a body says of itself"),
    {0},
};

const struct report settings_report = {.name = "settings",
                                       .path = "/settings",
                                       .group = "settings",
                                       .icon = "Cog",
                                       .order = 5,
                                       .roles = KEEPERS};
