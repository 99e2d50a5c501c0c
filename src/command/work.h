/* work.h - one piece of work done from the command line, as the system, in one transaction. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef COMMAND_WORK_H
#define COMMAND_WORK_H

#include "command/command.h"
#include "ctx/ctx.h"

struct work {
    const struct global *global;
    struct db *db;
    struct ctx ctx;
    str steps; /* that were rehearsed, parted by line feeds */
};

enum work_schema {
    WORK_SCHEMA_READY,    /* refuse when steps are waiting */
    WORK_SCHEMA_FORWARD,  /* run the steps first */
    WORK_SCHEMA_REHEARSE, /* run the steps in the work, which is then taken back with them */
};

/* Opens the database and a write transaction in which ctx is the system's. False after having told
   why not; nothing is open then. */
bool work_begin(struct work *w, const struct global *g, enum work_schema schema);
/* Keeps the work when e is OK and it is no rehearsal, else takes it back and tells why; closes the
   database. Returns the exit code. */
int work_end(struct work *w, err e);

/* Chooses the body with that number; NULL: the only one in use here. */
err work_body(struct work *w, const char *number);
/* The person with that address, in whatever body; ERR_MISSING when there is none. */
err work_person(struct work *w, const char *email, int64_t *out);
/* A new one-time link by which the person signs in, good for a day. base is the address of the
   service without a slash at the end. */
err work_sign_in_link(struct work *w, int64_t person_id, const char *base, str *out);
str work_link_address(struct work *w, const char *base, str secret);

#endif
