/* history_page.c - what happened to a thing: who changed what, when, and from what to what. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "format/json/write.h"
#include "kind/address.h"
#include "kind/kind_history_view.h"
#include "kind/pages.h"
#include "kind/value.h"
#include "kind_history_view.html.h"
#include "trail/trail.h"

enum { PAGE_EVENTS = 50 };

/* "put the measure in operation": the verb's own word, or one of the common ones. */
static str verb_word(struct ctx *ctx, const struct kind *k, str verb)
{
    const struct verb *v = kind_verb(k, verb);
    if (v) {
        return kind_word(ctx, k, "verb", v->name);
    }
    str key = str_printf(ctx->arena, "history.verb.%.*s", STR_ARG(verb));
    return word_has(key.p) ? word(ctx->lang, key.p) : verb;
}

/* Events of rules beside the table ("notice-sent") have names and values of their own: their words,
   if the kind has them. */
static str own_word(struct ctx *ctx, const struct kind *k, str name, str value)
{
    enum { LONGEST_NAME = 40 };
    const char *part = str_z(ctx->arena, name), *rest = value.p ? str_z(ctx->arena, value) : NULL;
    if (name.n > LONGEST_NAME || value.n > LONGEST_NAME || !kind_has_word(k, part, rest)) {
        return value.p ? value : name;
    }
    return kind_word(ctx, k, part, rest);
}

/* What was kept, put into the field again, so that it reads as on the page. */
static err kept_text(struct label_book *book, struct ctx *ctx, const struct kind *k,
                     const struct field *f, str kept, str *out)
{
    *out = kept;
    if (!kept.p || !f || field_is_text(f)) {
        if (kept.p && f && f->type == FIELD_CHOICE && field_has_choice(f, kept)) {
            *out = field_choice_word(ctx, k, f, str_z(ctx->arena, kept));
        } else if (kept.p && f && f->type == FIELD_DAY) {
            *out = text_day(ctx->arena, ctx->lang, kept);
        }
        return OK;
    }
    struct thing *t = thing_new(ctx, k);
    if (f->type == FIELD_LINKS) {
        struct ids *ids = field_ids(t, f);
        str rest = kept, one;
        *ids = (struct ids){ARENA_ARRAY(ctx->arena, kept.n + 1, int64_t), 0};
        while (str_split(&rest, ',', &one) && str_to_int(one, &ids->at[ids->n])) {
            ids->n++;
        }
    } else if (!str_to_int(kept, field_int(t, f))) {
        return OK;
    }
    return value_plain(book, t, f, NULL, out);
}

static err event_fill(struct label_book *book, struct ctx *ctx, const struct kind *k,
                      const struct trail_event *e, struct history_event *out)
{
    *out = (struct history_event){
        .href = out->href,
        .iso = moment_iso(ctx->arena, e->at),
        .when = text_moment(ctx->arena, ctx->lang, e->at),
        .who = e->actor.p           ? e->actor
               : e->is_actor_erased ? W("history.erased_person")
                                    : W("value.system"),
        .what = verb_word(ctx, k, e->verb),
        .reason = e->reason,
        .number = e->log_id ? str_from_int(ctx->arena, e->number) : STR_NONE,
        .changes = ARENA_ARRAY(ctx->arena, e->n_changes, struct history_change),
    };
    out->initials = value_initials(ctx->arena, out->who);
    for (size_t i = 0; i < e->n_changes; i++) {
        const struct trail_change *c = &e->changes[i];
        const struct field *f = kind_field(k, c->field);
        struct history_change *to = &out->changes[out->n_changes];
        if (f && (!field_visible(ctx, f) || str_is(c->field, "template"))) {
            continue;
        }
        out->n_changes++;
        to->is_erased = c->is_erased;
        if (!f && str_is(c->field, "state")) {
            to->label = W("value.state");
            to->before = kind_has_state(k->states, c->before)
                             ? kind_word(ctx, k, "state", str_z(ctx->arena, c->before))
                             : STR_NONE;
            to->after = kind_has_state(k->states, c->after)
                            ? kind_word(ctx, k, "state", str_z(ctx->arena, c->after))
                            : STR_NONE;
            continue;
        }
        if (!f) {
            to->label = own_word(ctx, k, c->field, STR_NONE);
            to->before = c->before.p ? own_word(ctx, k, c->field, c->before) : STR_NONE;
            to->after = c->after.p ? own_word(ctx, k, c->field, c->after) : STR_NONE;
            continue;
        }
        to->label = value_label(ctx, k, f);
        err trouble = kept_text(book, ctx, k, f, c->before, &to->before);
        trouble = trouble ? trouble : kept_text(book, ctx, k, f, c->after, &to->after);
        if (trouble) {
            return trouble;
        }
    }
    return OK;
}

static err history_json(struct ctx *ctx, const struct trail_event *events, size_t n,
                        struct reply *r)
{
    struct json_writer w;
    r->type = "application/json";
    json_start(&w, &r->body);
    json_object_start(&w);
    json_key(&w, "items");
    json_array_start(&w);
    for (size_t i = 0; i < n; i++) {
        json_object_start(&w);
        json_member_int(&w, "id", events[i].id);
        json_member_int(&w, "entry", events[i].number);
        json_member_text(&w, "at", moment_iso(ctx->arena, events[i].at));
        json_member_text(&w, "actor", events[i].actor);
        json_member_text(&w, "verb", events[i].verb);
        json_member_text(&w, "reason", events[i].reason);
        json_member_int(&w, "version", events[i].thing_version);
        json_key(&w, "changes");
        json_object_start(&w);
        for (size_t j = 0; j < events[i].n_changes; j++) {
            json_key_str(&w, events[i].changes[j].field);
            json_array_start(&w);
            json_text(&w, events[i].changes[j].before);
            json_text(&w, events[i].changes[j].after);
            json_array_end(&w);
        }
        json_object_end(&w);
        json_object_end(&w);
    }
    json_array_end(&w);
    json_member_int(&w, "count", (int64_t)n);
    json_object_end(&w);
    return OK;
}

err thing_history(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    const struct kind *k = data;
    struct thing *t;
    struct trail_event *events;
    size_t n;
    int64_t before = 0;
    str_to_int(params_get(&q->query, "before"), &before);
    err e = pages_own_thing(ctx, q, k, &t);
    e = e ? e
          : trail_read(ctx, thing_keeper(ctx, t), str_of(k->name), t->id, before,
                       q->ending == ENDING_JSON ? 1000 : PAGE_EVENTS + 1, &events, &n);
    if (e) {
        return e;
    }
    if (q->ending == ENDING_JSON) {
        return history_json(ctx, events, n, r);
    }
    str address = kind_address(ctx, k, t->id);
    struct label_book *book = label_book_new(ctx);
    bool more = n > PAGE_EVENTS;
    n = more ? PAGE_EVENTS : n;
    struct kind_history_view v = {
        .title = kind_title(t),
        .ref = kind_ref(ctx->arena, k, t->ref),
        .thing_href = address,
        .events = ARENA_ARRAY(ctx->arena, n + 1, struct history_event),
    };
    if (more) {
        v.older_href = str_printf(ctx->arena, "%.*s/history?before=%lld", STR_ARG(address),
                                  (long long)events[n - 1].id);
    }
    for (size_t i = 0; i < n; i++) {
        v.events[v.n_events].href =
            str_printf(ctx->arena, "%.*s/history/%lld", STR_ARG(address), (long long)events[i].id);
        e = event_fill(book, ctx, k, &events[i], &v.events[v.n_events++]);
        if (e) {
            return e;
        }
    }
    str list = kind_address(ctx, k, 0);
    struct frame_link crumbs[] = {
        {.word = kind_word(ctx, k, "many", NULL), .href = list},
        {.word = v.ref, .href = address},
        {.word = W("page.history"), .href = STR(""), .is_current = true},
    };
    struct html *h = page_begin(ctx);
    kind_history_view_html(h, &v);
    str title = word_args(ctx->arena, ctx->lang, "history.title", &v.title, 1);
    return page_send(
        ctx, q, r, &(struct page){.title = title, .current = list, .crumbs = crumbs, .n_crumbs = 3},
        h);
}
