/* db.h - one database behind one header: SQLite or PostgreSQL, the same statements. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DB_DB_H
#define DB_DB_H

#include "base/fault.h"
#include "base/str.h"

/* The shared SQL: values bound by name (:today, never pasted), RETURNING, ON CONFLICT, CTEs, window
   functions. Ids and numbers are INTEGER (64 bits in both), text sorts for people by
   `COLLATE norwegian`, yes/no is 0 or 1. Differences are settled in sqlite.c, postgres.c and
   dialect.c. Alike on both: LIKE tells cases apart; "x" is a name, never a text; text is UTF-8
   without zero bytes (ERR_INVALID `db.text`); a value has the type of its B_ macro, so a number for
   a TEXT column is refused by PostgreSQL; a condition stands alone (`WHERE x = 1`, not `WHERE x`).
     Not shared: max and min of two values (CASE), instr, group_concat, date functions, rowid.

   Writers. SQLite has one at a time. PostgreSQL has many, at READ COMMITTED: what one of them reads
   may have changed when it writes. So a change says what it was based on, `UPDATE .. WHERE id = :id
   AND version = :version`, and looks at the number of changed rows; and a running number is taken
   by `UPDATE counter SET value = value + 1 WHERE .. RETURNING value`, never by max(number) + 1: the
   row is held until the transaction ends, so the next one waits and nothing is given twice. */

struct db;
struct rows;

enum db_engine { DB_SQLITE, DB_POSTGRES };

struct bind {
    const char *name; /* without the colon */
    enum bind_type { BIND_INT, BIND_TEXT, BIND_BLOB } type;
    bool null;
    int64_t i;
    str s;
};

#define B_INT(n, v) ((struct bind){.name = (n), .type = BIND_INT, .i = (v)})
#define B_TEXT(n, v) ((struct bind){.name = (n), .type = BIND_TEXT, .s = (v), .null = !(v).p})
#define B_BLOB(n, v) ((struct bind){.name = (n), .type = BIND_BLOB, .s = (v), .null = !(v).p})
#define B_INT_NULL(n) ((struct bind){.name = (n), .type = BIND_INT, .null = true})
/* B_ID: 0 is stored as null ("no such link") */
#define B_ID(n, v) ((struct bind){.name = (n), .type = BIND_INT, .i = (v), .null = (v) == 0})
/* An array of binds and its length, as two arguments. */
#define BINDS(...)                                                                                 \
    ((const struct bind[]){__VA_ARGS__}),                                                          \
        sizeof((const struct bind[]){__VA_ARGS__}) / sizeof(struct bind)
#define NO_BINDS NULL, 0

/* Opens "sqlite:PATH" (created when missing; ":memory:" allowed) or "postgresql://...".
   Trouble is told to f. db_close takes NULL calmly and rolls back what is open. */
err db_open(struct db **out, const char *address, struct fault *f);
void db_close(struct db *db);
enum db_engine db_engine(const struct db *db);
const char *db_engine_name(const struct db *db); /* "sqlite" or "postgresql" */

/* From here on, trouble in this database is told to f (the work at hand). */
void db_report_to(struct db *db, struct fault *f);

/* One piece of work, one transaction. A write transaction takes the write lock at once (ERR_BUSY
   after five seconds); a read transaction sees one state of the data. Rollback never fails. */
err db_begin_read(struct db *db);
err db_begin_write(struct db *db);
/* How long a write transaction of SQLite waits for the lock from now on; five seconds at first.
   With 0 it does not wait: for what can as well be written later. Returns how long it was before.
 */
int db_patience(struct db *db, int ms);
/* No statement takes longer than this from now on; 0, as at first: as long as it likes. One that
   does ends with ERR_BUSY `db.costly`. For processes that answer many people in turn. */
void db_time_limit(struct db *db, int ms);
/* Where one transaction locks several rows of a sort, nobody waits in a circle when all wait in one
   order. Asked before each such row: may this transaction wait for the one in that place? It may
   unless it has asked for one in a later place. */
bool db_may_wait(struct db *db, int64_t place);
/* Whether a row that another transaction has locked is waited for, as at first, or ends the
   statement with ERR_BUSY at once; until the end of the transaction. SQLite has one lock, taken
   when it began. */
err db_row_wait(struct db *db, bool wait);
err db_commit(struct db *db);
void db_rollback(struct db *db);
bool db_in_transaction(const struct db *db);
/* A mark inside a transaction, to take back one row of many; marks nest by name. */
err db_mark(struct db *db, const char *name);
void db_back_to(struct db *db, const char *name);
err db_release(struct db *db, const char *name);

/* Runs a statement that gives rows. On OK, *out must be ended by rows_end. Every :name in the text
   must be bound; a bind that the text does not have is passed over. Binds are copied: they and
   their texts may go before the rows. Statements are prepared once and kept (cache of 256, least
   used goes), so a text should come from a list and not be made with values in it. */
err db_query(struct db *db, const char *sql, const struct bind *binds, size_t n, struct rows **out);
/* The same for a question whose answer may be longer than memory, as a whole list: inside a
   transaction the rows come in portions on both engines. It must only read. */
err db_query_long(struct db *db, const char *sql, const struct bind *binds, size_t n,
                  struct rows **out);
/* The next row; false at the end and on trouble (rows_end tells which). */
bool rows_next(struct rows *r);
/* Columns from 0. Text is valid until the next rows_next or rows_end. NULL reads as 0 and STR_NONE.
 */
int64_t rows_int(const struct rows *r, int column);
/* NULL reads as `none`. */
int64_t rows_int_or(const struct rows *r, int column, int64_t none);
str rows_text(const struct rows *r, int column);
str rows_blob(const struct rows *r, int column);
bool rows_null(const struct rows *r, int column);
err rows_end(struct rows *r);

/* Runs a statement without rows; *changed (may be NULL) gets the number of rows it changed. */
err db_run(struct db *db, const char *sql, const struct bind *binds, size_t n, int64_t *changed);
/* One row with one number: *out gets it (0 when there is no row). */
err db_int(struct db *db, const char *sql, const struct bind *binds, size_t n, int64_t *out);
/* One row with one text, copied to the arena (STR_NONE when there is no row). */
err db_text(struct db *db, struct arena *a, const char *sql, const struct bind *binds, size_t n,
            str *out);
/* Prepares a statement without running it: does it fit the schema? For checks of every statement.
 */
err db_prepare(struct db *db, const char *sql);
/* Several statements without binds, as in a schema step. */
err db_script(struct db *db, const char *sql);

#endif
