/* form_page.c - the standard forms: a new thing, a changed one, a step of the life cycle. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "format/json/read.h"
#include "kind/address.h"
#include "kind/check.h"
#include "kind/input.h"
#include "kind/kind_form_view.h"
#include "kind/pages.h"
#include "kind/value.h"
#include "kind_form_view.html.h"
#include "trail/trail.h"

#include <string.h>

enum { MOST_OPTIONS = 300, MOST_HELP_CHOICES = 6 };

struct form {
    struct ctx *ctx;
    const struct kind *k;
    const struct request *q;
    struct thing *t;         /* as it is to be, with what could be read */
    const struct verb *verb; /* a step's form; NULL: all fields */
    const struct params
        *given;           /* what was sent, to show again as it was written; NULL: nothing yet */
    struct thing *stored; /* what someone else saved meanwhile; NULL: nobody did */
    struct label_book *book;
    struct kind_form_view v;
};

/* --- fields --- */

static bool asked_for(const struct form *f, const struct field *field, bool *required)
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

static void empty_option(const struct form *f, const struct field *field, struct form_field *out)
{
    out->options[out->n_options++] = (struct form_option){
        .value = STR(""),
        .word = word(f->ctx->lang, out->is_required ? "form.choose" : "form.none"),
        .is_chosen = str_empty(written(f, field))};
}

static str step_help(const struct form *f, const struct field *field, const char *step)
{
    str key = str_printf(f->ctx->arena, "%s.%s.help", field->name, step);
    return kind_has_word(f->k, key.p, NULL) ? kind_word(f->ctx, f->k, key.p, NULL) : STR_NONE;
}

static void choices(const struct form *f, const struct field *field, struct form_field *out)
{
    size_t n = 0;
    bool helped = false;
    for (const char *const *c = field->choices; *c; c++, n++) {
        helped |= step_help(f, field, *c).n > 0;
    }
    out->options = ARENA_ARRAY(f->ctx->arena, n + 1, struct form_option);
    out->shape = helped && n <= MOST_HELP_CHOICES ? FORM_SCALE : FORM_SELECT;
    if (out->shape == FORM_SELECT) {
        empty_option(f, field, out);
    }
    for (const char *const *c = field->choices; *c; c++) {
        option(f, field, out, str_of(*c), kind_word(f->ctx, f->k, field->name, *c),
               step_help(f, field, *c));
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
    err e = thing_choices(f->ctx, kind_named(str_of(field->link)), MOST_OPTIONS, &labels, &n);
    if (e) {
        return e;
    }
    bool many = field->type == FIELD_LINKS;
    const struct ids *ids = many ? field_ids(f->t, field) : NULL;
    out->shape = many ? FORM_CHECKS : FORM_SELECT;
    out->options = ARENA_ARRAY(f->ctx->arena, n + 2 + (many ? ids->n : 0), struct form_option);
    if (!many) {
        empty_option(f, field, out);
    }
    for (size_t i = 0; i < n; i++) {
        bool person = strcmp(field->link, "person") == 0;
        str text = person ? labels[i].title
                          : str_printf(f->ctx->arena, "%.*s %.*s", STR_ARG(labels[i].ref),
                                       STR_ARG(labels[i].title));
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
            option(f, field, out, value, label.title, STR_NONE);
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
        if (asked_for(f, field, &required)) {
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
        if (!asked_for(f, field, &required) || check_same(f->t, f->stored, field)) {
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
    html_lit(h, "<p>");
    html_str(h, kind_word(ctx, f->k, "guide", NULL));
    html_lit(h, "</p>");
    g->text = (struct markup){buf_as_str(h->out)};
    f->v.guide = g;
}

static err form_send(struct form *f, struct reply *r, str address, str title)
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
static err form_again(struct form *f, struct reply *r, err why, str address, str title)
{
    if ((why != ERR_INVALID && why != ERR_STALE && why != ERR_CONFLICT) || f->q->is_api) {
        return why;
    }
    err e = form_send(f, r, address, title);
    return e ? e : why;
}

/* --- what was sent --- */

err pages_params(struct ctx *ctx, const struct request *q, struct params *out)
{
    if (!str_is(q->body_type, "application/json")) {
        *out = q->form;
        return OK;
    }
    const struct json *json;
    struct refusal refusal = {0};
    err e = json_read(ctx->arena, q->body, &json_limits_request, &json, &refusal);
    if (e) {
        refusal_tell(&refusal, &ctx->fault);
        return e;
    }
    return input_from_json(ctx, json, out);
}

/* A step's reason is no field, unless the kind has one of that name that is asked for here. */
static bool is_reason(const struct form *f, str name)
{
    const struct field *field = kind_field(f->k, name);
    bool required;
    return str_is(name, "reason") && !(field && (!f->verb || asked_for(f, field, &required)));
}

/* Names that forms carry beside the fields are left out; keep_X=theirs leaves out X. */
static struct params fields_only(const struct form *f, const struct params *p)
{
    struct ctx *ctx = f->ctx;
    struct params out = {ARENA_ARRAY(ctx->arena, p->n + 1, struct param), 0};
    for (size_t i = 0; i < p->n; i++) {
        str name = p->at[i].name;
        str keep = str_printf(ctx->arena, "keep_%.*s", STR_ARG(name));
        if (str_starts(name, "keep_") || str_is(name, "form_token") || str_is(name, "version") ||
            str_is(name, "return_to") || is_reason(f, name) || str_is(name, "draft") ||
            str_is(name, "look_up") || str_ends(name, "_search") ||
            str_is(params_get(p, keep.p), "theirs")) {
            continue;
        }
        out.at[out.n++] = p->at[i];
    }
    return out;
}

/* The version that the asker read: If-Match, or the form's own. */
static err version_of(struct ctx *ctx, const struct request *q, const struct params *p,
                      int64_t *out)
{
    str version = q->if_match.p ? q->if_match : params_get(p, "version");
    if (!version.p) {
        return fault(ctx, ERR_UNREAD, "error.version_missing");
    }
    return str_to_int(version, out) ? OK : fault(ctx, ERR_STALE, "error.version_missing");
}

static err created(struct ctx *ctx, const struct request *q, struct reply *r, struct thing *t,
                   const struct params *given)
{
    str address = kind_address(ctx, t->kind, t->id);
    if (q->is_api) {
        reply_header(r, "Location", address);
        r->status = 201;
        return write_thing_json(ctx, t, r);
    }
    return page_see(ctx, r, address_back(params_get(given, "return_to"), address),
                    KEY("page.created.done"), STR_NONE);
}

static str new_title(struct ctx *ctx, const struct kind *k)
{
    str one = kind_word(ctx, k, "one", NULL);
    return word_args(ctx->arena, ctx->lang, "form.new", &one, 1);
}

/* Fields named in the address are filled in: /risks/new?service_id=7 */
err form_new(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct form f = {.ctx = ctx, .k = data, .q = q, .t = thing_new(ctx, data)};
    struct params named = {ARENA_ARRAY(ctx->arena, q->query.n + 1, struct param), 0};
    for (size_t i = 0; i < q->query.n; i++) {
        const struct field *field = kind_field(f.k, q->query.at[i].name);
        if (field && !(field->flags & FIELD_COMPUTED)) {
            named.at[named.n++] = q->query.at[i];
        }
    }
    err e = input_read(ctx, &named, 0, f.t);
    if (e && e != ERR_INVALID) {
        return e;
    }
    fault_init(&ctx->fault, ctx->arena);
    return form_send(&f, r, kind_address(ctx, f.k, 0), new_title(ctx, f.k));
}

err form_create(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct params given;
    struct form f = {.ctx = ctx, .k = data, .q = q, .t = thing_new(ctx, data)};
    err e = pages_params(ctx, q, &given);
    if (e) {
        return e;
    }
    f.given = &given;
    struct params fields = fields_only(&f, &given);
    e = input_read(ctx, &fields, 0, f.t);
    if (!e) {
        e = thing_create(ctx, f.t);
    } else if (e == ERR_INVALID) {
        check_thing(ctx, f.t, NULL); /* so that all is told at once */
    }
    if (e) {
        return form_again(&f, r, e, kind_address(ctx, f.k, 0), new_title(ctx, f.k));
    }
    return created(ctx, q, r, f.t, &given);
}

static str edit_title(struct ctx *ctx, const struct thing *t)
{
    str ref = str_printf(ctx->arena, "%.*s %.*s", STR_ARG(kind_ref(ctx->arena, t->kind, t->ref)),
                         STR_ARG(kind_title(t)));
    return word_args(ctx->arena, ctx->lang, "form.edit", &ref, 1);
}

err form_edit(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct form f = {.ctx = ctx, .k = data, .q = q};
    err e = pages_thing(ctx, q, f.k, &f.t);
    if (e) {
        return e;
    }
    if (!thing_may_change(ctx, f.t)) {
        return fault(ctx, ERR_DENIED, "error.denied");
    }
    return form_send(&f, r, kind_address(ctx, f.k, f.t->id), edit_title(ctx, f.t));
}

err form_change(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct params given;
    struct form f = {.ctx = ctx, .k = data, .q = q, .given = &given};
    struct thing *stored;
    int64_t version = 0;
    err e = pages_params(ctx, q, &given);
    e = e ? e : pages_thing(ctx, q, f.k, &stored);
    if (e) {
        return e;
    }
    str address = kind_address(ctx, f.k, stored->id), title = edit_title(ctx, stored);
    f.t = thing_copy(ctx, stored);
    e = version_of(ctx, q, &given, &version);
    if (e) {
        return e;
    }
    struct params fields = fields_only(&f, &given);
    e = input_read(ctx, &fields, 0, f.t);
    if (!e) {
        e = thing_change(ctx, f.t, version);
    } else if (e == ERR_INVALID) {
        check_thing(ctx, f.t, stored);
    }
    if (e == ERR_STALE) {
        f.stored = stored;
        if (q->is_api) {
            return write_stale_json(ctx, q, stored, f.t, r);
        }
        reply_etag(r, stored->version);
        f.given = NULL; /* the fields show what was written, as it was understood */
        f.v.return_to = params_get(&given, "return_to");
    }
    if (e) {
        return form_again(&f, r, e, address, title);
    }
    if (q->is_api) {
        return write_thing_json(ctx, f.t, r);
    }
    bool changed = f.t->version != stored->version;
    return page_see(ctx, r, address_back(params_get(&given, "return_to"), address),
                    KEY("page.saved"),
                    changed ? str_printf(ctx->arena, "%.*s/undo", STR_ARG(address)) : STR_NONE);
}

/* --- steps of the life cycle --- */

static err verb_of(struct ctx *ctx, const struct request *q, struct form *f, struct thing **out)
{
    err e = pages_thing(ctx, q, f->k, out);
    if (e) {
        return e;
    }
    f->verb = kind_verb(f->k, q->args[2]);
    return f->verb ? OK : fault(ctx, ERR_MISSING, "error.missing");
}

static str verb_title(struct ctx *ctx, const struct form *f, const struct thing *t)
{
    return str_printf(ctx->arena, "%.*s: %.*s %.*s",
                      STR_ARG(kind_word(ctx, f->k, "verb", f->verb->name)),
                      STR_ARG(kind_ref(ctx->arena, f->k, t->ref)), STR_ARG(kind_title(t)));
}

err form_verb(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct form f = {.ctx = ctx, .k = data, .q = q};
    err e = verb_of(ctx, q, &f, &f.t);
    if (e) {
        return e;
    }
    if (!thing_may_do(ctx, f.t, f.verb)) {
        return ctx_may(ctx, f.verb->roles)
                   ? fault(ctx, ERR_CONFLICT, "error.wrong_state",
                           kind_word(ctx, f.k, "verb", f.verb->name),
                           kind_word(ctx, f.k, "state", str_z(ctx->arena, f.t->state)))
                   : fault(ctx, ERR_DENIED, "error.denied");
    }
    str address =
        str_printf(ctx->arena, "%.*s/%s", STR_ARG(kind_address(ctx, f.k, f.t->id)), f.verb->name);
    return form_send(&f, r, address, verb_title(ctx, &f, f.t));
}

err form_do(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct params given;
    struct form f = {.ctx = ctx, .k = data, .q = q, .given = &given};
    struct thing *stored;
    int64_t version;
    err e = pages_params(ctx, q, &given);
    e = e ? e : verb_of(ctx, q, &f, &stored);
    if (e) {
        return e;
    }
    f.t = thing_copy(ctx, stored);
    str address = kind_address(ctx, f.k, stored->id), title = verb_title(ctx, &f, stored);
    str action = str_printf(ctx->arena, "%.*s/%s", STR_ARG(address), f.verb->name);
    e = version_of(ctx, q, &given, &version);
    if (e) {
        return e;
    }
    struct params all = fields_only(&f, &given),
                  asked = {ARENA_ARRAY(ctx->arena, all.n + 1, struct param), 0};
    for (size_t i = 0; i < all.n; i++) {
        const struct field *field = kind_field(f.k, all.at[i].name);
        bool required;
        if (field && asked_for(&f, field, &required)) {
            asked.at[asked.n++] = all.at[i];
        } else {
            fault_field(&ctx->fault, all.at[i].name, 0, "form.error.unknown", &all.at[i].name, 1);
        }
    }
    e = input_read(ctx, &asked, 0, f.t);
    e = e ? e
        : ctx->fault.n_fields
            ? ERR_INVALID
            : thing_do(ctx, f.t, version, f.verb->name, params_get(&given, "reason"));
    if (e == ERR_STALE) {
        if (q->is_api) {
            return write_stale_json(ctx, q, stored, f.t, r);
        }
        f.stored = stored;
    }
    if (e) {
        return form_again(&f, r, e, action, title);
    }
    if (q->is_api) {
        return write_thing_json(ctx, f.t, r);
    }
    str key = str_printf(ctx->arena, "%s.verb.%s.done", f.k->name, f.verb->name);
    return page_see(ctx, r, address_back(params_get(&given, "return_to"), address), key.p,
                    STR_NONE);
}

/* --- away and back --- */

err form_delete(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct params given;
    struct thing *t;
    int64_t version;
    err e = pages_params(ctx, q, &given);
    e = e ? e : pages_thing(ctx, q, data, &t);
    e = e ? e : version_of(ctx, q, &given, &version);
    e = e ? e : thing_remove(ctx, t, version, params_get(&given, "reason"));
    if (e) {
        return e;
    }
    if (q->is_api) {
        r->status = 204;
        return OK;
    }
    str undo = str_printf(ctx->arena, "%.*s/restore", STR_ARG(kind_address(ctx, data, t->id)));
    return page_see(ctx, r, kind_address(ctx, data, 0), KEY("page.delete.done"), undo);
}

err form_restore(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct thing *t;
    err e = pages_thing(ctx, q, data, &t);
    e = e ? e : thing_restore(ctx, t);
    if (e) {
        return e;
    }
    return q->is_api
               ? write_thing_json(ctx, t, r)
               : page_see(ctx, r, kind_address(ctx, data, t->id), KEY("page.restored"), STR_NONE);
}

/* Takes back the actor's own last change of fields, as long as nothing has happened since. */
err form_undo(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    const struct kind *k = data;
    struct thing *t;
    struct trail_event *events;
    size_t n;
    err e = pages_thing(ctx, q, k, &t);
    e = e ? e : trail_read(ctx, t->organisation_id, str_of(k->name), t->id, 0, 1, &events, &n);
    if (e) {
        return e;
    }
    if (!n || events[0].actor_id != ctx->actor.person_id || !str_is(events[0].verb, "change") ||
        events[0].thing_version != t->version) {
        return fault(ctx, ERR_CONFLICT, "error.cannot_undo");
    }
    for (size_t i = 0; i < events[0].n_changes; i++) {
        const struct trail_change *c = &events[0].changes[i];
        const struct field *field = kind_field(k, c->field);
        if (!field || (field->flags & FIELD_COMPUTED)) {
            continue;
        }
        if (field_is_text(field)) {
            *field_str(t, field) = c->before;
        } else if (field->type == FIELD_LINKS) {
            struct ids *ids = field_ids(t, field);
            str rest = c->before, one;
            *ids = (struct ids){ARENA_ARRAY(ctx->arena, c->before.n + 1, int64_t), 0};
            while (str_split(&rest, ',', &one) && str_to_int(one, &ids->at[ids->n])) {
                ids->n++;
            }
        } else {
            int64_t none = field->type == FIELD_LINK || field->type == FIELD_YES ? 0 : NO_NUMBER;
            if (!c->before.p || !str_to_int(c->before, field_int(t, field))) {
                *field_int(t, field) = none;
            }
        }
    }
    e = thing_change(ctx, t, t->version);
    if (e) {
        return e;
    }
    return q->is_api ? write_thing_json(ctx, t, r)
                     : page_see(ctx, r, kind_address(ctx, k, t->id), KEY("page.undone"), STR_NONE);
}
