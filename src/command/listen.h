/* listen.h - the socket that the service listens on. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef COMMAND_LISTEN_H
#define COMMAND_LISTEN_H

#include "command/command.h"

/* Listens on "127.0.0.1:8080", "[::1]:8080" or ":8080" (every address), without blocking. -1, and
   it was said on standard error why. */
int listen_open(const struct global *g, const char *address);

#endif
