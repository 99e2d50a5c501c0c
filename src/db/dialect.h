/* dialect.h - the texts of SQL that differ between the engines: parts of a schema step, types,
 * names. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DB_DIALECT_H
#define DB_DIALECT_H

#include "db/db.h"

/* A script as that engine takes it. Lines between `-- sqlite:` or `-- postgresql:` and `-- end` are
   for that engine alone. For PostgreSQL the types are translated as below. */
str dialect_script(struct arena *a, enum db_engine engine, const char *sql);

/* Most values that one statement takes, by different names. */
enum { DIALECT_NAMES = 100 };

/* A statement as PostgreSQL takes it: :name becomes $1, $2 ... (one number a name), INTEGER becomes
   BIGINT (a key of it an identity column), BLOB becomes BYTEA, REAL becomes DOUBLE PRECISION,
   STRICT after a table goes. Texts, quoted names, comments and `::` are left alone. names[i] is the
   name of
   $(i+1), pointing into sql. False when there are more than DIALECT_NAMES. */
bool dialect_postgres(struct arena *a, str sql, str names[DIALECT_NAMES], size_t *n_names,
                      str *out);

#endif
