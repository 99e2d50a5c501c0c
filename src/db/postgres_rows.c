/* postgres_rows.c - running a statement on PostgreSQL, and reading what it gives. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/text.h"
#include "db/postgres.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PORTION = 500, CURSOR = 24 };

/* A result, whole in memory, or the present portion of a cursor's. Bytes of a blob are decoded into
   scratch, which goes with the row. */
struct result {
    struct rows rows;
    PGresult *r;
    int row, n_rows;
    bool is_last;        /* no portion follows */
    char cursor[CURSOR]; /* its name; "": there is none */
    struct scratch *scratch;
};

struct scratch {
    struct scratch *next;
    char bytes[];
};

static err run_whole(struct postgres *p, struct statement *st, const struct values *v,
                     struct result *out)
{
    err e = postgres_statement_prepare(p, st, v);
    if (e) {
        return e;
    }
    PGresult *r = pq.execPrepared(p->c, st->name, (int)st->n_names, v->p, v->n, v->formats, 0);
    ExecStatusType status = pq.resultStatus(r);
    if (status == PGRES_EMPTY_QUERY) {
        pq.clear(r);
        return db_trouble(&p->db, ERR_BROKEN, KEY("db.broken"), "not exactly one statement");
    }
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        return postgres_check(p, r);
    }
    *out = (struct result){.r = r, .row = -1, .n_rows = pq.ntuples(r), .is_last = true};
    return OK;
}

/* A connection has one question at a time, and rows may ask others: so a long result is a cursor.
 */
static err run_long(struct postgres *p, struct statement *st, const struct values *v,
                    struct result *out)
{
    struct arena *a = arena_open();
    snprintf(out->cursor, CURSOR, "l%llu", (unsigned long long)++p->tick);
    str sql = str_printf(a, "DECLARE %s NO SCROLL CURSOR FOR %s", out->cursor, st->theirs);
    err e = postgres_check(
        p, pq.execParams(p->c, sql.p, (int)st->n_names, v->types, v->p, v->n, v->formats, 0));
    arena_close(a);
    return e;
}

err postgres_start(struct db *db, const char *sql, const struct bind *binds, size_t n, enum run run,
                   struct rows **out)
{
    struct postgres *p = postgres_of(db);
    struct statement *st;
    struct values v; /* sent at once, so nothing is copied */
    struct result result = {0};
    err e = postgres_ready(p);
    e = e ? e : postgres_statement(p, sql, &st);
    e = e ? e : postgres_values(p, st, binds, n, &v);
    bool is_long = run == RUN_LONG && db->transaction;
    e = e ? e : is_long ? run_long(p, st, &v, &result) : run_whole(p, st, &v, &result);
    if (e) {
        return e;
    }
    result.rows.db = db;
    struct result *kept = postgres_alloc(sizeof *kept);
    *kept = result;
    *out = &kept->rows;
    return OK;
}

static bool next_portion(struct result *result)
{
    struct postgres *p = postgres_of(result->rows.db);
    char sql[CURSOR + 32];
    snprintf(sql, sizeof sql, "FETCH %d FROM %s", PORTION, result->cursor);
    pq.clear(result->r);
    result->r = pq.exec(p->c, sql);
    result->row = result->n_rows = 0;
    result->is_last = true;
    if (pq.resultStatus(result->r) != PGRES_TUPLES_OK) {
        result->rows.e = postgres_trouble(p, result->r);
        return false;
    }
    result->n_rows = pq.ntuples(result->r);
    result->is_last = result->n_rows < PORTION;
    return result->n_rows > 0;
}

static void forget_scratch(struct result *result)
{
    while (result->scratch) {
        struct scratch *s = result->scratch;
        result->scratch = s->next;
        free(s);
    }
}

bool postgres_next(struct rows *r)
{
    struct result *result = (struct result *)r;
    forget_scratch(result);
    if (result->row < result->n_rows) {
        result->row++;
    }
    return result->row < result->n_rows || (!result->is_last && next_portion(result));
}

static str cell(const struct result *result, int column)
{
    if (pq.getisnull(result->r, result->row, column)) {
        return STR_NONE;
    }
    return (str){pq.getvalue(result->r, result->row, column),
                 (size_t)pq.getlength(result->r, result->row, column)};
}

/* A whole number, the whole part of another one, or a truth. */
int64_t postgres_int(const struct rows *r, int column, int64_t none)
{
    str s = cell((const struct result *)r, column);
    if (!s.p) {
        return none;
    }
    if (s.n && (s.p[0] == 't' || s.p[0] == 'f')) {
        return s.p[0] == 't';
    }
    int64_t v = 0;
    bool minus = s.n && s.p[0] == '-';
    for (size_t i = minus; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++) {
        if (__builtin_mul_overflow(v, (int64_t)10, &v) ||
            __builtin_sub_overflow(v, (int64_t)(s.p[i] - '0'), &v)) {
            return minus ? INT64_MIN : INT64_MAX;
        }
    }
    return minus ? v : v == INT64_MIN ? INT64_MAX : -v;
}

str postgres_text(const struct rows *r, int column)
{
    const struct result *result = (const struct result *)r;
    str s = cell(result, column);
    if (s.n == 1 && pq.ftype(result->r, column) == OID_BOOL) {
        return s.p[0] == 't' ? STR("1") : STR("0");
    }
    return s;
}

static char nibble(char c)
{
    return (char)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/* bytea_output = 'hex': "\x" and two digits a byte. */
str postgres_blob(const struct rows *r, int column)
{
    struct result *result = (struct result *)r;
    str s = cell(result, column);
    if (!s.p || s.n < 2 || pq.ftype(result->r, column) != OID_BYTEA) {
        return s;
    }
    size_t n = (s.n - 2) / 2;
    struct scratch *to = postgres_alloc(sizeof *to + n + 1);
    to->next = result->scratch;
    result->scratch = to;
    for (size_t i = 0; i < n; i++) {
        to->bytes[i] = (char)(nibble(s.p[2 + i * 2]) << 4 | nibble(s.p[3 + i * 2]));
    }
    return (str){to->bytes, n};
}

bool postgres_null(const struct rows *r, int column)
{
    const struct result *result = (const struct result *)r;
    return pq.getisnull(result->r, result->row, column);
}

err postgres_end(struct rows *r, int64_t *changed)
{
    struct result *result = (struct result *)r;
    if (changed) {
        *changed = strtoll(pq.cmdTuples(result->r), NULL, 10);
    }
    if (result->cursor[0]) {
        char sql[CURSOR + 8];
        snprintf(sql, sizeof sql, "CLOSE %s", result->cursor);
        pq.clear(pq.exec(postgres_of(r->db)->c, sql)); /* one that failed has gone already */
    }
    err e = r->e;
    forget_scratch(result);
    pq.clear(result->r);
    free(result);
    return e;
}
