/* known.h - sees to it that no statement reads what may be restricted without asking who reads. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TOOLS_KNOWN_H
#define TOOLS_KNOWN_H

#include "tool.h"

struct known;

/* Reads, of the listed files, what is restricted (kinds with NEED_TO_KNOW, their tables of the
   schema steps, views over them) and which statements are free to read it (need_to_know.txt). Wrong
   lines there are told as errors. */
struct known *known_start(struct tool *tool, const char **paths, size_t n);

/* The statement with known_X and ordinary_X replaced by the rows of X that the reader may see. Told
   as an error: a table of what is restricted that is read as it is, unless need_to_know.txt frees
   the statement. */
str known_expand(struct known *k, const char *path, size_t line, str name, str sql);

/* Reads a C file of a room that serves readers: the statements in it must be as many as
 * need_to_know.txt frees. */
void known_in_c(struct known *k, const char *path);

/* Tells the lines of need_to_know.txt that free nothing. */
void known_end(struct known *k);

#endif
