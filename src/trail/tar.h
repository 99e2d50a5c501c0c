/* tar.h - files one after the other (ustar), written in one way only: who, when and how a file was
   kept is always the same, so any other byte in a header is a wrong one. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TRAIL_TAR_H
#define TRAIL_TAR_H

#include "base/buf.h"

enum { TAR_BLOCK = 512 };

/* A name takes at most 99 bytes. */
void tar_add(struct buf *out, str name, str bytes);
/* Two blocks of zeroes: the end of the file. */
void tar_end(struct buf *out);

/* The next file, which must have that name and be written as tar_add does; *bytes points into
 *rest, which moves past it. False: it is not. */
bool tar_take(str *rest, str name, str *bytes);
bool tar_is_zero(str bytes);

#endif
