/* backup.h - a whole copy of the database while it is in use, the way back, and whether it is
 * sound. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DB_BACKUP_H
#define DB_BACKUP_H

#include "db/db.h"

/* How far, in pages of the file; p is the caller's. */
typedef void backup_progress(void *p, int64_t done, int64_t total);

/* One state of the data, written to a file that only its owner may read. It stands under its name
   when it is whole and on the disk, and takes the place of one that was there. Others read and
   write meanwhile; this connection must have no open transaction. SQLite only: on PostgreSQL
   ERR_INVALID `db.use_pg_dump`, since its own tools do this better. */
err db_backup_to(struct db *db, const char *path, backup_progress *progress, void *p);

/* Puts a backup in the place of everything in the database, in one step: afterwards it is the one
   or the other. The file is checked first (ERR_INVALID `db.not_a_backup`). SQLite only, as above.
 */
err db_restore_from(struct db *db, const char *path, backup_progress *progress, void *p);

/* Reads everything and compares: pages, indexes, foreign keys, and the search index with what it
   was made from. *out gets what is wrong, in the engine's words, at most 100; none is a sound
   database. On PostgreSQL, whose pages have checksums of their own, it only asks whether the server
   answers. */
err db_check(struct db *db, struct arena *a, str **out, size_t *n);

#endif
