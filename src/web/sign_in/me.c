/* me.c - one's own page: language, colours, password, and when one was here before. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/sign_in/me.h"

#include "trail/trail.h"
#include "web/route.h"
#include "web/sign_in/page.h"
#include "web/sign_in/signed_in.h"

#include "me_view.html.h"

static const char *const languages[] = {"nb", "nn", "en"};
static const char *const themes[] = {"auto", "light", "dark"};

static struct me_choice *choices(struct ctx *ctx, const char *prefix, const char *const values[3],
                                 str chosen)
{
    struct me_choice *list = ARENA_ARRAY(ctx->arena, 3, struct me_choice);
    for (int i = 0; i < 3; i++) {
        const char *key = str_z(ctx->arena, str_printf(ctx->arena, "%s.%s", prefix, values[i]));
        list[i] =
            (struct me_choice){str_of(values[i]), word(ctx->lang, key), str_is(chosen, values[i])};
    }
    return list;
}

static bool is_one_of(str value, const char *const values[3])
{
    return str_is(value, values[0]) || str_is(value, values[1]) || str_is(value, values[2]);
}

/* When and from where one was here before: who does not know that again has been robbed. */
static err last_read(struct ctx *ctx, struct me_view *v)
{
    struct signed_in before;
    err e = signed_in_before(ctx, &before);
    if (e || !before.at) {
        v->last = word(ctx->lang, KEY("me.first"));
        return e;
    }
    str agent = before.agent.n ? before.agent : word(ctx->lang, KEY("me.sessions.unknown"));
    str where = before.network.n
                    ? str_printf(ctx->arena, "%.*s, %.*s", STR_ARG(agent), STR_ARG(before.network))
                    : agent;
    str args[] = {text_moment(ctx->arena, ctx->lang, before.at), where};
    v->last = word_args(ctx->arena, ctx->lang, KEY("me.last"), args, 2);
    return OK;
}

err me_page(struct ctx *ctx, const struct request *q, struct reply *r, const char *error_key)
{
    static const struct {
        const char *name, *key;
    } steps[] = {{"saved", KEY("me.saved")}, {"password", KEY("me.password.changed")}};
    struct me_view v = {
        .form_token = ctx->actor.form_token,
        .name = ctx->actor.name,
        .email = ctx->actor.email,
        .languages = choices(ctx, "me.language", languages, str_of(lang_code(ctx->lang))),
        .n_languages = 3,
        .themes = choices(ctx, "me.theme", themes,
                          is_one_of(q->cookie_theme, themes) ? q->cookie_theme : STR("auto")),
        .n_themes = 3,
        .password_error = error_key ? word(ctx->lang, error_key) : STR(""),
    };
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        if (str_is(params_get(&q->query, "done"), steps[i].name)) {
            v.done = word(ctx->lang, steps[i].key);
        }
    }
    err e = last_read(ctx, &v);
    if (e) {
        return e;
    }
    struct html *h = sign_in_page(ctx);
    me_view_html(h, &v);
    sign_in_page_send(ctx, q, r, KEY("me.title"), h);
    return OK;
}

static err me_show(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    return me_page(ctx, q, r, NULL);
}

static void choice_cookie(struct ctx *ctx, const struct request *q, struct reply *r,
                          const char *name, str value)
{
    reply_header(r, "Set-Cookie",
                 str_printf(ctx->arena,
                            "%s=%.*s; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly%s", name,
                            STR_ARG(value), q->secure ? "; Secure" : ""));
}

/* It is a field of the person, so the change has its event like any other. */
static err language_change(struct ctx *ctx, str language)
{
    const struct bind id = B_INT("id", ctx->actor.person_id);
    int64_t organisation_id = 0, version = 0;
    str before;
    err e = db_int(ctx->db, "SELECT organisation_id FROM person WHERE id = :id", &id, 1,
                   &organisation_id);
    e = e ? e
          : db_text(ctx->db, ctx->arena, "SELECT language FROM person WHERE id = :id", &id, 1,
                    &before);
    if (e || str_eq(before, language)) {
        return e;
    }
    e = db_int(ctx->db,
               "UPDATE person SET language = :language, version = version + 1, updated_at = :now, "
               "updated_by = :id WHERE id = :id RETURNING version",
               BINDS(B_TEXT("language", language), B_INT("now", ctx->now), id), &version);
    const struct change change = {"language", before, language};
    return e ? e
             : trail_append(ctx, organisation_id, "person", ctx->actor.person_id, version, "change",
                            STR_NONE, &change, 1);
}

static err me_change(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    str language = params_get(&q->form, "language"), theme = params_get(&q->form, "theme");
    err e = OK;
    if (is_one_of(language, languages)) {
        e = language_change(ctx, language);
        choice_cookie(ctx, q, r, "lang", language);
    }
    if (is_one_of(theme, themes)) {
        choice_cookie(ctx, q, r, "theme", theme);
    }
    reply_see(r, STR("/me?done=saved"));
    return e;
}

/* The button in the frame: back to the page where it was pressed. */
static err theme_change(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    str theme = params_get(&q->form, "theme"), to = params_get(&q->form, "return_to");
    if (is_one_of(theme, themes)) {
        choice_cookie(ctx, q, r, "theme", theme);
    }
    reply_see(r, to.n ? to : STR("/"));
    return OK;
}

const struct route me_routes[] = {
    ROUTE(METHOD_GET, "/me", 0, ROUTE_SIGNED_IN, me_show, NULL, "One's own page"),
    ROUTE(METHOD_POST, "/me", 0, ROUTE_SIGNED_IN, me_change, NULL,
          "Change one's language and colours"),
    ROUTE(METHOD_POST, "/me/theme", 0, ROUTE_OPEN | ROUTE_NO_FORM_TOKEN, theme_change, NULL,
          "Change the colours"),
    {0},
};
