#ifndef GEN_LISTS_H
#define GEN_LISTS_H

#include "db/migrate.h"

struct kind;
extern const struct kind *const all_kinds[];
struct command;
extern const struct command *const all_commands[];
struct exchange;
extern const struct exchange *const all_exchanges[];
struct job_kind;
extern const struct job_kind *const all_job_kinds[];
struct report;
extern const struct report *const all_reports[];
struct panel;
extern const struct panel *const all_panels[];
struct wizard;
extern const struct wizard *const all_wizards[];
struct starter;
extern const struct starter *const all_starters[];
struct secret;
extern const struct secret *const all_secrets[];
struct route;
extern const struct route *const all_routes[];
struct limit;
extern const struct limit *const all_limits[];

/* Sorted by name, ended by {NULL, NULL}. */
extern const struct schema_step all_schema_steps[];

#endif
