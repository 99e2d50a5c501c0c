/* door.h - open files handed from one process to another, over a socket that both were born with.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_DOOR_H
#define BASE_DOOR_H

#include <stdbool.h>
#include <stddef.h>

enum { DOOR_MOST = 8 }; /* files in one message */

/* Hands n files over with one byte that says what for. The files stay the caller's to close. Does
   not wait: false when the other side takes nothing now, or is gone. */
bool door_pass(int door, char byte, const int *fds, size_t n);

/* Takes what was handed over: *byte, and n files that are the caller's to close and that no program
   started from here inherits. False when nothing is there, or not just n files; those are closed.
 */
bool door_take(int door, char *byte, int *fds, size_t n);

#endif
