/* agent.h - where a request comes from, told so that its sender knows it again and nobody else
 * learns more than needed. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_SIGN_IN_AGENT_H
#define WEB_SIGN_IN_AGENT_H

#include "base/arena.h"
#include "base/str.h"

/* "Firefox, Windows": what people call their browser and machine; the beginning of a name that is
   not known, and STR_NONE for one that says nothing or is not text. */
str agent_name(struct arena *a, str user_agent);
/* The network's part of an address: "192.0.2.0/24", "2001:db8:1::/48". STR_NONE for what is no
   address. */
str agent_network(struct arena *a, str address);

#endif
