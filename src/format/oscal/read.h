/* read.h - an OSCAL catalog in JSON, nothing dropped. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FORMAT_OSCAL_READ_H
#define FORMAT_OSCAL_READ_H

#include "format/json/read.h"
#include "format/oscal/catalog.h"

/* Reads a catalog of OSCAL 1.0 to 1.2. Lenient where it can be: a member that is not named in the
   structs, or is of another type, is kept as JSON text and counted (counts.extras).
   ERR_TOO_BIG and ERR_INVALID as json_read; ERR_INVALID as well when it is another OSCAL document
   (the word names which), of another version, or when a control or parameter has no id, a resource
   no uuid (r->thing is the JSON pointer). Everything lives in the arena. */
err oscal_read(struct arena *a, str text, const struct json_limits *limits,
               const struct oscal_catalog **out, struct refusal *r);

/* The same from a tree (of YAML, for example). */
err oscal_read_tree(struct arena *a, const struct json *tree, const struct oscal_catalog **out,
                    struct refusal *r);

#endif
