/* event_words.c - what an event says, as people read it: the words of its kind, values as on the
   page. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/event_words.h"

#include "base/clock.h"
#include "kind/value.h"

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

static str state_word(struct ctx *ctx, const struct kind *k, str state)
{
    return kind_has_state(k->states, state) ? kind_word(ctx, k, "state", str_z(ctx->arena, state))
                                            : STR_NONE;
}

static err change_words(struct label_book *book, const struct kind *k, const struct trail_change *c,
                        const struct field *f, struct history_change *out)
{
    struct ctx *ctx = label_book_ctx(book);
    out->is_erased = c->is_erased;
    if (!f && str_is(c->field, "state")) {
        out->label = W("value.state");
        out->before = state_word(ctx, k, c->before);
        out->after = state_word(ctx, k, c->after);
        return OK;
    }
    if (!f) {
        out->label = own_word(ctx, k, c->field, STR_NONE);
        out->before = c->before.p ? own_word(ctx, k, c->field, c->before) : STR_NONE;
        out->after = c->after.p ? own_word(ctx, k, c->field, c->after) : STR_NONE;
        return OK;
    }
    out->label = value_label(ctx, k, f);
    err e = kept_text(book, ctx, k, f, c->before, &out->before);
    return e ? e : kept_text(book, ctx, k, f, c->after, &out->after);
}

static bool is_seen(const struct ctx *ctx, const struct kind *k, str name)
{
    const struct field *f = k ? kind_field(k, name) : NULL;
    return !f || field_visible(ctx, f);
}

void event_json(struct json_writer *w, struct ctx *ctx, const struct kind *k,
                const struct trail_event *e)
{
    json_member_int(w, "id", e->id);
    json_member_int(w, "entry", e->number);
    json_member_text(w, "at", moment_iso(ctx->arena, e->at));
    json_member_text(w, "actor", e->actor);
    json_member_text(w, "verb", e->verb);
    json_member_text(w, "reason", e->reason);
    json_member_int(w, "version", e->thing_version);
    json_key(w, "changes");
    json_object_start(w);
    for (size_t i = 0; i < e->n_changes; i++) {
        const struct trail_change *c = &e->changes[i];
        if (is_seen(ctx, k, c->field)) {
            json_key_str(w, c->field);
            json_array_start(w);
            json_text(w, c->before);
            json_text(w, c->after);
            json_array_end(w);
        }
    }
    json_object_end(w);
}

err event_words(struct label_book *book, const struct kind *k, const struct trail_event *e,
                struct history_event *out)
{
    struct ctx *ctx = label_book_ctx(book);
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
        .is_first = str_is(e->verb, "create"),
    };
    out->initials = value_initials(ctx->arena, out->who);
    for (size_t i = 0; i < e->n_changes; i++) {
        const struct trail_change *c = &e->changes[i];
        const struct field *f = kind_field(k, c->field);
        if (f && (!field_visible(ctx, f) || str_is(c->field, "template"))) {
            continue;
        }
        out->is_first = out->is_first && !c->before.p && !c->is_erased;
        err trouble = change_words(book, k, c, f, &out->changes[out->n_changes++]);
        if (trouble) {
            return trouble;
        }
    }
    return OK;
}
