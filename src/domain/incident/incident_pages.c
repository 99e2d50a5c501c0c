/* incident_pages.c - the clocks on an incident's page, and the forms that answer them. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "domain/incident/incident.h"
#include "domain/incident/incident_clocks.h"
#include "format/json/write.h"
#include "incident_clocks.html.h"
#include "kind/ask.h"
#include "kind/pages.h"
#include "kind/store.h"

#include <string.h>

/* --- the panel --- */

static str own_word(struct ctx *ctx, const char *part, str rest)
{
    return kind_word(ctx, &incident_kind, part, str_z(ctx->arena, rest));
}

/* How long is left, or how long ago it was: in hours up to two days, then in days. */
static str left(struct ctx *ctx, int64_t due)
{
    int64_t ms = due > ctx->now ? due - ctx->now : ctx->now - due, hours = ms / HOUR_MS;
    bool over = due <= ctx->now;
    if (hours < 1) {
        return over ? W("incident.clock.over.less") : W("incident.clock.left.less");
    }
    if (hours < 48) {
        return word_n(ctx->arena, ctx->lang,
                      over ? KEY("incident.clock.over.hours") : KEY("incident.clock.left.hours"),
                      hours);
    }
    return word_n(ctx->arena, ctx->lang,
                  over ? KEY("incident.clock.over.days") : KEY("incident.clock.left.days"),
                  hours / 24);
}

static void state(struct ctx *ctx, const struct incident_notice *n, struct incident_clock_row *row)
{
    if (n->sent_at && n->due_at && n->sent_at > n->due_at) {
        row->state = W("incident.clock.late");
        row->tone = STR("warning");
    } else if (n->sent_at) {
        row->state = W("incident.clock.sent");
        row->tone = STR("success");
    } else if (n->explained_at) {
        row->state = W("incident.clock.explained");
        row->tone = STR("neutral");
    } else {
        row->state = W("incident.clock.waits");
        row->tone = n->due_at && n->due_at > ctx->now ? STR("warning") : STR("danger");
    }
}

/* Reasons may show where the body is weak: they stay with the body, as the incident's own text
 * does. */
static bool sees_reasons(const struct ctx *ctx)
{
    return ctx_may(ctx, ROLES_BODY);
}

static void fill(struct ctx *ctx, const struct incident_notice *n, str address, bool may,
                 struct incident_clock_row *row)
{
    bool open = !n->sent_at && !n->explained_at;
    *row = (struct incident_clock_row){
        .law = own_word(ctx, "notice", n->kind),
        .recipient = own_word(ctx, "recipient", n->recipient),
        .is_call = open && str_is(n->kind, "security-act"),
        .reference = n->reference,
        .reason = sees_reasons(ctx) ? n->late_reason : STR_NONE,
    };
    state(ctx, n, row);
    if (n->due_at) {
        row->due = text_moment(ctx->arena, ctx->lang, n->due_at);
        row->due_iso = moment_iso(ctx->arena, n->due_at);
        row->left = open ? left(ctx, n->due_at) : STR_NONE;
    }
    if (n->sent_at) {
        row->sent = text_moment(ctx->arena, ctx->lang, n->sent_at);
        row->sent_iso = moment_iso(ctx->arena, n->sent_at);
    }
    if (open && may) {
        str base = str_printf(ctx->arena, "%.*s/notices/%.*s", STR_ARG(address), STR_ARG(n->kind));
        row->send_href = str_printf(ctx->arena, "%.*s/sent", STR_ARG(base));
        row->explain_href = str_printf(ctx->arena, "%.*s/explained", STR_ARG(base));
    }
}

static err draw_clocks(struct ctx *ctx, struct thing *t, struct html *h)
{
    const struct incident *i = (const struct incident *)t;
    struct incident_notice *notices;
    struct incident_clocks v = {.noticed = text_moment(ctx->arena, ctx->lang, i->noticed_at)};
    err e = incident_notices(ctx, t->id, &notices, &v.n_rows);
    bool unjudged = !i->personal_data.n && !kind_ended(t);
    if (e || (!v.n_rows && !unjudged)) {
        return e;
    }
    bool may = ctx_may(ctx, ROLES_WORK) && !ctx->actor.read_only;
    str address = kind_address(ctx, t->kind, t->id);
    if (unjudged) {
        str due = text_moment(ctx->arena, ctx->lang, i->noticed_at + 72 * HOUR_MS);
        v.unjudged = word_args(ctx->arena, ctx->lang, "incident.clocks.unjudged", &due, 1);
        v.judge_href = thing_may_change(ctx, t)
                           ? str_printf(ctx->arena, "%.*s/edit", STR_ARG(address))
                           : STR_NONE;
    }
    v.rows = ARENA_ARRAY(ctx->arena, v.n_rows, struct incident_clock_row);
    for (size_t n = 0; n < v.n_rows; n++) {
        fill(ctx, &notices[n], address, may, &v.rows[n]);
    }
    incident_clocks_html(h, &v);
    return OK;
}

const struct panel incident_clocks_panel = {
    .kind = "incident", .order = 10, .place = PANEL_TOP, .draw = draw_clocks};

/* --- answering a clock --- */

static const struct ask_field asks_sent[] = {
    {.name = "sent_at", .type = ASK_MOMENT, .is_required = true, .label = KEY("incident.sent_at")},
    {.name = "reference",
     .label = KEY("incident.reference"),
     .help = KEY("incident.reference.help")},
    {.name = "late_reason",
     .type = ASK_AREA,
     .label = KEY("incident.late_reason"),
     .help = KEY("incident.late_reason.help")},
};

static const struct ask_field asks_why[] = {
    {.name = "why",
     .type = ASK_AREA,
     .is_required = true,
     .label = KEY("incident.why"),
     .help = KEY("incident.why.help")},
};

/* The incident and the clock of the address, and the form for them. */
static err open_ask(struct ctx *ctx, const struct request *q, bool sent, struct thing **t,
                    struct ask *ask)
{
    str kind = q->args[2];
    err e = pages_thing(ctx, q, &incident_kind, t);
    bool known = false;
    for (size_t c = 0; c < INCIDENT_NOTICES; c++) {
        known |= str_is(kind, incident_clocks[c].kind);
    }
    if (e || !known) {
        return e ? e : fault(ctx, ERR_MISSING, "error.missing");
    }
    str law = own_word(ctx, "notice", kind), address = kind_address(ctx, &incident_kind, (*t)->id);
    *ask = (struct ask){
        .thing = *t,
        .title = sent ? W("incident.sent.title") : W("incident.explained.title"),
        .intro =
            word_args(ctx->arena, ctx->lang,
                      sent ? KEY("incident.sent.intro") : KEY("incident.explained.intro"), &law, 1),
        .action = str_printf(ctx->arena, "%.*s/notices/%.*s/%s", STR_ARG(address), STR_ARG(kind),
                             sent ? "sent" : "explained"),
        .save_word = sent ? W("incident.clock.send") : W("form.save"),
        .fields = sent ? asks_sent : asks_why,
        .n_fields = sent ? sizeof asks_sent / sizeof *asks_sent : 1,
    };
    return OK;
}

static void member_moment(struct ctx *ctx, struct json_writer *w, const char *name, int64_t ms)
{
    json_member_text(w, name, ms ? moment_iso(ctx->arena, ms) : STR_NONE);
}

static err write_notices(struct ctx *ctx, const struct thing *t, struct reply *r)
{
    struct incident_notice *notices;
    struct json_writer w;
    size_t n;
    err e = incident_notices(ctx, t->id, &notices, &n);
    if (e) {
        return e;
    }
    r->type = "application/json";
    json_start(&w, &r->body);
    json_object_start(&w);
    json_key(&w, "items");
    json_array_start(&w);
    for (size_t i = 0; i < n; i++) {
        json_object_start(&w);
        json_member_text(&w, "kind", notices[i].kind);
        json_member_text(&w, "recipient", notices[i].recipient);
        member_moment(ctx, &w, "due_at", notices[i].due_at);
        member_moment(ctx, &w, "sent_at", notices[i].sent_at);
        member_moment(ctx, &w, "explained_at", notices[i].explained_at);
        json_member_text(&w, "reference", notices[i].reference);
        json_member_text(&w, "reason", sees_reasons(ctx) ? notices[i].late_reason : STR_NONE);
        json_object_end(&w);
    }
    json_array_end(&w);
    json_object_end(&w);
    return OK;
}

/* The clocks for programs; people have them on the incident's page. */
static err show_notices(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct thing *t;
    err e = pages_thing(ctx, q, &incident_kind, &t);
    if (!e && q->ending == ENDING_PAGE) {
        reply_see(r, kind_address(ctx, &incident_kind, t->id));
        return OK;
    }
    return e ? e : write_notices(ctx, t, r);
}

static err answered(struct ctx *ctx, const struct request *q, struct reply *r,
                    const struct thing *t, const char *key)
{
    return q->is_api ? write_notices(ctx, t, r)
                     : page_see(ctx, r, kind_address(ctx, &incident_kind, t->id), key, STR_NONE);
}

static err show_sent(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct thing *t;
    struct ask ask;
    err e = open_ask(ctx, q, true, &t, &ask);
    return e ? e : ask_send(ctx, q, r, &ask);
}

static err show_explained(struct ctx *ctx, const struct request *q, struct reply *r,
                          const void *data)
{
    struct thing *t;
    struct ask ask;
    err e = open_ask(ctx, q, false, &t, &ask);
    return e ? e : ask_send(ctx, q, r, &ask);
}

static err do_sent(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct thing *t;
    struct ask ask;
    struct params p;
    int64_t sent_at;
    err e = open_ask(ctx, q, true, &t, &ask);
    e = e ? e : pages_params(ctx, q, &p);
    if (e) {
        return e;
    }
    e = moment_read(params_get(&p, "sent_at"), &sent_at)
            ? incident_notice_sent(ctx, (struct incident *)t, q->args[2], sent_at,
                                   params_get(&p, "reference"), params_get(&p, "late_reason"))
            : fault_at(ctx, "sent_at", "incident.sent_at.wrong");
    return e ? ask_again(ctx, q, r, &ask, e)
             : answered(ctx, q, r, t, KEY("incident.notice.sent.done"));
}

static err do_explained(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct thing *t;
    struct ask ask;
    struct params p;
    err e = open_ask(ctx, q, false, &t, &ask);
    e = e ? e : pages_params(ctx, q, &p);
    if (e) {
        return e;
    }
    e = incident_notice_explain(ctx, (struct incident *)t, q->args[2], params_get(&p, "why"));
    return e ? ask_again(ctx, q, r, &ask, e)
             : answered(ctx, q, r, t, KEY("incident.notice.explained.done"));
}

#define NOTICES "/o/{organisation}/incidents/{id}/notices/{kind}"
const struct route incident_routes[] = {
    ROUTE(METHOD_GET, "/o/{organisation}/incidents/{id}/notices",
          ROLES_READ | ROLE_EMPLOYEE | ROLE_STEERING_READER, 0, show_notices, NULL,
          "the clocks of an incident"),
    ROUTE(METHOD_GET, NOTICES "/sent", ROLES_WORK, 0, show_sent, NULL,
          "form for a notice that was sent"),
    ROUTE(METHOD_POST, NOTICES "/sent", ROLES_WORK, 0, do_sent, NULL, "a notice was sent"),
    ROUTE(METHOD_GET, NOTICES "/explained", ROLES_WORK, 0, show_explained, NULL,
          "form for why no notice is sent"),
    ROUTE(METHOD_POST, NOTICES "/explained", ROLES_WORK, 0, do_explained, NULL,
          "why no notice is sent"),
    {0},
};
