/* prison.h - where files from outside are parsed: in a process of its own for each, which can do
   nothing but read the file and write its answer, and is gone afterwards. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef PRISON_PRISON_H
#define PRISON_PRISON_H

#include "base/sandbox.h"
#include "format/json/tree.h"
#include "format/table.h"

#include <signal.h>

/* What a file is to be read as. */
enum prison_work {
    PRISON_TABLE, /* CSV or XLSX, whichever it is, under table_limits_import; a cell of CSV may have
                     1 MiB */
    PRISON_JSON,  /* under json_limits_document */
    PRISON_YAML,  /* likewise */
};

/* How long a cell may live and compute, how much memory it has beside what it was born with, and
   how many there are at once: more wait at the door. */
enum { CELL_SECONDS = 10, CELL_CPU_SECONDS = 5, CELL_MIB = 256, CELLS_MOST = 4 };
/* What whoever waits should wait at most, in ms: some cells may be before it. */
enum { PRISON_PATIENCE = 30 * 1000 };

/* The way in: made in the parent before the others start, used by all of them. NULL when there are
   no more files. */
struct prison;
struct prison *prison_open(void);
void prison_close(struct prison *p);

/* The warden's work, in a process that has no other and holds no secret: for each file that is
   handed in it forks a cell, which enters that cage. Until *stop, then the last ones are waited
   for. Returns an exit code. */
int prison_run(const struct prison *p, const struct cage *cell, volatile sig_atomic_t *stop);

/* One file on its way, in the arena. */
struct visit;
/* Hands it in, without waiting. NULL when the door is full: the answer is then "busy". */
struct visit *prison_send(const struct prison *p, struct arena *a, enum prison_work work,
                          str bytes);
/* Readable, or closed at the other end, when the cell is gone. Stays the visit's. */
int visit_fd(const struct visit *v);

/* What came of it, told to f and living in the arena of the visit. The errors of csv_read,
   xlsx_read, json_read and yaml_read with their words; ERR_INVALID `prison.died` when the cell
   ended without an answer: a limit or a crash; ERR_BUSY `prison.busy` when it is not over. v may be
   NULL (busy). What the cell wrote is checked as if it came from the one who made the file. */
err visit_table(struct visit *v, struct fault *f, struct table *out);
err visit_tree(struct visit *v, struct fault *f, const struct json **out);

#endif
