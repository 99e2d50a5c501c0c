/* sign_in_policy.c - the page of a body's demand for a second factor: seen, taken out, changed. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "domain/grant/grant.h"
#include "domain/person/person.h"
#include "format/json/write.h"
#include "kind/kind.h"
#include "kind/page.h"
#include "kind/pages.h"
#include "report/sheet.h"
#include "report/sign_in_policy/sign_in_policy_view.h"
#include "sign_in_policy_view.html.h"
#include "trail/trail.h"
#include "web/sign_in/demand.h"

#include <string.h>

enum { MOST_CHANGES = 10, READERS = GRANT_GIVERS | ROLE_AUDITOR };

static const enum factor count_bits[] = {FACTOR_TOTP, FACTOR_PASSKEY, FACTOR_PROVIDER_STRONG};
enum { N_COUNTS = sizeof count_bits / sizeof *count_bits };

static str own_path(struct ctx *ctx)
{
    return str_printf(ctx->arena, "/o/%.*s/sign-in-policy", STR_ARG(ctx->body.number));
}

static str role_word(struct ctx *ctx, enum role role)
{
    return word(ctx->lang,
                str_z(ctx->arena, str_printf(ctx->arena, "grant.role.%s", role_name(role))));
}

static str role_words(struct ctx *ctx, uint32_t roles)
{
    struct buf b;
    buf_init(&b, ctx->arena, 1 * KIB);
    for (int i = 0; i < N_ROLES; i++) {
        if (roles & (1u << i)) {
            buf_z(&b, b.n ? ", " : "");
            buf_str(&b, role_word(ctx, (enum role)(1u << i)));
        }
    }
    return buf_as_str(&b);
}

/* --- how it stands --- */

static str say(struct ctx *ctx, const char *key, str a, str b)
{
    return word_args(ctx->arena, ctx->lang, key, (const str[]){a, b}, 2);
}

static void stands_fill(struct ctx *ctx, const struct demand *d, struct sign_in_policy_view *v)
{
    str roles = role_words(ctx, d->roles);
    v->is_default = !d->version;
    v->is_demo = !d->version && ctx->body.demo;
    v->stands = d->roles ? say(ctx, KEY("sign_in_policy.demanded"), roles, STR_NONE)
                         : W("sign_in_policy.demanded.none");
    v->source = d->version ? say(ctx, KEY("sign_in_policy.changed"), d->changed_by,
                                 text_moment(ctx->arena, ctx->lang, d->since))
                           : STR_NONE;
    if (d->roles) {
        v->counts = say(ctx, KEY("sign_in_policy.counts.sentence"),
                        demand_counts_words(ctx, d->counts), STR_NONE);
        v->grace = word_n(ctx->arena, ctx->lang, KEY("sign_in_policy.grace"), d->grace_days);
    }
}

static err lacking_fill(struct ctx *ctx, const struct demand *d, struct sign_in_policy_view *v)
{
    struct demand_lack *list;
    size_t n;
    err e = demand_lacking(ctx, d, &list, &n);
    if (e) {
        return e;
    }
    v->lacking = ARENA_ARRAY(ctx->arena, n, struct sign_in_policy_lack);
    for (; v->n_lacking < n; v->n_lacking++) {
        const struct demand_lack *l = &list[v->n_lacking];
        v->lacking[v->n_lacking] = (struct sign_in_policy_lack){
            .href = kind_address(ctx, &person_kind, l->person_id),
            .name = l->name,
            .roles = role_words(ctx, l->roles),
            .due = l->due_at ? text_day(ctx->arena, ctx->lang, day_of(ctx->arena, l->due_at))
                             : W("sign_in_policy.due.first"),
            .is_due = l->due_at && l->due_at <= ctx->now};
    }
    v->n_lack = (int64_t)n;
    return OK;
}

/* --- what was changed --- */

static str value_words(struct ctx *ctx, str field, str value)
{
    struct buf b;
    str one;
    buf_init(&b, ctx->arena, 1 * KIB);
    while (str_split(&value, ' ', &one)) {
        buf_z(&b, b.n ? ", " : "");
        if (str_is(field, "roles") && role_of(one)) {
            buf_str(&b, role_word(ctx, role_of(one)));
            continue;
        }
        str key = str_printf(ctx->arena, "sign_in_demand.counts.%.*s", STR_ARG(one));
        bool known = str_is(field, "counts") && word_has(str_z(ctx->arena, key));
        buf_str(&b, known ? word(ctx->lang, str_z(ctx->arena, key)) : one);
    }
    return b.n ? buf_as_str(&b) : W("sign_in_policy.nobody");
}

static str what_changed(struct ctx *ctx, const struct trail_event *event)
{
    struct buf b;
    buf_init(&b, ctx->arena, 4 * KIB);
    for (size_t i = 0; i < event->n_changes; i++) {
        const struct trail_change *c = &event->changes[i];
        str label = word(ctx->lang, str_z(ctx->arena, str_printf(ctx->arena, "sign_in_policy.%.*s",
                                                                 STR_ARG(c->field))));
        const str args[] = {label, value_words(ctx, c->field, c->before),
                            value_words(ctx, c->field, c->after)};
        buf_z(&b, b.n ? " " : "");
        buf_str(&b, word_args(ctx->arena, ctx->lang, KEY("sign_in_policy.from_to"), args, 3));
    }
    return buf_as_str(&b);
}

static err changes_fill(struct ctx *ctx, struct sign_in_policy_view *v)
{
    struct trail_event *events;
    size_t n;
    err e = trail_read(ctx, ctx->body.id, STR("sign_in_demand"), ctx->body.id, 0, MOST_CHANGES,
                       &events, &n);
    if (e) {
        return e;
    }
    v->changes = ARENA_ARRAY(ctx->arena, n, struct sign_in_policy_change);
    for (; v->n_changes < n; v->n_changes++) {
        const struct trail_event *event = &events[v->n_changes];
        v->changes[v->n_changes] =
            (struct sign_in_policy_change){.when = text_moment(ctx->arena, ctx->lang, event->at),
                                           .who = event->actor,
                                           .what = what_changed(ctx, event),
                                           .reason = event->reason};
    }
    return OK;
}

/* --- the form --- */

static void form_fill(struct ctx *ctx, const struct demand *d, str reason,
                      struct sign_in_policy_view *v)
{
    v->may_change = ctx_may(ctx, GRANT_GIVERS);
    v->action = own_path(ctx);
    v->form_token = ctx->actor.form_token;
    v->version = d->version;
    v->grace_days = d->grace_days;
    v->longest = DEMAND_GRACE_LONGEST;
    v->reason = reason;
    v->role_choices = ARENA_ARRAY(ctx->arena, N_ROLES, struct sign_in_policy_choice);
    for (const char *const *role = grant_roles; *role; role++) {
        enum role bit = role_of(str_of(*role));
        v->role_choices[v->n_role_choices++] = (struct sign_in_policy_choice){
            .value = str_of(*role), .word = role_word(ctx, bit), .is_chosen = d->roles & bit};
    }
    static const char *const words[N_COUNTS] = {KEY("sign_in_policy.counts.totp"),
                                                KEY("sign_in_policy.counts.passkey"),
                                                KEY("sign_in_policy.counts.provider_strong")};
    static const char *const helps[N_COUNTS] = {KEY("sign_in_policy.counts.totp.help"),
                                                KEY("sign_in_policy.counts.passkey.help"),
                                                KEY("sign_in_policy.counts.provider_strong.help")};
    v->count_choices = ARENA_ARRAY(ctx->arena, N_COUNTS, struct sign_in_policy_choice);
    for (; v->n_count_choices < N_COUNTS; v->n_count_choices++) {
        size_t i = v->n_count_choices;
        v->count_choices[i] =
            (struct sign_in_policy_choice){.value = str_of(factor_name(count_bits[i])),
                                           .word = word(ctx->lang, words[i]),
                                           .help = word(ctx->lang, helps[i]),
                                           .is_chosen = d->counts & count_bits[i]};
    }
}

static err view_fill(struct ctx *ctx, const struct demand *d, struct sign_in_policy_view *v)
{
    v->csv_href = str_printf(ctx->arena, "%.*s.csv", STR_ARG(own_path(ctx)));
    v->xlsx_href = str_printf(ctx->arena, "%.*s.xlsx", STR_ARG(own_path(ctx)));
    stands_fill(ctx, d, v);
    err e = lacking_fill(ctx, d, v);
    return e ? e : changes_fill(ctx, v);
}

static err page(struct ctx *ctx, const struct request *q, struct reply *r,
                const struct sign_in_policy_view *v)
{
    struct html *h = page_begin(ctx);
    sign_in_policy_view_html(h, v);
    return page_send(
        ctx, q, r, &(struct page){.title = W("sign_in_policy.title"), .current = own_path(ctx)}, h);
}

/* --- taken out --- */

static void names_json(struct json_writer *w, const char *key, str names)
{
    str one;
    json_key(w, key);
    json_array_start(w);
    while (names.n && str_split(&names, ' ', &one)) {
        json_text(w, one);
    }
    json_array_end(w);
}

static str role_names(struct ctx *ctx, uint32_t roles)
{
    struct buf b;
    buf_init(&b, ctx->arena, 1 * KIB);
    for (int i = 0; i < N_ROLES; i++) {
        if (roles & (1u << i)) {
            buf_z(&b, b.n ? " " : "");
            buf_z(&b, role_name((enum role)(1u << i)));
        }
    }
    return buf_as_str(&b);
}

static err send_json(struct ctx *ctx, const struct demand *d, struct reply *r)
{
    struct demand_lack *list;
    size_t n;
    err e = demand_lacking(ctx, d, &list, &n);
    if (e) {
        return e;
    }
    struct json_writer w;
    r->type = "application/json";
    json_start(&w, &r->body);
    json_object_start(&w);
    names_json(&w, "roles", role_names(ctx, d->roles));
    names_json(&w, "counts", factor_names(ctx->arena, d->counts));
    json_member_int(&w, "grace_days", d->grace_days);
    json_member_bool(&w, "default", !d->version);
    json_member_int(&w, "version", d->version);
    json_member_text(&w, "since", d->since ? moment_iso(ctx->arena, d->since) : STR_NONE);
    json_key(&w, "lacking");
    json_array_start(&w);
    for (size_t i = 0; i < n; i++) {
        json_object_start(&w);
        json_member_int(&w, "person_id", list[i].person_id);
        json_member_text(&w, "name", list[i].name);
        names_json(&w, "roles", role_names(ctx, list[i].roles));
        json_member_text(&w, "due_at",
                         list[i].due_at ? moment_iso(ctx->arena, list[i].due_at) : STR_NONE);
        json_object_end(&w);
    }
    json_array_end(&w);
    json_object_end(&w);
    return OK;
}

static err send_sheet(struct ctx *ctx, const struct request *q, struct reply *r,
                      const struct sign_in_policy_view *v)
{
    enum { COLUMNS = 3 };
    const struct sheet_column columns[COLUMNS] = {{"person", W("sign_in_policy.person"), 40},
                                                  {"roles", W("sign_in_policy.roles"), 50},
                                                  {"due", W("sign_in_policy.due"), 20}};
    struct cell *cells = ARENA_ARRAY(ctx->arena, v->n_lacking * COLUMNS + 1, struct cell);
    for (size_t i = 0; i < v->n_lacking; i++) {
        cells[i * COLUMNS] = cell_text(v->lacking[i].name);
        cells[i * COLUMNS + 1] = cell_text(v->lacking[i].roles);
        cells[i * COLUMNS + 2] = cell_text(v->lacking[i].due);
    }
    return sheet_send(
        ctx, q, r, &(struct sheet){STR("sign-in-policy"), columns, COLUMNS, cells, v->n_lacking});
}

static err show(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    (void)data;
    struct demand d;
    struct sign_in_policy_view v = {0};
    err e = demand_read(ctx, &d);
    if (!e && q->ending == ENDING_JSON) {
        return send_json(ctx, &d, r);
    }
    e = e ? e : view_fill(ctx, &d, &v);
    if (e || q->ending != ENDING_PAGE) {
        return e ? e : send_sheet(ctx, q, r, &v);
    }
    form_fill(ctx, &d, STR(""), &v);
    return page(ctx, q, r, &v);
}

/* --- changed --- */

static unsigned count_of(str name)
{
    for (size_t i = 0; i < N_COUNTS; i++) {
        if (str_is(name, factor_name(count_bits[i]))) {
            return count_bits[i];
        }
    }
    return ~0u; /* told as a fault: no factor has every bit */
}

/* What is named is set; what is not stays as it is. Several roles come as several values. */
static void read_demand(const struct params *p, struct demand *d)
{
    bool has_roles = false, has_counts = false;
    for (size_t i = 0; i < p->n; i++) {
        str name = p->at[i].name, value = p->at[i].value;
        if (str_is(name, "roles")) {
            d->roles = has_roles ? d->roles : 0;
            d->roles |= !value.n ? 0 : role_of(value) ? (uint32_t)role_of(value) : ~0u;
            has_roles = true;
        } else if (str_is(name, "counts")) {
            d->counts = has_counts ? d->counts : 0;
            d->counts |= value.n ? count_of(value) : 0;
            has_counts = true;
        } else if (str_is(name, "grace_days") && !str_to_int(str_trim(value), &d->grace_days)) {
            d->grace_days = -1; /* told as a fault */
        }
    }
    d->version = -1; /* one that nobody has read: refused as stale */
    str_to_int(params_get(p, "version"), &d->version);
}

/* The page again with what was chosen in the form, and above it what stands now. */
static err change_again(struct ctx *ctx, const struct request *q, struct reply *r,
                        const struct demand *to, str reason, err why)
{
    struct demand now;
    struct sign_in_policy_view v = {0};
    struct fault trouble = ctx->fault;
    fault_init(&ctx->fault, ctx->arena);
    err e = demand_read(ctx, &now);
    e = e ? e : view_fill(ctx, &now, &v);
    if (e) {
        return e;
    }
    form_fill(ctx, to, reason, &v);
    v.version = now.version;
    v.stale = why == ERR_STALE ? page_fault_text(ctx, &trouble) : STR_NONE;
    v.errors = ARENA_ARRAY(ctx->arena, trouble.n_fields, struct sign_in_policy_error);
    for (; v.n_errors < trouble.n_fields; v.n_errors++) {
        const struct field_fault *f = &trouble.fields[v.n_errors];
        str text = page_fault(ctx, f);
        v.errors[v.n_errors] = (struct sign_in_policy_error){f->field, text};
        *(str_is(f->field, "roles")    ? &v.roles_error
          : str_is(f->field, "counts") ? &v.counts_error
          : str_is(f->field, "reason") ? &v.reason_error
                                       : &v.grace_error) = text;
    }
    r->status = fault_status(why);
    e = page(ctx, q, r, &v);
    ctx->fault = trouble;
    return e ? e : why;
}

static err change(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    (void)data;
    struct params p;
    struct demand to;
    err e = pages_params(ctx, q, &p);
    e = e ? e : demand_read(ctx, &to);
    if (e) {
        return e;
    }
    read_demand(&p, &to);
    str reason = params_get(&p, "reason");
    e = demand_change(ctx, &to, reason);
    if (!q->is_api && (e == ERR_STALE || e == ERR_INVALID)) {
        return change_again(ctx, q, r, &to, reason, e);
    }
    if (!e && q->is_api) {
        e = demand_read(ctx, &to);
        return e ? e : send_json(ctx, &to, r);
    }
    return e ? e : page_see(ctx, r, own_path(ctx), KEY("sign_in_policy.saved"), STR_NONE);
}

const struct route sign_in_policy_routes[] = {
    ROUTE(METHOD_GET, "/o/{organisation}/sign-in-policy", READERS, 0, show, NULL,
          "of whom the body demands a second factor, and who lacks one"),
    ROUTE(METHOD_POST, "/o/{organisation}/sign-in-policy", GRANT_GIVERS, ROUTE_STEP_UP, change,
          NULL, "change of whom the body demands a second factor"),
    {0},
};

const struct report sign_in_policy_report = {
    .name = "sign_in_policy",
    .path = "/sign-in-policy",
    .group = "settings",
    .icon = "ShieldLock",
    .order = 28,
    .roles = READERS,
};
