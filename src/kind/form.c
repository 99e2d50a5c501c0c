/* form.c - the standard form drawn from the field table: controls, help, trouble, and someone
 * else's change. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/form.h"

#include "format/markdown/html.h"
#include "kind/address.h"
#include "kind/check.h"
#include "kind/input.h"
#include "kind/value.h"
#include "kind_form_view.html.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_OPTIONS = 600, MOST_CHECKS = 300, MOST_HELP_CHOICES = 6 };

/* --- fields --- */

bool form_asks(const struct form *f, const struct field *field, bool *required)
{
    *required = field->flags & FIELD_REQUIRED;
    if (!f->verb) {
        bool later = (field->flags & FIELD_ASKED) && field_empty(f->t, field);
        return !(field->flags & FIELD_COMPUTED) && !later && field_visible(f->ctx, field);
    }
    for (const char *const *ask = f->verb->asks; ask && *ask; ask++) {
        bool must = **ask == '!';
        if (strcmp(*ask + must, field->name) == 0) {
            *required = must || *required;
            return true;
        }
    }
    return false;
}

static str written(const struct form *f, const struct field *field)
{
    if (f->given && params_has(f->given, field->name)) {
        return params_get(f->given, field->name);
    }
    str s = input_text(f->ctx, f->t, field);
    if (field->type == FIELD_DAY && s.n) {
        return str_printf(f->ctx->arena, "%.2s.%.2s.%.4s", s.p + 8, s.p + 5, s.p);
    }
    if (field->type == FIELD_MOMENT && s.n) {
        return str_printf(f->ctx->arena, "%.2s.%.2s.%.4s %.2s.%.2s", s.p + 8, s.p + 5, s.p,
                          s.p + 11, s.p + 14);
    }
    return s;
}

static bool is_chosen(const struct form *f, const struct field *field, str value)
{
    if (f->given && params_has(f->given, field->name)) {
        for (size_t i = 0; i < f->given->n; i++) {
            if (str_is(f->given->at[i].name, field->name) && str_eq(f->given->at[i].value, value)) {
                return true;
            }
        }
        return false;
    }
    if (field->type != FIELD_LINKS) {
        return str_eq(input_text(f->ctx, f->t, field), value);
    }
    const struct ids *ids = field_ids(f->t, field);
    int64_t id;
    for (size_t i = 0; i < ids->n && str_to_int(value, &id); i++) {
        if (ids->at[i] == id) {
            return true;
        }
    }
    return false;
}

static void option(const struct form *f, const struct field *field, struct form_field *out,
                   str value, str text, str help)
{
    bool chosen = value.n ? is_chosen(f, field, value) : str_empty(written(f, field));
    out->options[out->n_options++] = (struct form_option){value, text, help, chosen};
}

/* Nothing chosen may mean something ("hold.kind.unchosen": everything); then it is said. */
static str unchosen_word(const struct form *f, const struct field *field, bool is_required)
{
    return kind_has_word(f->k, field->name, "unchosen")
               ? kind_word(f->ctx, f->k, field->name, "unchosen")
               : word(f->ctx->lang, is_required ? "form.choose" : "form.none");
}

static void empty_option(const struct form *f, const struct field *field, struct form_field *out)
{
    out->options[out->n_options++] =
        (struct form_option){.value = STR(""),
                             .word = unchosen_word(f, field, out->is_required),
                             .is_chosen = str_empty(written(f, field))};
}

static str step_help(const struct form *f, const struct field *field, const char *step)
{
    str key = str_printf(f->ctx->arena, "%s.%s.help", field->name, step);
    return kind_has_word(f->k, key.p, NULL) ? kind_word(f->ctx, f->k, key.p, NULL) : STR_NONE;
}

static int by_word(const void *a, const void *b)
{
    return str_compare(((const struct form_option *)a)->word,
                       ((const struct form_option *)b)->word);
}

static void choices(const struct form *f, const struct field *field, struct form_field *out)
{
    size_t n = 0;
    bool helped = false;
    for (const char *c; (c = field_choice(field, n)) != NULL; n++) {
        helped |= step_help(f, field, c).n > 0;
    }
    out->options = ARENA_ARRAY(f->ctx->arena, n + 1, struct form_option);
    out->shape = helped && n <= MOST_HELP_CHOICES ? FORM_SCALE : FORM_SELECT;
    if (out->shape == FORM_SELECT) {
        empty_option(f, field, out);
    }
    for (size_t i = 0; i < n; i++) {
        const char *c = field_choice(field, i);
        option(f, field, out, str_of(c), field_choice_word(f->ctx, f->k, field, c),
               step_help(f, field, c));
    }
    if (field->flags & FIELD_KINDS) { /* their names are in no order that a reader knows */
        qsort(out->options + out->n_options - n, n, sizeof *out->options, by_word);
    }
}

static void scale(const struct form *f, const struct field *field, struct form_field *out)
{
    out->shape = FORM_SCALE;
    out->options =
        ARENA_ARRAY(f->ctx->arena, (size_t)(field->max - field->min + 2), struct form_option);
    if (!out->is_required && written(f, field).n) {
        empty_option(f, field, out); /* a radio button, once pressed, has no way back of its own */
    }
    for (int64_t i = field->min; i <= field->max; i++) {
        str step = str_from_int(f->ctx->arena, i);
        str text = str_printf(f->ctx->arena, "%.*s %.*s", STR_ARG(step),
                              STR_ARG(kind_word(f->ctx, f->k, field->name, step.p)));
        option(f, field, out, step, text, step_help(f, field, step.p));
    }
}

static err links(const struct form *f, const struct field *field, struct form_field *out)
{
    struct label *labels;
    size_t n;
    const struct kind *to = kind_named(str_of(field->link));
    bool many = field->type == FIELD_LINKS;
    bool by_title = to->flags & KIND_REFERENCE; /* known by name, and found by typing it */
    err e = thing_choices(f->ctx, to, many ? MOST_CHECKS : MOST_OPTIONS, &labels, &n);
    if (e) {
        return e;
    }
    const struct ids *ids = many ? field_ids(f->t, field) : NULL;
    out->shape = many ? FORM_CHECKS : FORM_SELECT;
    out->options = ARENA_ARRAY(f->ctx->arena, n + 2 + (many ? ids->n : 0), struct form_option);
    if (!many) {
        empty_option(f, field, out);
    }
    for (size_t i = 0; i < n; i++) {
        bool person = strcmp(field->link, "person") == 0;
        str first = by_title ? labels[i].title : labels[i].ref,
            then = by_title ? labels[i].ref : labels[i].title;
        str text = person ? labels[i].title
                          : str_printf(f->ctx->arena, "%.*s %.*s", STR_ARG(first), STR_ARG(then));
        option(f, field, out, str_from_int(f->ctx->arena, labels[i].id), text, STR_NONE);
    }
    /* What is chosen already stays among the options, also when it may no longer be chosen anew. */
    int64_t one = many ? 0 : *field_int(f->t, field);
    struct ids chosen = many ? *ids : (struct ids){&one, one ? 1 : 0};
    for (size_t i = 0; i < chosen.n; i++) {
        str value = str_from_int(f->ctx->arena, chosen.at[i]);
        bool offered = false;
        for (size_t j = 0; j < out->n_options; j++) {
            offered |= str_eq(out->options[j].value, value);
        }
        struct label label;
        if (!offered) {
            e = label_find(f->book, kind_named(str_of(field->link)), chosen.at[i], &label);
            if (e) {
                return e;
            }
            str text = label.title.p ? label.title : word(f->ctx->lang, "need_to_know.withheld");
            option(f, field, out, value, text, STR_NONE);
        }
    }
    return OK;
}

static void line(const struct field *field, struct form_field *out)
{
    static const struct {
        const char *type, *mode, *complete;
        bool is_short;
    } shapes[] = {
        [FIELD_TEXT] = {"text", "text", "off", false},
        [FIELD_PROSE] = {"text", "text", "off", false},
        [FIELD_NUMBER] = {"text", "numeric", "off", true},
        [FIELD_MONEY] = {"text", "decimal", "off", true},
        [FIELD_DAY] = {"text", "numeric", "off", true},
        [FIELD_MOMENT] = {"text", "text", "off", true},
        [FIELD_EMAIL] = {"email", "email", "off", false},
        [FIELD_URL] = {"url", "url", "off", false},
        [FIELD_LINKS] = {"text", "text", "off", false},
    };
    out->type = str_of(shapes[field->type].type);
    out->input_mode = str_of(shapes[field->type].mode);
    out->autocomplete = str_of(shapes[field->type].complete);
    out->is_short = shapes[field->type].is_short;
}

static str help(const struct form *f, const struct field *field)
{
    str key = str_printf(f->ctx->arena, "%s.help", field->name);
    if (kind_has_word(f->k, key.p, NULL)) {
        return kind_word(f->ctx, f->k, key.p, NULL);
    }
    enum lang lang = f->ctx->lang;
    return field->type == FIELD_DAY      ? word(lang, "form.day.help")
           : field->type == FIELD_MOMENT ? word(lang, "form.moment.help")
                                         : STR_NONE;
}

static str error_of(const struct form *f, str name)
{
    for (size_t i = 0; i < f->ctx->fault.n_fields; i++) {
        if (str_eq(f->ctx->fault.fields[i].field, name)) {
            return page_fault(f->ctx, &f->ctx->fault.fields[i]);
        }
    }
    return STR_NONE;
}

static err field_fill(struct form *f, const struct field *field, bool required,
                      struct form_field *out)
{
    *out = (struct form_field){
        .name = str_of(field->name),
        .label = value_label(f->ctx, f->k, field),
        .help = help(f, field),
        .error = error_of(f, str_of(field->name)),
        .is_required = required,
        .value = written(f, field),
    };
    if (field->source) {
        str key = str_printf(f->ctx->arena, "%s.source", field->name);
        out->source_href = str_of(field->source);
        out->source_word = kind_word(f->ctx, f->k, key.p, NULL);
    }
    if (field->type == FIELD_LINK || field->type == FIELD_LINKS) {
        return links(f, field, out);
    }
    line(field, out);
    if (field->type == FIELD_CHOICE) {
        choices(f, field, out);
    } else if (field->type == FIELD_NUMBER && (field->flags & FIELD_SCALE)) {
        scale(f, field, out);
    } else if (field->type == FIELD_PROSE) {
        out->shape = FORM_AREA;
        out->rows = 5;
    } else if (field->type == FIELD_YES) {
        out->shape = FORM_CHECK;
        out->is_chosen = f->given && params_has(f->given, field->name)
                             ? is_chosen(f, field, STR("1"))
                             : *field_int(f->t, field) == 1;
    } else if (field->type == FIELD_MONEY) {
        out->unit = STR("kr");
    }
    return OK;
}

/* Who reports but does not follow up is asked for what must be there; the rest is folded away. */
static void fold(struct form *f)
{
    if (f->verb || f->t->id || ctx_may(f->ctx, f->k->change) || (f->k->flags & KIND_REFERENCE)) {
        return;
    }
    for (size_t i = 1; i < f->v.n_groups; i++) {
        struct form_group *group = &f->v.groups[i];
        group->is_folded = group->word.n > 0;
        for (size_t j = 0; j < group->n_fields; j++) {
            group->is_folded &= !group->fields[j].is_required && !group->fields[j].error.n;
        }
    }
}

static err fields_fill(struct form *f)
{
    struct ctx *ctx = f->ctx;
    struct form_group *group = NULL;
    f->v.groups = ARENA_ARRAY(ctx->arena, f->k->n_fields + 2, struct form_group);
    for (size_t i = 0; i < f->k->n_fields; i++) {
        const struct field *field = &f->k->fields[i];
        bool required;
        if (!group || (field->group && !f->verb)) {
            if (!group || group->n_fields) {
                group = &f->v.groups[f->v.n_groups++];
                group->fields = ARENA_ARRAY(ctx->arena, f->k->n_fields + 1, struct form_field);
            }
            group->word =
                field->group && !f->verb ? kind_word(ctx, f->k, "group", field->group) : STR_NONE;
        }
        if (form_asks(f, field, &required)) {
            err e = field_fill(f, field, required, &group->fields[group->n_fields++]);
            if (e) {
                return e;
            }
        }
    }
    if (f->verb && (f->verb->flags & (VERB_REASON | VERB_DANGER))) {
        str key = str_printf(ctx->arena, "%s.reason", f->verb->name);
        bool named = kind_has_word(f->k, "verb", key.p);
        group->fields[group->n_fields++] = (struct form_field){
            .name = STR("reason"),
            .label = named ? kind_word(ctx, f->k, "verb", key.p) : W("form.reason"),
            .shape = FORM_AREA,
            .rows = 4,
            .is_required = f->verb->flags & VERB_REASON,
            .error = error_of(f, STR("reason")),
            .value = f->given ? params_get(f->given, "reason") : STR_NONE};
    }
    if (group && !group->n_fields) {
        f->v.n_groups--;
    }
    fold(f);
    return OK;
}

/* --- trouble, and someone else's change --- */

static void errors_fill(struct form *f)
{
    const struct fault *fault = &f->ctx->fault;
    f->v.errors = ARENA_ARRAY(f->ctx->arena, fault->n_fields + 1, struct form_error);
    for (size_t i = 0; i < fault->n_fields; i++) {
        f->v.errors[f->v.n_errors++] =
            (struct form_error){fault->fields[i].field, page_fault(f->ctx, &fault->fields[i])};
    }
    if (fault->code && fault->code != ERR_STALE && !fault->n_fields) {
        f->v.errors[f->v.n_errors++] = (struct form_error){.text = page_fault_text(f->ctx, fault)};
    }
}

static err stale_fill(struct form *f)
{
    struct ctx *ctx = f->ctx;
    if (!f->stored) {
        return OK;
    }
    struct form_stale *s = ARENA_NEW(ctx->arena, struct form_stale);
    s->who = value_person(f->book, f->stored->updated_by).text;
    s->when = text_moment(ctx->arena, ctx->lang, f->stored->updated_at);
    s->clashes = ARENA_ARRAY(ctx->arena, f->k->n_fields, struct form_clash);
    for (size_t i = 0; i < f->k->n_fields; i++) {
        const struct field *field = &f->k->fields[i];
        bool required;
        if (!form_asks(f, field, &required) || check_same(f->t, f->stored, field)) {
            continue;
        }
        struct form_clash *c = &s->clashes[s->n_clashes++];
        c->name = str_of(field->name);
        c->label = value_label(ctx, f->k, field);
        err e = value_plain(f->book, f->t, field, NULL, &c->mine);
        e = e ? e : value_plain(f->book, f->stored, field, NULL, &c->theirs);
        if (e) {
            return e;
        }
    }
    f->v.stale = s;
    f->v.version = str_from_int(ctx->arena, f->stored->version);
    return OK;
}

static void guide_fill(struct form *f)
{
    struct ctx *ctx = f->ctx;
    if (!kind_has_word(f->k, "guide", NULL)) {
        return;
    }
    struct form_guide *g = ARENA_NEW(ctx->arena, struct form_guide);
    g->title = kind_has_word(f->k, "guide", "title") ? kind_word(ctx, f->k, "guide", "title")
                                                     : W("form.guide");
    struct html *h = page_begin(ctx);
    if (markdown_html(h->out, kind_word(ctx, f->k, "guide", NULL), 2)) {
        return;
    }
    g->text = (struct markup){buf_as_str(h->out)};
    f->v.guide = g;
}

err form_send(struct form *f, struct reply *r, str address, str title)
{
    struct ctx *ctx = f->ctx;
    bool failed = ctx->fault.code != OK;
    f->book = label_book_new(ctx);
    f->v.title = title;
    f->v.action = address;
    f->v.csrf = ctx->actor.form_token;
    f->v.version = f->t->id ? str_from_int(ctx->arena, f->t->version) : STR_NONE;
    str back = params_get(f->given ? f->given : &f->q->query, "return_to");
    f->v.return_to = address_back(back, STR_NONE);
    f->v.cancel_href = f->v.return_to.n ? f->v.return_to : kind_address(ctx, f->k, f->t->id);
    f->v.save_word = f->verb ? kind_word(ctx, f->k, "verb", f->verb->name) : W("form.save");
    f->v.is_danger = f->verb && (f->verb->flags & VERB_DANGER);
    err e = fields_fill(f);
    if (e) {
        return e;
    }
    errors_fill(f);
    e = stale_fill(f);
    if (e) {
        return e;
    }
    if (!f->verb) {
        guide_fill(f);
    }
    struct html *h = page_begin(ctx);
    kind_form_view_html(h, &f->v);
    str list = kind_address(ctx, f->k, 0);
    struct frame_link crumbs[] = {
        {.word = kind_word(ctx, f->k, "many", NULL), .href = list},
        {.word = title, .href = address, .is_current = true},
    };
    str window = title;
    if (f->v.n_errors) {
        str args[] = {text_int(ctx->arena, ctx->lang, (int64_t)f->v.n_errors), title};
        window = word_args(ctx->arena, ctx->lang, "form.errors.title", args, 2);
    }
    if (failed) {
        r->status = fault_status(ctx->fault.code);
    }
    return page_send(
        ctx, f->q, r,
        &(struct page){.title = window, .current = list, .crumbs = crumbs, .n_crumbs = 2}, h);
}

/* Shows the form again with its trouble; the work is rolled back by returning the trouble's code.
 */
err form_again(struct form *f, struct reply *r, err why, str address, str title)
{
    if ((why != ERR_INVALID && why != ERR_STALE && why != ERR_CONFLICT) || f->q->is_api) {
        return why;
    }
    err e = form_send(f, r, address, title);
    return e ? e : why;
}
