/* evidence.c - what evidence is, and how its file is kept. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/evidence/evidence.h"

#include "base/hash.h"
#include "kind/store.h"

#include <string.h>

/* clang-format off */
static const struct field fields[] = {
    {FIELD(struct evidence, title), .type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_COLUMN | FIELD_SEARCH},
    {FIELD(struct evidence, description), .type = FIELD_PROSE, .flags = FIELD_SEARCH},
    {FIELD(struct evidence, address), .type = FIELD_URL},
    {FIELD(struct evidence, owner_id), .type = FIELD_LINK, .link = "person", .flags = FIELD_COLUMN | FIELD_FILTER,
     .preset = "me"},
    {FIELD(struct evidence, valid_until), .type = FIELD_DAY, .flags = FIELD_COLUMN | FIELD_FILTER | FIELD_DUE},
    {FIELD(struct evidence, file_name), .type = FIELD_TEXT, .flags = FIELD_COMPUTED | FIELD_COLUMN | FIELD_SEARCH,
     .group = "file"},
    {FIELD(struct evidence, file_type), .type = FIELD_TEXT, .flags = FIELD_COMPUTED},
    {FIELD(struct evidence, file_size), .type = FIELD_NUMBER, .flags = FIELD_COMPUTED},
    {FIELD(struct evidence, file_hash), .type = FIELD_TEXT, .flags = FIELD_COMPUTED},
    NEED_TO_KNOW(evidence),
};

/* The name of the file was chosen to be erased: then the file goes, with those it replaced. */
static err after(struct ctx *ctx, struct thing *t, const struct thing *before, const char *verb)
{
    const struct bind one[] = {B_INT("id", t->id)};
    if (strcmp(verb, "erase") != 0) {
        return OK;
    }
    err e = db_run(ctx->db,
                   "UPDATE evidence SET file_type = NULL, file_size = NULL, file_hash = NULL "
                   "WHERE id = :id AND file_name IS NULL",
                   one, 1, NULL);
    return e ? e
             : db_run(ctx->db,
                      "DELETE FROM evidence_file WHERE evidence_id = :id AND NOT EXISTS (SELECT 1 "
                      "FROM evidence e WHERE e.id = :id AND e.file_name IS NOT NULL)",
                      one, 1, NULL);
}

static const struct view views[] = {
    {"mine", "owner_id=me"},
    {"expired", "valid_until[lt]=today"},
    {"without_file", "file_name[none]=1&address[none]=1"},
};

const struct kind evidence_kind = {
    .name = "evidence", .plural = "evidence", .prefix = "B", .group = "assets", .icon = "Paperclip", .order = 60,
    .size = sizeof(struct evidence),
    .fields = fields, .n_fields = sizeof fields / sizeof *fields,
    .title = "title",
    .views = views, .n_views = sizeof views / sizeof *views,
    .read = ROLES_READ, .create = ROLES_WORK, .change = ROLES_WORK, .remove = ROLE_OFFICER, .erase = KIND_ERASERS,
    .restricted = ROLE_TOP_MANAGEMENT | ROLE_OFFICER,
    .after = after,
};
/* clang-format on */

/* A name for showing: the last part of what may be a path, without control bytes, at most 200
 * characters. */
static str shown_name(struct arena *a, str name)
{
    size_t from = 0;
    for (size_t i = 0; i < name.n; i++) {
        if (name.p[i] == '/' || name.p[i] == '\\') {
            from = i + 1;
        }
    }
    name = str_slice(name, from, name.n);
    struct buf b;
    buf_init(&b, a, KIB);
    size_t length = 0;
    for (size_t i = 0; i < name.n; i++) {
        unsigned char c = (unsigned char)name.p[i];
        length += (c & 0xC0) != 0x80;
        if (length > 200) {
            break;
        }
        if (c >= ' ' && c != 127) {
            buf_char(&b, (char)c);
        }
    }
    str shown = str_trim(buf_as_str(&b));
    return shown.n && str_is_utf8(shown, NULL) ? shown : STR("fil");
}

/* A media type as the standard writes it, "application/pdf"; anything else is just bytes. */
static str media_type(str type)
{
    bool slash = false;
    for (size_t i = 0; i < type.n; i++) {
        char c = type.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && c != '/' && c != '-' && c != '+' && c != '.') {
            return STR("application/octet-stream");
        }
        slash |= c == '/';
    }
    return slash && type.n <= 100 ? type : STR("application/octet-stream");
}

err evidence_keep_file(struct ctx *ctx, struct evidence *e, int64_t version, str name, str type,
                       str bytes)
{
    if (!bytes.n) {
        return fault(ctx, ERR_INVALID, "evidence.no_file");
    }
    str hash = sha256_hex(ctx->arena, bytes);
    if (str_eq(hash, e->file_hash)) {
        return fault(ctx, ERR_CONFLICT, "evidence.same_file");
    }
    e->file_name = shown_name(ctx->arena, name);
    e->file_type = media_type(type);
    e->file_size = (int64_t)bytes.n;
    e->file_hash = hash;
    err trouble = thing_change(ctx, &e->thing, version);
    if (trouble) {
        return trouble;
    }
    return db_run(ctx->db,
                  "INSERT INTO evidence_file (evidence_id, hash, name, type, bytes, uploaded_at, "
                  "uploaded_by) "
                  "VALUES (:evidence, :hash, :name, :type, :bytes, :now, :actor) "
                  "ON CONFLICT (evidence_id, hash) DO NOTHING",
                  BINDS(B_INT("evidence", e->thing.id), B_TEXT("hash", hash),
                        B_TEXT("name", e->file_name), B_TEXT("type", e->file_type),
                        B_BLOB("bytes", bytes), B_INT("now", ctx->now),
                        B_ID("actor", ctx->actor.person_id)),
                  NULL);
}

err evidence_read_file(struct ctx *ctx, const struct evidence *e, str hash,
                       struct evidence_file *out)
{
    struct rows *rows;
    *out = (struct evidence_file){0};
    err trouble = db_query(
        ctx->db,
        "SELECT name, type, hash, uploaded_at, bytes FROM evidence_file "
        "WHERE evidence_id = :evidence AND hash = :hash",
        BINDS(B_INT("evidence", e->thing.id), B_TEXT("hash", hash.n ? hash : e->file_hash)), &rows);
    if (trouble) {
        return trouble;
    }
    if (rows_next(rows)) {
        out->name = str_copy(ctx->arena, rows_text(rows, 0));
        out->type = str_copy(ctx->arena, rows_text(rows, 1));
        out->hash = str_copy(ctx->arena, rows_text(rows, 2));
        out->uploaded_at = rows_int(rows, 3);
        out->bytes = str_copy(ctx->arena, rows_blob(rows, 4));
    }
    trouble = rows_end(rows);
    return trouble ? trouble : out->hash.n ? OK : fault(ctx, ERR_MISSING, "error.missing");
}

err evidence_earlier_files(struct ctx *ctx, const struct evidence *e, struct evidence_file **out,
                           size_t *n)
{
    int64_t count;
    struct rows *rows;
    struct bind binds[] = {B_INT("evidence", e->thing.id), B_TEXT("hash", e->file_hash)};
    err trouble =
        db_int(ctx->db,
               "SELECT count(*) FROM evidence_file WHERE evidence_id = :evidence AND hash <> :hash",
               binds, 2, &count);
    if (!trouble) {
        trouble = db_query(
            ctx->db,
            "SELECT name, type, hash, uploaded_at FROM evidence_file "
            "WHERE evidence_id = :evidence AND hash <> :hash ORDER BY uploaded_at DESC, hash",
            binds, 2, &rows);
    }
    if (trouble) {
        return trouble;
    }
    *out = ARENA_ARRAY(ctx->arena, (size_t)count + 1, struct evidence_file);
    for (*n = 0; *n < (size_t)count && rows_next(rows); (*n)++) {
        (*out)[*n] = (struct evidence_file){
            .name = str_copy(ctx->arena, rows_text(rows, 0)),
            .type = str_copy(ctx->arena, rows_text(rows, 1)),
            .hash = str_copy(ctx->arena, rows_text(rows, 2)),
            .uploaded_at = rows_int(rows, 3),
        };
    }
    return rows_end(rows);
}
