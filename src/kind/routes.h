/* routes.h - every kind's addresses, made from its table. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef KIND_ROUTES_H
#define KIND_ROUTES_H

#include "web/route.h"

/* Adds the routes of all kinds. The rows live in the arena. */
void kind_routes_add(struct routes *t, struct arena *a);

#endif
