/* person.c - samstyr person: let people in, see who they are, and shut them out, without the web.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/person/person.h"

#include "command/work.h"
#include "domain/grant/grant.h"
#include "format/json/write.h"
#include "kind/query.h"

#include <stdio.h>
#include <string.h>

enum { MOST_ROLES = 8 };

static int person(int argc, char **argv, const struct global *g);

const struct command person_command = {
    .name = "person",
    .summary = KEY("command.person"),
    .usage =
        "add EMAIL --name NAME [--role ROLE]... [--below] | list | disable EMAIL [--reason TEXT] | "
        "remove-factors EMAIL | link EMAIL [--reason TEXT] [--organisation NUMBER] [--url ADDRESS]",
    .run = person,
};

struct options {
    const char *number, *name, *title, *reason, *url;
    const char *roles[MOST_ROLES];
    size_t n_roles;
    bool below; /* the roles reach the bodies below too */
};

static void link_tell(const struct global *g, str link)
{
    str said = g->json ? str_printf(g->arena, "{\"sign_in\":\"%.*s\"}", STR_ARG(link))
                       : word_args(g->arena, g->lang, "command.link", &link, 1);
    printf("%.*s\n", STR_ARG(said));
}

static err roles_give(struct ctx *ctx, const struct options *o, int64_t person_id)
{
    err e = OK;
    for (size_t i = 0; !e && i < o->n_roles; i++) {
        enum role role = role_of(str_of(o->roles[i]));
        e = role ? grant_give(ctx, person_id, role, o->below)
                 : fault(ctx, ERR_INVALID, "command.person.unknown_role", str_of(o->roles[i]));
    }
    return e;
}

static err add(struct work *w, const struct options *o, const char *email, str *link)
{
    err e = work_body(w, o->number);
    if (e) {
        return e;
    }
    struct thing *t = thing_new(&w->ctx, &person_kind);
    struct person *p = (struct person *)t;
    p->name = str_of(o->name);
    p->email = str_of(email);
    p->title = str_of(o->title);
    e = thing_create(&w->ctx, t);
    e = e ? e : roles_give(&w->ctx, o, t->id);
    return e ? e : work_sign_in_link(w, t->id, o->url, link);
}

/* The person with that address, in the body where it is employed. */
static err person_get(struct work *w, const char *email, struct thing **t)
{
    int64_t id = 0, body = 0;
    err e = work_person(w, email, &id);
    e = e ? e
          : db_int(w->db, "SELECT organisation_id FROM person WHERE id = :id",
                   BINDS(B_INT("id", id)), &body);
    e = e ? e : ctx_body(&w->ctx, body);
    return e ? e : thing_get(&w->ctx, &person_kind, id, t);
}

static err link_make(struct work *w, const struct options *o, const char *email, str *link)
{
    struct thing *t;
    str secret = STR("");
    err e = person_get(w, email, &t);
    e = e ? e
          : person_link_make(&w->ctx, t, o->reason ? str_of(o->reason) : STR("samstyr person link"),
                             &secret);
    *link = work_link_address(w, o->url, secret);
    return e;
}

static err remove_factors(struct work *w, const char *email)
{
    struct thing *t;
    err e = person_get(w, email, &t);
    return e ? e : person_remove_factors(&w->ctx, t);
}

static err disable(struct work *w, const struct options *o, const char *email)
{
    struct thing *t;
    err e = person_get(w, email, &t);
    return e ? e
             : thing_do(&w->ctx, t, t->version, "disable",
                        o->reason ? str_of(o->reason) : STR("samstyr person disable"));
}

/* --- list --- */

static err roles_of(struct work *w, int64_t person_id, str *out)
{
    struct rows *rows;
    struct buf b;
    buf_init(&b, w->ctx.arena, 4 * KIB);
    err e = db_query(
        w->db,
        "SELECT DISTINCT role FROM role_grant WHERE person_id = :id AND state = 'active' "
        "AND deleted_at IS NULL AND (valid_until IS NULL OR valid_until >= :today) ORDER BY role",
        BINDS(B_INT("id", person_id), B_TEXT("today", w->ctx.today)), &rows);
    if (e) {
        return e;
    }
    while (rows_next(rows)) {
        if (b.n) {
            buf_char(&b, ' ');
        }
        buf_str(&b, rows_text(rows, 0));
    }
    *out = buf_as_str(&b);
    return rows_end(rows);
}

static err list(struct work *w, const struct options *o, struct buf *out)
{
    struct query q;
    struct thing **things;
    size_t n;
    struct json_writer j;
    err e = work_body(w, o->number);
    e = e ? e : query_of(&w->ctx, &person_kind, "sort=name", &q);
    e = e ? e : query_all(&w->ctx, &q, &things, &n);
    if (e) {
        return e;
    }
    bool json = w->global->json;
    if (json) {
        json_start(&j, out);
        json_array_start(&j);
    }
    for (size_t i = 0; !e && i < n; i++) {
        const struct person *p = (const struct person *)things[i];
        str roles = STR_NONE;
        e = roles_of(w, things[i]->id, &roles);
        if (json) {
            json_object_start(&j);
            json_member_text(&j, "email", p->email);
            json_member_text(&j, "name", p->name);
            json_member_text(&j, "state", p->thing.state);
            json_member_text(&j, "roles", roles);
            json_object_end(&j);
        } else {
            buf_printf(out, "%.*s\t%.*s\t%.*s\t%.*s\n", STR_ARG(p->email), STR_ARG(p->name),
                       STR_ARG(p->thing.state), STR_ARG(roles));
        }
    }
    if (json) {
        json_array_end(&j);
        buf_char(out, '\n');
    }
    return e;
}

static int person(int argc, char **argv, const struct global *g)
{
    struct options o = {
        .number = option_take(&argc, argv, "--organisation"),
        .name = option_take(&argc, argv, "--name"),
        .title = option_take(&argc, argv, "--title"),
        .reason = option_take(&argc, argv, "--reason"),
        .url = option_take(&argc, argv, "--url"),
        .below = option_flag(&argc, argv, "--below"),
    };
    while (o.n_roles < MOST_ROLES && (o.roles[o.n_roles] = option_take(&argc, argv, "--role"))) {
        o.n_roles++;
    }
    const char *what = argc > 1 ? argv[1] : "";
    bool is_list = strcmp(what, "list") == 0, is_add = strcmp(what, "add") == 0,
         is_link = strcmp(what, "link") == 0, is_factors = strcmp(what, "remove-factors") == 0;
    bool known = is_list || is_add || is_link || is_factors || strcmp(what, "disable") == 0;
    int most = !known || (is_add && !o.name) ? -1 : is_list ? 1 : 2;
    if (!arguments_end(argc, argv, most, most, &person_command, g)) {
        return 2;
    }
    struct work w;
    struct buf out;
    str link = STR_NONE;
    buf_init(&out, g->arena, 64 * MIB);
    if (!work_begin(&w, g, WORK_SCHEMA_READY)) {
        return 1;
    }
    err e = is_list      ? list(&w, &o, &out)
            : is_add     ? add(&w, &o, argv[2], &link)
            : is_link    ? link_make(&w, &o, argv[2], &link)
            : is_factors ? remove_factors(&w, argv[2])
                         : disable(&w, &o, argv[2]);
    int code = work_end(&w, e);
    if (code == 0 && out.n) {
        fwrite(out.data, 1, out.n, stdout);
    }
    if (code == 0 && link.n) {
        link_tell(g, link);
    }
    return code;
}
