/* one_time.c - whom a one-time link lets in, and that it does so once. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/sign_in/one_time.h"

#include "base/hash.h"

err one_time_read(struct ctx *ctx, str secret, struct one_time *out)
{
    unsigned char hash[SHA256_BYTES];
    struct rows *rows;
    sha256(secret, hash);
    err e = db_query(
        ctx->db,
        "SELECT p.id, p.name, p.email FROM sign_in_link l JOIN person p ON p.id = l.person_id "
        "WHERE l.token_hash = :hash AND l.used_at IS NULL AND l.expires_at > :now "
        "AND p.state = 'active' AND p.deleted_at IS NULL",
        BINDS(B_BLOB("hash", str_n((const char *)hash, sizeof hash)), B_INT("now", ctx->now)),
        &rows);
    if (e) {
        return e;
    }
    bool found = rows_next(rows);
    if (found) {
        *out = (struct one_time){rows_int(rows, 0), str_copy(ctx->arena, rows_text(rows, 1)),
                                 str_copy(ctx->arena, rows_text(rows, 2))};
    }
    e = rows_end(rows);
    return e ? e : found ? OK : fault(ctx, ERR_MISSING, "sign_in.error.link");
}

err one_time_use(struct ctx *ctx, str secret)
{
    unsigned char hash[SHA256_BYTES];
    int64_t n = 0;
    sha256(secret, hash);
    err e = db_run(
        ctx->db,
        "UPDATE sign_in_link SET used_at = :now WHERE token_hash = :hash AND used_at IS NULL",
        BINDS(B_BLOB("hash", str_n((const char *)hash, sizeof hash)), B_INT("now", ctx->now)), &n);
    return e ? e : n == 1 ? OK : fault(ctx, ERR_MISSING, "sign_in.error.link");
}
