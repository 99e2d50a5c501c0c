/* thing_page.c - one thing: what it is, how it stands, what can be done next. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/address.h"
#include "kind/held.h"
#include "kind/kind_page_view.h"
#include "kind/pages.h"
#include "kind/value.h"
#include "kind_page_view.html.h"
#include "trail/trail.h"

#include <string.h>

enum { MOST_LISTS = 40, MOST_PANELS = 20 };

struct show {
    struct ctx *ctx;
    const struct kind *k;
    struct thing *t;
    str address;
    struct label_book *book;
    struct kind_page_view *v;
};

err pages_thing(struct ctx *ctx, const struct request *q, const struct kind *k, struct thing **out)
{
    int64_t id;
    if (!str_to_int(q->args[k->flags & KIND_REFERENCE ? 0 : 1], &id)) {
        return fault(ctx, ERR_MISSING, "error.missing");
    }
    return thing_get_any(ctx, k, id, out);
}

err pages_own_thing(struct ctx *ctx, const struct request *q, const struct kind *k,
                    struct thing **out)
{
    err e = pages_thing(ctx, q, k, out);
    return e || thing_reached(ctx, *out) ? e : fault(ctx, ERR_MISSING, "error.missing");
}

static void verbs(struct show *s)
{
    struct ctx *ctx = s->ctx;
    bool main_taken = false;
    s->v->verbs = ARENA_ARRAY(ctx->arena, s->k->n_verbs + 1, struct page_verb);
    for (size_t i = 0; i < s->k->n_verbs; i++) {
        const struct verb *verb = &s->k->verbs[i];
        if (!thing_may_do(ctx, s->t, verb)) {
            continue;
        }
        bool asks = verb->asks || (verb->flags & (VERB_REASON | VERB_DANGER));
        str to = str_printf(ctx->arena, "%.*s/%s", STR_ARG(s->address), verb->name);
        struct page_verb *out = &s->v->verbs[s->v->n_verbs++];
        *out = (struct page_verb){.word = kind_word(ctx, s->k, "verb", verb->name),
                                  .is_danger = verb->flags & VERB_DANGER};
        out->href = asks ? to : STR_NONE;
        out->action = asks ? STR_NONE : to;
        out->is_main = (verb->flags & VERB_MAIN) && !main_taken;
        main_taken |= out->is_main;
    }
}

static bool in_head(const struct show *s, const struct field *f)
{
    return str_is(str_of(f->name), s->k->title);
}

static err groups(struct show *s)
{
    struct ctx *ctx = s->ctx;
    struct page_group *group = NULL;
    s->v->groups = ARENA_ARRAY(ctx->arena, s->k->n_fields + 1, struct page_group);
    struct page_field *next = ARENA_ARRAY(ctx->arena, s->k->n_fields + 1, struct page_field);
    for (size_t i = 0; i < s->k->n_fields; i++) {
        const struct field *f = &s->k->fields[i];
        if (!group || f->group) {
            if (!group || group->n_fields) {
                group = &s->v->groups[s->v->n_groups++];
            }
            group->word = f->group ? kind_word(ctx, s->k, "group", f->group) : W("page.what");
            group->fields = next;
            group->n_fields = 0;
        }
        bool quiet = (f->flags & (FIELD_COMPUTED | FIELD_ASKED)) && field_empty(s->t, f);
        if (in_head(s, f) || quiet || !field_visible(ctx, f) ||
            str_is(str_of(f->name), "template")) {
            continue;
        }
        struct page_field *to = next;
        err e = value_of(s->book, s->t, f, NULL, false, &to->value);
        if (e) {
            return e;
        }
        to->is_wide = f->type == FIELD_PROSE || f->type == FIELD_LINKS;
        group->n_fields++;
        next++;
        if ((f->flags & FIELD_LEVEL) && to->value.shape != VALUE_NONE) {
            s->v->level = &to->value;
        }
    }
    if (group && !group->n_fields) {
        s->v->n_groups--;
    }
    return OK;
}

/* What other things say of this one: every field of any kind that links here. */
static err linked(struct show *s)
{
    struct ctx *ctx = s->ctx;
    s->v->links = ARENA_ARRAY(ctx->arena, MOST_LISTS, struct page_links);
    for (const struct kind *const *k = all_kinds;
         *k && !(s->k->flags & KIND_REFERENCE && !ctx->body.id); k++) {
        if (((*k)->flags & KIND_REFERENCE) || !ctx_may(ctx, (*k)->read | (*k)->read_own)) {
            continue;
        }
        for (size_t i = 0; i < (*k)->n_fields && s->v->n_links < MOST_LISTS; i++) {
            const struct field *f = &(*k)->fields[i];
            if (!f->link || strcmp(f->link, s->k->name) != 0 || !field_visible(ctx, f)) {
                continue;
            }
            struct label *labels;
            size_t n;
            err e = thing_linked_from(ctx, s->t, *k, f, &labels, &n);
            if (e) {
                return e;
            }
            bool may_create = ctx_may(ctx, (*k)->create) && !((*k)->flags & KIND_NO_CREATE) &&
                              !(f->flags & FIELD_COMPUTED);
            if (!n && (!may_create || s->k->flags & KIND_REFERENCE ||
                       str_is(str_of(s->k->name), "person"))) {
                continue;
            }
            struct page_links *l = &s->v->links[s->v->n_links++];
            str list = kind_address(ctx, *k, 0);
            str way = str_printf(ctx->arena, "linked.%s", f->name);
            *l = (struct page_links){
                .id = str_printf(ctx->arena, "%s-%s", (*k)->plural, f->name),
                .word = kind_has_word(*k, way.p, NULL) ? kind_word(ctx, *k, way.p, NULL)
                                                       : kind_word(ctx, *k, "many", NULL),
                .count = n ? text_int(ctx->arena, ctx->lang, (int64_t)n) : STR_NONE,
                .rows = ARENA_ARRAY(ctx->arena, n, struct page_link_row),
                .more_href = str_printf(ctx->arena, "%.*s?%s=%lld", STR_ARG(list), f->name,
                                        (long long)s->t->id),
                .empty = W("page.link.none"),
            };
            if (may_create) {
                l->new_href = str_printf(ctx->arena, "%.*s/new?%s=%lld", STR_ARG(list), f->name,
                                         (long long)s->t->id);
                l->new_word = kind_new_word(ctx, *k);
            }
            for (size_t j = 0; j < n; j++) {
                struct thing shadow = {.kind = *k, .state = labels[j].state};
                struct value_view *state = NULL;
                if ((*k)->states) {
                    state = ARENA_NEW(ctx->arena, struct value_view);
                    *state = value_state(ctx, &shadow);
                }
                l->rows[l->n_rows++] =
                    (struct page_link_row){.ref = labels[j].ref,
                                           .title = labels[j].title,
                                           .href = kind_address(ctx, *k, labels[j].id),
                                           .value = state};
            }
        }
    }
    return OK;
}

static err panels(struct show *s)
{
    struct kind_page_view *v = s->v;
    v->top_panels = ARENA_ARRAY(s->ctx->arena, MOST_PANELS, struct page_panel);
    v->panels = ARENA_ARRAY(s->ctx->arena, MOST_PANELS, struct page_panel);
    v->side_panels = ARENA_ARRAY(s->ctx->arena, MOST_PANELS, struct page_panel);
    for (const struct panel *const *p = all_panels; *p; p++) {
        if (strcmp((*p)->kind, s->k->name) != 0) {
            continue;
        }
        struct html *h = page_begin(s->ctx);
        err e = (*p)->draw(s->ctx, s->t, h);
        if (e) {
            return e;
        }
        struct page_panel panel = {{buf_as_str(h->out)}};
        if (!panel.body.s.n) {
            continue;
        }
        if ((*p)->place == PANEL_TOP && v->n_top_panels < MOST_PANELS) {
            v->top_panels[v->n_top_panels++] = panel;
        } else if ((*p)->place == PANEL_SIDE && v->n_side_panels < MOST_PANELS) {
            v->side_panels[v->n_side_panels++] = panel;
        } else if (v->n_panels < MOST_PANELS) {
            v->panels[v->n_panels++] = panel;
        }
    }
    return OK;
}

static void fact(struct show *s, str word, struct value_view value)
{
    s->v->facts[s->v->n_facts++] = (struct page_fact){word, value};
}

static err facts(struct show *s)
{
    struct ctx *ctx = s->ctx;
    const struct thing *t = s->t;
    s->v->facts = ARENA_ARRAY(ctx->arena, 6, struct page_fact);
    fact(s, W("page.created"), value_moment(ctx, t->created_at));
    fact(s, W("page.created.by"), value_person(s->book, t->created_by));
    if (t->version > 1) {
        fact(s, W("page.changed"), value_moment(ctx, t->updated_at));
        fact(s, W("page.changed.by"), value_person(s->book, t->updated_by));
    }
    if (!(s->k->flags & KIND_REFERENCE) || (s->k->keeper && thing_may_change(ctx, t))) {
        s->v->history = word_n(ctx->arena, ctx->lang, "page.history.count", t->version);
        s->v->history_href = str_printf(ctx->arena, "%.*s/history", STR_ARG(s->address));
    }
    s->v->json_href = str_printf(ctx->arena, "%.*s.json", STR_ARG(s->address));
    return OK;
}

/* The hold over the thing, for whoever sees it; and the way to place one, for whoever may. */
static err held(struct show *s)
{
    struct ctx *ctx = s->ctx;
    const struct kind *hold = kind_named(STR("hold"));
    const struct held *h;
    err e = held_find(ctx, s->t, &h);
    if (s->k->erase && ctx_may(ctx, s->k->erase) && !ctx->actor.read_only) {
        s->v->erase_href = str_printf(ctx->arena, "%.*s/erase", STR_ARG(s->address));
    }
    if (e || (!h && (s->k->flags & KIND_REFERENCE))) {
        return e;
    }
    if (!h) {
        bool may = ctx_may(ctx, hold->create) && !ctx->actor.read_only && s->k != hold;
        s->v->hold_href = !may ? STR_NONE
                               : str_printf(ctx->arena, "%.*s/new?kind=%s&about=%.*s",
                                            STR_ARG(kind_address(ctx, hold, 0)), s->k->name,
                                            STR_ARG(kind_ref(ctx->arena, s->k, s->t->ref)));
        return OK;
    }
    if (!ctx_may(ctx, hold->read)) {
        s->v->held.title = W("page.held.withheld");
        return OK;
    }
    str since = text_moment(ctx->arena, ctx->lang, h->placed_at);
    s->v->held =
        (struct page_held){.title = word_args(ctx->arena, ctx->lang, "page.held", &h->title, 1),
                           .about = word_args(ctx->arena, ctx->lang, "page.held.about", &since, 1),
                           .href = kind_address(ctx, hold, h->id)};
    return OK;
}

static err show(struct show *s, const struct request *q, struct reply *r)
{
    struct ctx *ctx = s->ctx;
    struct kind_page_view *v = s->v;
    struct thing *t = s->t;
    *v = (struct kind_page_view){
        .ref = kind_ref(ctx->arena, s->k, t->ref),
        .title = kind_title(t),
        .is_restricted = kind_is_restricted(t),
        .kind_word = kind_word(ctx, s->k, "one", NULL),
        .csrf = ctx->actor.form_token,
        .version = str_from_int(ctx->arena, t->version),
    };
    if (s->k->states) {
        v->state = ARENA_NEW(ctx->arena, struct value_view);
        *v->state = value_state(ctx, t);
    }
    if (thing_may_change(ctx, t)) {
        v->edit_href = str_printf(ctx->arena, "%.*s/edit", STR_ARG(s->address));
    }
    if (thing_may_remove(ctx, t)) {
        v->delete_action = str_printf(ctx->arena, "%.*s/delete", STR_ARG(s->address));
    }
    verbs(s);
    err e = groups(s);
    e = e ? e : panels(s);
    e = e ? e : linked(s);
    e = e ? e : facts(s);
    e = e ? e : held(s);
    if (e) {
        return e;
    }
    str list = kind_address(ctx, s->k, 0);
    struct frame_link crumbs[] = {
        {.word = kind_word(ctx, s->k, "many", NULL), .href = list},
        {.word = v->ref, .href = s->address, .is_current = true},
    };
    struct html *h = page_begin(ctx);
    kind_page_view_html(h, v);
    struct page page = {.title =
                            str_printf(ctx->arena, "%.*s %.*s", STR_ARG(v->ref), STR_ARG(v->title)),
                        .current = list,
                        .crumbs = crumbs,
                        .n_crumbs = 2};
    return page_send(ctx, q, r, &page, h);
}

/* A thing in the wastebasket is shown as a way back, not as a thing. */
static err show_removed(struct show *s, const struct request *q, struct reply *r)
{
    struct ctx *ctx = s->ctx;
    struct page_verb restore = {.word = W("page.restore"),
                                .action =
                                    str_printf(ctx->arena, "%.*s/restore", STR_ARG(s->address)),
                                .is_main = true};
    struct value_view tag = {.shape = VALUE_TAG, .tone = STR("warning"), .text = W("page.removed")};
    struct kind_page_view *v = s->v;
    *v = (struct kind_page_view){
        .ref = kind_ref(ctx->arena, s->k, s->t->ref),
        .title = kind_title(s->t),
        .is_restricted = kind_is_restricted(s->t),
        .kind_word = kind_word(ctx, s->k, "one", NULL),
        .state = &tag,
        .csrf = ctx->actor.form_token,
        .version = str_from_int(ctx->arena, s->t->version),
        .verbs = &restore,
        .n_verbs = ctx_may(ctx, s->k->remove) ? 1 : 0,
        .history_href = str_printf(ctx->arena, "%.*s/history", STR_ARG(s->address)),
    };
    err e = held(s);
    if (e) {
        return e;
    }
    struct html *h = page_begin(ctx);
    kind_page_view_html(h, v);
    r->status = 410;
    return page_send(ctx, q, r,
                     &(struct page){.title = v->title, .current = kind_address(ctx, s->k, 0)}, h);
}

err thing_show(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct kind_page_view view;
    struct show s = {.ctx = ctx, .k = data, .v = &view};
    err e = pages_thing(ctx, q, s.k, &s.t);
    if (e) {
        return e;
    }
    bool data_wanted = q->ending == ENDING_JSON;
    if (s.t->deleted_at && (data_wanted || !ctx_may(ctx, s.k->remove))) {
        return fault(ctx, ERR_MISSING, "error.missing");
    }
    if (data_wanted) {
        return write_thing_json(ctx, s.t, r);
    }
    s.address = kind_address(ctx, s.k, s.t->id);
    s.book = label_book_new(ctx);
    reply_etag(r, s.t->version);
    return s.t->deleted_at ? show_removed(&s, q, r) : show(&s, q, r);
}
