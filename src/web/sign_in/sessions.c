/* sessions.c - one's own sign-ins: where one is in now, where one was, and the way out of each. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "format/json/write.h"
#include "web/route.h"
#include "web/sign_in/links_made.h"
#include "web/sign_in/page.h"
#include "web/sign_in/session.h"
#include "web/sign_in/signed_in.h"

#include "sessions_view.html.h"

static str agent_or_unknown(struct ctx *ctx, str agent)
{
    return agent.n ? agent : word(ctx->lang, KEY("me.sessions.unknown"));
}

static void take_sessions(struct ctx *ctx, const struct session *list, size_t n,
                          struct sessions_view *v)
{
    v->sessions = ARENA_ARRAY(ctx->arena, n, struct sessions_row);
    for (size_t i = 0; i < n; i++) {
        const struct session *s = &list[i];
        v->sessions[v->n_sessions++] = (struct sessions_row){
            .id = s->id,
            .agent = agent_or_unknown(ctx, s->agent),
            .network = s->network,
            .how = session_how(ctx, s->factors, s->provider),
            .opened = text_moment(ctx->arena, ctx->lang, s->created_at),
            .seen = text_moment(ctx->arena, ctx->lang, s->seen_at),
            .until = text_moment(ctx->arena, ctx->lang, s->expires_at),
            .is_this = s->id == ctx->actor.session_id,
        };
        v->has_others |= s->id != ctx->actor.session_id;
    }
}

static void take_before(struct ctx *ctx, const struct signed_in *list, size_t n,
                        struct sessions_view *v)
{
    v->before = ARENA_ARRAY(ctx->arena, n, struct sessions_sign_in);
    for (size_t i = 0; i < n; i++) {
        v->before[v->n_before++] = (struct sessions_sign_in){
            .when = text_moment(ctx->arena, ctx->lang, list[i].at),
            .agent = agent_or_unknown(ctx, list[i].agent),
            .network = list[i].network,
            .how = session_how(ctx, list[i].factors, list[i].provider),
            .refused = list[i].refused,
        };
    }
}

static err take_links(struct ctx *ctx, struct sessions_view *v)
{
    struct link_made *list;
    size_t n;
    err e = links_made_untold(ctx, ctx->actor.person_id, &list, &n);
    if (e) {
        return e;
    }
    v->links = ARENA_ARRAY(ctx->arena, n, struct sessions_link);
    for (; v->n_links < n; v->n_links++) {
        const struct link_made *l = &list[v->n_links];
        str made[] = {l->by.n ? l->by : word(ctx->lang, KEY("me.links.operator")),
                      text_moment(ctx->arena, ctx->lang, l->at)};
        str used = text_moment(ctx->arena, ctx->lang, l->used_at);
        v->links[v->n_links] = (struct sessions_link){
            word_args(ctx->arena, ctx->lang, KEY("me.links.made"), made, 2),
            l->used_at ? word_args(ctx->arena, ctx->lang, KEY("me.links.used"), &used, 1)
                       : word(ctx->lang, KEY("me.links.unused"))};
    }
    return OK;
}

static void write_how(struct json_writer *w, unsigned factors, str provider)
{
    json_key(w, "how");
    json_array_start(w);
    for (int i = 0; i < N_FACTORS; i++) {
        if (factors & (1u << i)) {
            json_text_z(w, factor_name((enum factor)(1u << i)));
        }
    }
    json_array_end(w);
    json_member_text(w, "provider", provider);
}

static void write_json(struct ctx *ctx, const struct session *list, size_t n, struct reply *r)
{
    struct json_writer w;
    r->type = "application/json";
    json_start(&w, &r->body);
    json_object_start(&w);
    json_key(&w, "items");
    json_array_start(&w);
    for (size_t i = 0; i < n; i++) {
        const struct session *s = &list[i];
        json_object_start(&w);
        json_member_int(&w, "id", s->id);
        json_member_text(&w, "opened_at", moment_iso(ctx->arena, s->created_at));
        json_member_text(&w, "seen_at", moment_iso(ctx->arena, s->seen_at));
        json_member_text(&w, "expires_at", moment_iso(ctx->arena, s->expires_at));
        json_member_text(&w, "network", s->network);
        json_member_text(&w, "browser", s->agent);
        write_how(&w, s->factors, s->provider);
        json_member_bool(&w, "current", s->id == ctx->actor.session_id);
        json_object_end(&w);
    }
    json_array_end(&w);
    json_member_int(&w, "count", (int64_t)n);
    json_object_end(&w);
}

static err show(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct session *list;
    struct signed_in *before;
    size_t n, n_before;
    struct sessions_view v = {.form_token = ctx->actor.form_token,
                              .return_to = params_get(&q->query, "return")};
    err e = session_list(ctx, ctx->actor.person_id, &list, &n);
    if (!e && q->ending == ENDING_JSON) {
        write_json(ctx, list, n, r);
        return OK;
    }
    e = e ? e : signed_in_list(ctx, ctx->actor.person_id, &before, &n_before);
    e = e ? e : take_links(ctx, &v);
    if (e) {
        return e;
    }
    str done = params_get(&q->query, "done");
    v.done = str_is(done, "revoked")  ? word(ctx->lang, KEY("me.sessions.revoked"))
             : str_is(done, "others") ? word(ctx->lang, KEY("me.sessions.revoked_others"))
                                      : STR("");
    take_sessions(ctx, list, n, &v);
    take_before(ctx, before, n_before, &v);
    struct html *h = sign_in_page(ctx);
    sessions_view_html(h, &v);
    sign_in_page_send(ctx, q, r, KEY("me.sessions.link"), h);
    return OK;
}

static void answer(const struct request *q, struct reply *r, str to)
{
    if (q->is_api) {
        r->status = 204;
    } else {
        reply_see(r, to);
    }
}

static err end_one(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    int64_t id;
    if (!str_to_int(q->args[0], &id)) {
        return fault_tell(&ctx->fault, ERR_MISSING, NULL, NULL, 0);
    }
    answer(q, r, STR("/me/sessions?done=revoked"));
    return session_end(ctx, ctx->actor.person_id, id);
}

static err end_others(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    answer(q, r, STR("/me/sessions?done=others"));
    return session_end_all(ctx, ctx->actor.person_id, ctx->actor.session_id, NULL);
}

const struct route session_routes[] = {
    ROUTE(METHOD_GET, "/me/sessions", 0, ROUTE_SIGNED_IN, show, NULL,
          "Where one is signed in, and when one was before"),
    ROUTE(METHOD_POST, "/me/sessions/{id}/revoke", 0, ROUTE_SIGNED_IN, end_one, NULL,
          "Sign out another browser"),
    ROUTE(METHOD_DELETE, "/me/sessions/{id}", 0, ROUTE_SIGNED_IN, end_one, NULL,
          "Sign out another browser"),
    ROUTE(METHOD_POST, "/me/sessions/revoke-others", 0, ROUTE_SIGNED_IN, end_others, NULL,
          "Sign out all other browsers"),
    {0},
};
