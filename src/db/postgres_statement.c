/* postgres_statement.c - statements as PostgreSQL takes them, prepared once and kept, and their
 * values. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/text.h"
#include "db/postgres.h"

#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NONE = -1 };

static void statement_free(struct statement *st)
{
    free(st->sql);
    free(st->theirs);
    free(st->names);
    free(st->types);
    free(st);
}

void postgres_statements_forget(struct postgres *p)
{
    for (int i = 0; i < p->n_statements; i++) {
        statement_free(p->statements[i]);
    }
    p->n_statements = 0;
    for (int i = 0; i < POSTGRES_BUCKETS; i++) {
        p->buckets[i] = NONE;
    }
}

static struct statement *find(struct postgres *p, const char *sql, size_t n, uint64_t hash)
{
    for (int i = p->buckets[hash % POSTGRES_BUCKETS]; i != NONE; i = p->statements[i]->next) {
        struct statement *st = p->statements[i];
        if (st->hash == hash && st->n_sql == n && memcmp(st->sql, sql, n) == 0) {
            return st;
        }
    }
    return NULL;
}

/* The server forgets the statement too; should that fail, its name is never used again. */
static void deallocate(struct postgres *p, struct statement *st)
{
    char sql[48];
    if (st->name[0]) {
        snprintf(sql, sizeof sql, "DEALLOCATE %s", st->name);
        pq.clear(pq.exec(p->c, sql));
        st->name[0] = 0;
    }
}

static int make_room(struct postgres *p)
{
    if (p->n_statements < DB_STATEMENTS) {
        return p->n_statements++;
    }
    int oldest = 0;
    for (int i = 1; i < DB_STATEMENTS; i++) {
        if (p->statements[i]->used < p->statements[oldest]->used) {
            oldest = i;
        }
    }
    struct statement *st = p->statements[oldest];
    int *at = &p->buckets[st->hash % POSTGRES_BUCKETS];
    while (*at != oldest) {
        at = &p->statements[*at]->next;
    }
    *at = st->next;
    deallocate(p, st);
    statement_free(st);
    return oldest;
}

static err statement_new(struct postgres *p, const char *sql, size_t n, struct statement **out)
{
    struct arena *a = arena_open();
    struct statement *st = postgres_alloc(sizeof *st);
    str names[DIALECT_NAMES], theirs;
    st->sql = postgres_alloc(n + 1);
    memcpy(st->sql, sql, n);
    st->n_sql = n;
    err e = OK;
    if (dialect_postgres(a, str_n(st->sql, n), names, &st->n_names, &theirs)) {
        st->theirs = postgres_alloc(theirs.n + 1);
        memcpy(st->theirs, theirs.p, theirs.n);
        st->names = postgres_alloc((st->n_names + 1) * sizeof *st->names);
        memcpy(st->names, names, st->n_names * sizeof *names);
        st->types = postgres_alloc((st->n_names + 1) * sizeof *st->types);
        *out = st;
    } else {
        statement_free(st);
        e = db_trouble(&p->db, ERR_BROKEN, KEY("db.broken"), "a statement with too many values");
    }
    arena_close(a);
    return e;
}

err postgres_statement(struct postgres *p, const char *sql, struct statement **out)
{
    size_t n = strlen(sql);
    uint64_t hash = statement_hash(sql, n);
    struct statement *st = find(p, sql, n, hash);
    if (!st) {
        err e = statement_new(p, sql, n, &st);
        if (e) {
            return e;
        }
        int at = make_room(p);
        int *bucket = &p->buckets[hash % POSTGRES_BUCKETS];
        st->hash = hash;
        st->next = *bucket;
        p->statements[at] = st;
        *bucket = at;
    }
    st->used = ++p->tick;
    *out = st;
    return OK;
}

static err set_value(struct postgres *p, struct values *v, size_t i, const struct bind *b)
{
    if (b->s.n > INT32_MAX) {
        return db_trouble(&p->db, ERR_TOO_BIG, KEY("db.too_big"), b->name);
    }
    v->formats[i] = 1;
    v->types[i] = b->type == BIND_INT ? OID_INT8 : b->type == BIND_TEXT ? OID_TEXT : OID_BYTEA;
    v->numbers[i] = htobe64((uint64_t)b->i);
    v->p[i] = b->null ? NULL : b->type == BIND_INT ? (const char *)&v->numbers[i] : b->s.p;
    v->n[i] = b->type == BIND_INT ? (int)sizeof v->numbers[i] : (int)b->s.n;
    return OK;
}

err postgres_values(struct postgres *p, const struct statement *st, const struct bind *binds,
                    size_t n, struct values *v)
{
    size_t at = 0;
    for (size_t i = 0; i < st->n_names; i++) {
        size_t tries = 0;
        while (tries < n && !str_is(st->names[i], binds[at].name)) {
            at = at + 1 == n ? 0 : at + 1;
            tries++;
        }
        if (tries == n) {
            char words[128];
            snprintf(words, sizeof words, "no value for :%.*s",
                     (int)(st->names[i].n < 80 ? st->names[i].n : 80), st->names[i].p);
            return db_trouble(&p->db, ERR_BROKEN, KEY("db.broken"), words);
        }
        err e = set_value(p, v, i, &binds[at]);
        if (e) {
            return e;
        }
        at = at + 1 == n ? 0 : at + 1;
    }
    return OK;
}

err postgres_statement_prepare(struct postgres *p, struct statement *st, const struct values *v)
{
    size_t n = st->n_names * sizeof *st->types;
    if (st->name[0] && (!n || memcmp(st->types, v->types, n) == 0)) {
        return OK;
    }
    deallocate(p, st);
    char name[sizeof st->name];
    snprintf(name, sizeof name, "s%llu", (unsigned long long)++p->tick % 10000000000000ULL);
    err e = postgres_check(p, pq.prepare(p->c, name, st->theirs, (int)st->n_names, v->types));
    if (!e) {
        memcpy(st->name, name, sizeof name);
        if (n) {
            memcpy(st->types, v->types, n);
        }
    }
    return e;
}

/* The server finds the types itself here. Where it cannot, they will be given with the values. */
err postgres_prepare(struct db *db, const char *sql)
{
    struct postgres *p = postgres_of(db);
    struct statement *st;
    err e = postgres_statement(p, sql, &st);
    if (e) {
        return e;
    }
    PGresult *r = pq.prepare(p->c, "", st->theirs, 0, NULL);
    const char *state = pq.resultErrorField(r, PG_DIAG_SQLSTATE);
    if (state && strcmp(state, "42P18") == 0 && !db->transaction) {
        pq.clear(r);
        return OK;
    }
    return postgres_check(p, r);
}
