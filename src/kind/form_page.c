/* form_page.c - what is sent in standard forms, by people and programs: new, changed, a step, away
 * and back. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/form.h"

#include "format/json/read.h"
#include "kind/address.h"
#include "kind/check.h"
#include "kind/input.h"
#include "trail/trail.h"

#include <string.h>

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
    return str_is(name, "reason") && !(field && (!f->verb || form_asks(f, field, &required)));
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
    return form_send(&f, r, kind_address(ctx, f.k, 0), kind_new_word(ctx, f.k));
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
        return form_again(&f, r, e, kind_address(ctx, f.k, 0), kind_new_word(ctx, f.k));
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
    err e = pages_own_thing(ctx, q, f.k, &f.t);
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
    e = e ? e : pages_own_thing(ctx, q, f.k, &stored);
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
    err e = pages_own_thing(ctx, q, f->k, out);
    if (e) {
        return e;
    }
    f->verb = kind_verb(f->k, q->args[f->k->flags & KIND_REFERENCE ? 1 : 2]);
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
        if (field && form_asks(&f, field, &required)) {
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
    e = e ? e : pages_own_thing(ctx, q, data, &t);
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
    err e = pages_own_thing(ctx, q, data, &t);
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
    err e = pages_own_thing(ctx, q, k, &t);
    e = e ? e : trail_read(ctx, thing_keeper(ctx, t), str_of(k->name), t->id, 0, 20, &events, &n);
    if (e) {
        return e;
    }
    while (n && str_is(events[0].verb, "read")) { /* whoever has looked since has changed nothing */
        events++;
        n--;
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
