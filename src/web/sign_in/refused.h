/* refused.h - a list of passwords that the operator brings: those that have leaked, or are guessed.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_SIGN_IN_REFUSED_H
#define WEB_SIGN_IN_REFUSED_H

#include "base/str.h"

enum { REFUSED_MOST = 10 * 1000 * 1000 }; /* of those that are long enough to be chosen at all */

/* Reads a file of one password a line; the case of a to z does not matter. Only hashes are kept,
   eight bytes each, so one in some billions that are not there is taken for one that is. NULL with
   errno when the file cannot be read or holds more than REFUSED_MOST (EFBIG). */
struct refused;
struct refused *refused_read(const char *path);
void refused_close(struct refused *r);
size_t refused_count(const struct refused *r);
/* Is it there? r may be NULL: nothing is. */
bool refused_has(const struct refused *r, str password);

#endif
