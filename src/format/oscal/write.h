/* write.h - an OSCAL catalog as JSON again. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FORMAT_OSCAL_WRITE_H
#define FORMAT_OSCAL_WRITE_H

#include "format/oscal/catalog.h"

/* Writes {"catalog": ...} as the next value: members in the order of the OSCAL reference, kept
   members last, nothing for what is not given. oscal_read gives the same catalog back. */
void oscal_write(struct json_writer *w, const struct oscal_catalog *catalog);

#endif
