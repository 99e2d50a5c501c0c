/* reference.h - the reference pages of docs/reference, printed by the program itself. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef COMMAND_REFERENCE_H
#define COMMAND_REFERENCE_H

#include "base/buf.h"

/* "kinds", "permissions", "routes", "model", "commands"; ended by NULL. */
extern const char *const reference_subjects[];
/* Writes that page as Markdown; false when there is no such subject. */
bool reference_write(struct buf *b, str subject);

#endif
