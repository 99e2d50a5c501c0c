/* erase_page.c - erasing as a page and for programs: rehearsed first, then done with a basis. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/erase.h"

#include "format/json/write.h"
#include "kind/kind_erase_view.h"
#include "kind/pages.h"
#include "kind_erase_view.html.h"

#include <stdio.h>
#include <string.h>

enum { MOST_ROWS = 200, MOST_CHOSEN = 32 };

/* GDPR article 17 no. 1 a to f; words erase.basis.a ... */
static const char *const bases[] = {"a", "b", "c", "d", "e", "f", "other"};
enum { N_BASES = sizeof bases / sizeof *bases };

/* One request: what is asked for, of which thing, and what came of it. */
struct asked {
    struct ctx *ctx;
    const struct request *q;
    struct thing *t;
    const struct params *p;
    struct erasing erasing;
    struct erased out;
    str fields[MOST_CHOSEN];
};

static err read_asked(struct asked *a)
{
    a->erasing.how |= str_is(params_get(a->p, "in_texts"), "1") ? ERASE_IN_TEXTS : 0;
    a->erasing.how |= str_is(params_get(a->p, "and_who"), "1") ? ERASE_WHO : 0;
    a->erasing.fields = a->fields;
    for (size_t i = 0; i < a->p->n && a->erasing.n_fields < MOST_CHOSEN; i++) {
        str value = a->p->at[i].value;
        if (!str_is(a->p->at[i].name, "field") || !value.n) {
            continue;
        }
        const struct field *f = kind_field(a->t->kind, value);
        if (!f || !erase_takes(a->ctx, a->t, f)) {
            return fault_at(a->ctx, "field", "erase.no_such_field");
        }
        a->fields[a->erasing.n_fields++] = value;
    }
    return OK;
}

/* "GDPR art. 17 no. 1 b: asked for it in a letter" */
static err read_basis(struct asked *a)
{
    struct ctx *ctx = a->ctx;
    str chosen = params_get(a->p, "basis"), note = str_trim(params_get(a->p, "note"));
    size_t i = 0;
    while (i < N_BASES && !str_is(chosen, bases[i])) {
        i++;
    }
    bool is_other = i == N_BASES - 1;
    if (i == N_BASES || (is_other && !note.n)) {
        return is_other ? fault_at(ctx, "note", "erase.no_note")
                        : fault_at(ctx, "basis", "erase.no_basis");
    }
    if (str_length(note) > 300) {
        return fault_at(ctx, "note", "erase.long_note");
    }
    a->erasing.basis =
        is_other ? note
        : note.n ? str_printf(ctx->arena, "GDPR art. 17 (1) %s: %.*s", bases[i], STR_ARG(note))
                 : str_printf(ctx->arena, "GDPR art. 17 (1) %s", bases[i]);
    return OK;
}

/* Nothing to rehearse until something is chosen, where nobody knows what is personal. */
static bool has_choice(const struct asked *a)
{
    return a->erasing.n_fields || erase_knows(a->t->kind);
}

static err rehearse(struct asked *a)
{
    struct erasing what = a->erasing;
    what.how |= ERASE_REHEARSE;
    return has_choice(a) ? thing_erase(a->ctx, a->t, &what, &a->out) : OK;
}

/* --- as a page --- */

static void fields_show(struct asked *a, struct kind_erase_view *v)
{
    const struct kind *k = a->t->kind;
    v->fields = ARENA_ARRAY(a->ctx->arena, k->n_fields + 1, struct erase_choice);
    for (size_t i = 0; i < k->n_fields; i++) {
        const struct field *f = &k->fields[i];
        if (!erase_takes(a->ctx, a->t, f)) {
            continue;
        }
        struct erase_choice *to = &v->fields[v->n_fields++];
        *to = (struct erase_choice){.name = str_of(f->name),
                                    .word = kind_word(a->ctx, k, f->name, NULL),
                                    .is_chosen = !a->erasing.n_fields && v->knows &&
                                                 ((f->flags & FIELD_PERSONAL) || v->is_person)};
        for (size_t j = 0; j < a->erasing.n_fields; j++) {
            to->is_chosen |= str_is(a->fields[j], f->name);
        }
    }
}

static str joined(struct ctx *ctx, str all, str one)
{
    return all.n ? STR_JOIN(ctx->arena, all, STR(", "), one) : one;
}

/* What one place loses, added to what its thing loses elsewhere. */
static str place_word(struct ctx *ctx, str all, const struct erased_place *p)
{
    if (p->field) {
        return joined(ctx, all, kind_word(ctx, p->kind, p->field->name, NULL));
    }
    return joined(ctx, all,
                  p->n ? word_n(ctx->arena, ctx->lang, "erase.in_history", p->n) : W("erase.who"));
}

static err row_begin(struct ctx *ctx, const struct erased_place *p, struct erase_row *out)
{
    struct label label = {0};
    err e = thing_label(ctx, p->kind, p->id, &label);
    bool is_shown = label.title.p && !label.is_withheld;
    out->ref = label.ref.p ? label.ref : kind_word(ctx, p->kind, "one", NULL);
    out->title = is_shown ? label.title : STR_NONE;
    out->href =
        is_shown && kind_may_open(ctx, p->kind) ? kind_address(ctx, p->kind, p->id) : STR_NONE;
    return e;
}

/* A row a thing; what only says that it was looked at is left out. */
static err rows_show(struct asked *a, struct kind_erase_view *v)
{
    struct ctx *ctx = a->ctx;
    const struct erased_place *before = NULL;
    size_t left_out = 0, most = a->out.n_places < MOST_ROWS ? a->out.n_places : MOST_ROWS;
    const struct kind *hold = kind_named(STR("hold"));
    v->rows = ARENA_ARRAY(ctx->arena, most + 1, struct erase_row);
    for (size_t i = 0; i < a->out.n_places; i++) {
        const struct erased_place *p = &a->out.places[i];
        bool is_same = before && before->kind == p->kind && before->id == p->id;
        bool is_nothing =
            !p->field && !p->n && !p->held && (is_same || !(a->erasing.how & ERASE_WHO));
        if (is_nothing) {
            continue;
        }
        if (!is_same && v->n_rows == MOST_ROWS) {
            left_out++;
            continue;
        }
        struct erase_row *row = &v->rows[is_same ? v->n_rows - 1 : v->n_rows];
        if (!is_same) {
            v->n_rows++;
            err e = row_begin(ctx, p, row);
            if (e) {
                return e;
            }
        }
        if (p->field || p->n || !row->what.n) {
            row->what = place_word(ctx, row->what, p);
        }
        if (p->held) {
            row->held = STR_JOIN(ctx->arena, kind_ref(ctx->arena, hold, p->held->ref), STR(" "),
                                 p->held->title);
            row->held_href = kind_address(ctx, hold, p->held->id);
        }
        before = p;
    }
    v->more = left_out ? word_n(ctx->arena, ctx->lang, "erase.more", (int64_t)left_out) : STR_NONE;
    return OK;
}

static str error_at(struct ctx *ctx, const char *field)
{
    for (size_t i = 0; i < ctx->fault.n_fields; i++) {
        if (str_is(ctx->fault.fields[i].field, field)) {
            return page_fault(ctx, &ctx->fault.fields[i]);
        }
    }
    return STR_NONE;
}

static void bases_show(struct asked *a, struct kind_erase_view *v)
{
    struct ctx *ctx = a->ctx;
    str chosen = params_get(a->p, "basis");
    v->bases = ARENA_ARRAY(ctx->arena, N_BASES, struct erase_choice);
    v->n_bases = N_BASES;
    for (size_t i = 0; i < N_BASES; i++) {
        char key[40];
        snprintf(key, sizeof key, "erase.basis.%s", bases[i]);
        v->bases[i] = (struct erase_choice){str_of(bases[i]), W(key), str_is(chosen, bases[i])};
    }
    v->note = params_get(a->p, "note");
    v->basis_error = error_at(ctx, "basis").n ? error_at(ctx, "basis") : error_at(ctx, "note");
}

static err page(struct asked *a, struct reply *r, bool was_asked, str refusal)
{
    struct ctx *ctx = a->ctx;
    const struct kind *k = a->t->kind;
    str one = kind_address(ctx, k, a->t->id), list = kind_address(ctx, k, 0);
    str ref = kind_ref(ctx->arena, k, a->t->ref);
    str named = STR_JOIN(ctx->arena, ref, STR(" "), kind_title(a->t));
    struct kind_erase_view v = {
        .title = word_args(ctx->arena, ctx->lang, "erase.title", &named, 1),
        .thing_href = one,
        .address = STR_JOIN(ctx->arena, one, STR("/erase")),
        .form_token = ctx->actor.form_token,
        .version = str_from_int(ctx->arena, a->t->version),
        .refusal = refusal,
        .is_held = a->out.is_refused,
        .was_asked = was_asked,
        .knows = erase_knows(k),
        .is_person = kind_field(k, str_of(k->title))->flags & FIELD_PERSONAL,
        .in_texts = a->erasing.how & ERASE_IN_TEXTS,
        .and_who = a->erasing.how & ERASE_WHO,
    };
    fields_show(a, &v);
    bases_show(a, &v);
    err e = rows_show(a, &v);
    if (e) {
        return e;
    }
    str counts[] = {text_int(ctx->arena, ctx->lang, (int64_t)v.n_rows),
                    text_int(ctx->arena, ctx->lang, a->out.n_history)};
    v.finding = !has_choice(a) ? W("erase.finding.choose")
                : v.n_rows     ? word_args(ctx->arena, ctx->lang, "erase.finding", counts, 2)
                               : W("erase.finding.nothing");
    v.is_ready = v.n_rows && !v.is_held && !refusal.n;
    struct frame_link crumbs[] = {
        {.word = kind_word(ctx, k, "many", NULL), .href = list},
        {.word = ref, .href = one},
        {.word = W("page.erase"), .is_current = true},
    };
    struct html *h = page_begin(ctx);
    kind_erase_view_html(h, &v);
    return page_send(
        ctx, a->q, r,
        &(struct page){.title = v.title, .current = list, .crumbs = crumbs, .n_crumbs = 3}, h);
}

/* --- for programs --- */

static void places_json(struct json_writer *w, const struct asked *a)
{
    struct ctx *ctx = a->ctx;
    json_key(w, "places");
    json_array_start(w);
    for (size_t i = 0; i < a->out.n_places; i++) {
        const struct erased_place *p = &a->out.places[i];
        if (!p->field && !p->n && !p->held && !(a->erasing.how & ERASE_WHO)) {
            continue;
        }
        json_object_start(w);
        json_member_text(w, "kind", str_of(p->kind->name));
        json_member_int(w, "id", p->id);
        json_member_text(w, "field", p->field ? str_of(p->field->name) : STR_NONE);
        json_member_int(w, "values", p->n);
        if (p->held) {
            json_member_text(w, "held_by",
                             kind_ref(ctx->arena, kind_named(STR("hold")), p->held->ref));
        }
        json_object_end(w);
    }
    json_array_end(w);
    json_member_int(w, "history", a->out.n_history);
}

/* A refusal that is kept: the work commits, and the answer is a problem all the same. */
static err json(struct asked *a, struct reply *r, bool is_done)
{
    struct ctx *ctx = a->ctx;
    struct json_writer w;
    bool is_problem = !is_done && a->out.is_refused && r->status == 409;
    r->type = is_problem ? "application/problem+json" : "application/json";
    json_start(&w, &r->body);
    json_object_start(&w);
    if (is_problem) {
        json_member_text(&w, "type", STR("urn:samstyr:problem:held"));
        json_member_text(&w, "title", W("erase.refused"));
        json_member_int(&w, "status", r->status);
        json_member_text(&w, "detail", W("erase.held.mend"));
        json_member_text(&w, "request", a->q->request_id);
    } else {
        json_key(&w, "done");
        json_bool(&w, is_done);
        json_key(&w, "held");
        json_bool(&w, a->out.is_refused);
    }
    places_json(&w, a);
    json_object_end(&w);
    return r->body.full ? fault(ctx, ERR_TOO_BIG, "error.too_big") : OK;
}

/* --- handlers --- */

err erase_show(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct asked a = {.ctx = ctx, .q = q, .p = &q->query};
    r->no_commit = true;
    err e = pages_own_thing(ctx, q, data, &a.t);
    e = e ? e : read_asked(&a);
    e = e ? e : rehearse(&a);
    if (e == ERR_CONFLICT && !q->is_api && q->ending == ENDING_PAGE) {
        a.out = (struct erased){0};
        return page(&a, r, false, page_fault_text(ctx, &ctx->fault));
    }
    return e                                       ? e
           : q->ending == ENDING_JSON || q->is_api ? json(&a, r, false)
                                                   : page(&a, r, false, STR_NONE);
}

/* What was sent is not enough: the same page again, rehearsed, with what is wanting. */
static err again(struct asked *a, struct reply *r, err why)
{
    if (a->q->is_api) {
        return why;
    }
    struct fault told = a->ctx->fault;
    fault_init(&a->ctx->fault, a->ctx->arena);
    err e = rehearse(a);
    if (e) {
        return e;
    }
    a->ctx->fault = told;
    r->status = 422;
    e = page(a, r, false, STR_NONE);
    return e ? e : why;
}

err erase_do(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct params p;
    struct asked a = {.ctx = ctx, .q = q, .p = &p};
    err e = pages_own_thing(ctx, q, data, &a.t);
    e = e ? e : pages_params(ctx, q, &p);
    e = e ? e : read_asked(&a);
    if (e) {
        return e;
    }
    int64_t version = a.t->version;
    str given = q->if_match.p ? q->if_match : params_get(&p, "version");
    if (given.p && (!str_to_int(given, &version) || version != a.t->version)) {
        return fault(ctx, ERR_STALE, "error.stale");
    }
    e = read_basis(&a);
    if (e) {
        return again(&a, r, e);
    }
    e = has_choice(&a) ? thing_erase(ctx, a.t, &a.erasing, &a.out)
                       : fault_at(ctx, "field", "erase.nothing_chosen");
    if (!e && a.out.is_refused) {
        r->status = 409;
        return q->is_api ? json(&a, r, false) : page(&a, r, true, STR_NONE);
    }
    e = e ? e : erase_purge_later(ctx);
    if (e) {
        return e;
    }
    return q->is_api ? json(&a, r, true)
                     : page_see_counts(ctx, r, kind_address(ctx, a.t->kind, a.t->id), "erase.done",
                                       a.out.n_history, 0);
}
