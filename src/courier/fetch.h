/* fetch.h - one letter carried out: the only place where a connection to the outside is opened. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef COURIER_FETCH_H
#define COURIER_FETCH_H

#include "courier/address.h"
#include "courier/courier.h"

/* Reads the address, resolves it once, connects to what was found, and takes the answer under the
   letter's ceilings; no redirect is followed, no proxy asked, nothing unpacked. Always fills out.
 */
void fetch(struct arena *a, const struct letter *letter, const struct courier_limits *limits,
           address_resolver resolver, void *data, struct answer *out);

#endif
