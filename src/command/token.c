/* token.c - samstyr token: what programs sign in with; each acts as its person. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "base/hash.h"
#include "base/id.h"
#include "command/work.h"
#include "format/json/write.h"

#include <stdio.h>
#include <string.h>

enum { LONGEST_DAYS = 3650 };

static int token(int argc, char **argv, const struct global *g);

const struct command token_command = {
    .name = "token",
    .summary = KEY("command.token"),
    .usage = "create --person EMAIL --name NAME [--scopes \"read write sign\"] [--days N] | list | "
             "revoke ID",
    .run = token,
};

struct options {
    const char *person, *name, *scopes;
    int64_t days; /* 0: until revoked */
};

static err create(struct work *w, const struct options *o, str *secret)
{
    struct ctx *ctx = &w->ctx;
    unsigned char hash[SHA256_BYTES];
    int64_t person_id = 0;
    err e = work_person(w, o->person, &person_id);
    if (e) {
        return e;
    }
    *secret = id_secret(ctx->arena);
    sha256(*secret, hash);
    int64_t expires = ctx->now + o->days * DAY_MS;
    return db_run(ctx->db,
                  "INSERT INTO token (token_hash, person_id, name, scopes, created_at, expires_at) "
                  "VALUES (:hash, :person, :name, :scopes, :now, :expires)",
                  BINDS(B_BLOB("hash", str_n((const char *)hash, sizeof hash)),
                        B_INT("person", person_id), B_TEXT("name", str_of(o->name)),
                        B_TEXT("scopes", str_of(o->scopes)), B_INT("now", ctx->now),
                        (o->days ? B_INT("expires", expires) : B_INT_NULL("expires"))),
                  NULL);
}

static err revoke(struct work *w, const char *text)
{
    int64_t id = 0, changed = 0;
    str_to_int(str_of(text), &id);
    err e =
        db_run(w->db, "UPDATE token SET revoked_at = :now WHERE id = :id AND revoked_at IS NULL",
               BINDS(B_INT("now", w->ctx.now), B_INT("id", id)), &changed);
    return e || changed ? e : fault(&w->ctx, ERR_MISSING, "command.token.unknown", str_of(text));
}

static void row_tell(const struct work *w, const struct rows *r, struct json_writer *j,
                     struct buf *out)
{
    struct arena *a = w->ctx.arena;
    bool ended = !rows_null(r, 6) || (!rows_null(r, 5) && rows_int(r, 5) <= w->ctx.now);
    str used = rows_null(r, 4) ? STR_NONE : moment_iso(a, rows_int(r, 4));
    if (!w->global->json) {
        buf_printf(out, "%lld\t%.*s\t%.*s\t%.*s\t%s\t%.*s\n", (long long)rows_int(r, 0),
                   STR_ARG(rows_text(r, 1)), STR_ARG(rows_text(r, 2)), STR_ARG(rows_text(r, 3)),
                   ended ? "ended" : "active", STR_ARG(used));
        return;
    }
    json_object_start(j);
    json_member_int(j, "id", rows_int(r, 0));
    json_member_text(j, "person", rows_text(r, 1));
    json_member_text(j, "name", rows_text(r, 2));
    json_member_text(j, "scopes", rows_text(r, 3));
    json_member_text(j, "state", ended ? STR("ended") : STR("active"));
    json_member_text(j, "used_at", used);
    json_object_end(j);
}

static err list(struct work *w, struct buf *out)
{
    struct rows *rows;
    struct json_writer j;
    err e = db_query(w->db,
                     "SELECT t.id, p.email, t.name, t.scopes, t.used_at, t.expires_at, "
                     "t.revoked_at FROM token t "
                     "JOIN person p ON p.id = t.person_id ORDER BY t.id",
                     NO_BINDS, &rows);
    if (e) {
        return e;
    }
    json_start(&j, out);
    if (w->global->json) {
        json_array_start(&j);
    }
    while (rows_next(rows)) {
        row_tell(w, rows, &j, out);
    }
    if (w->global->json) {
        json_array_end(&j);
        buf_char(out, '\n');
    }
    return rows_end(rows);
}

/* "read", "read write" and "read write sign", parted by spaces or commas; a wider scope holds the
   narrower. NULL for anything else. Only a token that may sign may accept, approve and give rights:
   nobody can be asked again on the way. */
static const char *scopes_of(const char *asked)
{
    static const char *const ladder[] = {"read", "read write", "read write sign"};
    static const char *const words[] = {"read", "write", "sign"};
    size_t widest = 0;
    for (const char *at = asked ? asked : "read"; *at;
         at += strcspn(at, " ,") + strspn(at + strcspn(at, " ,"), " ,")) {
        str word = str_n(at, strcspn(at, " ,"));
        size_t i = 0;
        while (i < 3 && !str_is(word, words[i])) {
            i++;
        }
        if (i == 3) {
            return NULL;
        }
        widest = i > widest ? i : widest;
    }
    return ladder[widest];
}

static int token(int argc, char **argv, const struct global *g)
{
    struct options o = {.person = option_take(&argc, argv, "--person"),
                        .name = option_take(&argc, argv, "--name")};
    const char *days = option_take(&argc, argv, "--days");
    o.scopes = scopes_of(option_take(&argc, argv, "--scopes"));
    const char *what = argc > 1 ? argv[1] : "";
    bool is_create = strcmp(what, "create") == 0, is_list = strcmp(what, "list") == 0;
    bool right =
        o.scopes &&
        (!days || (str_to_int(str_of(days), &o.days) && o.days > 0 && o.days <= LONGEST_DAYS)) &&
        (is_list || (is_create && o.person && o.name) || strcmp(what, "revoke") == 0);
    int n = !right ? -1 : is_create || is_list ? 1 : 2;
    if (!arguments_end(argc, argv, n, n, &token_command, g)) {
        return 2;
    }
    struct work w;
    struct buf out;
    str secret = STR_NONE;
    buf_init(&out, g->arena, 64 * MIB);
    if (!work_begin(&w, g, WORK_SCHEMA_READY)) {
        return 1;
    }
    err e = is_create ? create(&w, &o, &secret) : is_list ? list(&w, &out) : revoke(&w, argv[2]);
    int code = work_end(&w, e);
    if (code == 0 && secret.n) {
        printf(g->json ? "{\"token\":\"%.*s\"}\n" : "%.*s\n", STR_ARG(secret));
    } else if (code == 0 && out.n) {
        fwrite(out.data, 1, out.n, stdout);
    }
    return code;
}
