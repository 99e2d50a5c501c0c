/* organisation.c - registers of counties, municipalities and state bodies. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "exchange/library/library.h"

#include "domain/organisation/organisation.h"
#include "kind/store.h"

#include <string.h>

/* The registered body with that number, or with that code on that level of government. */
static err find(struct ctx *ctx, str number, str code, const char *level, int64_t *out)
{
    return db_int(
        ctx->db,
        "SELECT min(id) FROM organisation WHERE deleted_at IS NULL AND "
        "(number = :number OR (code = :code AND level = :level))",
        BINDS(B_TEXT("number", number), B_TEXT("code", code), B_TEXT("level", str_of(level))), out);
}

static err population_keep(struct ctx *ctx, int64_t id, const struct json *by_year)
{
    for (size_t i = 0; i < json_count(by_year); i++) {
        const struct json_member *m = &by_year->members[i];
        int64_t year, n;
        if (!str_to_int(m->name, &year) || !json_to_int(&m->value, &n)) {
            continue;
        }
        err e = db_run(ctx->db,
                       "INSERT INTO organisation_population (organisation_id, year, population) "
                       "VALUES (:id, :year, :n) ON CONFLICT (organisation_id, year) DO UPDATE SET "
                       "population = excluded.population",
                       BINDS(B_INT("id", id), B_INT("year", year), B_INT("n", n)), NULL);
        if (e) {
            return e;
        }
    }
    return OK;
}

static void latest_population(struct organisation *o, const struct json *by_year)
{
    int64_t latest = 0;
    for (size_t i = 0; i < json_count(by_year); i++) {
        int64_t year, n;
        if (str_to_int(by_year->members[i].name, &year) && year > latest &&
            json_to_int(&by_year->members[i].value, &n)) {
            latest = year;
            o->population = n;
        }
    }
}

static void name_fill(struct organisation *o, const struct json *name)
{
    if (name && name->type == JSON_IS_OBJECT) {
        o->name = json_get_str(name, "nb");
        str nn = json_get_str(name, "nn");
        o->name_nn = str_eq(nn, o->name) ? STR_NONE : nn;
    } else {
        o->name = json_str(name);
    }
}

static void fill(struct organisation *o, const struct json *row, const char *level)
{
    const struct json *valid = json_get(row, "valid");
    str language = json_get_str(row, "language");
    name_fill(o, json_get(row, "name"));
    o->number = json_get_str(row, "number");
    o->code = json_get_str(row, "code");
    o->level = str_of(level);
    o->language = language.n ? language : STR("neutral");
    o->county_code = strcmp(level, "county") == 0 ? o->code : json_get_str(row, "county");
    o->valid_from = json_get_str(valid, "from");
    o->valid_until = json_get_str(valid, "to");
    o->thing.state = o->valid_until.n ? STR("closed") : STR("active");
    latest_population(o, json_get(row, "population"));
}

/* A body in use knows itself better than the register does: only what it lacks is filled in. */
static err renew(struct library *l, int64_t id, const struct json *row, const char *level)
{
    struct ctx *ctx = l->ctx;
    struct thing *t;
    err e = thing_get(ctx, &organisation_kind, id, &t);
    if (e) {
        return e;
    }
    struct organisation *o = (struct organisation *)t;
    if (o->in_use) {
        latest_population(o, o->population == NO_NUMBER ? json_get(row, "population") : NULL);
    } else {
        fill(o, row, level);
    }
    return thing_change(ctx, t, t->version);
}

static err row_read(struct library *l, const struct json *row, const char *level, int64_t parent_id)
{
    struct ctx *ctx = l->ctx;
    int64_t id = 0;
    str code = json_get_str(row, "code");
    if (!code.n) {
        return library_missing(l, str_of(level), "code");
    }
    err e = find(ctx, json_get_str(row, "number"), code, level, &id);
    if (!e && id) {
        e = renew(l, id, row, level);
    } else if (!e) {
        struct organisation *o = organisation_new(ctx);
        fill(o, row, level);
        o->parent_id = parent_id;
        e = organisation_create(ctx, o);
        id = o->thing.id;
        exchange_count(l->work, KEY("library.n.organisations"), 1);
    }
    return e ? e : population_keep(ctx, id, json_get(row, "population"));
}

static err list_read(struct library *l, const char *list, const char *level)
{
    const struct json *rows = json_get(l->tree, list);
    for (size_t i = 0; i < json_count(rows); i++) {
        const struct json *row = json_item(rows, i), *own = json_get(row, "county_municipality");
        if (own && own->type == JSON_IS_BOOL && !own->yes) {
            continue; /* Oslo is a county without a county municipality */
        }
        int64_t parent_id = 0;
        str parent = json_get_str(row, "parent");
        err e = parent.n ? find(l->ctx, STR_NONE, parent, level, &parent_id) : OK;
        e = e ? e : row_read(l, row, level, parent_id);
        if (e) {
            return e;
        }
    }
    return OK;
}

/* After a reform: who came before whom. One that was split has several after it, and none is named.
 */
static err reforms_read(struct library *l, const char *list, const char *level)
{
    const struct json *rows = json_get(l->tree, list);
    for (size_t i = 0; i < json_count(rows); i++) {
        const struct json *row = json_item(rows, i), *before = json_get(row, "predecessors"),
                          *after = json_get(row, "successors");
        int64_t id = 0, predecessor = 0, successor = 0;
        err e = json_count(before) == 1
                    ? find(l->ctx, STR_NONE, json_str(json_item(before, 0)), level, &predecessor)
                    : OK;
        e = e ? e
            : json_count(after) == 1
                ? find(l->ctx, STR_NONE, json_str(json_item(after, 0)), level, &successor)
                : OK;
        e = e ? e : find(l->ctx, STR_NONE, json_get_str(row, "code"), level, &id);
        if (!e && id && (predecessor || successor)) {
            e = db_run(l->ctx->db,
                       "UPDATE organisation SET predecessor_id = :predecessor, successor_id = "
                       ":successor WHERE id = :id",
                       BINDS(B_ID("predecessor", predecessor), B_ID("successor", successor),
                             B_INT("id", id)),
                       NULL);
        }
        if (e) {
            return e;
        }
    }
    return OK;
}

err library_organisations(struct library *l)
{
    err e = list_read(l, "counties", "county");
    e = e ? e : reforms_read(l, "counties", "county");
    e = e ? e : list_read(l, "municipalities", "municipality");
    e = e ? e : list_read(l, "ministries", "state");
    return e ? e : list_read(l, "agencies", "state");
}
