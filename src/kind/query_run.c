/* query_run.c - a list query as one statement, and its rows. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/query.h"

#include "db/search.h"
#include "kind/sql.h"
#include "trail/reading.h"

#include <string.h>

enum { LONGEST_SQL = 256 * 1024 };

struct statement {
    struct buf sql;
    struct bind *binds;
    size_t n;
};

static const char *bind_name(struct ctx *ctx, size_t n)
{
    return str_printf(ctx->arena, "v%zu", n).p;
}

static const char *add_value(struct ctx *ctx, struct statement *s, str value, bool is_number)
{
    const char *name = bind_name(ctx, s->n);
    int64_t number = 0;
    if (is_number) {
        str_to_int(value, &number);
        s->binds[s->n++] = B_INT(name, number);
    } else {
        s->binds[s->n++] = B_TEXT(name, value);
    }
    return name;
}

static void linked_condition(struct ctx *ctx, struct statement *s, const struct query *q,
                             const struct condition *c)
{
    const struct field *f = c->f;
    buf_z(&s->sql, c->op == OP_NOT || c->op == OP_NONE ? " AND NOT" : " AND");
    buf_printf(&s->sql, " EXISTS (SELECT 1 FROM %s l WHERE l.%s_id = t.id", f->through,
               q->kind->name);
    if (c->op == OP_IS || c->op == OP_NOT) {
        buf_printf(&s->sql, " AND l.%s_id IN (", f->link);
        for (size_t i = 0; i < c->n; i++) {
            buf_printf(&s->sql, "%s:%s", i ? ", " : "", add_value(ctx, s, c->values[i], true));
        }
        buf_char(&s->sql, ')');
    }
    buf_char(&s->sql, ')');
}

static void condition_sql(struct ctx *ctx, struct statement *s, const struct query *q,
                          const struct condition *c)
{
    static const char *const signs[] = {
        [OP_GTE] = ">=", [OP_LTE] = "<=", [OP_GT] = ">", [OP_LT] = "<"};
    if (c->f && c->f->type == FIELD_LINKS) {
        linked_condition(ctx, s, q, c);
        return;
    }
    struct buf column;
    enum field_type type = FIELD_TEXT;
    buf_init(&column, ctx->arena, KIB);
    if (c->f) {
        sql_field(&column, ctx, c->f);
    } else {
        sql_common_type(c->field, &type);
        buf_printf(&column, "t.%.*s", STR_ARG(c->field));
    }
    bool is_number = c->f ? !field_is_text(c->f) : type != FIELD_TEXT;
    str name = buf_as_str(&column);
    switch (c->op) {
    case OP_NONE:
        buf_printf(&s->sql, " AND %.*s IS NULL", STR_ARG(name));
        break;
    case OP_SOME:
        buf_printf(&s->sql, " AND %.*s IS NOT NULL", STR_ARG(name));
        break;
    case OP_IS:
    case OP_NOT:
        if (c->op == OP_NOT) {
            buf_printf(&s->sql, " AND (%.*s IS NULL OR %.*s NOT IN (", STR_ARG(name),
                       STR_ARG(name));
        } else {
            buf_printf(&s->sql, " AND (%.*s IN (", STR_ARG(name));
        }
        for (size_t i = 0; i < c->n; i++) {
            buf_printf(&s->sql, "%s:%s", i ? ", " : "", add_value(ctx, s, c->values[i], is_number));
        }
        buf_literal(&s->sql, "))");
        break;
    default:
        for (size_t i = 0; i < c->n; i++) {
            buf_printf(&s->sql, " AND %.*s %s :%s", STR_ARG(name), signs[c->op],
                       add_value(ctx, s, c->values[i], is_number));
        }
    }
}

static void where(struct ctx *ctx, struct statement *s, const struct query *q)
{
    const struct kind *k = q->kind;
    size_t most = SQL_READER_BINDS + 8;
    for (size_t i = 0; i < q->n_conditions; i++) {
        most += q->conditions[i].n;
    }
    s->binds = ARENA_ARRAY(ctx->arena, most, struct bind);
    sql_reader(ctx, k, s->binds);
    s->n = SQL_READER_BINDS;
    buf_literal(&s->sql, " WHERE ");
    sql_readable(&s->sql, ctx, k);
    buf_z(&s->sql, q->removed ? " AND t.deleted_at IS NOT NULL" : " AND t.deleted_at IS NULL");
    if (!str_empty(q->search)) {
        int64_t body = k->flags & KIND_REFERENCE ? 0 : ctx->body.id;
        str match = search_query_in(ctx->arena, ctx->db, body, k->name, q->search);
        if (match.p) {
            s->binds[s->n++] = B_TEXT("search_match", match);
            /* The index finds the few things with the words; by kind it would walk all of them. */
            buf_printf(&s->sql,
                       " AND t.id IN (SELECT thing_id FROM search WHERE kind || '' = '%s' AND %s)",
                       k->name, search_condition(ctx->db));
        } else {
            buf_literal(&s->sql, " AND 1 = 0");
        }
    }
    for (size_t i = 0; i < q->n_conditions; i++) {
        condition_sql(ctx, s, q, &q->conditions[i]);
    }
}

static void order(struct ctx *ctx, struct statement *s, const struct query *q)
{
    str rest = q->sort, part;
    bool last_down = false;
    buf_literal(&s->sql, " ORDER BY ");
    while (str_split(&rest, ',', &part)) {
        bool down = str_starts(part, "-");
        str name = down ? str_slice(part, 1, part.n) : part;
        const struct field *f = kind_field(q->kind, name);
        bool is_text =
            f && (f->type == FIELD_TEXT || f->type == FIELD_PROSE || f->type == FIELD_EMAIL);
        struct buf column;
        buf_init(&column, ctx->arena, KIB);
        if (f) {
            sql_field(&column, ctx, f);
        } else {
            buf_printf(&column, "t.%.*s", STR_ARG(name));
        }
        buf_printf(&s->sql, "%.*s%s%s NULLS LAST, ", STR_ARG(buf_as_str(&column)),
                   is_text ? " COLLATE norwegian" : "", down ? " DESC" : "");
        last_down = down;
    }
    /* Ties go the way of the last key, so that an index on it can be walked without sorting. */
    buf_z(&s->sql, last_down ? "t.id DESC" : "t.id");
    if (q->limit) {
        s->binds[s->n++] = B_INT("limit", q->limit);
        s->binds[s->n++] = B_INT("offset", q->offset);
        buf_literal(&s->sql, " LIMIT :limit OFFSET :offset");
    }
}

/* A field whose things lie in other tables, by its place in the kind's; `to` is what a LINK points
   at. Gathered once a list, since most fields are not among them. */
struct linked {
    size_t at;
    const struct kind *to;
};

static size_t linked_fields(struct ctx *ctx, const struct kind *k, enum field_type type,
                            const bool *only, struct linked **out)
{
    size_t n = 0;
    *out = ARENA_ARRAY(ctx->arena, k->n_fields, struct linked);
    for (size_t i = 0; i < k->n_fields; i++) {
        if (k->fields[i].type == type && (!only || only[i])) {
            (*out)[n++] = (struct linked){
                i, type == FIELD_LINK ? kind_named(str_of(k->fields[i].link)) : NULL};
        }
    }
    return n;
}

/* Many rows point at few things: each label is asked for once, which is cheaper than a join a row.
 */
static err labels_fill(struct label_book *book, const struct kind *k, const struct linked *links,
                       size_t n, struct thing *t, struct label *labels)
{
    for (size_t i = 0; i < n; i++) {
        int64_t id = *field_int(t, &k->fields[links[i].at]);
        struct label *label = &labels[links[i].at];
        *label = (struct label){.id = id};
        err e = id ? label_find(book, links[i].to, id, label) : OK;
        if (e) {
            return e;
        }
    }
    return OK;
}

/* All rows of one LINKS table for the things of the query, walked beside the things by id. */
struct link_index {
    int64_t *from, *to;
    size_t n;
};

static err links_index(struct ctx *ctx, const struct query *q, const struct field *f,
                       struct link_index *out)
{
    struct rows *rows;
    str sql =
        q->kind->flags & KIND_REFERENCE
            ? str_printf(ctx->arena, "SELECT l.%s_id, l.%s_id FROM %s l ORDER BY 1, 2",
                         q->kind->name, f->link, f->through)
            : str_printf(ctx->arena,
                         "SELECT l.%s_id, l.%s_id FROM %s l JOIN %s t ON t.id = l.%s_id "
                         "WHERE t.organisation_id = :body ORDER BY 1, 2",
                         q->kind->name, f->link, f->through, kind_table(q->kind), q->kind->name);
    err e = db_query(ctx->db, sql.p, BINDS(B_INT("body", ctx->body.id)), &rows);
    if (e) {
        return e;
    }
    size_t size = 256;
    *out = (struct link_index){ARENA_ARRAY(ctx->arena, size, int64_t),
                               ARENA_ARRAY(ctx->arena, size, int64_t), 0};
    while (rows_next(rows)) {
        if (out->n == size) {
            int64_t *from = ARENA_ARRAY(ctx->arena, size * 2, int64_t),
                    *to = ARENA_ARRAY(ctx->arena, size * 2, int64_t);
            memcpy(from, out->from, size * sizeof *from);
            memcpy(to, out->to, size * sizeof *to);
            out->from = from;
            out->to = to;
            size *= 2;
        }
        out->from[out->n] = rows_int(rows, 0);
        out->to[out->n++] = rows_int(rows, 1);
    }
    return rows_end(rows);
}

static struct ids links_of(const struct link_index *index, int64_t id)
{
    size_t low = 0, high = index->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (index->from[middle] < id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    size_t end = low;
    while (end < index->n && index->from[end] == id) {
        end++;
    }
    return (struct ids){index->to + low, end - low};
}

static err read_links(struct ctx *ctx, const struct query *q, struct link_index **out)
{
    *out = ARENA_ARRAY(ctx->arena, q->kind->n_fields, struct link_index);
    for (size_t i = 0; i < q->kind->n_fields; i++) {
        if (q->kind->fields[i].type == FIELD_LINKS) {
            err e = links_index(ctx, q, &q->kind->fields[i], &(*out)[i]);
            if (e) {
                return e;
            }
        }
    }
    return OK;
}

/* By the place of each field: is it a column, or the title? */
static bool *shown_fields(struct ctx *ctx, const struct query *q)
{
    const struct kind *k = q->kind;
    bool *shown = ARENA_ARRAY(ctx->arena, k->n_fields, bool);
    shown[kind_field(k, str_of(k->title)) - k->fields] = true;
    for (size_t i = 0; i < q->n_columns; i++) {
        shown[q->columns[i] - k->fields] = true;
    }
    return shown;
}

/* What a row shall carry beside its own columns. */
struct beside {
    enum with with;
    bool *only; /* WITH_COLUMNS: which fields are read at all */
    struct label_book *book;
    struct linked *one, *many; /* LINK and LINKS fields */
    size_t n_one, n_many;
    struct link_index *index; /* WITH_ALL: every link of the list, read once */
    struct label *labels;
};

static err beside_start(struct ctx *ctx, const struct query *q, enum with with, struct beside *b)
{
    *b = (struct beside){.with = with,
                         .labels = ARENA_ARRAY(ctx->arena, q->kind->n_fields, struct label)};
    if (with == WITH_NOTHING) {
        return OK;
    }
    b->only = with == WITH_COLUMNS ? shown_fields(ctx, q) : NULL;
    b->book = q->book ? q->book : label_book_new(ctx);
    b->n_one = linked_fields(ctx, q->kind, FIELD_LINK, b->only, &b->one);
    b->n_many = linked_fields(ctx, q->kind, FIELD_LINKS, b->only, &b->many);
    return with == WITH_ALL ? read_links(ctx, q, &b->index) : OK;
}

/* A page shows few rows: their links are read row by row; a whole list's at once. */
static err beside_fill(struct ctx *ctx, const struct query *q, struct beside *b, struct thing *t)
{
    if (b->with == WITH_NOTHING) {
        return OK;
    }
    err e = labels_fill(b->book, q->kind, b->one, b->n_one, t, b->labels);
    for (size_t i = 0; i < b->n_many && !e; i++) {
        const struct field *f = &q->kind->fields[b->many[i].at];
        if (b->with == WITH_ALL) {
            *field_ids(t, f) = links_of(&b->index[b->many[i].at], t->id);
        } else {
            e = thing_links_read(ctx, t, f);
        }
    }
    return e;
}

static err each(struct ctx *ctx, const struct query *q, enum with with, bool copy, row_fn row,
                void *data)
{
    const struct kind *k = q->kind;
    struct statement s = {0};
    struct beside beside;
    err e = beside_start(ctx, q, with, &beside);
    if (e) {
        return e;
    }
    buf_init(&s.sql, ctx->arena, LONGEST_SQL);
    buf_literal(&s.sql, "SELECT ");
    sql_columns(&s.sql, ctx, k, beside.only);
    buf_literal(&s.sql, " FROM ");
    buf_z(&s.sql, kind_table(k));
    buf_literal(&s.sql, " t");
    where(ctx, &s, q);
    order(ctx, &s, q);
    buf_char(&s.sql, 0);
    struct rows *rows;
    e = (q->limit ? db_query : db_query_long)(ctx->db, s.sql.data, s.binds, s.n, &rows);
    if (e) {
        return e;
    }
    const struct field *class = with == WITH_ALL ? kind_class(k) : NULL; /* its reading is logged */
    struct thing *reused = copy ? NULL : arena_alloc(ctx->arena, k->size);
    while (!e && rows_next(rows)) {
        struct thing *t = reused;
        if (copy) {
            t = sql_row(ctx, k, rows);
        } else {
            sql_row_into(k, rows, beside.only, t);
        }
        if (class && str_is(*field_str(t, class), "restricted")) {
            reading_note(ctx, k->name, t->organisation_id, t->id, t->version);
        }
        e = beside_fill(ctx, q, &beside, t);
        e = e ? e : row(ctx, t, beside.labels, data);
    }
    err end = rows_end(rows);
    return e ? e : end;
}

err query_each(struct ctx *ctx, const struct query *q, enum with with, row_fn row, void *data)
{
    return each(ctx, q, with, false, row, data);
}

struct gathered {
    struct thing **at;
    size_t n, size;
};

static err gather(struct ctx *ctx, struct thing *t, const struct label *labels, void *data)
{
    (void)labels;
    struct gathered *g = data;
    ARENA_GROW(ctx->arena, g->at, g->n, &g->size);
    g->at[g->n++] = t;
    return OK;
}

err query_all(struct ctx *ctx, const struct query *q, struct thing ***out, size_t *n)
{
    struct gathered g = {0};
    err e = each(ctx, q, WITH_ALL, true, gather, &g);
    *out = g.at;
    *n = g.n;
    return e;
}

err query_count(struct ctx *ctx, const struct query *q, int64_t *out)
{
    struct statement s = {0};
    buf_init(&s.sql, ctx->arena, LONGEST_SQL);
    buf_printf(&s.sql, "SELECT count(*) FROM %s t", kind_table(q->kind));
    where(ctx, &s, q);
    buf_char(&s.sql, 0);
    return db_int(ctx->db, s.sql.data, s.binds, s.n, out);
}
