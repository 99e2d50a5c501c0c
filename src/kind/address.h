/* address.h - addresses of ours put together: the same list with one thing changed. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef KIND_ADDRESS_H
#define KIND_ADDRESS_H

#include "kind/kind.h"
#include "web/request.h"

/* "a=1&b=2" of the parameters, percent-encoded, without those of the given names (NULL-terminated;
   "x" also drops x[gte] and so on when it ends in "[": write "x[" for the operators alone). */
str address_query(struct arena *a, const struct params *p, const char *const *without);
/* The same with name=value added at the end; an empty value adds nothing. */
str address_with(struct arena *a, const struct params *p, const char *const *without,
                 const char *name, str value);
/* path + "?" + query; no "?" when the query is empty. */
str address_of(struct arena *a, str path, str query);
/* Does any parameter say nothing? A form sends each of its fields, filled in or not. */
bool address_is_untidy(const struct params *p);
/* s percent-encoded for a query value. */
str address_escape(struct arena *a, str s);
/* A way back that is ours: begins with one "/" and holds no control bytes; else `otherwise`. */
str address_back(str wanted, str otherwise);

#endif
