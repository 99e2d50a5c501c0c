/* house.h - for targets whose parser asks a database: one in memory, with a body and its officer.

   It lives as long as the process; what an input writes is rolled back. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FUZZ_HOUSE_H
#define FUZZ_HOUSE_H

#include "base/clock.h"
#include "base/hash.h"
#include "ctx/ctx.h"
#include "db/migrate.h"

#include "lists.h"

#include <stdio.h>
#include <stdlib.h>

#define HOUSE_NOW ((int64_t)1795251600000) /* 21 November 2026 */
#define HOUSE_BODY "999900011"
#define HOUSE_TOKEN "the officer's"

static inline void house_must(err e, const struct fault *f)
{
    if (e) {
        fprintf(stderr, "the house: %s %s %.*s\n", err_name(e), f->key ? f->key : "",
                STR_ARG(f->detail));
        abort();
    }
}

static struct db *house_db;

/* The next call makes it anew. */
static inline void house_leave(void)
{
    db_close(house_db);
    house_db = NULL;
}

/* The database, made at the first call. */
static inline struct db *house(void)
{
    struct db *db;
    if (house_db) {
        return house_db;
    }
    struct arena *a = arena_open();
    struct fault f;
    unsigned char hash[SHA256_BYTES];
    clock_init();
    fault_init(&f, a);
    house_must(db_open(&db, "sqlite::memory:", &f), &f);
    house_must(migrate(db, all_schema_steps, HOUSE_NOW, NULL), &f);
    house_must(
        db_script(
            db,
            "INSERT INTO organisation (id, uuid, ref, number, name, level, in_use, created_at, "
            "updated_at) VALUES (1, 'o1', 1, '" HOUSE_BODY "', 'Body', 'municipality', 1, 1, 1);"
            "INSERT INTO organisation_closure (ancestor_id, descendant_id, depth) "
            "VALUES (1, 1, 0);"
            "INSERT INTO person (id, uuid, organisation_id, ref, name, email, created_at, "
            "updated_at) VALUES (1, 'p1', 1, 1, 'Kari', 'kari@x.no', 1, 1);"
            "INSERT INTO role_grant (id, uuid, organisation_id, ref, person_id, role, role_bit, "
            "subtree, created_at, updated_at) VALUES (1, 'g1', 1, 1, 1, 'officer', 4, 1, 1, 1)"),
        &f);
    sha256(STR(HOUSE_TOKEN), hash);
    house_must(db_run(db,
                      "INSERT INTO token (token_hash, person_id, name, scopes, created_at) "
                      "VALUES (:hash, 1, 'fuzz', 'read write sign', 1)",
                      BINDS(B_BLOB("hash", str_n((const char *)hash, sizeof hash))), NULL),
               &f);
    arena_close(a);
    return house_db = db;
}

/* The officer's work in his body, inside a write transaction. */
static inline void house_begin(struct ctx *ctx, struct arena *a)
{
    ctx_init(ctx, a, house(), HOUSE_NOW);
    db_report_to(ctx->db, &ctx->fault);
    house_must(db_begin_write(ctx->db), &ctx->fault);
    house_must(ctx_body(ctx, 1), &ctx->fault);
    ctx->actor =
        (struct actor){.person_id = 1, .name = STR("Kari"), .roles = ROLE_OFFICER, .proved = true};
}

/* Ends it, and nothing of it stays. Trouble that is ours, not the input's, is a finding. */
static inline void house_end(struct ctx *ctx, err e)
{
    if (e == ERR_BROKEN || (e && !ctx->fault.key && !ctx->fault.n_fields && e != ERR_MISSING)) {
        fprintf(stderr, "%s: %s %.*s\n", err_name(e), ctx->fault.key ? ctx->fault.key : "untold",
                STR_ARG(ctx->fault.detail));
        abort();
    }
    db_rollback(ctx->db);
}

#endif
