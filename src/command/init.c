/* init.c - samstyr init: a database with the common norm, one body in use, and whoever looks after
 * it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/hash.h"
#include "command/work.h"
#include "domain/grant/grant.h"
#include "domain/organisation/organisation.h"
#include "domain/person/person.h"
#include "domain/requirement_status/requirement_status.h"
#include "exchange/library/library.h"
#include "format/json/write.h"
#include "kind/store.h"
#include "web/sign_in/password.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static int init(int argc, char **argv, const struct global *g);

const struct command init_command = {
    .name = "init",
    .summary = KEY("command.init"),
    .usage = "--organisation NUMBER --admin EMAIL [--password-stdin] [--name NAME --level LEVEL] "
             "[--admin-name NAME] [--url ADDRESS]",
    .run = init,
};

struct wish {
    const char *number, *name, *level, *email, *person, *url;
    bool password;
    str given; /* the password */
};

/* The folder of an SQLite file is made when it is not there yet: "var" of the standard address. */
static void folder_make(const struct global *g)
{
    str address = str_of(g->database);
    if (!str_starts(address, "sqlite:")) {
        return;
    }
    const char *path = str_z(g->arena, str_slice(address, 7, address.n));
    char *slash = strrchr((char *)path, '/');
    if (slash && slash != path) {
        *slash = '\0';
        mkdir(path, 0750); /* what goes wrong here is told when the file is opened */
    }
}

static bool password_read(const struct global *g, struct wish *w)
{
    static char line[4096];
    if (!w->password) {
        return true;
    }
    if (!fgets(line, sizeof line, stdin)) {
        line[0] = '\0';
    }
    line[strcspn(line, "\r\n")] = '\0';
    w->given = str_of(line);
    const char *refusal = password_refusal(w->given);
    if (refusal) {
        command_refuse(g, refusal, str_from_int(g->arena, PASSWORD_SHORTEST));
    }
    return !refusal;
}

/* The body is taken from the register; what the register lacks must be told. */
static err body_take(struct work *w, const struct wish *wish, int64_t *id)
{
    struct ctx *ctx = &w->ctx;
    err e = organisation_find(ctx, str_of(wish->number), id);
    if (e) {
        return e;
    }
    if (*id) {
        return organisation_take_in_use(ctx, *id);
    }
    if (!wish->name || !wish->level) {
        return fault(ctx, ERR_MISSING, "command.init.not_registered", str_of(wish->number));
    }
    struct organisation *o = organisation_new(ctx);
    o->number = str_of(wish->number);
    o->name = str_of(wish->name);
    o->level = str_of(wish->level);
    o->in_use = 1;
    e = organisation_create(ctx, o);
    *id = o->thing.id;
    return e;
}

static str name_from(struct arena *a, const char *email)
{
    ptrdiff_t at = str_index(str_of(email), '@');
    return at > 0 ? str_copy(a, str_slice(str_of(email), 0, (size_t)at)) : str_of(email);
}

static err roles_give(struct ctx *ctx, int64_t person_id)
{
    /* Whoever takes a body in use may do all, so that nothing stands still before others are let
       in; the manual says to hand top management over. */
    static const enum role roles[] = {ROLE_OFFICER, ROLE_TOP_MANAGEMENT, ROLE_OPERATOR};
    err e = OK;
    for (size_t i = 0; !e && i < sizeof roles / sizeof *roles; i++) {
        e = grant_give(ctx, person_id, roles[i], false);
    }
    return e;
}

/* An address that is known already keeps its person and roles. */
static err admin_take(struct work *w, const struct wish *wish, int64_t *id)
{
    struct ctx *ctx = &w->ctx;
    err e = person_find(ctx, str_of(wish->email), id);
    if (e || *id) {
        return e;
    }
    struct thing *t = thing_new(ctx, &person_kind);
    struct person *p = (struct person *)t;
    p->email = str_of(wish->email);
    p->name = wish->person ? str_of(wish->person) : name_from(ctx->arena, wish->email);
    e = thing_create(ctx, t);
    *id = t->id;
    return e ? e : roles_give(ctx, t->id);
}

static err password_set(struct work *w, int64_t person_id, str given)
{
    struct password_work *hashing = ARENA_NEW(w->ctx.arena, struct password_work);
    password_work_init(hashing, given, STR_NONE);
    password_hash(hashing);
    return db_run(w->db, "UPDATE person SET password = :password WHERE id = :id",
                  BINDS(B_TEXT("password", str_of(hashing->stored)), B_INT("id", person_id)), NULL);
}

static err make(struct work *w, const struct wish *wish, struct exchange_work *read, str *link)
{
    struct ctx *ctx = &w->ctx;
    int64_t body = 0, admin = 0;
    err e = library_read_all(ctx, read);
    e = e ? e : body_take(w, wish, &body);
    e = e ? e : organisation_host(ctx, body);
    e = e ? e : ctx_body(ctx, body);
    e = e ? e : admin_take(w, wish, &admin);
    e = e ? e : requirement_status_fill(ctx, NULL);
    if (e) {
        return e;
    }
    return wish->password ? password_set(w, admin, wish->given)
                          : work_sign_in_link(w, admin, wish->url, link);
}

static void tell(const struct work *w, const struct wish *wish, const struct exchange_work *read,
                 str link)
{
    const struct global *g = w->global;
    struct buf b;
    struct json_writer j;
    buf_init(&b, g->arena, 64 * KIB);
    if (g->json) {
        json_start(&j, &b);
        json_object_start(&j);
        json_member_text(&j, "organisation", w->ctx.body.number);
        json_member_text(&j, "name", w->ctx.body.name);
        json_member_text(&j, "admin", str_of(wish->email));
        json_member_text(&j, "sign_in", link);
        json_object_end(&j);
    } else {
        str said = exchange_said((struct ctx *)&w->ctx, read);
        buf_str(&b, word_args(g->arena, g->lang, "command.init.done",
                              (const str[]){w->ctx.body.name, w->ctx.body.number}, 2));
        if (said.n) {
            buf_literal(&b, "\n");
            buf_str(&b, word_args(g->arena, g->lang, "command.read", &said, 1));
        }
        buf_literal(&b, "\n");
        buf_str(&b, link.n ? word_args(g->arena, g->lang, "command.link", &link, 1)
                           : word(g->lang, "command.init.password"));
    }
    printf("%.*s\n", STR_ARG(buf_as_str(&b)));
}

static int init(int argc, char **argv, const struct global *g)
{
    struct wish wish = {
        .number = option_take(&argc, argv, "--organisation"),
        .email = option_take(&argc, argv, "--admin"),
        .name = option_take(&argc, argv, "--name"),
        .level = option_take(&argc, argv, "--level"),
        .person = option_take(&argc, argv, "--admin-name"),
        .url = option_take(&argc, argv, "--url"),
        .password = option_flag(&argc, argv, "--password-stdin"),
    };
    struct work w;
    struct exchange_work read = {0};
    str link = STR_NONE;
    if (!arguments_end(argc, argv, 0, wish.number && wish.email ? 0 : -1, &init_command, g)) {
        return 2;
    }
    if (!password_read(g, &wish)) {
        return 1;
    }
    folder_make(g);
    if (!work_begin(&w, g, WORK_SCHEMA_FORWARD)) {
        return 1;
    }
    int code = work_end(&w, make(&w, &wish, &read, &link));
    if (wish.given.n) {
        bytes_wipe((void *)(uintptr_t)wish.given.p, wish.given.n);
    }
    if (code == 0) {
        tell(&w, &wish, &read, link);
    }
    return code;
}
