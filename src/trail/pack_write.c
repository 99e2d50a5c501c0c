/* pack_write.c - a log as one file. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/event.h"
#include "trail/pack.h"
#include "trail/tar.h"
#include "trail/tile.h"

/* As PostgreSQL's COPY writes text: \t \n \r \\ escaped, \N is no value. */
static void escaped(struct buf *out, str value)
{
    if (!value.p) {
        buf_literal(out, "\\N");
        return;
    }
    for (size_t i = 0; i < value.n; i++) {
        switch (value.p[i]) {
        case '\t':
            buf_literal(out, "\\t");
            break;
        case '\n':
            buf_literal(out, "\\n");
            break;
        case '\r':
            buf_literal(out, "\\r");
            break;
        case '\\':
            buf_literal(out, "\\\\");
            break;
        default:
            buf_char(out, value.p[i]);
        }
    }
}

void pack_value(struct buf *out, str name, const unsigned char *salt, str before, str after)
{
    buf_str(out, name);
    buf_char(out, '\t');
    if (salt) {
        buf_str(out, hex(out->arena, str_n(salt, ENTRY_SALT)));
    } else {
        buf_char(out, '-');
    }
    buf_char(out, '\t');
    escaped(out, before);
    buf_char(out, '\t');
    escaped(out, after);
    buf_char(out, '\n');
}

static bool tile_put(void *p, str name, str bytes)
{
    tar_add(p, name, bytes);
    return true;
}

static void bundle_put(struct arena *a, const str *entries, int64_t first, int64_t n,
                       struct buf *out)
{
    struct buf b;
    buf_init(&b, a, TILE * (ENTRY_MOST + 2));
    for (int64_t i = first; i < first + n; i++) {
        buf_char(&b, (char)(entries[i].n >> 8));
        buf_char(&b, (char)(entries[i].n & 0xFF));
        buf_str(&b, entries[i]);
    }
    tar_add(out, tile_name(a, "entries", first / TILE, n), buf_as_str(&b));
}

void pack_join(struct arena *a, str checkpoint, str key, const str *entries, int64_t n, str values,
               struct buf *out)
{
    struct hasher *h = hasher_new(a);
    struct tlog_hash *leaves = ARENA_ARRAY(a, (size_t)n, struct tlog_hash);
    for (int64_t i = 0; i < n; i++) {
        tlog_leaf(h, entries[i], &leaves[i]);
    }
    tar_add(out, STR("checkpoint"), checkpoint);
    tar_add(out, STR("key"), STR_JOIN(a, key, STR("\n")));
    for (int64_t i = 0; i < n; i += TILE) {
        bundle_put(a, entries, i, tile_width(n, i / TILE), out);
    }
    tiles_each(a, h, leaves, n, tile_put, out);
    tar_add(out, STR("values.tsv"), values);
    tar_end(out);
}

struct row {
    str reason, request, changes, salts;
};

/* The lines of one entry; fields in the order of the entry, which is that of the row. */
static err values_of(struct ctx *ctx, const struct entry *e, const struct row *row, struct buf *out)
{
    struct trail_event read = {0};
    err trouble = event_changes(ctx, row->changes, &read);
    size_t change = 0;
    if (!trouble && row->salts.n != e->n_fields * ENTRY_SALT) {
        trouble = fault(ctx, ERR_BROKEN, "error.history_broken");
    }
    for (size_t i = 0; !trouble && i < e->n_fields; i++) {
        const unsigned char *salt = (const unsigned char *)row->salts.p + i * ENTRY_SALT;
        bool own = str_starts(e->fields[i].name, "@");
        if (!own && change == read.n_changes) {
            return fault(ctx, ERR_BROKEN, "error.history_broken");
        }
        const struct trail_change *c = own ? NULL : &read.changes[change++];
        str after = c                                      ? c->after
                    : str_is(e->fields[i].name, "@reason") ? row->reason
                                                           : row->request;
        bool gone = tar_is_zero(str_n(salt, ENTRY_SALT));
        buf_int(out, e->number);
        buf_char(out, '\t');
        pack_value(out, e->fields[i].name, gone ? NULL : salt, c && !gone ? c->before : STR_NONE,
                   gone ? STR_NONE : after);
    }
    return trouble;
}

static err entries_of(struct ctx *ctx, const struct logbook *b, int64_t size, str *entries,
                      struct buf *values)
{
    struct rows *rows;
    struct entry entry;
    str sql = str_printf(
        ctx->arena,
        "SELECT t.number, t.entry, e.reason, e.request, e.changes, e.salts FROM trail_entry "
        "t LEFT JOIN %s e ON e.id = t.event_id WHERE t.log_id = :log AND t.number < :size "
        "ORDER BY t.number",
        b->organisation_id == INSTANCE_LOG ? "instance_event" : "event");
    err e = db_query(ctx->db, sql.p, BINDS(B_INT("log", b->id), B_INT("size", size)), &rows);
    if (e) {
        return e;
    }
    int64_t n = 0;
    for (; !e && n < size && rows_next(rows); n++) {
        entries[n] = str_copy(ctx->arena, rows_text(rows, 1));
        if (!entry_read(ctx->arena, entries[n], &entry) || rows_int(rows, 0) != n) {
            e = fault(ctx, ERR_BROKEN, "error.history_broken");
        } else if (!rows_null(rows, 4)) {
            struct row row = {rows_text(rows, 2), rows_text(rows, 3), rows_text(rows, 4),
                              rows_blob(rows, 5)};
            e = values_of(ctx, &entry, &row, values);
        }
    }
    err end = rows_end(rows);
    e = e ? e : end;
    return e ? e : n == size ? OK : fault(ctx, ERR_BROKEN, "error.history_broken");
}

err pack_write(struct ctx *ctx, const struct logbook *b, struct buf *out)
{
    str note, key;
    int64_t size, at;
    struct buf values;
    err e = logbook_checkpoint(ctx, b, 0, &note, &size, &at);
    if (!e && !note.p) {
        return fault(ctx, ERR_CONFLICT, "trail.unsigned", b->origin);
    }
    e = e ? e
          : db_text(ctx->db, ctx->arena,
                    "SELECT key FROM trail_checkpoint WHERE log_id = :log AND size = :size ORDER "
                    "BY at DESC "
                    "LIMIT 1",
                    BINDS(B_INT("log", b->id), B_INT("size", size)), &key);
    if (e) {
        return e;
    }
    buf_init(&values, ctx->arena, out->ceiling);
    str *entries = ARENA_ARRAY(ctx->arena, (size_t)size, str);
    e = entries_of(ctx, b, size, entries, &values);
    if (e) {
        return e;
    }
    pack_join(ctx->arena, note, key, entries, size, buf_as_str(&values), out);
    out->full |= values.full;
    return out->full ? fault(ctx, ERR_TOO_BIG, "error.too_big") : OK;
}
