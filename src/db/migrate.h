/* migrate.h - schema steps, forward only, each once; a failed step leaves the old data intact. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DB_MIGRATE_H
#define DB_MIGRATE_H

#include "db/db.h"

struct schema_step {
    const char *name; /* "2026-11-21-10-organisation": order and identity */
    const char *sql;
};

/* Steps, ended by {NULL, NULL}, sorted by name. Runs those that the database has not had, all in
   one transaction, and records name, time and SHA-256 of the text in schema_step. ERR_CONFLICT when
   the database has a step that this program does not know (a newer program made it), or when a step
   that was run has another text here. *n_run (may be NULL) gets how many were run. */
err migrate(struct db *db, const struct schema_step *steps, int64_t now_ms, int *n_run);
/* The same inside a write transaction of the caller's, who may take it back: a rehearsal. Each step
   that was run is told by `ran` (may be NULL). */
typedef void migrate_ran(void *p, const char *name);
err migrate_within(struct db *db, const struct schema_step *steps, int64_t now_ms, migrate_ran *ran,
                   void *p);
/* OK when nothing is left to run; ERR_CONFLICT as above; ERR_STALE when steps are waiting. */
err migrate_check(struct db *db, const struct schema_step *steps);

#endif
