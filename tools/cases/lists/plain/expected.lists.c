#include "lists.h"

struct kind;
extern const struct kind asset_kind;
extern const struct kind risk_kind;
const struct kind *const all_kinds[] = {
    &asset_kind, /* asset.c */
    &risk_kind, /* risk.c */
    0,
};

struct command;
extern const struct command serve_command;
const struct command *const all_commands[] = {
    &serve_command, /* asset.c */
    0,
};

struct exchange;
const struct exchange *const all_exchanges[] = {
    0,
};

struct job_kind;
const struct job_kind *const all_job_kinds[] = {
    0,
};

struct report;
const struct report *const all_reports[] = {
    0,
};

struct panel;
const struct panel *const all_panels[] = {
    0,
};

struct wizard;
const struct wizard *const all_wizards[] = {
    0,
};

struct starter;
const struct starter *const all_starters[] = {
    0,
};

struct secret;
const struct secret *const all_secrets[] = {
    0,
};

struct route;
extern const struct route risk_routes;
const struct route *const all_routes[] = {
    &risk_routes, /* risk.c */
    0,
};

struct limit;
const struct limit *const all_limits[] = {
    0,
};

const struct schema_step all_schema_steps[] = {
    {"2026-11-21-01-a",
    "CREATE TABLE a (x TEXT);\n"},
    {"2026-11-21-02-b",
    "CREATE TABLE b (x TEXT); -- \"\?\"\n"},
    {0, 0},
};
