/* work.c - one piece of work done from the command line, as the system, in one transaction. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "command/work.h"

#include "base/clock.h"
#include "db/migrate.h"
#include "domain/organisation/organisation.h"
#include "domain/person/person.h"
#include "lists.h"

static bool schema_ready(struct work *w, struct fault *f, enum work_schema schema)
{
    if (schema == WORK_SCHEMA_REHEARSE) {
        return true;
    }
    err e = schema == WORK_SCHEMA_FORWARD ? migrate(w->db, all_schema_steps, clock_now(), NULL)
                                          : migrate_check(w->db, all_schema_steps);
    if (e == ERR_STALE) {
        command_refuse(w->global, KEY("command.old_schema"), STR(""));
    } else if (e) {
        command_fail(w->global, f);
    }
    return e == OK;
}

static void add_step(void *p, const char *name)
{
    struct work *w = p;
    w->steps =
        str_printf(w->ctx.arena, "%.*s%s%s", STR_ARG(w->steps), w->steps.n ? "\n" : "", name);
}

/* What the schema would be, seen by this work alone. */
static err rehearse_schema(struct work *w)
{
    w->ctx.rehearsal = true;
    db_report_to(w->db, &w->ctx.fault);
    return migrate_within(w->db, all_schema_steps, clock_now(), add_step, w);
}

bool work_begin(struct work *w, const struct global *g, enum work_schema schema)
{
    struct fault f;
    *w = (struct work){.global = g};
    if (!command_database(g, &w->db, &f)) {
        return false;
    }
    if (!schema_ready(w, &f, schema)) {
        db_close(w->db);
        return false;
    }
    ctx_init(&w->ctx, g->arena, w->db, clock_now());
    w->ctx.lang = g->lang;
    w->ctx.request = STR("command");
    err e = db_begin_write(w->db);
    if (!e && schema == WORK_SCHEMA_REHEARSE) {
        e = rehearse_schema(w);
    }
    if (e) {
        command_fail(g, &w->ctx.fault);
        db_rollback(w->db);
        db_close(w->db);
        return false;
    }
    return true;
}

int work_end(struct work *w, err e)
{
    if (e || w->ctx.rehearsal) {
        db_rollback(w->db);
    } else {
        e = db_commit(w->db);
    }
    db_close(w->db);
    return e ? command_fail(w->global, &w->ctx.fault) : 0;
}

/* The only body in use; ERR_INVALID when there are several to choose from. */
static err only_body(struct work *w)
{
    int64_t n = 0, id = 0;
    err e =
        db_int(w->db, "SELECT count(*) FROM organisation WHERE in_use = 1 AND deleted_at IS NULL",
               NO_BINDS, &n);
    e = e ? e
          : db_int(w->db,
                   "SELECT min(id) FROM organisation WHERE in_use = 1 AND deleted_at IS NULL",
                   NO_BINDS, &id);
    if (e) {
        return e;
    }
    return n == 1 ? ctx_body(&w->ctx, id)
                  : fault(&w->ctx, ERR_INVALID, n ? "command.which_body" : "command.no_body");
}

err work_body(struct work *w, const char *number)
{
    if (!number) {
        return only_body(w);
    }
    int64_t id = 0;
    err e = organisation_find(&w->ctx, str_of(number), &id);
    if (e) {
        return e;
    }
    return id ? ctx_body(&w->ctx, id)
              : fault(&w->ctx, ERR_MISSING, "command.unknown_body", str_of(number));
}

err work_person(struct work *w, const char *email, int64_t *out)
{
    err e = person_find(&w->ctx, str_of(email), out);
    if (e) {
        return e;
    }
    return *out ? OK : fault(&w->ctx, ERR_MISSING, "command.unknown_person", str_of(email));
}

str work_link_address(struct work *w, const char *base, str secret)
{
    return str_printf(w->ctx.arena, "%s/sign-in/link/%.*s", base ? base : "http://127.0.0.1:8080",
                      STR_ARG(secret));
}

err work_sign_in_link(struct work *w, int64_t person_id, const char *base, str *out)
{
    str secret = STR("");
    err e = person_sign_in_link(&w->ctx, person_id, &secret);
    *out = work_link_address(w, base, secret);
    return e;
}
