/* register.h - who keeps the register of bodies, and what must hold between its entries. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_ORGANISATION_REGISTER_H
#define DOMAIN_ORGANISATION_REGISTER_H

#include "domain/organisation/organisation.h"

/* Tells a fault when the actor may not place the body where it is to stand, or changes more of it
   than is his. The system may. */
err register_check_keeper(struct ctx *ctx, const struct organisation *o,
                          const struct organisation *before);
/* Tells a fault at the field when days and reforms do not follow one another. */
err register_check_reform(struct ctx *ctx, const struct organisation *o,
                          const struct organisation *before);
/* The step `close`: the body has ended, and nobody that stands is steered by it. */
err register_close(struct ctx *ctx, struct thing *t, str reason);
/* The step `reopen`: what ended it is taken away. */
err register_reopen(struct ctx *ctx, struct thing *t, str reason);

#endif
