/* tool.h - what the build's small programs share: reading, writing, complaining. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TOOLS_TOOL_H
#define TOOLS_TOOL_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

/* One run of a tool. Errors are printed as they are found, so that one run shows them all. */
struct tool {
    const char *name;
    struct arena *arena;
    size_t n_errors;
};

struct tool tool_start(const char *name);

/* Exit status: 0 when nothing was wrong, else 1. Gives the memory back. */
int tool_end(struct tool *t);

/* Prints "path:line: what" on standard error and counts it; line 0 leaves the number out. */
void tool_error(struct tool *t, const char *path, size_t line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Prints "name: what" and ends the run with status 2: for what makes going on pointless. */
void tool_die(const struct tool *t, const char *format, ...)
    __attribute__((format(printf, 2, 3), noreturn));

/* The whole file, with a zero byte after it; ends the run when it cannot be read. */
str tool_read(struct tool *t, const char *path);

/* Writes the file only when its contents differ, so that nothing is compiled again in vain.
   Ends the run when that fails. */
void tool_write(struct tool *t, const char *path, str contents);

/* The lines of a list file, without empty ones; *n gets how many. */
const char **tool_list(struct tool *t, const char *path, size_t *n);

/* The line (from 1) on which byte `at` of the text stands. */
size_t tool_line(str text, size_t at);

/* The part after the last slash. */
const char *tool_base(const char *path);

/* Appends text as a C string literal, quotes included, broken into lines after newlines. */
void tool_c_string(struct buf *b, str text);

/* An empty buffer for a generated file. */
struct buf tool_buf(struct tool *t);

bool tool_is_name(char c); /* may stand in a C name */

#endif
