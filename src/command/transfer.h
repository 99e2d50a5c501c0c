/* transfer.h - which formats go in and out. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef COMMAND_TRANSFER_H
#define COMMAND_TRANSFER_H

#include "command/command.h"

/* Prints the formats that go that way (EXCHANGE_IN, EXCHANGE_OUT), one a line. */
void formats_tell(const struct global *g, unsigned way);

#endif
