/* app.h - the application as one whole: every route, and how its pages look around what they show.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef COMMAND_APP_H
#define COMMAND_APP_H

#include "web/gate.h"

/* Every route of the program, ready for the search. */
struct routes *app_routes(struct arena *a);
/* For struct gate: an error as a page, and a page of web's own in the frame. */
void app_error_page(struct ctx *ctx, const struct request *q, struct reply *r);
void app_page(struct ctx *ctx, const struct request *q, struct reply *r, str title,
              struct markup main);

#endif
