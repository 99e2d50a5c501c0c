/* door.h - both ends of the way to the courier; for the courier's own room. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef COURIER_DOOR_H
#define COURIER_DOOR_H

#include "courier/courier.h"

struct courier {
    int door[2]; /* [0] is where letters are handed in, [1] where the courier takes them */
};

#endif
