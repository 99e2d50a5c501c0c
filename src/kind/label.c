/* label.c - how things that are linked to are shown: their reference and title. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/buf.h"
#include "kind/sql.h"
#include "kind/store.h"

#include <assert.h>
#include <string.h>

enum { MOST_LINKED = 200 };

static void label_columns(struct buf *b, const struct ctx *ctx, const struct kind *k)
{
    buf_literal(b, "t.id, t.ref, ");
    sql_field(b, ctx, kind_field(k, str_of(k->title)));
    buf_literal(b, ", t.state, CASE WHEN ");
    sql_needs_to_know(b, ctx, k);
    buf_literal(b, " THEN 0 ELSE 1 END");
}

static struct label label_row(struct ctx *ctx, const struct kind *k, const struct rows *r)
{
    struct label label = {
        .id = rows_int(r, 0),
        .ref = kind_ref(ctx->arena, k, rows_int(r, 1)),
        .is_withheld = rows_int(r, 4) == 1,
    };
    if (!label.is_withheld) {
        label.title = str_copy(ctx->arena, rows_text(r, 2));
        label.state = str_copy(ctx->arena, rows_text(r, 3));
    }
    return label;
}

/* At most max labels. A LIMIT in the text would make SQLite sort into a table of its own. */
static err labels_query(struct ctx *ctx, const struct kind *k, const char *sql,
                        const struct bind *binds, size_t n_binds, size_t max, struct label **out,
                        size_t *n)
{
    struct rows *rows;
    err e = db_query(ctx->db, sql, binds, n_binds, &rows);
    if (e) {
        return e;
    }
    size_t size = max < 32 ? max : 32;
    *n = 0;
    *out = ARENA_ARRAY(ctx->arena, size, struct label);
    while (*n < max && rows_next(rows)) {
        ARENA_GROW(ctx->arena, *out, *n, &size);
        (*out)[(*n)++] = label_row(ctx, k, rows);
    }
    return rows_end(rows);
}

err thing_label(struct ctx *ctx, const struct kind *k, int64_t id, struct label *out)
{
    struct buf b;
    struct bind binds[SQL_READER_BINDS + 1];
    buf_init(&b, ctx->arena, 4 * KIB);
    buf_literal(&b, "SELECT ");
    label_columns(&b, ctx, k);
    buf_literal(&b, " FROM ");
    buf_z(&b, kind_table(k));
    buf_literal(&b, " t WHERE t.id = :id AND ");
    sql_known(&b, ctx, k);
    buf_char(&b, 0);
    sql_reader(ctx, k, binds);
    binds[SQL_READER_BINDS] = B_INT("id", id);
    struct label *labels;
    size_t n;
    err e = labels_query(ctx, k, b.data, binds, SQL_READER_BINDS + 1, 1, &labels, &n);
    *out = !e && n ? labels[0] : (struct label){.id = id};
    return e;
}

enum { BOOK_SIZE = 1024 };

struct label_book {
    struct ctx *ctx;
    bool is_filled[BOOK_SIZE];
    struct entry {
        const struct kind *kind;
        struct label label;
    } entries[BOOK_SIZE]; /* by hash; a later one takes the place of an earlier one */
};

struct label_book *label_book_new(struct ctx *ctx)
{
    struct label_book *book = arena_raw(ctx->arena, sizeof *book);
    memset(book, 0, offsetof(struct label_book, entries));
    book->ctx = ctx;
    return book;
}

struct ctx *label_book_ctx(const struct label_book *book)
{
    return book->ctx;
}

static size_t place_of(const struct kind *k, int64_t id)
{
    return (((size_t)id * 31) ^ ((size_t)(uintptr_t)k >> 4)) % BOOK_SIZE;
}

void label_keep(struct label_book *book, const struct kind *k, const struct label *label)
{
    size_t at = place_of(k, label->id);
    book->entries[at] = (struct entry){k, *label};
    book->is_filled[at] = true;
}

err label_find(struct label_book *book, const struct kind *k, int64_t id, struct label *out)
{
    size_t at = place_of(k, id);
    const struct entry *entry = &book->entries[at];
    if (book->is_filled[at] && entry->kind == k && entry->label.id == id) {
        *out = entry->label;
        return OK;
    }
    err e = thing_label(book->ctx, k, id, out);
    if (!e) {
        label_keep(book, k, out);
    }
    return e;
}

err thing_choices(struct ctx *ctx, const struct kind *k, size_t max, struct label **out, size_t *n)
{
    struct buf b;
    struct bind binds[SQL_READER_BINDS];
    buf_init(&b, ctx->arena, 4 * KIB);
    buf_literal(&b, "SELECT ");
    label_columns(&b, ctx, k);
    buf_printf(&b, " FROM %s t WHERE t.deleted_at IS NULL AND ", kind_table(k));
    sql_linkable(&b, ctx, k);
    if (k->choosable) {
        buf_printf(&b, " AND (%s)", k->choosable);
    }
    buf_literal(&b, " ORDER BY ");
    sql_field(&b, ctx, kind_field(k, str_of(k->title)));
    buf_literal(&b, " COLLATE norwegian, t.id");
    buf_char(&b, 0);
    sql_reader(ctx, k, binds);
    return labels_query(ctx, k, b.data, binds, SQL_READER_BINDS, max, out, n);
}

err thing_linked_from(struct ctx *ctx, const struct thing *t, const struct kind *from,
                      const struct field *f, struct label **out, size_t *n)
{
    assert(f->type == FIELD_LINK || f->type == FIELD_LINKS);
    struct buf b;
    struct bind binds[SQL_READER_BINDS + 1];
    buf_init(&b, ctx->arena, 16 * KIB);
    buf_literal(&b, "SELECT ");
    label_columns(&b, ctx, from);
    buf_printf(&b, " FROM %s t WHERE t.deleted_at IS NULL AND ", kind_table(from));
    if (f->type == FIELD_LINK) {
        buf_printf(&b, "t.%s = :to AND ", f->name);
    } else {
        buf_printf(&b, "t.id IN (SELECT l.%s_id FROM %s l WHERE l.%s_id = :to) AND ", from->name,
                   f->through, f->link);
    }
    sql_readable(&b, ctx, from);
    buf_literal(&b, " ORDER BY t.ref");
    buf_char(&b, 0);
    sql_reader(ctx, from, binds);
    binds[SQL_READER_BINDS] = B_INT("to", t->id);
    return labels_query(ctx, from, b.data, binds, SQL_READER_BINDS + 1, MOST_LINKED, out, n);
}
